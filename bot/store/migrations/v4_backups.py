"""Version 3 -> 4: backups with an end. Two new tables; no row is touched."""

import sqlite3

from bot.store.migrations.imported import make_room
from bot.store.sqlite import schema

NEW = ("backups", "deleted_interviews")
"""Tables that version 3 did not have: a stranger kept from an older file may have such a name."""


def apply(connection: sqlite3.Connection, now: float) -> list[str]:
    """Bring version 3 to version 4; the caller holds the transaction. Nothing of it depends on `now`."""
    notes = make_room(connection, NEW)
    for statement in schema.statements(schema.version_text(4)):
        connection.execute(statement)
    return notes
