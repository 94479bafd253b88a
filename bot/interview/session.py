"""The interview machine: events in, commands out. It never awaits, never reads a clock, never imports discord.

    session = InterviewSession(saved, Timing(), now)
    commands = session.receive(Begin(), now)      # or Restored(), once, first
    commands = session.receive(Typed(…), now)     # then whatever happens
    session.deadline()                            # when to call handle_deadline, if nothing else happens

Theory of operation. The record says what comes next (`agenda`), the phase what we wait for right now; a machine made
anew from the record goes on the same way. Here stands what the candidate, the team, the thread and time do; the
interviewer's side is the `Dialogue`.
"""

from collections.abc import Callable

from bot.edge import Action, Back, Deleted, Edited, Gone, Phrase, Pressed, Reason, Stranger, Typed, Typing
from bot.interview import agenda, posts
from bot.interview.agenda import Step
from bot.interview.collector import Collector
from bot.interview.commands import CheckCandidate, Command, SleepModel, TellReviewers, WakeModel
from bot.interview.dialogue import SILENT, Dialogue
from bot.interview.events import Begin, Here, InterviewEvent, Restored, Shown, Shutdown, Stop
from bot.interview.floor import RUNNING, WORKING, Floor, Phase
from bot.interview.lifecycle import OVER, Verb
from bot.interview.models import Mark, Saved, Status, Turn
from bot.interview.record import Record
from bot.interview.timing import Timing, remind_at
from bot.live.events import (
    Declined,
    HandleKept,
    LiveDown,
    LiveUp,
    ModelTurn,
    Noted,
    Silent,
    TokensUsed,
    ToolCalled,
)
from bot.words import Words

GONE: dict[Reason, Verb] = {
    Reason.THREAD_DELETED: Verb.FAIL,
    Reason.BOT_REMOVED: Verb.FAIL,
    Reason.CANDIDATE_LEFT: Verb.END,
    Reason.THREAD_LOCKED: Verb.PAUSE,
    Reason.PERMISSIONS: Verb.PAUSE,
}
"""What becomes of an interview whose place or person is gone; anything else is a failure of ours."""

STOPPED: dict[Reason, tuple[Verb, str | None]] = {
    Reason.STAFF: (Verb.END, "interview-ended-staff"),
    Reason.CANDIDATE: (Verb.END, "interview-ended"),
    Reason.ERASED: (Verb.END, None),
    Reason.DEADLINE: (Verb.ABANDON, "interview-abandoned"),
}
"""How it is stopped and what is said; anything else is a failure of ours, with words."""


