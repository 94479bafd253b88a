"""The sign of life: what `interview-bot health` says of it."""

import asyncio
import contextlib
import os
import stat
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot import heartbeat
from bot.errors import StoreUnavailable
from bot.heartbeat import Sign
from bot.store import Store
from tests.desk.troubles import locked, read_only
from tests.launch import launch
from tests.store.parts import new_interview
from tests.virtual_time import clock


@pytest.mark.parametrize(
    ("written", "now", "alive", "says"),
    [
        (None, 100.0, False, "has not been started"),
        (Sign(100.0, ready=True), 105.0, True, "alive 5 s ago"),
        (Sign(100.0, ready=False), 105.0, False, "not connected to Discord"),
        (Sign(100.0, ready=True), 161.0, False, "stopped or hangs"),
        (Sign(100.0, ready=True, trouble="nothing can be saved: full"), 105.0, False, "nothing can be saved: full"),
        (Sign(100.0, ready=True, trouble="x" * 9999), 105.0, False, "xxx"),
        (Sign(100.0, ready=False, trouble=heartbeat.STOPPED), 900.0, False, "the bot was stopped, 800 s ago"),
    ],
)
def test_judged(tmp_path: Path, written: Sign | None, now: float, alive: bool, says: str) -> None:
    """Fresh, connected and without a trouble is alive; everything else has its sentence."""
    database = tmp_path / "interviews.db"
    if written is not None:
        heartbeat.write(database, written)
    found, sentence = heartbeat.judge(database, now)
    assert found is alive
    assert says in sentence


def test_only_the_owner_reads_it(tmp_path: Path) -> None:
    """Whatever the process's umask is."""
    before = os.umask(0)
    try:
        for now in (1.0, 2.0):
            heartbeat.write(tmp_path / "x.db", Sign(now, ready=True))
    finally:
        os.umask(before)
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_broken_file_is_no_sign_of_life(tmp_path: Path) -> None:
    """Half a file, or another program's."""
    heartbeat.path_of(tmp_path / "x.db").write_text("[]")
    assert heartbeat.judge(tmp_path / "x.db", 0.0)[0] is False


def test_it_is_written_in_its_place(tmp_path: Path) -> None:
    """A full disk gives no room for another file, nor for one byte more."""
    database = tmp_path / "interviews.db"
    heartbeat.write(database, Sign(1.0, ready=True))
    before = heartbeat.path_of(database).stat()
    heartbeat.write(database, Sign(2.0, ready=False, trouble="nothing can be saved: database or disk is full"))
    after = heartbeat.path_of(database).stat()
    assert (after.st_ino, after.st_size) == (before.st_ino, before.st_size)
    assert heartbeat.judge(database, 3.0) == (False, "nothing can be saved: database or disk is full")


def test_one_of_an_older_version_is_replaced(tmp_path: Path) -> None:
    """It was shorter, or longer, and others could read it."""
    for text in ("{}", "{" + " " * 2000):
        file = heartbeat.path_of(tmp_path / "x.db")
        file.write_text(text)
        file.chmod(0o644)
        heartbeat.write(tmp_path / "x.db", Sign(1.0, ready=True))
        assert heartbeat.judge(tmp_path / "x.db", 2.0)[0]
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@contextlib.asynccontextmanager
async def beating(store: Store) -> AsyncIterator[None]:
    task = asyncio.create_task(heartbeat.beat(store, clock, lambda: True))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


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
        assert heartbeat.judge(store.path, clock())[0]
        async with switch(store):
            with pytest.raises(StoreUnavailable):
                await store.create_interview(new_interview())
            for _ in range(20):
                await asyncio.sleep(1.1)
                alive, says = heartbeat.judge(store.path, clock())
                assert not alive
                assert why in says
        await asyncio.sleep(11.1)
        assert heartbeat.judge(store.path, clock())[0]


async def test_a_stop_is_said(tmp_path: Path) -> None:
    """Nobody waits a minute to learn it."""
    async with Store.open(tmp_path / "x.db", clock=clock) as store:
        async with beating(store):
            await asyncio.sleep(2)
        assert heartbeat.judge(store.path, clock()) == (False, "the bot was stopped, 0 s ago")


async def test_a_gap_in_the_gateway_shows(tmp_path: Path) -> None:
    """discord.py calls itself ready through an outage; the sign of life does not."""
    async with launch(tmp_path) as house:
        for happened, connected in (("ready", True), ("disconnect", False), ("resumed", True)):
            house.bot.dispatch(happened)
            await house.env.settle()
            assert house.bot.connected is connected
