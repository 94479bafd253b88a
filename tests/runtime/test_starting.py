"""Who may start, asked of the service itself; and what a start that fails leaves behind: nothing."""

import asyncio
from pathlib import Path

import pytest

from bot.errors import EdgeGone, Reason, Refused, StoreError
from bot.gemini.api.failures import Cause, CauseKind, ConnectionStage, classify
from bot.interview.models import Status
from bot.ports.posts import Action
from bot.runtime.running import QUIET_SECONDS
from bot.runtime.service import ProcessLimits
from bot.store.records import ErasureStep, GuildSettings
from sims.gemini import GeminiSim
from tests.harness.paper_thread import PaperTown
from tests.harness.service_world import GUILD, House, house, new_interview, until
from tests.harness.virtual_time import clock


async def refused(here: House, candidate: int) -> Refused:
    """The refusal that a start of this person meets."""
    with pytest.raises(Refused) as no:
        await here.service.start(new_interview(candidate))
    return no.value


async def test_two_clicks_at_once_are_one_interview(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """However they interleave."""
    async with house(path, sim, town) as here:
        made = await asyncio.gather(*(here.service.start(new_interview(7)) for _ in range(5)), return_exceptions=True)
        assert sum(isinstance(one, Refused) for one in made) == 4
        assert len(town.threads) == 1


async def test_one_at_a_time_and_three_a_day(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """The day is counted from the first start, and another person is not concerned."""
    async with house(path, sim, town) as here:
        for _ in range(3):
            ada = await here.begin(7)
            assert (await refused(here, 7)).key == "edge-refused-running"
            await ada.presses(Action.END)
            await until(lambda: here.service.running_count() == 0, "it still runs")
        no = await refused(here, 7)
        assert no.key == "edge-refused-user-day"
        assert no.until == pytest.approx(clock() + 86_400, abs=30)
        await here.begin(8)


async def test_the_limits_of_a_server(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Interviews a day."""
    async with house(path, sim, town) as here:
        await here.store.save_settings(GuildSettings(GUILD, interviews_per_day=2))
        await here.begin(7)
        await here.begin(8)
        assert (await refused(here, 9)).key == "edge-refused-guild-day"


async def test_the_limit_of_the_process(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Over all servers."""
    async with house(path, sim, town, limits=ProcessLimits(interviews=1)) as here:
        await here.begin(7)
        with pytest.raises(Refused) as no:
            await here.service.start(new_interview(8, guild=99))
        assert no.value.key == "edge-refused-process"


async def test_paused_and_quiet_interviews_leave_room(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """They hold nothing; one that is taken up after a restart is asleep until its candidate writes."""
    async with house(path, sim, town, limits=ProcessLimits(interviews=2)) as here:
        for candidate in (7, 8):
            ada = await here.begin(candidate)
            await ada.presses(Action.PAUSE)
            await here.becomes(ada.interview_id, Status.PAUSED)
        for candidate in (9, 10):
            await here.begin(candidate)
        assert (await refused(here, 11)).key == "edge-refused-process"
        assert await here.service.awake_count() == 2
        await asyncio.sleep(QUIET_SECONDS)
        assert await here.service.awake_count() == 0
        await here.begin(11)
    async with house(path, sim, town, limits=ProcessLimits(interviews=2)) as here:
        await here.service.restore()
        assert here.service.running_count() == 5
        assert await here.service.awake_count() == 0


async def test_one_server_leaves_room_for_the_others(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """However many of its members begin; where there is no other, all of it is its own."""
    async with house(path, sim, town, limits=ProcessLimits(interviews=4)) as here:
        for server in (GUILD, 99):
            await here.store.save_settings(GuildSettings(server))
        for candidate in (7, 8):
            await here.begin(candidate)
        assert (await refused(here, 9)).key == "edge-refused-process"
        for candidate in (10, 11):
            await here.service.start(new_interview(candidate, guild=99))
        with pytest.raises(Refused):
            await here.service.start(new_interview(12, guild=100))


async def test_a_blocked_provider_refuses_new_starts(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """With the time of the next probe."""
    async with house(path, sim, town) as here:
        reason = "API key not valid. Please pass a valid API key."
        here.breaker.record(classify(Cause(CauseKind.CLOSED, ConnectionStage.SETUP, 1007, reason)), clock())
        no = await refused(here, 7)
        assert no.key == "edge-refused-provider-fix"
        assert no.until == here.breaker.until


async def test_a_start_without_a_thread_leaves_nothing_running(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """The person can try again as soon as the permission is back, and this start counts for nothing."""
    async with house(path, sim, town) as here:
        town.refuse = Reason.PERMISSIONS
        with pytest.raises(EdgeGone):
            await here.service.start(new_interview(7))
        assert here.service.running_count() == 0
        assert await here.store.running() == []
        town.refuse = None
        await here.begin(7)


async def test_a_start_that_is_cancelled_does_not_block_the_next(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Discord gave no answer, and the caller gave up."""
    async with house(path, sim, town) as here:
        town.present.clear()
        start = asyncio.create_task(here.service.start(new_interview(7)))
        await asyncio.sleep(0.05)
        start.cancel()
        await asyncio.wait({start})
        town.present.set()
        assert await here.status(1) is Status.FAILED
        await here.begin(7)


async def test_a_record_deleted_while_its_thread_is_made_leaves_no_thread(
    path: Path, sim: GeminiSim, town: PaperTown
) -> None:
    """The thread bears the person's name, and nothing would lead to it any more."""
    async with house(path, sim, town) as here:
        town.present.clear()
        start = asyncio.create_task(here.service.start(new_interview(7)))
        await until(lambda: here.service.running_count() == 1, "the row is not written")
        await asyncio.sleep(0.05)
        erasure = await here.store.request_erasure(7)
        await here.store.advance_erasure(erasure.id, ErasureStep.DONE)
        town.present.set()
        with pytest.raises(StoreError):
            await start
        assert town.threads == {}
        assert here.service.running_count() == 0
        await here.begin(7)


async def test_a_service_that_stops_takes_nobody_on(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """The person is told to come back in a minute."""
    async with house(path, sim, town) as here:
        await here.service.__aexit__(None, None, None)
        assert (await refused(here, 7)).key == "edge-refused-stopping"
