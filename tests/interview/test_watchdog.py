"""What stands behind all other waits: with these switched off, no candidate only waits for more than five minutes."""

from collections.abc import Callable

import pytest

from bot.errors import Reason
from bot.interview.commands import Log
from bot.interview.models import Plan, Question
from bot.interview.phases import Phase
from bot.interview.session import InterviewSession
from bot.interview.timing import Timing
from bot.ports.events import ButtonPressed, CandidateReady, Deleted
from bot.ports.model import ModelTurn, SaidWords, ToolCalled
from bot.ports.posts import Action
from tests.harness.text_machine import PLAN, Room, snapshot
from tests.harness.voice_machine import Hall, spoken

ENDLESS = Timing(thinking=1e9, playout=1e9)
NO_FOLLOW_UPS = Plan("Moderator", (Question("First?", follow_ups=0), Question("Second?", follow_ups=0)), language="en")


def written(plan: Plan = PLAN, **changes: object) -> Room:
    made = Room(snapshot(plan, **changes))  # type: ignore[arg-type]  # by name
    made.machine = InterviewSession(made.snapshot, ENDLESS, made.now)
    return made.begin()


def by_voice() -> Hall:
    made = Hall(spoken())
    made.machine = InterviewSession(made.snapshot, ENDLESS, made.now)
    made.begin()
    made.tell(CandidateReady())
    return made


def thinking() -> Room:
    """The model was asked about an answer."""
    room = written()
    room.answer("I like maps.")
    assert room.machine.phase is Phase.THINKING
    return room


def speaking() -> Hall:
    """The model was asked to say something."""
    return by_voice()


def speaking_without_an_end() -> Hall:
    """It says word after word, and never that this was all."""
    room = by_voice()
    for number in range(5):
        room.wait(50.0)
        room.tell(SaidWords(room.item, f"word {number} ", 0))
    return room


def speaking_after_an_answer() -> Hall:
    """The model called, was told what to say, and says nothing."""
    room = by_voice()
    room.play(room.snapshot.turns[0].text)
    room.play(PLAN.questions[0].text)
    room.hear("The people.")
    room.enough()
    assert room.machine.phase is Phase.SPEAKING
    return room


def calling() -> Hall:
    """It calls now and then, and says nothing."""
    room = speaking_after_an_answer()
    for number in range(3):
        room.wait(80.0)
        room.tell(ToolCalled(room.item, f"c{number}", "answer_is_enough"))
    return room


def never_played() -> Hall:
    """The sound of what was said never comes to an end."""
    room = by_voice()
    room.tell(ModelTurn(room.item, "Hello!", audible_ms=4_000))
    return room


STATES = (thinking, speaking, speaking_without_an_end, speaking_after_an_answer, calling, never_played)


@pytest.mark.parametrize("state", STATES)
def test_nobody_only_waits_for_long(state: Callable[[], Room]) -> None:
    """They can choose, and the record says that it stood still."""
    room = state()
    out = room.wait(301.0)
    assert room.machine.phase is Phase.CHOOSING
    assert any(isinstance(command, Log) and command.kind == "stuck" for command in out)
    assert {Action.CONTINUE, Action.WITHOUT} & set(room.posts[-1].buttons)
    ways = [action for action in room.posts[-1].buttons if action in {Action.CONTINUE, Action.WITHOUT}]
    room.tell(ButtonPressed(ways[0]))
    assert room.machine.phase is not Phase.CHOOSING


def test_a_translation_that_never_comes_is_done_without() -> None:
    """The team's own words are better than silence."""
    room = written(NO_FOLLOW_UPS, language="de")
    before = room.machine.phase
    out = room.wait(301.0)
    assert (before, room.machine.phase) == (Phase.TRANSLATING, Phase.LISTENING)
    assert any(isinstance(command, Log) and command.kind == "stuck" for command in out)
    assert room.last.text == "First?"


def test_what_is_taken_back_just_then_leads_to_the_original() -> None:
    """They write in the very moment in which the translation is given up, and delete it."""
    room = written(NO_FOLLOW_UPS, language="de")
    room.wait(299.5)
    written_then = room.say("Hm.")
    out = room.wait(1.0)
    assert any(isinstance(command, Log) and command.kind == "stuck" for command in out)
    before = room.machine.phase
    room.tell(Deleted(written_then))
    assert (before, room.machine.phase) == (Phase.TRANSLATING, Phase.LISTENING)
    assert room.last.text == "First?"


def test_whoever_has_the_word_is_not_hurried() -> None:
    """Days in writing; by voice the channel's own limits count."""
    room = written()
    assert room.machine.phase is Phase.LISTENING
    room.wait(86_400.0)
    assert room.machine.phase is Phase.LISTENING
    assert room.snapshot.status_reason != Reason.INTERNAL