class InterviewSession:
    """One interview. Carry out the returned commands in order before handing in the next event."""

    def __init__(self, saved: Saved, timing: Timing, now: float) -> None:
        self._record = Record(saved)
        self._floor = Floor(self._record)
        self._collector = Collector(timing)
        self._dialogue = Dialogue(self._floor, self._collector, timing)
        self._timing = timing
        self._words = Words()
        self._woken = False  # the model was woken since the last answer
        self._told_at: set[int | None] = set()  # the questions at which the reviewers were told
        self._stranger_told = False
        self._next_check = now  # not before this is the candidate looked for
        self._presses: dict[tuple[Phase, Action], Callable[[float, Reason], None]] = {
            **{(phase, Action.PAUSE): self._pause for phase in RUNNING},
            (Phase.PAUSED, Action.PAUSE): self._show_pause,
            (Phase.PAUSED, Action.CONTINUE): self._continue,
            (Phase.AWAY, Action.CONTINUE): self._come_back,
            (Phase.LISTENING, Action.SKIP): self._skip,
            (Phase.THINKING, Action.SKIP): self._skip,
            (Phase.CHOOSING, Action.WITHOUT): self._without,
            **{(phase, Action.ASK): self._ask_person for phase in (*RUNNING, Phase.PAUSED)},
            **{(phase, Action.END): self._end for phase in (*RUNNING, Phase.PAUSED, Phase.AWAY)},
        }
        # A missing key is a button that is not meant any more: on an old post, or pressed twice. It does nothing.

    def __repr__(self) -> str:
        return f"<InterviewSession {self._record.saved.interview_id} {self._record.status}/{self._floor.phase}>"

    @property
    def phase(self) -> Phase:
        """What it waits for."""
        return self._floor.phase

    # Verbs

    def receive(self, event: InterviewEvent, now: float) -> list[Command]:
        """Take one event; return what must be done, in order."""
        if self.phase is not Phase.OVER:
            self._take(event, now)
        return self._record.take_orders()

    def deadline(self) -> float | None:
        """When `handle_deadline` must be called, in epoch seconds; ask again after every event."""
        if self.phase in {Phase.NEW, Phase.OVER}:
            return None
        deadline_at = self._record.saved.deadline_at
        times = (self._collector.due(), self._dialogue.thinking_until(), self._remind_at())
        return min((at for at in times if at is not None), default=deadline_at)

    def handle_deadline(self, now: float) -> list[Command]:
        """Do what is due, and return it. Harmless when nothing is."""
        if self.phase not in {Phase.NEW, Phase.OVER}:
            self._do_what_is_due(now)
        return self._record.take_orders()

    # Events

    def _take(self, event: InterviewEvent, now: float) -> None:
        match event:
            case Begin():
                self._record.move(Verb.BEGIN)
                self._dialogue.go_on(now)
            case Restored():
                self._restore(now)
            case Shutdown():
                self._shut_down()
            case Stop(reason=reason):
                self._stop(reason)
            case Shown(turn=seq, message_ids=ids):
                self._record.shown(seq, ids)
            case Here():
                self._remind()
            case Typed():
                self._typed(event, now)
            case Typing():
                self._typing(now)
            case Edited(message_id=id_, text=text):
                self._edited(id_, text)
            case Deleted(message_id=id_):
                self._deleted(id_, now)
            case Stranger():
                self._stranger()
            case Pressed(action=action, by=by):
                press = self._presses.get((self.phase, action))
                if press is not None:
                    press(now, Reason.CANDIDATE if by is None else Reason.STAFF)
            case Gone(reason=reason):
                self._gone(reason)
            case Back():
                if self.phase is Phase.AWAY:
                    self._come_back(now)
            case _:
                self._take_live(event, now)

    def _take_live(self, event: InterviewEvent, now: float) -> None:
        match event:
            case ToolCalled():
                self._dialogue.tool_called(event)
            case ModelTurn(item_id=item_id, text=text):
                self._dialogue.model_turn(item_id, text, now)
            case Declined(item_id=item_id):
                self._floor.log("declined", {"item": item_id})
                self._dialogue.declined(item_id, now)
            case Silent(item_id=item_id):
                self._floor.log("model_silent", {"item": item_id})
                self._dialogue.silent(item_id, now)
            case LiveDown(failure=failure, item_id=item_id):
                self._dialogue.down(item_id, Phrase(failure.candidate_key), now)
            case TokensUsed(usage=usage):
                self._record.spend(usage)
            case HandleKept() | LiveUp() | Noted():
                pass  # written down by the relay; they change nothing here
            case _:
                raise AssertionError(f"an event nobody sends: {type(event).__name__}")

    # Stopping and going on

    def _restore(self, now: float) -> None:
        """A new process: the record is all there is. What was shown or asked before is not shown or asked again."""
        record = self._record
        self._dialogue.know_history()
        if record.status in OVER:
            self._floor.over()
        elif record.status is not Status.PAUSED:
            if record.status is Status.STARTING:
                record.move(Verb.BEGIN)
            self._note_outage(now)
            self._dialogue.go_on_after_break(now)
        elif GONE.get(record.paused_for()) is Verb.PAUSE:
            self._floor.enter(Phase.AWAY)
            self._come_back(now)  # nobody told us what happened to the thread meanwhile: trying tells
        else:
            self._floor.enter(Phase.PAUSED)

    def _pause(self, now: float, by: Reason) -> None:
        why = Reason.PROVIDER if self.phase is Phase.CHOOSING and by is Reason.CANDIDATE else by
        self._rest(Phase.PAUSED, why)
        self._show_pause(now, by)

    def _rest(self, phase: Phase, why: Reason) -> None:
        self._flush()
        self._floor.enter(phase)
        self._record.move(Verb.PAUSE, why)
        self._floor.do(SleepModel())

    def _show_pause(self, _now: float, by: Reason) -> None:
        key = "interview-paused-staff" if by is Reason.STAFF else "interview-paused"
        self._floor.show(posts.paused(key, self._record.saved.deadline_at))

    def _continue(self, now: float, _by: Reason) -> None:
        if agenda.step(self._record.turns) is Step.CHOOSE:  # asked once more it would be declined once more
            self._record.move(Verb.RESUME)
            self._floor.note("interview-resumed-answer")
            self._dialogue.ask_next(now)
        else:
            self._resume("interview-resumed", now)

    def _come_back(self, now: float, _by: Reason = Reason.CANDIDATE) -> None:
        """The thread can be used again, or is worth a try: if not, `Gone` comes back and nothing was shown."""
        self._note_outage(now)
        self._resume("interview-back", now)

    def _resume(self, key: str, now: float) -> None:
        """Go on after a pause, with a welcome that shows once more where we were."""
        record = self._record
        record.move(Verb.RESUME)
        step, open_turn = agenda.step(record.turns), agenda.open_turn(record.turns)
        if open_turn is not None and open_turn in agenda.unseen(record.turns):
            pass  # it is shown now, for the first time
        elif step is Step.CONSIDER:
            self._floor.note(f"{key}-answer")
        elif step is Step.LISTEN and open_turn is not None:
            self._floor.show(posts.turn_post(record.plan, open_turn, again=Phrase(key)))
        self._dialogue.go_on_after_break(now)

    def _gone(self, reason: Reason) -> None:
        verb = GONE.get(reason, Verb.FAIL)
        self._floor.log("gone", {"reason": reason})
        if verb is not Verb.PAUSE:
            self._leave(verb, reason)
        elif self.phase is Phase.NEW:
            self._leave(Verb.FAIL, reason)
        elif self.phase in RUNNING:
            self._rest(Phase.AWAY, reason)

    def _end(self, _now: float, by: Reason) -> None:
        self._stop(by)

    def _stop(self, reason: Reason) -> None:
        verb, key = STOPPED.get(reason, (Verb.FAIL, "interview-failed"))
        self._leave(verb, reason, key)

    def _leave(self, verb: Verb, reason: Reason, key: str | None = None) -> None:
        """End it now. The words come after the fact: what is stored is true even if they cannot be shown."""
        silent = key is None or self.phase in {Phase.NEW, Phase.AWAY}
        self._flush()
        self._floor.enter(Phase.LISTENING)
        self._record.move(verb, reason)
        if key is not None and not silent:
            self._floor.note(key)
        self._floor.over()

    def _shut_down(self) -> None:
        """Store what is not stored; say so to those who wait for us, and to nobody else."""
        waiting = self.phase in WORKING or (bool(self._collector) and self.phase is not Phase.AWAY)
        self._flush()
        self._floor.enter(Phase.OVER)
        if waiting:
            self._floor.note("interview-restarting")

    # The candidate

    def _typed(self, event: Typed, now: float) -> None:
        known = event.message_id in self._collector or self._record.carrying(event.message_id) is not None
        if known or not (event.text.strip() or event.attachments):
            return
        note = ""
        if event.attachments:
            note = self._words.say(self._record.saved.locale, "interview-attachments", count=event.attachments)
        if self.phase is Phase.PAUSED:  # who writes, goes on
            self._record.move(Verb.RESUME)
            self._dialogue.go_on_with_more(now)
        if self.phase is not Phase.OVER:
            self._collector.add(event.message_id, event.text, now, note=note)
        if event.form and self.phase is not Phase.OVER:
            self._answer_complete(now)

    def _typing(self, now: float) -> None:
        self._collector.typing(now)
        worth_it = self._record.follow_ups and not agenda.unanswered(self._record.turns)
        if self.phase is Phase.LISTENING and worth_it and not self._woken:
            self._woken = True
            self._floor.do(WakeModel())

    def _edited(self, message_id: int, text: str) -> None:
        if message_id in self._collector:
            self._collector.edit(message_id, text)
        elif (turn := self._record.carrying(message_id)) is not None and not _says(turn, text):
            self._record.mark(turn.seq, Mark.EDITED_LATER)

    def _deleted(self, message_id: int, now: float) -> None:
        if message_id in self._collector:
            self._collector.delete(message_id)
            if not self._collector:
                self._dialogue.taken_back(now)
        elif (turn := self._record.carrying(message_id)) is not None:
            self._record.mark(turn.seq, Mark.DELETED_LATER)

    def _flush(self) -> bool:
        """Make one stored answer of what was gathered; False when there was nothing."""
        gathered = self._collector.take()
        self._woken = False
        if gathered is not None:
            self._record.answer(gathered)
            self._dialogue.forget()
        return gathered is not None

    def _answer_complete(self, now: float) -> None:
        """Relay it; or, where nothing can be relayed right now, keep it as part of the answer."""
        self._flush()
        if self.phase in {Phase.LISTENING, *WORKING}:
            self._dialogue.consider(now)
        elif self.phase is Phase.AWAY and self._record.paused_for() is Reason.PERMISSIONS:
            self._come_back(now)  # not every right comes back with an event; who can write is worth a try

    def _skip(self, now: float, _by: Reason) -> None:
        """On to the next question. What was said to this one already stays its answer."""
        answered = self._flush() or self.phase is Phase.THINKING
        if not answered and not agenda.may_skip(self._record.plan, self._record.turns):
            self._floor.note("interview-required")
            return
        if not answered:
            self._record.skip(now)
        self._dialogue.ask_next(now)

    def _without(self, now: float, _by: Reason) -> None:
        self._flush()
        self._record.drop_follow_ups()
        self._dialogue.ask_next(now)

    def _ask_person(self, _now: float, _by: Reason) -> None:
        """Tell the reviewers, once a question."""
        saved, turns = self._record.saved, self._record.turns
        question = agenda.current(turns)
        if question not in self._told_at:
            self._told_at.add(question)
            self._floor.do(TellReviewers(posts.asked_reviewers(saved.plan, turns, saved.candidate_id)))
            self._floor.note("interview-asked")

    def _stranger(self) -> None:
        if not self._stranger_told and self.phase is not Phase.AWAY:
            self._stranger_told = True
            self._floor.note("interview-stranger")

    # Time

    def _do_what_is_due(self, now: float) -> None:
        due, until, remind = self._collector.due(), self._dialogue.thinking_until(), self._remind_at()
        if self._record.saved.deadline_at <= now:
            self._stop(Reason.DEADLINE)
        elif due is not None and due <= now:
            self._answer_complete(now)
        elif until is not None and until <= now:
            self._floor.log("model_overdue")
            self._dialogue.failed(SILENT, now)
        elif remind is not None and remind <= now:
            self._next_check = now + self._timing.undisturbed
            self._floor.do(CheckCandidate())

    def _remind_at(self) -> float | None:
        """When to look whether the candidate is to be reminded; None when not at all."""
        last_at = self._record.last_at
        if self._record.reminded or last_at is None or self.phase is Phase.AWAY:
            return None
        return remind_at(self._timing, self._record.saved, last_at=last_at, not_before=self._next_check)

    def _remind(self) -> None:
        """The candidate is still there."""
        if not self._record.reminded and self.phase not in {Phase.NEW, Phase.AWAY}:
            self._record.remind()
            self._floor.show(posts.reminder(self._record.saved.deadline_at))

    def _note_outage(self, now: float) -> None:
        """Somebody who waited noticeably for us is told by a ping that it goes on."""
        waiting = agenda.unanswered(self._record.turns)
        if waiting and now - (waiting[-1].ended_at or waiting[-1].at) > self._timing.noticeable:
            self._floor.ping_next = True


def _says(turn: Turn, text: str) -> bool:
    """Whether the turn carries exactly these words still (Discord also reports an edit when it adds a preview)."""
    if len(turn.message_ids) == 1:
        return turn.text == text or turn.text.startswith(f"{text}\n[")
    return f"\n{text}\n" in f"\n{turn.text}\n"
