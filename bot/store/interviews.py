"""Interviews: their row, and all that is needed to go on from it."""

import sqlite3

from bot.errors import AlreadyRunning, StoreError
from bot.interview.accommodations_json import accommodations_from_json, accommodations_to_json
from bot.interview.models import InterviewSnapshot, InterviewType, Limits, Medium, Plan, Status
from bot.interview.plan.plan_json import plan_from_json
from bot.ports.model import Handle
from bot.store import events, guilds, names, turns
from bot.store.records import Counts, NewInterview
from bot.store.rows import RUNNING, from_ms, maybe_seconds, to_ms
from bot.store.sqlite.connection import Connection

RUNNING_SQL = "status IN ('starting', 'active', 'paused')"
"""The words of the partial index `sessions_running`: SQLite uses it only for a query that has the same ones
(sqlite.org/partialindex.html, 3)."""


async def create(connection: Connection, new: NewInterview, now: float) -> int:
    """Write the row, the consent and the first event; returns the id. Raises AlreadyRunning, with nothing written."""
    try:
        interview_id = await _insert(connection, new, now)
    except sqlite3.IntegrityError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_CONSTRAINT_UNIQUE:
            raise AlreadyRunning("an interview of this person is already running in this server") from error
        raise
    await connection.execute_insert(
        "INSERT INTO consents (session_id, version, text, at, delete_after) VALUES (?, ?, ?, ?, ?)",
        (interview_id, new.consent.version, new.consent.text, to_ms(new.consent.at), to_ms(new.consent.delete_after)),
    )
    await names.remember(connection, new.guild_id, new.candidate_id, new.candidate_name, new.title)
    await events.add(connection, interview_id, "status", {"to": Status.STARTING}, now=now)
    return interview_id


