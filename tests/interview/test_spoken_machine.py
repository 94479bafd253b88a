"""Whole spoken interviews through random events, in whatever order they come, in virtual time.

The seed is printed with each failure; `INTERVIEW_SEED=N pytest tests/interview` plays the same interviews again.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.errors import Reason
from bot.interview.events import Begin, InterviewEvent, MoveRequested, Shutdown, Stop
from bot.interview.lifecycle import OVER
from bot.interview.models import InterviewType, Limits, Medium, Plan, Speaker, Status, TurnKind
from bot.interview.phases import Phase
from bot.ports.accommodations import Accommodations
from bot.ports.events import (
    ButtonPressed,
    CandidateAway,
    CandidateReady,
    OthersPresent,
    PictureSent,
    PlaceLost,
    Played,
    ShownSource,
    Source,
)
from bot.ports.messages import Typed
from bot.ports.model import (
    Declined,
    HeardWords,
    Interrupted,
    LiveUp,
    ModelTurn,
    SaidWords,
    Silent,
    TokensUsed,
    ToolCalled,
    Usage,
)
from bot.ports.posts import Action
from tests.harness.text_machine import DOWN, Killed
from tests.harness.voice_machine import Hall, spoken
from tests.interview.test_whole_interviews import PLANS, SAID, SEED

CLOSED = {Phase.JOINING, Phase.COMPANY, Phase.PAUSED, Phase.CHOOSING}
"""What the candidate says then is for nobody."""
MAKING = 0.01
"""Seconds: no new machine is made within no time."""


@seed(SEED)
class SpokenInterviews(RuleBasedStateMachine):
    """One interview at a time. The model's events come for the newest item or the one before, or for none."""

    @initialize(
        plan=PLANS,
        turns=st.sampled_from([6, 60]),
        days=st.sampled_from([0.5, 7.0]),
        rests=st.booleans(),
        breaks=st.booleans(),
        language=st.sampled_from(["en", "de"]),
        video=st.booleans(),
    )
    def start(self, plan: Plan, turns: int, days: float, rests: bool, breaks: bool, language: str, video: bool) -> None:
        self.heard: list[str] = []  # every word that was handed in where somebody listened
        self.machines = 1  # as many were made: each says at most three times that no picture comes
        self.sent = 0  # pictures that were handed in, without those that a kill may have lost
        self.words = 0
        self.room = Hall(
            spoken(
                plan,
                language=language,
                limits=Limits(turns=turns, tokens=10_000),
                accommodations=Accommodations(breaks=breaks, skip=True),
                pause_on_company=rests,
                interview_type=InterviewType.VIDEO if video else InterviewType.VOICE,
            )
        )
        self.room.snapshot = replace(self.room.snapshot, deadline_at=self.room.now + days * 86_400.0)
        self.room = Hall(self.room.snapshot)
        self.tell(Begin())
        self.tell(CandidateReady())

    # Sound

    @precondition(lambda self: self.speaks)
    @rule(anew=st.sampled_from([False, False, False, True]))
    def says_something(self, anew: bool) -> None:
        """A word of its own each time, so that none can hide."""
        room = self.room
        self.words += 1
        word = f"word{self.words}"
        if anew:
            self.heard = [old for old in self.heard if old in self.in_turns]
        self.heard.append(word)
        self.tell(HeardWords(room.item, f" {word}", anew))

    @rule(back=st.integers(0, 2))
    def hears_late(self, back: int) -> None:
        """Late, or for nobody: wherever it goes, it breaks nothing."""
        if len(self.room.items) > back:
            self.tell(HeardWords(self.room.items[-1 - back], " late"))

    @precondition(lambda self: self.room.items)
    @rule(text=SAID, back=st.sampled_from([0, 0, 0, 1]), exact=st.booleans())
    def the_model_says(self, text: str, back: int, exact: bool) -> None:
        """Perhaps what it was asked to."""
        items = self.room.items
        said = self.room.texts[-1].split("<<<\n")[-1].split("\n>>>")[0] if exact and self.room.texts else text
        self.tell(SaidWords(items[-1 - min(back, len(items) - 1)], said, 0))

    @precondition(lambda self: self.room.items)
    @rule(cut=st.booleans(), heard=st.integers(0, 3_000), back=st.sampled_from([0, 0, 0, 1]))
    def it_was_played(self, cut: bool, heard: int, back: int) -> None:
        items = self.room.items
        item = items[-1 - min(back, len(items) - 1)]
        if cut:
            self.tell(Interrupted(item))
        self.tell(Played(item, heard if cut else 3_000, 3_000, cut))

    @precondition(lambda self: self.room.items)
    @rule(text=SAID, cut=st.sampled_from([False, False, True]))
    def the_model_is_through(self, text: str, cut: bool) -> None:
        self.tell(ModelTurn(self.room.item, text, cut))

    @precondition(lambda self: self.speaks)
    @rule(text=SAID)
    def is_asked_back(self, text: str) -> None:
        """The model reacts to an answer in words of its own."""
        item = self.room.item
        self.says_something(anew=False)
        self.tell(SaidWords(item, text, 0))
        self.tell(ModelTurn(item, text))

    @rule(text=SAID)
    def all_goes_well(self, text: str) -> None:
        """As it mostly does: so that interviews come to their end."""
        room = self.room
        if room.snapshot.medium is Medium.TEXT:
            self.tell(MoveRequested(Medium.VOICE))
        for event in (OthersPresent(0), CandidateReady(), ButtonPressed(Action.CONTINUE)):
            if room.machine.phase in CLOSED:
                self.tell(event)
        if not room.items:
            return
        item = room.item
        if room.machine.phase is Phase.LISTENING:
            self.says_something_if_it_can()
            self.tell(ToolCalled(item, "c", "answer_is_enough"))
        if room.machine.phase is Phase.SPEAKING and room.items:
            item = room.item
            said = room.texts[-1].split("<<<\n")[-1].split("\n>>>")[0]
            self.tell(SaidWords(item, said, 0))
            self.tell(ModelTurn(item, text))
            self.tell(Played(item, 3_000, 3_000))

    @precondition(lambda self: self.room.items)
    @rule(kind=st.sampled_from(["declined", "silent", "down", "up", "tool", "enough", "tokens"]))
    def the_model_does_something_else(self, kind: str) -> None:
        item = self.room.item
        happened: dict[str, InterviewEvent] = {
            "declined": Declined(item, "safety"),
            "silent": Silent(item),
            "down": DOWN,
            "up": LiveUp(resumed=True, milliseconds=5),
            "tool": ToolCalled(item, "c", "end_interview"),
            "enough": ToolCalled(item, "c", "answer_is_enough"),
            "tokens": TokensUsed(Usage(audio_out=3_000)),
        }
        self.tell(happened[kind])

    # Pictures

    @rule(source=st.sampled_from([None, Source.CAMERA, Source.SCREEN]))
    def shows_source(self, source: Source | None) -> None:
        self.tell(ShownSource(source))

    @precondition(lambda self: self.speaks)
    @rule(source=st.sampled_from(Source), seconds=st.sampled_from([0.0, 1.0, 1.0]))
    def a_picture_is_sent(self, source: Source, seconds: float) -> None:
        """A second after the one before; or at the same moment, when both waited in the inbox."""
        self.guarded(lambda: self.room.wait(seconds))
        if self.speaks:
            self.sent += 1
            self.tell(PictureSent(source))

    # Everything else

    @rule(seconds=st.sampled_from([0.5, 2.0, 11.0, 61.0, 200.0]))
    def time_passes(self, seconds: float) -> None:
        self.guarded(lambda: self.room.wait(seconds))

    @rule(action=st.sampled_from([one for one in Action if one is not Action.END]), staff=st.booleans())
    def presses(self, action: Action, staff: bool) -> None:
        self.tell(ButtonPressed(action, by=5 if staff and action is Action.PAUSE else None))

    @rule(
        event=st.sampled_from(
            [CandidateReady(), CandidateReady(), CandidateAway(), OthersPresent(0), OthersPresent(1), Typed(9, "hello")]
        )
    )
    def somebody_comes_or_goes(self, event: InterviewEvent) -> None:
        if not isinstance(event, Typed) or self.room.snapshot.medium is Medium.VOICE:
            self.tell(event)

    @precondition(lambda self: len(self.room.snapshot.turns) > 2)
    @rule(reason=st.sampled_from([Reason.LINE_LOST, Reason.THREAD_DELETED]))
    def the_room_is_lost(self, reason: Reason) -> None:
        if self.room.snapshot.medium is Medium.VOICE:
            self.tell(PlaceLost(reason))

    @precondition(lambda self: len(self.room.snapshot.turns) > 2)
    @rule(medium=st.sampled_from(Medium))
    def goes_elsewhere(self, medium: Medium) -> None:
        self.tell(MoveRequested(medium))

    @rule(fuse=st.integers(0, 6))
    def is_killed_soon(self, fuse: int) -> None:
        self.room.fuse = fuse

    @precondition(lambda self: len(self.room.snapshot.turns) % 2 == 1)
    @rule(graceful=st.booleans())
    def restarts(self, graceful: bool) -> None:
        if graceful:
            self.tell(Shutdown())
        self.restart()

    @precondition(lambda self: len(self.room.snapshot.turns) > 6)
    @rule(end=st.sampled_from([PlaceLost(Reason.BOT_REMOVED), ButtonPressed(Action.END), Stop(Reason.STAFF)]))
    def ends(self, end: InterviewEvent) -> None:
        self.tell(end)

    # How it is carried out

    @property
    def speaks(self) -> bool:
        """Whether the candidate is being heard."""
        return self.room.machine.phase is Phase.LISTENING and self.room.listening and not self.room.closed

    def says_something_if_it_can(self) -> None:
        if self.speaks:
            self.says_something(anew=False)

    def tell(self, event: InterviewEvent) -> None:
        self.guarded(lambda: self.room.tell(event))

    def guarded(self, doing: Callable[[], object]) -> None:
        """Do it; where the process dies, start a new one; where it is to move, move it."""
        if self.room.closed:
            return
        try:
            doing()
            if self.room.moved is not None:
                self.machines += 1
                self.room.now += MAKING
                self.room.arrive(self.room.moved)
        except Killed:
            self.restart()

    def restart(self) -> None:
        """What was heard in the last moments of a killed process may be lost; nothing that was stored is."""
        room = self.room
        self.heard = [word for word in self.heard if word in self.stored]
        self.sent = self.kept
        self.machines += 2
        room.now += MAKING
        if not room.closed and room.snapshot.status not in OVER:
            if room.moved is not None:
                room.fuse = None
                room.arrive(room.moved)
            else:
                room.restart()
            if room.moved is not None:
                room.arrive(room.moved)

    @property
    def in_turns(self) -> set[str]:
        """All words in the record."""
        texts = [f"{turn.text} {turn.spoken.text if turn.spoken else ''}" for turn in self.room.snapshot.turns]
        return set(" ".join(texts).split())

    @property
    def stored(self) -> set[str]:
        """The same, and the draft."""
        return self.in_turns | set(self.room.snapshot.draft.split())

    @property
    def kept(self) -> int:
        """Pictures that the store knows of."""
        return sum(span.count for span in self.room.pictures.values())

    # What is always true

    @invariant()
    def pictures_are_counted_once_and_in_a_rest_all_of_them(self) -> None:
        room = self.room
        if room.snapshot.interview_type is not InterviewType.VIDEO:
            assert not room.pictures
            assert not room.closer
            assert "interview-video-no-camera" not in room.notices
        elif room.machine.phase in {Phase.SPEAKING, Phase.LISTENING}:
            assert self.kept <= self.sent
        else:
            assert self.kept == self.sent
        assert room.notices.count("interview-video-no-camera") <= 3 * self.machines

    @invariant()
    def turns_are_in_order_and_hold_each_word_once(self) -> None:
        turns = self.room.snapshot.turns
        assert [turn.seq for turn in turns] == list(range(1, len(turns) + 1))
        answers = [word for turn in turns if turn.speaker is Speaker.CANDIDATE for word in turn.text.split()]
        mine = [word for word in answers if word.startswith("word")]
        assert len(mine) == len(set(mine)), "doubled"

    @invariant()
    def planned_questions_are_asked_once_in_order(self) -> None:
        plan, turns = self.room.snapshot.plan, self.room.snapshot.turns
        asked = [turn for turn in turns if turn.kind is TurnKind.QUESTION]
        assert [turn.question for turn in asked] == list(range(len(asked)))
        for turn in asked:
            assert (turn.source_text or turn.text) == plan.questions[turn.question or 0].text
        assert sum(turn.kind in {TurnKind.OPENING, TurnKind.CLOSING} for turn in turns) <= 2

    @invariant()
    def what_the_model_says_is_not_shown_unseen(self) -> None:
        for post in self.room.posts:
            assert "EVIL" not in f"{post.body}{post.lead}"

    @invariant()
    def the_mic_is_closed_where_nobody_listens(self) -> None:
        room = self.room
        if room.closed or room.snapshot.medium is Medium.TEXT:
            return
        if room.machine.phase in CLOSED:
            assert not room.mic
        if room.machine.phase is Phase.LISTENING:
            assert room.mic
        if room.snapshot.turns and room.snapshot.turns[-1].kind in {TurnKind.OPENING, TurnKind.CLOSING}:
            assert not room.mic

    @invariant()
    def what_was_heard_is_kept(self) -> None:
        """While it is listened to it may be on its way; afterwards it is stored."""
        if self.room.machine.phase is not Phase.LISTENING:
            assert set(self.heard) <= self.stored, "lost"

    @invariant()
    def a_pause_is_a_pause(self) -> None:
        room = self.room
        if not room.closed and room.snapshot.medium is Medium.VOICE and room.fuse is None:
            assert (room.machine.phase is Phase.PAUSED) is (room.snapshot.status is Status.PAUSED)

    def teardown(self) -> None:
        """It always ends."""
        print(f"INTERVIEW_SEED={SEED}")
        if not hasattr(self, "room"):
            return
        self.room.fuse = None
        for _ in range(3):
            self.guarded(lambda: self.room.wait(10 * 86_400.0))
        assert self.room.snapshot.status in OVER
        self.pictures_are_counted_once_and_in_a_rest_all_of_them()
        if self.room.snapshot.status is Status.COMPLETED:
            asked = [turn.question for turn in self.room.snapshot.turns if turn.kind is TurnKind.QUESTION]
            assert asked == list(range(len(self.room.snapshot.plan.questions)))


SpokenInterviews.TestCase.settings = settings(
    max_examples=300, stateful_step_count=50, print_blob=True, suppress_health_check=list(HealthCheck)
)
TestSpokenInterviews = pytest.mark.slow(SpokenInterviews.TestCase)
