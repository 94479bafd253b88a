"""A connection in the simulated Discord: DAVE with Discord's own library on the other side, and all that can end it."""

import asyncio
import threading
from functools import partial

import pytest

from bot.edges.voice.connection import ConnectionState
from bot.errors import EdgeGone
from bot.media.cipher import MODES
from bot.media.rtp import SILENCE
from sims.discord.world import BOT, GUILD, LOUNGE, REVIEWER, STAGE
from tests.harness.discord_voice import Room, room, until


@pytest.mark.parametrize("mode", MODES)
async def test_both_ways_in_both_modes(mode: str) -> None:
    async with room() as here:
        here.sim.voice.websocket.modes = (mode,)
        connection = await here.joined()
        await here.up()
        assert (connection.mode, connection.dave, connection.channel_id) == (mode, "v1", LOUNGE)
        await here.exchange()
        assert here.states == [ConnectionState.UP]
        assert here.sim.world.errors == []


async def test_nothing_is_sent_while_alone() -> None:
    """Without anybody else there is no group, so there is no encryption; UP comes with the first person."""
    async with room() as here:
        await here.casey.leave()
        connection = await here.joined()
        connection.send(SILENCE)
        assert not connection.ready
        assert connection.dave == "waiting"
        assert connection.counters["not_ready"] == 1
        assert here.states == []
        await here.casey.join(LOUNGE)
        await here.up()
        await here.exchange()


async def test_only_the_candidate_is_heard() -> None:
    """A reviewer talks, with video on, and not one of their packets is opened."""
    async with room() as here:
        robin = here.sim.voice.people[REVIEWER]
        await robin.join(LOUNGE)
        connection = await here.joined()
        await here.up()
        await robin.camera(on=True)
        await robin.say(bytes(2 * 960 * 10), fast=4)
        await until(lambda: connection.counters["others"] >= 15 and connection.counters["not_opus"], here.status)
        assert here.heard == []
        await here.exchange()
        await robin.leave()
        await here.exchange()


async def test_sound_that_overtakes_its_announcement_is_heard() -> None:
    async with room() as here:
        here.sim.voice.weather.set(late_ssrc=0.15)
        connection = await here.joined()
        await here.up()
        await here.casey.say(bytes(2 * 960 * 10), fast=2)
        await until(lambda: len(here.heard) == 15, here.status)
        assert connection.counters["unknown"] == 0


@pytest.mark.parametrize("code", [1000, 4000, 4006, 4009, 4014, 4015, 4022])
async def test_it_comes_back_after_a_close(code: int) -> None:
    async with room() as here:
        connection = await here.joined()
        await here.up()
        connection.speaking(True)
        assert here.sim.voice.bot is not None
        here.sim.voice.bot.close(code)
        await here.up(2)
        assert here.states == [ConnectionState.UP, ConnectionState.DOWN, ConnectionState.UP]
        assert connection.why == str(code)
        await until(lambda: here.sim.voice.bot and here.sim.voice.bot.speaking == 1, here.status)
        await here.exchange()


async def test_it_comes_back_after_a_torn_connection() -> None:
    async with room() as here:
        await here.joined()
        await here.up()
        assert here.sim.voice.bot is not None
        here.sim.voice.bot.abort()
        await here.up(2)
        await here.exchange()


@pytest.mark.parametrize("code", [4012, 4016, 4017])
async def test_what_would_be_refused_again_is_lost_at_once(code: int) -> None:
    async with room() as here:
        connection = await here.joined()
        await here.up()
        assert here.sim.voice.bot is not None
        here.sim.voice.bot.close(code)
        await here.lost()
        assert here.states == [ConnectionState.UP, ConnectionState.DOWN, ConnectionState.LOST]
        assert connection.why == str(code)


async def test_being_taken_out_is_final() -> None:
    async with room() as here:
        connection = await here.joined()
        await here.up()
        await here.sim.voice.go(BOT)
        await here.lost()
        assert connection.why == "kicked"
        assert not connection.ready


async def test_a_channel_that_never_answers_is_no_place() -> None:
    async with room() as here:
        here.sim.world.missing.add("connect")
        with pytest.raises(EdgeGone):
            await here.joined(timeout=1.0)
        here.sim.world.missing.clear()
        await here.joined()
        await here.up()


async def test_leaving_leaves_nothing() -> None:
    async with room() as here:
        before = set(threading.enumerate())
        tasks = asyncio.all_tasks()
        connection = await here.joined()
        await here.up()
        await connection.leave()
        await connection.leave()
        connection.send(SILENCE)
        assert connection.counters["not_ready"] == 1
        assert here.states == [ConnectionState.UP]
        await until(lambda: set(threading.enumerate()) <= before, threading.enumerate)
        ours = {task.get_name() for task in asyncio.all_tasks() - tasks if task.get_name().lower().startswith("voice")}
        assert ours == set()
        await here.joined()
        await here.up(2)


