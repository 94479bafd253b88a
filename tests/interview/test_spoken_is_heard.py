"""Spoken means heard, and heard means words: what only looks like a question that was said, or like an answer."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.interview.commands import Log
from bot.interview.models import Mark, Plan, Question, Status
from bot.interview.phases import Phase
from bot.interview.text.prompts import LATE_OUTPUT
from bot.ports.events import ButtonPressed, Played
from bot.ports.model import ModelTurn, SaidWords, ToolCalled
from bot.ports.posts import Action, Phrase
from tests.harness.text_machine import PLAN
from tests.harness.voice_machine import Hall, hall, listening

FIRST, SECOND = (question.text for question in PLAN.questions)
AGAIN = "Could you say that again?"


def phase(room: Hall) -> Phase:
    """Asked anew each time."""
    return room.machine.phase


NOTHING = {
    "a turn without sound": (ModelTurn(0, "", audible_ms=0), None),
    "words without sound": (ModelTurn(0, FIRST, audible_ms=0), None),
    "a moment of sound": (ModelTurn(0, FIRST, audible_ms=120), Played(0, 120, 120)),
    "sound that cannot be heard": (ModelTurn(0, FIRST, audible_ms=0), Played(0, 4_000, 4_000)),
    "a tone that was broken off": (ModelTurn(0, "", cut=True, audible_ms=20_000), Played(0, 20_000, 20_000)),
}


def says_nothing(room: Hall, how: str) -> None:
    """The model is through with what it was to say, and next to nothing of it was heard."""
    turn, played = NOTHING[how]
    item = room.item
    room.tell(replace(turn, item_id=item))
    if played is None:
        room.wait(30.0)
    else:
        room.tell(replace(played, item_id=item))


@pytest.mark.parametrize("how", NOTHING)
def test_what_had_no_sound_was_not_said(how: str) -> None:
    """Once more, by a request of its own; then the candidate is told, and the record is marked."""
    room = hall()
    first = room.item
    says_nothing(room, how)
    assert phase(room) is Phase.SPEAKING
    assert room.item > first
    assert FIRST in room.texts[-1]
    says_nothing(room, how)
    assert phase(room) is Phase.CHOOSING
    assert room.last.spoken is None
    assert Mark.MISREAD in room.last.marks
    room.tell(ButtonPressed(Action.CONTINUE))
    room.play(FIRST)
    assert phase(room) is Phase.LISTENING
    assert room.last.spoken is not None


@pytest.mark.parametrize("how", NOTHING)
def test_what_had_no_sound_after_an_answer_was_not_said(how: str) -> None:
    """The model called its function, and then was silent."""
    room = listening()
    room.hear("The people.")
    room.enough()
    says_nothing(room, how)
    assert phase(room) is Phase.SPEAKING
    assert room.texts[-1].splitlines()[1].startswith("Say exactly this")
    assert SECOND in room.texts[-1]


@pytest.mark.parametrize("how", NOTHING)
def test_closing_words_that_had_no_sound_end_it_all_the_same(how: str) -> None:
    """They stand in the chat, and are marked."""
    room = listening(Plan("Moderator", (Question(FIRST, follow_ups=0),), closing="Thank you all the same."))
    room.hear("The people.")
    room.enough()
    says_nothing(room, how)
    says_nothing(room, how)
    assert phase(room) is Phase.OVER
    assert room.snapshot.status is Status.COMPLETED
    assert Mark.MISREAD in room.last.marks


def test_sound_that_lasts_longer_than_its_words_is_waited_for() -> None:
    """It came faster than it is played."""
    room = hall()
    room.tell(SaidWords(room.item, "Well.", 0))
    out = list(room.tell(ModelTurn(room.item, "Well.", cut=True, audible_ms=40_000)))
    out += room.wait(39.0)
    assert phase(room) is Phase.SPEAKING
    assert not [command for command in out if isinstance(command, Log)]


def test_an_answer_that_is_heard_again_on_a_new_socket_asks_the_same_again() -> None:
    """The socket went before the question was said; whoever obeys "say nothing more" would be silent for ever."""
    room = listening()
    room.hear("The people.")
    room.enough()
    told = room.texts[-1]
    room.hear("The people.", anew=True)
    room.tell(ToolCalled(room.item, "again", "answer_is_enough"))
    assert room.texts[-1] == told
    assert len([turn for turn in room.snapshot.turns if turn.text == SECOND]) == 1
    room.tell(SaidWords(room.item, "Thank you.", 0))
    room.tell(ToolCalled(room.item, "late", "answer_is_enough"))
    assert room.texts[-1] == LATE_OUTPUT


LABELS = ["[noise]", "(silence)", ".", "\u266a", "*coughs*", "[inaudible 00:03]", "(Rauschen)"]


@pytest.mark.parametrize("label", LABELS)
def test_a_label_is_no_answer(label: str) -> None:
    """The model has enough of it all the same: it is to ask once more, and the question stays open."""
    room = listening()
    room.hear(label)
    room.enough()
    room.wait(2.0)
    room.play(AGAIN)
    assert "answer" not in room.kinds
    assert phase(room) is Phase.LISTENING
    room.hear("The people.")
    room.enough()
    assert [turn.text for turn in room.snapshot.turns if turn.kind == "answer"] == ["The people."]


@pytest.mark.parametrize("label", LABELS)
def test_a_reply_to_a_label_keeps_the_question_open(label: str) -> None:
    """Whatever the model says to it."""
    room = listening()
    room.hear(label)
    room.play("Take your time.")
    assert "answer" not in room.kinds
    assert phase(room) is Phase.LISTENING


def test_labels_beside_words_are_an_answer() -> None:
    """It says what it says."""
    room = listening()
    room.hear("[noise]")
    room.hear(" The people.")
    room.enough()
    assert [turn.text for turn in room.snapshot.turns if turn.kind == "answer"] == ["[noise] The people."]


def reacts(room: Hall) -> None:
    """The model understood, and asks back."""
    room.play("What about them?")


def has_enough(room: Hall) -> None:
    """The model understood, and calls."""
    room.enough()
    room.wait(2.0)
    if phase(room) is not Phase.CHOOSING:
        room.play(AGAIN)


@pytest.mark.parametrize("first", [reacts, has_enough])
@pytest.mark.parametrize("second", [reacts, has_enough])
def test_answers_that_are_never_transcribed(first: Callable[[Hall], None], second: Callable[[Hall], None]) -> None:
    """At the second the candidate is told and can write; the record says that something was said."""
    room = listening()
    first(room)
    assert phase(room) is Phase.LISTENING
    second(room)
    assert phase(room) is Phase.CHOOSING
    assert room.posts[-1].lead == Phrase("interview-choice-unwritten")
    assert room.notices[-1] == "interview-voice-choice-unsaved"
    assert Log("not_transcribed", {"question": 1}) in room.out
    room.tell(ButtonPressed(Action.WRITE))
    assert room.moved == "text"
    assert "answer" not in room.kinds


def test_words_begin_the_count_anew() -> None:
    """One that was lost now and then is asked for again, and that is all."""
    room = listening()
    reacts(room)
    room.hear("The people.")
    reacts(room)
    room.enough()
    assert phase(room) is not Phase.CHOOSING
