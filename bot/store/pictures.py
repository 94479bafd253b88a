"""How many pictures the model was shown, when, and from where. The pictures themselves are kept nowhere."""

from bot.interview.models import PictureSpan
from bot.ports.events import Source
from bot.store.rows import from_ms, to_ms
from bot.store.sqlite.connection import Connection


async def save(connection: Connection, interview_id: int, new: PictureSpan) -> None:
    """Note a span; one with the same source and start replaces the earlier one."""
    await connection.execute_insert(
        """INSERT INTO pictures (session_id, source, started_at, ended_at, count) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET ended_at = excluded.ended_at, count = excluded.count""",
        (interview_id, new.source, to_ms(new.started_at), to_ms(new.ended_at), new.count),
    )


async def list_for(connection: Connection, interview_id: int) -> tuple[PictureSpan, ...]:
    """An interview's spans, in the order in which they began."""
    found = await connection.execute_fetchall(
        "SELECT * FROM pictures WHERE session_id = ? ORDER BY started_at, source", (interview_id,)
    )
    return tuple(
        PictureSpan(Source(row["source"]), from_ms(row["started_at"]), from_ms(row["ended_at"]), row["count"])
        for row in found
    )
