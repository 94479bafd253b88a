"""A file is read through a real connection to a simulated file server, and never further than we take."""

import contextlib
import ssl
from collections.abc import AsyncIterator

import aiohttp
import discord
import pytest
from discord.http import HTTPClient

from bot.edges.chat.files import fetched
from bot.edges.voice.pins import SESSION
from sims.discord import DiscordSim
from sims.discord.server import TOKEN
from sims.discord.tls import Loopback

PATH = "/attachments/1/2/message.txt"
MOST = 1000


class Shelf:
    """One file on the server, and a real client that is logged in."""

    def __init__(self, sim: DiscordSim, client: discord.Client) -> None:
        self.sim = sim
        self.client = client

    def put(self, data: bytes, *, size: int) -> discord.Attachment:
        """Discord says that it has this size."""
        self.sim.world.files[PATH] = data
        told = {"id": "3", "filename": "message.txt", "size": size, "url": f"https://cdn.discordapp.com{PATH}"}
        return discord.Attachment(data={**told, "proxy_url": told["url"]}, state=self.client._connection)  # type: ignore[typeddict-item]  # as the gateway sends it


@pytest.fixture
async def shelf() -> AsyncIterator[Shelf]:
    async with contextlib.AsyncExitStack() as stack:
        sim = await stack.enter_async_context(DiscordSim())
        context = ssl.create_default_context(cadata=sim.authority)
        connector = aiohttp.TCPConnector(resolver=Loopback(sim.port), ssl=context)
        client = discord.Client(intents=discord.Intents.none(), connector=connector)
        await stack.enter_async_context(client)
        await client.login(TOKEN)
        yield Shelf(sim, client)


async def test_as_it_is(shelf: Shelf) -> None:
    """Up to the last byte that we take."""
    assert await fetched(shelf.put(b"x" * MOST, size=MOST), MOST) == b"x" * MOST


async def test_too_large_by_what_discord_says(shelf: Shelf) -> None:
    """Then nothing is asked for."""
    file = shelf.put(b"x", size=MOST + 1)
    del shelf.sim.world.files[PATH]
    assert await fetched(file, MOST) is None


async def test_larger_than_discord_says(shelf: Shelf) -> None:
    """By one byte: what comes is measured while it comes."""
    assert await fetched(shelf.put(b"x" * (MOST + 1), size=9), MOST) is None


async def test_a_flood(shelf: Shelf) -> None:
    """64 MB are on their way: it is let go early."""
    shelf.sim.world.file_server = "floods"
    assert await fetched(shelf.put(b"x" * 2**16, size=9), MOST) is None
    assert shelf.sim.world.flooded < 2**23


async def test_what_is_gone(shelf: Shelf) -> None:
    """Said as discord.py says it."""
    file = shelf.put(b"x", size=1)
    del shelf.sim.world.files[PATH]
    with pytest.raises(discord.HTTPException) as refused:
        await fetched(file, MOST)
    assert refused.value.status == 404


async def test_the_session_is_where_it_was(shelf: Shelf) -> None:
    """discord.py keeps it to itself: `voice_pins`."""
    file = shelf.put(b"x", size=1)
    assert isinstance(file._http, HTTPClient)
    assert isinstance(getattr(file._http, SESSION), aiohttp.ClientSession)
