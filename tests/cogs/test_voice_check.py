"""`/diag voice`: who may, where, what it refuses; and what it says of what arrived."""

from functools import partial
from typing import Any

import pytest
import simcord

from bot.edges.voice.check import PacketCounts
from bot.gemini.api.failures import ROWS, ConnectionStage
from bot.words import Words, languages
from cogs.diag import voice_check
from tests.cogs.conftest import Open
from tests.harness.bot_process import House, say

HEARD = PacketCounts(
    received=500,
    decrypted=499,
    decoded=498,
    lost=2,
    late=1,
    others=7,
    dave="1",
    mode="aead",
    round_trip_ms=21.6,
    level=0.2,
)


async def asked(house: House) -> str:
    shown = await house.alex.slash(house.channel, "diag voice")
    assert shown.response is not None
    return str(shown.response.content or "") + "".join(embed.description or "" for embed in shown.response.embeds)


async def test_refusals(open_house: Open) -> None:
    """Not connected, a stage, busy, no permission, no libraries: each its sentence, and nobody joins anything."""
    async with open_house(check_errors=False) as house:
        await house.set_up()
        assert await asked(house) == say("diag-voice-nowhere")
        stage = house.guild.create_stage_channel("Stage")
        await house.alex.join_voice(stage)
        assert await asked(house) == say("diag-voice-stage", channel=stage.mention)
        lounge = house.guild.create_voice_channel("Lounge")
        await house.alex.join_voice(lounge)
        with house.bot.service.borrowed_voice_slot(house.guild.id):
            assert await asked(house) == say("diag-voice-busy")
        real = house.bot.guilds[0].get_channel(lounge.id)
        assert real is not None
        await real.set_permissions(real.guild.default_role, speak=False)
        names = f"**{say('access-permission-speak')}**"
        assert await asked(house) == say("access-bot-lacks", channel=lounge.mention, names=names)
        house.bot.rooms = None
        assert await asked(house) == say("setup-voice-libraries")
        assert house.bot.voice_clients == []
        assert house.bot.service.voice_in(house.guild.id) is None


async def test_only_for_managers(open_house: Open) -> None:
    """Also where a server's own rule lets others see the command."""
    async with open_house(check_errors=False) as house:
        (command,) = [command for command in await house.bot.tree.fetch_commands() if command.name == "diag"]
        with pytest.raises(simcord.SetupError):
            await house.sam.slash(house.channel, "diag voice")
        house.guild.set_command_permissions(command, {house.sam: True})
        shown = await house.sam.slash(house.channel, "diag voice")
        assert shown.response is not None
        assert shown.response.content == say("access-managers-only")


@pytest.mark.parametrize(
    ("figures", "word"),
    [
        (PacketCounts(), "nothing"),
        (PacketCounts(others=90), "nothing"),
        (PacketCounts(received=50, refused=50), "undecrypted"),
        (PacketCounts(received=50), "silent"),
        (PacketCounts(received=50, decrypted=50, level=0.001), "quiet"),
        (PacketCounts(received=50, decrypted=50, refused=3, level=0.3), "heard"),
    ],
)
def test_verdict(figures: PacketCounts, word: str) -> None:
    """One cause each, the first that is in the way."""
    assert voice_check.verdict(figures) == word


@pytest.mark.parametrize("language", languages())
def test_lines_hold_every_figure(language: str) -> None:
    """In every language; what is not known yet is a dash, and the loudest sound does not burst the bar."""
    words = partial(Words().say, language)
    told = "\n".join(voice_check.lines(words, HEARD))
    for figure in ("500", "499", "498", "2", "1", "7", "DAVE 1", "aead", "22"):
        assert figure in told
    nothing = voice_check.lines(words, PacketCounts())
    assert "▯" * voice_check.BARS in nothing[2]
    assert "–" in nothing[3]
    assert "–" in nothing[4]
    assert "▮" * voice_check.BARS in voice_check.lines(words, PacketCounts(level=1.0))[2]


def test_the_result_is_green_only_when_both_ways_work() -> None:
    """Heard and said; else red, with the reason of what did not."""
    words = partial(Words().say, "en")

    def shown(figures: PacketCounts, failure: Any = None, *, spoken: bool) -> tuple[str, str]:
        embed = voice_check.result(words, figures, failure, spoken=spoken)
        return embed.title or "", embed.description or ""

    assert shown(HEARD, spoken=True)[0] == say("diag-voice-works")
    title, told = shown(PacketCounts(), spoken=True)
    assert title == say("diag-voice-fails")
    assert say("diag-voice-nothing") in told
    title, told = shown(HEARD, spoken=False)
    assert title == say("diag-voice-fails")
    assert say("diag-voice-unplayed") in told
    failure = next(row for row in ROWS if row.name == "quota").failure(ConnectionStage.SETUP)
    title, told = shown(HEARD, failure, spoken=False)
    assert say("diag-voice-unsaid") in told
    assert "`quota`" in told
