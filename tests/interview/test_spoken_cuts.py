"""Interruptions, misreadings and failures in a spoken interview."""

import pytest

from bot.interview.commands import AskModel, Listen, StopSpeaking
from bot.interview.events import InterviewEvent
from bot.interview.models import Mark, Status
from bot.interview.phases import Phase
from bot.ports.events import ButtonPressed, Played
from bot.ports.model import Declined, LiveDown, ModelTurn, SaidWords, Silent, TokensUsed, Usage
from bot.ports.posts import Action
from tests.harness.text_machine import DOWN, PLAN
from tests.harness.voice_machine import Hall, hall, listening, shown

FIRST, SECOND = (question.text for question in PLAN.questions)


def phase(room: Hall) -> Phase:
    """Asked anew each time."""
    return room.machine.phase


def test_what_was_heard_of_a_cut_question_is_the_record() -> None:
    """More than half of it: the candidate knew what it was about."""
    room = hall()
    out = room.play(FIRST, cut=True, heard=0.8)
    assert any(isinstance(command, Listen) for command in out)
    assert Mark.INTERRUPTED in room.last.marks
    assert room.last.spoken is not None
    assert room.last.spoken.cut
    assert FIRST.startswith(room.last.spoken.text)


def test_a_question_that_was_hardly_heard_is_said_again_once() -> None:
    """After the candidate's words are stored and the model's reaction is over; as the same turn."""
    room = hall()
    room.play(FIRST, cut=True, heard=0.2)
    assert room.last.spoken is None
    room.hear("Sorry, one moment.")
    room.play("No hurry.")
    assert room.kinds == ["opening", "question", "answer"]
    assert FIRST in room.texts[-1]
    room.play(FIRST, cut=True, heard=0.2)
    assert room.turn(2).spoken is not None
    room.hear("The people.")
    room.enough()
    assert room.kinds == ["opening", "question", "answer", "answer", "question"]


def test_it_is_said_again_within_the_reply_where_the_model_had_enough() -> None:
    """The call's result brings the same question, and no new turn."""
    room = hall()
    room.play(FIRST, cut=True, heard=0.2)
    room.hear("Sorry, one moment.")
    room.enough()
    assert FIRST in room.texts[-1]
    room.play(f"No hurry. {FIRST}")
    assert room.kinds == ["opening", "question", "answer"]
    assert phase(room) is Phase.LISTENING
    room.hear("The people.")
    room.enough()
    assert room.last.text == SECOND


def test_whoever_interrupts_a_remark_is_listened_to() -> None:
    """Nobody is talked over: the next question waits."""
    room = listening()
    room.hear("The people.")
    room.play("You mentioned the people.", cut=True, heard=0.5)
    assert phase(room) is Phase.LISTENING
    room.hear("And the games.")
    room.enough()
    assert room.kinds[-3:] == ["answer", "answer", "question"]


def test_a_cut_before_the_end_of_the_reply() -> None:
    """The playout falls silent first; what the model said of it follows."""
    room = listening()
    room.hear("The people.")
    room.tell(SaidWords(room.item, "What about them?", 0))
    assert room.tell(Played(room.item, 500, 900, cut=True)) == []
    room.tell(ModelTurn(room.item, "What about them?", cut=True))
    assert (room.last.kind, room.last.marks) == ("follow_up", (Mark.INTERRUPTED,))
    assert phase(room) is Phase.LISTENING


def test_a_misreading_is_said_once_more_and_then_marked() -> None:
    """The planned words stand in the chat."""
    room = hall()
    room.play("Tell me something about yourself, please.")
    assert room.kinds == ["opening", "question"]
    assert FIRST in room.texts[-1]
    room.play("Tell me something about yourself, please.")
    assert room.last.marks == (Mark.MISREAD,)
    assert phase(room) is Phase.LISTENING


def test_a_question_whose_end_was_lost_with_its_socket_is_said_again() -> None:
    """Nobody interrupted it."""
    room = hall()
    item = room.item
    room.tell(SaidWords(item, "What draws", 0))
    room.tell(ModelTurn(item, "What draws", cut=True))
    out = room.tell(Played(item, 700, 700))
    assert any(isinstance(command, AskModel) for command in out)
    assert room.kinds == ["opening", "question"]


