"""Speaking and listening in a spoken interview, one item at a time.

Numbers of items: what says turn `s` is `2s - 1`, what hears the turn to come is twice its number; if that is not higher
than the last item (something is said once more, or noise was listened to), it is the last item plus one. So they grow
as the record does, never repeat, and begin above what the stored handle covers.
"""

from bot.errors import Reason
from bot.interview import agenda, item_ids, model_output, policy, posts
from bot.interview.agenda import NextStep
from bot.interview.commands import AnswerTool, AskModel, Caption, Listen, OpenMic, StopSpeaking
from bot.interview.lifecycle import Verb
from bot.interview.models import Mark, Turn, TurnKind, Utterance
from bot.interview.phases import Phase
from bot.interview.post_queue import PostQueue
from bot.interview.text import prompts
from bot.interview.timing import Timing
from bot.interview.voice import turns as voice_turns
from bot.interview.voice.answers import SpokenAnswers
from bot.interview.voice.exchange import SpokenItem
from bot.ports.model import ContextItem, ToolCalled


class UtteranceControl:
    """Speaks and listens. A greeting is not interrupted by a cough: the mic is closed for the opening, for what leads
    back to a question, and for the closing words."""

    def __init__(self, queue: PostQueue, timing: Timing) -> None:
        self._queue = queue
        self._record = queue.record
        self._timing = timing
        self._now: SpokenItem | None = None
        self._answers = SpokenAnswers(queue, timing.draft)
        handle = queue.record.snapshot.handle
        self._last = 0 if handle is None else handle.covers
        self._mic: bool | None = None
        self._unheard: int | None = None  # this question was cut early: it is said again after the reaction
        self._twice: set[int] = set()  # what was said again: then it is accepted as it came
        self._open_again = False  # an answer was stored in the middle; the candidate may want to go on with it
        self._greet = False  # nothing was heard of the greeting
        self._unwritten = 0  # answers in a row that the model reacted to and nobody could read
        self._sounds = 0  # short sounds in a row in which there was no word
        self._carried = ""  # remarks that stand in no turn; they belong to the next thing that is said

    # Going on

    def go_on(self, now: float, intro: str = "") -> None:
        """Say what the record waits for, led by `intro`; what was asked before is said again, as the same turn."""
        turns = self._record.turns
        step = agenda.step(turns)
        asked = agenda.open_turn(turns)
        unheard = asked is not None and asked.spoken is None and Mark.INTERRUPTED in asked.marks
        if step is NextStep.OPEN:
            self._open(now)
        elif step is NextStep.ASK and self._greet:
            self._say_turn(turns[0], now)
        elif step is NextStep.FINISH:
            self.finish()
        elif (
            asked is not None and step is not NextStep.ASK and (step is NextStep.LISTEN or unheard or self._open_again)
        ):
            self._say_turn(asked, now, intro=intro)
        else:
            self.ask_next(now, intro=intro)

    def say_again(self, now: float, intro: str = "") -> None:
        """The open question once more, at the candidate's wish."""
        asked = agenda.open_turn(self._record.turns)
        if asked is not None:
            self._say_turn(asked, now, intro=intro)

    def ask_next(self, now: float, *, intro: str = "", lead: str | None = None) -> None:
        """Say the next planned question, or the closing words."""
        turn = self._next_turn(now, lead)
        self._say_turn(turn, now, intro=intro)
        self._queue.show_turn(turn)

    def expect_more(self) -> None:
        """The answer that was just stored may have been cut off: go on with the question it answers. The numbers go on
        above its own, or the model would not be told of it."""
        self._open_again = True
        self._last = max(self._last, item_ids.hears(self._record.turns[-1].seq))

    def finish(self) -> None:
        """Everything was asked, and the closing words are said."""
        self._answers.settle()
        record = self._record
        record.move(Verb.COMPLETE, Reason.FINISHED)
        if not record.snapshot.own_room:  # which goes now, and its chat with it
            self._queue.show(posts.closed(record.plan, record.turns))
        self._queue.over()

    @property
    def closing(self) -> bool:
        """Nothing but the closing words is left: whatever happens now, the interview is complete."""
        return agenda.step(self._record.turns) is NextStep.FINISH

    def mic(self, on: bool) -> None:
        """Open or close the microphone. Does nothing if it is so already."""
        if self._mic is not on:
            self._mic = on
            self._queue.do(OpenMic(on))

    @property
    def has_heard(self) -> bool:
        """Whether something was heard that is no turn yet."""
        return self._now is not None and self._now.answer is None and bool(self._now.words)

    def flush(self, now: float, *, as_draft: bool = False) -> bool:
        """Make one stored answer (or a draft of it) of what was heard, and stop speaking; whether it was stored."""
        heard = self.has_heard
        exchange, self._now = self._now, None
        self._answers.drop_draft()
        stored = False
        if exchange is not None:
            if heard and as_draft:
                self._answers.save_draft(exchange)
            elif heard:
                stored, self._open_again = self._answers.store(exchange, now), not exchange.said
            if exchange.call is not None:
                self._answer_call(exchange.call, prompts.LATE_OUTPUT)
            if exchange.played is None:  # also what the model is only about to say to what it heard
                self._queue.do(StopSpeaking())
        self._answers.settle()
        return stored

    # Saying

    def _open(self, now: float) -> None:
        turn = voice_turns.opening(self._record, now)
        self._queue.show_turn(turn)
        self._say_turn(turn, now)

    def _next_turn(self, now: float, lead: str | None = None) -> Turn:
        self._open_again = False
        return policy.append_planned(self._record, now, lead=lead)

    def _say_turn(self, turn: Turn, now: float, *, intro: str = "") -> None:
        self._reopens(turn)
        self._greet = False
        item = ContextItem(self._number(item_ids.says(turn.seq)), voice_turns.request(self._record, turn, intro))
        self._now = SpokenItem(
            item.id,
            now + self._timing.thinking,
            turn=turn.seq,
            planned=voice_turns.recognisable(self._record, turn),
        )
        self.mic(not intro and turn.kind not in {TurnKind.OPENING, TurnKind.CLOSING})
        self._queue.enter(Phase.SPEAKING)
        self._queue.do(AskModel(item))

    def _reopens(self, turn: Turn) -> None:
        """A question that is said again is open again, whatever was answered to it."""
        self._open_again = self._open_again or (
            turn.kind in {TurnKind.QUESTION, TurnKind.FOLLOW_UP} and turn.seq != self._record.turns[-1].seq
        )

    def _number(self, rule: int) -> int:
        self._last = max(rule, self._last + 1)
        return self._last

    def listen(self, now: float) -> None:
        """Listen to the candidate; what came late for the answer before is settled now."""
        self._answers.settle()
        exchange = SpokenItem(self._number(item_ids.hears(self._record.next_seq)), None, listens=True)
        self._now = exchange
        self.mic(True)
        self._queue.enter(Phase.LISTENING)
        self._queue.do(Listen(exchange.item_id))

    def _answer_call(self, call: ToolCalled, output: str) -> None:
        self._queue.do(AnswerTool(call.call_id, call.name, output))

    def _about(self, item_id: int) -> SpokenItem | None:
        return self._now if self._now is not None and self._now.item_id == item_id else None

    def _save_said(self, exchange: SpokenItem, turn: Turn, now: float) -> None:
        played = exchange.played
        heard_ms = 0 if played is None else played.heard_ms
        text = f"{self._carried} {exchange.audible_words}".strip()
        self._carried = ""
        self._record.spoken(turn.seq, Utterance(text, now - heard_ms / 1000, now, heard_ms, exchange.cut))
        self._caption(exchange, exchange.audible_words, final=True)

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
