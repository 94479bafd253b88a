"""The simulated Discord's voice, driven by an unmodified discord.py; the people's end of DAVE is Discord's libdave."""

import discord
import pytest

from sims.discord import DiscordSim
from sims.discord.world import CANDIDATE, LOUNGE, REVIEWER, STAGE
from tests.sims.caller import AesClient, HearingClient, call, logged_in, until

pytestmark = pytest.mark.real_time  # discord.py's own player and receiver are threads


@pytest.mark.parametrize("kind", [HearingClient, AesClient])
async def test_a_call_of_two(kind: type[HearingClient]) -> None:
    """Both ciphers: join, an MLS group, a number each way, a clean leave."""
    async with DiscordSim() as sim, logged_in(sim) as client:
        casey = sim.voice.people[CANDIDATE]
        await casey.join(LOUNGE)
        line = await call(client, kind=kind)
        await until(lambda: line.ready and casey.dave is not None and casey.dave.ready, "DAVE stands")
        await casey.say(7)
        await until(lambda: line.heard[CANDIDATE] == [7], "the bot heard")
        line.whistle(0xBEEF)
        await until(lambda: casey.marks == [0xBEEF], "the person heard")
        await until(lambda: not line.is_playing(), "it is spoken")
        await until(lambda: casey.heard[-1].opus == b"\xf8\xff\xfe", "silence at the end")
        assert all(each.encrypted for each in casey.heard if each.opus != b"\xf8\xff\xfe")
        await line.disconnect()
        await until(lambda: list(sim.world.voice_states) == [CANDIDATE], "the bot is out")
        assert sim.world.errors == []


async def test_people_come_and_go() -> None:
    """Late joiners are added, leavers removed, whoever commits; those who stay hear each other all the time."""
    async with DiscordSim() as sim, logged_in(sim) as client:
        casey, robin = sim.voice.people[CANDIDATE], sim.voice.people[REVIEWER]
        line = await call(client)
        for bot_commits in (True, False):
            sim.voice.bot_commits = bot_commits
            await casey.join(LOUNGE)
            await casey.say(1)
            await robin.join(LOUNGE)
            await robin.say(2)
            await casey.leave()
            await robin.say(3)
            await robin.leave()
        await until(lambda: line.heard == {CANDIDATE: [1, 1], REVIEWER: [2, 3, 2, 3]}, f"all heard: {line.heard}")
        assert sim.world.errors == []
        await line.disconnect()


async def test_weather_and_a_camera() -> None:
    """Lost, doubled, late packets and video in between: the number is understood all the same."""
    async with DiscordSim() as sim, logged_in(sim) as client:
        casey = sim.voice.people[CANDIDATE]
        await casey.join(LOUNGE)
        line = await call(client)
        await until(lambda: line.ready, "DAVE stands")
        await casey.say(3, tail=False)
        await casey.camera(on=True)
        sim.voice.weather.set(loss=0.05, reorder=0.1, duplicate=0.1, seed=4)
        await casey.say(5)
        sim.voice.weather.clear()
        await until(lambda: line.stats["not opus"] > 10, "video came")
        await until(lambda: line.heard[CANDIDATE] == [3, 5], "heard")
        steps = [(b - a) & 0xFFFF for a, b in zip(line.sequences, line.sequences[1:], strict=False)]
        assert {1, 2} <= set(steps)
        assert len(set(line.sequences)) < len(line.sequences)
        await line.disconnect()


async def test_a_stage_is_in_the_clear() -> None:
    """No DAVE on a stage, and an audience is not heard."""
    async with DiscordSim() as sim, logged_in(sim) as client:
        casey = sim.voice.people[CANDIDATE]
        await casey.join(STAGE)
        line = await call(client, STAGE)
        bot = sim.voice.bot
        assert bot is not None
        assert bot.dave_version == 0
        line.whistle(9)
        await until(lambda: bot.counters["muted"] > 50, "sent")
        assert not casey.heard
        await line.disconnect()


async def test_what_moderators_do() -> None:
    """A member is moved, muted, disconnected; a channel is made for two and deleted with the bot in it."""
    async with DiscordSim() as sim, logged_in(sim) as client:
        casey = sim.voice.people[CANDIDATE]
        guild = client.guilds[0]
        room = await guild.create_voice_channel("Interview", user_limit=2)
        await casey.join(LOUNGE)
        member = await guild.fetch_member(CANDIDATE)
        await member.move_to(room)
        assert casey.channel_id == room.id
        await member.edit(mute=True)
        assert sim.world.voice_states[CANDIDATE]["mute"]
        await room.send("Hello.")
        line = await call(client, room.id)
        await room.delete()
        await until(lambda: not line.is_connected(), "out")
        assert sim.world.voice_states == {}


async def test_a_moved_bot_and_a_new_server() -> None:
    """discord.py follows where it is put, and to another voice server; the people hear it there."""
    async with DiscordSim() as sim, logged_in(sim) as client:
        casey = sim.voice.people[CANDIDATE]
        room = await client.guilds[0].create_voice_channel("Other")
        await casey.join(room.id)
        line = await call(client)
        sim.voice.close(4014)
        # Told of its new place before it has noticed this, discord.py waits for the news that it had already.
        await until(
            lambda: any(each.startswith("closed") for each in sim.voice.websocket.log), "it knows that it is out"
        )
        await sim.voice.move_bot(room.id)
        await until(lambda: line.ready and line.is_connected(), "DAVE stands in the other room")
        line.whistle(1)
        await until(lambda: casey.marks == [1], "heard")
        await line.disconnect()


async def test_a_new_key() -> None:
    """A session description in the middle of a call: a new key, a new group, and the talk goes on."""
    async with DiscordSim() as sim, logged_in(sim) as client:
        casey = sim.voice.people[CANDIDATE]
        await casey.join(LOUNGE)
        line = await call(client)
        await until(lambda: line.ready, "DAVE stands")
        sim.voice.rotate_key()
        await until(lambda: sim.voice.groups[LOUNGE].epoch >= 3 and line.ready, "the group stands again")
        await until(lambda: casey.dave is not None and casey.dave.ready, "for both of them")
        await casey.say(8)
        await until(lambda: line.heard[CANDIDATE] == [8], "heard")
        line.whistle(2)
        await until(lambda: casey.marks == [2], "heard")
        await line.disconnect()


async def test_a_full_channel_gives_no_answer() -> None:
    async with DiscordSim() as sim, logged_in(sim) as client:
        sim.world.missing = {"move_members"}
        sim.world.channels[LOUNGE]["user_limit"] = 1
        await sim.voice.people[CANDIDATE].join(LOUNGE)
        channel = client.get_channel(LOUNGE)
        assert isinstance(channel, discord.VoiceChannel)
        with pytest.raises(TimeoutError):
            await channel.connect(timeout=0.5, reconnect=False)
        assert len(sim.voice.unanswered) == 1
