"""A second reply to the same, which nobody asked for: it is not heard, and its socket is left."""

from collections.abc import Callable, Mapping

import pytest

from bot.gemini.live.context import NUDGE
from bot.ports.model import AudioChunk, ModelTurn, Noted, SaidWords, ToolCalled
from tests.gemini.test_spoken_end_of_speech import say
from tests.gemini.test_spoken_session import Call, heard, listening, spoken
from tests.harness.live_shell import ALL_SAID, CALL, said, turn_end


def question_said() -> Call:
    """The machine has not said yet what comes next."""
    call = Call()
    call.ask(3)
    call.open()
    call.receive(spoken("What?"), ALL_SAID, turn_end())
    return call


def word_given() -> Call:
    """The question was said, and the candidate has the word."""
    return listening()


def replied() -> Call:
    """An answer was replied to, and the candidate has the word again."""
    call = listening()
    say(call, 1.0, silence=0.9)
    call.receive(heard("Yes."), spoken("And then?"), ALL_SAID, turn_end())
    say(call, 0.0, silence=1.0)
    call.listen(8)
    return call


SITUATIONS = (question_said, word_given, replied)
AGAIN = spoken("What?"), ALL_SAID, turn_end()


@pytest.mark.parametrize("situation", SITUATIONS)
def test_it_is_for_nobody(situation: Callable[[], Call]) -> None:
    """Neither heard nor told; the next socket knows nothing of it."""
    call = situation()
    call.events.clear()
    call.receive(*AGAIN)
    assert not [event for event in call.events if isinstance(event, AudioChunk | SaidWords | ModelTurn)]
    assert [note.kind for note in call.take(Noted)] == ["unasked", "rotated"]
    call.hang()
    call.open()
    call.listen(10)
    say(call, 1.0, silence=0.9)
    call.receive(heard("Yes."), spoken("And?"), ALL_SAID, turn_end())
    assert [(turn.item_id, turn.text) for turn in call.take(ModelTurn)] == [(10, "And?")]


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize(
    "late", [said(" did you use?"), {"serverContent": {"modelTurn": {"parts": [{"text": "Hm."}]}}}]
)
def test_words_and_thoughts_without_sound_are_nothing(
    situation: Callable[[], Call], late: Mapping[str, object]
) -> None:
    """The last transcription of a reply is late: no reason to leave the socket, and no reply to what is to come."""
    call = situation()
    call.receive(late)
    assert call.orders == []
    call.listen(10)
    say(call, 1.0, silence=0.9)
    call.events.clear()
    call.receive(heard("Yes."), spoken("And?"), ALL_SAID, turn_end())
    assert [(turn.item_id, turn.text) for turn in call.take(ModelTurn)] == [(10, "And?")]
    assert call.orders == []


def test_two_replies_to_a_question_and_its_nudge() -> None:
    """The first came late, so it was asked for twice."""
    call = listening()
    say(call, 1.0, silence=2.0)
    call.receive(heard("Yes."))
    call.wait(10.5)
    assert call.texts() == [NUDGE]
    call.receive(spoken("And?"), ALL_SAID, turn_end(), *AGAIN)
    assert len(call.take(AudioChunk)) == 1
    assert [turn.text for turn in call.take(ModelTurn)] == ["And?"]
    call.session.end_of_audio(call.now)
    call.look()
    assert call.orders


@pytest.mark.parametrize("quickly", [True, False])
def test_a_candidate_who_says_something_gets_a_reply(quickly: bool) -> None:
    """Also where the reply comes before the machine listens, or before its words."""
    call = question_said()
    if not quickly:
        call.listen(6)
    say(call, 0.5, silence=0.9)
    call.receive(spoken("And?"))
    call.receive(heard("Yes."), ALL_SAID, turn_end())
    if quickly:
        call.listen(6)
    assert [turn.text for turn in call.take(ModelTurn)][-1] == "And?"
    assert call.orders == []


def test_a_candidate_who_spoke_into_the_beginning_of_a_reply_gets_one() -> None:
    """All of their sound came before it, as far as we know; that it was cut tells of them."""
    call = listening()
    say(call, 1.0, silence=0.9)
    call.receive(heard("Yes."), spoken("And what"), {"serverContent": {"interrupted": True}}, turn_end())
    call.listen(8)
    call.wait(1.0)
    call.receive(spoken("Pardon?"), ALL_SAID, turn_end())
    assert [turn.text for turn in call.take(ModelTurn)] == ["And what", "Pardon?"]


def test_words_that_come_after_a_reply_let_another_one_follow() -> None:
    """They may be of something that was said while the reply was on its way."""
    call = replied()
    call.receive(heard("Absolutely."), spoken("Why?"), ALL_SAID, turn_end())
    assert [turn.text for turn in call.take(ModelTurn)][-1] == "Why?"


def test_a_call_is_answered_whoever_asked_for_it() -> None:
    """Or the model would wait for ever."""
    call = replied()
    call.receive(CALL)
    assert [each.item_id for each in call.take(ToolCalled)] == [8]
