"""Keeps the waiting lines moving: pings whose turn it is, gives them a grace time, goes on to the next.

The line stands in the database; one task looks at it whenever the channel becomes free, somebody joins or leaves, or a
grace time ends.
"""

import asyncio
import contextlib
import logging
from typing import Self

import discord
from discord.ext import commands

from bot.edges.refusals import Trouble
from bot.interview.models import InterviewType
from bot.interview.waiting_line import GRACE, Call, Entry, Expire, Wait, next_step
from bot.log import where
from bot.store.records import Waiting
from bot.words import Say
from cogs import line, start
from cogs.doors import Door, board
from cogs.errors import tell
from cogs.host import Host
from cogs.offer import Choice
from cogs.press import Press, say, server
from cogs.review_pages import stamp

log = logging.getLogger(__name__)


class BeginTurn(Door, template=r"line:begin:(?P<user>[0-9]+)"):
    """Under the ping: leads to the consent, for the one who was called."""

    @classmethod
    def labelled(cls, label: str, user_id: int) -> Self:
        style = discord.ButtonStyle.success
        return cls(discord.ui.Button(label=label, style=style, custom_id=f"line:begin:{user_id}"))

    async def pressed(self, press: Press) -> None:
        waiting = await press.client.store.line(server(press).id)
        mine = next((each for each in waiting if each.user_id == press.user.id and each.called_at is not None), None)
        if int(self.carried["user"]) != press.user.id or mine is None:
            await tell(press, say(press, "line-not-yours" if mine is None else "line-over"))
            return
        await start.open_panel(press, Choice(InterviewType.VOICE, mine.position_id or 0, mine.language))


DOORS: tuple[type[Door], ...] = (*line.DOORS, BeginTurn)


class WaitingLine(commands.Cog):
    """Keeps every server's line moving: one task, woken by whatever changes."""

    def __init__(self, bot: Host) -> None:
        self.bot = bot
        self._changed = asyncio.Event()
        self._guilds: set[int] = set()
        self._due: dict[int, float] = {}
        self._task: asyncio.Task[None] | None = None

    async def cog_load(self) -> None:
        self.bot.add_dynamic_items(*DOORS)
        self.bot.desk.on_line_free = self.look

    async def cog_unload(self) -> None:
        self.bot.remove_dynamic_items(*DOORS)
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """The first time: whoever waited when the bot stopped waits on."""
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="waiting lines")
            for guild_id in await self.bot.store.lines():
                self.look(guild_id)

    @commands.Cog.listener()
    async def on_line_changed(self, guild_id: int) -> None:
        """Somebody got in line, or left it."""
        self.look(guild_id)

    def look(self, guild_id: int) -> None:
        """Something changed in this server: look at its line."""
        self._guilds.add(guild_id)
        self._changed.set()

    async def _run(self) -> None:
        while True:
            next_due = min(self._due.values(), default=None)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(None if next_due is None else max(0.0, next_due - self.bot.clock())):
                    await self._changed.wait()
            self._changed.clear()
            now = self.bot.clock()
            ready = self._guilds | {guild_id for guild_id, at in self._due.items() if at <= now}
            self._guilds = set()
            for guild_id in ready:
                self._due.pop(guild_id, None)
                try:
                    await self._step(guild_id)
                except Exception as error:
                    log.error("the waiting line of server %d cannot be moved: %s", guild_id, where(error))
                    self._due[guild_id] = now + GRACE

    async def _step(self, guild_id: int) -> None:
        """Do what is to be done in one server now."""
        waiting = {each.user_id: each for each in await self.bot.store.line(guild_id)}
        entries = [Entry(each.user_id, each.joined_at, each.called_at) for each in waiting.values()]
        busy = self.bot.desk.voice_in(guild_id) is not None
        match next_step(entries, busy=busy, now=self.bot.clock()):
            case Call(user_id=user_id):
                await self._call(guild_id, waiting[user_id])
            case Expire(user_id=user_id):
                await self._expire(guild_id, waiting[user_id])
            case Wait(until=until):
                self._due[guild_id] = until

    async def _call(self, guild_id: int, one: Waiting) -> None:
        """Ping them, with a button and the time until which it is theirs. Who cannot be pinged makes way."""
        words, now = self._say(one), self.bot.clock()
        channel = self.bot.get_partial_messageable(one.channel_id, guild_id=guild_id)
        try:
            message = await channel.send(
                f"<@{one.user_id}> " + words("line-your-turn", until=stamp(now + GRACE, "R")),
                view=board(BeginTurn.labelled(words("line-begin"), one.user_id)),
                allowed_mentions=discord.AllowedMentions(users=[discord.Object(one.user_id)]),
            )
        except Trouble as trouble:
            log.warning("nobody can be called in channel %d: %s", one.channel_id, type(trouble).__name__)
            await self.bot.store.leave_line(guild_id, one.user_id)
            self.look(guild_id)
            return
        await self.bot.store.set_called(guild_id, one.user_id, now, message.id)
        self.look(guild_id)

    async def _expire(self, guild_id: int, one: Waiting) -> None:
        """They did not come: the next one's turn. The message stays, without its button."""
        await self.bot.store.leave_line(guild_id, one.user_id)
        if one.message_id is not None:
            channel = self.bot.get_partial_messageable(one.channel_id, guild_id=guild_id)
            with contextlib.suppress(*Trouble):
                words = self._say(one)("line-turn-passed")
                await channel.get_partial_message(one.message_id).edit(content=words, view=None)
        self.look(guild_id)

    def _say(self, one: Waiting) -> Say:
        """The words in the language of the person who waits."""

        def words(key: str, /, **filled: str | int | float) -> str:
            return self.bot.words.say(one.locale, key, **filled)

        return words


async def setup(bot: Host) -> None:
    await bot.add_cog(WaitingLine(bot))
