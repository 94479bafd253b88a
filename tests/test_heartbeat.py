"""The sign of life: what `interview-bot health` says of it."""

import asyncio
import contextlib
import os
import stat
from pathlib import Path

import pytest

from bot import heartbeat
from tests.launch import launch


@pytest.mark.parametrize(
    ("written", "ready", "now", "alive", "says"),
    [
        (None, False, 100.0, False, "has not been started"),
        (100.0, True, 105.0, True, "alive 5 s ago"),
        (100.0, False, 105.0, False, "not connected to Discord"),
        (100.0, True, 161.0, False, "stopped or hangs"),
    ],
)
def test_judged(tmp_path: Path, written: float | None, ready: bool, now: float, alive: bool, says: str) -> None:
    """Fresh and connected is alive; everything else has its sentence."""
    database = tmp_path / "interviews.db"
    if written is not None:
        heartbeat.write(database, written, ready=ready)
    found, sentence = heartbeat.judge(database, now)
    assert found is alive
    assert says in sentence


def test_only_the_owner_reads_it(tmp_path: Path) -> None:
    """Whatever the process's umask is."""
    before = os.umask(0)
    try:
        for now in (1.0, 2.0):
            heartbeat.write(tmp_path / "x.db", now, ready=True)
    finally:
        os.umask(before)
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_broken_file_is_no_sign_of_life(tmp_path: Path) -> None:
    """Half a file, or another program's."""
    heartbeat.path_of(tmp_path / "x.db").write_text("[]")
    assert heartbeat.judge(tmp_path / "x.db", 0.0)[0] is False


async def test_it_beats_on_when_it_cannot_be_written(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A full disk or a folder that is gone: logged, and no interview ends over it."""
    beating = asyncio.create_task(heartbeat.beat(tmp_path / "gone" / "x.db", lambda: 1.0, lambda: True))
    await asyncio.sleep(0.05)
    assert not beating.done()
    assert "sign of life cannot be written" in caplog.text
    beating.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await beating


async def test_a_gap_in_the_gateway_shows(tmp_path: Path) -> None:
    """discord.py calls itself ready through an outage; the sign of life does not."""
    async with launch(tmp_path) as house:
        for happened, connected in (("ready", True), ("disconnect", False), ("resumed", True)):
            house.bot.dispatch(happened)
            await house.env.settle()
            assert house.bot.connected is connected
