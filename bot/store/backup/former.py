"""The database that a restore replaces: what it knows, and how it is kept. It may be damaged, or not be there."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.errors import BackupRefused, NotOurs, TooNew
from bot.store.backup import label, receipts
from bot.store.backup.notes import BackupNote
from bot.store.backup.receipts import Receipts
from bot.store.sqlite import copies, files, schema
from bot.store.sqlite.connection import primary

DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


@dataclass(frozen=True, slots=True)
class FormerDatabase:
    """`receipts` is None where nothing can be read; `sound` False where SQLite finds it damaged, or it is not there."""

    path: Path
    exists: bool
    sound: bool
    version: int
    receipts: Receipts | None


def look_at(path: Path) -> FormerDatabase:
    """Read what it knows. What stands in its log is brought into the file first: from then on it is one file.

    Raises BackupRefused for a file that is not this bot's, sqlite3.OperationalError where another program holds it.
    """
    absent = FormerDatabase(path, exists=False, sound=False, version=schema.VERSION, receipts=None)
    try:
        version = files.version(path, newest=schema.VERSION)
        if version is None:
            return absent
        with closing(files.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
            return _read(connection, path, version)
    except (NotOurs, TooNew) as error:
        raise BackupRefused(f"{error} Nothing is restored over it: move it away yourself.") from error
    except sqlite3.DatabaseError as error:
        if primary(error) not in DAMAGED:
            raise
        return FormerDatabase(path, exists=True, sound=False, version=schema.VERSION, receipts=None)


def _read(connection: sqlite3.Connection, path: Path, version: int) -> FormerDatabase:
    """A damaged file may still tell what was deleted."""
    try:
        known = receipts.read(connection, version)
    except sqlite3.DatabaseError as error:
        if primary(error) not in DAMAGED:
            raise
        known = None
    try:
        sound = connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    except sqlite3.DatabaseError:
        sound = False
    return FormerDatabase(path, exists=True, sound=sound, version=version, receipts=known)


def keep(former: FormerDatabase, note: BackupNote) -> None:
    """Copy it to where `note` says: a backup like others, or its bare bytes where it is damaged."""
    if former.sound:
        part = note.path.with_name(note.path.name + ".part")  # a name that `bot.store.sqlite.backups` knows
        with closing(files.look(former.path)) as source:
            copies.write(source, note.path, part=part, seal=lambda copy: label.write(copy, note.label))
        return
    for end in ("", *files.LOGS):
        file = files.beside(former.path, end)
        if file.exists():
            kept = files.beside(note.path, end)
            copies.create(kept)
            shutil.copyfile(file, kept)
            copies.settle(kept)
    copies.settle(note.path.parent)


def replace(former: FormerDatabase, fresh: Path) -> None:
    """Put `fresh` in its place. Whatever stops this, one of the two is there as a whole.

    A log beside it would be taken for the new one's. There is none after `look_at`, if no other program came since.
    """
    for log in files.LOGS:
        beside = files.beside(former.path, log)
        if former.sound and beside.exists():
            raise BackupRefused(f"{former.path} was opened by another program meanwhile. Close it and try again.")
        beside.unlink(missing_ok=True)
    fresh.replace(former.path)
    copies.settle(former.path.parent)
