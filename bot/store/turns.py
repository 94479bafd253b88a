"""Turns, their messages and marks: the append-only part."""

from collections import defaultdict
from collections.abc import Iterable

from bot.interview.models import Mark, Turn
from bot.store.lane import Connection
from bot.store.rows import maybe_ms, to_ms, turn


async def add(connection: Connection, session_id: int, new: Turn) -> None:
    """Append. A `seq` that exists, or a message that another turn already has, is refused."""
    await connection.execute_insert(
        """INSERT INTO turns (session_id, seq, speaker, kind, at, ended_at, question, text, lead, source_text)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            session_id,
            new.seq,
            new.speaker,
            new.kind,
            to_ms(new.at),
            maybe_ms(new.ended_at),
            new.question,
            new.text,
            new.lead,
            new.source_text,
        ),
    )
    for message_id in new.message_ids:
        await connection.execute_insert(
            "INSERT INTO turn_messages (session_id, seq, message_id) VALUES (?, ?, ?)",
            (session_id, new.seq, message_id),
        )
    for mark in new.marks:
        await add_mark(connection, session_id, new.seq, mark, new.at)


async def link(connection: Connection, session_id: int, seq: int, message_ids: Iterable[int]) -> None:
    """Say which messages carry a turn. Saying it twice is no mistake (after a crash nobody knows)."""
    for message_id in message_ids:
        await connection.execute_insert(
            "INSERT INTO turn_messages (session_id, seq, message_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (session_id, seq, message_id),
        )


async def add_mark(connection: Connection, session_id: int, seq: int, mark: Mark, now: float) -> None:
    """Mark a turn; the same mark twice is one mark."""
    await connection.execute_insert(
        "INSERT INTO turn_marks (session_id, seq, mark, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (session_id, seq, mark, to_ms(now)),
    )


async def of(connection: Connection, session_id: int) -> tuple[Turn, ...]:
    """All turns of an interview, first to last."""
    messages: defaultdict[int, list[int]] = defaultdict(list)
    for seq, message_id in await connection.execute_fetchall(
        "SELECT seq, message_id FROM turn_messages WHERE session_id = ? ORDER BY message_id", (session_id,)
    ):
        messages[seq].append(message_id)
    marks: defaultdict[int, list[str]] = defaultdict(list)
    for seq, mark in await connection.execute_fetchall(
        "SELECT seq, mark FROM turn_marks WHERE session_id = ? ORDER BY seq, at, mark", (session_id,)
    ):
        marks[seq].append(mark)
    found = await connection.execute_fetchall("SELECT * FROM turns WHERE session_id = ? ORDER BY seq", (session_id,))
    return tuple(turn(row, messages[row["seq"]], marks[row["seq"]]) for row in found)
