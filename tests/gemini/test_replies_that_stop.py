"""Replies that stop in the middle, never end, or sound without a word: when it is noticed, and what becomes of them."""

import base64
from collections.abc import Mapping

import pytest

from bot.gemini.live.context import NUDGE
from bot.ports.model import AudioChunk, ModelTurn, Silent
from tests.gemini.test_spoken_session import Call, heard, listening
from tests.harness.live_shell import ALL_SAID, CALL, Shell, asking, said, turn_end

WHOLE = "Which library did you use?"
HALF = "Which library did"
TONE = b"\x00\x10" * 24
THOUGHT = {"serverContent": {"modelTurn": {"parts": [{"text": "Hm.", "thought": True}]}}}


def sounds(seconds: float, text: str = "") -> dict[str, object]:
    """So much of the model's voice, and its words."""
    data = base64.b64encode(TONE * round(1000 * seconds)).decode()
    part = {"inlineData": {"mimeType": "audio/pcm;rate=24000", "data": data}}
    words = {"outputTranscription": {"text": text}} if text else {}
    return {"serverContent": {"modelTurn": {"parts": [part]}, **words}}


def asked_aloud() -> Call:
    call = Call()
    call.ask(3)
    call.open()
    return call


def answered() -> Call:
    """The candidate said something, and the model is to reply."""
    call = listening()
    call.speak()
    call.receive(heard("Yes."))
    return call


def left_after(shell: Shell, most: float = 200.0) -> float:
    """Seconds until the socket is left."""
    began = shell.now
    while not shell.orders and shell.now < began + most:
        shell.wait(0.5)
    return shell.now - began


def played(call: Call) -> float:
    """Seconds of sound that were handed on."""
    return sum(len(chunk.pcm) for chunk in call.take(AudioChunk)) / 48_000


# In writing


def test_words_that_are_whole_need_no_end() -> None:
    """All of it was said, and neither end comes: eight seconds, and it is shown."""
    shell = asking(2)
    shell.receive(said(WHOLE))
    assert left_after(shell) == pytest.approx(8.0, abs=0.5)
    assert shell.take(ModelTurn) == [ModelTurn(2, WHOLE)]


@pytest.mark.parametrize("says", [[said(HALF)], [sounds(1.0)], [THOUGHT, said(HALF)], [said("Well. "), said(HALF)]])
def test_half_a_sentence_is_asked_for_again(says: list[Mapping[str, object]]) -> None:
    """On a new socket: the old one may still send the rest."""
    shell = asking(2)
    shell.receive(*says)
    assert left_after(shell) == pytest.approx(8.0, abs=0.5)
    shell.hang()
    shell.open()
    shell.reply(WHOLE)
    assert shell.take(ModelTurn) == [ModelTurn(2, WHOLE)]


def test_who_goes_on_is_heard_out() -> None:
    """A word every seven seconds."""
    shell = asking(2)
    for word in ("Which", " library", " did", " you", " use", "?"):
        shell.receive(said(word))
        shell.wait(7.0)
    shell.receive(turn_end())
    assert shell.take(ModelTurn) == [ModelTurn(2, WHOLE)]


def test_a_thought_is_a_sign_of_life_and_no_reply() -> None:
    """Then the reply is due as if it had just been asked for."""
    shell = asking(2)
    shell.wait(9.0)
    shell.receive(THOUGHT)
    shell.wait(9.0)
    assert NUDGE not in str(shell.sent)
    shell.wait(1.5)
    assert NUDGE in str(shell.sent)


def test_our_own_work_is_no_stall() -> None:
    """A function's result takes as long as it takes."""
    shell = asking(2)
    shell.receive(said(HALF), CALL)
    shell.wait(60.0)
    assert shell.orders == []


def test_sound_without_words_is_not_listened_to_for_long_in_writing() -> None:
    shell = asking(2)
    for _ in range(30):
        shell.receive(sounds(1.0))
        shell.wait(0.1)
    assert shell.orders


# By voice


