"""The simulated Discord's voice, driven by an unmodified discord.py; the people's end of DAVE is Discord's libdave."""

from sims.discord import DiscordSim
from sims.discord.world import CANDIDATE, LOUNGE, REVIEWER
from tests.sims.caller import call, logged_in, until


async def test_a_call_of_two() -> None:
    """Join, an MLS group, a number each way, a clean leave."""
    async with DiscordSim() as sim, logged_in(sim) as client:
        casey = sim.voice.people[CANDIDATE]
        await casey.join(LOUNGE)
        line = await call(client)
        await until(lambda: line.ready and casey.dave is not None and casey.dave.ready, "DAVE stands")
        await casey.say(7)
        await until(lambda: line.heard[CANDIDATE] == [7], "the bot heard")
        line.whistle(0xBEEF)
        await until(lambda: casey.marks == [0xBEEF], "the person heard")
        await until(lambda: not line.is_playing(), "it is spoken")
        assert casey.heard[-1].opus == b"\xf8\xff\xfe"
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
