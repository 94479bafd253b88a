"""The one clock: an absolute schedule, spread slots, one beat made up for at most, nobody hurt by another's error."""

import asyncio
import itertools

import pytest

from bot.edges.voice.metronome import BEAT, SLOTS, Metronome
from tests.harness.virtual_time import loop as virtual_loop


async def test_the_schedule_is_absolute() -> None:
    """A thousand beats later the first one's grid still holds, although each beat takes 3 ms of the loop's time."""
    loop = virtual_loop()
    at: list[float] = []

    def beat() -> None:
        at.append(loop.time())
        loop.jump(0.003)

    metronome = Metronome()
    handle = metronome.add(beat)
    await asyncio.sleep(1000 * BEAT + BEAT / 2)
    metronome.remove(handle)
    assert len(at) == 1000
    assert max(abs(moment - at[0] - number * BEAT) for number, moment in enumerate(at)) < 1e-6


async def test_members_are_spread_over_the_slots() -> None:
    loop = virtual_loop()
    at: list[float] = []
    metronome = Metronome()
    handles = [metronome.add(lambda: at.append(loop.time())) for _ in range(2 * SLOTS)]
    await asyncio.sleep(BEAT + 0.001)
    for handle in handles:
        metronome.remove(handle)
    moments = sorted({round(moment * 1e6) for moment in at})
    assert len(at) == 2 * SLOTS
    assert len(moments) == SLOTS
    assert {later - sooner for sooner, later in itertools.pairwise(moments)} == {2000}


async def test_one_beat_is_made_up_for_after_a_stall() -> None:
    """The loop stands still for 205 ms: one beat at once, the other nine are given up, and the grid goes on."""
    loop = virtual_loop()
    at: list[float] = []
    metronome = Metronome()
    handle = metronome.add(lambda: at.append(loop.time()))
    await asyncio.sleep(3.5 * BEAT)
    before, grid = len(at), at[0]
    loop.jump(10 * BEAT)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert len(at) - before <= 2
    await asyncio.sleep(5 * BEAT)
    metronome.remove(handle)
    assert metronome.skipped in (8, 9)
    late = at[before + 2 :]
    assert late
    assert all(abs((moment - grid) / BEAT - round((moment - grid) / BEAT)) < 1e-6 for moment in late)


async def test_it_is_idle_when_empty() -> None:
    metronome = Metronome()
    assert not metronome.running
    handle = metronome.add(lambda: None)
    assert metronome.running
    metronome.remove(handle)
    metronome.remove(handle)
    assert not metronome.running


async def test_it_rests_when_the_last_beat_removes_itself() -> None:
    """From within the round: what was set for the next one is cancelled, too."""
    metronome = Metronome()
    handles: list[object] = []
    handles.append(metronome.add(lambda: metronome.remove(handles[0])))
    await asyncio.sleep(3 * BEAT)
    assert not metronome.running


async def test_a_beat_that_raises_is_taken_off(caplog: pytest.LogCaptureFixture) -> None:
    """Its text is not logged; the other one in the same slot goes on."""

    def bad() -> None:
        raise ValueError("what a candidate said")

    loop = virtual_loop()
    beats: list[float] = []
    metronome = Metronome()
    metronome.add(bad)
    handles = [metronome.add(lambda: beats.append(loop.time())) for _ in range(SLOTS)]
    await asyncio.sleep(10.5 * BEAT)
    assert len(beats) >= 10 * SLOTS
    for handle in handles:
        metronome.remove(handle)
    assert not metronome.running
    assert caplog.text.count("taken off the metronome") == 1
    assert "candidate" not in caplog.text


async def test_a_beat_may_remove_itself_and_its_neighbour() -> None:
    """What was removed in a round is not called in that round."""
    called: list[str] = []
    metronome = Metronome()
    handles: list[object] = []

    def first() -> None:
        called.append("first")
        for handle in handles:
            metronome.remove(handle)

    handles.append(metronome.add(first))
    others = [metronome.add(lambda: None) for _ in range(SLOTS - 1)]
    handles.append(metronome.add(lambda: called.append("second")))
    await asyncio.sleep(3 * BEAT)
    for handle in others:
        metronome.remove(handle)
    assert called == ["first"]
