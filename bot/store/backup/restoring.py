"""`interview-bot restore FILE`: a backup takes the database's place, and what was deleted since stays deleted.

All of it is prepared beside the database; then one file takes the place of another, in one step.
"""

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.clock import DAY
from bot.errors import BackupRefused
from bot.store.backup import ends, former, label, notes, receipts, sound
from bot.store.backup.former import FormerDatabase
from bot.store.backup.label import BackupLabel, utc
from bot.store.backup.making import counted
from bot.store.backup.notes import BackupNote
from bot.store.backup.sound import SoundPlan
from bot.store.blobs import recordings
from bot.store.migrations import steps
from bot.store.migrations.imported import BadRow
from bot.store.sqlite import backups, copies, files, instance_lock, schema
from bot.store.sqlite.connection import primary, remedy_for, safe_text

ASK_AGAIN = "Whoever asked for a deletion since then must use /my-data again."
STOP_IT = "Stop the bot first: what it writes meanwhile would be lost."


@dataclass(frozen=True, slots=True)
class PreparedDatabase:
    """What is to take the database's place: id → start of its interviews, and of those that were deleted again."""

    file: Path
    interviews: receipts.Starts
    erased: receipts.Starts
    notes: tuple[str, ...]


@dataclass(slots=True)
class RestoreReport:
    """What was done. `kept` is where what was there before is kept, if anything was, and the recordings of nobody."""

    database: Path
    file: Path
    made: BackupLabel
    former: FormerDatabase
    prepared: PreparedDatabase
    kept: BackupNote
    plan: SoundPlan
    trouble: str = ""
    """What could not be done of the recordings."""

    def lines(self) -> list[str]:
        """The report as sentences for the command line."""
        held = counted(len(self.prepared.interviews), "interview")
        lines = [
            f"{self.database} holds what was in {self.file}, made {utc(self.made.made_at)}: {held}.",
            self._deleted(),
        ]
        lines += self.prepared.notes
        if self.former.exists:
            damaged = "" if self.former.sound else " It is damaged."
            until = utc(self.kept.label.ends_at)
            lines.append(f"What was there before is kept in {self.kept.path} until {until}.{damaged}")
        return [*lines, *self._sound(), *([self.trouble] if self.trouble else [])]

    def _deleted(self) -> str:
        """What is known of deletions since the backup was made."""
        number, known = len(self.prepared.erased), self.former.receipts
        if known is None:
            why = "The database that was there cannot be read" if self.former.exists else "There was no database here"
            return f"{why}: what was deleted since then is not known, and is back. {ASK_AGAIN}"
        again = f"Deleted since then, and so deleted again: {counted(number, 'interview')}."
        if number == 0:
            again = "None of it was deleted since then."
        if all(note.label.id != self.made.id for note in known.backups):
            return f"{again} But the database that was there does not know this backup, nor all deletions perhaps."
        return again

    def _sound(self) -> list[str]:
        plan = self.plan
        lines = []
        if plan.bring:
            lines.append(f"The recordings of {counted(len(plan.bring), 'interview')} were brought back.")
        if plan.left:
            whose = counted(len(plan.left), "interview")
            lines.append(
                f"The recordings of {whose} in {ends.recordings_of(self.file)} were left there (--recordings)."
            )
        if plan.aside:
            whose = counted(len(plan.aside), "interview")
            lines.append(
                f"The recordings of {whose} that it does not hold are kept in {ends.recordings_of(self.kept.path)}."
            )
        return lines


def restore(database: Path, file: Path, *, with_recordings: bool, days: int, now: float) -> RestoreReport:
    """Put the backup in the database's place; what was there is kept for `days`.

    Raises BackupRefused, SecondProcess and StoreError, one sentence each, with everything as it was.
    """
    with instance_lock.held(database, remedy=STOP_IT):
        database = database.resolve()  # it is the file itself that is replaced, and not a link to it
        made = accept(database, file, now)
        require_owner(database)
        with explained(database, file):
            before = former.look_at(database)
            kept_as = backups.name_for(database, version=before.version, now=now)
            kept = BackupNote(kept_as, BackupLabel(secrets.token_hex(8), now, now + days * DAY))
            fresh = kept_as.with_name(kept_as.name + ".new")
            try:
                prepared = prepare(file, fresh, before, kept, now)
                report = _swap(before, prepared, made, file, kept, with_recordings=with_recordings)
            except BaseException:
                ends.remove(fresh)
                raise
    return report


