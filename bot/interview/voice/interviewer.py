"""The interviewer's side of a spoken interview: what is made of what is heard, said and played.

An item is either said (`AskModel`) or listened to (`Listen`): the model hears the answer, and replies within the same
item. Which of the two is under way stands in the `SpokenItem`; `_over` decides what follows once its sound is over. Of
a reply to the candidate the words must be known as well: its two ends, `model_turn` and `played`, come in either order.
"""

from bot.interview import agenda, model_output, policy
from bot.interview.agenda import NextStep
from bot.interview.models import Mark, Turn, TurnKind
from bot.interview.phases import Phase
from bot.interview.post_queue import PostQueue
from bot.interview.text import prompts as text_prompts
from bot.interview.timing import Timing
from bot.interview.voice import prompts as voice_prompts
from bot.interview.voice import turns
from bot.interview.voice.answers import SpokenAnswers
from bot.interview.voice.exchange import SpokenItem
from bot.interview.voice.questions import SpokenQuestions
from bot.interview.voice.utterances import UtteranceControl
from bot.ports.events import Played
from bot.ports.model import HeardWords, ModelTurn, ToolCalled
from bot.ports.posts import Phrase

HALF = 0.5
"""Of a question that was cut: who heard less of it can hardly have answered it."""
UNSAID = Phrase("interview-choice-unsaid")
UNWRITTEN = Phrase("interview-choice-unwritten")
MOST_SOUNDS = 3
"""Short sounds in a row without a word: then the candidate is told, in case these were answers."""
MOST_UNWRITTEN = 2
"""Answers that the model reacts to although not a word of them was transcribed."""
MOST_CALLS = 5
"""Calls of functions within one item; each is answered, and each answer has the model speak, or call, once more."""


