"""Replies that are cut at their first word while nobody says one: what becomes of them, and of the socket."""

import pytest

from bot.ports.model import AudioChunk, Interrupted, ModelTurn, Noted, SaidWords, Silent, Unheard, Voided
from tests.gemini.test_spoken_end_of_speech import say
from tests.gemini.test_spoken_session import INTERRUPTED, Call, heard, listening, spoken
from tests.harness.live_shell import ALL_SAID, said, turn_end


def cut(call: Call, times: int, *, seconds: float = 0.4) -> None:
    """So often there is a noise, a reply to it begins, and is interrupted."""
    for _ in range(times):
        say(call, seconds, silence=0.9)
        call.receive(spoken("Okay."), INTERRUPTED, turn_end())


def test_it_is_told_and_what_follows_is_another_reply() -> None:
    call = listening()
    cut(call, 1)
    assert call.take(Voided) == [Voided(6)]
    assert call.take(Interrupted) == [Interrupted(6)]
    call.take(SaidWords)
    say(call, 1.0, silence=0.9)
    call.receive(heard("Yes."), spoken("And?"), ALL_SAID, turn_end())
    assert call.take(ModelTurn) == [ModelTurn(6, "And?", audible_ms=100)]


def test_words_without_sound_are_void_as_well() -> None:
    """Nothing could be heard of them."""
    call = listening()
    say(call, 0.4, silence=0.9)
    call.receive(said("Okay."), INTERRUPTED, turn_end())
    assert call.take(Voided) == [Voided(6)]
    assert call.take(Interrupted) == []


def test_an_interruption_of_nothing_is_none() -> None:
    call = listening()
    say(call, 0.4, silence=0.9)
    call.receive(INTERRUPTED, turn_end())
    assert call.take(Voided) == []


def test_after_three_in_a_row_short_noises_are_forgotten() -> None:
    """After six, because three may be a socket that does not understand, a new one hears the last three."""
    call = listening()
    cut(call, 2)
    assert call.take(Unheard) == []
    cut(call, 1)
    assert call.take(Unheard) == [Unheard(6)]
    cut(call, 2)
    assert call.orders == []
    cut(call, 1)
    call.hang()
    call.open()
    assert call.audio() == pytest.approx(3 * 1.3 * 32_000, abs=2_000)
    assert [note.detail["times"] for note in call.take(Noted) if note.kind == "replies_cut"] == [3, 6]


def test_after_three_in_a_row_speech_is_heard_by_a_new_socket_and_after_six_it_is_told() -> None:
    """Each was as long as a sentence."""
    call = listening()
    cut(call, 3, seconds=1.5)
    call.hang()
    call.open()
    assert call.audio() > 3 * 1.5 * 32_000
    cut(call, 3, seconds=1.5)
    assert call.take(Silent) == [Silent(6)]


@pytest.mark.parametrize("between", ["words", "a reply"])
def test_a_word_or_a_reply_begins_the_count_anew(between: str) -> None:
    call = listening()
    cut(call, 2)
    say(call, 1.0, silence=0.9)
    call.receive(heard("Yes.") if between == "words" else spoken("Pardon?"))
    call.receive(spoken("And?"), ALL_SAID, turn_end())
    call.listen(8)
    call.take(AudioChunk)
    cut(call, 2)
    assert call.orders == []


def test_an_interruption_in_words_is_no_noise() -> None:
    """However often: then each cut reply was one."""
    call = listening()
    for item in (6, 8, 10, 12, 14):
        say(call, 0.4, silence=0.9)
        call.receive(heard("Yes."), spoken("Okay."), INTERRUPTED, turn_end())
        call.listen(item + 2)
    assert [turn.cut for turn in call.take(ModelTurn)] == [True] * 5
    assert call.take(Voided) == []
    assert call.orders == []
