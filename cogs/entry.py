"""What every way into an interview asks first: is one running already, may this person begin, and where would it be."""

import discord

from bot.edges.chat import channel_link
from bot.interview.models import InterviewType, Medium
from bot.store.records import GuildSettings
from cogs.doors import board
from cogs.fresh import settings_of
from cogs.place import place, require_role
from cogs.press import Press, say, server


def medium_of(kind: InterviewType) -> Medium:
    """Where each kind begins."""
    return Medium.VOICE if kind is InterviewType.VOICE else Medium.TEXT


async def show(press: Press, *, embed: discord.Embed, view: discord.ui.View, again: bool) -> None:
    """In a new answer, or with `again` in the place of the panel that was pressed on, however far its answer is."""
    if press.response.is_done():
        await press.edit_original_response(content=None, embed=embed, view=view)
    elif again:
        await press.response.edit_message(content=None, embed=embed, view=view)
    else:
        await press.response.send_message(embed=embed, view=view, ephemeral=True)


async def lead_back(press: Press, *, again: bool) -> bool:
    """Whether an interview is running for this person here; if so, they are shown the way to it."""
    guild = server(press)
    running = await press.client.store.running_for(guild.id, press.user.id)
    if running is None or running[1] is None:
        return False
    embed = discord.Embed(description=say(press, "start-running", thread=f"<#{running[1]}>"))
    await show(press, embed=embed, view=link(press, guild.id, running[1]), again=again)
    return True


async def may_begin(press: Press, medium: Medium = Medium.TEXT) -> GuildSettings:
    """The server's settings, once nothing speaks against starting now in this medium. Raises Refused."""
    guild = server(press)
    settings = await settings_of(press)
    require_role(press, settings)
    await press.client.desk.admit(guild.id, press.user.id, medium)
    place(press, settings)
    return settings


def link(press: Press, guild_id: int, thread_id: int) -> discord.ui.View:
    return board(discord.ui.Button(label=say(press, "start-go"), url=channel_link(guild_id, thread_id)))
