"""The one way to copy a database: to a file for its owner only, checked, and whole or not there.

It works while others read and write the database: SQLite copies one moment of it.
"""

import errno
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from bot.store.sqlite import files

Seal = Callable[[sqlite3.Connection], object]
"""What is done to the copy before it is checked."""


def write(source: sqlite3.Connection, target: Path, *, part: Path, seal: Seal | None = None) -> None:
    """Copy the database behind `source` to `target`, by way of `part`, which is in the same folder and not there yet.

    Raises sqlite3.Error, and OSError (FileExistsError where `target` is there by then), and leaves nothing.
    """
    try:
        fill(source, part, seal)
        put(part, target)
    except BaseException:
        discard(part)
        raise


def fill(source: sqlite3.Connection, part: Path, seal: Seal | None = None) -> None:
    """The same without the renaming: the caller discards `part` where this raises."""
    create(part)
    with closing(sqlite3.connect(part, isolation_level=None)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # it is one file, also where the database has a log
        copy.execute("PRAGMA secure_delete = ON")
        if seal is not None:
            seal(copy)
        if copy.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
            raise sqlite3.DatabaseError("the copy is not sound")
    settle(part)


def put(part: Path, target: Path) -> None:
    """Give a whole copy its name. Raises FileExistsError where something has that by now."""
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, "File exists", str(target))
    part.rename(target)
    settle(target.parent)


def create(path: Path) -> None:
    """Make an empty file that only its owner reads, whatever the umask. Raises FileExistsError."""
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, files.PRIVATE)
    try:
        os.fchmod(handle, files.PRIVATE)
    finally:
        os.close(handle)


def discard(path: Path) -> None:
    """Delete a database with what SQLite puts beside it; does nothing where there is none."""
    for file in (*(files.beside(path, log) for log in files.LOGS), path):
        file.unlink(missing_ok=True)


def settle(path: Path) -> None:
    """Wait until the file's contents, or a folder's names, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
