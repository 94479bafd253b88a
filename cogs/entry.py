"""What every way into an interview asks first: is one running already, may this person begin, and where would it be."""

import discord

from bot.edges.chat import channel_link
from bot.store.records import GuildSettings
from cogs.doors import board
from cogs.fresh import settings_of
from cogs.place import place, require_role
from cogs.press import Press, say, server


async def show(press: Press, *, embed: discord.Embed, view: discord.ui.View, again: bool) -> None:
    if again:
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


async def may_begin(press: Press) -> GuildSettings:
    """The server's settings, once nothing speaks against starting now. Raises Refused."""
    guild = server(press)
    settings = await settings_of(press)
    require_role(press, settings)
    await press.client.desk.admit(guild.id, press.user.id)
    place(press, settings)
    return settings


def link(press: Press, guild_id: int, thread_id: int) -> discord.ui.View:
    return board(discord.ui.Button(label=say(press, "start-go"), url=channel_link(guild_id, thread_id)))
