"""`/setup`: one panel for those with Manage Server. Every choice is stored at once, and the panel redrawn."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import BadInput, Refused
from bot.store.records import GuildSettings
from cogs.interview import channel as interview_channel
from cogs.interview.start_panel import StartButton
from cogs.setup import state, voice
from cogs.ui import permissions
from cogs.ui.components import PersistentForm, PersistentItem, board
from cogs.ui.custom_ids import NUMBER
from cogs.ui.errors import tell
from cogs.ui.groups import described
from cogs.ui.guild_settings import get_or_create
from cogs.ui.interaction import BotInteraction, guild_of, say, translator
from cogs.ui.permissions import require_manager
from cogs.ui.services import BotServices


@dataclass(frozen=True, slots=True)
class NumberSetting:
    """One number that an admin may change: its field in GuildSettings, and what it may be."""

    field: str
    low: int
    high: int


FORMS: Mapping[str, tuple[NumberSetting, ...]] = {
    "days": (
        NumberSetting("retention_days", 2, 730),
        NumberSetting("deadline_days", 1, 60),
        NumberSetting("return_seconds", 15, 600),
    ),
    "limits": (
        NumberSetting("starts_per_day", 1, 100),
        NumberSetting("interviews_per_day", 1, 10_000),
        NumberSetting("cost_per_day_usd", 1, 10_000),
        NumberSetting("turn_limit", 10, 1_000),
        NumberSetting("token_limit", 10_000, 10_000_000),
    ),
}
"""The two forms behind the panel's buttons."""


async def managed(interaction: BotInteraction) -> GuildSettings:
    """The settings, for those who may change them. Raises Refused for everybody else, on every interaction."""
    require_manager(interaction.permissions)
    return await get_or_create(interaction)


async def overview(interaction: BotInteraction, settings: GuildSettings) -> discord.Embed:
    """What is set, in words, and what is missing for it to work."""
    return state.overview(interaction, settings, await interaction.client.store.positions(settings.guild_id))


def panel(interaction: BotInteraction, settings: GuildSettings) -> discord.ui.View:
    return board(
        RoleChoice.build(interaction, "candidate_role_id", settings),
        ChannelChoice.build(interaction, "channel_id", settings),
        RoleChoice.build(interaction, "reviewer_role_id", settings),
        ChannelChoice.build(interaction, "notify_channel_id", settings),
        *(NumbersButton.build(interaction, name) for name in FORMS),
        voice.VoicePage.build(interaction),
        PostButton.build(interaction),
    )


async def store_and_redraw(interaction: BotInteraction, settings: GuildSettings) -> None:
    await interaction.client.store.save_settings(settings)
    await interaction.response.edit_message(
        embed=await overview(interaction, settings), view=panel(interaction, settings)
    )


class RoleChoice(PersistentItem, template=r"setup:(?P<field>candidate_role_id|reviewer_role_id)"):
    """A role, or nobody chosen: everyone may be interviewed; those with Manage Server review."""

    @classmethod
    def build(cls, interaction: BotInteraction, field: str, settings: GuildSettings) -> Self:
        role_id = getattr(settings, field)
        known = role_id is not None and guild_of(interaction).get_role(role_id) is not None
        return cls(
            discord.ui.RoleSelect(
                custom_id=f"setup:{field}",
                placeholder=say(interaction, f"setup-choose-{field.replace('_', '-')}"),
                min_values=0,
                default_values=[discord.SelectDefaultValue(id=role_id, type=discord.SelectDefaultValueType.role)]
                if known
                else [],
            )
        )

    async def pressed(self, interaction: BotInteraction) -> None:
        settings = await managed(interaction)
        role = self.chosen[0] if self.chosen else None
        if role is not None and guild_of(interaction).get_role(role.id) is None:
            raise Refused("setup-not-ours")
        # @everyone is what "no role" means for candidates; for reviewers it would hand the record to the whole server.
        everyone = role is not None and role.id == guild_of(interaction).id
        if everyone and self.carried["field"] == "reviewer_role_id":
            raise Refused("setup-not-everyone")
        role_id = None if role is None or everyone else role.id
        change: dict[str, Any] = {self.carried["field"]: role_id}
        await store_and_redraw(interaction, replace(settings, **change))


class ChannelChoice(PersistentItem, template=r"setup:(?P<field>channel_id|notify_channel_id)"):
    """A text channel, or none: interviews start where people are; reviewers are told nowhere."""

    @classmethod
    def build(cls, interaction: BotInteraction, field: str, settings: GuildSettings) -> Self:
        channel_id = getattr(settings, field)
        known = channel_id is not None and guild_of(interaction).get_channel(channel_id) is not None
        return cls(
            discord.ui.ChannelSelect(
                custom_id=f"setup:{field}",
                placeholder=say(interaction, f"setup-choose-{field.replace('_', '-')}"),
                channel_types=[discord.ChannelType.text],
                min_values=0,
                default_values=[discord.SelectDefaultValue(id=channel_id, type=discord.SelectDefaultValueType.channel)]
                if known
                else [],
            )
        )

    async def pressed(self, interaction: BotInteraction) -> None:
        settings = await managed(interaction)
        channel_id = self.chosen[0].id if self.chosen else None
        if channel_id is not None and guild_of(interaction).get_channel(channel_id) is None:
            raise Refused("setup-not-ours")
        change: dict[str, Any] = {self.carried["field"]: channel_id}
        await store_and_redraw(interaction, replace(settings, **change))


