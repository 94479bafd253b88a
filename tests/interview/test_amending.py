"""Words that come after the post are added to it: the record has them, and nobody reads the question twice."""

from dataclasses import replace

import pytest

from bot.interview.models import Question, TurnKind
from bot.ports.events import ButtonPressed
from bot.ports.model import LateWords
from bot.ports.posts import Action
from tests.harness.text_machine import PLAN, Room, begun

WAIT = 1.0


def asked() -> Room:
    """A follow-up stands there."""
    room = begun()
    room.answer("I like it.")
    room.model("What made you choose it?")
    return room


def late(room: Room, text: str) -> None:
    room.tell(LateWords(room.asked[-1], text))


def test_what_comes_late_is_an_edit_of_the_post() -> None:
    """One edit for all that came, one post; the turn stays as it was, and beside it stands what was said in all."""
    room = asked()
    posts = len(room.posts)
    late(room, "What made you choose it? And how")
    room.wait(WAIT - 0.1)
    late(room, "What made you choose it? And how did it go?")
    room.wait(WAIT)
    assert room.posts[-1].body == "What made you choose it? And how did it go?"
    assert len(room.posts) == posts
    assert room.last.text == "What made you choose it?"
    assert room.last.words == room.last.as_shown == room.posts[-1].body
    assert room.posts[-1].buttons


def test_a_translated_question_grows_as_well() -> None:
    """With its number; and after a pause it is shown as it stands."""
    room = begun(language="de", plan=replace(PLAN, questions=(Question("Why? And how?", 1), Question("When?", 1))))
    room.model("Warum?")
    late(room, "Warum? Und wie?")
    room.wait(WAIT)
    assert (room.posts[-1].body, room.posts[-1].number, room.last.source_text) == (
        "Warum? Und wie?",
        1,
        "Why? And how?",
    )
    room.tell(ButtonPressed(Action.PAUSE))
    room.tell(ButtonPressed(Action.CONTINUE))
    assert room.posts[-1].body == "Warum? Und wie?"


@pytest.mark.parametrize(
    "text",
    [
        "What made you choose it? And how",
        "What made you choose it? At https://a.top?",
        "What made you choose it?" * 99,
    ],
)
def test_what_is_not_fit_is_not_added(text: str) -> None:
    """Half a sentence, a link, too much."""
    room = asked()
    late(room, text)
    room.wait(WAIT)
    assert (room.posts[-1].body, room.last.spoken) == ("What made you choose it?", None)


def test_what_was_answered_stays_as_it_was_read() -> None:
    """Nobody is made to have answered another question."""
    room = asked()
    room.answer("It was free.")
    late(room, "What made you choose it? And how did it go?")
    room.wait(WAIT)
    assert [post.body for post in room.posts if post.turn == 4] == ["What made you choose it?"]
    assert room.snapshot.turns[3].spoken is None


def test_a_bridge_does_not_grow() -> None:
    """A question behind it would stand above the next planned one."""
    room = begun()
    room.answer("I like it.")
    room.model("Thank you for that.", enough=True)
    late(room, "Thank you for that. And why?")
    room.wait(WAIT)
    assert (room.last.kind, room.posts[-1].lead) == (TurnKind.QUESTION, "Thank you for that.")


def test_once_is_enough() -> None:
    """What was said stands in the record once."""
    room = asked()
    late(room, "What made you choose it? And how?")
    room.wait(WAIT)
    late(room, "What made you choose it? And how? And when?")
    room.wait(WAIT)
    assert room.posts[-1].body == "What made you choose it? And how?"


def test_a_restart_knows_it() -> None:
    """The model is told what the candidate read."""
    room = asked()
    late(room, "What made you choose it? And how?")
    room.wait(WAIT)
    room.restart()
    assert room.last.words == "What made you choose it? And how?"
    assert room.posts[-1].body == "What made you choose it? And how?"
