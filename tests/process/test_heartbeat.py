"""The sign of life: what `interview-bot health` says of it."""

import asyncio
import contextlib
import os
import socket
import stat
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot import app
from bot.clock import DAY, Clock, WallClock
from bot.errors import StoreUnavailable
from bot.process import heartbeat, loop_lag
from bot.process.heartbeat import Heartbeat, HeartbeatState
from bot.store import Store
from tests.harness.bot_process import launch
from tests.harness.store_parts import new_interview
from tests.harness.troubles import locked, read_only
from tests.harness.virtual_time import clock

HERE = socket.gethostname()
NOBODY = 2**22 + 1
"""More than the highest number of a process."""


@pytest.mark.parametrize(
    ("written", "age", "alive", "says"),
    [
        (None, 5.0, False, "has not been started"),
        (Heartbeat(ready=True), 5.0, True, "alive 5 s ago"),
        (Heartbeat(ready=True), -1.0, True, "alive 0 s ago"),
        (Heartbeat(ready=False), 5.0, False, "not connected to Discord"),
        (Heartbeat(ready=True), 61.0, False, "stopped or hangs"),
        (Heartbeat(ready=True), -3600.0, False, "3600 s in the future"),
        (Heartbeat(ready=True, pid=os.getpid(), host=HERE), 5.0, True, "alive"),
        (Heartbeat(ready=True, pid=NOBODY, host=HERE), 5.0, False, f"process ({NOBODY}) is gone"),
        (Heartbeat(ready=True, pid=NOBODY, host="a container"), 5.0, True, "alive"),
        (Heartbeat(ready=True, trouble="nothing can be saved: full"), 5.0, False, "nothing can be saved: full"),
        (Heartbeat(ready=True, trouble="\N{SNOWMAN}" * 9999, note="x" * 9999), 5.0, False, "\N{SNOWMAN}" * 256),
        (Heartbeat(ready=True, note="only 0.3 GB are free"), 5.0, True, "only 0.3 GB"),
        (Heartbeat(ready=True, lag=1.0), 5.0, True, "alive"),
        (Heartbeat(ready=True, lag=3.25), 5.0, False, "event loop was 3.2 s late. Give the machine"),
        (Heartbeat(ready=False, lag=3.25), 5.0, False, "event loop was 3.2 s late"),
        (Heartbeat(ready=False, trouble=heartbeat.STOPPED), 800.0, False, "the bot was stopped, 800 s ago"),
        (Heartbeat(ready=False, trouble=heartbeat.STOPPED), -800.0, False, "the bot was stopped, 0 s ago"),
    ],
)
def test_judged(tmp_path: Path, written: Heartbeat | None, age: float, alive: bool, says: str) -> None:
    """Fresh, connected, of a process that lives and without a trouble is alive; everything else has its sentence."""
    database = tmp_path / "interviews.db"
    if written is not None:
        heartbeat.write(database, written)
        os.utime(heartbeat.path_of(database), (1000.0, 1000.0))
    found, sentence = heartbeat.judge(database, 1000.0 + age)
    assert found is alive
    assert says in sentence


def test_only_the_owner_reads_it(tmp_path: Path) -> None:
    """Whatever the process's umask is."""
    before = os.umask(0)
    try:
        for _ in range(2):
            heartbeat.write(tmp_path / "x.db", Heartbeat(ready=True))
    finally:
        os.umask(before)
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_broken_file_is_no_sign_of_life(tmp_path: Path) -> None:
    """Half a file, or another program's."""
    heartbeat.path_of(tmp_path / "x.db").write_text("[]")
    assert heartbeat.judge(tmp_path / "x.db", time.time())[0] is False


def test_it_is_written_in_its_place(tmp_path: Path) -> None:
    """A full disk gives no room for another file, nor for one byte more."""
    database = tmp_path / "interviews.db"
    heartbeat.write(database, Heartbeat(ready=True))
    before = heartbeat.path_of(database).stat()
    heartbeat.write(database, Heartbeat(ready=False, trouble="nothing can be saved: database or disk is full"))
    after = heartbeat.path_of(database).stat()
    assert (after.st_ino, after.st_size) == (before.st_ino, before.st_size)
    assert heartbeat.judge(database, time.time()) == (False, "nothing can be saved: database or disk is full")


def test_one_of_an_older_version_is_replaced(tmp_path: Path) -> None:
    """It was shorter, or longer, and others could read it."""
    for text in ("{}", "{" + " " * 2000):
        file = heartbeat.path_of(tmp_path / "x.db")
        file.write_text(text)
        file.chmod(0o644)
        heartbeat.write(tmp_path / "x.db", Heartbeat(ready=True))
        assert heartbeat.judge(tmp_path / "x.db", time.time())[0]
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@contextlib.asynccontextmanager
async def beating(store: Store, told: Clock = clock) -> AsyncIterator[HeartbeatState]:
    pulse = HeartbeatState()
    pulse.say(ready=True)
    async with app.beating(store, told, pulse):
        yield pulse


