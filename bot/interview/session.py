"""The interview machine: events in, commands out. It never awaits, never reads a clock, never imports discord.

    session = InterviewSession(snapshot, Timing(), now)
    commands = session.receive(Begin(), now)      # or Restored() or ResumedElsewhere(), once, first
    commands = session.receive(Typed(…), now)     # then whatever happens
    session.deadline()                            # when to call handle_deadline, if nothing else happens

Theory of operation. The record says what comes next (`agenda`), the phase what we wait for right now; a machine made
anew from the record goes on the same way. Here stands what holds in writing and by voice: the team, the end, time, and
beside it `PictureMonitor`, which knows whether pictures come, and the `Watchdog`. The rest is the business of one of
two sides, chosen by where the interview goes on: `TextCandidate`, which asks through a `TextInterviewer`, or
`VoiceCandidate`, which asks through a `VoiceInterviewer`.

What follows from an event stands in one table, composed of the `rows` of these: the pictures' first, then what holds in
both media, then the side's (`event_table`). What a button means, and which phase may follow which, stands in `phases`.
"""

from collections.abc import Callable
from typing import Protocol

from bot.errors import Reason
from bot.interview import agenda, posts
from bot.interview.commands import CheckCandidate, Command, TellReviewers
from bot.interview.event_table import EventRow, event_table, ignored, on
from bot.interview.events import (
    Begin,
    CandidatePresent,
    InterviewEvent,
    MoveRequested,
    Restored,
    ResumedElsewhere,
    ReviewersTold,
    Shown,
    Shutdown,
    Stop,
)
from bot.interview.lifecycle import Verb
from bot.interview.models import InterviewSnapshot, InterviewType, Medium
from bot.interview.phases import ASKABLE, BUTTONS, EVERY, Phase
from bot.interview.post_queue import PostQueue
from bot.interview.record import Record
from bot.interview.stopping import Stopping
from bot.interview.text.candidate import TextCandidate
from bot.interview.timing import Timing, remind_at
from bot.interview.video.pictures import PictureMonitor
from bot.interview.voice.candidate import VoiceCandidate
from bot.interview.watchdog import Watchdog
from bot.ports.events import ButtonPressed, OutsiderWrote, PictureSent, PlaceLost, ShownSource
from bot.ports.model import Declined, Silent, TokensUsed
from bot.ports.posts import Action


class CandidateSide(Protocol):
    """The candidate's side, in writing or by voice.

    `buttons`: what each of them does, where `BUTTONS` says that it means something; all but asking for a person and
    ending it. What it takes of events is in its `rows`.
    """

    buttons: dict[Action, Callable[[float, Reason], None]]

    def begin(self, now: float) -> None: ...
    def restore(self, now: float, *, sign: bool | None) -> None: ...
    def moved(self, now: float) -> None: ...
    def move(self, medium: Medium, now: float, /) -> None: ...
    def gone(self, reason: Reason, now: float) -> None: ...
    def shut_down(self, now: float, /) -> None: ...
    def give_up(self, now: float, /) -> None: ...
    def flush(self, now: float, /) -> bool: ...
    def next_at(self) -> list[float | None]: ...
    def do_what_is_due(self, now: float) -> bool: ...


