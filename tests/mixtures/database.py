"""SQLite's connections without their threads, on a disk that can be full, held by others, broken, or gone with its
process."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import aiosqlite.core

Work = tuple["asyncio.Future[Any] | None", Callable[[], Any]]


@dataclass(slots=True)
class Disk:
    """`refuses` is SQLite's code for what is wrong with it, 0 for nothing."""

    refuses: int = 0
    dead: bool = False
    """The process that used it is no more: nothing is carried out, and nobody is answered."""

    def check(self, function: Callable[[], Any]) -> None:
        """Raises what SQLite would."""
        arguments = getattr(function, "args", ())
        statement = arguments[0] if arguments and isinstance(arguments[0], str) else ""
        name = getattr(getattr(function, "func", None), "__name__", "")
        strikes = {
            sqlite3.SQLITE_BUSY: statement.startswith("BEGIN IMMEDIATE"),
            sqlite3.SQLITE_FULL: name == "commit",
            sqlite3.SQLITE_READONLY: statement.startswith(("INSERT", "UPDATE", "DELETE", "PRAGMA user_version =")),
            sqlite3.SQLITE_IOERR: bool(statement) or name == "commit",
        }
        if strikes.get(self.refuses):
            error = sqlite3.OperationalError("refused, as the test wants it")
            error.sqlite_errorcode = self.refuses
            raise error


class Inline:
    """In place of the queue to a connection's thread: what is put in is done at once, and answered a moment later."""

    disk = Disk()

    def put_nowait(self, work: Work) -> None:
        future, function = work
        if self.disk.dead:
            return
        try:
            self.disk.check(function)
            result = function()
        except BaseException as error:
            self._answer(future, aiosqlite.core.set_exception, error)
        else:
            self._answer(future, aiosqlite.core.set_result, result)

    def _answer(self, future: "asyncio.Future[Any] | None", tell: Callable[..., None], what: object) -> None:
        if future is not None:
            future.get_loop().call_soon(tell, future, what)


class NoThread:
    """In place of that thread."""

    def __init__(self, **_how: Any) -> None:
        pass

    def start(self) -> None:
        pass


@contextmanager
def on(disk: Disk) -> Iterator[None]:
    """Connections that are opened inside are of this kind, and on this disk."""

    class Here(Inline):
        pass

    Here.disk = disk
    core: Any = aiosqlite.core  # what of these two is used
    kept = core.SimpleQueue, core.Thread
    core.SimpleQueue, core.Thread = Here, NoThread
    try:
        yield
    finally:
        core.SimpleQueue, core.Thread = kept
