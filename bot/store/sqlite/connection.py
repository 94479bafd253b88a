"""One connection and its discipline: one transaction at a time, whole or not at all; SQLite's errors end here.

On one aiosqlite connection tasks share a transaction, and a cancelled `execute` may still write. So a lock lets one
task in, and whatever happens to that task, its transaction is closed before the next one begins.
"""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from pathlib import Path
from time import perf_counter
from typing import Literal, Self

import aiosqlite

from bot.errors import StoreError, StoreUnavailable
from bot.ports.tallies import Durations

BUSY_MS = 5_000
"""How long to wait for another process (`migrate`, a backup) that holds the file."""
HURRY_SECONDS = 1.5
"""The same where a person waits for a command, button or form: Discord gives an answer three seconds."""
TRY_SECONDS = 0.05
"""Between two tries to begin a transaction that writes. SQLite itself does not wait: that would hold a thread."""

MAY_NOT = "may not be written by the user that runs the bot. Give that user the file and its folder"
BROKEN = "is damaged. Put a backup in its place (interview-bot restore FILE)"
REMEDIES = {
    sqlite3.SQLITE_BUSY: "is held by another program (a backup, an editor, a second bot). Close it",
    sqlite3.SQLITE_LOCKED: "is held by another program (a backup, an editor, a second bot). Close it",
    sqlite3.SQLITE_FULL: "is on a disk that is full. Make room there",
    sqlite3.SQLITE_READONLY: MAY_NOT,
    sqlite3.SQLITE_PERM: MAY_NOT,
    sqlite3.SQLITE_CANTOPEN: MAY_NOT,
    sqlite3.SQLITE_IOERR: "cannot be read or written: the disk reports a fault, or is full. Look at the disk",
    sqlite3.SQLITE_CORRUPT: BROKEN,
    sqlite3.SQLITE_NOTADB: BROKEN,
}
"""States of the database, and no mistakes of ours: SQLite's primary codes, and what the operator can do."""

TIMES = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)

Connection = aiosqlite.Connection

_hurried: ContextVar[bool] = ContextVar("hurried", default=False)


def somebody_waits() -> None:
    """Note that a person waits for what this task does: from here on it waits for the database shorter.

    It holds for this task and for those that it makes; discord.py runs each interaction in a task of its own.
    """
    _hurried.set(True)


def _until() -> float | None:
    """How long this task may wait from now, by the loop's time; None where nobody waits for it."""
    return asyncio.get_running_loop().time() + HURRY_SECONDS if _hurried.get() else None


@contextmanager
def translated() -> Iterator[None]:
    """Make SQLite's errors ours. Programming mistakes pass through: they are bugs, not a state of the database."""
    try:
        yield
    except (sqlite3.ProgrammingError, sqlite3.InterfaceError, sqlite3.NotSupportedError):
        raise
    except sqlite3.Error as error:
        text, remedy = f"the database refused: {safe_text(error)}", remedy_for(error)
        raise (StoreError(text) if remedy is None else StoreUnavailable(text, remedy)) from error


def remedy_for(error: sqlite3.Error) -> str | None:
    """What helps, where it is a state of the database."""
    return REMEDIES.get(primary(error))


def primary(error: sqlite3.Error) -> int:
    """SQLite's primary code; 0 for what Python's module says itself."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def safe_text(error: BaseException) -> str:
    """What SQLite says: tables, columns and constraints, never parameters. But Python quotes a text that it cannot
    decode, and that may be a candidate's."""
    return re.sub(r" with text '.*", "", str(error), flags=re.DOTALL)


