"""Where interviews go on: thread or voice channel, and the voice channels that are to be deleted."""

from bot.interview.models import Medium
from bot.store import interviews
from bot.store.sqlite.connection import Connection

VOICE_MINUTES_OF = 20
"""How many of a server's last interviews in a voice channel the expected time is taken from."""


async def change(connection: Connection, interview_id: int, medium: Medium, place_id: int, *, own_room: bool) -> None:
    """Note where it goes on. In a thread, a voice channel of its own stays noted until `forget_room` is called."""
    if medium is Medium.VOICE:
        assignments = "medium = 'voice', room_id = ?, own_room = ?"
        await interviews.change(connection, interview_id, assignments, place_id, int(own_room))
    else:
        assignments = "medium = 'text', thread_id = ?, room_id = iif(own_room = 1, room_id, NULL)"
        await interviews.change(connection, interview_id, assignments, place_id)


async def forget_room(connection: Connection, interview_id: int) -> None:
    """Note no voice channel any more. Does nothing where the interview goes on in one at this moment."""
    # `ended_at` is NULL as long as it is not over (`interviews.set_status`).
    await interviews.change(
        connection,
        interview_id,
        "room_id = iif(medium = 'voice' AND ended_at IS NULL, room_id, NULL), "
        "own_room = iif(medium = 'voice' AND ended_at IS NULL, own_room, 0)",
    )


async def rooms(connection: Connection, guild_id: int | None) -> list[tuple[int, int]]:
    """(interview id, voice channel id) of every voice channel that was made for an interview and is still noted."""
    found = await connection.execute_fetchall(
        """SELECT id, room_id FROM interview_sessions INDEXED BY sessions_with_room
            WHERE own_room = 1 AND room_id IS NOT NULL AND (? IS NULL OR guild_id = ?) ORDER BY id""",
        (guild_id, guild_id),
    )
    return [(row["id"], row["room_id"]) for row in found]


async def voice_minutes(connection: Connection, guild_id: int) -> float | None:
    """How long the server's last interviews in a voice channel took, with a camera or without; None before the first.
    What went on in writing later, or never began, says nothing about how long a voice channel is taken."""
    found = await connection.execute_fetchall(
        """SELECT avg(ended_at - created_at) / 60000.0 AS minutes FROM (
               SELECT created_at, ended_at FROM interview_sessions INDEXED BY sessions_by_guild
                WHERE guild_id = ? AND interview_type IN ('voice', 'video') AND status IN ('completed', 'ended')
                  AND medium = 'voice' AND ended_at IS NOT NULL
                ORDER BY ended_at DESC LIMIT ?)""",
        (guild_id, VOICE_MINUTES_OF),
    )
    minutes = next(iter(found))["minutes"]
    return None if minutes is None else float(minutes)
