"""Keeps the queues moving: pings whose turn it is, gives them a grace time, goes on to the next.

The queue stands in the database; it is looked at whenever the channel becomes free, somebody joins or leaves, or a
grace time ends.
"""

import asyncio
import contextlib
import logging
from dataclasses import replace
from functools import partial
from typing import Self

import discord
from discord.ext import commands

from bot.edges.refusals import FEW, Trouble, passes, with_retries
from bot.errors import EdgeGone, StoreError
from bot.interview.voice_queue import GRACE, CallExpired, CallNext, CallPending, NobodyToCall, QueueEntry, next_step
from bot.log import where
from bot.store.records import QueuedCandidate
from bot.words import Say
from cogs.history.embeds import stamp
from cogs.interview import queue, start_panel
from cogs.interview.terms import StartChoice
from cogs.ui.components import PersistentItem, board
from cogs.ui.custom_ids import NUMBER, number
from cogs.ui.errors import tell
from cogs.ui.interaction import BotInteraction, guild_of, say
from cogs.ui.services import BotServices

log = logging.getLogger(__name__)

AGAIN_SECONDS = 60.0
"""Seconds until a queue is looked at again after an error."""
UNKNOWN_MEMBER, UNKNOWN_USER = 10007, 10013


class BeginTurn(PersistentItem, template=rf"line:begin:(?P<user>{NUMBER})"):
    """Under the ping: leads to the consent, for the one who was called."""

    @classmethod
    def labelled(cls, label: str, user_id: int) -> Self:
        style = discord.ButtonStyle.success
        return cls(discord.ui.Button(label=label, style=style, custom_id=f"line:begin:{user_id}"))

    async def pressed(self, interaction: BotInteraction) -> None:
        if number(self.carried["user"]) != interaction.user.id:
            await tell(interaction, say(interaction, "line-not-yours"))
            return
        mine = await queue.standing(interaction.client, guild_of(interaction).id, interaction.user.id)
        if mine is None or (mine.called_at is None and await overtaken(interaction)):
            await tell(interaction, say(interaction, "line-over"))
            return
        await start_panel.open_panel(
            interaction, StartChoice(mine.interview_type, mine.position_id or 0, mine.language)
        )
        if interaction.client.service.voice_in(mine.guild_id) is None:
            await keep_for_reading(interaction, mine)


async def overtaken(interaction: BotInteraction) -> bool:
    """Whether the turn went to somebody else. If not, this interaction was quicker than the row that says so."""
    taken = interaction.client.service.voice_in(guild_of(interaction).id) is not None
    return taken or await queue.turn_of_another(interaction)


async def keep_for_reading(interaction: BotInteraction, mine: QueuedCandidate) -> None:
    """They came: their time begins anew, once, because what they agree to takes a while to read. The button goes."""
    if interaction.message is None or mine.message_id not in (None, interaction.message.id):
        return
    now = interaction.client.clock()
    with contextlib.suppress(StoreError):  # they agreed already, or left
        await interaction.client.store.set_called(mine.guild_id, mine.user_id, now, interaction.message.id)
    words = say(interaction, "line-reading", until=stamp(now + GRACE, "R"))
    with contextlib.suppress(*Trouble):
        await interaction.message.edit(content=f"<@{mine.user_id}> {words}", view=None)


ITEMS: tuple[type[PersistentItem], ...] = (*queue.ITEMS, BeginTurn)


