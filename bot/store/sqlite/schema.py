"""The newest schema, read from `schema.sql`: its version, its statements, its tables."""

import sqlite3
from collections.abc import Iterator
from functools import cache
from pathlib import Path

VERSION = 4
"""PRAGMA user_version of a file with this schema; 0 is an older bot's file, or an empty one."""

APPLICATION_ID = 0x494E5456
"""PRAGMA application_id: 'INTV'. Older bots left it 0."""


@cache
def schema_text() -> str:
    """`schema.sql`: beside the packages in a checkout, inside `bot/` in an installed wheel."""
    package = Path(__file__).resolve().parents[2]
    inside = package / "schema.sql"
    return (inside if inside.exists() else package.parent / "schema.sql").read_text(encoding="utf-8")


@cache
def version_text(version: int) -> str:
    """What stands frozen in `migrations/sql/`: the whole of version 1, or the step to a later one."""
    return (Path(__file__).parents[1] / "migrations" / "sql" / f"{version}.sql").read_text(encoding="utf-8")


def statements(script: str) -> Iterator[str]:
    """One statement after the other, triggers whole: `executescript` would commit the transaction it runs in."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if any(line.strip() and not line.startswith("--") for line in statement.splitlines()):
        raise AssertionError("the schema ends in the middle of a statement")


def create(connection: sqlite3.Connection) -> None:
    """Make every table, index and trigger, and sign the file; the caller holds the transaction."""
    _make(connection, schema_text(), VERSION)


def create_first(connection: sqlite3.Connection) -> None:
    """The same with version 1, for files that are older; the steps go on from there."""
    _make(connection, version_text(1), 1)


def _make(connection: sqlite3.Connection, script: str, version: int) -> None:
    for statement in statements(script):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {version}")


@cache
def objects() -> frozenset[tuple[str, str]]:
    """(type, name) of everything the schema makes."""
    connection = sqlite3.connect(":memory:")
    try:
        create(connection)
        return frozenset(
            connection.execute("SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
        )
    finally:
        connection.close()


def tables() -> frozenset[str]:
    """The names of our tables."""
    return frozenset(name for kind, name in objects() if kind == "table")
