"""`/my-data`: what is kept about you, as a list, as a file, and the way to have it deleted. In servers and in direct
messages with the bot, so it works after leaving a server.

Every answer is about the person who interacted and nobody else: no button names a person.
"""

import contextlib
import io
import json
from functools import partial

import discord
from discord import app_commands
from discord.ext import commands

from bot.edges.chat.render import size
from bot.jobs.retention import carry_out
from bot.review.safe_text import inline
from bot.review.wording import answered_words, status_words, title
from bot.store.records import InterviewSummary
from bot.words import Say
from cogs.history.embeds import stamp
from cogs.interview import queue
from cogs.ui.components import PersistentItem, board
from cogs.ui.custom_ids import NUMBER, number
from cogs.ui.groups import described
from cogs.ui.interaction import BotInteraction, translator
from cogs.ui.services import BotServices

ROOM = 3600
"""Characters of the list; what does not fit is in the file."""
EVERYWHERE = 0
"""Stands for no server in a custom_id."""
TEMPLATE = rf"mydata:(?P<what>show|export|ask|delete):(?P<guild>{NUMBER})"


class MyDataButton(PersistentItem, template=TEMPLATE):
    """The panel's buttons. `guild` is the server whose data is meant, 0 for all of them."""

    in_server = False

    async def pressed(self, interaction: BotInteraction) -> None:
        guild_id = number(self.carried["guild"]) or None
        match self.carried["what"]:
            case "show":
                embed, view = await panel(interaction, guild_id)
                await interaction.response.edit_message(embed=embed, view=view)
            case "export":
                await send_export(interaction, guild_id)
            case "ask":
                embed, view = await question(interaction, guild_id)
                await interaction.response.edit_message(embed=embed, view=view)
            case _:
                await delete(interaction, guild_id)


async def panel(interaction: BotInteraction, guild_id: int | None) -> tuple[discord.Embed, discord.ui.View]:
    """What is kept: in one server, or everywhere."""
    say, rows = translator(interaction), await interaction.client.store.my_interviews(interaction.user.id, guild_id)
    waits = [
        say("mydata-waiting", server=server_name(interaction, each)) for each in await waits_in(interaction, guild_id)
    ]
    lines = waits + (listing(interaction, rows, guild_id) if rows or not waits else [])
    embed = discord.Embed(title=say("mydata-title"), description="\n".join(lines))
    embed.set_footer(text=say("mydata-footer"))
    items = []
    if rows or waits:
        items += [button(say, "export", guild_id), button(say, "ask", guild_id, style=discord.ButtonStyle.danger)]
    if guild_id is not None:
        items.append(button(say, "show", None, label="mydata-everywhere"))
    elif interaction.guild_id is not None:
        items.append(button(say, "show", interaction.guild_id, label="mydata-here"))
    return embed, board(*items)


async def waits_in(interaction: BotInteraction, guild_id: int | None) -> list[int]:
    """The servers in which this person stands in the queue for the voice channel: this one, or all."""
    servers = [guild_id] if guild_id is not None else await interaction.client.store.guilds_with_queue()
    return [each for each in servers if await queue.standing(interaction.client, each, interaction.user.id) is not None]


def listing(interaction: BotInteraction, rows: list[InterviewSummary], guild_id: int | None) -> list[str]:
    """A heading, then an interview a line, as many as fit."""
    say = translator(interaction)
    place = "here" if guild_id is not None else "everywhere"
    if not rows:
        return [say(f"mydata-nothing-{place}")]
    lines = [say(f"mydata-kept-{place}", count=len(rows)), ""]
    room = ROOM
    for index, row in enumerate(rows):
        line = row_line(interaction, say, row)
        room -= size(line) + 1
        if room < 0:
            return [*lines, say("mydata-more", count=len(rows) - index)]
        lines.append(line)
    return lines


def row_line(interaction: BotInteraction, say: Say, row: InterviewSummary) -> str:
    server = server_name(interaction, row.guild_id)
    until = say("mydata-until", day=stamp(row.delete_after, "D")) if row.delete_after else say("mydata-until-open")
    sound = f"{say('mydata-sound')} · " if row.recorded else ""
    return (
        f"**{title(say, row, 60)}** · {server} · {status_words(say, row.status)}\n"
        f"-# {stamp(row.created_at)} · {say(f'review-type-{row.interview_type}')} · "
        f"{answered_words(say, row)} · {sound}{until}"
    )


