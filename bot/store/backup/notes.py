"""What the database knows of the backups made of it (its table `backups`): where each was written, and its end."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.store.backup.label import BackupLabel
from bot.store.rows import from_ms, maybe_seconds, to_ms
from bot.store.sqlite import files
from bot.store.sqlite.connection import Connection


@dataclass(frozen=True, slots=True)
class BackupNote:
    """One backup as it was written. Its file may have been moved or deleted since."""

    path: Path
    label: BackupLabel

    @property
    def part(self) -> Path:
        """What the file is called until it is whole: no other program's file has this name."""
        return self.path.with_name(f"{self.path.name}.{self.label.id}.part")

    @property
    def sound_part(self) -> Path:
        """The same of the folder with its recordings."""
        return self.path.with_name(f"{self.path.name}.{self.label.id}.recordings.part")


def add(connection: sqlite3.Connection, note: BackupNote) -> None:
    """Note it, before there is a file: a copy that nobody knows of would outlive what is promised."""
    with files.transaction(connection):
        insert(connection, note)


def insert(connection: sqlite3.Connection, note: BackupNote) -> None:
    """The same; the caller holds the transaction."""
    label = note.label
    connection.execute(
        "INSERT OR REPLACE INTO backups (id, path, made_at, ends_at) VALUES (?, ?, ?, ?)",
        (label.id, str(note.path), to_ms(label.made_at), to_ms(label.ends_at)),
    )


def take_back(connection: sqlite3.Connection, note: BackupNote) -> None:
    """There is no file after all. A note that cannot be deleted now stays until its end, and does no harm."""
    try:
        with files.transaction(connection):
            connection.execute("DELETE FROM backups WHERE id = ?", (note.label.id,))
    except sqlite3.OperationalError:
        return


def list_all(connection: sqlite3.Connection) -> list[BackupNote]:
    return [_note(row) for row in connection.execute("SELECT id, path, made_at, ends_at FROM backups ORDER BY made_at")]


async def all_notes(connection: Connection) -> list[BackupNote]:
    """The same while the bot runs, oldest first."""
    found = await connection.execute_fetchall("SELECT id, path, made_at, ends_at FROM backups ORDER BY made_at")
    return [_note(row) for row in found]


async def forget(connection: Connection, gone: Iterable[BackupNote]) -> None:
    """These files are gone."""
    for note in gone:
        await connection.execute_fetchall("DELETE FROM backups WHERE id = ?", (note.label.id,))


async def oldest(connection: Connection) -> float | None:
    """When the oldest was made; None where there is none."""
    [(made_at,)] = await connection.execute_fetchall("SELECT min(made_at) FROM backups")
    return maybe_seconds(made_at)


def _note(row: sqlite3.Row | tuple[str, str, int, int]) -> BackupNote:
    number, path, made_at, ends_at = row
    return BackupNote(Path(path), BackupLabel(number, from_ms(made_at), from_ms(ends_at)))
