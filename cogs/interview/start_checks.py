"""What every way into an interview asks first: is one running already, may this person begin, and where would it be."""

from typing import Any, Final

import discord

from bot.edges.chat.channel import channel_link
from bot.errors import Reason
from bot.interview.models import InterviewType, Medium
from bot.store.records import GuildSettings
from cogs.interview import camera_link
from cogs.interview.channel import place, require_role
from cogs.ui.components import board
from cogs.ui.guild_settings import get_or_create
from cogs.ui.interaction import BotInteraction, guild_of, say


async def show(interaction: BotInteraction, *, embeds: list[discord.Embed], view: discord.ui.View, again: bool) -> None:
    """In a new answer, or with `again` in the place of the panel of the interaction, however far its answer is."""
    if interaction.response.is_done():
        await interaction.edit_original_response(content=None, embeds=embeds, view=view)
    elif again:
        await interaction.response.edit_message(content=None, embeds=embeds, view=view)
    else:
        await interaction.response.send_message(embeds=embeds, view=view, ephemeral=True)


SHUT: Final[dict[str, str]] = {
    Reason.THREAD_LOCKED: "start-shut-locked",
    Reason.THREAD_DELETED: "start-shut-deleted",
    Reason.INTERNAL: "start-shut-now",
}
"""Why somebody cannot be let in again, and what to do; for all else a permission of ours is missing."""


async def way_back(interaction: BotInteraction, interview_id: int, words: str) -> str:
    """The words that lead there, once the person was let in again; where they could not be, what they can do."""
    shut = await interaction.client.service.let_in(interview_id)
    return words if shut is None else f"{words}\n\n{say(interaction, SHUT.get(shut, 'start-shut-permissions'))}"


async def lead_back(interaction: BotInteraction, *, again: bool) -> bool:
    """Whether an interview is running for this person here; if so, they are shown the way to it."""
    guild = guild_of(interaction)
    running = await interaction.client.store.running_for(guild.id, interaction.user.id)
    if running is None or running[1] is None:
        return False
    words = await way_back(interaction, running[0], say(interaction, "start-running", thread=f"<#{running[1]}>"))
    embed = discord.Embed(description=words)
    ways = await camera_link.buttons(interaction, running[0])
    await show(interaction, embeds=[embed], view=link(interaction, guild.id, running[1], *ways), again=again)
    return True


async def may_begin(interaction: BotInteraction, kind: InterviewType = InterviewType.TEXT) -> GuildSettings:
    """The server's settings, once nothing speaks against starting an interview of this kind now. Raises Refused."""
    guild = guild_of(interaction)
    settings = await get_or_create(interaction)
    require_role(interaction, settings)
    medium = Medium.VOICE if kind.is_voice else Medium.TEXT
    await interaction.client.service.admit(
        guild.id, interaction.user.id, medium, with_video=kind is InterviewType.VIDEO
    )
    place(interaction, settings)
    return settings


def link(interaction: BotInteraction, guild_id: int, place_id: int, *beside: discord.ui.Button[Any]) -> discord.ui.View:
    """The way to an interview's thread or voice channel, and other ways beside it."""
    return board(discord.ui.Button(label=say(interaction, "start-go"), url=channel_link(guild_id, place_id)), *beside)
