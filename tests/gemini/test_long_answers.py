"""A long answer whose socket must be left: what the next one hears, and what reviewers are told of the rest."""

from collections.abc import Callable

import pytest

from bot.gemini.live.microphone import FRAME_MS, KEPT
from bot.ports.model import HeardWords, Noted
from tests.gemini.test_spoken_end_of_speech import VOICE, ZEROS
from tests.gemini.test_spoken_session import Call, heard, listening, spoken

MINUTE = KEPT * FRAME_MS / 1000


def speak(call: Call, seconds: float, *, pcm: bytes = VOICE) -> None:
    for _ in range(round(seconds * 50)):
        call.session.hear(pcm, call.now)
        call.now += 0.02
        call.look()


def renewed(call: Call) -> float:
    """Seconds of sound that the next socket hears."""
    call.close(1006)
    call.wait(1.0)  # the second failure in a row is not dialled at once
    call.open()
    return call.audio() / 32_000


def lost(call: Call) -> list[object]:
    """Milliseconds, each time it was told."""
    return [note.detail["milliseconds"] for note in call.take(Noted) if note.kind == "audio_untranscribed"]


@pytest.mark.parametrize("seconds", [10.0, 45.0, 60.0])
def test_a_minute_is_heard_again_and_nothing_is_missing(seconds: float) -> None:
    call = listening()
    speak(call, seconds)
    assert renewed(call) == pytest.approx(seconds, abs=0.03)
    assert lost(call) == []


def test_what_was_not_transcribed_before_is_told() -> None:
    """Two minutes without a word of them."""
    call = listening()
    speak(call, 120.0)
    assert renewed(call) == pytest.approx(MINUTE)
    assert lost(call) == [60_000]


def test_it_is_told_once() -> None:
    """Another socket, later, lacks only what was said meanwhile."""
    call = listening()
    speak(call, 120.0)
    renewed(call)
    speak(call, 30.0)
    renewed(call)
    assert lost(call) == [60_000, 30_000]


def test_what_was_transcribed_as_it_was_said_is_not_missing() -> None:
    call = listening()
    for _ in range(120):
        speak(call, 1.0)
        call.receive(heard("people "))
    renewed(call)
    assert lost(call) == []
    assert call.take(HeardWords)[-1].text == "people " * 60


def test_words_that_are_void_are_missing() -> None:
    """They came in one go, after the oldest sound that is kept: what of it they were about is not known."""
    call = listening()
    speak(call, 90.0)
    call.receive(heard("people " * 90))
    speak(call, 30.0)
    renewed(call)
    assert lost(call) == [60_000]


def test_labels_are_no_words() -> None:
    call = listening()
    speak(call, 50.0)
    call.receive(heard("[noise]"))
    speak(call, 70.0)
    renewed(call)
    assert lost(call) == [60_000]


def test_silence_is_not_missed() -> None:
    """Somebody thinks for a minute between two sentences."""
    call = listening()
    speak(call, 10.0)
    speak(call, 60.0, pcm=ZEROS)
    speak(call, 60.0)
    renewed(call)
    assert lost(call) == [10_000]


def replied_to(call: Call) -> None:
    call.receive(heard("Yes."), spoken("And?"), {"serverContent": {"generationComplete": True, "turnComplete": True}})
    call.listen(8)


def passed_over(call: Call) -> None:
    call.ask(9)
    if call.orders:
        call.hang()
        call.open()
    call.receive(spoken("What?"), {"serverContent": {"generationComplete": True, "turnComplete": True}})
    call.listen(12)


@pytest.mark.parametrize("over", [replied_to, passed_over])
def test_an_answer_that_is_over_is_not_missing_in_the_next(over: Callable[[Call], None]) -> None:
    """What of it is kept no more was replied to, or concerns nobody."""
    call = listening()
    speak(call, 120.0)
    over(call)
    speak(call, 5.0)
    renewed(call)
    assert lost(call) == []
