"""The tables of the phases are the truth: what may follow what, and which button means something when."""

from dataclasses import replace

import pytest

from bot.interview.commands import Log
from bot.interview.events import ResumedElsewhere
from bot.interview.models import Medium, Plan, Question, Status
from bot.interview.phases import BUTTONS, FOLLOWING, MEANINGS, NEVER, Phase
from bot.interview.post_queue import UNFORESEEN, PostQueue
from bot.interview.record import Record
from bot.interview.session import InterviewSession
from bot.interview.text.candidate import TextCandidate
from bot.interview.timing import Timing
from bot.interview.voice.candidate import VoiceCandidate
from bot.ports.events import ButtonPressed, Deleted, Typing
from bot.ports.posts import Action
from tests.harness.text_machine import Room, begun, snapshot
from tests.harness.voice_machine import Hall, spoken

BY_THE_SESSION = {Action.ASK, Action.END}
NO_FOLLOW_UPS = Plan("Moderator", (Question("First?", follow_ups=0), Question("Second?", follow_ups=0)), language="en")


def queue(medium: Medium) -> PostQueue:
    return PostQueue(Record(spoken() if medium is Medium.VOICE else snapshot()))


@pytest.mark.parametrize("medium", Medium)
def test_every_phase_of_a_medium_can_be_reached_and_left(medium: Medium) -> None:
    """From the first phase to each, and from each to the end."""
    table = FOLLOWING[medium]
    assert set().union(*table.values()) == set(table) - {Phase.NEW}
    for phase, following in table.items():
        assert Phase.OVER in following or phase is Phase.OVER
    assert table[Phase.OVER] == NEVER


def test_every_phase_is_explained_and_stands_in_a_medium() -> None:
    assert list(MEANINGS) == list(Phase)
    assert set().union(*FOLLOWING.values()) == set(Phase)


@pytest.mark.parametrize("medium", Medium)
def test_every_button_is_entered(medium: Medium) -> None:
    """For each medium, in phases that it has; and where it means something, somebody does it."""
    side = (VoiceCandidate if medium is Medium.VOICE else TextCandidate)(queue(medium), Timing())
    assert set(BUTTONS[medium]) == set(Action)
    for action, phases in BUTTONS[medium].items():
        assert phases <= set(FOLLOWING[medium])
        assert bool(phases) is (action in BY_THE_SESSION | set(side.buttons))


@pytest.mark.parametrize("medium", Medium)
def test_a_phase_that_may_not_follow_is_logged_and_entered(medium: Medium) -> None:
    """It is a bug, and no reason for a crash that would come again."""
    posts = queue(medium)
    posts.enter(Phase.OVER)
    assert not [command for command in posts.record.take_orders() if isinstance(command, Log)]
    posts.enter(Phase.LISTENING)
    assert posts.phase is Phase.LISTENING
    assert posts.record.take_orders() == [Log(UNFORESEEN, {"from": "over", "to": "listening"})]


def test_the_worlds_of_the_tests_refuse_it() -> None:
    room = begun()
    with pytest.raises(AssertionError, match="no phase may follow"):
        room._carry_out(Log(UNFORESEEN, {}))


def test_a_fault_by_voice_behind_the_closing_words_is_gone_on_with_in_writing() -> None:
    """From the pause right to the last look into the thread."""
    room = Room(snapshot(Plan("Moderator", (Question("One?", follow_ups=0),)))).begin()
    room.answer("Yes.")
    hall = Hall(replace(room.snapshot, status=Status.PAUSED, status_reason="internal"))
    hall.machine = InterviewSession(hall.snapshot, Timing(), hall.now)
    hall.tell(ResumedElsewhere())
    before = hall.machine.phase
    hall.tell(ButtonPressed(Action.CONTINUE))
    assert (before, hall.machine.phase) == (Phase.PAUSED, Phase.OVER)
    assert hall.snapshot.status is Status.COMPLETED


def test_who_writes_and_deletes_while_a_translation_is_late_gets_the_original() -> None:
    """They held it up for as long as something stood there; nobody waits for more than that."""
    room = Room(snapshot(NO_FOLLOW_UPS, language="de")).begin()
    room.wait(150.0)
    before = room.say("One")
    for _ in range(4):
        type_for(room, 45.0)
        now = room.say("One more")
        room.tell(Deleted(before))
        before = now
    held_up = room.machine.phase
    room.tell(Deleted(before))
    assert (held_up, room.machine.phase) == (Phase.TRANSLATING, Phase.LISTENING)
    assert room.last.text == NO_FOLLOW_UPS.questions[0].text


def type_for(room: Room, seconds: float) -> None:
    for _ in range(int(seconds / 5.0)):
        room.tell(Typing())
        room.wait(5.0)
