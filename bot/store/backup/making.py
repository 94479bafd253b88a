"""`interview-bot backup FILE`: a copy of the database that has an end, made while the bot runs or while it does not.

The database notes the copy before there is one, so that nobody is promised an earlier end than it has.
"""

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.clock import DAY
from bot.errors import BackupRefused, StoreError
from bot.store.backup import ends, label, notes, sound
from bot.store.backup.label import BackupLabel, utc
from bot.store.backup.notes import BackupNote
from bot.store.blobs import recordings
from bot.store.rows import from_ms, to_ms
from bot.store.sqlite import copies, files, schema
from bot.store.sqlite.connection import remedy_for, safe_text


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What was made. `recorded` counts the interviews of it that have sound; `sound` is the folder with that, None
    where it was left out. `gone` are older backups that were past their end."""

    file: Path
    interviews: int
    size: int
    ends_at: float
    recorded: int
    sound: Path | None
    gone: tuple[Path, ...]

    def lines(self) -> list[str]:
        """The report as sentences for the command line."""
        deleted = [f"{file}: deleted, its time was over." for file in self.gone]
        return [
            *deleted,
            f"{self.file}: {counted(self.interviews, 'interview')}, {self.size:,} bytes, to be kept until "
            f"{utc(self.ends_at)} at the latest; {self._sound()}.",
        ]

    def _sound(self) -> str:
        if not self.recorded:
            return "there are no recordings"
        whose = f"the recordings of {counted(self.recorded, 'interview')}"
        return f"{whose} are not in it (--recordings)" if self.sound is None else f"{whose} are in {self.sound}"


def counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def make(database: Path, file: Path, *, with_recordings: bool, days: int, now: float) -> BackupReport:
    """Make a backup of this database, to be kept for `days`; delete those in its folder that are past their end.

    Raises BackupRefused and StoreError, one sentence each; then there is no file.
    """
    refusal = why_not(database, file)
    if refusal is not None:
        raise BackupRefused(refusal)
    file = file.parent.resolve() / file.name
    now = from_ms(to_ms(now))  # as it is stored, so that what is read again is equal
    made = BackupLabel(secrets.token_hex(8), made_at=now, ends_at=now + days * DAY)
    note = BackupNote(file, made)
    with read_of(database):
        require_newest(database)
        source = files.connect(database)
    with closing(source):
        with writing(file):
            gone = ends.sweep(file.parent, keep=database.resolve(), now=now)
        with read_of(database):
            notes.add(source, note)
        try:
            with writing(file):
                interviews, recorded = _write(source, database, note, with_recordings=with_recordings)
                size = file.stat().st_size
        except BaseException:
            notes.take_back(source, note)
            raise
    taken = ends.recordings_of(file) if with_recordings and recorded else None
    return BackupReport(file, interviews, size, made.ends_at, recorded, taken, tuple(gone))


def why_not(database: Path, file: Path) -> str | None:
    """Why no backup is written there; None where one may be."""
    if file.is_dir():
        return f"{file} is a folder; name a file in it."
    if not file.parent.is_dir():
        return f"{file.parent} is no folder; make it first."
    for there in (file, ends.recordings_of(file)):
        if os.path.lexists(there):
            return f"{there} is there already, and a backup overwrites nothing; choose another name."
    whole = file.parent.resolve() / file.name
    own = (database.absolute(), database.resolve())
    names = tuple(f"{each.name}{sign}" for each in own for sign in ".-")
    if whole.parent in {each.parent.resolve() for each in own} and whole.name.startswith(names):
        return f"{file} has a name that the database itself uses beside {database}; choose another."
    if any(recordings.all_of(each).resolve() in whole.parents for each in own):
        return f"{file} is in the folder of the recordings; choose another."
    return None


def require_newest(database: Path) -> None:
    """Raises BackupRefused unless there is a database of the layout that this version writes."""
    version = files.version(database, newest=schema.VERSION)
    if version is None:
        raise BackupRefused(
            f"{database} does not exist or is empty: there is nothing to back up. Is DATABASE_PATH right?"
        )
    if version != schema.VERSION:
        raise BackupRefused(
            f"{database} has the layout of an older version; start the bot once (or: interview-bot migrate)."
        )


def _write(source: sqlite3.Connection, database: Path, note: BackupNote, *, with_recordings: bool) -> tuple[int, int]:
    """Write the copy, and with it the recordings; (interviews in it, those with sound). Whole, or nothing is there."""
    found: list[int] = []

    def seal(copy: sqlite3.Connection) -> None:
        label.write(copy, note.label)
        found.extend(row[0] for row in copy.execute("SELECT id FROM interview_sessions"))

    beside: Path | None = None
    try:
        copies.fill(source, note.part, seal)
        recorded = sound.recorded(recordings.all_of(database)).intersection(found)
        if with_recordings and recorded:
            sound.copy(recorded, recordings.all_of(database), note.sound_part)
            note.sound_part.rename(ends.recordings_of(note.path))
            beside = ends.recordings_of(note.path)
        check(note)
        copies.put(note.part, note.path)
    except BaseException:
        copies.discard(note.part)
        ends.remove_sound(note.sound_part)
        if beside is not None:  # what has that name without our doing is another backup's
            ends.remove_sound(beside)
        raise
    return len(found), len(recorded)


def check(note: BackupNote) -> None:
    """Open the copy as `restore` will. Raises sqlite3.DatabaseError unless it is what it should be."""
    if label.read(note.part) != note.label or files.version(note.part, newest=schema.VERSION) != schema.VERSION:
        raise sqlite3.DatabaseError("the copy cannot be read again")


@contextmanager
def read_of(database: Path) -> Iterator[None]:
    """Give what the database says a sentence with its name."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"{database} cannot be used: {error.strerror or type(error).__name__}.") from error
    except sqlite3.Error as error:
        remedy = remedy_for(error)
        why = f"cannot be used: {safe_text(error)}." if remedy is None else f"{remedy} and try again."
        raise StoreError(f"{database} {why} No backup was made.") from error


@contextmanager
def writing(file: Path) -> Iterator[None]:
    """The same for what happens while the copy is written."""
    try:
        yield
    except OSError as error:
        raise BackupRefused(f"{file} cannot be written: {error.strerror or type(error).__name__}.") from error
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL:
            raise BackupRefused(
                f"{file} cannot be written: its disk is full. Make room there, or write it to another."
            ) from error
        raise BackupRefused(
            f"{file} was not written: {safe_text(error)}. If the database is damaged (/diag discord tells), "
            "restore an older backup."
        ) from error
