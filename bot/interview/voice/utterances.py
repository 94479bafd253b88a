"""One item of a spoken interview at a time: something is said, or the candidate is listened to.

Numbers of items: what says turn `s` is `2s - 1`, what hears the turn to come is twice its number; if that is not higher
than the last item (something is said once more, or noise was listened to), it is the last item plus one. So they grow
as the record does, never repeat, and begin above what the stored handle covers.
"""

from bot.interview import item_ids, model_output, policy
from bot.interview.commands import AnswerTool, AskModel, Caption, Listen, OpenMic, StopSpeaking
from bot.interview.models import Turn, TurnKind, Utterance
from bot.interview.phases import Phase
from bot.interview.post_queue import PostQueue
from bot.interview.timing import Timing
from bot.interview.voice import turns
from bot.interview.voice.exchange import SpokenItem
from bot.ports.model import ContextItem, SaidWords, ToolCalled


class UtteranceControl:
    """Has one item at a time said or listened to; has the microphone, the numbers of items, and what was said of each.
    What is said, and what follows once it was, is decided by `SpokenQuestions` and `VoiceInterviewer`."""

    def __init__(self, queue: PostQueue, timing: Timing) -> None:
        self._queue = queue
        self._record = queue.record
        self._timing = timing
        self.current: SpokenItem | None = None
        """What is said or listened to right now."""
        handle = queue.record.snapshot.handle
        self._last = 0 if handle is None else handle.covers
        self._mic: bool | None = None
        self._carried = ""  # remarks that stand in no turn; they belong to the next thing that is said

    def about(self, item_id: int) -> SpokenItem | None:
        """The item, if it is the current one: what still comes of an older one changes nothing."""
        return self.current if self.current is not None and self.current.item_id == item_id else None

    def mic(self, on: bool) -> None:
        """Open or close the microphone. Does nothing if it is so already."""
        if self._mic is not on:
            self._mic = on
            self._queue.do(OpenMic(on))

    def number_above(self, item_id: int) -> None:
        """Give this item's number to none that follows."""
        self._last = max(self._last, item_id)

    def _number(self, rule: int) -> int:
        self._last = max(rule, self._last + 1)
        return self._last

    # Saying and listening

    def say(self, turn: Turn, now: float, intro: str = "") -> None:
        """Have the turn said as an item of its own, led by `intro`.

        A greeting is not interrupted by a cough: the microphone is closed for the opening, for what leads back to a
        question, and for the closing words.
        """
        item = ContextItem(self._number(item_ids.says(turn.seq)), turns.request(self._record, turn, intro))
        planned = turns.recognisable(self._record, turn)
        self.current = SpokenItem(item.id, now + self._timing.thinking, turn=turn.seq, planned=planned)
        self.mic(not intro and turn.kind not in {TurnKind.OPENING, TurnKind.CLOSING})
        self._queue.enter(Phase.SPEAKING)
        self._queue.do(AskModel(item))

    def say_in_reply(self, exchange: SpokenItem, call: ToolCalled, turn: Turn) -> None:
        """Have the turn said as the output of the model's call, within the item that was listened to."""
        exchange.turn = turn.seq
        exchange.planned = turns.recognisable(self._record, turn)
        if turn.kind is TurnKind.CLOSING:  # before the output goes out, or a cough could cut the first words
            self.mic(False)
        self.answer_call(call, turns.output(self._record, turn))
        self._queue.enter(Phase.SPEAKING)

    def listen(self, now: float) -> None:
        """Listen to the candidate, for as long as they like."""
        self.current = SpokenItem(self._number(item_ids.hears(self._record.next_seq)), None, listens=True)
        self.mic(True)
        self._queue.enter(Phase.LISTENING)
        self._queue.do(Listen(self.current.item_id))

    def stop(self) -> None:
        """Neither speak nor listen any more; what comes of the current item from here on changes nothing."""
        exchange, self.current = self.current, None
        if exchange is not None:
            self.refuse_waiting_call(exchange)
            if exchange.played is None:  # also what the model is only about to say to what it heard
                self._queue.do(StopSpeaking())

    # Calls

    def answer_call(self, call: ToolCalled, output: str) -> None:
        """Give the model the output of its call."""
        self._queue.do(AnswerTool(call.call_id, call.name, output))

    def refuse_waiting_call(self, exchange: SpokenItem) -> None:
        """The transcription that the item's call waited for is of no use any more. Does nothing if none waits."""
        if exchange.call is not None:
            self.answer_call(exchange.call, policy.refusal(exchange.call.name))
            exchange.call = None

    # What was said

    def said(self, event: SaidWords, now: float) -> None:
        """A fragment of what the model says."""
        exchange = self.about(event.item_id)
        if exchange is None:
            return
        exchange.say(event)
        if exchange.until is None:  # who is listened to may take any time, but a reply that has begun must end
            exchange.until = now + self._timing.thinking
        self._caption(exchange, exchange.replied, final=False)

    def save_said(self, exchange: SpokenItem, turn: Turn, now: float) -> None:
        """Store what was heard of the turn, behind what was carried until now."""
        played = exchange.played
        heard_ms = 0 if played is None else played.heard_ms
        text = f"{self._carried} {exchange.audible_words}".strip()
        self._carried = ""
        # It ended just now, so it began as long ago as it was heard.
        self._record.spoken(turn.seq, Utterance(text, now - heard_ms / 1000, now, heard_ms, exchange.cut))
        self._caption(exchange, exchange.audible_words, final=True)

    def carry(self, exchange: SpokenItem) -> None:
        """Keep what was heard of a remark that is no turn; it is stored with the next turn that is said."""
        self._carried = f"{self._carried} {exchange.audible_words}".strip()[-model_output.LONGEST_READ :]

    def _caption(self, exchange: SpokenItem, text: str, *, final: bool) -> None:
        """Only what does not stand in the chat word for word: translations, as far as they are fit to be shown."""
        if (
            exchange.listens
            or exchange.planned
            or exchange.turn is None
            or not self._record.snapshot.accommodations.captions
        ):
            return
        if model_output.clean_translation(text, self._record.turn(exchange.turn).text) is not None:
            self._queue.do(Caption(item_ids.said_caption(exchange.item_id), False, text, final))
