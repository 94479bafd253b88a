"""What is asked in a spoken interview: what comes next, and once more what was not heard."""

from bot.errors import Reason
from bot.interview import agenda, item_ids, policy, posts
from bot.interview.agenda import NextStep
from bot.interview.lifecycle import Verb
from bot.interview.models import Mark, Turn, TurnKind
from bot.interview.post_queue import PostQueue
from bot.interview.voice import turns as voice_turns
from bot.interview.voice.exchange import SpokenItem
from bot.interview.voice.utterances import UtteranceControl
from bot.ports.model import ToolCalled
from bot.ports.posts import Phrase


class SpokenQuestions:
    """Has the turns said that the record waits for. Beside the record it remembers only what is said once more."""

    def __init__(self, queue: PostQueue, utterances: UtteranceControl) -> None:
        self._queue = queue
        self._record = queue.record
        self._utterances = utterances
        self.open_again = False
        """An answer was stored in the middle; the candidate may want to go on with it."""
        self._unheard: int | None = None  # this question was cut early: it is said again after the reaction
        self._twice: set[int] = set()  # what was said again: then it is accepted as it came
        self._greet = False  # nothing was heard of the greeting

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
            self._say(turns[0], now)
        elif step is NextStep.FINISH:
            self.finish()
        elif asked is not None and step is not NextStep.ASK and (step is NextStep.LISTEN or unheard or self.open_again):
            self._say(asked, now, intro)
            if asked not in agenda.unseen(turns):
                self._show_again(asked)
        else:
            self.ask_next(now, intro=intro)

    def _show_again(self, asked: Turn) -> None:
        """The question with its buttons once more: those above went when the candidate was waited for. A panel with
        **Pause** is also what the next process knows by that this microphone was heard."""
        again = Phrase("interview-goes-on")
        self._queue.show(posts.turn_post(self._record.snapshot, asked, again=again, until=self._queue.ends_at))

    def say_again(self, now: float) -> None:
        """The open question once more, at the candidate's wish."""
        asked = agenda.open_turn(self._record.turns)
        if asked is not None:
            self._say(asked, now)

    def ask_next(self, now: float, *, intro: str = "", lead: str | None = None) -> None:
        """Say the next planned question, or the closing words."""
        turn = self._next_turn(now, lead)
        self._say(turn, now, intro)
        self._queue.show_turn(turn)

    def ask_in_reply(self, exchange: SpokenItem, call: ToolCalled, now: float) -> None:
        """The same as the output of the model's call; a question that was cut early comes first."""
        again = self._take_unheard()
        turn = again or self._next_turn(now)
        self._reopens(turn)
        self._utterances.say_in_reply(exchange, call, turn)
        if again is None:
            self._queue.show_turn(turn)

    def expect_more(self) -> None:
        """The answer that was just stored may have been cut off: go on with the question it answers. The numbers go on
        above its own, or the model would not be told of it."""
        self.open_again = True
        self._utterances.number_above(item_ids.hears(self._record.turns[-1].seq))

    @property
    def closing(self) -> bool:
        """Nothing but the closing words is left: whatever happens now, the interview is complete."""
        return agenda.step(self._record.turns) is NextStep.FINISH

    def finish(self) -> None:
        """Everything was asked, and the closing words are said. What was heard must be settled before."""
        record = self._record
        record.move(Verb.COMPLETE, Reason.FINISHED)
        if not record.snapshot.own_room:  # which goes now, and its chat with it
            self._queue.show(posts.closed(record.plan, record.turns))
        self._queue.over()

    def _open(self, now: float) -> None:
        turn = voice_turns.opening(self._record, now)
        self._queue.show_turn(turn)
        self._say(turn, now)

    def _next_turn(self, now: float, lead: str | None = None) -> Turn:
        self.open_again = False
        return policy.append_planned(self._record, now, lead=lead)

    def _say(self, turn: Turn, now: float, intro: str = "") -> None:
        self._reopens(turn)
        self._greet = False
        self._utterances.say(turn, now, intro)

    def _reopens(self, turn: Turn) -> None:
        """A question that is said again is open again, whatever was answered to it."""
        self.open_again = self.open_again or (
            turn.kind in {TurnKind.QUESTION, TurnKind.FOLLOW_UP} and turn.seq != self._record.turns[-1].seq
        )

    # Once more

    def repeat(self, turn: Turn, now: float) -> None:
        """Say it once more, by a request of its own; after that it is accepted as it comes."""
        self._twice.add(turn.seq)
        self._say(turn, now)

    def was_repeated(self, turn: Turn) -> bool:
        """Whether it was said once more already, or is about to be."""
        return turn.seq in self._twice

    def cut_early(self, turn: Turn) -> None:
        """Note that the candidate spoke before most of the question was said: it is said again after what they said."""
        self._unheard = turn.seq

    @property
    def owes_question(self) -> bool:
        """Whether a question that was cut early waits to be said again."""
        return self._unheard is not None

    def say_cut_early(self, now: float) -> bool:
        """Say the question that was cut early, if there is one; only once. Whether there was."""
        again = self._take_unheard()
        if again is not None:
            self._say(again, now)
        return again is not None

    def not_said(self, turn: Turn) -> None:
        """Note that nothing of it was said before the model was given up: a greeting is then said again."""
        self._greet = turn.kind is TurnKind.OPENING

    def _take_unheard(self) -> Turn | None:
        seq, self._unheard = self._unheard, None
        if seq is None:
            return None
        self._twice.add(seq)
        return self._record.turn(seq)
