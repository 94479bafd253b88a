"""The camera page beside the bot: there where there is an address for it, and a taken port is one sentence."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.app import InterviewBot, open_page, operator_texts, run
from bot.config import load
from bot.errors import ConfigError
from bot.store import Store
from tests.harness.virtual_time import clock


@contextlib.asynccontextmanager
async def made(path: Path, **settings: str) -> AsyncIterator[InterviewBot]:
    """A bot that is not connected."""
    async with Store.open(path, clock=clock) as store:
        yield InterviewBot(load({"GEMINI_API_KEY": "sim-key", **settings}), store, clock=clock)


async def test_without_an_address_there_is_none(path: Path) -> None:
    """And so no links, and nobody listens."""
    async with made(path) as bot, contextlib.AsyncExitStack() as stack:
        await open_page(bot, stack)
        assert (bot.page, bot.links, bot.cameras) == (None, None, None)


async def test_it_is_served_until_the_stack_closes(path: Path) -> None:
    """On the port that was chosen; afterwards nobody listens there."""
    async with made(path, PUBLIC_URL="http://localhost:8080", WEB_PORT="0") as bot, aiohttp.ClientSession() as browser:
        async with contextlib.AsyncExitStack() as stack:
            await open_page(bot, stack)
            assert bot.page is not None
            address = f"http://127.0.0.1:{bot.page.port}/camera/health"
            async with browser.get(address) as answer:
                assert (answer.status, (await answer.json())["bot"]) == (200, "interview-bot")
        with pytest.raises(aiohttp.ClientConnectionError):
            await browser.get(address)


async def test_a_port_that_is_taken(path: Path) -> None:
    """One sentence that names it and says what to do."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        address = {"PUBLIC_URL": "http://localhost:8080", "WEB_PORT": port}
        async with made(path, **address) as bot, contextlib.AsyncExitStack() as stack:
            with pytest.raises(ConfigError, match=f"cannot listen on 127.0.0.1 port {port} .*choose another"):
                await open_page(bot, stack)


async def test_a_text_of_the_operators_is_there_from_the_start(path: Path) -> None:
    """What `run` read stands behind the address that Discord's form asks for."""
    text = path.with_name("privacy.md")
    text.write_text("# Ours\n\nKept {backup_days} days.")
    address = {"PUBLIC_URL": "http://localhost:8080", "WEB_PORT": "0", "PRIVACY_FILE": str(text)}
    async with made(path, **address) as bot, contextlib.AsyncExitStack() as stack, aiohttp.ClientSession() as browser:
        await open_page(bot, stack, operator_texts(bot.config))
        assert bot.page is not None
        async with browser.get(f"http://127.0.0.1:{bot.page.port}/privacy") as answer:
            assert (answer.status, "<p>Kept 14 days.</p>" in await answer.text()) == (200, True)


async def test_a_mistake_in_a_text_ends_the_start_before_anything_else(path: Path) -> None:
    """Nobody is asked, not Discord, not the disk."""
    config = load({"PUBLIC_URL": "http://localhost:8080", "DATABASE_PATH": str(path), "TERMS_FILE": "no/such.md"})
    with pytest.raises(ConfigError, match="TERMS_FILE"):
        await run(config)
    assert not await asyncio.to_thread(path.exists)
