"""The machine's clock is set while interviews run."""

import asyncio
from pathlib import Path

import pytest

from bot.clock import DAY, WallClock
from bot.interview.models import Status
from sims.gemini import GeminiSim
from tests.harness.paper_thread import PaperTown
from tests.harness.service_world import FOLLOW_UP, house
from tests.harness.virtual_time import clock, loop


class Machine:
    """Its clock is the loop's, until it is set."""

    def __init__(self) -> None:
        self.shift = 0.0
        self.clock = WallClock(lambda: clock() + self.shift, clock)


@pytest.mark.parametrize("by", [-3600.0, -3 * DAY, 3 * DAY])
async def test_nobody_waits_for_a_clock_that_was_set(path: Path, sim: GeminiSim, town: PaperTown, by: float) -> None:
    """Who is at it gets the next question as soon as always, and so does who begins afterwards."""
    machine = Machine()
    async with house(path, sim, town, now=machine.clock) as here:
        ada = await here.begin(7)
        machine.shift = by
        began = loop().time()
        await ada.answers("I like maps.", then=FOLLOW_UP)
        bob = await here.begin(8)
        await bob.answers("I like games.", then=FOLLOW_UP)
        assert loop().time() - began < 60


async def test_a_deadline_follows_a_clock_set_forward(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """The machine began days behind: what was told as a date comes on that date, though a timer was set for later."""
    machine = Machine()
    async with house(path, sim, town, now=machine.clock) as here:
        ada = await here.begin(7)
        machine.shift = 90 * DAY
        await asyncio.sleep(600)
        await here.becomes(ada.interview_id, Status.ABANDONED)
