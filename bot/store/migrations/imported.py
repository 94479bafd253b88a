"""What an older file holds, read with suspicion. Mistakes name the row and the column, never the value."""

import base64
import math
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from bot.store.rows import to_ms


class BadRow(Exception):
    """A row cannot be brought over, or a check failed; the step is undone."""


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def make_room(connection: sqlite3.Connection, names: Iterable[str]) -> list[str]:
    """Rename unknown tables that stand in the names a step needs; returns sentences for the report."""
    notes = []
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
        if name.lower() in names:
            connection.execute(f"ALTER TABLE {quoted(name)} RENAME TO {quoted('imported_' + name)}")
            notes.append(f"The unknown table {name} is kept as imported_{name}.")
    return notes


def time_ms(value: object, where: str) -> int:
    """An ISO 8601 time, UTC where it has no offset, as milliseconds."""
    try:
        moment = datetime.fromisoformat(str(value).strip())
    except ValueError:
        raise BadRow(f"{where} is not a time") from None
    return to_ms((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def number(value: object, where: str) -> int:
    """An id, stored as text or as a number."""
    text = str(value).strip()
    if not text.isdecimal() or int(text) >= 2**63:
        raise BadRow(f"{where} is not an id")
    return int(text)


def extras(row: Mapping[str, object], known: Iterable[str]) -> dict[str, object]:
    """The columns we do not know, fit for JSON."""
    return {name: jsonable(value) for name, value in row.items() if name not in known}


def jsonable(value: object) -> object:
    """A value of SQLite as JSON: bytes as base64, what JSON cannot say as text."""
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode("ascii")}
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value
