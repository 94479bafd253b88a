"""Positions: what people are interviewed for. Archived, never deleted."""

import json
import sqlite3

from bot.errors import StoreError
from bot.store.records import NewPosition, Position
from bot.store.rows import to_json, to_ms
from bot.store.sqlite.connection import Connection


def record(row: sqlite3.Row) -> Position:
    return Position(
        id=row["id"],
        guild_id=row["guild_id"],
        title=row["title"],
        brief=row["brief"],
        questions=row["questions"],
        closing=row["closing"],
        languages=tuple(json.loads(row["languages"])),
    )


async def list_for(connection: Connection, guild_id: int) -> list[Position]:
    """The positions that a server offers, by title."""
    found = await connection.execute_fetchall(
        "SELECT * FROM positions WHERE guild_id = ? AND archived = 0 ORDER BY title, id", (guild_id,)
    )
    return [record(row) for row in found]


async def add(connection: Connection, guild_id: int, new: NewPosition, now: float) -> int:
    """Add it; return its id."""
    row = await connection.execute_insert(
        """INSERT INTO positions (guild_id, title, brief, questions, closing, languages, created_at)
           VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (guild_id, new.title, new.brief, new.questions, new.closing, to_json(list(new.languages)), to_ms(now)),
    )
    if row is None:
        raise AssertionError("an INSERT has a rowid")
    return int(row[0])


async def save(connection: Connection, new: Position) -> None:
    """Write every field of an existing position. Running interviews keep their snapshot."""
    cursor = await connection.execute(
        """UPDATE positions SET title = ?, brief = ?, questions = ?, closing = ?, languages = ?
            WHERE id = ? AND guild_id = ?""",
        (
            new.title,
            new.brief,
            new.questions,
            new.closing,
            to_json(list(new.languages)),
            new.id,
            new.guild_id,
        ),
    )
    changed = cursor.rowcount
    await cursor.close()
    if changed != 1:
        raise StoreError(f"position {new.id} is not in the database")


async def archive(connection: Connection, guild_id: int, position_id: int) -> bool:
    """Archive it: it is no longer offered. False when there is no such position in this server."""
    cursor = await connection.execute(
        "UPDATE positions SET archived = 1 WHERE id = ? AND guild_id = ?", (position_id, guild_id)
    )
    changed = cursor.rowcount
    await cursor.close()
    return changed == 1
