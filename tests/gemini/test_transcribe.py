"""The words of a recording, over loopback."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from bot.gemini.api.breaker import Breaker
from bot.gemini.api.messages import Usage
from bot.gemini.api.settings import Speech
from bot.gemini.client.transcribe import transcribe
from sims.gemini import SILENCES_TRIED, EarFacts, GeminiSim
from sims.whistle import PHRASES, speak
from tests.harness.live_peers import KEY, settings_for
from tests.harness.virtual_time import clock


@pytest.fixture
async def sim() -> AsyncIterator[GeminiSim]:
    async with GeminiSim(key=KEY) as made:
        made.speed = made.playback = 20.0
        yield made


ENGLISH = Speech("en-US")


def frames(*numbers: int) -> list[bytes]:
    pcm = b"".join(speak(number, 16_000) + bytes(16_000) for number in numbers)
    return [pcm[start : start + 640] for start in range(0, len(pcm), 640)]


async def words_of(
    sim: GeminiSim,
    recording: list[bytes],
    breaker: Breaker | None = None,
    used: Callable[[Usage], None] = print,
    speech: Speech = ENGLISH,
) -> str | None:
    async def sound() -> list[bytes]:
        return recording

    return await transcribe(
        settings_for(sim.base_url),
        sound,
        speech=speech,
        clock=clock,
        breaker=breaker or Breaker(),
        one_at_a_time=asyncio.Lock(),
        used=used,
    )


async def test_the_words_with_their_pauses(sim: GeminiSim) -> None:
    assert await words_of(sim, frames(3, 4)) == f"{PHRASES[3]} {PHRASES[4]}"
    await sim.until(lambda sim: not sim.live)


@pytest.mark.parametrize("late", [0.2, 1.5, 6.0])
@pytest.mark.parametrize("fault", ["late_input_transcription", "out_of_order"])
async def test_words_that_come_after_the_reply(sim: GeminiSim, fault: str, late: float) -> None:
    """All of them, or the last half of them."""
    sim.late = late
    sim.fail_next(fault)
    assert await words_of(sim, frames(5)) == PHRASES[5]


async def test_what_is_transcribed_twice_is_there_once(sim: GeminiSim) -> None:
    """Each utterance for itself."""
    sim.fail_always("heard_twice")
    assert await words_of(sim, frames(3, 4)) == f"{PHRASES[3]} {PHRASES[4]}"


@pytest.mark.parametrize("fault", ["bad_key", "quota", "refuse_http_503", "drop_mid_speech", "no_setup_complete"])
async def test_none_when_it_cannot_be_had(sim: GeminiSim, fault: str) -> None:
    sim.fail_next(fault)
    assert await words_of(sim, frames(5)) is None


async def test_an_open_breaker_dials_nothing(sim: GeminiSim) -> None:
    breaker = Breaker()
    sim.fail_next("bad_key")
    await words_of(sim, frames(5), breaker)
    assert await words_of(sim, frames(5), breaker) is None
    assert len(sim.sessions) == 1


async def test_noise_has_no_words(sim: GeminiSim) -> None:
    assert not await words_of(sim, [b"\xff\x3f" * 320] * 20)


# The end of the recording


def cut_short(number: int) -> list[bytes]:
    """A recording that ends with its last word, as people stop recording."""
    pcm = speak(number, 16_000)
    return [pcm[start : start + 640] for start in range(0, len(pcm), 640)]


@pytest.mark.parametrize("at_end", [False, True])
@pytest.mark.parametrize("silence", SILENCES_TRIED)
@pytest.mark.parametrize("heeded", [False, True])
async def test_whatever_the_detector_wants(sim: GeminiSim, heeded: bool, silence: float, at_end: bool) -> None:
    """The turn is told, so it plays no part; a long pause in the recording is not its end."""
    sim.ear = EarFacts(stream_end_ends_turn=heeded, silence_s=silence, transcript_at_end=at_end)
    assert await words_of(sim, cut_short(6)) == PHRASES[6]
    pause = [bytes(640)] * 200
    assert await words_of(sim, [*cut_short(1), *pause, *cut_short(2)]) == f"{PHRASES[1]} {PHRASES[2]}"
    assert len(sim.sessions) == 2


@pytest.mark.parametrize("fault", ["invalid_argument", "unknown_name"])
@pytest.mark.parametrize("silence", SILENCES_TRIED)
async def test_a_family_that_refuses_to_be_told(sim: GeminiSim, fault: str, silence: float) -> None:
    """It is played again with silence behind it, for a detector that ignores the end of the stream."""
    sim.ear = EarFacts(stream_end_ends_turn=False, silence_s=silence, transcript_at_end=True)
    sim.fail_next(fault)
    breaker = Breaker()
    assert await words_of(sim, cut_short(6), breaker) == PHRASES[6]
    told, detected = (session.setup["realtimeInputConfig"]["automaticActivityDetection"] for session in sim.sessions)
    assert told == {"disabled": True}
    assert "silenceDurationMs" in detected
    assert breaker.blocked(clock()) is None


@pytest.mark.parametrize("silence", SILENCES_TRIED)
async def test_a_family_that_does_not_listen_to_that(sim: GeminiSim, silence: float) -> None:
    """It takes what it is told and does nothing: the same."""
    sim.ear = EarFacts(stream_end_ends_turn=False, silence_s=silence, transcript_at_end=True)
    sim.heeds_activity = False
    assert await words_of(sim, cut_short(6)) == PHRASES[6]
    assert len(sim.sessions) == 2


async def test_one_that_refuses_both(sim: GeminiSim) -> None:
    """Tried once more without a language, not for ever; its sender is asked to write."""
    sim.fail_always("invalid_argument")
    assert await words_of(sim, cut_short(6)) is None
    assert len(sim.sessions) == 3


async def test_one_that_never_answers(sim: GeminiSim) -> None:
    """There was nothing to understand, and nobody says so."""
    sim.fail_always("cough")
    assert await words_of(sim, cut_short(6)) is None


async def test_what_it_cost_is_told(sim: GeminiSim) -> None:
    """By the second, as Gemini counts: the sound of the recording, and the silence behind it."""
    used: list[Usage] = []
    assert await words_of(sim, cut_short(6), used=used.append)
    assert sum(usage.audio_in for usage in used) == sim.sessions[0].audio_tokens > 25
