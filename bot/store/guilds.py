"""Servers: their settings, and the first position of a fresh one."""

import json
from dataclasses import asdict, fields

from bot.store import positions
from bot.store.records import GuildSettings, NewPosition
from bot.store.rows import to_json
from bot.store.sqlite.connection import Connection

NAMES = tuple(field.name for field in fields(GuildSettings))
SWITCHES = ("voice", "reviewers_listen", "pause_on_company", "record_voice", "video")
"""Stored as 0 or 1."""


async def settings(connection: Connection, guild_id: int) -> GuildSettings:
    """The server's settings; the defaults where nothing was set up."""
    found = list(await connection.execute_fetchall("SELECT * FROM guild_settings WHERE guild_id = ?", (guild_id,)))
    if not found:
        return GuildSettings(guild_id)
    row = dict(found[0])
    switches = {name: bool(row[name]) for name in SWITCHES}
    return GuildSettings(**{**row, **switches, "room_ids": tuple(json.loads(row["room_ids"]))})


async def save(connection: Connection, new: GuildSettings) -> None:
    """Write all settings of a server."""
    # `asdict` goes by the fields, and a key that is replaced keeps its place: the values stand in the order of NAMES.
    await connection.execute_insert(
        f"INSERT OR REPLACE INTO guild_settings ({', '.join(NAMES)}) VALUES ({', '.join('?' * len(NAMES))})",
        tuple({**asdict(new), "room_ids": to_json(list(new.room_ids))}.values()),
    )


async def known(connection: Connection, guild_id: int) -> bool:
    """Whether the server has settings."""
    return bool(list(await connection.execute_fetchall("SELECT 1 FROM guild_settings WHERE guild_id = ?", (guild_id,))))


async def ensure(connection: Connection, guild_id: int, position: NewPosition, now: float) -> None:
    """Make the server known. A server seen for the first time gets `position`; a later call never adds it again."""
    if await known(connection, guild_id):
        return
    await save(connection, GuildSettings(guild_id))
    await positions.add(connection, guild_id, position, now)


async def count(connection: Connection) -> int:
    """How many servers there are settings of."""
    (row,) = await connection.execute_fetchall("SELECT count(*) AS servers FROM guild_settings")
    return int(row["servers"])
