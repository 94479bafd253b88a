"""`/diag` through simulated Discord, against the simulated Gemini: why something does not work, and the fix."""

import asyncio
from functools import partial
from typing import Any, cast

import discord
import pytest
import simcord

from bot.edges.invite import PORTAL
from bot.gemini.api.breaker import Breaker
from bot.gemini.api.failures import ROWS, ConnectionStage
from bot.gemini.api.settings import LiveSettings
from bot.words import Say, Words, languages
from cogs.diag.gemini_check import KEPT_FOR, GeminiCheck, failure_lines
from sims.gemini import GeminiSim
from tests.cogs.conftest import Open
from tests.harness.bot_process import KEY, House, say


def text(shown: Any) -> str:
    """Title and words of the answer's embed."""
    assert shown.response is not None
    assert shown.response.ephemeral
    (embed,) = shown.response.embeds
    return f"{embed.title}\n{embed.description}"


async def ask(house: House, what: str) -> str:
    return text(await house.alex.slash(house.channel, f"diag {what}"))


def edits(house: House) -> list[str]:
    """What the answer said each time that it was edited, first to last."""
    log = house.env.http_requests
    return [str(entry.json) for entry in log if entry.method == "PATCH" and "@original" in entry.path]


async def test_gemini_answers(open_house: Open) -> None:
    """Stages, each with its time; then model, version, libraries, and the latency of one real turn."""
    async with open_house() as house:
        said = await ask(house, "gemini")
        assert said.startswith(say("diag-gemini-works"))
        for piece in ("Connected (TCP) · ", " ms", "gemini-3.8-live", "v1beta", "websockets ", "discord.py "):
            assert piece in said
        assert "One real question answered in" in said
        assert len(house.sim.sessions) == 1
        assert KEY not in said


async def test_the_stages_appear_as_they_pass(open_house: Open) -> None:
    """While the model thinks, what has passed already stands there."""
    async with open_house() as house:
        house.sim.delay = 0.3
        await ask(house, "gemini")
        assert len(edits(house)) >= 2
        assert say("diag-going-on") in edits(house)[0]
        assert say("diag-stage-setup") in edits(house)[-2]
        assert say("diag-going-on") in edits(house)[-2]


async def test_a_second_look_is_the_first_answer(open_house: Open) -> None:
    """Asking again at once says what was found, and since when; Gemini is not asked."""
    async with open_house() as house:
        assert await ask(house, "gemini") == await ask(house, "gemini")
        assert len(house.sim.handshakes) == 1


async def test_clicking_costs_nothing() -> None:
    """For half a minute everybody gets the same answer, also those who ask while it is being found."""
    now = 1000.0
    async with GeminiSim(key=KEY) as sim:
        line = GeminiCheck(LiveSettings(api_key=KEY, base_url=sim.base_url), clock=lambda: now, breaker=Breaker())
        first, second = await asyncio.gather(line.ask(lambda _: None), line.ask(lambda _: None))
        assert first is second
        now += KEPT_FOR - 1
        assert await line.ask(lambda _: None) is first
        assert len(sim.handshakes) == 1
        now += 1
        assert await line.ask(lambda _: None) is not first
        assert len(sim.handshakes) == 2


@pytest.mark.parametrize(
    ("fault", "name"), [("bad_key", "bad_key"), ("quota", "quota"), ("refuse_http_503", "http_5xx")]
)
async def test_a_failure_is_named(open_house: Open, fault: str, name: str) -> None:
    """Class, side and fix, at the stage where it stopped; never the key."""
    row = next(row for row in ROWS if row.name == name)
    async with open_house() as house:
        house.sim.fail_always(fault)
        said = await ask(house, "gemini")
        assert said.startswith(say("diag-gemini-fails"))
        assert f"`{row.name}`" in said
        assert say(f"diag-side-{row.side}") in said
        assert say(row.failure(ConnectionStage.SETUP).operator_key) in said
        assert "❌" in said
        assert KEY not in said


@pytest.mark.parametrize(("frame", "why"), [(b"[]", "not-an-object"), (b'{"new": 1}', "unknown")])
async def test_what_cannot_be_read_is_counted(open_house: Open, frame: bytes, why: str) -> None:
    """It answers, and is not called healthy."""
    async with open_house() as house:
        house.sim.malformed = frame
        house.sim.fail_always("malformed_frame")
        said = await ask(house, "gemini")
        assert said.startswith(say("diag-gemini-unreadable"))
        assert say(f"diag-unreadable-{why}", count=1) in said
        assert say("diag-unreadable-fix") in said


