"""What comes late, or in an unlucky order, in a spoken interview."""

from dataclasses import replace

import pytest

from bot.errors import Reason
from bot.interview.commands import AnswerTool, AskModel, Listen, Log
from bot.interview.events import Begin, Shutdown
from bot.interview.models import Limits, Mark
from bot.interview.phases import Phase
from bot.interview.text.prompts import LATE_OUTPUT, history_items
from bot.ports.events import ButtonPressed, CandidateAway, CandidateReady, OthersPresent, PlaceLost, Played
from bot.ports.model import Handle, ModelTurn, SaidWords
from bot.ports.posts import Action
from tests.harness.text_machine import DOWN, PLAN
from tests.harness.voice_machine import Hall, hall, listening, spoken

FIRST, SECOND = (question.text for question in PLAN.questions)


def phase(room: Hall) -> Phase:
    """Asked anew each time."""
    return room.machine.phase


def test_an_old_utterance_sent_again_voids_nothing_new() -> None:
    """`anew` concerns its own item."""
    room = listening()
    item = room.item
    room.hear("The people.")
    room.enough()
    room.play(SECOND)
    room.hear("I would help.")
    room.hear("", item=item, anew=True)
    room.hear(" Gladly.")
    room.enough()
    assert room.turn(5).text == "I would help. Gladly."


def test_late_words_of_a_stored_answer_are_no_draft() -> None:
    """After a crash they would answer the next question."""
    room = listening()
    item = room.item
    room.hear("The people")
    room.enough()
    room.hear(" and the games.", item=item)
    room.wait(2.0)
    assert room.snapshot.draft == ""
    room.restart()
    assert room.kinds == ["opening", "question", "answer", "question"]


def test_a_reply_that_never_ends_is_not_waited_for_for_ever() -> None:
    """The Live session reports it long before."""
    room = listening()
    room.tell(SaidWords(room.item, "What about", 0))
    room.wait(181.0)
    assert phase(room) is Phase.CHOOSING


def test_a_question_to_an_unheard_question_is_no_follow_up() -> None:
    """The question itself comes again."""
    room = hall()
    room.play(FIRST, cut=True, heard=0.2)
    room.hear("Sorry, what?")
    room.play("Shall I say it again?")
    assert room.kinds == ["opening", "question", "answer"]
    assert FIRST in room.texts[-1]


def test_what_was_cut_is_not_misread() -> None:
    """More than half of it was heard, less than it takes to recognise it."""
    room = hall()
    room.play(FIRST, cut=True, heard=0.55)
    assert room.last.marks == (Mark.INTERRUPTED,)


def test_whoever_interrupts_the_reply_to_noise_is_listened_to() -> None:
    """The question that nobody heard waits until they are through."""
    room = hall()
    room.play(FIRST, cut=True, heard=0.2)
    out = room.play("Pardon?", cut=True, heard=0.5)
    assert not any(isinstance(command, AskModel) for command in out)
    assert any(isinstance(command, Listen) for command in out)
    room.hear("Sorry, what?")
    room.play("No hurry.")
    assert FIRST in room.texts[-1]


def test_words_that_come_after_the_reply() -> None:
    """It was no noise after all."""
    room = listening()
    room.tell(SaidWords(room.item, "What about them?", 0))
    room.tell(ModelTurn(room.item, "What about them?"))
    room.hear("The people.")
    room.tell(Played(room.item, 900, 900))
    assert room.kinds == ["opening", "question", "answer", "follow_up"]


@pytest.mark.parametrize("replied", [False, True])
def test_leaving_after_an_answer(replied: bool) -> None:
    """Once the model reacts the answer was over; before, they may have been in the middle of it."""
    room = listening()
    room.hear("The people.")
    if replied:
        room.tell(SaidWords(room.item, "You mentioned", 0))
    room.leave()
    room.tell(CandidateReady())
    assert (SECOND if replied else FIRST) in room.texts[-1]


@pytest.mark.parametrize("sound", [0, 700])
def test_a_question_that_ends_before_a_word_of_it_is_known(sound: int) -> None:
    """Interrupted before it began, the candidate is listened to first; lost with its socket, it is said again."""
    room = hall()
    room.tell(ModelTurn(room.item, "", cut=True))
    out = room.tell(Played(room.item, sound, sound))
    assert any(isinstance(command, AskModel) for command in out) is (sound > 0)
    assert any(isinstance(command, Listen) for command in out) is (sound == 0)
    assert (Mark.INTERRUPTED in room.last.marks) is (sound == 0)
    assert room.kinds == ["opening", "question"]


def test_leaving_while_a_call_waits() -> None:
    """The model must not wait for its answer for ever."""
    room = listening()
    room.enough()
    out = room.leave()
    assert [command.output for command in out if isinstance(command, AnswerTool)] == [LATE_OUTPUT]


def test_numbers_begin_above_what_the_stored_handle_holds() -> None:
    """Or the resumed model would not be told."""
    room = Hall(spoken(handle=Handle("h", covers=40, at=0.0))).joined()
    assert room.items == [41, 42]


def test_a_draft_that_became_an_answer_is_told() -> None:
    """What is said next has a higher number: a Live session is given the items below what it is asked."""
    room = listening()
    room.hear("The peo")
    room.tell(Shutdown())
    room.snapshot = replace(room.snapshot, handle=Handle("h", covers=5, at=0.0))
    room.restart()
    room.tell(CandidateReady())
    assert room.kinds == ["opening", "question", "answer"]
    assert [item.id for item in history_items(room.snapshot) if item.id < room.item] == [6]


def test_whoever_leaves_during_the_second_greeting_is_not_greeted_again() -> None:
    """They heard its beginning."""
    room = Hall(spoken())
    room.tell(Begin())
    room.tell(CandidateReady())
    room.tell(DOWN)
    room.tell(ButtonPressed(Action.CONTINUE))
    room.tell(SaidWords(room.item, "Hello", 0))
    room.leave()
    room.tell(CandidateReady())
    assert FIRST in room.texts[-1]


def test_a_limit_is_written_down_once() -> None:
    """However many answers follow."""
    room = listening(limits=Limits(turns=2))
    kinds = []
    for _ in PLAN.questions:
        room.hear("The people.")
        kinds += [command.kind for command in room.enough() if isinstance(command, Log)]
        room.play(SECOND)
    assert kinds == ["limit_reached"]


def test_company_before_somebody_is_back() -> None:
    """They are welcomed back when they are alone."""
    room = listening(pause_on_company=True)
    room.leave()
    room.tell(OthersPresent(1))
    room.tell(CandidateReady())
    assert phase(room) is Phase.COMPANY
    room.tell(OthersPresent(0))
    assert "Good to have you back." in room.texts[-1]


@pytest.mark.parametrize("before", [False, True])
def test_a_room_that_is_deleted(before: bool) -> None:
    """It is the line that is lost: the interview has a thread."""
    room = listening()
    if before:
        room.tell(CandidateAway())
    room.tell(PlaceLost(Reason.THREAD_DELETED))
    assert room.snapshot.status_reason == "line_lost"
    assert room.moved == "text"