class QueueRunner(commands.Cog):
    """Keeps every server's queue moving: a task for each look at it, and a timer while somebody has time to come."""

    def __init__(self, bot: BotServices) -> None:
        self.bot = bot
        self._looking: dict[int, asyncio.Task[None]] = {}
        self._changed: set[int] = set()
        """Servers in which something happened while somebody looked."""
        self._timers: dict[int, asyncio.TimerHandle] = {}

    async def cog_load(self) -> None:
        self.bot.add_dynamic_items(*ITEMS)
        self.bot.service.on_voice_slot_free = self.look

    async def cog_unload(self) -> None:
        self.bot.remove_dynamic_items(*ITEMS)
        self.bot.service.on_voice_slot_free = None
        for timer in self._timers.values():
            timer.cancel()
        looking = list(self._looking.values())
        for task in looking:
            task.cancel()
        await asyncio.gather(*looking, return_exceptions=True)

    @commands.Cog.listener()
    async def on_restored(self) -> None:
        """The bot has started, and knows which channels are taken: people who waited when it stopped wait on.

        Those whose time ran out meanwhile are called once more: the bot could not have answered them.
        """
        for guild_id in await self.bot.store.guilds_with_queue():
            for one in await self.bot.store.queue_of(guild_id):
                if one.called_at is not None and one.called_at + GRACE <= self.bot.clock():
                    await self._take_back(one)
            self.look(guild_id)

    @commands.Cog.listener()
    async def on_line_changed(self, guild_id: int) -> None:
        """Somebody joined the queue, or left it, or took the channel."""
        self.look(guild_id)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Nobody can be called there any more."""
        for one in await self.bot.store.queue_of(guild.id):
            await self.bot.store.leave_queue(guild.id, one.user_id)
        self.look(guild.id)

    def look(self, guild_id: int) -> None:
        """Something changed in this server, or it is time: look at its queue."""
        if guild_id in self._looking:
            self._changed.add(guild_id)
            return
        self._looking[guild_id] = asyncio.create_task(self._look(guild_id), name=f"voice queue {guild_id}")

    async def _look(self, guild_id: int) -> None:
        """Do all that is to be done in one server now; then a timer until more is."""
        at: float | None = 0.0
        try:
            while at == 0.0 or guild_id in self._changed:
                self._changed.discard(guild_id)
                at = await self._step(guild_id)
        except Exception as error:
            log.error("the waiting line of server %d cannot be moved: %s", guild_id, where(error))
            at = self.bot.clock() + AGAIN_SECONDS
        finally:
            del self._looking[guild_id]
        timer = self._timers.pop(guild_id, None)
        if timer is not None:
            timer.cancel()
        if at is not None:
            seconds = max(0.0, at - self.bot.clock())
            self._timers[guild_id] = asyncio.get_running_loop().call_later(seconds, self.look, guild_id)

    async def _step(self, guild_id: int) -> float | None:
        """Do one thing; when to look again (epoch seconds, 0 for at once, None when something has to change first)."""
        waiting = {each.user_id: each for each in await self.bot.store.queue_of(guild_id)}
        entries = [QueueEntry(each.user_id, each.joined_at, each.called_at) for each in waiting.values()]
        busy = self.bot.service.voice_in(guild_id) is not None
        match next_step(entries, busy=busy, now=self.bot.clock()):
            case CallNext(user_id=user_id):
                return await self._call(waiting[user_id])
            case CallExpired(user_id=user_id):
                await self._expire(waiting[user_id])
                return 0.0
            case CallPending(until=until):
                return until
            case NobodyToCall():
                for one in waiting.values():
                    if busy and one.called_at is not None:
                        await self._overtaken(one)
                return None

    async def _call(self, one: QueuedCandidate) -> float:
        """Ping them, with a button and the time until which it is theirs. Who cannot be pinged makes way."""
        if not await self._still_here(one):
            await self.bot.store.leave_queue(one.guild_id, one.user_id)
            return 0.0
        words, now = self._say(one), self.bot.clock()
        channel = self.bot.get_partial_messageable(one.channel_id, guild_id=one.guild_id)
        send = partial(
            channel.send,
            f"<@{one.user_id}> " + words("line-your-turn", until=stamp(now + GRACE, "R")),
            view=board(BeginTurn.labelled(words("line-begin"), one.user_id)),
            allowed_mentions=discord.AllowedMentions(
                everyone=False, roles=False, users=[discord.Object(one.user_id)], replied_user=False
            ),
        )
        try:
            message = await with_retries(send, tries=FEW)
        except (EdgeGone, *Trouble) as trouble:
            log.warning("nobody can be called in channel %d: %s", one.channel_id, type(trouble).__name__)
            if passes(trouble):
                return now + AGAIN_SECONDS
            await self.bot.store.leave_queue(one.guild_id, one.user_id)
            return 0.0
        try:
            await self.bot.store.set_called(one.guild_id, one.user_id, now, message.id)
        except StoreError:  # they left while the message went out, or it cannot be written: nobody was called
            await queue.take_away(self.bot, replace(one, message_id=message.id))
            if await queue.standing(self.bot, one.guild_id, one.user_id) is not None:
                raise
        return 0.0

    async def _still_here(self, one: QueuedCandidate) -> bool:
        """Whether they are a member, as far as Discord says, and have no interview here meanwhile."""
        if await self.bot.store.running_for(one.guild_id, one.user_id) is not None:
            return False
        guild = self.bot.get_guild(one.guild_id)
        if guild is None:
            return False
        try:
            await with_retries(partial(guild.fetch_member, one.user_id), tries=FEW)
        except (EdgeGone, *Trouble) as trouble:
            return getattr(trouble, "code", 0) not in {UNKNOWN_MEMBER, UNKNOWN_USER}
        return True

    async def _overtaken(self, one: QueuedCandidate) -> None:
        """Somebody else took the channel while they could have come: they wait on, in the same place. Their own
        interview may be what took it; then they have left the queue, or are about to."""
        if await self.bot.store.running_for(one.guild_id, one.user_id) is None:
            await self._take_back(one)

    async def _take_back(self, one: QueuedCandidate) -> None:
        await self.bot.store.take_back_call(one.guild_id, one.user_id)
        await queue.take_away(self.bot, one)

    async def _expire(self, one: QueuedCandidate) -> None:
        """They did not come: the next one's turn. The message stays, without its button."""
        await self.bot.store.leave_queue(one.guild_id, one.user_id)
        if one.message_id is not None:
            channel = self.bot.get_partial_messageable(one.channel_id, guild_id=one.guild_id)
            with contextlib.suppress(*Trouble):
                words = self._say(one)("line-turn-passed")
                await channel.get_partial_message(one.message_id).edit(content=words, view=None)

    def _say(self, one: QueuedCandidate) -> Say:
        """The words in the language of the person who waits."""
        return partial(self.bot.words.say, one.locale)


async def setup(bot: BotServices) -> None:
    await bot.add_cog(QueueRunner(bot))
