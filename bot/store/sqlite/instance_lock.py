"""One process at a time on one database: a lock on a file beside it, which the system frees when its holder dies.

The file stays when nobody holds it: were it deleted, one process could hold the deleted file, and the next a new one of
that name. What stands in it says who holds it; whether it is held only the lock says.
SQLite's own locks are no help: they are made so that several processes can share a file.
"""

import errno
import json
import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import SecondProcess, StoreError
from bot.store.sqlite import files

try:
    import fcntl
except ImportError:  # Windows, where `run` has no signals to stop it by, either
    fcntl = None  # type: ignore[assignment]

log = logging.getLogger(__name__)

CANNOT = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL)
"""What file systems without locks answer (some network ones)."""

TWO_BOTS = (
    "Two on one database would answer everybody twice: stop that one first, or give this one another DATABASE_PATH"
    " (and another DISCORD_TOKEN)."
)


def path_of(database: Path) -> Path:
    """The lock file: beside the database itself, whatever links lead to it."""
    return (real := database.resolve()).with_name(real.name + ".lock")


@contextmanager
def held(database: Path, *, remedy: str = TWO_BOTS) -> Iterator[None]:
    """Hold the database for this process until the block ends. Raises SecondProcess, which ends with `remedy`, and
    StoreError where no file can be made."""
    try:
        files.prepare_folder(database)
        # Not emptied here: one that comes second has to read who holds it.
        file = os.open(path_of(database), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, files.PRIVATE)
    except OSError as error:
        raise StoreError(f"{database} cannot be used: {error.strerror}. Give the bot a folder it may write.") from error
    try:
        _lock(file, database, remedy)
        yield
    finally:
        os.close(file)


def _lock(file: int, database: Path, remedy: str) -> None:
    if fcntl is None:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SecondProcess(f"{database} is in use by {_holder(file)}. {remedy}") from None
    except OSError as error:
        if error.errno not in CANNOT:
            raise StoreError(f"{database} cannot be locked: {error.strerror}.") from error
        log.warning("%s is on a file system without locks: see to it yourself that one bot alone uses it", database)
        return
    try:
        os.ftruncate(file, 0)
        os.pwrite(file, json.dumps({"pid": os.getpid(), "host": socket.gethostname()}).encode(), 0)
    except OSError as error:  # a full disk: the lock holds all the same
        log.warning("who holds the database cannot be noted: %s", error.strerror)


def _holder(file: int) -> str:
    """The holder, as the lock file names it."""
    try:
        found = json.loads(os.pread(file, 512, 0))
        return f"another bot (process {int(found['pid'])} on {found['host']!s})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another bot"