def server_name(interaction: BotInteraction, guild_id: int) -> str:
    """As it is called now, or its number when the bot has left it."""
    guild = interaction.client.get_guild(guild_id)
    return inline(guild.name, 40) if guild is not None else translator(interaction)("mydata-server", id=str(guild_id))


def button(
    say: Say,
    what: str,
    guild_id: int | None,
    *,
    label: str = "",
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
) -> MyDataButton:
    """A button of the panel; without `label` its words are those of what it does."""
    custom_id = f"mydata:{what}:{guild_id or EVERYWHERE}"
    return MyDataButton(
        discord.ui.Button(label=say(label or f"mydata-button-{what}"), custom_id=custom_id, style=style)
    )


async def send_export(interaction: BotInteraction, guild_id: int | None) -> None:
    """Everything stored about the person who interacted, as JSON."""
    kept = await interaction.client.store.export(interaction.user.id, guild_id)
    make = partial(json.dumps, kept, ensure_ascii=False, indent=2)
    text = await interaction.client.long_work.run(interaction.user.id, make)
    file = discord.File(io.BytesIO(text.encode()), filename="my-interview-data.json")
    await interaction.response.send_message(translator(interaction)("mydata-file"), file=file, ephemeral=True)


async def question(interaction: BotInteraction, guild_id: int | None) -> tuple[discord.Embed, discord.ui.View]:
    """What a deletion means, before it happens."""
    say, store = translator(interaction), interaction.client.store
    place = "here" if guild_id is not None else "everywhere"
    count = len(await store.my_interviews(interaction.user.id, guild_id))
    lines = [say(f"mydata-sure-{place}", count=count)] if count else []
    lines += [say("mydata-sure-what"), say("mydata-sure-not")]
    embed = discord.Embed(title=say("mydata-sure-title"), description="\n\n".join(lines))
    return embed, board(
        button(say, "delete", guild_id, style=discord.ButtonStyle.danger),
        button(say, "show", guild_id, label="mydata-keep"),
    )


async def delete(interaction: BotInteraction, guild_id: int | None) -> None:
    """Note it first, so that a crash from here on cannot lose it; then do it, and say what is left and until when."""
    say, host = translator(interaction), interaction.client
    for each in await waits_in(interaction, guild_id):
        await queue.leave(host, each, interaction.user.id)
    erasure = await host.store.request_erasure(interaction.user.id, guild_id)
    working = discord.Embed(title=say("mydata-title"), description=say("mydata-working"))
    with contextlib.suppress(discord.HTTPException):  # an answer that came too late is no reason to wait an hour
        await interaction.response.edit_message(embed=working, view=None)
    done = await carry_out(host.store, host.service, host.places, erasure)
    lines = [say("mydata-done" if done else "mydata-goes-on")]
    until = await host.store.last_backup_expiry()
    if until is not None:  # copies that the bot knows nothing of there may be as well, so nothing is said where it is
        lines.append(say("mydata-backup", day=stamp(until, "D")))
    lines.append(say("mydata-not-ours"))
    told = discord.Embed(title=say("mydata-title"), description="\n\n".join(lines))
    await interaction.edit_original_response(embed=told, view=None)


class MyData(commands.Cog):
    """`/my-data`: what is stored about a person, for that person to read, export and delete."""

    def __init__(self, bot: BotServices) -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        self.bot.add_dynamic_items(MyDataButton)

    async def cog_unload(self) -> None:
        self.bot.remove_dynamic_items(MyDataButton)

    @app_commands.command(name="my-data", description=described("mydata-command"))
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    @app_commands.allowed_installs(guilds=True, users=False)
    async def my_data(self, interaction: BotInteraction) -> None:
        embed, view = await panel(interaction, interaction.guild_id)
        await interaction.response.send_message(embed=embed, view=view, ephemeral=True)


async def setup(bot: BotServices) -> None:
    await bot.add_cog(MyData(bot))
