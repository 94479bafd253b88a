"""The event log: every change of state, connection and failure class of an interview."""

from collections.abc import Mapping

from bot.store.records import Event
from bot.store.rows import event, to_json, to_ms
from bot.store.sqlite.connection import Connection


async def add(
    connection: Connection, interview_id: int, kind: str, detail: Mapping[str, object], *, now: float
) -> None:
    """Append one event."""
    await connection.execute_insert(
        "INSERT INTO events (session_id, at, kind, detail) VALUES (?, ?, ?, ?)",
        (interview_id, to_ms(now), kind, to_json(detail)),
    )


async def add_once(connection: Connection, interview_id: int, kind: str, *, now: float) -> bool:
    """Append one event unless there is one of its kind; returns whether it was appended."""
    if await list_for(connection, interview_id, kind):
        return False
    await add(connection, interview_id, kind, {}, now=now)
    return True


async def list_for(connection: Connection, interview_id: int, like: str = "%") -> tuple[Event, ...]:
    """An interview's events, first to last; `like`: those whose kind matches this pattern."""
    found = await connection.execute_fetchall(
        "SELECT * FROM events WHERE session_id = ? AND kind LIKE ? ORDER BY id", (interview_id, like)
    )
    return tuple(event(row) for row in found)
