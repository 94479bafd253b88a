"""A person's own data: seeing it, deleting it, and the retention that runs by itself."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict

from bot.errors import StoreError
from bot.store import history, turns, voice_queue
from bot.store.migrations.imported import jsonable, quoted
from bot.store.records import Erasure, ErasureStep, InterviewSummary
from bot.store.rows import HISTORY_COLUMNS, IMPORTED_UNTIL, from_ms, history_row, to_json, to_ms
from bot.store.sqlite import schema
from bot.store.sqlite.connection import Connection

ORDER = tuple(ErasureStep)
OPENERS = ("handle", "link_hash", "cookie_hash")
"""Columns that open a session or a page; they are in no export."""
RECEIPTS = (
    "erasures WHERE step = 'done' AND (? IS NULL OR done_at < ?)",
    "deleted_interviews WHERE ? IS NULL OR deleted_at < ?",
)
"""What remains of a deletion while a backup may hold what was deleted."""
LATE = 60.0
"""Seconds: a deletion may be written a little later than its time says, when it waited for the database."""
THEIRS = "candidate_id = ? AND (? IS NULL OR guild_id = ?)"


async def interviews(connection: Connection, user_id: int, guild_id: int | None) -> list[InterviewSummary]:
    """All interviews of one person, newest first, in one server or everywhere."""
    found = await connection.execute_fetchall(
        f"""SELECT {HISTORY_COLUMNS} FROM interview_sessions AS s
             WHERE s.candidate_id = ? AND (? IS NULL OR s.guild_id = ?)
             ORDER BY s.created_at DESC, s.id DESC""",
        (user_id, guild_id, guild_id),
    )
    return [history_row(row) for row in found]


async def export(connection: Connection, user_id: int, guild_id: int | None) -> dict[str, object]:
    """Everything stored about one person, ready for `json.dumps`; times are epoch seconds (UTC)."""
    everything: list[object] = []
    for row in await interviews(connection, user_id, guild_id):
        detail = await history.detail(connection, row.guild_id, row.id, only_candidate=user_id)
        if detail is None:
            raise AssertionError("one transaction reads one moment")
        everything.append({**asdict(detail), "more": await _more(connection, row.id)})
    deletions = await connection.execute_fetchall(
        "SELECT * FROM erasures WHERE user_id = ? AND (? IS NULL OR guild_id = ?) ORDER BY id",
        (user_id, guild_id, guild_id),
    )
    asked = [{"requested_at": from_ms(row["requested_at"]), "step": row["step"]} for row in deletions]
    waiting = [asdict(one) for one in await voice_queue.of_person(connection, user_id, guild_id)]
    return {
        "user_id": user_id,
        "guild_id": guild_id,
        "interviews": everything,
        "deletions": asked,
        "waiting": waiting,
    }


async def _more(connection: Connection, interview_id: int) -> dict[str, object]:
    """What stands in the file beside what the history shows: the row's other columns, and what an older file held."""
    own = await connection.execute_fetchall("SELECT * FROM interview_sessions WHERE id = ?", (interview_id,))
    imported = await connection.execute_fetchall(
        "SELECT seq, imported FROM turns WHERE session_id = ? AND imported IS NOT NULL ORDER BY seq", (interview_id,)
    )
    more: dict[str, object] = {"row": plain(own)[0], "turns": plain(imported)}
    more["draft"] = await turns.draft(connection, interview_id)
    links = await connection.execute_fetchall("SELECT * FROM camera_passes WHERE session_id = ?", (interview_id,))
    more["camera_link"] = plain(links)
    for table, column in await referring(connection):
        found = await connection.execute_fetchall(f"SELECT * FROM {table} WHERE {column} = ?", (interview_id,))
        more[f"table {table}"] = plain(found)
    return more


def plain(found: Iterable[sqlite3.Row]) -> list[dict[str, object]]:
    """Rows fit for JSON, in milliseconds as stored, without `OPENERS`."""
    return [{key: jsonable(row[key]) for key in row.keys() if key not in OPENERS} for row in found]  # noqa: SIM118 - a Row


async def request(connection: Connection, user_id: int, guild_id: int | None, now: float) -> Erasure:
    """Note that everything up to now is to be deleted. The caller deletes the threads (and the voice channels made for
    an interview, which stand among them), then advances step by step. Takes the person out of the queues."""
    await voice_queue.forget(connection, user_id, guild_id)
    found = await connection.execute_fetchall(
        f"""SELECT guild_id, place_id FROM (
                SELECT id, guild_id, thread_id AS place_id FROM interview_sessions WHERE {THEIRS}
                 UNION ALL
                SELECT id, guild_id, room_id FROM interview_sessions WHERE {THEIRS} AND own_room = 1)
             WHERE place_id IS NOT NULL GROUP BY guild_id, place_id ORDER BY min(id), place_id""",
        (user_id, guild_id, guild_id) * 2,
    )
    threads = tuple((row["guild_id"], row["place_id"]) for row in found)
    row = await connection.execute_insert(
        "INSERT INTO erasures (user_id, guild_id, step, requested_at, threads) VALUES (?, ?, 'requested', ?, ?)",
        (user_id, guild_id, to_ms(now), to_json([list(thread) for thread in threads])),
    )
    if row is None:
        raise AssertionError("an INSERT has a rowid")
    return Erasure(int(row[0]), user_id, guild_id, ErasureStep.REQUESTED, threads, from_ms(to_ms(now)))


