"""A service that announces the end of each connection right after its setup, in whole interviews."""

import asyncio
from pathlib import Path

import pytest

from bot.interview.models import Status
from sims.gemini import GeminiSim, Moment
from tests.failures.test_every_failure import over, says
from tests.failures.test_voice_faults import ends_well
from tests.harness.paper_thread import PaperTown
from tests.harness.paper_voice import PaperRooms
from tests.harness.text_world import FIRST, SECOND, room
from tests.harness.virtual_time import in_virtual_time
from tests.harness.voice_world import SPOKEN_PLAN, voice_house


@pytest.mark.parametrize(("left", "most"), [(300.0, 3), (50.0, 14), (20.0, 24)])
def test_by_voice(tmp_path: Path, left: float, most: int) -> None:
    """The candidate thinks for five minutes; the connection is renewed now and then, and the interview goes on."""

    async def main() -> None:
        async with GeminiSim() as sim, voice_house(tmp_path / "i.db", sim, PaperRooms(PaperTown())) as here:
            sim.go_away_time_left, sim.late = left, 1.0
            sim.fail_always("go_away", at=Moment.READY)
            ada = await here.begin(plan=SPOKEN_PLAN)
            await ada.asked(FIRST)
            await asyncio.sleep(300)
            assert len(sim.sessions) <= most
            await ada.answers(3, then=SECOND)
            await ada.says(5)
            await ends_well(ada, 3, 5)

    in_virtual_time(main())


@pytest.mark.parametrize(("left", "most"), [(300.0, 1), (50.0, 4)])
def test_in_writing(tmp_path: Path, left: float, most: int) -> None:
    """Each answer is given on the socket of the one before, or on the one after it."""

    async def main() -> None:
        async with GeminiSim() as sim, room(tmp_path / "i.db", sim, PaperTown()) as here:
            sim.go_away_time_left, sim.late = left, 0.5
            sim.fail_always("go_away", at=Moment.READY)
            ada = await here.begin()
            for number in range(1, 5):
                ada.types()
                await asyncio.sleep(20.0)
                if await says(ada, f"Answer {number} of Ada.") == "over":
                    break
            await over(ada)
            assert await ada.becomes(Status.COMPLETED) == "finished"
            assert len(sim.sessions) <= most
            assert not any(kind == "live_down" for kind, _ in await ada.events())

    in_virtual_time(main())
