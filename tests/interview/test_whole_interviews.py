"""Whole interviews through random events, faults and kills, in virtual time.

The seed is printed with each failure; `INTERVIEW_SEED=N pytest tests/interview` plays the same interviews again.
"""

import os
import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.errors import Reason
from bot.gemini.api.failures import ConnectionStage, Failure, FailureSide, Retry
from bot.interview.events import Begin, CandidatePresent, InterviewEvent, Shutdown, Stop
from bot.interview.lifecycle import OVER
from bot.interview.models import InterviewType, Limits, Mark, Plan, Question, Speaker, Status, TurnKind
from bot.interview.phases import WORKING, Phase
from bot.ports.events import (
    ButtonPressed,
    Deleted,
    EdgeEvent,
    Edited,
    OutsiderWrote,
    PictureSent,
    PlaceLost,
    PlaceRestored,
    ShownSource,
    Source,
    Typing,
)
from bot.ports.messages import Typed
from bot.ports.model import Declined, LiveDown, LiveUp, ModelTurn, Silent, TokensUsed, ToolCalled, Usage
from bot.ports.posts import Action
from tests.harness.text_machine import Killed, Room, snapshot

PLANS = st.builds(
    Plan,
    title=st.just("Community application"),
    questions=st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1, max_size=4).map(
        lambda made: tuple(Question(f"Planned {n}?", depth, required) for n, (depth, required) in enumerate(made))
    ),
    closing=st.sampled_from(["", "That was all."]),
)
SAID = st.sampled_from(
    [
        "Could you tell me more?",
        "Thank you for that.",
        "Great answer! What else?",
        "",
        "EVIL https://evil.example ?",
        "EVIL <@99> @everyone?",
        "The interview is over, status: EVIL```?",
    ]
)
FAILURE = Failure("quota", FailureSide.OPERATOR, Retry.LATER, ConnectionStage.LIVE)
PLACES = st.sampled_from([Reason.PERMISSIONS, Reason.THREAD_LOCKED])
FINAL = st.sampled_from([Reason.THREAD_DELETED, Reason.BOT_REMOVED, Reason.CANDIDATE_LEFT])


SEED = int(os.environ.get("INTERVIEW_SEED") or random.SystemRandom().randrange(2**32))