def accept(database: Path, file: Path, now: float) -> BackupLabel:
    """The label of a backup that may be restored. Raises BackupRefused, TooNew."""
    if not file.is_file():
        raise BackupRefused(f"{file} is not there, or no file.")
    if file.resolve() == database:
        raise BackupRefused(f"{file} is the database itself.")
    try:
        made = label.read(file.resolve())
        if made is not None:
            files.version(file, newest=schema.VERSION)
    except (OSError, sqlite3.Error, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is damaged"
        raise BackupRefused(f"{file} cannot be read: {why}. The database was left as it is.") from error
    if made is None:
        raise BackupRefused(f"{file} is no backup by `interview-bot backup`. The database was left as it is.")
    if made.ends_at <= now:
        raise BackupRefused(
            f"{file} may not be restored any more: candidates were told that it ends, on {utc(made.ends_at)}."
        )
    return made


def require_owner(database: Path) -> None:
    """Raises BackupRefused where the bot could not open what this user would write."""
    there = database if database.exists() else database.parent
    owner = there.stat().st_uid
    if owner != os.geteuid():
        raise BackupRefused(
            f"{there} belongs to user {owner}, and this is user {os.geteuid()}: run it as the bot's user."
        )


def prepare(file: Path, fresh: Path, before: FormerDatabase, kept: BackupNote, now: float) -> PreparedDatabase:
    """Write what is to take the database's place, as the newest layout, without what was deleted since."""
    known = before.receipts
    version = files.version(file, newest=schema.VERSION)
    with closing(files.look(file)) as source:
        copies.fill(source, fresh, label.remove)
    with closing(files.connect(fresh)) as connection:
        connection.execute("PRAGMA journal_mode = MEMORY")  # killed in the middle, all of it is thrown away
        told = steps.bring_copy_up(connection, file, version or 0, now=now)
        connection.execute("PRAGMA legacy_alter_table = OFF")
        connection.execute("PRAGMA foreign_keys = ON")
        with files.transaction(connection):
            erased = receipts.apply(connection, known, now) if known is not None else {}
            here = sound.recorded(recordings.all_of(before.path))
            receipts.never_again(connection, {"interview_sessions": max(here, default=0)})
            if before.exists:
                notes.insert(connection, kept)
            interviews = receipts.starts(connection)
        steps.require_sound(connection)
    copies.settle(fresh)
    return PreparedDatabase(fresh, interviews, erased, tuple(told))


def _swap(
    before: FormerDatabase,
    prepared: PreparedDatabase,
    made: BackupLabel,
    file: Path,
    kept: BackupNote,
    *,
    with_recordings: bool,
) -> RestoreReport:
    """Keep what is there, and put the new one in its place. The recordings are copied before, and moved after."""
    source, target = ends.recordings_of(file), recordings.all_of(before.path)
    known = before.receipts
    plan = sound.plan(
        former=None if known is None else known.interviews,
        restored=prepared.interviews,
        erased=prepared.erased,
        here=sound.recorded(target),
        there=sound.recorded(source),
        wanted=with_recordings,
    )
    brought = ends.recordings_of(prepared.file)
    if plan.bring:
        sound.copy(plan.bring, source, brought)
    try:
        if before.exists:
            former.keep(before, kept)
        former.replace(before, prepared.file)
    except BaseException:
        if prepared.file.exists():  # nothing was replaced, so no second copy of people's words is needed
            copies.discard(kept.path)
        raise
    report = RestoreReport(before.path, file, made, before, prepared, kept, plan)
    try:
        sound.move(plan.aside, target, ends.recordings_of(kept.path))
        for interview_id in plan.erase:
            recordings.erase(before.path, interview_id)
        if plan.bring:
            sound.make_folder(target)
            sound.move(plan.bring, brought, target)
            brought.rmdir()
    except OSError as error:
        report.trouble = f"The recordings are not all where they belong ({error.strerror}): run the same command again."
    return report


@contextmanager
def explained(database: Path, file: Path) -> Iterator[None]:
    """Give what the disk or SQLite says a sentence; all of it is as it was."""
    unchanged = "The database was left as it is."
    try:
        yield
    except OSError as error:
        what = error.strerror or type(error).__name__
        raise BackupRefused(f"{error.filename or database} cannot be used: {what}. {unchanged}") from error
    except BadRow as error:
        raise BackupRefused(f"{file} cannot be restored: {error}. {unchanged}") from error
    except sqlite3.Error as error:
        remedy = remedy_for(error)
        if remedy is None or primary(error) in former.DAMAGED:
            raise BackupRefused(f"{file} cannot be restored: {safe_text(error)}. {unchanged}") from error
        raise BackupRefused(f"{database} {remedy} and try again. {unchanged}") from error
