"""The file on the disk: whose it is, who may read it, how it is opened by those who bring it up to date.

Looking must change nothing, not even in a file that turns out to be somebody else's.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from bot.errors import NotOurs, TooNew
from bot.store.migrations import legacy
from bot.store.sqlite import schema
from bot.store.sqlite.connection import BUSY_MS

MAGIC = b"SQLite format 3\0"
PRIVATE = 0o600
LOGS = ("-wal", "-shm", "-journal")
"""What SQLite puts beside a database; a database in use is all of these together."""


def version(path: Path, *, newest: int) -> int | None:
    """The version of the file's schema, None where there is nothing yet. Raises NotOurs or TooNew; writes nothing."""
    if not path.exists() or path.stat().st_size == 0:
        return None
    # Only while SQLite does not have this file open in this process: when we close ours, the system takes away every
    # lock that this process has on it (sqlite.org/howtocorrupt.html, 2.2). The same holds for `prepare`.
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise NotOurs(f"{path} is not an SQLite database; it was left untouched.")
    try:
        with closing(look(path)) as connection:
            return recognise(connection, path, newest=newest)
    except sqlite3.OperationalError:
        if not beside(path, "-journal").exists():
            raise
    # A killed process left its journal: SQLite takes the half transaction back when it may write, and only then reads.
    with closing(connect(path)) as connection:
        return recognise(connection, path, newest=newest)


def recognise(connection: sqlite3.Connection, path: Path, *, newest: int) -> int | None:
    """Whose file it is, by its signature, version and tables."""
    signature = connection.execute("PRAGMA application_id").fetchone()[0]
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    names = {row[0].lower() for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    ours = signature == schema.APPLICATION_ID
    if ours and 0 < found <= newest:
        return found
    if (ours or (signature == 0 and "interview_sessions" in names)) and found > newest:
        raise TooNew(f"{path} has version {found}; this bot knows {newest}. It was left untouched: use a newer bot.")
    if signature == 0 and found == 0:
        if not connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone():
            return None
        if legacy.recognised(connection):
            return 0
    raise NotOurs(f"{path} holds other tables than this bot's; it was left untouched.")


def look(path: Path) -> sqlite3.Connection:
    """Open a connection that cannot write. Without logs beside the file it is not even locked (`immutable`)."""
    # Reading a WAL file by `mode=ro` alone makes its two logs, and leaves them there. `immutable` where there are logs
    # would be wrong: SQLite then does not look at them (sqlite.org/uri.html#uriimmutable).
    how = "mode=ro" if any(beside(path, log).exists() for log in LOGS) else "immutable=1"
    connection = sqlite3.connect(f"file:{quote(str(path.absolute()))}?{how}", uri=True, isolation_level=None)
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    return connection


def connect(path: Path) -> sqlite3.Connection:
    """Open a connection for migrating an existing file."""
    connection = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?mode=rw", uri=True, isolation_level=None, timeout=BUSY_MS / 1000
    )
    prepare_connection(connection)
    return connection


def prepare_connection(connection: sqlite3.Connection) -> None:
    """Set the pragmas for a migration.

    Foreign keys are off while tables are replaced (each step checks them at its end); a renamed table keeps the
    references of others to its old name; what is deleted is overwritten.
    """
    # Before any BEGIN: within a transaction this pragma does nothing, and says nothing (sqlite.org/pragma.html).
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA legacy_alter_table = ON")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA synchronous = FULL")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Write all of the block, or nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def prepare_folder(path: Path) -> None:
    """Make the folder of this file (0700) where it is missing."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)


def prepare(path: Path) -> None:
    """Make the folder (0700) and the file (0600) where they are missing; SQLite gives its logs the file's mode."""
    prepare_folder(path)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, PRIVATE))
    tighten(path)


def tighten(path: Path) -> None:
    """Let nobody but the owner read what candidates said."""
    for file in (path, *(beside(path, log) for log in LOGS)):
        if file.exists() and file.stat().st_mode & 0o777 != PRIVATE:
            file.chmod(PRIVATE)


def size(path: Path) -> int:
    """Bytes of the file and what stands beside it."""
    return sum(file.stat().st_size for file in (path, *(beside(path, log) for log in LOGS)) if file.exists())


def beside(path: Path, log: str) -> Path:
    return path.with_name(path.name + log)
