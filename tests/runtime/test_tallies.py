"""What whole interviews change in the metrics: real store, real sockets, read as a scraper reads them."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.interview.models import Status
from bot.operating import OperatorView
from bot.ports.posts import Action
from bot.process.heartbeat import HeartbeatState
from bot.web.metrics import exposition
from sims.gemini import GeminiSim
from tests.harness.paper_thread import PaperTown
from tests.harness.paper_voice import PaperRooms
from tests.harness.service_world import FOLLOW_UP, PLAN, House, house, until
from tests.harness.text_world import FIRST, SECOND
from tests.harness.voice_world import VoiceHouse, voice_house
from tests.web.test_metrics import Scrape

CANDIDATE = 987_654_321_012


async def scrape(here: House | VoiceHouse) -> Scrape:
    view = OperatorView(here.store, HeartbeatState())
    view.service = here.service
    return Scrape(exposition(await view.readings(), "1.2.3"))


async def test_an_interview_in_writing(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """From the start to the end, and none of its words or numbers is told."""
    async with house(path, sim, town) as here:
        before = await scrape(here)
        assert before.of("interviews", state="active", type="text") == 0
        assert before.of("build_info", version="1.2.3") == 1
        ada = await here.begin(CANDIDATE, plan=replace(PLAN, title="Marked title"))
        assert (await scrape(here)).of("interviews", state="active", type="text") == 1
        await ada.answers("Marked answer.", then=FOLLOW_UP)
        middle = await scrape(here)
        assert middle.of("live_sockets") == 1
        assert middle.of("answers_waiting") == 0
        assert middle.of("reply_seconds_count", medium="text") == 1
        await ada.answers("Maps of towns.", then="conflict")
        await ada.answers("Two people, one map.", then="How much time")
        await ada.answers("Two evenings a week.", then="get back to you")
        await until(lambda: ada.thread.archived, "the thread is not archived")
        await here.becomes(ada.interview_id, Status.COMPLETED)
        await until(lambda: here.service.running_count() == 0, "it still runs")
        after = await scrape(here)
        assert after.of("interviews", state="completed", type="text") == 1
        assert after.of("interviews", state="active", type="text") == 0
        assert after.of("live_sockets") == 0
        assert after.of("answers_waiting") == 0
        detail = await here.detail(ada.interview_id)
        kinds = ("text_in", "audio_in", "image_in", "text_out", "audio_out")
        assert sum(after.of("tokens_total", kind=kind) for kind in kinds) == detail.tokens > 0
        assert after.of("cost_usd_total") == pytest.approx(detail.cost_usd)
        for kind in ("read", "write"):
            assert after.of("database_seconds_count", kind=kind) > before.of("database_seconds_count", kind=kind)
        for word in ("Marked", "maps", "evenings", str(CANDIDATE), sim.key):
            assert word not in after.text


async def test_who_waits_is_told_with_the_time(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """From the answer on, through a crash of the runner; not in a pause."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        sim.fail_always("silent")
        await ada.says("An answer.")
        await until(here.service.waits, "nobody waits")
        await asyncio.sleep(4.0)
        told = await scrape(here)
        assert told.of("answers_waiting") == 1
        assert 4.0 <= told.of("answers_waiting_oldest_seconds") < 5.0
        assert told.of("reply_seconds_count", medium="text") == 0
        await ada.presses(Action.PAUSE)
        await here.becomes(ada.interview_id, Status.PAUSED)
        assert (await scrape(here)).of("answers_waiting") == 0
        sim.heal()
        await ada.presses(Action.CONTINUE)
        await ada.sees(FOLLOW_UP)
        await until(lambda: not here.service.waits(), "somebody waits")


async def test_a_wait_goes_on_in_the_next_process(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Since the answer, not since the start."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        sim.fail_always("silent")
        await ada.says("An answer.")
        await until(here.service.waits, "nobody waits")
    await asyncio.sleep(100.0)
    async with house(path, sim, town) as here:
        await here.service.restore()
        await until(here.service.waits, "nobody waits")
        assert here.service.waits()[0] >= 100.0
        sim.heal()
        await until(lambda: not here.service.waits(), "somebody waits")
        assert (await scrape(here)).of("reply_seconds_bucket", medium="text", le="60.0") == 0


async def test_reconnects_and_failures_are_told_by_their_cause(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """A socket that broke, and a key that is refused."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        await ada.answers("An answer.", then=FOLLOW_UP)
        sim.drop_all()
        await ada.answers("Another.", then="conflict")
        assert (await scrape(here)).of("live_reconnects_total", cause="dropped") >= 1
        sim.fail_always("bad_key")
        sim.drop_all()
        await ada.says("A third.")
        await until(here.service.model_trouble, "nobody knows that the key is refused")
        told = await scrape(here)
        assert told.of("live_failures_total", cause="bad_key") == 1
        assert told.of("gemini_down") == 1


async def test_an_interview_by_voice(path: Path, sim: GeminiSim) -> None:
    """A reply is counted from the last sound to the first; nobody who speaks is said to wait."""
    async with voice_house(path, sim, PaperRooms(PaperTown())) as here:
        ada = await here.begin()
        await ada.asked(FIRST)
        assert (await scrape(here)).of("reply_seconds_count", medium="voice") == 0
        await ada.answers(3, then=SECOND)
        told = await scrape(here)
        assert told.of("reply_seconds_count", medium="voice") == 1
        assert 0.1 < told.of("reply_seconds_sum", medium="voice") < 5.0
        assert told.of("answers_waiting") == 0
        assert told.of("interviews", state="active", type="voice") == 1