class VoiceInterviewer:
    """Takes what is heard and played, and decides what follows. What is asked then is chosen by `SpokenQuestions`; each
    item is begun and ended by `UtteranceControl`."""

    def __init__(
        self, queue: PostQueue, utterances: UtteranceControl, questions: SpokenQuestions, timing: Timing
    ) -> None:
        self._queue = queue
        self._record = queue.record
        self._utterances = utterances
        self._questions = questions
        self._timing = timing
        self._answers = SpokenAnswers(queue, timing.draft)
        self._unwritten = 0  # answers in a row that the model reacted to and nobody could read
        self._sounds = 0  # short sounds in a row in which there was no word

    # Listening

    @property
    def has_heard(self) -> bool:
        """Whether something was heard that is no turn yet."""
        current = self._utterances.current
        return current is not None and current.answer is None and bool(current.words)

    def flush(self, now: float, *, as_draft: bool = False) -> bool:
        """Make one stored answer (or a draft of it) of what was heard, and stop speaking; whether it was stored."""
        exchange, stored = self._utterances.current, False
        self._answers.drop_draft()
        if exchange is not None and self.has_heard and as_draft:
            self._answers.save_draft(exchange)
        elif exchange is not None and self.has_heard:
            stored = self._answers.store(exchange, now)
            self._questions.open_again = not exchange.said
        self._utterances.stop()
        self._answers.settle()
        return stored

    def _listen(self, now: float) -> None:
        """Listen to the candidate; what came late for the answer before is settled now."""
        self._answers.settle()
        self._utterances.listen(now)

    def heard(self, event: HeardWords, now: float) -> None:
        """A fragment of what the candidate says; late ones belong to the answer before, until that is settled."""
        exchange = self._hearing(event.item_id)
        if exchange is None:
            return
        # What is void is void for its own item: words of an older one must not take away what was heard of this.
        exchange.hear(event.text, now, anew=event.anew and event.item_id == exchange.item_id)
        if exchange.words:
            self._unwritten = self._sounds = 0
        if exchange.answer is not None:  # it is a turn; `settle` stores beside it what came late
            return
        if exchange.words and exchange is self._utterances.current and exchange.call is None and exchange.reply is None:
            exchange.until = now + self._timing.thinking  # the Live session notices a missing reply long before
        self._answers.heard(exchange, now)
        if exchange.call is not None and exchange.words:
            self._has_enough(exchange, exchange.call, now)

    def _hearing(self, item_id: int) -> SpokenItem | None:
        """The item that heard words belong to. The Live API sends transcriptions independently of its other messages,
        in no guaranteed order: so words may come after the item they are of, and are then of what is heard now."""
        current = self._utterances.current
        for exchange in (current, self._answers.last):
            if exchange is not None and exchange.listens and exchange.item_id == item_id:
                return exchange
        return current if current is not None and current.listens and item_id < current.item_id else None

    # What the model does

    def tool_called(self, event: ToolCalled, now: float, why: Phrase) -> None:
        """Answer every call, or the model waits for ever; only the one we know, for what was heard, means anything.

        A model that does nothing but call is given up.
        """
        exchange = self._utterances.about(event.item_id)
        if exchange is None:
            self._utterances.answer_call(event, policy.refusal(event.name))
            return
        exchange.calls += 1
        if exchange.calls > MOST_CALLS and exchange.reply is None:
            self._queue.log("model_calls", {"item": event.item_id})
            self.failed(why, now)
        elif event.name != text_prompts.ENOUGH:
            self._utterances.answer_call(event, policy.refusal(event.name))
        elif exchange.answer is not None and exchange.turn is not None and not exchange.said:
            # Its socket went before anything was said, and the new one heard the same answer: the same once more.
            self._utterances.answer_call(event, turns.output(self._record, self._record.turn(exchange.turn)))
        elif self._queue.phase is not Phase.LISTENING or exchange.call is not None:
            self._utterances.answer_call(event, policy.refusal(event.name))
        elif exchange.words:
            self._has_enough(exchange, event, now)
        else:  # noise, or the transcription is late
            exchange.call, exchange.until = event, now + self._timing.transcript

    def _has_enough(self, exchange: SpokenItem, call: ToolCalled, now: float) -> None:
        """The record first, then the model: it bridges to what comes next, in the same breath."""
        exchange.call, exchange.until = None, now + self._timing.thinking
        self._store(exchange, now)
        self._questions.ask_in_reply(exchange, call, now)

    def _store(self, exchange: SpokenItem, now: float) -> None:
        """An answer that the model has reacted to."""
        if self._answers.store(exchange, now):
            self._questions.open_again = False

    def model_turn(self, event: ModelTurn, now: float) -> None:
        """The model is through with an item; its sound may still be playing."""
        exchange = self._utterances.about(event.item_id)
        if exchange is None or exchange.reply is not None:
            return
        exchange.through(event)
        # Its turn ended without the output, as it may when a function is NON_BLOCKING: what it said is the reaction.
        self._utterances.refuse_waiting_call(exchange)
        self._queue.enter(Phase.SPEAKING)
        if exchange.listens and exchange.turn is None and exchange.words:
            self._react(exchange, now)
        if exchange.played is not None:
            self._over(exchange, now)
        else:
            lasts = max(len(exchange.replied) / 4, (event.audible_ms or 0) / 1000)
            exchange.until = now + self._timing.playout + lasts

    def played(self, event: Played, now: float) -> None:
        """The sound of an item is over."""
        exchange = self._utterances.about(event.item_id)
        if exchange is None or exchange.played is not None:
            return
        exchange.played = event
        if exchange.listens and exchange.turn is None and exchange.reply is None:
            exchange.until = now + self._timing.playout  # what the model has to say of it follows
        else:
            self._over(exchange, now)

    def _react(self, exchange: SpokenItem, now: float) -> None:
        """A follow-up, where one is left and it is fit to be shown; anything else leads to the next question."""
        self._store(exchange, now)
        # A question that must be said again comes first: a follow-up beside it would be two questions at once.
        fit = policy.follow_up(self._record, exchange.replied, enough=self._questions.owes_question)
        if fit is None:
            exchange.remark = exchange.replied
            return
        turn = policy.append_follow_up(self._record, fit, now)
        exchange.turn = turn.seq
        self._queue.show_turn(turn)

    def declined(self, item_id: int, now: float, why: Phrase) -> None:
        """The provider will not answer this. The answer is kept, marked as declined by the provider."""
        exchange = self._utterances.about(item_id)
        if exchange is None or exchange.reply is not None:
            return
        self.failed(why, now)  # stores what was heard: only then is there a turn to be marked
        if exchange.answer is not None and self._queue.phase is not Phase.OVER:
            self._record.mark(exchange.answer, Mark.PROVIDER_DECLINED)

    def silent(self, item_id: int, now: float, why: Phrase) -> None:
        """No reply, neither after a nudge nor on a new socket."""
        exchange = self._utterances.about(item_id)
        if exchange is not None and exchange.reply is None:
            self.failed(why, now)

    def unheard(self, item_id: int, now: float) -> None:
        """A cough. If it cut what was said, the candidate may not know that they have the word: go on with that."""
        exchange = self._utterances.about(item_id)
        if exchange is None or not exchange.listens or exchange.words or exchange.reply is not None:
            return
        self._sounds += 1
        if self._sounds == MOST_SOUNDS:
            self._queue.log("sounds_without_words")
            self._queue.note("interview-voice-sounds")
        if self._questions.say_cut_early(now):
            return
        # A sound without words cut the remark to the last answer: nothing more is said to that answer, so go on.
        if agenda.step(self._record.turns) is NextStep.CONSIDER and not self._questions.open_again:
            self._questions.ask_next(now)

    def voided(self, item_id: int, now: float) -> None:
        """A reply was cut at its beginning. A question that was heard all the same is one; of anything else nothing is
        left but what was heard of it."""
        exchange = self._utterances.about(item_id)
        if exchange is None or not exchange.listens or exchange.reply is not None or exchange.call is not None:
            return
        language = self._record.snapshot.language
        if (
            exchange.played is not None
            and not exchange.words
            and model_output.clean_follow_up(exchange.audible_words, language)
        ):
            self._after_noise(exchange, now)
            return
        if exchange.played is not None:
            self._utterances.carry(exchange)
        exchange.forget_reply()
        exchange.until = now + self._timing.thinking if exchange.words else None

    def down(self, item_id: int | None, now: float, why: Phrase) -> None:
        """The connection is given up. Sound that was there already is played; a later item is on a new one."""
        exchange = self._utterances.current
        if exchange is None or exchange.reply is not None or (item_id and item_id != exchange.item_id):
            return
        # Nothing waited for a reply (0): what is being said is there already, but who has the word speaks to nobody.
        if item_id == 0 and self._queue.phase is not Phase.LISTENING:
            return
        in_the_middle = self._queue.phase is Phase.LISTENING and not exchange.said
        self.failed(why, now, in_the_middle=in_the_middle)

    def failed(self, why: Phrase, now: float, *, in_the_middle: bool = False) -> None:
        """Nothing will come: the candidate chooses how to go on."""
        exchange = self._utterances.current
        if exchange is not None and exchange.turn is not None and not exchange.said:
            self._questions.not_said(self._record.turn(exchange.turn))
        saved = exchange is None or not exchange.listens or bool(exchange.words)
        if self.flush(now):
            self._questions.open_again = in_the_middle
        if self._questions.closing:
            self._questions.finish()
            return
        self._utterances.mic(False)
        self._queue.try_again(why, saved=saved)

    # The end of an exchange

    def _over(self, exchange: SpokenItem, now: float) -> None:
        """Its sound is over: store what was said, and go on with the next phase."""
        if exchange.turn is None and exchange.words and exchange.answer is None:
            self._react(exchange, now)  # transcribed late
        if exchange.turn is None and exchange.answer is None:
            self._after_noise(exchange, now)
        elif exchange.turn is None:
            self._after_remark(exchange, now)
        else:
            self._after_turn(exchange, self._record.turn(exchange.turn), now)

    def _after_noise(self, exchange: SpokenItem, now: float) -> None:
        """Nothing was understood. What the model said to that stays in the record; the question stays open."""
        if self._gives_up_transcription(exchange, now):
            return
        record, language = self._record, self._record.snapshot.language
        text = exchange.audible_words if exchange.cut else exchange.replied
        fit = model_output.clean_follow_up(text, language) or (None if exchange.cut else policy.bridge(record, text))
        # It uses up no follow-up (`agenda`), so only the limits keep noise from filling the record.
        if fit is not None and record.over_limit is None:
            turn = policy.append_follow_up(record, fit, now)
            self._queue.show_turn(turn)
            self._utterances.save_said(exchange, turn, now)
        else:
            self._utterances.carry(exchange)
        if exchange.cut or not self._questions.say_cut_early(now):
            self._listen(now)

    def _gives_up_transcription(self, exchange: SpokenItem, now: float) -> bool:
        """Count the answers that left no trace in writing. True when it was one too many: the candidate is told."""
        if exchange.heard or exchange.cut or exchange.unwritten:
            return False
        exchange.unwritten = True
        self._unwritten += 1
        if self._unwritten < MOST_UNWRITTEN:
            return False
        self._unwritten = 0
        self._queue.log("not_transcribed", {"question": (agenda.current(self._record.turns) or 0) + 1})
        self.failed(UNWRITTEN, now)
        return True

    def _after_remark(self, exchange: SpokenItem, now: float) -> None:
        if exchange.cut:  # the candidate goes on speaking
            self._utterances.carry(exchange)
            self._listen(now)
            return
        lead = policy.bridge(self._record, exchange.remark or "")
        if lead is None:
            self._utterances.carry(exchange)
        if not self._questions.say_cut_early(now):
            self._questions.ask_next(now, lead=lead)

    def _after_turn(self, exchange: SpokenItem, turn: Turn, now: float) -> None:
        if turn.spoken is None and exchange.unsaid(turn.text):
            self._after_nothing(turn, now)
            return
        if exchange.cut:
            self._record.mark(turn.seq, Mark.INTERRUPTED)
        fails = turn.kind is TurnKind.QUESTION and turn.spoken is None and not self._questions.was_repeated(turn)
        if fails and exchange.cut and exchange.share_heard < HALF:
            self._questions.cut_early(turn)
        elif fails and not exchange.cut and (exchange.lost or exchange.misread):
            self._questions.repeat(turn, now)
            return
        else:
            self._utterances.save_said(exchange, turn, now)
            if exchange.misread and not exchange.cut:
                self._record.mark(turn.seq, Mark.MISREAD)
        match turn.kind:
            case TurnKind.OPENING:
                self._utterances.mic(True)
                self._questions.ask_next(now)
            case TurnKind.CLOSING:
                self._answers.settle()
                self._questions.finish()
            case _:
                self._listen(now)

    def _after_nothing(self, turn: Turn, now: float) -> None:
        """Words of ours that had no sound count as said by nobody: once more, by a request of their own."""
        self._queue.log("not_said", {"turn": turn.seq})
        if not self._questions.was_repeated(turn):
            self._questions.repeat(turn, now)
            return
        self._record.mark(turn.seq, Mark.MISREAD)
        self.failed(UNSAID, now)

    # Time

    def due(self) -> float | None:
        """When `do_due` is to be called."""
        waits = self._utterances.current.until if self._utterances.current is not None else None
        return min((at for at in (waits, self._answers.draft_at) if at is not None), default=None)

    def do_due(self, now: float, why: Phrase) -> None:
        """Store the draft; or give up waiting."""
        exchange = self._utterances.current
        if exchange is None:
            return
        draft_at = self._answers.draft_at
        if draft_at is not None and draft_at <= now:
            self._answers.save_draft(exchange)
        if exchange.until is None or exchange.until > now:
            return
        if exchange.call is not None:
            if not self._gives_up_transcription(exchange, now):
                self._utterances.answer_call(exchange.call, voice_prompts.REPEAT_OUTPUT)
                exchange.call, exchange.until = None, now + self._timing.thinking
        elif exchange.reply is not None or exchange.played is not None:
            self._queue.log("not_played", {"item": exchange.item_id})
            self._over(exchange, now)
        else:
            self._queue.log("model_overdue")
            self.failed(why, now)
