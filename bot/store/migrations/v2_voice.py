"""Version 1 -> 2: interviews by voice. New columns and tables; `turn_marks` is made anew for its two new marks."""

import sqlite3

from bot.store.migrations.imported import BadRow, make_room
from bot.store.sqlite import schema

NEW = ("spoken", "drafts", "voice_line")
"""Tables that version 1 did not have: a stranger kept from an older file may have such a name."""


def apply(connection: sqlite3.Connection, now: float) -> list[str]:
    """Bring version 1 to version 2; the caller holds the transaction. Raises BadRow. Nothing of it depends on `now`."""
    notes = make_room(connection, NEW)
    before = _marks(connection)
    for statement in schema.statements(schema.version_text(2)):
        connection.execute(statement)
    if _marks(connection) != before:
        raise BadRow("the marks of the turns differ after the copy")
    return notes


def _marks(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    return connection.execute("SELECT session_id, seq, mark, at FROM turn_marks ORDER BY 1, 2, 3").fetchall()
