"""Spoken answers on their way into the record: a draft while they are heard, a turn, then the whole transcript."""

from bot.interview import agenda, item_ids, policy
from bot.interview.commands import Caption, Remember, SaveDraft
from bot.interview.models import Utterance
from bot.interview.post_queue import PostQueue
from bot.interview.text import prompts
from bot.interview.text.collector import CollectedAnswer
from bot.interview.voice.exchange import SpokenItem
from bot.ports.model import ContextItem


class SpokenAnswers:
    """Each goes `heard` … `store` `settle`. Late words may come until it is settled; `last` is the one that waits."""

    def __init__(self, queue: PostQueue, every: float) -> None:
        self._queue = queue
        self._record = queue.record
        self._every = every
        self.last: SpokenItem | None = None
        self.draft_at: float | None = None
        """When `save_draft` is to be called; at most once in `every` seconds."""

    def heard(self, exchange: SpokenItem, now: float) -> None:
        """Note that more was heard of an answer that is no turn yet."""
        self.caption(exchange, final=False)
        if self.draft_at is None:
            self.draft_at = now + self._every

    def save_draft(self, exchange: SpokenItem) -> None:
        """Store what was heard so far, so that a crash does not lose it."""
        self.draft_at = None
        self._queue.do(SaveDraft(exchange.words))

    def drop_draft(self) -> None:
        """Forget when the draft is due: nobody is listened to any more."""
        self.draft_at = None

    def store(self, exchange: SpokenItem, now: float) -> bool:
        """Append what was heard as a turn; False when nothing was heard."""
        record, text = self._record, exchange.words
        self.draft_at = None
        if not text:
            return False
        turn = record.answer(CollectedAnswer((text,), (), exchange.first_at or now, exchange.last_at or now))
        self._queue.do(SaveDraft(""))
        exchange.answer, self.last = turn.seq, exchange
        policy.heed_limits(self._queue)
        return True

    def settle(self) -> None:
        """Store the last answer's words, known by now, and give them to the history of a fresh Live session."""
        exchange, self.last = self.last, None
        if exchange is None or exchange.answer is None:
            return
        record = self._record
        turn = record.turn(exchange.answer)
        began, ended = exchange.first_at or turn.at, exchange.last_at or turn.at
        record.spoken(turn.seq, Utterance(exchange.words or turn.text, began, ended))
        self.caption(exchange, final=True)
        turn = record.turn(exchange.answer)
        left = agenda.follow_ups_left(record.plan, record.turns[: turn.seq - 1])
        item = prompts.answer_item(record.plan, record.turns, turn, left=left)
        self._queue.do(Remember(ContextItem(exchange.item_id, item.text, exchange.audible_words)))

    def caption(self, exchange: SpokenItem, *, final: bool) -> None:
        """Show what was heard as a caption, if captions were chosen. (What is said has the odd keys.)"""
        if self._record.snapshot.accommodations.captions and exchange.words:
            self._queue.do(Caption(item_ids.heard_caption(exchange.item_id), True, exchange.words, final))