async def test_it_beats_on_when_it_cannot_be_written(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A folder that is gone, or no room for the first one: logged, and no interview ends over it."""
    async with Store.open(tmp_path / "x.db", clock=clock) as store:
        heartbeat.path_of(store.path).mkdir()
        async with beating(store):
            await asyncio.sleep(25)
            assert caplog.text.count("sign of life cannot be written") == 3


def lock(store: Store) -> contextlib.AbstractAsyncContextManager[None]:
    @contextlib.asynccontextmanager
    async def held() -> AsyncIterator[None]:
        with locked(store.path):
            yield

    return held()


@pytest.mark.parametrize(
    ("switch", "why"), [(lock, "database is locked"), (read_only, "readonly database")], ids=["locked", "read_only"]
)
async def test_it_is_red_until_something_is_written(
    tmp_path: Path, switch: Callable[[Store], contextlib.AbstractAsyncContextManager[None]], why: str
) -> None:
    """Within a second of the refusal, with its reason; and green within ten of its end, though nobody writes."""
    async with Store.open(tmp_path / "x.db", clock=clock) as store, beating(store):
        await asyncio.sleep(2)
        assert heartbeat.judge(store.path, time.time())[0]
        async with switch(store):
            with pytest.raises(StoreUnavailable):
                await store.create_interview(new_interview())
            for _ in range(20):
                await asyncio.sleep(1.1)
                alive, says = heartbeat.judge(store.path, time.time())
                assert not alive
                assert why in says
        await asyncio.sleep(11.1)
        assert heartbeat.judge(store.path, time.time())[0]


@pytest.mark.parametrize("switch", [lock, read_only], ids=["locked", "read_only"])
async def test_it_becomes_red_though_nobody_writes(
    tmp_path: Path, switch: Callable[[Store], contextlib.AbstractAsyncContextManager[None]]
) -> None:
    """At night, too: after half a minute, a beat and the patience with a lock."""
    async with Store.open(tmp_path / "x.db", clock=clock) as store, beating(store):
        await asyncio.sleep(100)
        assert heartbeat.judge(store.path, time.time())[0]
        async with switch(store):
            await asyncio.sleep(heartbeat.PROBE + heartbeat.EVERY + 7)
            alive, says = heartbeat.judge(store.path, time.time())
            assert not alive
            assert "nothing can be saved" in says


async def test_it_is_right_at_once(tmp_path: Path) -> None:
    """A script may ask as soon as it reads that the bot is ready: no time passes in this test."""
    async with Store.open(tmp_path / "x.db", clock=clock) as store, beating(store) as pulse:
        for ready, waits, says in ((True, "", "alive"), (False, "", "not connected"), (False, "no DNS", "no DNS")):
            pulse.say(ready=ready, waits=waits)
            for _ in range(5):
                await asyncio.sleep(0)
            alive, sentence = heartbeat.judge(store.path, time.time())
            assert alive is ready
            assert says in sentence


async def test_a_loop_that_is_late_shows(tmp_path: Path) -> None:
    """Within a second or two of it; and half a minute later all is well again."""
    async with Store.open(tmp_path / "x.db", clock=clock) as store, beating(store) as pulse:
        await asyncio.sleep(2.2)
        pulse.lag.note(2.5, asyncio.get_running_loop().time())
        await asyncio.sleep(1.1)
        assert heartbeat.judge(store.path, time.time()) == (False, loop_lag.sentence(2.5))
        await asyncio.sleep(loop_lag.WINDOW)
        assert heartbeat.judge(store.path, time.time())[0]


async def test_a_clock_that_was_set_is_said_and_makes_nobody_ill(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The file has the machine's new time within a second or two, and the log says once what follows it."""
    shift = [0.0]
    told = WallClock(lambda: clock() + shift[0], clock)
    async with Store.open(tmp_path / "x.db", clock=told) as store, beating(store, told):
        await asyncio.sleep(1.5)
        for shift[0], says in ((3 * DAY, "set forward by 259200 s"), (3 * DAY - 3600, "set back by 3600 s")):
            os.utime(heartbeat.path_of(store.path), (1.0, 1.0))
            await asyncio.sleep(1.5)
            assert heartbeat.judge(store.path, time.time())[0]
            assert caplog.text.count(says) == 1
        await asyncio.sleep(30)
        assert caplog.text.count("clock was set") == 2


async def test_a_stop_is_said(tmp_path: Path) -> None:
    """Nobody waits a minute to learn it."""
    async with Store.open(tmp_path / "x.db", clock=clock) as store:
        async with beating(store):
            await asyncio.sleep(2)
        assert heartbeat.judge(store.path, time.time()) == (False, "the bot was stopped, 0 s ago")


async def test_a_gap_in_the_gateway_shows(tmp_path: Path) -> None:
    """discord.py calls itself ready through an outage; the sign of life does not."""
    async with launch(tmp_path) as house:
        for happened, connected in (("ready", True), ("disconnect", False), ("resumed", True)):
            house.bot.dispatch(happened)
            await house.env.settle()
            assert house.bot.connected is connected
