"""An interview in another language than its questions: the model translates, both texts are kept."""

from dataclasses import replace

import pytest

from bot.interview.models import Limits, Mark, Question, Status, TurnKind
from bot.interview.phases import Phase
from bot.ports.events import ButtonPressed, Deleted
from bot.ports.model import Declined, Silent
from bot.ports.posts import Action
from tests.harness.text_machine import DOWN, PLAN, Room, begun, snapshot


def test_another_language_is_translated_and_both_texts_are_kept() -> None:
    """Questions and closing words, through the model."""
    room = begun(language="de", plan=replace(PLAN, questions=(Question("Why?", 0),)))
    assert room.asked == [3]
    assert room.typing
    room.model("Warum?")
    assert (room.last.text, room.last.source_text, room.posts[-1].body) == ("Warum?", "Why?", "Warum?")
    room.answer("Darum.")
    assert room.asked == [3, 7]
    room.model("Danke, das war alles.")
    assert (room.last.kind, room.last.text) == (TurnKind.CLOSING, "Danke, das war alles.")
    assert room.last.source_text == "Thank you, that was all."
    assert room.snapshot.status is Status.COMPLETED


@pytest.mark.parametrize("how", ["down", "declined", "silent", "empty", "tokens"])
def test_an_untranslated_question_is_asked_as_it_stands(how: str) -> None:
    """The original is better than silence, and it is marked."""
    room = Room(snapshot(language="de", limits=Limits(tokens=0 if how == "tokens" else 100))).begin()
    match how:
        case "down":
            room.tell(DOWN)
        case "declined":
            room.tell(Declined(room.asked[-1], "safety"))
        case "silent":
            room.tell(Silent(room.asked[-1]))
        case "empty":
            room.model("")
    assert (room.last.text, room.last.source_text) == ("What draws you here?", None)
    assert room.last.marks == (Mark.UNTRANSLATED,)
    assert room.notices == []


def translating() -> Room:
    """The first answer is in; the second question is being translated."""
    plan = replace(PLAN, questions=(Question("Why?", 0), Question("How?", 0)))
    room = begun(plan=plan, language="de")
    room.model("Warum?")
    room.answer("Darum.")
    room.model("Danke dafür.", enough=True)
    assert room.machine.phase is Phase.TRANSLATING
    return room


def test_a_pause_while_translating_asks_for_the_same_translation_again() -> None:
    """The numbers of what is asked never go back, and the bridge is kept."""
    room = translating()
    asked = list(room.asked)
    room.tell(ButtonPressed(Action.PAUSE))
    room.tell(ButtonPressed(Action.CONTINUE))
    assert room.asked == [*asked, asked[-1]]
    room.model("Wie?")
    assert (room.posts[-1].body, room.posts[-1].lead) == ("Wie?", "Danke dafür.")


def test_a_failed_translation_waits_for_who_is_still_writing() -> None:
    """And is not mistaken for a failure of the answer."""
    room = translating()
    more = room.say("Moment")
    room.tell(DOWN)
    assert room.notices == []
    room.tell(Deleted(more))
    assert (room.posts[-1].body, room.last.marks) == ("How?", (Mark.UNTRANSLATED,))


def test_an_addition_while_translating_is_looked_at_first() -> None:
    """It belongs to the answer before."""
    room = translating()
    room.answer("Und noch etwas.")
    assert room.machine.phase is Phase.THINKING
    room.model("", enough=True)
    room.model("Wie?")
    assert room.posts[-1].body == "Wie?"


@pytest.mark.parametrize("stubborn", [False, True])
def test_what_is_said_to_a_function_call_is_no_translation(stubborn: bool) -> None:
    """Asked for one, the model called a function and thanked: it is asked once more, and then it is the original."""
    room = begun(language="de", plan=replace(PLAN, questions=(Question("Why?", 0),)))
    room.model("Thank you for telling me.", enough=True)
    assert room.kinds == ["opening"]
    assert room.asked == [3, 3]
    if stubborn:
        room.model("Thank you for telling me.", enough=True)
        assert (room.last.text, room.last.marks) == ("Why?", (Mark.UNTRANSLATED,))
    else:
        room.model("Warum?")
        assert (room.last.text, room.last.source_text) == ("Warum?", "Why?")
    assert "Thank you" not in str([post.body for post in room.posts])
