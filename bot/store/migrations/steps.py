"""Bringing a file to the newest schema: n -> n+1, each step in one transaction with its check, a backup first.

A step that fails or is killed leaves the file as it was: in one transaction SQLite writes all of it or, by its journal,
takes all of it back. A file that is not ours, or newer than this bot, is never opened for writing.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.clock import Clock, steady_clock
from bot.errors import MigrationFailed, StoreError
from bot.store.migrations import legacy, v2_voice, v3_video, v4_backups
from bot.store.sqlite import backups, files, schema
from bot.store.sqlite.connection import remedy_for, safe_text


@dataclass(frozen=True, slots=True)
class MigrationStep:
    """One version to the next. `apply(connection, now)` runs inside the transaction and returns what it has to say;
    it raises when its own check fails. `reason` says why the schema changed."""

    reason: str
    apply: Callable[[sqlite3.Connection, float], list[str]]


# schema.sql is always the newest; what a step needs of an older version stands frozen in sql/.
STEPS: Mapping[int, MigrationStep] = {
    0: MigrationStep("the layouts made before the file carried a version", legacy.apply),
    1: MigrationStep("interviews by voice", v2_voice.apply),
    2: MigrationStep("video interviews", v3_video.apply),
    3: MigrationStep("backups with an end", v4_backups.apply),
}


@dataclass(frozen=True, slots=True)
class MigrationReport:
    """What was done, or with `dry_run` what would be. `before` is None for a new file."""

    path: Path
    before: int | None
    after: int
    dry_run: bool
    backup: Path | None = None
    notes: tuple[str, ...] = ()
    rows: str = ""
    """How much the file held, and holds."""

    @property
    def changed(self) -> bool:
        """Whether there was, or is, anything to do."""
        return self.before != self.after

    def lines(self) -> list[str]:
        """The report as sentences for the log and the command line."""
        if not self.changed:
            return [f"{self.path} is up to date (version {self.after})."]
        if self.before is None:
            return [f"{self.path} {'would be' if self.dry_run else 'was'} made (version {self.after})."]
        first = f"{self.path} {'would go' if self.dry_run else 'went'} from version {self.before} to {self.after}."
        return [
            first,
            *([self.rows] if self.rows else []),
            *self.notes,
            *([f"A backup was made: {self.backup}."] if self.backup else []),
        ]


def migrate(
    path: Path, *, dry_run: bool = False, clock: Clock | None = None, steps: Mapping[int, MigrationStep] = STEPS
) -> MigrationReport:
    """Make the file, or bring it to the newest version; with `dry_run` only report, on a copy in memory.

    Raises NotOurs or TooNew with the file untouched, MigrationFailed with the file as it was, StoreError otherwise.
    """
    now = (clock or steady_clock())()
    newest = max(steps) + 1
    with explained(path):
        before = files.version(path, newest=newest)
        if before == newest:
            if not dry_run:
                files.tighten(path)
            return MigrationReport(path, before, newest, dry_run)
        if dry_run:
            rehearsed, rows = _rehearse(path, before, newest, steps, now)
            return MigrationReport(path, before, newest, dry_run, notes=tuple(rehearsed), rows=rows)
        files.prepare(path)
        if before is None:
            _make(path, newest)
            return MigrationReport(path, None, newest, dry_run)
        backup, notes, rows = _migrate(path, before, newest, steps, now)
        return MigrationReport(path, before, newest, dry_run, backup, tuple(notes), rows)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Give what the disk or SQLite says a sentence with the file's name."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"{path} cannot be used: {error.strerror or type(error).__name__}.") from error
    except sqlite3.Error as error:
        remedy = remedy_for(error)
        why = f"cannot be used: {safe_text(error)}." if remedy is None else f"{remedy} and start again."
        raise StoreError(f"{path} {why}") from error


def _make(path: Path, newest: int) -> None:
    with closing(files.connect(path)) as connection, files.transaction(connection):
        if files.recognise(connection, path, newest=newest) is None:
            schema.create(connection)


def _migrate(
    path: Path, before: int, newest: int, steps: Mapping[int, MigrationStep], now: float
) -> tuple[Path | None, list[str], str]:
    """All the steps. The backup is made under the first step's lock, so it holds exactly what the step begins with."""
    backup: Path | None = None
    notes: list[str] = []
    found = ""
    version = before
    with closing(files.connect(path)) as connection:
        try:
            while version < newest:
                with files.transaction(connection):
                    if files.recognise(connection, path, newest=newest) != version:
                        raise StoreError(f"{path} is being changed by another process; start again.")
                    if backup is None:
                        # By a connection of its own: SQLite copies nothing from one that holds the write lock
                        # (SQLITE_LOCKED, sqlite.org/c3ref/backup_finish.html), and Python would try that for ever.
                        with closing(files.look(path)) as source:
                            backup = backups.make(source, path, version=version, now=now)
                        found = counted(connection)
                    notes += run_step(connection, steps[version], version, now)
                version += 1
        except BaseException as error:
            if backup is not None and version == before:
                backup.unlink(missing_ok=True)  # the file is as it was: no second copy of people's words is needed
            if isinstance(error, (OSError, sqlite3.Error, legacy.BadRow)):
                raise MigrationFailed(f"{path} stays at version {version}: {safe_text(error)}.") from error
            raise
        return backup, notes, f"Before: {found}. After: {counted(connection)}."


