"""The page of `/setup` about interviews by voice, with a camera or without. Like the first page: every choice is stored
at once and redrawn."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Self

import discord

from bot.errors import Refused
from bot.store.records import GuildSettings
from bot.words import Say
from cogs.setup import state
from cogs.ui.components import PersistentItem, board
from cogs.ui.guild_settings import get_or_create
from cogs.ui.interaction import BotInteraction, guild_of, say, translator
from cogs.ui.permissions import require_manager

SWITCHES = ("voice", "video", "record_voice", "reviewers_listen", "pause_on_company")
"""The fields of GuildSettings that are on or off; a row of buttons holds five."""

MOST_ROOMS = 10


async def managed(interaction: BotInteraction) -> GuildSettings:
    """The settings, for those who may change them. Raises Refused for everybody else, on every interaction."""
    require_manager(interaction.permissions)
    return await get_or_create(interaction)


def overview(interaction: BotInteraction, settings: GuildSettings) -> discord.Embed:
    """What is set, in words, then what is missing for it to work, then what is good to know."""
    say = translator(interaction)
    broken = list(state.voice_problems(interaction, settings)) if settings.voice else []
    parts = ["\n".join(lines(say, settings))]
    if broken:
        parts.append("\n".join([f"**{say('setup-problems')}**", *(f"⚠️ {each}" for each in broken)]))
    if state.camera(interaction, settings) == "missing":
        parts.append(f"ℹ️ {say('setup-voice-no-page')}")
    parts.append(f"ℹ️ {say('setup-voice-one-line')}")
    colour = discord.Colour.orange() if broken else None
    return discord.Embed(title=say("setup-voice-title"), description="\n\n".join(parts), colour=colour)


def lines(say: Say, settings: GuildSettings) -> Iterator[str]:
    """Every setting about voice, a line each."""
    for field in SWITCHES:
        key, on = f"setup-voice-{field.replace('_', '-')}", getattr(settings, field)
        yield f"{'✅' if on else '➖'} {say(f'{key}-is-on' if on else f'{key}-is-off')}"
    rooms = ", ".join(f"<#{each}>" for each in settings.room_ids)
    yield say("setup-voice-rooms", rooms=rooms) if rooms else say("setup-voice-no-rooms")
    yield say("setup-voice-return", seconds=settings.return_seconds)


def panel(interaction: BotInteraction, settings: GuildSettings) -> discord.ui.View:
    return board(
        RoomsChoice.build(interaction, settings),
        *(ToggleButton.build(interaction, field, settings) for field in SWITCHES),
    )


async def store_and_redraw(interaction: BotInteraction, settings: GuildSettings) -> None:
    await interaction.client.store.save_settings(settings)
    await interaction.response.edit_message(embed=overview(interaction, settings), view=panel(interaction, settings))


class VoicePage(PersistentItem, template=r"setup:voice-page"):
    """Opens this page beside the first."""

    @classmethod
    def build(cls, interaction: BotInteraction) -> Self:
        return cls(discord.ui.Button(label=say(interaction, "setup-voice-open"), custom_id="setup:voice-page"))

    async def pressed(self, interaction: BotInteraction) -> None:
        settings = await managed(interaction)
        embed = overview(interaction, settings)
        await interaction.response.send_message(embed=embed, view=panel(interaction, settings), ephemeral=True)


class RoomsChoice(PersistentItem, template=r"setup:rooms"):
    """Voice channels in which an interview may take place when the candidate is there already."""

    @classmethod
    def build(cls, interaction: BotInteraction, settings: GuildSettings) -> Self:
        known = [each for each in settings.room_ids if guild_of(interaction).get_channel(each) is not None]
        kind = discord.SelectDefaultValueType.channel
        return cls(
            discord.ui.ChannelSelect(
                custom_id="setup:rooms",
                placeholder=say(interaction, "setup-voice-choose-rooms"),
                channel_types=[discord.ChannelType.voice],
                min_values=0,
                max_values=MOST_ROOMS,
                default_values=[discord.SelectDefaultValue(id=each, type=kind) for each in known],
            )
        )

    async def pressed(self, interaction: BotInteraction) -> None:
        settings = await managed(interaction)
        rooms = tuple(room.id for room in self.chosen)
        if any(guild_of(interaction).get_channel(each) is None for each in rooms):
            raise Refused("setup-not-ours")
        await store_and_redraw(interaction, replace(settings, room_ids=rooms))


class ToggleButton(PersistentItem, template=rf"setup:switch:(?P<field>{'|'.join(SWITCHES)}):(?P<to>on|off)"):
    """One thing on or off. The button says what it does, and does that even when it was drawn a while ago."""

    @classmethod
    def build(cls, interaction: BotInteraction, field: str, settings: GuildSettings) -> Self:
        to = "off" if getattr(settings, field) else "on"
        label = say(interaction, f"setup-voice-{field.replace('_', '-')}-{to}")
        return cls(discord.ui.Button(label=label, custom_id=f"setup:switch:{field}:{to}"))

    async def pressed(self, interaction: BotInteraction) -> None:
        settings, on = await managed(interaction), self.carried["to"] == "on"
        match self.carried["field"]:
            case "voice":
                settings = replace(settings, voice=on)
            case "video":
                settings = replace(settings, video=on)
            case "record_voice":
                settings = replace(settings, record_voice=on)
            case "reviewers_listen":
                settings = replace(settings, reviewers_listen=on)
            case "pause_on_company":
                settings = replace(settings, pause_on_company=on)
        await store_and_redraw(interaction, settings)


ITEMS: tuple[type[PersistentItem], ...] = (VoicePage, RoomsChoice, ToggleButton)