@pytest.mark.parametrize("frame", [b"\x00junk", b""])
async def test_a_poisoned_frame_is_noticed(frame: bytes) -> None:
    """Proposals that cannot be read: discord.py's own poller would die of it and go on calling itself connected."""
    async with room() as here:
        connection = await here.joined()
        await here.up()
        assert here.sim.voice.bot is not None
        here.sim.voice.bot.send_binary(27, frame)
        await here.up(2)
        assert connection.why == "poison"
        await here.exchange()


async def test_a_new_voice_server_is_followed() -> None:
    async with room() as here:
        connection = await here.joined()
        await here.up()
        moved = {"token": "new", "guild_id": str(GUILD), "endpoint": "sim-2.discord.media:443"}
        await here.sim.gateway.dispatch("VOICE_SERVER_UPDATE", moved)
        await here.up(2)
        assert connection.why == "region"
        await here.exchange()


async def test_dragged_away_it_goes_back_once() -> None:
    async with room() as here:
        connection = await here.joined()
        await here.up()
        await here.sim.voice.change_state(BOT, {"channel_id": str(STAGE)})
        await here.up(2)
        await here.exchange()
        await here.sim.voice.change_state(BOT, {"channel_id": str(STAGE)})
        await here.lost()
        assert connection.why == "moved"


async def test_a_candidate_who_comes_back_is_heard() -> None:
    """The group changes twice, and the connection stays up."""
    async with room() as here:
        await here.joined()
        await here.up()
        await here.exchange()
        await here.casey.leave()
        await here.casey.join(LOUNGE)
        await until(lambda: here.connection and here.connection.ready, here.status)
        await here.exchange()
        assert here.states == [ConnectionState.UP]


async def test_two_drops_in_a_row() -> None:
    """The second one comes while the first is being mended."""
    async with room() as here:
        await here.joined()
        await here.up()
        for _ in range(2):
            await until(lambda: here.sim.voice.bot and here.sim.voice.bot.open, here.status)
            assert here.sim.voice.bot is not None
            broken = here.sim.voice.bot
            broken.abort()
            await until(lambda: ConnectionState.DOWN in here.states, here.status)
        await until(lambda: here.sim.voice.bot is not broken and here.connection and here.connection.ready, here.status)
        await here.exchange()
        assert here.states[-1] is ConnectionState.UP


def again(here: Room, times: int) -> bool:
    """Whether the connection stands after so many rejoins."""
    return here.connection is not None and here.connection.ready and here.connection.counters["rejoins"] == times


async def test_who_is_thrown_out_again_and_again_waits_longer_each_time() -> None:
    """Discord counts what we send on the main gateway."""
    made = []
    async with room() as here:
        await here.joined()
        await here.up()
        for number in range(1, 5):
            await until(lambda: here.sim.voice.bot and here.sim.voice.bot.open, here.status)
            assert here.sim.voice.bot is not None
            here.sim.voice.bot.abort()
            await until(partial(again, here, number), here.status)
            made.append(asyncio.get_running_loop().time())
    assert made[2] - made[1] > 0.7
    assert made[3] - made[2] > 1.0


async def test_a_new_key_is_taken_over() -> None:
    async with room() as here:
        connection = await here.joined()
        await here.up()
        await here.exchange()
        assert here.sim.voice.bot is not None
        here.sim.voice.bot.send(4, here.sim.voice.bot.new_key(connection.mode), numbered=False)
        await until(lambda: here.sim.voice.websocket.log.count("op 23") == 2, here.status)
        await until(lambda: connection.ready and here.casey.dave and here.casey.dave.ready, here.status)
        await here.exchange()
        assert here.states == [ConnectionState.UP]


async def test_what_comes_twice_is_counted_and_opened_once() -> None:
    async with room() as here:
        here.sim.voice.weather.set(duplicate=0.5, reorder=0.2)
        connection = await here.joined()
        await here.up()
        await here.casey.say(bytes(2 * 960 * 30), fast=4)
        await until(lambda: len({sequence for sequence, *_ in here.heard}) >= 34, here.status)
        spoken = [sequence for sequence, _, opus in here.heard if opus != SILENCE]
        assert len(spoken) == len(set(spoken))
        assert connection.counters["dave_refused"] + connection.counters["no_cryptor"] > 0
