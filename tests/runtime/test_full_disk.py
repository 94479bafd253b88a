"""A disk that is really full: one of a megabyte, with the database, its log and the sign of life on it."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.process import heartbeat
from sims.gemini import GeminiSim
from tests.harness.paper_thread import PaperTown
from tests.harness.service_world import house
from tests.harness.small_disk import mounted
from tests.harness.virtual_time import clock
from tests.runtime.test_trouble import PLAN, QUESTIONS, asked, told


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with mounted(tmp_path / "disk") as folder:
        yield folder


def fill(disk: Path) -> Path:
    """Take what room there is; the file that took it."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(512))
        except OSError:
            return filler


async def test_a_full_disk_is_told_seen_and_healed(
    disk: Path, sim: GeminiSim, town: PaperTown, caplog: pytest.LogCaptureFixture
) -> None:
    """The candidate, the log and the sign of life say so; freed, all of it goes on though nobody does anything."""
    async with house(disk / "interviews.db", sim, town) as here:
        pulse = heartbeat.HeartbeatState()
        pulse.say(ready=True)
        beat = asyncio.create_task(heartbeat.beat(here.store, clock, pulse))
        ada = await here.begin(plan=PLAN)
        await asyncio.sleep(2)
        assert "make room" in heartbeat.judge(here.store.path, time.time())[1]  # foretold, and well until then
        filler = fill(disk)
        for number in range(5):
            await ada.says(f"{number} " + "Because of this. " * 100)
            await asyncio.sleep(20)
            alive, says = heartbeat.judge(here.store.path, time.time())
            assert not alive
            assert "disk is full" in says
        assert told(ada) == 1
        filler.unlink()
        await asyncio.sleep(12)
        assert heartbeat.judge(here.store.path, time.time())[0]
        await asked(ada, QUESTIONS[1])
        (answer,) = await here.answered(ada.interview_id)
        assert [line[:1] for line in answer.splitlines()] == list("01234")
        beat.cancel()
        await asyncio.gather(beat, return_exceptions=True)
    assert "database or disk is full" in caplog.text
    assert caplog.text.count("are free where the database is; make room") == 1