def counted(connection: sqlite3.Connection) -> str:
    """What people look for first after an update: how much is in the file, whatever its layout."""
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    turns = "turns" if "turns" in there else legacy.MESSAGES

    def rows(table: str) -> int:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]) if table in there else 0

    return f"{rows(legacy.SESSIONS)} interviews, {rows(turns)} turns"


def run_step(connection: sqlite3.Connection, step: MigrationStep, version: int, now: float) -> list[str]:
    """One step and the checks that every step must pass; the caller holds the transaction."""
    notes = step.apply(connection, now)
    # In the step's transaction: it stands in the file's header, so no crash separates the step from its number.
    connection.execute(f"PRAGMA user_version = {version + 1}")
    require_sound(connection)
    return notes


def require_sound(connection: sqlite3.Connection) -> None:
    """Raises BadRow where a row of ours refers to nothing, or the file is damaged. Strangers may refer anywhere."""
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    for table in sorted(schema.tables() & there):
        if connection.execute(f"PRAGMA foreign_key_check({table})").fetchone() is not None:
            raise legacy.BadRow(f"a row of {table} refers to nothing")
    if connection.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
        raise legacy.BadRow("quick_check finds the file damaged")


def _rehearse(
    path: Path, before: int | None, newest: int, steps: Mapping[int, MigrationStep], now: float
) -> tuple[list[str], str]:
    """The same steps on a copy in memory: what they would say, or the same failure."""
    if before is None:
        return [], ""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
        with closing(files.look(path)) as source:
            source.backup(copy)
        files.prepare_connection(copy)
        found = counted(copy)
        notes = bring_copy_up(copy, path, before, newest=newest, steps=steps, now=now)
        return notes, f"Before: {found}. After: {counted(copy)}."


def bring_copy_up(
    copy: sqlite3.Connection,
    path: Path,
    before: int,
    *,
    now: float,
    newest: int = schema.VERSION,
    steps: Mapping[int, MigrationStep] = STEPS,
) -> list[str]:
    """All the steps on a copy that the caller throws away when one fails; `path` is what it is a copy of.

    Returns what the steps have to say. Raises MigrationFailed.
    """
    notes: list[str] = []
    for version in range(before, newest):
        try:
            with files.transaction(copy):
                notes += run_step(copy, steps[version], version, now)
        except (sqlite3.Error, legacy.BadRow) as error:
            raise MigrationFailed(f"{path} would stay at version {version}: {safe_text(error)}.") from error
    return notes
