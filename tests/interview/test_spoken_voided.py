"""Replies that were cut at their beginning while nobody said a word: what is a turn, and what is shown."""

import pytest

from bot.interview.phases import Phase
from bot.ports.events import Played
from bot.ports.model import ModelTurn, SaidWords, Voided
from tests.harness.voice_machine import Hall, listening, shown

QUESTION = "Which library did you use?"


def phase(room: Hall) -> Phase:
    """Asked anew each time."""
    return room.machine.phase


def cut(room: Hall, text: str, *, heard: int, total: int, then: float = 20.0) -> list[str]:
    """The model begins to say this, and is cut; what is posted then."""
    out = list(room.tell(SaidWords(room.item, text, 0)))
    if total:
        out += room.tell(Played(room.item, heard, total, cut=True))
    out += room.tell(Voided(room.item))
    return shown([*out, *room.wait(then)])


@pytest.mark.parametrize(("heard", "total"), [(0, 0), (0, 150), (100, 150), (150, 150)])
@pytest.mark.parametrize("text", ["Okay", "Okay.", "Thank you for that.", QUESTION])
def test_what_nobody_heard_is_no_turn_and_no_post(text: str, heard: int, total: int) -> None:
    """Ten times; the question stays open, and its item."""
    room = listening()
    item = room.item
    if text == QUESTION and heard == total:
        heard, total = 0, 150
    for _ in range(10):
        assert cut(room, text, heard=heard, total=total) == []
    assert room.kinds == ["opening", "question"]
    assert (room.item, phase(room)) == (item, Phase.LISTENING)


def test_a_question_that_was_heard_all_the_same_is_one() -> None:
    """The candidate speaks into its last syllable; the words of that are still to come."""
    room = listening()
    assert cut(room, QUESTION, heard=2_000, total=2_000) == [QUESTION]
    assert room.kinds == ["opening", "question", "follow_up"]
    assert room.last.spoken is not None
    assert room.last.spoken.cut
    assert phase(room) is Phase.LISTENING
    room.hear("Leaflet.")
    room.enough()
    assert room.kinds[3] == "answer"


def test_half_a_question_that_was_heard_is_none() -> None:
    """It belongs to what is said next, as the record tells it."""
    room = listening()
    assert cut(room, QUESTION, heard=500, total=2_000) == []
    room.hear("The people.")
    room.play("And the games?")
    assert room.last.text == "And the games?"
    assert room.last.spoken is not None
    assert room.last.spoken.text == "Which And the games?"


def test_the_reply_after_it_is_waited_for_and_whole() -> None:
    """What was cut before it takes nothing of it away."""
    room = listening()
    cut(room, "Okay", heard=100, total=150, then=0.0)
    room.hear("The people.")
    room.tell(SaidWords(room.item, QUESTION, 0))
    room.tell(ModelTurn(room.item, QUESTION, audible_ms=2_000))
    assert phase(room) is Phase.SPEAKING
    room.tell(Played(room.item, 2_000, 2_000))
    assert (room.last.text, room.last.marks) == (QUESTION, ())
    assert room.last.spoken is not None
    assert (room.last.spoken.text, room.last.spoken.cut) == (QUESTION, False)
    assert phase(room) is Phase.LISTENING


def test_a_remark_to_noise_that_was_cut_is_no_turn() -> None:
    """The socket went in the middle of it, and the playout was cut: half of it was heard."""
    room = listening()
    item = room.item
    room.tell(SaidWords(item, QUESTION, 0))
    room.tell(Played(item, 300, 2_000, cut=True))
    room.tell(ModelTurn(item, QUESTION, cut=True))
    assert room.kinds == ["opening", "question"]
    assert phase(room) is Phase.LISTENING
