"""The operator's server on loopback: alive, ready or why not, and never a word of anybody's."""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import aiohttp
import pytest

from bot import app
from bot.config import Config, load
from bot.errors import ConfigError, StoreUnavailable
from bot.operating import OperatorView, serving
from bot.process import heartbeat, loop_lag
from bot.process.heartbeat import HeartbeatState
from bot.store import Store
from bot.web.connection import HEADER_SECONDS
from bot.web.operator import MOST_CONNECTIONS, OperatorSite
from tests.harness.store_parts import new_interview
from tests.harness.troubles import locked
from tests.harness.virtual_time import clock

Get = Callable[[str], Awaitable[tuple[int, str]]]
SECRETS = {"DISCORD_TOKEN": "marked.discord.token", "GEMINI_API_KEY": "marked-gemini-key"}


def config(port: int, folder: Path) -> Config:
    return load({**SECRETS, "METRICS_PORT": str(port), "DATABASE_PATH": str(folder / "i.db")})


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextlib.asynccontextmanager
async def served(folder: Path) -> AsyncIterator[tuple[Get, Store, HeartbeatState]]:
    """As `run` serves it, before there is a bot."""
    pulse, port = HeartbeatState(), free_port()
    async with (
        Store.open(folder / "i.db", clock=clock) as store,
        app.beating(store, clock, pulse),
        serving(config(port, folder), store, pulse),
        aiohttp.ClientSession() as http,
    ):

        async def get(path: str) -> tuple[int, str]:
            async with http.get(f"http://127.0.0.1:{port}{path}") as answer:
                assert answer.headers["Cache-Control"] == "no-store"
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                kind = "application/openmetrics-text; version=1.0.0" if path == "/metrics" else "text/plain"
                assert answer.headers["Content-Type"] == f"{kind}; charset=utf-8"
                assert "aiohttp" not in answer.headers.get("Server", "")
                return answer.status, await answer.text()

        yield get, store, pulse


async def test_ready_is_what_health_says(tmp_path: Path) -> None:
    """Each trouble has its sentence and 503; the file for `interview-bot health` says the same a second later. Alive it
    is all the while."""
    async with served(tmp_path) as (get, store, pulse):

        async def both(ready: bool, says: str) -> None:
            status, told = await get("/readyz")
            assert (status, says in told) == (200 if ready else 503, True), told
            await asyncio.sleep(1.1)
            well, sentence = heartbeat.judge(store.path, time.time())
            assert well is ready
            assert says in sentence
            assert await get("/healthz") == (200, "alive\n")

        await both(False, "not connected to Discord")
        pulse.say(ready=False, waits="Discord cannot be reached")
        await both(False, "Discord cannot be reached")
        pulse.say(ready=True)
        await both(True, "connected to Discord")
        with locked(store.path):
            with pytest.raises(StoreUnavailable):
                await store.create_interview(new_interview())
            await both(False, "nothing can be saved: the database refused: database is locked")
        await asyncio.sleep(11)
        await both(True, "connected to Discord")
        pulse.lag.note(4.0, asyncio.get_running_loop().time())
        await both(False, "its event loop was 4.0 s late")
        await asyncio.sleep(loop_lag.WINDOW)
        await both(True, "connected to Discord")


async def test_metrics_are_told_while_the_database_cannot_be_read(tmp_path: Path) -> None:
    """What needs it is left out, and the rest comes within the time that a scraper waits."""
    async with served(tmp_path) as (get, store, _):
        _, before = await get("/metrics")
        assert 'interview_bot_interviews{state="active",type="text"} 0.0' in before
        await store._reader.close()
        status, told = await get("/metrics")
        assert status == 200
        assert "interview_bot_interviews{" not in told
        assert "interview_bot_discord_connected 0.0" in told
        assert told.endswith("# EOF\n")


@pytest.mark.parametrize(("path", "status"), [("/", 404), ("/camera", 404), ("/metrics/", 404), ("/healthz?x=1", 200)])
async def test_there_is_nothing_else(tmp_path: Path, path: str, status: int) -> None:
    """And nothing that changes anything."""
    async with served(tmp_path) as (get, _, _):
        assert (await get(path))[0] == status


async def test_no_port_no_server(tmp_path: Path) -> None:
    """It is not served unless asked for; and a port that is taken ends the start with a sentence."""
    async with Store.open(tmp_path / "i.db", clock=clock) as store:
        assert load(SECRETS).metrics_port is None
        assert load(SECRETS).metrics_host == "127.0.0.1"
        async with serving(load(SECRETS), store, HeartbeatState()) as view:
            assert not view.ready()[0]
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            with pytest.raises(ConfigError, match=rf"port {port} \(EADDRINUSE\); choose another METRICS_PORT"):
                async with serving(config(port, tmp_path), store, HeartbeatState()):
                    raise AssertionError("it cannot be served there")


async def test_a_mistake_of_ours_says_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """An error's text may hold anything; neither the answer nor the log repeats it."""

    async def metrics() -> tuple[str, bytes]:
        raise ValueError("marked words")

    async with (
        Store.open(tmp_path / "i.db", clock=clock) as store,
        OperatorSite("127.0.0.1", 0, ready=OperatorView(store, HeartbeatState()).ready, metrics=metrics) as site,
        aiohttp.ClientSession() as http,
        http.get(f"http://127.0.0.1:{site.port}/metrics") as answer,
    ):
        assert (answer.status, await answer.text()) == (500, "500")
    assert "ValueError" in caplog.text
    assert "marked" not in caplog.text


async def test_those_who_ask_nothing_keep_nobody_out(tmp_path: Path) -> None:
    """As many connections as there may be, without a request: the newest is served, and the others end in time."""
    async with Store.open(tmp_path / "i.db", clock=clock) as store:
        view = OperatorView(store, HeartbeatState())

        async def metrics() -> tuple[str, bytes]:
            return "text/plain", b""

        async with OperatorSite("127.0.0.1", 0, ready=view.ready, metrics=metrics) as site:
            idle = [await asyncio.open_connection("127.0.0.1", site.port) for _ in range(MOST_CONNECTIONS)]
            await asyncio.sleep(0.1)
            async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{site.port}/healthz") as answer:
                assert answer.status == 200
            await asyncio.sleep(HEADER_SECONDS + 1)
            for reader, writer in idle:
                with contextlib.suppress(ConnectionError):
                    async with asyncio.timeout(0.1):
                        assert await reader.read() == b""
                writer.close()
