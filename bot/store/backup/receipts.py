"""What a database knows that an older copy of it does not: what was deleted since, and what must not be given twice.

Read from the database that a restore replaces, applied to the one that takes its place.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.store.backup import notes
from bot.store.backup.notes import BackupNote
from bot.store.migrations.imported import quoted
from bot.store.rows import to_ms
from bot.store.sqlite import schema

ERASURE = ("user_id", "guild_id", "step", "requested_at", "done_at", "threads")
REFERRING = """SELECT t.name AS name, f."from" AS origin FROM sqlite_schema AS t, pragma_foreign_key_list(t.name) AS f
    WHERE t.type = 'table' AND f."table" = 'interview_sessions' COLLATE NOCASE"""
"""(table, column) of everything that points at an interview."""

Starts = Mapping[int, int]
"""Interview id → when it was started (milliseconds): together no other interview's, also in another file."""


@dataclass(frozen=True, slots=True)
class Receipts:
    """As rows of the tables. An older layout has not all of them, and then knows less."""

    erasures: tuple[tuple[object, ...], ...] = ()
    """In the order of `ERASURE`."""
    deleted: tuple[tuple[int, int, int], ...] = ()
    """Of deleted interviews (id, start, when it was deleted)."""
    backups: tuple[BackupNote, ...] = ()
    waiting: frozenset[tuple[int, int, int]] = frozenset()
    """Who stands in a queue: (server, person, since when)."""
    interviews: Starts = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    """Table → the highest number ever given in it."""


def read(connection: sqlite3.Connection, version: int) -> Receipts:
    """Read them from a database of this version. Raises sqlite3.Error where it is damaged."""
    if version == 0:
        return Receipts()
    newest = version >= 4
    asked = connection.execute(f"SELECT {', '.join(ERASURE)} FROM erasures ORDER BY id").fetchall()
    gone = "SELECT session_id, created_at, deleted_at FROM deleted_interviews"
    waiting = "SELECT guild_id, user_id, joined_at FROM voice_line"
    return Receipts(
        erasures=tuple(asked),
        deleted=tuple(connection.execute(gone)) if newest else (),
        backups=tuple(notes.list_all(connection)) if newest else (),
        waiting=frozenset(connection.execute(waiting)) if version >= 2 else frozenset(),
        interviews=starts(connection),
        numbers=dict(connection.execute("SELECT name, seq FROM sqlite_sequence")),
    )


def starts(connection: sqlite3.Connection) -> dict[int, int]:
    return dict(connection.execute("SELECT id, created_at FROM interview_sessions"))


def apply(connection: sqlite3.Connection, known: Receipts, now: float) -> dict[int, int]:
    """Delete again what was deleted, keep the receipts of it, and give no number twice.

    The caller holds the transaction, on a connection with foreign keys and secure_delete. Returns what was deleted.
    """
    gone = _meant(connection, known)
    for interview_id in gone:
        erase(connection, interview_id)
    noted = [*known.deleted, *((interview_id, start, to_ms(now)) for interview_id, start in gone.items())]
    connection.executemany("INSERT OR IGNORE INTO deleted_interviews VALUES (?, ?, ?)", noted)
    for erasure in known.erasures:
        _keep_receipt(connection, erasure)
    for note in known.backups:
        notes.insert(connection, note)
    for person in connection.execute("SELECT guild_id, user_id, joined_at FROM voice_line").fetchall():
        if person not in known.waiting:
            connection.execute("DELETE FROM voice_line WHERE guild_id = ? AND user_id = ? AND joined_at = ?", person)
    never_again(connection, known.numbers)
    return gone


def _meant(connection: sqlite3.Connection, known: Receipts) -> dict[int, int]:
    """What of the interviews that are here was deleted there, or is to be."""
    here = starts(connection)
    gone = {each: start for each, start, _ in known.deleted if here.get(each) == start}
    for erasure in known.erasures:
        asked = dict(zip(ERASURE, erasure, strict=True))
        gone |= dict(
            connection.execute(
                """SELECT id, created_at FROM interview_sessions
                    WHERE candidate_id = :user_id AND (:guild_id IS NULL OR guild_id = :guild_id)
                      AND created_at <= :requested_at""",
                asked,
            )
        )
    return gone


def erase(connection: sqlite3.Connection, interview_id: int) -> None:
    """Delete one interview, also from tables that are not ours and point at it."""
    for table, column in connection.execute(REFERRING).fetchall():
        if table not in schema.tables():
            connection.execute(f"DELETE FROM {quoted(table)} WHERE {quoted(column)} = ?", (interview_id,))
    connection.execute("DELETE FROM interview_sessions WHERE id = ?", (interview_id,))


def _keep_receipt(connection: sqlite3.Connection, erasure: tuple[object, ...]) -> None:
    """One that is not done goes on after the start; one that is stays while a backup may hold the person."""
    same = dict(zip(ERASURE, erasure, strict=True))
    connection.execute(
        "DELETE FROM erasures WHERE user_id = :user_id AND guild_id IS :guild_id AND requested_at = :requested_at", same
    )
    connection.execute(f"INSERT INTO erasures ({', '.join(ERASURE)}) VALUES ({', '.join('?' * len(ERASURE))})", erasure)


def never_again(connection: sqlite3.Connection, numbers: Mapping[str, int]) -> None:
    """Let new rows begin above these: a button, or a recording, of an interview that is unknown here is not theirs."""
    for table in numbers.keys() & schema.tables():
        found = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
        if found is None:
            connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, numbers[table]))
        elif found[0] < numbers[table]:
            connection.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", (numbers[table], table))
