"""The words of a recording, over loopback."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from bot.live.breaker import Breaker
from bot.live.messages import Usage
from bot.live.transcribe import transcribe
from sims.gemini import GeminiSim
from sims.whistle import PHRASES, speak
from tests.live.parts import KEY, SHORT, settings_for
from tests.virtual_time import clock


@pytest.fixture
async def sim() -> AsyncIterator[GeminiSim]:
    async with GeminiSim(key=KEY) as made:
        made.speed = made.playback = 20.0
        yield made


def frames(*numbers: int) -> list[bytes]:
    pcm = b"".join(speak(number, 16_000) + bytes(16_000) for number in numbers)
    return [pcm[start : start + 640] for start in range(0, len(pcm), 640)]


async def words_of(
    sim: GeminiSim, recording: list[bytes], breaker: Breaker | None = None, used: Callable[[Usage], None] = print
) -> str | None:
    async def sound() -> list[bytes]:
        return recording

    return await transcribe(
        replace(settings_for(sim.base_url), timeouts=replace(SHORT, turn=45.0)),
        sound,
        language="en-US",
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