@pytest.mark.parametrize("called", [False, True])
def test_half_a_question_is_noticed_soon(called: bool) -> None:
    """Eight seconds after its sound is over, not after the last of it came. It is no whole reply."""
    call = answered() if called else asked_aloud()
    if called:
        call.receive(CALL)
        call.session.answer_tool("c1", "answer_is_enough", "Say this.", call.now)
        call.look()
    call.receive(sounds(5.0, HALF))
    assert left_after(call) == pytest.approx(13.0, abs=0.5)
    assert [(turn.text, turn.cut) for turn in call.take(ModelTurn)] == [(HALF, True)]


def test_the_sound_between_two_pauses_counts_from_where_it_is_heard() -> None:
    """A pause before the second half puts off the end of it."""
    call = asked_aloud()
    call.receive(sounds(2.0, "Thank you. "))
    call.wait(9.0)
    call.receive(sounds(10.0, HALF))
    assert left_after(call) == pytest.approx(18.0, abs=0.5)


def test_what_was_voided_does_not_put_it_off() -> None:
    """Much sound was cut at once; half of what came after it is noticed as soon as any half."""
    call = listening()
    call.speak()
    call.receive(sounds(20.0, "Okay"), {"serverContent": {"interrupted": True}}, turn_end())
    call.speak()
    call.wait(2.0)
    call.receive(heard("Yes."), sounds(1.0, HALF))
    assert left_after(call) == pytest.approx(9.0, abs=0.5)


@pytest.mark.parametrize(("seconds", "cut"), [(2.0, False), (0.7, True)])
def test_a_whole_question_without_its_end(seconds: float, cut: bool) -> None:
    """It was said, if its sound is as long as its words: these may be ahead of it."""
    call = asked_aloud()
    call.receive(sounds(seconds, WHOLE))
    left_after(call)
    assert [turn.cut for turn in call.take(ModelTurn)] == [cut]


def test_the_longest_question_is_heard_to_its_end() -> None:
    """1,000 characters, said slowly, as fast as they are spoken."""
    call = asked_aloud()
    for word in ["people "] * 142 + ["and?"]:
        call.receive(sounds(0.7, word))
        call.wait(0.7)
    call.receive(ALL_SAID, turn_end())
    assert [turn.cut for turn in call.take(ModelTurn)] == [False]
    assert call.orders == []


@pytest.mark.parametrize("pace", [1.0, 0.1, 0.0])
@pytest.mark.parametrize("first", ["", "Thank you."])
def test_a_tone_is_not_played_for_long(first: str, pace: float) -> None:
    """However fast it comes; also when words stood before it."""
    call = asked_aloud()
    call.receive(sounds(1.0, first))
    for _ in range(90):
        call.receive(sounds(1.0))
        call.wait(pace)
    assert call.orders
    assert 19.0 <= played(call) <= 25.0
    assert [turn.cut for turn in call.take(ModelTurn)] == [not first]


@pytest.mark.parametrize("ends", [[], [ALL_SAID, turn_end()]])
def test_a_tone_in_one_message_is_cut_as_well(ends: list[Mapping[str, object]]) -> None:
    """That it ends in order does not make it a reply."""
    call = asked_aloud()
    call.receive(sounds(90.0), *ends)
    assert [turn.cut for turn in call.take(ModelTurn)] == [True]
    assert call.orders
    assert played(call) == pytest.approx(20.0, abs=0.1)


@pytest.mark.parametrize("pace", [1.0, 0.1])
def test_a_model_that_never_stops_talking(pace: float) -> None:
    """Two minutes at most."""
    call = asked_aloud()
    for _ in range(300):
        call.receive(sounds(1.0, "and then "))
        call.wait(pace)
    assert call.orders
    assert 110.0 <= played(call) <= 121.0
    assert [turn.cut for turn in call.take(ModelTurn)] == [True]


def test_words_that_cannot_be_heard_are_asked_for_again() -> None:
    """Half of them, no sound, and nothing more."""
    call = asked_aloud()
    call.receive(said(HALF))
    assert left_after(call) == pytest.approx(8.0, abs=0.5)
    call.hang()
    call.open()
    call.receive(sounds(2.0, WHOLE), ALL_SAID, turn_end())
    assert [turn.text for turn in call.take(ModelTurn)] == [WHOLE]
    assert call.take(Silent) == []