async def unfinished(connection: Connection) -> list[Erasure]:
    """Deletions to go on with, oldest first."""
    found = await connection.execute_fetchall("SELECT * FROM erasures WHERE step <> 'done' ORDER BY id")
    return [record(row) for row in found]


def record(row: sqlite3.Row) -> Erasure:
    return Erasure(
        id=row["id"],
        user_id=row["user_id"],
        guild_id=row["guild_id"],
        step=ErasureStep(row["step"]),
        threads=tuple((guild_id, thread_id) for guild_id, thread_id in json.loads(row["threads"])),
        requested_at=from_ms(row["requested_at"]),
    )


async def advance(connection: Connection, erasure_id: int, step: ErasureStep, now: float) -> None:
    """Write that `step` is finished; does nothing where that step, or a later one, was reached before.

    Reaching ROWS deletes the rows in this same transaction.
    """
    found = list(await connection.execute_fetchall("SELECT * FROM erasures WHERE id = ?", (erasure_id,)))
    if not found:
        raise StoreError(f"deletion {erasure_id} is not in the database")
    before = found[0]
    reached = ORDER.index(ErasureStep(before["step"]))
    if ORDER.index(step) <= reached:
        return
    if deletes(step) and not deletes(ORDER[reached]):
        await _delete_rows(connection, before, now)
    done_at = to_ms(now) if step is ErasureStep.DONE else None
    await connection.execute_fetchall(
        "UPDATE erasures SET step = ?, done_at = ? WHERE id = ?", (step, done_at, erasure_id)
    )


async def meant(connection: Connection, erasure_id: int) -> list[int]:
    """Ids of the interviews that a deletion is about and that are still there."""
    found = await connection.execute_fetchall(
        """SELECT s.id FROM erasures AS e JOIN interview_sessions AS s
                ON s.candidate_id = e.user_id AND (e.guild_id IS NULL OR s.guild_id = e.guild_id)
            WHERE e.id = ? AND s.created_at <= e.requested_at ORDER BY s.id""",
        (erasure_id,),
    )
    return [row["id"] for row in found]


def deletes(step: ErasureStep) -> bool:
    """Whether everything is gone once this step is reached."""
    return ORDER.index(step) >= ORDER.index(ErasureStep.ROWS)


async def _delete_rows(connection: Connection, erasure: sqlite3.Row, now: float) -> None:
    for interview_id in await meant(connection, erasure["id"]):
        await erase_interview(connection, interview_id, now)
    await connection.execute_fetchall("UPDATE erasures SET threads = '[]' WHERE id = ?", (erasure["id"],))


async def erase_interview(connection: Connection, interview_id: int, now: float) -> None:
    """Delete one interview with its turns, consent and events, and note that it is gone, for copies made before.

    Does nothing if there is none of that id.
    """
    await connection.execute_fetchall(
        """INSERT OR IGNORE INTO deleted_interviews (session_id, created_at, deleted_at)
           SELECT id, created_at, ? FROM interview_sessions WHERE id = ?""",
        (to_ms(now), interview_id),
    )
    for table, column in await referring(connection):
        await connection.execute_fetchall(f"DELETE FROM {table} WHERE {column} = ?", (interview_id,))
    await connection.execute_fetchall("DELETE FROM interview_sessions WHERE id = ?", (interview_id,))


async def referring(connection: Connection) -> list[tuple[str, str]]:
    """Quoted (table, column) of tables that are not ours (kept from an older file) but point at an interview."""
    found = await connection.execute_fetchall(
        """SELECT t.name AS name, f."from" AS origin FROM sqlite_schema AS t, pragma_foreign_key_list(t.name) AS f
            WHERE t.type = 'table' AND f."table" = 'interview_sessions' COLLATE NOCASE"""
    )
    return [(quoted(row["name"]), quoted(row["origin"])) for row in found if row["name"] not in schema.tables()]


async def expired(connection: Connection, now: float) -> list[tuple[int, int, int | None]]:
    """(interview id, guild id, thread id) of what was promised to be gone by now, the most overdue first. Where
    there is no thread, a voice channel of its own stands in its place."""
    place = "coalesce(s.thread_id, iif(s.own_room = 1, s.room_id, NULL)) AS place_id"
    found = await connection.execute_fetchall(
        f"""SELECT s.id, s.guild_id, {place}, c.delete_after AS due
              FROM consents AS c CROSS JOIN interview_sessions AS s ON s.id = c.session_id WHERE c.delete_after <= ?
            UNION ALL
            SELECT s.id, s.guild_id, {place}, {IMPORTED_UNTIL} AS due
              FROM interview_sessions AS s WHERE s.imported_at IS NOT NULL AND {IMPORTED_UNTIL} <= ?
            ORDER BY due, id""",
        (to_ms(now), to_ms(now)),
    )
    return [(row["id"], row["guild_id"], row["place_id"]) for row in found]


async def forget_receipts(connection: Connection, backups_since: float | None) -> None:
    """Forget deletions that no backup can undo; the oldest backup is of `backups_since`, None: there is none."""
    oldest = None if backups_since is None else to_ms(backups_since - LATE)
    for receipts in RECEIPTS:
        await connection.execute_fetchall(f"DELETE FROM {receipts}", (oldest, oldest))
