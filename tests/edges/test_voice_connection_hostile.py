"""A connection whose network or voice server is worse than usual: losses, limits, strangers, silence, greetings."""

import asyncio
import json
import threading

import pytest

from bot.edges.voice.client import POISON, SILENT
from bot.edges.voice.connection import ConnectionState
from sims.discord.world import CANDIDATE, GUILD
from tests.harness.discord_voice import Room, room, until

KEEPALIVE = 5
"""Ticks between two looks for strangers."""


async def test_a_lost_discovery_is_asked_again() -> None:
    async with room() as here:
        here.sim.voice.udp.deaf = 2
        connection = await here.joined()
        await here.up()
        assert here.sim.voice.udp.deaf == 0
        assert connection.counters["drops"] == 0
        await here.exchange()


async def test_a_rate_limit_is_waited_out_and_can_be_left() -> None:
    """4021: the next attempt comes after seconds, not at once, and leaving does not wait for it."""
    async with room() as here:
        connection = await here.joined()
        await here.up()
        here.sim.voice.close(4021)
        await until(lambda: here.states[-1] is ConnectionState.DOWN, here.status)
        assert connection.why == "4021"
        await asyncio.sleep(1.5)
        assert here.sim.voice.websocket.log.count("op 0") == 1
        await connection.leave()
        assert here.states == [ConnectionState.UP, ConnectionState.DOWN]


async def test_who_is_in_the_group_and_not_in_the_channel_is_told(caplog: pytest.LogCaptureFixture) -> None:
    """The second look says it: who has just left may still be in the group for a moment."""
    async with room() as here:
        connection = await here.joined()
        await here.up()
        for _ in range(2 * KEEPALIVE):
            connection._tick()
        assert connection.counters["strangers"] == 0
        gone = {**here.sim.world.voice_states[CANDIDATE], "channel_id": None, "guild_id": str(GUILD)}
        await here.sim.gateway.dispatch("VOICE_STATE_UPDATE", gone)
        client = connection._reconnector.connection
        assert client is not None
        await until(client.strangers, here.status)
        for _ in range(KEEPALIVE):
            connection._tick()
        assert connection.counters["strangers"] == 0
        for _ in range(KEEPALIVE):
            connection._tick()
        assert connection.counters["strangers"] == 1
        said = [each.getMessage() for each in caplog.records]
        assert any("encryption group" in message for message in said)
        assert not any(str(CANDIDATE) in message for message in said)


async def test_a_websocket_that_says_nothing_any_more_is_given_up() -> None:
    async with room() as here:
        connection = await here.joined()
        await here.up()
        _impatient(here)
        _say(here, 6, {"t": 0})
        await here.up(2)
        assert connection.why == SILENT
        await here.exchange()


async def test_a_second_ready_does_not_hang_the_reader() -> None:
    """discord.py asks for its address once more, within its reading, and would wait for the answer for ever."""
    async with room() as here:
        connection = await here.joined()
        await here.up()
        _impatient(here)
        _say(here, 6, {"t": 0})
        port = here.sim.voice.udp_port
        _say(here, 2, {"ssrc": 7, "ip": "127.0.0.1", "port": port, "modes": ["aead_aes256_gcm_rtpsize"]})
        await here.up(2)
        assert connection.why == SILENT
        await here.exchange()


@pytest.mark.parametrize("interval", [13_750, 0, -1])
async def test_a_second_hello_leaves_no_second_heart(interval: int) -> None:
    async with room() as here:
        connection = await here.joined()
        await here.up()
        _say(here, 8, {"v": 8, "heartbeat_interval": interval})
        await here.up(2)
        assert connection.why == POISON
        await until(lambda: len(_hearts()) == 1, _hearts)
        await here.exchange()


def _hearts() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("voice-keep-alive")]


def _impatient(here: Room) -> None:
    """From the next frame on, half a second without one is too long."""
    assert here.connection is not None
    assert here.connection._reconnector.connection is not None
    here.connection._reconnector.connection._connection.silence = 0.5


def _say(here: Room, op: int, data: object) -> None:
    assert here.sim.voice.bot is not None
    assert here.sim.voice.bot.link is not None
    here.sim.voice.bot.link.send(json.dumps({"op": op, "d": data}))
