"""The queue for a server's one voice channel. It survives restarts; each person is in it once.

The table is called `voice_line`."""

import sqlite3

from bot.errors import StoreError
from bot.interview.models import InterviewType
from bot.store.records import QueuedCandidate
from bot.store.rows import from_ms, maybe_seconds, to_ms
from bot.store.sqlite.connection import Connection


async def join(connection: Connection, new: QueuedCandidate) -> int:
    """Join the queue; returns the place, from 1. A person who is in it already keeps it, with the newest choices."""
    await connection.execute_insert(
        """INSERT INTO voice_line (guild_id, user_id, channel_id, position_id, language, locale, joined_at,
                                   interview_type)
           VALUES (?, ?, ?, (SELECT id FROM positions WHERE id = ?), ?, ?, ?, ?)
           ON CONFLICT (guild_id, user_id) DO UPDATE SET channel_id = excluded.channel_id,
               position_id = excluded.position_id, language = excluded.language, locale = excluded.locale,
               interview_type = excluded.interview_type""",
        (
            new.guild_id,
            new.user_id,
            new.channel_id,
            new.position_id,
            new.language,
            new.locale,
            to_ms(new.joined_at),
            new.interview_type,
        ),
    )
    return 1 + [one.user_id for one in await list_for(connection, new.guild_id)].index(new.user_id)


async def leave(connection: Connection, guild_id: int, user_id: int) -> None:
    """Leave the queue. Does nothing for a person who is not in it."""
    await connection.execute_fetchall("DELETE FROM voice_line WHERE guild_id = ? AND user_id = ?", (guild_id, user_id))


async def list_for(connection: Connection, guild_id: int) -> list[QueuedCandidate]:
    """A server's queue, the longest-waiting person first."""
    found = await connection.execute_fetchall("SELECT * FROM voice_line WHERE guild_id = ? ORDER BY id", (guild_id,))
    return [record(row) for row in found]


async def of_person(connection: Connection, user_id: int, guild_id: int | None) -> list[QueuedCandidate]:
    """A person's places in the queues of one server, or of all servers."""
    found = await connection.execute_fetchall(
        "SELECT * FROM voice_line WHERE user_id = ? AND (? IS NULL OR guild_id = ?) ORDER BY id",
        (user_id, guild_id, guild_id),
    )
    return [record(row) for row in found]


async def guilds(connection: Connection) -> list[int]:
    """The ids of the servers in which somebody waits."""
    found = await connection.execute_fetchall("SELECT DISTINCT guild_id FROM voice_line ORDER BY guild_id")
    return [row["guild_id"] for row in found]


async def set_called(connection: Connection, guild_id: int, user_id: int, at: float, message_id: int) -> None:
    """Note that it is their turn, and the message that said so. Raises StoreError when they left meanwhile."""
    cursor = await connection.execute(
        "UPDATE voice_line SET called_at = ?, message_id = ? WHERE guild_id = ? AND user_id = ?",
        (to_ms(at), message_id, guild_id, user_id),
    )
    changed = cursor.rowcount
    await cursor.close()
    if changed != 1:
        raise StoreError("this person is in no line of this server any more")


async def take_back_call(connection: Connection, guild_id: int, user_id: int) -> None:
    """Note that it is not their turn after all; they keep their place. Does nothing for a person not in the queue."""
    await connection.execute_fetchall(
        "UPDATE voice_line SET called_at = NULL, message_id = NULL WHERE guild_id = ? AND user_id = ?",
        (guild_id, user_id),
    )


async def forget(connection: Connection, user_id: int, guild_id: int | None) -> None:
    """Delete a person from the queue of one server, or of all servers."""
    await connection.execute_fetchall(
        "DELETE FROM voice_line WHERE user_id = ? AND (? IS NULL OR guild_id = ?)", (user_id, guild_id, guild_id)
    )


def record(row: sqlite3.Row) -> QueuedCandidate:
    return QueuedCandidate(
        guild_id=row["guild_id"],
        user_id=row["user_id"],
        channel_id=row["channel_id"],
        position_id=row["position_id"],
        language=row["language"],
        locale=row["locale"],
        joined_at=from_ms(row["joined_at"]),
        called_at=maybe_seconds(row["called_at"]),
        message_id=row["message_id"],
        interview_type=InterviewType(row["interview_type"]),
    )
