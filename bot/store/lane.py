"""One connection and its discipline: one transaction at a time, whole or not at all; SQLite's errors end here.

On one aiosqlite connection tasks share a transaction, and a cancelled `execute` may still write. So a lock lets one
task in, and whatever happens to that task, its transaction is closed before the next one begins.
"""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Literal, Self

import aiosqlite

from bot.errors import StoreError

BUSY_MS = 5_000
"""How long to wait for another process (`migrate`, a backup) that holds the file."""

Connection = aiosqlite.Connection


@contextmanager
def translated() -> Iterator[None]:
    """Make SQLite's errors ours. Programming mistakes pass through: they are bugs, not a state of the database."""
    try:
        yield
    except (sqlite3.ProgrammingError, sqlite3.InterfaceError, sqlite3.NotSupportedError):
        raise
    except sqlite3.Error as error:
        raise StoreError(f"the database refused: {told(error)}") from error


def told(error: BaseException) -> str:
    """What SQLite says: tables, columns and constraints, never parameters. But Python quotes a text that it cannot
    decode, and that may be a candidate's."""
    return re.sub(r" with text '.*", "", str(error), flags=re.DOTALL)


class Lane:
    """A connection with its lock. Open with `Lane.open`, then `async with lane.transaction() as connection`."""

    def __init__(self, connection: Connection, begin: str) -> None:
        self._connection = connection
        self._begin = begin
        self._lock = asyncio.Lock()
        self._open = True

    @classmethod
    async def open(cls, path: Path, *, mode: Literal["write", "read"]) -> Self:
        """Connect. A reading lane refuses to write, and never waits for a writer (WAL)."""
        with translated():
            connection = await aiosqlite.connect(path, isolation_level=None, cached_statements=512)
            try:
                connection.row_factory = sqlite3.Row
                for pragma in pragmas(mode):
                    await connection.execute_fetchall(pragma)
            except BaseException:
                await asyncio.shield(connection.close())
                raise
        return cls(connection, "BEGIN IMMEDIATE" if mode == "write" else "BEGIN")

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """Everything inside is written, or nothing of it; what is read inside is of one moment.

        A caller cancelled before COMMIT was sent has written nothing; one cancelled while it runs may have written
        all: look before doing it again.
        """
        async with self._lock:
            if not self._open:
                raise StoreError("the database is closed")
            with translated():
                try:
                    await self._connection.execute_fetchall(self._begin)
                    yield self._connection
                except BaseException:
                    await self._finish(commit=False)
                    raise
                await self._finish(commit=True)

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
        """One statement outside any transaction (a checkpoint, a check)."""
        async with self._lock:
            if not self._open:
                raise StoreError("the database is closed")
            with translated():
                return list(await self._connection.execute_fetchall(statement))

    async def close(self) -> None:
        """Wait for the transaction under way, then close; later callers get a StoreError."""
        async with self._lock:
            self._open = False
            with translated():
                await self._connection.close()


def pragmas(mode: Literal["write", "read"]) -> tuple[str, ...]:
    """What every connection is told; docs/decisions/0002-durability.md says why."""
    common = (f"PRAGMA busy_timeout = {BUSY_MS}", "PRAGMA foreign_keys = ON")
    if mode == "read":
        return (*common, "PRAGMA query_only = ON")
    return (*common, "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA secure_delete = ON")