class InterviewSession:
    """One interview. Carry out the returned commands in order before handing in the next event."""

    def __init__(self, snapshot: InterviewSnapshot, timing: Timing, now: float) -> None:
        self._record = Record(snapshot)
        self._queue = PostQueue(self._record)
        self._side: CandidateSide = (VoiceCandidate if snapshot.medium is Medium.VOICE else TextCandidate)(
            self._queue, timing
        )
        self._monitor = PictureMonitor(self._queue, timing)
        self._watchdog = Watchdog(self._queue, timing)
        self._stopping = Stopping(self._queue, self._side.flush)
        self._timing = timing
        self._reviewers_told_at: set[int | None] = set()  # the questions at which the reviewers were told
        self._stranger_told = False
        self._next_check = now  # not before this is the candidate looked for
        self._buttons = {Action.ASK: self._ask_person, Action.END: self._end, **self._side.buttons}
        self._table = TABLES[snapshot.medium, snapshot.interview_type is InterviewType.VIDEO]
        self._owners = (self._monitor, self, self._side)

    def __repr__(self) -> str:
        return f"<InterviewSession {self._record.snapshot.interview_id} {self._record.status}/{self._queue.phase}>"

    @property
    def phase(self) -> Phase:
        """What it waits for."""
        return self._queue.phase

    @property
    def question(self) -> int | None:
        """The planned question that was asked last, by its index."""
        return agenda.current(self._record.turns)

    @property
    def over_tokens(self) -> bool:
        """Whether it has used up the tokens that its server allows one interview."""
        return self._record.over_tokens

    # Verbs

    def receive(self, event: InterviewEvent, now: float) -> list[Command]:
        """Take one event; return what must be done, in order."""
        if self.phase is not Phase.OVER:
            for owner, row in self._table[type(event)]:
                if self.phase in row.phases:
                    row.take(self._owners[owner], event, now)
            self._monitor.settle(now)
            self._watchdog.look(now)
        return self._record.take_orders()

    def deadline(self) -> float | None:
        """When `handle_deadline` must be called, in epoch seconds; ask again after every event."""
        if self.phase in {Phase.NEW, Phase.OVER}:
            return None
        times = (*self._side.next_at(), self._monitor.due_at(), self._watchdog.due_at(), self._remind_at())
        return min((at for at in times if at is not None), default=self._record.snapshot.deadline_at)

    def handle_deadline(self, now: float) -> list[Command]:
        """Return the commands that are due by now. Does nothing if nothing is due."""
        if self.phase not in {Phase.NEW, Phase.OVER}:
            self._do_what_is_due(now)
            self._monitor.settle(now)
            self._watchdog.look(now)
        return self._record.take_orders()

    # Events

    @staticmethod
    def rows() -> "list[EventRow[InterviewSession]]":
        """What holds in both media."""
        return [
            on(Begin, InterviewSession._begin),
            on(Restored, lambda session, event, now: session._side.restore(now, sign=event.sign)),
            on(ResumedElsewhere, lambda session, _, now: session._side.moved(now)),
            on(MoveRequested, lambda session, event, now: session._side.move(event.medium, now)),
            on(Shutdown, InterviewSession._shut_down),
            on(Stop, lambda session, event, now: session._stopping.stop(event.reason, now)),
            on(Shown, lambda session, event, _: session._record.shown(event.turn, event.message_ids)),
            on(CandidatePresent, InterviewSession._remind, EVERY - {Phase.NEW, Phase.AWAY}),
            on(OutsiderWrote, InterviewSession._stranger, EVERY - {Phase.AWAY}),
            on(PlaceLost, InterviewSession._lost),
            on(ButtonPressed, InterviewSession._pressed),
            on(ReviewersTold, InterviewSession._reviewers_told, ASKABLE),
            on(TokensUsed, lambda session, event, _: session._record.spend(event.usage)),
            on(Declined, lambda session, event, _: session._queue.log("declined", {"item": event.item_id})),
            on(Silent, lambda session, event, _: session._queue.log("model_silent", {"item": event.item_id})),
            *ignored(ShownSource, PictureSent),  # nobody's answer; `PictureMonitor` has them
        ]

    def _begin(self, _event: Begin, now: float) -> None:
        self._record.move(Verb.BEGIN)
        self._side.begin(now)

    def _shut_down(self, _event: Shutdown, now: float) -> None:
        self._monitor.flush()
        self._side.shut_down(now)

    def _lost(self, event: PlaceLost, now: float) -> None:
        self._queue.log("gone", {"reason": event.reason})
        self._side.gone(event.reason, now)

    def _pressed(self, event: ButtonPressed, now: float) -> None:
        """Do what the button asks for, if it means something in this phase."""
        if self.phase in BUTTONS[self._record.snapshot.medium][event.action]:
            self._buttons[event.action](now, Reason.CANDIDATE if event.by is None else Reason.STAFF)

    # Whatever the side

    def _end(self, now: float, by: Reason) -> None:
        self._stopping.stop(by, now)

    def _ask_person(self, _now: float, _by: Reason) -> None:
        """Tell the reviewers that a person was asked for, at most once a question."""
        snapshot, turns = self._record.snapshot, self._record.turns
        question = agenda.current(turns)
        if question not in self._reviewers_told_at:
            self._reviewers_told_at.add(question)
            self._queue.do(TellReviewers(posts.asked_reviewers(snapshot.plan, turns, snapshot.candidate_id)))

    def _reviewers_told(self, event: ReviewersTold, _now: float) -> None:
        self._queue.note("interview-asked" if event.told else "interview-asked-nobody")

    def _stranger(self, _event: OutsiderWrote, _now: float) -> None:
        if not self._stranger_told:
            self._stranger_told = True
            self._queue.note("interview-stranger")

    # Time

    def _do_what_is_due(self, now: float) -> None:
        remind, missed, stuck = self._remind_at(), self._monitor.due_at(), self._watchdog.due_at()
        if self._record.snapshot.deadline_at <= now:
            self._stopping.stop(Reason.DEADLINE, now)
        elif stuck is not None and stuck <= now:
            self._watchdog.do_due(now)
            self._side.give_up(now)
        elif missed is not None and missed <= now:
            self._monitor.do_due()
        elif not self._side.do_what_is_due(now) and remind is not None and remind <= now:
            self._next_check = now + self._timing.undisturbed
            self._queue.do(CheckCandidate())

    def _remind_at(self) -> float | None:
        """When to look whether the candidate is to be reminded; None when not at all."""
        last_at = self._record.last_at
        if self._record.reminded or last_at is None or self.phase is Phase.AWAY:
            return None
        return remind_at(self._timing, self._record.snapshot, last_at=last_at, not_before=self._next_check)

    def _remind(self, _event: CandidatePresent, _now: float) -> None:
        """The candidate is still there."""
        if not self._record.reminded:
            self._record.remind()
            self._queue.show(posts.reminder(self._record.snapshot.deadline_at))


TABLES = {
    (medium, with_video): event_table(PictureMonitor.rows() if with_video else (), InterviewSession.rows(), side.rows())
    for medium, side in ((Medium.TEXT, TextCandidate), (Medium.VOICE, VoiceCandidate))
    for with_video in (False, True)
}
"""What follows from each event, for every kind of machine."""
