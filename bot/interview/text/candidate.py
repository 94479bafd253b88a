"""The candidate's side of an interview in writing: messages, buttons, and a thread that may be lost."""

from collections.abc import Callable
from dataclasses import replace

from bot.errors import Reason
from bot.interview import agenda, policy, posts
from bot.interview.agenda import NextStep
from bot.interview.commands import LookBack, SleepModel, WakeModel
from bot.interview.event_table import OTHERS, SPOKEN, EventRow, ignored, on
from bot.interview.events import NothingMissed
from bot.interview.lifecycle import OVER, Verb
from bot.interview.models import InterviewType, Mark, Medium, Speaker, Status
from bot.interview.phases import RUNNING, WORKING, Phase
from bot.interview.post_queue import PostQueue
from bot.interview.stopping import GONE, Stopping
from bot.interview.text import message_content
from bot.interview.text.changed_answers import changed_later, says
from bot.interview.text.collector import Collector
from bot.interview.text.interviewer import SILENT, TextInterviewer
from bot.interview.text.proxied import copies
from bot.interview.timing import Timing
from bot.ports.events import Deleted, Edited, PlaceRestored, Proxied, Typing
from bot.ports.messages import Typed
from bot.ports.model import Declined, LateWords, LiveDown, ModelTurn, Silent, ToolCalled
from bot.ports.posts import Action, Phrase
from bot.words import Value, Words


