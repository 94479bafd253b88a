"""A reply that stops in the middle of a sentence: its rest is waited for, then it is asked once more, then dropped."""

from dataclasses import replace

import pytest

from bot.interview.commands import AskModel, Log
from bot.interview.models import Mark, Question, TurnKind
from bot.interview.phases import Phase
from bot.ports.events import ButtonPressed
from bot.ports.model import LateWords, ModelTurn
from bot.ports.posts import Action
from tests.harness.text_machine import PLAN, Room, begun

HALVES = [
    "Which library did",
    "That helps, thank you. Which library did",
    "Welche Bibliothek haben Sie",
    "你用了哪个",
    "और",
]
WAIT = 1.0


def asked_of(room: Room) -> list[Log]:
    return [command for command in room.out if isinstance(command, Log) and command.kind == "broken_off"]


def answered(**changes: object) -> Room:
    room = begun(**changes)
    room.answer("I like it.")
    return room


@pytest.mark.parametrize("half", HALVES)
def test_the_rest_belongs_to_it(half: str) -> None:
    """Whatever comes within a moment makes it whole, and one question is shown."""
    room = answered()
    room.model(half)
    assert (room.machine.phase, len(room.asked)) == (Phase.THINKING, 1)
    room.wait(WAIT - 0.1)
    room.tell(LateWords(room.asked[-1], f"{half} you use"))
    room.wait(WAIT - 0.1)
    room.tell(LateWords(room.asked[-1], f"{half} you use, and why?"))
    assert (room.last.kind, room.posts[-1].body) == (TurnKind.FOLLOW_UP, f"{half} you use, and why?")
    assert len(room.asked) == 1


@pytest.mark.parametrize("half", HALVES)
def test_it_is_asked_once_more(half: str) -> None:
    """And the whole reply to that counts alone."""
    room = answered()
    room.model(half)
    room.wait(WAIT)
    assert [command.item.id for command in room.out if isinstance(command, AskModel)] == [room.asked[0]]
    assert [log.detail["again"] for log in asked_of(room)] == [True]
    room.model("What made you choose it?")
    assert room.posts[-1].body == "What made you choose it?"


@pytest.mark.parametrize("half", HALVES)
def test_half_a_sentence_is_never_shown(half: str) -> None:
    """Nor stored: when it stops again the next planned question comes, without a bridge."""
    room = answered()
    room.model(half)
    room.wait(WAIT)
    room.model(half)
    room.wait(WAIT)
    assert (room.posts[-1].body, room.posts[-1].lead) == ("What would you do?", None)
    assert half not in str([turn.text for turn in room.snapshot.turns])
    assert len(room.asked) == 2


def test_whole_sentences_before_it_are_kept() -> None:
    """What was said to its end was said."""
    room = answered()
    for _ in range(2):
        room.model("What made you choose it? And which")
        room.wait(WAIT)
    assert (room.last.kind, room.last.text) == (TurnKind.FOLLOW_UP, "What made you choose it?")


def test_for_a_bridge_nobody_is_asked_twice() -> None:
    """The model had enough: only a sentence that leads on is lost."""
    room = answered()
    room.model("Thank you, that", enough=True)
    room.wait(WAIT)
    assert (room.posts[-1].body, room.posts[-1].lead, len(room.asked)) == ("What would you do?", None, 1)
    assert [log.detail["again"] for log in asked_of(room)] == [False]


def test_half_a_translation_is_asked_once_more_and_then_left() -> None:
    """The original is better than half of it."""
    room = begun(language="de", plan=replace(PLAN, questions=(Question("What draws you here?", 0),)))
    room.model("Was führt")
    room.wait(WAIT)
    assert len(room.asked) == 2
    room.model("Was führt")
    room.wait(WAIT)
    assert (room.last.text, room.last.marks) == ("What draws you here?", (Mark.UNTRANSLATED,))


def test_a_translation_ends_as_its_source_does() -> None:
    """An admin may write a question without a mark at its end."""
    room = begun(language="de", plan=replace(PLAN, questions=(Question("Tell us about you", 0),)))
    room.model("Erzähl uns von dir")
    assert (room.last.text, len(room.asked)) == ("Erzähl uns von dir", 1)


def test_who_writes_meanwhile_is_waited_for() -> None:
    """The reply does not know what is being written; nobody asks the model for the rest of it."""
    room = answered()
    room.model("Which library did")
    room.say("One more thing")
    room.wait(WAIT)
    assert len(room.asked) == 1
    room.wait(2.0)
    assert (len(room.asked), room.asked[-1] > room.asked[0]) == (2, True)


def test_a_pause_meanwhile() -> None:
    """It goes on with the model asked once more."""
    room = answered()
    room.model("Which library did")
    room.tell(ButtonPressed(Action.PAUSE))
    room.wait(60.0)
    assert len(room.asked) == 1
    room.tell(ButtonPressed(Action.CONTINUE))
    assert len(room.asked) == 2
    room.model("What made you choose it?")
    assert room.last.kind is TurnKind.FOLLOW_UP


def test_words_that_are_too_late_change_nothing() -> None:
    """It was asked again, or the interview is past it."""
    room = answered()
    first = room.asked[-1]
    room.model("Which library did")
    room.wait(WAIT)
    room.tell(LateWords(first, "Which library did you use?"))
    room.tell(LateWords(first - 2, "Hm?"))
    assert room.machine.phase is Phase.THINKING
    room.tell(ModelTurn(first, "What made you choose it?"))
    room.tell(LateWords(first, "What made you choose it? And"))
    assert room.posts[-1].body == "What made you choose it?"
