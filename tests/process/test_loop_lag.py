"""How late the event loop is, and when that is too late."""

import asyncio
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.process import loop_lag
from bot.process.loop_lag import TOO_LATE, WINDOW, LoopLag

STEPS = st.lists(st.tuples(st.floats(0.0, 20.0), st.floats(-0.5, 10.0)), max_size=40)
"""(seconds since the one before, how late)."""


@given(STEPS, st.floats(0.0, 60.0))
def test_the_worst_of_the_last_half_minute(steps: list[tuple[float, float]], after: float) -> None:
    """As if each were looked through; what is older is forgotten, and what is too late has its sentence."""
    lag, now, noted = LoopLag(), 100.0, []
    for gap, late in steps:
        now += gap
        lag.note(late, now)
        noted.append((now, max(late, 0.0)))
        assert lag.worst(now) == max(late for at, late in noted if at > now - WINDOW)
    now += after
    worst = max((late for at, late in noted if at > now - WINDOW), default=0.0)
    assert lag.worst(now) == worst
    assert bool(lag.behind(now)) is (worst > TOO_LATE)
    assert list(lag.measured.up_to())[-1][1] == len(steps)


@pytest.mark.parametrize(
    ("after", "worst", "behind"), [(0.0, 0.0, False), (0.4, 0.0, False), (1.6, 1.1, True), (600.0, 599.5, True)]
)
def test_a_waking_that_is_overdue_counts(after: float, worst: float, behind: bool) -> None:
    """Who asks in the first moment after a standstill is told of it, and not a half second later."""
    lag = LoopLag()
    lag.expect(100.5)
    assert lag.worst(100.0 + after) == pytest.approx(worst)
    assert bool(lag.behind(100.0 + after)) is behind


@pytest.mark.real_time
async def test_a_loop_that_is_held_is_late() -> None:
    """Measured on a real one: seconds in which nothing else runs."""
    lag = LoopLag()
    task = asyncio.create_task(loop_lag.watch(lag))
    await asyncio.sleep(0.1)
    time.sleep(2.0)  # noqa: ASYNC251 -- this is what is measured
    now = asyncio.get_running_loop().time
    assert lag.worst(now()) > TOO_LATE
    await asyncio.sleep(0.1)
    assert "its event loop was" in lag.behind(now())
    task.cancel()
    await asyncio.wait({task})
