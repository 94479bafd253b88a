"""Answers whose messages were changed in Discord after they had been read: the record keeps what was read."""

from bot.interview.models import Mark, Turn
from bot.interview.phases import Phase
from bot.interview.post_queue import PostQueue
from bot.ports.posts import Phrase

TOO_LATE = {Mark.EDITED_LATER: "interview-edited-later", Mark.DELETED_LATER: "interview-deleted-later"}
"""What is said of such a message."""


def changed_later(queue: PostQueue, turn: Turn, mark: Mark, message_id: int) -> None:
    """Mark the turn. Discord shows the message as changed, or not at all, so the candidate would believe that it
    counts like that: say otherwise, once an interview."""
    first = all(mark not in each.marks for each in queue.record.turns)
    queue.record.mark(turn.seq, mark)
    if first and queue.phase not in {Phase.OVER, Phase.AWAY}:
        queue.answer_to(message_id, Phrase(TOO_LATE[mark]))


def says(turn: Turn, text: str) -> bool:
    """Whether the turn carries exactly these words still (Discord also reports an edit when it adds a preview)."""
    alone = len(turn.message_ids) == 1
    if not text.strip():  # then a line of ours comes first, above the words of a file
        return turn.text.startswith("[") if alone else "\n[" in f"\n{turn.text}"
    if alone:
        return turn.text == text or turn.text.startswith(f"{text}\n[")
    return f"\n{text}\n" in f"\n{turn.text}\n"
