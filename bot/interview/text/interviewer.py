"""The interviewer's side: the planned questions, and what is made of the model.

What the model says is looked at in `_react` and `_translated` and nowhere else. It can become a bridge, a follow-up or
a translation; whatever else it says or calls changes nothing.
"""

from dataclasses import dataclass, field

from bot.errors import Reason
from bot.interview import agenda, item_ids, model_output, policy, posts
from bot.interview.agenda import NextStep
from bot.interview.commands import AnswerTool, AskModel, LookBack
from bot.interview.lifecycle import Verb
from bot.interview.models import Mark, Turn, TurnKind
from bot.interview.phases import WORKING, Phase
from bot.interview.post_queue import PostQueue
from bot.interview.text import prompts
from bot.interview.text.collector import Collector
from bot.interview.text.corrections import Corrections
from bot.interview.timing import Timing
from bot.ports.model import ContextItem, ToolCalled
from bot.ports.posts import Phrase
from bot.words import Words

SILENT = Phrase("interview-choice-silent")
DECLINED = Phrase("interview-choice-declined")


@dataclass(slots=True)
class PendingReply:
    """What the model was asked, and what it has told us of it so far. `source` is set when it is a translation."""

    item: ContextItem
    until: float
    source: str | None = field(default=None, repr=False)
    lead: str | None = field(default=None, repr=False)
    enough: bool = False
    reply: str | None = field(default=None, repr=False)
    """Its answer, held back while the candidate is still writing, or pauses."""
    rest_until: float | None = None
    """Its answer stops in the middle of a sentence: until then the rest may come."""
    strayed: bool = False
    """It was asked for a translation and called a function: what it says to that is no translation."""
    again: bool = False
    """It was asked once more, for one of these reasons."""