class TextCandidate:
    """What the candidate and the thread do; the interviewer's side is the `TextInterviewer`."""

    def __init__(self, queue: PostQueue, timing: Timing) -> None:
        self._queue = queue
        self._record = queue.record
        self._collector = Collector(timing)
        self._interviewer = TextInterviewer(queue, self._collector, timing)
        self._stopping = Stopping(queue, self.flush)
        self._timing = timing
        self._words = Words()
        self._with_video = self._record.snapshot.interview_type is InterviewType.VIDEO
        self._woken = False  # the model was woken since the last answer
        self._sign_due = False  # the candidate read that it does not go on
        self.buttons: dict[Action, Callable[[float, Reason], None]] = {
            Action.PAUSE: self._pause,
            Action.CONTINUE: self._continue,
            Action.SKIP: self._skip,
            Action.FINISH: self._finish,
            Action.WITHOUT: self._without,
        }

    def begin(self, now: float) -> None:
        """Say the opening."""
        self._interviewer.go_on(now)

    @staticmethod
    def rows() -> "list[EventRow[TextCandidate]]":
        """What it takes beside what holds in both media: what people write, and what the model writes."""
        return [
            on(Typed, TextCandidate._typed),
            on(Typing, TextCandidate._typing),
            on(Edited, TextCandidate._edited),
            on(Deleted, lambda side, event, now: side._deleted(event.message_id, now)),
            on(Proxied, TextCandidate._ask_whose),
            on(PlaceRestored, lambda side, _, now: side._come_back(now), frozenset({Phase.AWAY})),
            on(NothingMissed, TextCandidate._nothing_missed),
            on(ToolCalled, lambda side, event, now: side._interviewer.tool_called(event, now)),
            on(ModelTurn, lambda side, event, now: side._interviewer.model_turn(event.item_id, event.text, now)),
            on(LateWords, lambda side, event, now: side._interviewer.late_words(event.item_id, event.text, now)),
            on(Declined, lambda side, event, now: side._interviewer.declined(event.item_id, now)),
            on(Silent, lambda side, event, now: side._interviewer.silent(event.item_id, now)),
            on(LiveDown, TextCandidate._down),
            *ignored(*SPOKEN, *OTHERS),
        ]

    def _down(self, event: LiveDown, now: float) -> None:
        self._interviewer.down(event.item_id, Phrase(event.failure.candidate_key), now)

    # Stopping and going on

    def restore(self, now: float, *, sign: bool | None) -> None:
        """A new process: the record is all there is. What was shown or asked before is not shown or asked again.

        What a crash of ours paused goes on by itself. What shows it is the reply to what was written meanwhile, or the
        next words that were due; where there is neither, a sign.
        """
        record = self._record
        self._interviewer.know_history()
        crashed = record.status is Status.PAUSED and record.paused_for() is Reason.INTERNAL
        heard = agenda.step(record.turns) is NextStep.LISTEN and not agenda.unseen(record.turns)
        self._sign_due = heard and (crashed if sign is None else sign)
        if record.status in OVER:
            self._queue.over()
        elif record.status is not Status.PAUSED or crashed:
            if record.status is Status.STARTING:
                record.move(Verb.BEGIN)
            elif crashed:
                record.move(Verb.RESUME)
            self._note_outage(now)
            self._interviewer.go_on_after_break(now)
        elif GONE.get(record.paused_for()) is Verb.PAUSE:
            self._queue.enter(Phase.AWAY)
            self._come_back(now)  # nobody told us what happened to the thread meanwhile: trying tells
        else:
            self._queue.enter(Phase.PAUSED)

    def _show_sign(self) -> None:
        """Say that it goes on, and where. Into the record first: where that cannot be, it does not go on."""
        due, self._sign_due = self._sign_due, False
        if due and self._queue.phase is Phase.PAUSED:
            self._queue.log("goes_on")
            self._show_pause(self._record.paused_for())
        elif due and self._queue.phase is Phase.LISTENING and not self._collector:
            self._show_open()

    def _show_open(self) -> None:
        self._queue.log("goes_on")
        open_turn = agenda.open_turn(self._record.turns)
        if open_turn is not None:
            self._queue.show(posts.turn_post(self._record.snapshot, open_turn, again=Phrase("interview-goes-on")))

    def moved(self, now: float) -> None:
        """It went on by voice until now: show where we were."""
        record = self._record
        self._interviewer.know_history()
        record.adopt_draft(now)
        self._queue.ping_next = True
        if record.status is Status.PAUSED:
            self._queue.enter(Phase.PAUSED)
            self._queue.show(posts.paused("interview-moved-paused", record.snapshot))
        else:
            self._welcome("interview-moved", now)

    def move(self, medium: Medium, _now: float) -> None:
        """It is to go on by voice: what was written so far is stored first."""
        if medium is not Medium.TEXT:
            self.flush()
            self._queue.leave_for(medium)

    def _nothing_missed(self, _event: NothingMissed, _now: float) -> None:
        self._show_sign()
        if self._queue.phase is Phase.CLOSING and not self._collector:
            self._interviewer.finish()

    def _close(self) -> None:
        """With what was written until now."""
        self.flush()
        self._interviewer.finish()

    def _pause(self, _now: float, by: Reason) -> None:
        if self._queue.phase is not Phase.PAUSED:
            why = Reason.PROVIDER if self._queue.phase is Phase.CHOOSING and by is Reason.CANDIDATE else by
            self._rest(Phase.PAUSED, why)
        self._show_pause(by)

    def _rest(self, phase: Phase, why: Reason) -> None:
        self.flush()
        self._queue.enter(phase)
        self._record.move(Verb.PAUSE, why)
        self._queue.do(SleepModel())

    def _show_pause(self, by: Reason) -> None:
        key = "interview-paused-staff" if by is Reason.STAFF else "interview-paused"
        self._queue.show(posts.paused(key, self._record.snapshot))

    def _continue(self, now: float, _by: Reason) -> None:
        if self._queue.phase is Phase.AWAY:
            self._come_back(now)
        elif self._queue.phase is Phase.LISTENING:
            if not self._queue.offered:  # a trouble that the record could not keep, and this process knows nothing of
                self._show_open()
        elif agenda.step(self._record.turns) is NextStep.CHOOSE:  # asked once more it would be declined once more
            self._record.move(Verb.RESUME)
            self._queue.note("interview-resumed-answer")
            self._interviewer.ask_next(now)
        else:
            self._resume("interview-resumed", now)

    def _come_back(self, now: float) -> None:
        """The thread can be used again, or is worth a try: if not, `PlaceLost` comes back and nothing was shown."""
        self._note_outage(now)
        self._resume("interview-back", now)

    def _resume(self, key: str, now: float) -> None:
        """Go on after a pause."""
        self._record.move(Verb.RESUME)
        self._welcome(key, now)

    def _welcome(self, key: str, now: float) -> None:
        """Go on, with words that show once more where we were."""
        record = self._record
        step, open_turn = agenda.step(record.turns), agenda.open_turn(record.turns)
        if open_turn is not None and open_turn in agenda.unseen(record.turns):
            pass  # it is shown now, for the first time
        elif step is NextStep.CONSIDER:
            self._queue.note(f"{key}-answer")
        elif step is NextStep.LISTEN and open_turn is not None:
            self._queue.show(posts.turn_post(record.snapshot, open_turn, again=Phrase(key)))
        self._interviewer.go_on_after_break(now)

    def gone(self, reason: Reason, now: float) -> None:
        verb = GONE.get(reason, Verb.FAIL)
        if self._queue.phase is Phase.CLOSING and verb is Verb.PAUSE:
            self._interviewer.wait_to_look(now)
        elif self._queue.phase is Phase.CLOSING:
            self._close()
        elif verb is not Verb.PAUSE:
            self._stopping.leave(verb, reason, now)
        elif self._queue.phase is Phase.NEW:
            self._stopping.leave(Verb.FAIL, reason, now)
        elif self._queue.phase in RUNNING:
            self._rest(Phase.AWAY, reason)

    def shut_down(self, _now: float) -> None:
        """Store what is not stored; say so to those who wait for us, and to nobody else."""
        knows = self._queue.phase in {Phase.AWAY, Phase.CLOSING}
        waiting = self._queue.phase in WORKING or (bool(self._collector) and not knows)
        self.flush()
        self._queue.enter(Phase.OVER)
        if waiting:
            self._queue.note("interview-restarting")

    # The candidate

    def _typed(self, event: Typed, now: float) -> None:
        if self._record.carrying(event.message_id) is not None:
            return
        if event.message_id in self._collector:  # its files were looked into once more
            self._change(event, now)
        elif event.edited and event.message_id < self._newest_of_ours():
            return  # it was written to what was asked before
        elif message_content.is_answer(event, with_video=self._with_video):
            self._add(event, now)
        self._remark(event)
        if event.form and self._queue.phase is not Phase.OVER:
            self._answer_complete(now)

    def _newest_of_ours(self) -> int:
        ours = (turn for turn in self._record.turns if turn.speaker is Speaker.INTERVIEWER)
        return max((id_ for turn in ours for id_ in turn.message_ids), default=0)

    def _add(self, event: Typed, now: float) -> None:
        if self._queue.phase is Phase.PAUSED:  # who writes, goes on
            self._record.move(Verb.RESUME)
            self._interviewer.go_on_with_more(now)
        if self._queue.phase is not Phase.OVER:
            self._collector.add(
                event.message_id, message_content.words_of(event, self._say), now, note=self._note(event)
            )

    def _change(self, event: Typed, now: float) -> None:
        if message_content.is_answer(event, with_video=self._with_video):
            self._collector.edit(event.message_id, message_content.words_of(event, self._say), note=self._note(event))
        else:
            self._deleted(event.message_id, now)

    def _remark(self, event: Typed) -> None:
        """Say what of it is not read, where that can be said."""
        if self._queue.phase not in {Phase.OVER, Phase.AWAY}:
            for body in message_content.remarks(event, with_video=self._with_video):
                self._queue.answer_to(event.message_id, body)

    def _note(self, event: Typed) -> str:
        return self._say("interview-attachments", count=event.attachments) if event.attachments else ""

    def _say(self, key: str, /, **words: Value) -> str:
        return self._words.say(self._record.snapshot.locale, key, **words)

    def _typing(self, _event: Typing, now: float) -> None:
        self._collector.typing(now)
        worth_it = self._record.follow_ups and not agenda.unanswered(self._record.turns)
        if self._queue.phase is Phase.LISTENING and worth_it and not self._woken:
            self._woken = True
            self._queue.do(WakeModel())

    def _edited(self, event: Edited, now: float) -> None:
        if event.message_id in self._collector:
            self._change(event.typed, now)
        elif (turn := self._record.carrying(event.message_id)) is not None:
            if not says(turn, event.text):
                changed_later(self._queue, turn, Mark.EDITED_LATER, event.message_id)
            late = sum(name not in turn.text for name in event.texts)
            self._remark(replace(event.typed, attachments=event.attachments - len(event.texts) + late, texts=()))

    def _deleted(self, message_id: int, now: float) -> None:
        if message_id in self._collector:
            self._collector.delete(message_id)
            if not self._collector:
                self._interviewer.taken_back(now)
        elif (turn := self._record.carrying(message_id)) is not None:
            changed_later(self._queue, turn, Mark.DELETED_LATER, message_id)

    def _ask_whose(self, event: Proxied, _now: float) -> None:
        """Words by an app, from a time at which nobody saw what they stand for: theirs, or a reviewer's."""
        copy = event.message
        theirs = [turn.text for turn in self._record.turns if turn.speaker is Speaker.CANDIDATE]
        recorded = any(copies(copy, Typed(0, text)) for text in theirs)
        if (
            event.missed
            and message_content.is_answer(copy, with_video=False)
            and not recorded
            and self._queue.phase not in {Phase.OVER, Phase.AWAY}
        ):
            self._queue.answer_to(copy.message_id, Phrase("interview-proxied-missed"))

    def give_up(self, now: float) -> None:
        """Nothing moves: whatever is waited for, the candidate chooses."""
        self._interviewer.give_up(SILENT, now)

    def flush(self, _now: float = 0.0) -> bool:
        """Make one stored answer of what was gathered; False when there was nothing."""
        gathered = self._collector.take()
        self._woken = False
        if gathered is not None:
            self._record.answer(gathered)
            self._interviewer.forget()
        return gathered is not None

    def _answer_complete(self, now: float) -> None:
        """Send it to the model; or, where nothing can be sent right now, keep it as part of the answer."""
        self.flush()
        if self._queue.phase is Phase.CLOSING:
            self._queue.do(LookBack())  # it may have been edited in the quiet; `NothingMissed` finishes, or time does
        elif self._queue.phase in {Phase.LISTENING, *WORKING}:
            self._interviewer.consider(now)
        elif self._queue.phase is Phase.AWAY and self._record.paused_for() is Reason.PERMISSIONS:
            self._come_back(now)  # not every right comes back with an event; who can write is worth a try

    def _skip(self, now: float, by: Reason) -> None:
        """On to the next question; behind the last is the end, so there it is asked for once more."""
        if policy.would_end(self._record, answered=self._has_answered):
            self._queue.show(posts.last(self._record.snapshot))
        else:
            self._finish(now, by)

    def _finish(self, now: float, _by: Reason) -> None:
        """On. What was said to this question already stays its answer."""
        if not policy.may_go_on(self._record, answered=self._has_answered):
            self._queue.note("interview-required")
            return
        if not (self.flush() or self._queue.phase is Phase.THINKING):
            self._record.skip(now)
        self._interviewer.ask_next(now)

    @property
    def _has_answered(self) -> bool:
        return bool(self._collector) or self._queue.phase is Phase.THINKING

    def _without(self, now: float, _by: Reason) -> None:
        self.flush()
        self._record.drop_follow_ups()
        self._interviewer.ask_next(now)

    # Time

    def next_at(self) -> list[float | None]:
        """When something may be due."""
        last = self._interviewer.closing_until if self._queue.phase is Phase.CLOSING else None
        return [self._collector.due(), self._interviewer.thinking_until(), self._interviewer.rest_until(), last]

    def do_what_is_due(self, now: float) -> bool:
        """Do it; whether anything was due."""
        due, until, rest, last = self.next_at()
        if due is not None and due <= now:
            self._answer_complete(now)
        elif rest is not None and rest <= now:
            self._interviewer.rest_is_due(now)
        elif until is not None and until <= now:
            self._queue.log("model_overdue")
            self._interviewer.failed(SILENT, now)
        elif last is not None and last <= now:
            self._close()
        else:
            return False
        return True

    def _note_outage(self, now: float) -> None:
        """Ping a candidate who waited noticeably for us when it goes on."""
        waiting = agenda.unanswered(self._record.turns)
        if waiting and now - (waiting[-1].ended_at or waiting[-1].at) > self._timing.noticeable:
            self._queue.ping_next = True