class NumbersButton(PersistentItem, template=rf"setup:(?P<form>{'|'.join(FORMS)})"):
    """Opens one of the two forms with numbers."""

    @classmethod
    def build(cls, interaction: BotInteraction, name: str) -> Self:
        return cls(discord.ui.Button(label=say(interaction, f"setup-change-{name}"), custom_id=f"setup:{name}"))

    async def pressed(self, interaction: BotInteraction) -> None:
        settings = await managed(interaction)
        await interaction.response.send_modal(NumbersForm(interaction, self.carried["form"], settings))


class NumbersForm(PersistentForm, template=rf"setup-form:(?P<form>{'|'.join(FORMS)}):{NUMBER}"):
    """Numbers with their bounds; a wrong one is named with what would be right, and nothing is stored."""

    def __init__(self, interaction: BotInteraction, name: str, settings: GuildSettings) -> None:
        super().__init__(
            title=say(interaction, f"setup-change-{name}"), custom_id=f"setup-form:{name}:{interaction.id}"
        )
        for number in FORMS[name]:
            key = number.field.replace("_", "-")
            made: discord.ui.TextInput[Self] = discord.ui.TextInput(
                default=str(int(getattr(settings, number.field))),
                max_length=8,
                custom_id=number.field,
            )
            hint = say(interaction, "setup-number-hint", low=str(number.low), high=str(number.high))
            self.add_item(
                discord.ui.Label(text=say(interaction, f"setup-field-{key}"), description=hint, component=made)
            )

    @classmethod
    async def submitted(
        cls, interaction: BotInteraction, carried: Mapping[str, str], values: Mapping[str, str]
    ) -> None:
        settings = await managed(interaction)
        changes: dict[str, Any] = {
            number.field: parse(
                say(interaction, f"setup-field-{number.field.replace('_', '-')}"), number, values.get(number.field, "")
            )
            for number in FORMS[carried["form"]]
        }
        changed = replace(settings, **changes)
        if changed.retention_days <= changed.deadline_days:
            raise BadInput("setup-bad-days", deadline=changed.deadline_days)
        await store_and_redraw(interaction, changed)


def parse(label: str, number: NumberSetting, text: str) -> int:
    """A whole number within its bounds. Raises BadInput naming the field and the bounds."""
    written = text.strip()
    if not re.fullmatch(r"[0-9]{1,8}", written) or not number.low <= int(written) <= number.high:
        raise BadInput("setup-bad-number", field=label, low=str(number.low), high=str(number.high))
    return int(written)


class PostButton(PersistentItem, template=r"setup:post"):
    """Posts the permanent Start button into the channel where the panel was opened."""

    @classmethod
    def build(cls, interaction: BotInteraction) -> Self:
        label, style = say(interaction, "setup-post"), discord.ButtonStyle.primary
        return cls(discord.ui.Button(label=label, style=style, custom_id="setup:post"))

    async def pressed(self, interaction: BotInteraction) -> None:
        settings, to = await managed(interaction), translator(interaction)
        channel, guild = interview_channel.current(interaction), guild_of(interaction)
        if not isinstance(channel, discord.TextChannel):
            raise Refused("setup-post-nowhere")
        hindrances = (
            *interview_channel.hindrances(to, interview_channel.meant(interaction, settings), guild),
            *interview_channel.lacking(to, channel, guild, permissions.POST_PERMISSIONS),
        )
        if hindrances:
            raise Refused("setup-not-posted", what=hindrances[0])
        await interaction.response.defer()
        await channel.send(embed=invitation(interaction.client, guild), view=start_view(interaction.client, guild))
        await tell(interaction, say(interaction, "setup-posted", channel=channel.mention))


def invitation(bot: BotServices, guild: discord.Guild) -> discord.Embed:
    """What stands above the Start button: for everybody, so in the server's language."""
    locale = guild.preferred_locale.value
    return discord.Embed(
        title=bot.words.say(locale, "start-post-title"), description=bot.words.say(locale, "start-post")
    )


def start_view(bot: BotServices, guild: discord.Guild) -> discord.ui.View:
    return board(StartButton.labelled(bot.words.say(guild.preferred_locale.value, "start-open")))


ITEMS: tuple[type[PersistentItem], ...] = (RoleChoice, ChannelChoice, NumbersButton, PostButton, *voice.ITEMS)


class Setup(commands.Cog):
    """The command."""

    def __init__(self, bot: BotServices) -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        self.bot.add_dynamic_items(*ITEMS)

    async def cog_unload(self) -> None:
        self.bot.remove_dynamic_items(*ITEMS)

    @app_commands.command(name="setup", description=described("setup-command"))
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    async def show(self, interaction: BotInteraction) -> None:
        settings = await managed(interaction)
        embed = await overview(interaction, settings)
        await interaction.response.send_message(embed=embed, view=panel(interaction, settings), ephemeral=True)


async def setup(bot: BotServices) -> None:
    await bot.add_cog(Setup(bot))
