"""The newest schema, read from `schema.sql`: its version, its statements, its tables."""

import sqlite3
from collections.abc import Iterator
from functools import cache
from pathlib import Path

VERSION = 1
"""PRAGMA user_version of a file with this schema; 0 is an older bot's file, or an empty one."""

APPLICATION_ID = 0x494E5456
"""PRAGMA application_id: 'INTV'. Older bots left it 0."""


@cache
def schema_text() -> str:
    """`schema.sql`: beside the packages in a checkout, inside `bot/` in an installed wheel."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "schema.sql"
    return (inside if inside.exists() else package.parent / "schema.sql").read_text(encoding="utf-8")


def statements(script: str) -> Iterator[str]:
    """One statement after the other, triggers whole: `executescript` would commit the transaction it runs in."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if any(line.strip() and not line.startswith("--") for line in statement.splitlines()):
        raise AssertionError("schema.sql ends in the middle of a statement")


def create(connection: sqlite3.Connection) -> None:
    """Make every table, index and trigger, and sign the file; the caller holds the transaction."""
    for statement in statements(schema_text()):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


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
