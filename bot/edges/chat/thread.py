"""A private thread as the place of a text interview."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

import discord

from bot.edges.chat.channel import ChannelEdge, SettingsSource, attempted
from bot.edges.chat.panel import with_answer
from bot.edges.chat.presence import made_by_us
from bot.edges.refusals import ARCHIVED, FEW, Trouble, made, not_made, with_retries
from bot.errors import EdgeGone, Reason
from bot.ports.places import Address, NewPlace
from bot.ports.posts import Action, Post
from bot.words import Words

T = TypeVar("T")

CLOCKS_APART = 60.0
"""Seconds by which this machine's clock may be ahead of Discord's."""


class ThreadAccess:
    """Fulfils `ChannelAccess` with one private thread: locked or open, archived or not."""

    kind = discord.ChannelType.private_thread

    def __init__(self, client: discord.Client, address: Address) -> None:
        self._client = client
        self._address = address

    def buttons(self, post: Post) -> tuple[Action, ...]:
        """See `ChannelAccess.buttons`."""
        return with_answer(post.buttons, content=self._client.intents.message_content)

    async def attempt(self, call: Callable[[], Awaitable[T]], *, tries: int | None = None) -> T:
        """See `ChannelAccess.attempt`: un-archives it on the way.

        A lock is kept, although Discord would let us write (we manage threads): the candidate may not.
        """
        thread = self._known_thread()
        if thread is not None and thread.locked:
            raise EdgeGone(Reason.THREAD_LOCKED)
        try:
            return await attempted(self._client, self._address.guild_id, call, tries=tries)
        except EdgeGone as gone:
            if getattr(gone.__cause__, "code", 0) != ARCHIVED:
                raise
            await self._reopen()
            return await with_retries(call, tries=tries)

    async def check_readable(self) -> None:
        """See `ChannelAccess.check_readable`."""
        if self._known_thread() is None:  # archived, or nothing we may see; one may read in what is locked
            await self.attempt(self._check_open)

    async def add_candidate(self) -> None:
        """See `ChannelAccess.add_candidate`: Discord's PUT is idempotent."""
        thread = self._known_thread() or await self._client.fetch_channel(self._address.place_id)
        if isinstance(thread, discord.Thread):
            if thread.locked:
                raise EdgeGone(Reason.THREAD_LOCKED)
            await thread.add_user(discord.Object(self._address.candidate_id))

    async def close(self) -> None:
        """See `ChannelAccess.close`: archives it."""
        try:
            await with_retries(partial(self._archive, True), tries=FEW)
        except (EdgeGone, *Trouble):
            return

    async def _reopen(self) -> None:
        """Un-archive: Discord archives after a week of quiet. Raises EdgeGone(THREAD_LOCKED) where we may not."""
        try:
            await with_retries(partial(self._archive, False))
        except EdgeGone as gone:
            locked = gone.reason == Reason.PERMISSIONS
            raise EdgeGone(Reason.THREAD_LOCKED if locked else gone.reason) from gone

    def _known_thread(self) -> discord.Thread | None:
        """The thread as the gateway last sent it; None for an archived one."""
        guild = self._client.get_guild(self._address.guild_id)
        return None if guild is None else guild.get_thread(self._address.place_id)

    async def _check_open(self) -> None:
        """Ask Discord. Raises EdgeGone when the thread is locked."""
        thread = await self._client.fetch_channel(self._address.place_id)
        if isinstance(thread, discord.Thread) and thread.locked:
            raise EdgeGone(Reason.THREAD_LOCKED)

    async def _archive(self, archived: bool) -> None:
        thread = await self._client.fetch_channel(self._address.place_id)
        if isinstance(thread, discord.Thread):
            if thread.locked and not archived:
                raise EdgeGone(Reason.THREAD_LOCKED)
            await thread.edit(archived=archived)


class ThreadPlaces:
    """Fulfils `bot.ports.places.Places` with private threads. `store` is asked for a guild's settings only."""

    def __init__(self, client: discord.Client, store: SettingsSource, words: Words) -> None:
        self._client = client
        self._store = store
        self._words = words

    async def open(self, new: NewPlace) -> int:
        """See `Places.open`. Made once: discord.py itself repeats what Discord did not take. A thread is no room."""
        make = partial(
            self._channel(new.guild_id, new.parent_id).create_thread,
            type=discord.ChannelType.private_thread,
            invitable=False,
            slowmode_delay=0,
            auto_archive_duration=10080,
        )
        thread = await made(
            partial(make, name=thread_name(new.candidate_name, new.title, new.interview_id)),
            partial(make, name=plain_name(new.interview_id)),
        )
        try:
            await with_retries(partial(thread.add_user, discord.Object(new.candidate_id)), tries=FEW)
        except (EdgeGone, *Trouble) as error:
            await self.delete(guild_id=new.guild_id, place_id=thread.id)
            raise not_made(error) from error
        return thread.id

    def _channel(self, guild_id: int, channel_id: int) -> discord.TextChannel:
        guild = self._client.get_guild(guild_id)
        channel = guild and guild.get_channel(channel_id)
        if not isinstance(channel, discord.TextChannel):
            raise EdgeGone(Reason.PERMISSIONS)
        return channel

    def edge(self, address: Address) -> ChannelEdge:
        """See `Places.edge`."""
        return ChannelEdge(self._client, self._store, self._words, address, ThreadAccess(self._client, address))

    async def sweep(self, *, guild_id: int, interview_id: int, since: float) -> None:
        """See `Places.sweep`. Found by the number in its name, among the active threads that we know of."""
        guild = self._client.get_guild(guild_id)
        me = self._client.user
        for thread in guild.threads if guild is not None and me is not None else ():
            if thread.owner_id == (me and me.id) and made_for(thread, interview_id, since):
                await self.delete(guild_id=guild_id, place_id=thread.id)

    async def delete(self, *, guild_id: int, place_id: int) -> bool:
        """See `Places.delete`. `guild_id` is not needed: Discord knows a thread by its own id.

        A deletion lists an interview's own voice channel beside its threads; one that is still there goes as well.
        """

        async def try_it() -> None:
            place = await self._client.fetch_channel(place_id)
            if isinstance(place, discord.Thread) or (isinstance(place, discord.VoiceChannel) and made_by_us(place)):
                await place.delete()

        try:
            await with_retries(try_it, tries=FEW)
        except EdgeGone as gone:
            return gone.reason == Reason.THREAD_DELETED
        except Trouble:
            return False
        return True


def thread_number(interview_id: int) -> str:
    """How our threads' names end."""
    return f" · #{interview_id}"


def made_for(place: discord.Thread | discord.VoiceChannel, interview_id: int, since: float) -> bool:
    """Whether a place of ours is this interview's, by the number in its name, and its age by Discord's clock."""
    made_at = discord.utils.snowflake_time(place.id).timestamp()
    return place.name.endswith(thread_number(interview_id)) and made_at >= since - CLOCKS_APART


def plain_name(interview_id: int) -> str:
    """For where Discord does not take a candidate's name: community servers forbid words in names of channels."""
    return f"Interview{thread_number(interview_id)}"


def thread_name(candidate_name: str, title: str, interview_id: int) -> str:
    """`Ada · Moderator · #12`, in at most 100 characters, the number always whole."""
    candidate, position = (" ".join(part.split()) for part in (candidate_name, title))
    tail = thread_number(interview_id)
    return f"{candidate[:40]} · {position}"[: 100 - len(tail)] + tail