class TextInterviewer:
    """Asks, sends answers to the model, reacts. `collector` is only read: while it holds something, a reply waits."""

    def __init__(self, queue: PostQueue, collector: Collector, timing: Timing) -> None:
        self._queue = queue
        self._record = queue.record
        self._collector = collector
        self._timing = timing
        self._words = Words()
        self._corrections = Corrections(queue, timing)
        self._pending: PendingReply | None = None
        self._asked = 0  # the highest item the model was asked; the stored handle may cover any lower one (`item_ids`)
        self.closing_until: float | None = None  # until then what was written before the closing words may come
        self._given = 0  # up to this turn the model knows the answers, from us or from the history it started with

    def know_history(self) -> None:
        """The Live session starts with `history_items`: all answers but the one that waits to be asked."""
        trailing = agenda.unanswered(self._record.turns)
        self._given = trailing[-1].seq - 1 if trailing else self._record.next_seq - 1

    # Going on

    def go_on(self, now: float) -> None:
        """Do what the record waits for. Safe at any moment: it repeats nothing that was said."""
        self._pending = None
        match agenda.step(self._record.turns):
            case NextStep.OPEN:
                self._open(now)
            case NextStep.ASK:
                self.ask_next(now)
            case NextStep.LISTEN:
                self._queue.enter(Phase.LISTENING)
            case NextStep.CONSIDER:
                self.consider(now)
            case NextStep.CHOOSE:
                self._queue.choose(DECLINED, look_first=True)
            case NextStep.FINISH:
                self._look_back(now)

    def go_on_after_break(self, now: float) -> None:
        """The same after a restart or a pause: what may not have been seen comes first, what was held back counts."""
        unseen = agenda.unseen(self._record.turns)
        for turn in unseen:
            self._queue.show_turn(turn, look_first=True)
        pending = self._pending
        if agenda.open_turn(self._record.turns) in unseen and agenda.step(self._record.turns) is NextStep.CONSIDER:
            self._queue.enter(Phase.LISTENING)  # what was written meanwhile cannot be the answer to it; it is kept
        elif pending is None or agenda.step(self._record.turns) is NextStep.CHOOSE:
            self.go_on(now)
        elif pending.reply is None:
            pending.until = now + self._timing.thinking
            self._ask_model(pending)  # once more: the numbers of what is asked never go back
        else:
            self._queue.enter(Phase.THINKING if pending.source is None else Phase.TRANSLATING)
            self._apply(pending, now)

    def go_on_with_more(self, now: float) -> None:
        """The same, and the candidate is writing: to what was declined this is one more try, nothing is to choose."""
        if agenda.step(self._record.turns) is NextStep.CHOOSE:
            self._pending = None
            self._queue.enter(Phase.LISTENING)
        else:
            self.go_on_after_break(now)

    def forget(self) -> None:
        """More was said: what the model says now does not know it."""
        self._pending = None

    def taken_back(self, now: float) -> None:
        """All that was being written is taken back: what it held up goes on."""
        pending = self._pending
        if self._queue.phase in WORKING and pending is not None:
            if pending.reply is not None:
                self._apply(pending, now)
        elif self._queue.phase is Phase.LISTENING and agenda.unanswered(self._record.turns):
            self.go_on(now)

    # The planned questions

    def ask_next(self, now: float, lead: str | None = None) -> None:
        """The next planned question or the closing words, translated first where that is needed."""
        record = self._record
        source = policy.planned_text(record)
        self._pending = None
        if not source or record.snapshot.language == record.plan.language:
            self._say_planned(now, lead=lead)
        elif record.over_tokens:  # a translation is one more turn of the model's
            self._say_planned(now, lead=lead, marks=(Mark.UNTRANSLATED,))
        else:
            item = prompts.translation_item(record.next_seq, source, record.snapshot.language)
            self._ask_model(PendingReply(item, now + self._timing.thinking, source=source, lead=lead))

    def _open(self, now: float) -> None:
        plan, locale = self._record.plan, self._record.snapshot.locale
        text = self._words.say(locale, "interview-opening", title=plan.title, count=len(plan.questions))
        self._queue.show_turn(self._record.interviewer(TurnKind.OPENING, text, now))
        self.ask_next(now)

    def _say_planned(
        self,
        now: float,
        *,
        lead: str | None,
        text: str | None = None,
        source: str | None = None,
        marks: tuple[Mark, ...] = (),
    ) -> Turn:
        self._pending = None
        turn = policy.append_planned(self._record, now, text=text, lead=lead, source_text=source, marks=marks)
        self._queue.enter(Phase.LISTENING)
        self._queue.show_turn(turn)
        if turn.kind is TurnKind.CLOSING:
            self._look_back(now)
        return turn

    def _look_back(self, now: float) -> None:
        """The closing words are said: what was written before they could be read belongs to the record, too."""
        self.closing_until = now + self._timing.last_look
        self._queue.enter(Phase.CLOSING)
        self._queue.do(LookBack())

    def wait_to_look(self, now: float) -> None:
        """The place cannot be read: what stands in it is not lost because somebody locked it in this moment."""
        self.closing_until = now + self._timing.place_back

    def finish(self) -> None:
        """Everything was asked, and whatever was written meanwhile is stored."""
        record = self._record
        record.move(Verb.COMPLETE, Reason.FINISHED)
        self._queue.show(posts.closed(record.plan, record.turns))
        self._queue.over()

    # What the model is asked

    def consider(self, now: float) -> None:
        """An answer is complete: let the model look at it, where that can change anything."""
        record = self._record
        policy.heed_limits(self._queue)
        # Without follow-ups, by a limit or by choice, the model is not used any more; and before the closing words
        # a bridge, which is all that could come, is not shown.
        last = agenda.upcoming(record.plan, record.turns) is None
        answers = agenda.answers_to_open(record.turns)
        if not answers or not record.follow_ups or (last and record.follow_ups_left == 0):
            self.ask_next(now)
        else:
            self._ask_about(answers, now)

    def _ask_about(self, answers: tuple[Turn, ...], now: float) -> None:
        """Ask what the model was not told yet, each turn as its own item, so that none can stand twice in a context;
        or, when it was told all, the last once more."""
        record = self._record
        new = tuple(turn for turn in answers if turn.seq > self._given) or answers[-1:]
        new = tuple(turn for turn in new if item_ids.hears(turn.seq) >= self._asked)
        self._given = answers[-1].seq
        if not new:  # we were past it, at the translation of what comes next
            self.ask_next(now)
        for turn in new:
            item = prompts.answer_item(record.plan, record.turns, turn, left=record.follow_ups_left)
            self._ask_model(PendingReply(item, now + self._timing.thinking))

    def thinking_until(self) -> float | None:
        """When we stop waiting for the model, whatever the Live session says."""
        pending = self._pending
        waiting = pending is not None and pending.reply is None and self._queue.phase in WORKING
        return pending.until if pending is not None and waiting else None

    def rest_until(self) -> float | None:
        """When we stop waiting for the rest of a reply: one that stops in the middle of a sentence, or one that was
        shown and went on."""
        pending = self._pending
        held = pending.rest_until if pending is not None and self._may_apply else None
        return self._corrections.due() if held is None else held

    def _ask_model(self, pending: PendingReply) -> None:
        self._pending = pending
        self._asked = pending.item.id
        self._queue.enter(Phase.THINKING if pending.source is None else Phase.TRANSLATING)
        self._queue.do(AskModel(pending.item))

    # What the model does

    def tool_called(self, event: ToolCalled, now: float) -> None:
        """Answer every call, or the model waits for ever; only the one we know, for what is open, means anything.

        Beyond the tokens that the interview may use up none is answered, for each answer is one more turn of the
        model's: what it has not said until then is not waited for.
        """
        if self._record.over_tokens:
            policy.heed_limits(self._queue)
            self.model_turn(event.item_id, "", now)
            return
        pending = self._pending_for(event.item_id)
        output = policy.refusal(event.name)
        if pending is not None and event.name == prompts.ENOUGH:
            if pending.source is None:
                pending.enough = True
                output = prompts.ENOUGH_OUTPUT
            else:
                pending.strayed = True
        self._queue.do(AnswerTool(event.call_id, event.name, output))

    def model_turn(self, item_id: int, text: str, now: float) -> None:
        """The model's turn for an item. Older items are past; a candidate who is still writing is waited for."""
        pending = self._pending_for(item_id)
        if pending is None:
            return
        pending.reply = text
        pending.rest_until = now + self._timing.late_words if model_output.is_broken_off(text, pending.source) else None
        if self._may_apply:
            self._apply(pending, now)

    def late_words(self, item_id: int, text: str, now: float) -> None:
        """The same turn, with words that came after it."""
        pending = self._pending_for(item_id)
        if pending is not None and pending.reply is not None:
            self.model_turn(item_id, text, now)
        else:
            self._corrections.late_words(item_id, text, now)

    def rest_is_due(self, now: float) -> None:
        """The rest of a reply was waited for."""
        pending = self._pending
        if pending is not None and pending.rest_until is not None and self._may_apply:
            self._apply(pending, now)
        else:
            self._corrections.amend(now)

    @property
    def _may_apply(self) -> bool:
        return self._queue.phase in {*WORKING, Phase.CHOOSING} and not self._collector

    def declined(self, item_id: int, now: float) -> None:
        """The provider will not answer this. The answer is kept, marked as declined by the provider."""
        pending = self._pending_for(item_id)
        if pending is not None and pending.source is None:
            self._record.mark(item_ids.turn_of(item_id), Mark.PROVIDER_DECLINED)
        if pending is not None:
            self.failed(DECLINED, now)

    def silent(self, item_id: int, now: float) -> None:
        """No reply, neither after a nudge nor on a new socket."""
        if self._pending_for(item_id) is not None:
            self.failed(SILENT, now)

    def down(self, item_id: int | None, why: Phrase, now: float) -> None:
        """The connection is given up. What was asked after that is on a new one; it will say for itself."""
        if item_id is None or self._pending_for(item_id) is not None:
            self.failed(why, now)

    def failed(self, why: Phrase, now: float) -> None:
        """Nothing will come for what was asked. Matters only while we wait for it."""
        pending = self._pending
        if pending is None or pending.reply is not None or self._queue.phase not in WORKING:
            return
        if pending.source is not None:
            self._translation_failed(pending, now)
        elif self._collector:
            # Still writing: what comes is asked anew; if it is taken back, the record tells what to do.
            self._pending = None
            self._queue.enter(Phase.LISTENING)
        elif policy.only_a_bridge(self._record, enough=pending.enough):
            self.ask_next(now)  # only a bridging sentence is lost
        else:
            self._queue.choose(why)

    def give_up(self, why: Phrase, now: float) -> None:
        """Wait for the model no longer, whatever it was asked."""
        pending = self._pending
        if pending is not None and pending.source is not None:
            self._translation_failed(pending, now)  # kept while they write: what they take back leads to the original
        else:
            self._pending = None
            self._queue.choose(why)

    def _pending_for(self, item_id: int) -> PendingReply | None:
        return self._pending if self._pending is not None and self._pending.item.id == item_id else None

    def _apply(self, pending: PendingReply, now: float) -> None:
        if pending.rest_until is not None and now < pending.rest_until:
            return
        if pending.rest_until is not None and self._once_more(pending, now):
            return
        if pending.strayed:
            self._queue.log("strayed", {"item": pending.item.id, "again": not pending.again})
            if self._ask_again(pending, now):
                return
            pending.reply = ""
        if pending.source is None:
            self._react(pending, pending.reply or "", now)
        else:
            self._translated(pending, pending.reply or "", now)

    def _once_more(self, pending: PendingReply, now: float) -> bool:
        """Half a sentence is for nobody: ask once more, on a socket that has not heard it, unless only a bridge is
        lost. Whether that was done."""
        pending.rest_until = None
        only_a_bridge = pending.source is None and policy.only_a_bridge(self._record, enough=pending.enough)
        self._queue.log("broken_off", {"item": pending.item.id, "again": not (pending.again or only_a_bridge)})
        return not only_a_bridge and self._ask_again(pending, now)

    def _ask_again(self, pending: PendingReply, now: float) -> bool:
        """Ask the same once more; False when that was done already."""
        if pending.again:
            return False
        pending.again, pending.reply, pending.until = True, None, now + self._timing.thinking
        pending.strayed = False
        self._ask_model(pending)
        return True

    def _react(self, pending: PendingReply, text: str, now: float) -> None:
        """A follow-up if one is left and it is fit to be shown; else the next question, perhaps with a bridge."""
        follow_up = policy.follow_up(self._record, text, enough=pending.enough)
        if follow_up is None:
            self.ask_next(now, policy.bridge(self._record, text))
            return
        self._pending = None
        turn = policy.append_follow_up(self._record, follow_up, now)
        self._corrections.posted(pending.item.id, turn)
        self._queue.enter(Phase.LISTENING)
        self._queue.show_turn(turn)

    def _translation_failed(self, pending: PendingReply, now: float) -> None:
        pending.reply = ""
        if not self._collector:
            self._apply(pending, now)

    def _translated(self, pending: PendingReply, reply: str, now: float) -> None:
        """The model's translation; where there is none, the original is better than silence."""
        source = pending.source or ""
        text = model_output.fit_translation(reply, source, self._record.snapshot.language)
        if text is None:
            self._say_planned(now, lead=pending.lead, marks=(Mark.UNTRANSLATED,))
        else:
            turn = self._say_planned(now, lead=pending.lead, text=text, source=source)
            self._corrections.posted(pending.item.id, turn, source)
