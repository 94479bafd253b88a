"""`/diag gemini`, `/diag discord` and `/diag voice`: why something does not work, whose side it is on, and the fix.

For Manage Server, seen by whoever asks and nobody else.
"""

import asyncio

import discord
from discord import app_commands
from discord.ext import commands

from bot.live.check import StageResult
from cogs import surroundings, voice_check
from cogs.access import require_manager
from cogs.groups import described
from cogs.host import Host
from cogs.line_check import Kept, LineCheck, progress, result
from cogs.press import Press, say_to, server


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class Diag(commands.GroupCog, group_name="diag", group_description=described("diag-command")):
    def __init__(self, bot: Host) -> None:
        self.bot = bot
        self.line = LineCheck(bot.live, clock=bot.clock, breaker=bot.breaker)

    @app_commands.command(name="gemini", description=described("diag-command-gemini"))
    async def ask_gemini(self, press: Press) -> None:
        require_manager(press.permissions)
        say = say_to(press)
        await press.response.send_message(embed=progress(say, []), ephemeral=True)
        kept = await self.watch(press)
        await press.edit_original_response(embed=result(say, kept))

    async def watch(self, press: Press) -> Kept:
        """The check, with its stages shown as they pass; what passes while Discord takes one edit shares the next."""
        say = say_to(press)
        stages: list[StageResult] = []
        changed = asyncio.Event()

        def passed(stage: StageResult) -> None:
            stages.append(stage)
            changed.set()

        checking = asyncio.create_task(self.line.ask(passed), name="diag")
        checking.add_done_callback(lambda _: changed.set())
        try:
            while not checking.done():
                await changed.wait()
                changed.clear()
                if not checking.done():
                    await press.edit_original_response(embed=progress(say, stages))
            return await checking
        finally:
            checking.cancel()

    @app_commands.command(name="voice", description=described("diag-command-voice"))
    async def listen(self, press: Press) -> None:
        require_manager(press.permissions)
        channel = voice_check.channel_of(press)
        await press.response.defer(ephemeral=True, thinking=True)
        await voice_check.look(press, channel)

    @app_commands.command(name="discord", description=described("diag-command-discord"))
    async def look_around(self, press: Press) -> None:
        require_manager(press.permissions)
        say = say_to(press)
        await press.response.defer(ephemeral=True, thinking=True)
        settings = await self.bot.store.settings(server(press).id)
        findings = [
            *surroundings.permissions(press, say, settings),
            *surroundings.voice(press, say, settings),
            *surroundings.portal(self.bot, say),
            *await surroundings.machine(self.bot, say),
        ]
        embed = discord.Embed(title=say("diag-discord-title"), description="\n".join(map(str, findings))[:4096])
        await press.edit_original_response(embed=embed)


async def setup(bot: Host) -> None:
    await bot.add_cog(Diag(bot))
