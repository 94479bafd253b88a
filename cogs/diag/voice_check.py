"""The check behind `/diag voice`: ten seconds in the admin's channel, shown live, then one sentence said back."""

import asyncio

import discord

from bot.edges.voice.check import PacketCounts, VoiceCheck
from bot.edges.voice.metronome import Metronome
from bot.errors import EdgeGone, Refused
from bot.gemini.api.failures import Failure
from bot.gemini.client.say import say as say_aloud
from bot.words import Say, nearest
from cogs.diag.gemini_check import failure_lines
from cogs.interview import channel as interview_channel
from cogs.ui import permissions
from cogs.ui.interaction import BotInteraction, guild_of, translator

SECONDS = 10
EVERY = 2.0
"""Seconds between two edits."""
SENTENCE_SECONDS = 20.0
LOUD_ENOUGH = 0.01
BARS = 10


def channel_of(interaction: BotInteraction) -> discord.VoiceChannel:
    """The admin's voice channel, once nothing speaks against entering it. Raises Refused."""
    if interaction.client.rooms is None:
        raise Refused("setup-voice-libraries")
    here = interview_channel.connected(interaction)
    if here is None:
        raise Refused("diag-voice-nowhere")
    if not isinstance(here, discord.VoiceChannel):
        raise Refused("diag-voice-stage", channel=here.mention)
    if interaction.client.service.voice_in(guild_of(interaction).id) is not None:
        raise Refused("diag-voice-busy")
    interview_channel.require_here(interaction, here, permissions.ROOM_PERMISSIONS)
    return here


async def look(interaction: BotInteraction, channel: discord.VoiceChannel) -> None:
    """Enter, show what arrives, say a sentence, leave. The answer to the command is edited on the way."""
    client = interaction.client
    with client.service.borrowed_voice_slot(channel.guild.id) as free:
        if not free:
            raise Refused("diag-voice-busy")
        await listen(interaction, channel)


async def listen(interaction: BotInteraction, channel: discord.VoiceChannel) -> None:
    """The check itself, while nobody else can take the server's voice connection."""
    say, client = translator(interaction), interaction.client
    try:
        async with VoiceCheck(channel, interaction.user.id, Metronome(), client.clock) as check:
            for second in range(0, SECONDS, int(EVERY)):
                await interaction.edit_original_response(embed=going_on(say, check.figures(), SECONDS - second))
                await asyncio.sleep(EVERY)
            figures = check.figures()
            await interaction.edit_original_response(embed=going_on(say, figures, 0))
            failure = await say_aloud(
                client.live,
                say("diag-voice-sentence"),
                language=nearest(interaction.locale.value),
                clock=client.clock,
                breaker=client.breaker,
                on_sound=check.say,
            )
            spoken = failure is None and await check.finish(SENTENCE_SECONDS)
            await interaction.edit_original_response(embed=result(say, figures, failure, spoken=spoken))
    except EdgeGone:
        await interaction.edit_original_response(embed=not_entered(say))


def going_on(say: Say, figures: PacketCounts, seconds: int) -> discord.Embed:
    """While it runs."""
    head = say("diag-voice-speak", seconds=seconds) if seconds else say("diag-voice-answering")
    return discord.Embed(title=say("diag-voice-title"), description="\n".join([head, "", *lines(say, figures)]))


def not_entered(say: Say) -> discord.Embed:
    """Discord did not let us in, or its voice server cannot be reached."""
    return discord.Embed(
        title=say("diag-voice-fails"), description=f"❌ {say('diag-voice-not-entered')}", colour=discord.Colour.red()
    )


def result(say: Say, figures: PacketCounts, failure: Failure | None, *, spoken: bool) -> discord.Embed:
    """What arrived, what went out, and what to do about what did not."""
    heard = verdict(figures)
    told = [f"{'✅' if heard == 'heard' else '❌'} {say(f'diag-voice-{heard}')}"]
    if spoken:
        told.append(f"✅ {say('diag-voice-said')}")
    elif failure is not None:
        told += [f"❌ {say('diag-voice-unsaid')}", *failure_lines(say, failure)]
    else:
        told.append(f"❌ {say('diag-voice-unplayed')}")
    works = spoken and heard == "heard"
    return discord.Embed(
        title=say("diag-voice-works" if works else "diag-voice-fails"),
        description="\n".join([*told, "", *lines(say, figures)]),
        colour=discord.Colour.green() if works else discord.Colour.red(),
    )


def verdict(figures: PacketCounts) -> str:
    """One word for what arrived: the end of the key `diag-voice-…`."""
    if not figures.received:
        return "nothing"
    if not figures.decrypted:
        return "undecrypted" if figures.refused else "silent"
    return "heard" if figures.level >= LOUD_ENOUGH else "quiet"


def lines(say: Say, figures: PacketCounts) -> list[str]:
    """The figures, a line each."""
    bars = min(BARS, round(figures.level * 5 * BARS))
    trip = figures.round_trip_ms
    return [
        say("diag-voice-packets", received=figures.received, decrypted=figures.decrypted, decoded=figures.decoded),
        say("diag-voice-lost", lost=figures.lost, late=figures.late, refused=figures.refused, others=figures.others),
        say("diag-voice-level", bar="▮" * bars + "▯" * (BARS - bars)),
        say("diag-voice-dave", dave=figures.dave or "–", mode=figures.mode or "–"),
        say("diag-voice-trip", ms="–" if trip is None else str(round(trip))),
    ]
