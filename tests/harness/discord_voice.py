"""A simulated Discord in this process, an unmodified discord.py client in it, and one `VoiceConnection` with what
came out of it."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
import discord

from bot.edges.voice.connection import ConnectionState, VoiceConnection
from sims.discord.people import Person
from sims.discord.server import TOKEN, DiscordSim
from sims.discord.tls import Loopback
from sims.discord.world import CANDIDATE, LOUNGE

PATIENCE = 20.0
"""Seconds after which a test says that something did not happen."""


async def until(holds: Callable[[], object], what: Callable[[], object]) -> None:
    """Wait until it holds; `what` says what is so instead."""
    try:
        async with asyncio.timeout(PATIENCE):
            while not holds():  # noqa: ASYNC110 - what is waited for has no event of its own
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise AssertionError(str(what())) from None


@dataclass
class Room:
    """Both ends of a connection."""

    sim: DiscordSim
    client: discord.Client
    heard: list[tuple[int, int, bytes]] = field(default_factory=list)
    states: list[ConnectionState] = field(default_factory=list)
    connection: VoiceConnection | None = None

    @property
    def casey(self) -> Person:
        return self.sim.voice.people[CANDIDATE]

    async def joined(self, channel_id: int = LOUNGE, *, timeout: float = 10.0) -> VoiceConnection:
        channel = self.client.get_channel(channel_id)
        assert isinstance(channel, discord.VoiceChannel)
        self.connection = await VoiceConnection.join(
            channel,
            candidate_id=CANDIDATE,
            on_packet=lambda *packet: self.heard.append(packet),
            on_change=self.states.append,
            timeout=timeout,
        )
        return self.connection

    async def up(self, times: int = 1) -> None:
        """Until the connection has come up for the n-th time."""
        await until(lambda: self.states.count(ConnectionState.UP) >= times, self.status)

    async def lost(self) -> None:
        await until(lambda: self.states[-1:] == [ConnectionState.LOST], self.status)

    def status(self) -> object:
        connection = self.connection
        return (
            self.states,
            connection and (connection.why, connection.dave, dict(connection.counters)),
            self.sim.voice.as_json(),
        )

    async def exchange(self) -> None:
        """Both ways: what Casey says arrives here, and what we send arrives there."""
        connection, before = self.connection, len(self.heard)
        assert connection is not None
        await self.casey.say(bytes(2 * 960 * 10), fast=4)
        await until(lambda: len(self.heard) >= before + 15, self.status)
        heard = len(self.casey.heard)
        connection.speaking(True)
        for _ in range(10):
            connection.send(b"\x78" + bytes(30))
        await until(lambda: len(self.casey.heard) >= heard + 10, self.status)
        assert all(each.encrypted for each in self.casey.heard[heard:])


@asynccontextmanager
async def room() -> AsyncIterator[Room]:
    """Discord with a bot that is logged in, and Casey in the lounge."""
    async with DiscordSim() as sim:
        trust = ssl.create_default_context(cadata=sim.authority)
        connector = aiohttp.TCPConnector(resolver=Loopback(sim.port), ssl=trust)
        client = discord.Client(intents=discord.Intents.default(), connector=connector, guild_ready_timeout=0.1)
        running = asyncio.create_task(client.start(TOKEN))
        made = Room(sim, client)
        try:
            await until(client.is_ready, lambda: running)
            await made.casey.join(LOUNGE)
            yield made
        finally:
            if made.connection is not None:
                await made.connection.leave()
            await client.close()
            await running