@pytest.mark.parametrize("locale", languages())
def test_every_failure_has_a_page(locale: str) -> None:
    """Whatever happens, there are words for it, and Discord takes them."""
    to: Say = partial(Words().say, locale)
    for row in ROWS:
        for stage in ConnectionStage:
            assert len("\n".join(failure_lines(to, row.failure(stage, 1007, "x")))) < 2500


async def test_only_for_managers(open_house: Open) -> None:
    """Others are not offered it; whom a server's own rule lets in is refused all the same."""
    async with open_house(check_errors=False) as house:
        (command,) = [command for command in await house.bot.tree.fetch_commands() if command.name == "diag"]
        for what in ("gemini", "discord"):
            with pytest.raises(simcord.SetupError):
                await house.sam.slash(house.channel, f"diag {what}")
        house.guild.set_command_permissions(command, {house.sam: True})
        for what in ("gemini", "discord"):
            shown = await house.sam.slash(house.channel, f"diag {what}")
            assert shown.response is not None
            assert shown.response.content == say("access-managers-only")
        assert house.sim.handshakes == []


async def test_discord_all_well(open_house: Open) -> None:
    """Permissions, intents, database, disk, running interviews: each with its line."""
    async with open_house() as house:
        said = await ask(house, "discord")
        for piece in ("Permissions in this channel", "intent: on", say("diag-place", place=house.channel.mention)):
            assert piece in said
        assert "⚠️" not in said.replace(f"⚠️ {say('diag-public')}", "")
        assert f"➖ {say('diag-camera-missing')}" in said


async def test_the_machine_is_shown_to_whoever_runs_it(open_house: Open) -> None:
    """And to their team; every other server's admin sees neither its disk nor how many interviews run."""
    async with open_house() as house:
        machine = ("Database: sound", "Free on the disk", "Interviews: 0 open, 0 of them under way, of at most 200")
        said = await ask(house, "discord")
        assert not any(piece in said for piece in machine)
        application = house.bot.application
        assert application is not None
        application.owner = cast("Any", discord.Object(house.alex.id))
        said = await ask(house, "discord")
        assert all(piece in said for piece in machine)


async def test_discord_names_what_is_missing(open_house: Open) -> None:
    """A channel without permissions, one that is gone, a role that is gone, the intent: each with its fix."""
    async with open_house(content=False) as house:
        closed = house.guild.create_text_channel(
            "closed", overwrites={house.guild.default_role: discord.PermissionOverwrite(create_private_threads=False)}
        )
        await house.set_up(channel_id=closed.id, notify_channel_id=1234, reviewer_role_id=5678)
        said = await ask(house, "discord")
        for piece in ("Create Private Threads", say("setup-notice-gone"), "(`5678`)", say("diag-content-off")):
            assert piece in said
        assert say("diag-content-fix", portal=PORTAL) in said


async def test_discord_asks_for_no_more_than_a_start_does(open_house: Open) -> None:
    """Files go out as answers to a press, never into the thread."""
    async with open_house() as house:
        quiet = house.guild.create_text_channel(
            "quiet", overwrites={house.guild.default_role: discord.PermissionOverwrite(attach_files=False)}
        )
        await house.set_up(channel_id=quiet.id)
        assert say("diag-place", place=f"<#{quiet.id}>") in await ask(house, "discord")


async def test_discord_tells_of_the_breaker(open_house: Open) -> None:
    """When interviews rest because of Gemini, the reason stands here, too."""
    async with open_house() as house:
        house.sim.fail_always("bad_key")
        await ask(house, "gemini")
        assert say("diag-breaker", name="`bad_key`") in await ask(house, "discord")


async def test_discord_knows_whether_voice_can_be_had(open_house: Open) -> None:
    """Where it is offered: the libraries, the permissions, each with its fix; where it is not, no complaint."""
    async with open_house() as house:
        said = await ask(house, "discord")
        assert say("diag-aloud-libraries") in said
        assert say("diag-aloud") in said
        assert say("diag-camera-missing") in said
        category = house.guild.create_category("quiet")
        inside = house.guild.create_text_channel("inside", category=category)
        real = house.bot.get_channel(category.id)
        assert isinstance(real, discord.CategoryChannel)
        await real.set_permissions(house.bot.guilds[0].default_role, move_members=False)
        await house.set_up(channel_id=inside.id)
        said = await ask(house, "discord")
        lacking = say("setup-voice-lacking", names=f"**{say('access-permission-move-members')}**")
        assert f"⚠️ {say('diag-aloud-problem')}\n-# → {lacking}" in said
        house.bot.rooms = None
        said = await ask(house, "discord")
        assert say("setup-voice-libraries") in said
        assert say("diag-aloud-libraries") not in said
        await house.set_up(voice=False, channel_id=None)
        said = await ask(house, "discord")
        assert say("diag-aloud-off") in said
        assert say("diag-aloud-problem") not in said