class DatabaseLane:
    """A connection with its lock. Open with `DatabaseLane.open`, then `async with it.transaction() as connection`."""

    def __init__(self, connection: Connection, begin: str) -> None:
        self._connection = connection
        self._begin = begin
        self._lock = asyncio.Lock()
        self._open = True
        self.refusal: str | None = None
        """Why the last transaction failed, in SQLite's words, until something is written again."""
        self.on_recovered: Callable[[], None] = lambda: None
        """Called when something is written again after a refusal."""
        self.times = Durations(TIMES)
        """How long transactions took, the wait for those before them included."""

    @classmethod
    async def open(cls, path: Path, *, mode: Literal["write", "read"]) -> Self:
        """Connect. A reading connection refuses to write, and never waits for a writer (WAL)."""
        with translated():
            connection = await aiosqlite.connect(path, isolation_level=None, cached_statements=512)
            try:
                connection.row_factory = sqlite3.Row
                for pragma in pragmas(mode):
                    await connection.execute_fetchall(pragma)
            except BaseException:
                await asyncio.shield(connection.close())
                raise
        # IMMEDIATE, since a lock that is taken only at the first write is refused at once and for good where another
        # process wrote after this one's first read (SQLITE_BUSY_SNAPSHOT, sqlite.org/rescode.html#busy_snapshot).
        return cls(connection, "BEGIN IMMEDIATE" if mode == "write" else "BEGIN")

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """Everything inside is written, or nothing of it; what is read inside is of one moment. Not to be nested: the
        inner one would wait for the outer one.

        A caller cancelled before COMMIT was sent has written nothing; one cancelled while it runs may have written
        all: look before doing it again.
        """
        hurry = _until()
        async with self._exclusive(hurry):
            before = self._connection.total_changes
            try:
                with translated():
                    try:
                        await self._begin_patiently(hurry)
                        yield self._connection
                    except BaseException:
                        await self._finish(commit=False)
                        raise
                    await self._finish(commit=True)
            except StoreUnavailable as error:
                self.refusal = str(error)
                raise
            if self._connection.total_changes != before:  # to have begun, and written nothing, proves nothing
                self._recovered()

    @asynccontextmanager
    async def _exclusive(self, hurry: float | None = None) -> AsyncIterator[None]:
        """Let one task in at a time. Raises StoreUnavailable when the wait is not over by `hurry` (the loop's time)."""
        asked = perf_counter()
        try:
            async with asyncio.timeout_at(hurry):
                await self._lock.acquire()
        except TimeoutError:
            raise StoreUnavailable("the database is busy", REMEDIES[sqlite3.SQLITE_BUSY]) from None
        try:
            if not self._open:
                raise StoreError("the database is closed")
            yield
        finally:
            self._lock.release()
            self.times.observe(perf_counter() - asked)

    async def _begin_patiently(self, hurry: float | None) -> None:
        """Another process may hold the file for a moment. Once that was waited for in vain, those who come next try
        once: one behind the other, each with the whole wait, they would take minutes."""
        now = asyncio.get_running_loop().time
        until = now() + BUSY_MS / 1000 if hurry is None else hurry
        while True:
            try:
                await self._connection.execute_fetchall(self._begin)
            except sqlite3.OperationalError as error:
                if primary(error) != sqlite3.SQLITE_BUSY or self.refusal is not None or now() >= until:
                    raise
                await asyncio.sleep(TRY_SECONDS)
            else:
                return

    def _recovered(self) -> None:
        if self.refusal is not None:
            self.refusal = None
            self.on_recovered()

    async def probe(self) -> None:
        """Write one page as it is. Raises StoreUnavailable where that cannot be."""
        async with self.transaction() as connection:
            [(version,)] = await connection.execute_fetchall("PRAGMA user_version")
            await connection.execute_fetchall(f"PRAGMA user_version = {version}")
        # `transaction` did not notice: a pragma changes no row.
        self._recovered()

    async def _finish(self, *, commit: bool) -> None:
        """COMMIT or ROLLBACK, to its end even when the caller is cancelled meanwhile."""
        end = asyncio.create_task(self._end(commit=commit))
        try:
            await asyncio.shield(end)
        except asyncio.CancelledError:
            # A second cancellation can end this wait; the worker's queue still runs the end before the next BEGIN.
            await asyncio.wait([end])
            raise

    async def _end(self, *, commit: bool) -> None:
        try:
            if commit:
                await self._connection.commit()
        finally:
            # Does nothing after a COMMIT that succeeded, or where BEGIN itself failed.
            await self._connection.rollback()

    async def run(self, statement: str) -> list[sqlite3.Row]:
        """One statement outside any transaction: SQLite refuses a checkpoint within one that has read or written."""
        hurry = _until()
        async with self._exclusive(hurry):
            with translated():
                return list(await self._connection.execute_fetchall(statement))

    async def close(self) -> None:
        """Wait for the transaction under way, then close; later callers get a StoreError."""
        async with self._lock:
            self._open = False
            with translated():
                await self._connection.close()


def pragmas(mode: Literal["write", "read"]) -> tuple[str, ...]:
    """The pragmas of every connection; docs/decisions/0002-durability.md says why."""
    # A new connection begins with foreign keys off, whatever the others say (sqlite.org/foreignkeys.html#fk_enable).
    common = (f"PRAGMA busy_timeout = {BUSY_MS}", "PRAGMA foreign_keys = ON")
    if mode == "read":
        return (*common, "PRAGMA query_only = ON")
    write = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA secure_delete = ON")
    # 0 comes last: the change to WAL takes a lock and must wait for it; after that it is we who wait (TRY_SECONDS).
    return (*common, *write, "PRAGMA busy_timeout = 0")