def test_repeat_says_the_open_question_again() -> None:
    """Under a number of its own; what was said already is an answer."""
    room = listening()
    room.hear("Well,")
    out = room.tell(ButtonPressed(Action.REPEAT))
    assert any(isinstance(command, StopSpeaking) for command in out)
    assert room.kinds == ["opening", "question", "answer"]
    assert FIRST in room.texts[-1]
    room.play(FIRST)
    assert room.items == sorted(set(room.items))
    room.hear("The people.")
    room.enough()
    assert room.last.text == SECOND


def test_skip() -> None:
    """A required question needs an answer first."""
    room = listening()
    assert shown(room.tell(ButtonPressed(Action.SKIP))) == ["interview-required"]
    room.hear("The people.")
    room.tell(ButtonPressed(Action.SKIP))
    assert room.kinds[-2:] == ["answer", "question"]
    assert shown(room.tell(ButtonPressed(Action.SKIP))) == ["interview-voice-last"]
    assert room.kinds[-1] == "question"
    room.tell(ButtonPressed(Action.FINISH))
    assert room.kinds[-2:] == ["skip", "closing"]


FAILURES: list[tuple[str, InterviewEvent]] = [("silent", Silent(6)), ("declined", Declined(6, "x")), ("down", DOWN)]


@pytest.mark.parametrize("event", [row[1] for row in FAILURES], ids=[row[0] for row in FAILURES])
def test_a_failure_lets_the_candidate_choose(event: InterviewEvent) -> None:
    """What was said is kept; Continue tries again."""
    room = listening()
    room.hear("The people.")
    assert "interview-voice-choice" in shown(room.tell(event))
    assert (phase(room), room.mic) == (Phase.CHOOSING, False)
    assert room.last.text == "The people."
    assert (Mark.PROVIDER_DECLINED in room.last.marks) is isinstance(event, Declined)
    room.tell(ButtonPressed(Action.CONTINUE))
    again = isinstance(event, LiveDown)  # they were in the middle of it
    assert (FIRST if again else SECOND) in room.texts[-1]
    assert "Thank you for waiting." in room.texts[-1]


def test_a_failure_while_speaking() -> None:
    """The question is not asked twice, only said again."""
    room = hall()
    room.tell(Silent(room.item))
    room.tell(ButtonPressed(Action.CONTINUE))
    assert room.kinds == ["opening", "question"]
    assert FIRST in room.texts[-1]


def test_a_model_that_says_nothing_of_itself_is_given_up() -> None:
    """Whatever the Live session reports."""
    room = hall()
    room.wait(181.0)
    assert phase(room) is Phase.CHOOSING


def test_a_connection_that_is_not_needed_any_more() -> None:
    """The sound is there already."""
    room = hall()
    room.tell(SaidWords(room.item, FIRST, 0))
    room.tell(ModelTurn(room.item, FIRST))
    assert room.tell(DOWN) == []


def test_limits_end_the_follow_ups() -> None:
    """As in writing."""
    room = listening()
    room.tell(TokensUsed(Usage(audio_out=400_000)))
    room.hear("The people.")
    room.play("What about them?")
    assert not room.snapshot.follow_ups
    assert room.last.text == SECOND


def test_the_end_by_button_keeps_what_was_said() -> None:
    """And says so."""
    room = listening()
    room.hear("The people.")
    out = room.tell(ButtonPressed(Action.END))
    assert shown(out) == ["interview-ended"]
    assert (room.last.text, room.snapshot.status, room.closed) == ("The people.", Status.ENDED, True)


def test_nothing_stops_a_completed_interview() -> None:
    """Whoever leaves during the closing words has completed it."""
    room = listening()
    room.hear("The people.")
    room.enough()
    room.play(SECOND)
    room.hear("I would help.")
    room.enough()
    room.leave()
    assert room.snapshot.status is Status.COMPLETED
