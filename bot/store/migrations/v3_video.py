"""Version 2 -> 3: video interviews. Two new columns and two new tables; no row is touched."""

import sqlite3

from bot.store.migrations.imported import make_room
from bot.store.sqlite import schema

NEW = ("pictures", "camera_passes")
"""Tables that version 2 did not have: a stranger kept from an older file may have such a name."""


def apply(connection: sqlite3.Connection, now: float) -> list[str]:
    """Bring version 2 to version 3; the caller holds the transaction. Nothing of it depends on `now`."""
    notes = make_room(connection, NEW)
    for statement in schema.statements(schema.version_text(3)):
        connection.execute(statement)
    return notes
