"""`/diag` gemini, discord, voice and video: why something does not work, whose side it is on, and the fix.

For Manage Server, seen by the person who asks and nobody else.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from email.utils import format_datetime
from functools import partial
from typing import Any, TypeVar

import discord
from discord import app_commands
from discord.ext import commands

from bot.web.camera.check import PageFinding, PageReport, check_page
from cogs.diag import gemini_check, page_check, voice_check
from cogs.diag import server as server_check
from cogs.diag.gemini_check import GeminiCheck
from cogs.ui.groups import described
from cogs.ui.interaction import BotInteraction, guild_of, translator
from cogs.ui.permissions import require_manager
from cogs.ui.services import BotServices

F = TypeVar("F")
R = TypeVar("R")


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class Diag(commands.GroupCog, group_name="diag", group_description=described("diag-command")):
    """`/diag`: checks of the server, of Gemini, of voice and of the camera page."""

    def __init__(self, bot: BotServices) -> None:
        self.bot = bot
        self.gemini_check = GeminiCheck(bot.live, clock=bot.clock, breaker=bot.breaker)

    @app_commands.command(name="gemini", description=described("diag-command-gemini"))
    async def ask_gemini(self, interaction: BotInteraction) -> None:
        require_manager(interaction.permissions)
        say = translator(interaction)
        kept = await watch(interaction, self.gemini_check.ask, partial(gemini_check.progress, say))
        await interaction.edit_original_response(embed=gemini_check.result(say, kept))

    @app_commands.command(name="video", description=described("diag-command-video"))
    async def try_page(self, interaction: BotInteraction) -> None:
        require_manager(interaction.permissions)
        say, page = translator(interaction), self.bot.page

        async def check(tell: Callable[[PageFinding], None]) -> PageReport:
            return await check_page(
                self.bot.config.public_url,
                here=page.instance if page is not None else None,
                clock=self.bot.clock,
                reference=format_datetime(interaction.created_at, usegmt=True),
                on_finding=tell,
            )

        report = await watch(interaction, check, partial(page_check.progress, say))
        await interaction.edit_original_response(embed=page_check.result(say, report))

    @app_commands.command(name="voice", description=described("diag-command-voice"))
    async def listen(self, interaction: BotInteraction) -> None:
        require_manager(interaction.permissions)
        channel = voice_check.channel_of(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await voice_check.look(interaction, channel)

    @app_commands.command(name="discord", description=described("diag-command-discord"))
    async def look_around(self, interaction: BotInteraction) -> None:
        require_manager(interaction.permissions)
        say = translator(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        settings = await self.bot.store.settings(guild_of(interaction).id)
        findings = [
            *server_check.permissions(interaction, say, settings),
            *server_check.places(interaction, say),
            *server_check.voice(interaction, say, settings),
            *server_check.portal(self.bot, say),
            *server_check.gemini(self.bot, say),
            *await server_check.machine(interaction, say),
        ]
        embed = discord.Embed(title=say("diag-discord-title"), description="\n".join(map(str, findings))[:4096])
        await interaction.edit_original_response(embed=embed)


async def watch(
    interaction: BotInteraction,
    check: Callable[[Callable[[F], None]], Coroutine[Any, Any, R]],
    draw: Callable[[Sequence[F]], discord.Embed],
) -> R:
    """What a check returns, with what it tells on the way shown as it comes; what comes while Discord takes one edit
    shares the next."""
    told: list[F] = []
    changed = asyncio.Event()

    def tell(found: F) -> None:
        told.append(found)
        changed.set()

    await interaction.response.send_message(embed=draw(told), ephemeral=True)
    checking = asyncio.create_task(check(tell), name="diag")
    checking.add_done_callback(lambda _: changed.set())
    try:
        while not checking.done():
            await changed.wait()
            changed.clear()
            if not checking.done():
                await interaction.edit_original_response(embed=draw(told))
        return await checking
    finally:
        checking.cancel()


async def setup(bot: BotServices) -> None:
    await bot.add_cog(Diag(bot))
