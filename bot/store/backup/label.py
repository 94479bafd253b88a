"""What makes a file one of our backups: a table of its own, with one row, that no database in use has.

`restore` takes it out again, and so does a start on a backup that somebody put in the database's place by hand.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.store.rows import from_ms, to_ms
from bot.store.sqlite import files, schema

TABLE = "interview_bot_backup"
SIGNATURE_AT = 68
"""Where SQLite keeps the application id in a file."""


@dataclass(frozen=True, slots=True)
class BackupLabel:
    """Which backup it is, and for how long it may be kept; epoch seconds."""

    id: str
    made_at: float
    ends_at: float

    def __post_init__(self) -> None:
        if not self.id or self.ends_at < self.made_at:
            raise ValueError("a backup has an id, and ends after it was made")


def write(connection: sqlite3.Connection, label: BackupLabel) -> None:
    """Label the copy behind this connection; a label that it has from elsewhere goes."""
    remove(connection)
    connection.execute(
        f"CREATE TABLE {TABLE} (id TEXT PRIMARY KEY, made_at INTEGER NOT NULL, ends_at INTEGER NOT NULL) STRICT"
    )
    connection.execute(f"INSERT INTO {TABLE} VALUES (?, ?, ?)", (label.id, to_ms(label.made_at), to_ms(label.ends_at)))


def remove(connection: sqlite3.Connection) -> None:
    connection.execute(f"DROP TABLE IF EXISTS {TABLE}")


def read(path: Path) -> BackupLabel | None:
    """The label of this file; None where it has none. Raises OSError, and sqlite3.Error for one that is damaged."""
    if path.is_symlink() or not path.is_file():
        return None
    with path.open("rb") as file:
        head = file.read(100)
    if not head.startswith(files.MAGIC) or head[SIGNATURE_AT : SIGNATURE_AT + 4] != schema.APPLICATION_ID.to_bytes(4):
        return None
    with closing(files.look(path)) as connection:
        if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (TABLE,)).fetchone() is None:
            return None
        found = connection.execute(f"SELECT id, made_at, ends_at FROM {TABLE}").fetchone()
    return found and BackupLabel(str(found[0]), from_ms(found[1]), from_ms(found[2]))


def recognised(path: Path) -> BackupLabel | None:
    """The same for any file: None also where it cannot be read."""
    try:
        return read(path)
    except (OSError, sqlite3.Error, ValueError):
        return None


def utc(at: float) -> str:
    """A time as the command line writes it."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"
