"""What was posted in writing, and grew afterwards: the post is corrected once, and the record holds all that was said.

A turn never changes; what came late stands beside it, as what was really said does in a spoken interview.
"""

from dataclasses import dataclass, field

from bot.interview import model_output
from bot.interview.models import Turn, Utterance
from bot.interview.phases import Phase
from bot.interview.post_queue import PostQueue
from bot.interview.timing import Timing


@dataclass(slots=True)
class ShownReply:
    """The reply to an item that was shown as this turn. `source` is set when it is a translation; `text` is all that
    the model said by now, when that is more than was shown."""

    item_id: int
    seq: int
    source: str | None
    text: str = field(default="", repr=False)
    due: float | None = None


class Corrections:
    """Of the newest post only: what the candidate has answered is left as they read it."""

    def __init__(self, queue: PostQueue, timing: Timing) -> None:
        self._queue = queue
        self._record = queue.record
        self._timing = timing
        self._posted: ShownReply | None = None

    def posted(self, item_id: int, turn: Turn, source: str | None = None) -> None:
        """Note that the reply to this item was shown as this turn."""
        self._posted = ShownReply(item_id, turn.seq, source)

    def late_words(self, item_id: int, text: str, now: float) -> None:
        """More of it came; a little later it is amended, because even more may come."""
        posted = self._posted
        if posted is not None and posted.item_id == item_id:
            posted.text, posted.due = text, now + self._timing.late_words

    def due(self) -> float | None:
        """When `amend` is to be called."""
        return None if self._posted is None else self._posted.due

    def amend(self, now: float) -> None:
        """Correct the post, once, because the record stores what was said only once. Waits for a post not shown yet."""
        posted, record = self._posted, self._record
        if posted is None:
            return
        turn = record.turn(posted.seq)
        newest = turn is record.turns[-1] and self._queue.phase is Phase.LISTENING
        if newest and not turn.message_ids:
            posted.due = now + self._timing.late_words
            return
        self._posted = None
        text = self._fit(posted)
        if text is not None and newest:
            record.spoken(turn.seq, Utterance(text, turn.at, now))
            self._queue.amend(record.turn(turn.seq))

    def _fit(self, posted: ShownReply) -> str | None:
        """All of it, if it is more than what was shown and fit to be shown."""
        language = self._record.snapshot.language
        if posted.source is None:
            text = model_output.clean_follow_up(posted.text, language)
        else:
            text = model_output.fit_translation(posted.text, posted.source, language)
        return None if text == self._record.turn(posted.seq).text else text
