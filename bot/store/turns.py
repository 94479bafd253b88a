"""Turns, their messages and marks: the append-only part."""

from collections import defaultdict
from collections.abc import Iterable

from bot.interview.models import Mark, Turn, TurnKind, Utterance
from bot.store.rows import maybe_ms, to_ms, turn, utterance
from bot.store.sqlite.connection import Connection


async def add(connection: Connection, interview_id: int, new: Turn) -> None:
    """Append. A `seq` that exists, or a message that another turn already has, is refused. An answer takes the place of
    the draft that was kept until it was one."""
    await connection.execute_insert(
        """INSERT INTO turns (session_id, seq, speaker, kind, at, ended_at, question, text, lead, source_text)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            interview_id,
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
            (interview_id, new.seq, message_id),
        )
    for mark in new.marks:
        await add_mark(connection, interview_id, new.seq, mark, new.at)
    if new.spoken is not None:
        await add_spoken(connection, interview_id, new.seq, new.spoken)
    if new.kind is TurnKind.ANSWER:
        await save_draft(connection, interview_id, "")


async def add_spoken(connection: Connection, interview_id: int, seq: int, new: Utterance) -> None:
    """Keep what was really said of a turn. Does nothing if that was kept before."""
    await connection.execute_insert(
        """INSERT INTO spoken (session_id, seq, text, started_at, ended_at, heard_ms, cut)
           VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""",
        (interview_id, seq, new.text, to_ms(new.started_at), to_ms(new.ended_at), new.heard_ms, int(new.cut)),
    )


async def save_draft(connection: Connection, interview_id: int, text: str) -> None:
    """Keep what was heard so far; nothing is kept of an empty text."""
    await connection.execute_fetchall("DELETE FROM drafts WHERE session_id = ?", (interview_id,))
    if text:
        await connection.execute_insert("INSERT INTO drafts (session_id, text) VALUES (?, ?)", (interview_id, text))


async def draft(connection: Connection, interview_id: int) -> str:
    """What was heard so far; empty where nothing waits."""
    rows = list(await connection.execute_fetchall("SELECT text FROM drafts WHERE session_id = ?", (interview_id,)))
    return str(rows[0]["text"]) if rows else ""


async def link(connection: Connection, interview_id: int, seq: int, message_ids: Iterable[int]) -> None:
    """Note which messages carry a turn. Idempotent: after a crash nobody knows whether it was noted."""
    for message_id in message_ids:
        await connection.execute_insert(
            "INSERT INTO turn_messages (session_id, seq, message_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (interview_id, seq, message_id),
        )


async def add_mark(connection: Connection, interview_id: int, seq: int, mark: Mark, now: float) -> None:
    """Add a mark to a turn. Idempotent."""
    await connection.execute_insert(
        "INSERT INTO turn_marks (session_id, seq, mark, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (interview_id, seq, mark, to_ms(now)),
    )


async def list_for(connection: Connection, interview_id: int) -> tuple[Turn, ...]:
    """All turns of an interview, first to last."""
    messages: defaultdict[int, list[int]] = defaultdict(list)
    for seq, message_id in await connection.execute_fetchall(
        "SELECT seq, message_id FROM turn_messages WHERE session_id = ? ORDER BY message_id", (interview_id,)
    ):
        messages[seq].append(message_id)
    marks: defaultdict[int, list[str]] = defaultdict(list)
    for seq, mark in await connection.execute_fetchall(
        "SELECT seq, mark FROM turn_marks WHERE session_id = ? ORDER BY seq, at, mark", (interview_id,)
    ):
        marks[seq].append(mark)
    spoken = {
        row["seq"]: utterance(row)
        for row in await connection.execute_fetchall("SELECT * FROM spoken WHERE session_id = ?", (interview_id,))
    }
    found = await connection.execute_fetchall("SELECT * FROM turns WHERE session_id = ? ORDER BY seq", (interview_id,))
    return tuple(turn(row, messages[row["seq"]], marks[row["seq"]], spoken.get(row["seq"])) for row in found)
