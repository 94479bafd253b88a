"""Before the bot connects: it waits for the network, and never uses Discord's starts up."""

import asyncio
import contextlib
import ssl
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import aiohttp
import pytest

from bot import app
from bot.config import load
from bot.edges import login
from bot.errors import DiscordAway, TokenRefused
from bot.process import heartbeat, session_starts
from bot.store import Store
from sims.discord import DiscordSim
from sims.discord.server import TOKEN
from sims.discord.tls import Loopback
from tests.harness.virtual_time import clock, loop

HOUR = 3600.0
DAY = 24 * HOUR


@pytest.mark.parametrize(
    ("ago", "wait"),
    [
        ([], 0),
        ([1.0] * 7, 0),
        ([1.0] * 8, 14),
        ([1.0] * 9, 29),
        ([1.0] * 40, 899),
        ([901.0] * 40, 0),
        ([HOUR + 1] * 40, 0),
        ([-5.0] * 40, 0),
    ],
    ids=["first", "seventh", "eighth", "ninth", "all night", "waited", "yesterday", "of another clock"],
)
def test_a_crash_loop_becomes_slow(ago: list[float], wait: float) -> None:
    """Longer with each start within an hour, never more than a quarter of an hour."""
    assert session_starts.crash_wait([1e9 - each for each in ago], 1e9) == wait


def test_a_night_of_crashes_costs_few_starts() -> None:
    """Of the thousand that Discord gives a day."""
    begun: list[float] = []
    count, now = 0, 0.0
    while now < DAY:
        now += session_starts.crash_wait(begun, now)
        begun = [*begun, now][-session_starts.KEPT :]
        now += 2.0
        count += 1
    assert count < 300


@pytest.mark.parametrize(
    ("left", "resets_in", "wait"), [(1000, 5.0, 0), (21, 5.0, 0), (20, 7200.0, 7200), (0, 0.0, 60)]
)
def test_the_last_starts_of_a_day_are_kept(left: int, resets_in: float, wait: float) -> None:
    """Until Discord counts anew."""
    assert session_starts.limit_wait(left, resets_in) == wait


def test_the_network_is_waited_for_without_end() -> None:
    """Longer each time, at most five minutes."""
    first = list(islice(session_starts.waits(), 50))
    assert first == sorted(first)
    assert (first[0], first[-1]) == (5, 300)


def test_what_is_remembered(tmp_path: Path) -> None:
    """The last ones; a broken file, or none, is no start."""
    assert session_starts.read(tmp_path / "x.db") == []
    session_starts.note(tmp_path / "x.db", [float(each) for each in range(99)])
    assert session_starts.read(tmp_path / "x.db") == [float(each) for each in range(49, 99)]
    assert session_starts.path_of(tmp_path / "x.db").stat().st_mode & 0o777 == 0o600
    for broken in ("{}", '["x"]', "[null]", "[NaN]"):
        session_starts.path_of(tmp_path / "x.db").write_text(broken)
        assert session_starts.read(tmp_path / "x.db") == []


@dataclass
class Doorstep:
    """A bot that is about to begin, and the world it wants into."""

    sim: DiscordSim
    names: Loopback
    database: Path
    pulse: heartbeat.HeartbeatState
    token: str = TOKEN

    async def wait(self) -> login.Application:
        config = load({"DISCORD_TOKEN": self.token, "GEMINI_API_KEY": "k", "DATABASE_PATH": str(self.database)})
        return await app.until_allowed(config, clock, self.pulse, self.connector)

    def connector(self) -> aiohttp.BaseConnector:
        context = ssl.create_default_context(cadata=self.sim.authority)
        return aiohttp.TCPConnector(resolver=self.names, ssl=context)

    def health(self) -> tuple[bool, str]:
        return heartbeat.judge(self.database, time.time())


@contextlib.asynccontextmanager
async def doorstep(folder: Path, *, unknown: int = 0, refused: int = 0) -> AsyncIterator[Doorstep]:
    pulse = heartbeat.HeartbeatState()
    async with DiscordSim() as sim, Store.open(folder / "x.db", clock=clock) as store, app.beating(store, clock, pulse):
        yield Doorstep(sim, Loopback(sim.port, unknown=unknown, refused=refused), store.path, pulse)


@pytest.mark.parametrize(
    ("trouble", "says"),
    [({"unknown": 4}, "its name is not found"), ({"refused": 4}, "ECONNREFUSED"), ({}, "HTTP 503")],
    ids=["no DNS", "no connection", "Discord is away"],
)
async def test_it_waits_for_the_network(
    tmp_path: Path, trouble: dict[str, int], says: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The machine has just booted: growing waits, each said once, and health says for what."""
    async with doorstep(tmp_path, **trouble) as here:
        here.sim.rest.weather.down = not trouble
        began = loop().time()
        waiting = asyncio.create_task(here.wait())
        await asyncio.sleep(70)
        here.sim.rest.weather.down = False
        alive, sentence = here.health()
        assert not alive
        assert says in sentence
        application = await waiting
        assert application.content
        assert 74 < loop().time() - began < 80
        assert caplog.text.count(says) == 4
        assert "logging in using static token" not in caplog.text


async def test_few_starts_left_are_waited_for(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Nobody says hello to Discord until it counts anew; its thousandth start would cost the token."""
    async with doorstep(tmp_path) as here:
        here.sim.rest.weather.starts_left, here.sim.rest.weather.resets_in = 0, 3 * HOUR
        waiting = asyncio.create_task(here.wait())
        await asyncio.sleep(2 * HOUR)
        assert not waiting.done()
        assert "0 starts left" in here.health()[1]
        assert session_starts.read(here.database) == []
        here.sim.rest.weather.starts_left = 1000
        await asyncio.wait_for(waiting, HOUR)
        assert len(session_starts.read(here.database)) == 1


async def test_a_crash_loop_waits_before_the_next_start(tmp_path: Path) -> None:
    """It remembers over its own deaths."""
    async with doorstep(tmp_path) as here:
        for _ in range(session_starts.FREE):
            began = loop().time()
            await here.wait()
            assert loop().time() - began < 1
        await here.wait()
        assert loop().time() - began > 10
        assert len(session_starts.read(here.database)) == session_starts.FREE + 1


async def test_what_waiting_does_not_cure_ends_it(tmp_path: Path) -> None:
    """A token that is wrong, and a firewall that says no."""
    async with doorstep(tmp_path) as here:
        here.token = "wrong.wrong.wrong"
        with pytest.raises(TokenRefused):
            await here.wait()
    refusal = aiohttp.ClientHttpProxyError(None, (), status=407, message="who are you?")  # type: ignore[arg-type]
    assert not login.away(refusal).passes
    assert (TokenRefused.exit_code, DiscordAway.exit_code) == (3, 4)