async def _insert(connection: Connection, new: NewInterview, now: float) -> int:
    row = await connection.execute_insert(
        """INSERT INTO interview_sessions (
               guild_id, candidate_id, interview_type, status, created_at, title, deadline_at, candidate_name,
               channel_id, position_id, language, locale, model, turn_limit, token_limit, plan,
               medium, comforts, record)
           VALUES (?, ?, ?, 'starting', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            new.guild_id,
            new.candidate_id,
            new.interview_type,
            to_ms(now),
            new.title,
            to_ms(new.deadline_at),
            new.candidate_name,
            new.parent_id,
            new.position_id,
            new.language,
            new.locale,
            new.model,
            new.turn_limit,
            new.token_limit,
            new.plan_json,
            Medium.VOICE if new.interview_type.is_voice else Medium.TEXT,
            accommodations_to_json(new.accommodations),
            int(new.record),
        ),
    )
    if row is None:
        raise AssertionError("an INSERT has a rowid")
    return int(row[0])


async def change(connection: Connection, interview_id: int, assignments: str, *values: object) -> None:
    """UPDATE one interview's row. Raises StoreError when it is gone (deleted meanwhile)."""
    # `assignments` is this package's own text, never anybody's input.
    cursor = await connection.execute(
        f"UPDATE interview_sessions SET {assignments} WHERE id = ?",
        (*values, interview_id),
    )
    changed = cursor.rowcount
    await cursor.close()
    if changed != 1:
        raise StoreError(f"interview {interview_id} is not in the database")


async def set_status(connection: Connection, interview_id: int, status: Status, reason: str, now: float) -> None:
    """Write the new state and its event. At the end the time is noted and the resumption handle forgotten."""
    found = list(
        await connection.execute_fetchall("SELECT status FROM interview_sessions WHERE id = ?", (interview_id,))
    )
    if not found:
        raise StoreError(f"interview {interview_id} is not in the database")
    if status in RUNNING:
        await change(connection, interview_id, "status = ?, status_reason = ?, ended_at = NULL", status, reason)
    else:
        await change(
            connection,
            interview_id,
            "status = ?, status_reason = ?, ended_at = coalesce(ended_at, ?), "
            "handle = NULL, handle_covers = NULL, handle_at = NULL",
            status,
            reason,
            to_ms(now),
        )
    detail = {"from": found[0]["status"], "to": status, "reason": reason}
    await events.add(connection, interview_id, "status", detail, now=now)


async def save_handle(connection: Connection, interview_id: int, handle: Handle | None) -> None:
    """Keep the newest resumption handle, or forget it."""
    values = (None, None, None) if handle is None else (handle.value, handle.covers, to_ms(handle.at))
    await change(connection, interview_id, "handle = ?, handle_covers = ?, handle_at = ?", *values)


async def snapshot(connection: Connection, interview_id: int) -> InterviewSnapshot | None:
    """Everything that is needed to go on with it; None when there is no such interview."""
    found = list(await connection.execute_fetchall("SELECT * FROM interview_sessions WHERE id = ?", (interview_id,)))
    if not found:
        return None
    row = found[0]
    try:
        plan = plan_from_json(row["plan"])
    except ValueError as error:
        raise StoreError(f"the plan of interview {interview_id} cannot be read: {error}") from error
    try:
        accommodations = accommodations_from_json(row["comforts"])
    except ValueError as error:
        raise StoreError(f"the comforts of interview {interview_id} cannot be read: {error}") from error
    settings = await guilds.settings(connection, row["guild_id"])
    handle = None
    if row["handle"] is not None:
        handle = Handle(value=row["handle"], covers=row["handle_covers"], at=from_ms(row["handle_at"]))
    return InterviewSnapshot(
        interview_id=interview_id,
        guild_id=row["guild_id"],
        candidate_id=row["candidate_id"],
        plan=plan,
        language=row["language"],
        locale=row["locale"],
        status=Status(row["status"]),
        follow_ups=bool(row["follow_ups"]),
        turns=await turns.list_for(connection, interview_id),
        limits=Limits(turns=row["turn_limit"], tokens=row["token_limit"]),
        started_at=from_ms(row["created_at"]),
        deadline_at=from_ms(row["deadline_at"]),
        reminded=bool(row["reminded"]),
        tokens=row["tokens"],
        handle=handle,
        thread_id=row["thread_id"],
        parent_id=row["channel_id"] or 0,
        status_reason=row["status_reason"],
        interview_type=InterviewType(row["interview_type"]),
        medium=Medium(row["medium"]),
        room_id=row["room_id"],
        own_room=bool(row["own_room"]),
        accommodations=accommodations,
        record=bool(row["record"]),
        return_seconds=float(settings.return_seconds),
        pause_on_company=settings.pause_on_company,
        draft=await turns.draft(connection, interview_id),
    )


async def bare(connection: Connection, interview_id: int) -> InterviewSnapshot | None:
    """Whose it is and where, without plan and turns: for an interview of which the rest cannot be read."""
    found = list(await connection.execute_fetchall("SELECT * FROM interview_sessions WHERE id = ?", (interview_id,)))
    if not found:
        return None
    row = found[0]
    return InterviewSnapshot(
        interview_id=interview_id,
        guild_id=row["guild_id"],
        candidate_id=row["candidate_id"],
        plan=Plan(title="", questions=()),
        language=row["language"],
        locale=row["locale"],
        status=Status(row["status"]),
        follow_ups=False,
        turns=(),
        limits=Limits(turns=row["turn_limit"], tokens=row["token_limit"]),
        started_at=from_ms(row["created_at"]),
        deadline_at=from_ms(row["deadline_at"]),
        reminded=bool(row["reminded"]),
        tokens=row["tokens"],
        thread_id=row["thread_id"],
        medium=Medium(row["medium"]),
        room_id=row["room_id"],
        own_room=bool(row["own_room"]),
    )


async def running(connection: Connection) -> list[int]:
    """Ids of every interview that is not over, oldest first."""
    found = await connection.execute_fetchall(
        f"SELECT id FROM interview_sessions INDEXED BY sessions_running WHERE {RUNNING_SQL} ORDER BY id"
    )
    return [row["id"] for row in found]


async def states(connection: Connection) -> dict[tuple[InterviewType, Status], int]:
    """Counted in an index alone."""
    rows = await connection.execute_fetchall(
        "SELECT interview_type, status, count(*) FROM interview_sessions GROUP BY interview_type, status"
    )
    return {(InterviewType(kind), Status(status)): count for kind, status, count in rows}


async def paused(connection: Connection) -> frozenset[int]:
    """Ids of every interview that is paused."""
    found = await connection.execute_fetchall(
        f"SELECT id FROM interview_sessions INDEXED BY sessions_running WHERE {RUNNING_SQL} AND status = ?",
        (Status.PAUSED,),
    )
    return frozenset(row["id"] for row in found)


async def ended_in(connection: Connection, thread_id: int) -> int | None:
    """The id of the interview that took place in this thread and is over."""
    found = list(
        await connection.execute_fetchall(
            f"SELECT id FROM interview_sessions WHERE thread_id = ? AND NOT ({RUNNING_SQL})", (thread_id,)
        )
    )
    return found[0]["id"] if found else None


async def unclosed(connection: Connection, event: str, since: float) -> list[int]:
    """Ids of the interviews that ended after `since`, have a thread, and lack this event."""
    found = await connection.execute_fetchall(
        f"""SELECT id FROM interview_sessions AS s
             WHERE NOT ({RUNNING_SQL}) AND thread_id IS NOT NULL AND ended_at > ?
               AND NOT EXISTS (SELECT 1 FROM events WHERE session_id = s.id AND kind = ?)
             ORDER BY id""",
        (to_ms(since), event),
    )
    return [row["id"] for row in found]


async def running_for(connection: Connection, guild_id: int, user_id: int) -> tuple[int, int | None] | None:
    """(interview id, id of its thread or voice channel) of the person's running interview here; at most one."""
    found = list(
        await connection.execute_fetchall(
            f"""SELECT id, iif(medium = 'voice', room_id, thread_id) AS place_id FROM interview_sessions
                 WHERE guild_id = ? AND candidate_id = ? AND {RUNNING_SQL}""",
            (guild_id, user_id),
        )
    )
    return (found[0]["id"], found[0]["place_id"]) if found else None


async def counts(connection: Connection, guild_id: int, user_id: int, since: float) -> Counts:
    """Count what was begun since then, for the limits."""
    started = "count(*) AS started, min(created_at) AS oldest"
    by_user = await connection.execute_fetchall(
        f"""SELECT {started} FROM interview_sessions
             WHERE candidate_id = ? AND guild_id = ? AND created_at >= ? AND status_reason <> 'never_started'""",
        (user_id, guild_id, to_ms(since)),
    )
    in_guild = await connection.execute_fetchall(
        f"""SELECT {started}, total(cost_usd) AS cost FROM interview_sessions INDEXED BY sessions_by_guild
             WHERE guild_id = ? AND interview_type IN ('text', 'voice', 'video')
               AND status IN ('starting', 'active', 'paused', 'completed', 'ended', 'abandoned', 'failed')
               AND created_at >= ? AND status_reason <> 'never_started'""",
        (guild_id, to_ms(since)),
    )
    user, guild = next(iter(by_user)), next(iter(in_guild))
    return Counts(
        started_by_user=user["started"],
        started_in_guild=guild["started"],
        cost_usd_in_guild=guild["cost"],
        oldest_by_user=maybe_seconds(user["oldest"]),
        oldest_in_guild=maybe_seconds(guild["oldest"]),
    )