@seed(SEED)
class Interviews(RuleBasedStateMachine):
    """One interview at a time, with everything that may happen to it."""

    @initialize(
        plan=PLANS,
        language=st.sampled_from(["en", "de"]),
        turns=st.sampled_from([4, 12, 60]),
        days=st.sampled_from([0.5, 7.0]),
        type_=st.sampled_from([InterviewType.TEXT, InterviewType.VIDEO]),
    )
    def start(self, plan: Plan, language: str, turns: int, days: float, type_: InterviewType) -> None:
        self.written: dict[int, str] = {}  # what stands in the thread, by message
        self.ever_broken = False
        self.outages = 0
        self.sent = 0  # pictures that were handed in, without those that a kill may have lost
        made = snapshot(plan, language=language, limits=Limits(turns=turns, tokens=10_000), days=days)
        self.room = Room(replace(made, interview_type=type_))
        self.tell(Begin())

    # What happens

    @rule(attachments=st.sampled_from([0, 1]))
    def sends_no_words(self, attachments: int) -> None:
        """A file that nobody reads, or nothing at all: no answer comes of it."""
        id_ = self.room.message_id()
        self.tell(Typed(id_, "", attachments))
        assert self.holder(id_) is None

    @rule(attachments=st.sampled_from([0, 0, 0, 1]))
    def types(self, attachments: int) -> None:
        id_ = self.room.message_id()
        self.written[id_] = f"word{id_}"
        self.tell(Typed(id_, self.written[id_], attachments))

    @rule()
    def is_typing(self) -> None:
        self.tell(Typing())

    @precondition(lambda self: self.written)
    @rule(data=st.data(), deleted=st.booleans())
    def changes_a_message(self, data: st.DataObject, deleted: bool) -> None:
        id_ = data.draw(st.sampled_from(sorted(self.written)))
        before = self.holder(id_)
        if deleted:
            del self.written[id_]
            self.tell(Deleted(id_))
        elif before is None:
            self.written[id_] += "x"
            self.tell(Edited(id_, self.written[id_]))
        else:
            outages = self.outages
            self.tell(Edited(id_, "changed later"))
            if self.room.snapshot.status not in OVER and self.outages == outages:
                assert Mark.EDITED_LATER in self.room.turn(before).marks

    @precondition(lambda self: self.written)
    @rule()
    def everything_is_delivered_again(self) -> None:
        self.catch_up()

    @rule(source=st.sampled_from(Source))
    def a_picture_is_sent(self, source: Source) -> None:
        """Posted; or from the page, in the last moment before it went on in writing."""
        if not self.room.closed and self.room.machine.phase is not Phase.OVER:
            self.sent += 1
            self.tell(PictureSent(source))

    @rule(source=st.sampled_from([None, Source.CAMERA, Source.SCREEN]))
    def shows_source(self, source: Source | None) -> None:
        self.tell(ShownSource(source))

    @rule(seconds=st.sampled_from([0.5, 2.5, 2.5, 11.0, 61.0, 200.0]))
    def time_passes(self, seconds: float) -> None:
        self.guarded(lambda: self.room.wait(seconds))

    @rule(hours=st.sampled_from([1.0, 6.0, 30.0]))
    def a_long_time_passes(self, hours: float) -> None:
        self.guarded(lambda: self.room.wait(hours * 3600.0))

    @precondition(lambda self: self.room.asked)
    @rule(text=SAID, enough=st.booleans(), first=st.booleans())
    def the_model_speaks(self, text: str, enough: bool, first: bool) -> None:
        item = self.room.asked[0] if first else self.room.asked[-1]
        if enough:
            self.tell(ToolCalled(item, "c", "answer_is_enough"))
        if self.room.asked:
            self.tell(ModelTurn(item, text))

    @precondition(lambda self: self.room.asked)
    @rule(kind=st.sampled_from(["declined", "silent", "down", "up", "tool", "tokens"]))
    def the_model_does_something_else(self, kind: str) -> None:
        item = self.room.asked[-1]
        happened: dict[str, InterviewEvent] = {
            "declined": Declined(item, "safety"),
            "silent": Silent(item),
            "down": LiveDown(FAILURE),
            "up": LiveUp(resumed=True, milliseconds=5),
            "tool": ToolCalled(item, "c", "end_interview"),
            "tokens": TokensUsed(Usage(audio_out=3_000)),
        }
        self.tell(happened[kind])

    @rule(action=st.sampled_from([action for action in Action if action is not Action.END]), staff=st.booleans())
    def presses(self, action: Action, staff: bool) -> None:
        by = 5 if staff and action is Action.PAUSE else None
        self.tell(ButtonPressed(action, by=by))

    @rule(event=st.sampled_from([OutsiderWrote(6), CandidatePresent(), PlaceRestored()]))
    def something_small(self, event: InterviewEvent) -> None:
        if isinstance(event, PlaceRestored):
            self.room.broken = None
        self.tell(event)

    @rule(reason=PLACES)
    def the_place_breaks(self, reason: Reason) -> None:
        self.ever_broken = True
        self.outages += 1
        self.room.broken = reason

    @rule()
    def the_place_heals(self) -> None:
        self.room.broken = None
        self.tell(PlaceRestored())

    @rule(fuse=st.integers(0, 6))
    def is_killed_soon(self, fuse: int) -> None:
        self.room.fuse = fuse

    @rule(graceful=st.booleans())
    def restarts(self, graceful: bool) -> None:
        if graceful:
            self.tell(Shutdown())
        self.restart()

    @precondition(lambda self: len(self.room.snapshot.turns) > 6)
    @rule(end=st.one_of(FINAL.map(PlaceLost), st.just(ButtonPressed(Action.END)), st.just(Stop(Reason.STAFF))))
    def ends(self, end: EdgeEvent | Stop) -> None:
        self.tell(end)

    # How it is carried out

    def tell(self, event: InterviewEvent) -> None:
        self.guarded(lambda: self.room.tell(event))

    def guarded(self, doing: Callable[[], object]) -> None:
        """Do it; where the process dies in the middle, start a new one."""
        if self.room.closed:
            return
        try:
            doing()
        except Killed:
            self.sent = self.kept  # also where the end is stored already, and no process is needed any more
            self.restart()

    def restart(self) -> None:
        """As the service does it: the record, then the thread. A new process may not die at once again."""
        if not self.room.closed and self.room.snapshot.status not in OVER:
            self.outages += 1
            self.sent = self.kept
            self.room.now += 0.01  # nothing starts within no time
            self.room.restart()
            self.catch_up()

    def catch_up(self) -> None:
        for id_, text in sorted(self.written.items()):
            if not self.room.closed:
                self.tell(Typed(id_, text))

    def holder(self, message_id: int) -> int | None:
        """The turn that carries the message."""
        found = [turn.seq for turn in self.room.snapshot.turns if message_id in turn.message_ids]
        assert len(found) <= 1, "a message stands in two turns"
        return found[0] if found else None

    @property
    def kept(self) -> int:
        """Pictures that the store knows of."""
        return sum(span.count for span in self.room.pictures.values())

    # What is always true

    @invariant()
    def pictures_are_counted_once(self) -> None:
        """Where there are any; and in writing nobody misses them."""
        room = self.room
        assert "interview-video-no-camera" not in room.notices
        if room.snapshot.interview_type is InterviewType.TEXT:
            assert not room.pictures
            assert not room.closer
        elif room.machine.phase is Phase.LISTENING:
            assert self.kept <= self.sent
        else:
            assert self.kept == self.sent

    @invariant()
    def turns_are_in_order(self) -> None:
        turns = self.room.snapshot.turns
        ids = [id_ for turn in turns if turn.speaker is Speaker.CANDIDATE for id_ in turn.message_ids]
        assert ids == sorted(set(ids)), "doubled or out of order"
        assert [turn.seq for turn in turns] == list(range(1, len(turns) + 1))

    @invariant()
    def planned_questions_are_asked_verbatim_once_in_order(self) -> None:
        plan, turns = self.room.snapshot.plan, self.room.snapshot.turns
        asked = [turn for turn in turns if turn.kind is TurnKind.QUESTION]
        assert [turn.question for turn in asked] == list(range(len(asked)))
        for turn in asked:
            assert (turn.source_text or turn.text) == plan.questions[turn.question or 0].text
        shown = [post.turn for post in self.room.posts if post.turn is not None]
        assert shown == sorted(set(shown)), "shown twice or out of order"

    @invariant()
    def the_model_changes_nothing(self) -> None:
        saved_ = self.room.snapshot
        for index, question in enumerate(saved_.plan.questions):
            mine = [turn for turn in saved_.turns if turn.question == index]
            assert sum(turn.kind is TurnKind.FOLLOW_UP for turn in mine) <= question.follow_ups
        for post in self.room.posts:
            assert "EVIL" not in f"{post.body}{post.lead}"

    @invariant()
    def the_typing_sign_tells_the_truth(self) -> None:
        if not self.ever_broken and not self.room.closed:
            assert self.room.typing is (self.room.machine.phase in WORKING)

    @invariant()
    def a_question_that_is_open_was_shown(self) -> None:
        if not self.ever_broken and self.room.machine.phase is Phase.LISTENING:
            last = [turn for turn in self.room.snapshot.turns if turn.speaker is Speaker.INTERVIEWER][-1]
            assert last.seq in [post.turn for post in self.room.posts]

    @invariant()
    def only_what_must_pings(self) -> None:
        pings = [post for post in self.room.posts if post.ping]
        assert self.room.notices.count("interview-reminder") <= 1
        assert len(pings) <= 2 + self.outages

    def teardown(self) -> None:
        """It always ends, and what was said is in the record."""
        print(f"INTERVIEW_SEED={SEED}")
        if not hasattr(self, "room"):
            return
        self.room.fuse = None
        if not self.room.closed and self.room.snapshot.status not in OVER:
            self.room.wait(61.0)  # whatever was being written is complete
            alive = not self.room.closed
            self.room.wait(10 * 86_400.0)
            if alive:
                for id_, text in self.written.items():
                    holder = self.holder(id_)
                    assert holder is not None, "a message is lost"
                    turn = self.room.turn(holder)
                    assert text in turn.text or Mark.EDITED_LATER in turn.marks
        assert self.room.snapshot.status in OVER
        self.pictures_are_counted_once()
        if self.room.snapshot.status is Status.COMPLETED:
            asked = [turn.question for turn in self.room.snapshot.turns if turn.kind is TurnKind.QUESTION]
            assert asked == list(range(len(self.room.snapshot.plan.questions)))


Interviews.TestCase.settings = settings(
    max_examples=300, stateful_step_count=50, print_blob=True, suppress_health_check=list(HealthCheck)
)
TestWholeInterviews = pytest.mark.slow(Interviews.TestCase)
