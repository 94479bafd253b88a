"""A private thread as the place of a text interview: the only room where an interview's words meet Discord."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Protocol, TypeVar

import discord

from bot.edge import EdgeEvent, Phrase, Post, Reason, Typed
from bot.edges.panel import panel, with_answer
from bot.edges.refusals import ARCHIVED, MISSING_ACCESS, Trouble, lasting
from bot.edges.render import render
from bot.errors import EdgeGone
from bot.words import Words

T = TypeVar("T")

LOOK_BACK = 50
"""How many messages are read to find our own newest ones."""

CATCH_UP = 1000
"""How many missed messages are read at most; nobody writes more than this in one outage."""

FEW = 3
"""Attempts where somebody waits, or where it may be left."""

PEOPLE_WRITE = (discord.MessageType.default, discord.MessageType.reply)


class NotifySettings(Protocol):
    """The part of a guild's settings that an edge needs."""

    @property
    def notify_channel_id(self) -> int | None: ...


class SettingsSource(Protocol):
    """Who knows a guild's settings: the store."""

    async def settings(self, guild_id: int) -> NotifySettings: ...


def typed(message: discord.Message) -> Typed | None:
    """The candidate's message as an event; None when it carries nothing that counts (system lines, empty ones)."""
    attachments = len(message.attachments) + len(message.stickers)
    if message.type not in PEOPLE_WRITE or not (message.content or attachments):
        return None
    return Typed(message.id, whole(message.content), attachments)


def whole(text: str) -> str:
    """Half a surrogate pair can neither be stored nor sent; JSON can carry one, so it becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


class ThreadEdge:
    """Fulfils `bot.edge.Edge` with one private thread. Holds no channel object, so a restart costs nothing."""

    def __init__(
        self,
        client: discord.Client,
        store: SettingsSource,
        words: Words,
        *,
        interview_id: int,
        guild_id: int,
        thread_id: int,
        candidate_id: int,
        locale: str,
    ) -> None:
        self._client = client
        self._store = store
        self._words = words
        self._interview_id = interview_id
        self._guild_id = guild_id
        self._thread_id = thread_id
        self._candidate_id = candidate_id
        self._locale = locale
        self._panels: set[int] | None = None  # our messages with live buttons; None: not looked yet

    def __repr__(self) -> str:
        return f"<ThreadEdge {self._interview_id} thread={self._thread_id}>"

    @property
    def _thread(self) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(
            self._thread_id, guild_id=self._guild_id, type=discord.ChannelType.private_thread
        )

    async def post(self, post: Post, *, look_first: bool = False, after: int = 0) -> tuple[int, ...]:
        """See `Edge.post`. The buttons of earlier panels are taken off once the new one stands."""
        actions = with_answer(post.buttons, content=self._client.intents.message_content)
        parts = self._render(post, ping=post.ping)
        ids: list[int] = []
        if look_first:
            # It may have been said without the ping, before something went wrong, or with it.
            either = (parts, self._render(post, ping=not post.ping))
            parts, ids = await self._standing(either, after, buttons=bool(actions))
        while len(ids) < len(parts):
            last = len(ids) == len(parts) - 1
            ids.append(
                await self._send(
                    parts[len(ids)],
                    view=panel(self._interview_id, actions, self._label) if last and actions else None,
                    ping=post.ping and not ids,
                )
            )
        if actions:
            await self._take_buttons_off(keep=set(ids))
            self._panels = {ids[-1]}
        return tuple(ids)

    async def typing(self, *, on: bool) -> None:
        """Once for about ten seconds; Discord has no way to take it back but a message."""
        if on:
            try:
                await lasting(self._trigger_typing, tries=1)
            except (EdgeGone, *Trouble):
                return

    async def missed(self, after: int) -> list[EdgeEvent]:
        """What the candidate wrote after message `after` (0: from the thread's beginning), oldest first."""
        if self._known_thread() is None:  # archived, or nothing we may see; one may read in what is locked
            await self._patient(self._check_open)

        async def read() -> list[discord.Message]:
            since = discord.Object(after or self._thread_id)
            return [message async for message in self._thread.history(limit=CATCH_UP, after=since, oldest_first=True)]

        messages = await self._patient(read)
        events = [typed(message) for message in messages if message.author.id == self._candidate_id]
        return [event for event in events if event is not None]

    async def candidate_here(self) -> bool | None:
        """Asked by `GET member`: no members intent is needed for that."""
        guild = self._client.get_guild(self._guild_id)
        if guild is None:
            raise EdgeGone(Reason.BOT_REMOVED)
        try:
            await lasting(partial(guild.fetch_member, self._candidate_id), tries=FEW)
        except discord.NotFound:
            return False
        except (EdgeGone, *Trouble):
            return None
        return True

    async def tell_reviewers(self, phrase: Phrase) -> bool:
        """Into the channel the guild named, in the guild's language, with the way to the thread. Pings nobody."""
        channel_id = (await self._store.settings(self._guild_id)).notify_channel_id
        if channel_id is None:
            return True
        guild = self._client.get_guild(self._guild_id)
        locale = str(guild.preferred_locale) if guild else self._locale
        link = thread_link(self._guild_id, self._thread_id)
        lines = (
            self._words.fill(locale, phrase.key, phrase.words),
            self._words.say(locale, "edge-reviewers-link", thread=link),
        )
        channel = self._client.get_partial_messageable(channel_id, guild_id=self._guild_id)
        try:
            nobody = discord.AllowedMentions.none()
            await lasting(partial(channel.send, "\n".join(lines), allowed_mentions=nobody), tries=FEW)
        except (EdgeGone, *Trouble):
            return False
        return True

    async def close(self) -> None:
        """Take the buttons off and archive. What cannot be tidied up is left: the interview is over anyway."""
        await self._take_buttons_off(keep=set())
        try:
            await lasting(partial(self._archive, True), tries=FEW)
        except (EdgeGone, *Trouble):
            return

    def _say(self, phrase: Phrase) -> str:
        return self._words.fill(self._locale, phrase.key, phrase.words)

    def _label(self, key: str) -> str:
        return self._words.say(self._locale, key)

    async def _send(self, text: str, *, view: discord.ui.View | None, ping: bool) -> int:
        """One message, once: the nonce stays the same over all attempts, so Discord adopts instead of repeating."""
        nonce = secrets.token_hex(10)
        pinged = [discord.Object(self._candidate_id)] if ping else False
        who = discord.AllowedMentions(everyone=False, roles=False, replied_user=False, users=pinged)

        async def send() -> int:
            say = partial(self._thread.send, text, nonce=nonce, allowed_mentions=who, suppress_embeds=True)
            message = await (say() if view is None else say(view=view))
            return message.id

        return await self._patient(send)

    async def _patient(self, call: Callable[[], Awaitable[T]]) -> T:
        """`lasting`, in this thread: un-archives it on the way, and knows a lost thread from a lost server.

        A lock is kept, although Discord would let us write (we manage threads): the candidate may not.
        """
        thread = self._known_thread()
        if thread is not None and thread.locked:
            raise EdgeGone(Reason.THREAD_LOCKED)
        try:
            return await lasting(call)
        except EdgeGone as gone:
            code = getattr(gone.__cause__, "code", 0)
            if code == ARCHIVED:
                await self._reopen()
                return await lasting(call)
            if code == MISSING_ACCESS and self._client.get_guild(self._guild_id) is None:
                raise EdgeGone(Reason.BOT_REMOVED) from gone
            raise

    async def _reopen(self) -> None:
        """Discord archives after a week of quiet. Who may not un-archive faces a lock."""
        try:
            await lasting(partial(self._archive, False))
        except EdgeGone as gone:
            locked = gone.reason == Reason.PERMISSIONS
            raise EdgeGone(Reason.THREAD_LOCKED if locked else gone.reason) from gone

    def _render(self, post: Post, *, ping: bool) -> tuple[str, ...]:
        return render(post, self._say, mention=f"<@{self._candidate_id}>" if ping else "")

    async def _standing(
        self, versions: Sequence[tuple[str, ...]], after: int, *, buttons: bool
    ) -> tuple[tuple[str, ...], list[int]]:
        """The version that already stands among our messages after `after`, and the ids that carry the first of it.

        A panel whose buttons were taken off does not count: nobody could press it.
        """
        ours = [message for message in await self._ours() if message.id > after]
        for parts in versions:
            found = matching(ours, parts)
            whole = len(found) == len(parts)
            if found and not (whole and buttons and not found[-1].components):
                return parts, [message.id for message in found]
        return versions[0], []

    async def _ours(self) -> list[discord.Message]:
        """Our own newest messages, oldest first; remembers which of them have buttons."""
        me = self._client.user.id if self._client.user else 0

        async def read() -> list[discord.Message]:
            return [message async for message in self._thread.history(limit=LOOK_BACK) if message.author.id == me]

        ours = sorted(await self._patient(read), key=lambda message: message.id)
        self._panels = {message.id for message in ours if message.components}
        return ours

    async def _take_buttons_off(self, *, keep: set[int]) -> None:
        """One edit for each earlier panel (there is one); failure is not worth an exception."""
        try:
            if self._panels is None:
                await lasting(self._ours, tries=FEW)
            for message_id in (self._panels or set()) - keep:
                old = self._thread.get_partial_message(message_id)
                await lasting(partial(old.edit, view=None), tries=1)
        except (EdgeGone, *Trouble):
            return

    async def _trigger_typing(self) -> None:
        await self._thread.typing()

    def _known_thread(self) -> discord.Thread | None:
        """As far as the gateway told us: active threads, each with its lock."""
        guild = self._client.get_guild(self._guild_id)
        return None if guild is None else guild.get_thread(self._thread_id)

    async def _check_open(self) -> None:
        """Ask Discord. Raises EdgeGone when the thread is locked."""
        thread = await self._client.fetch_channel(self._thread_id)
        if isinstance(thread, discord.Thread) and thread.locked:
            raise EdgeGone(Reason.THREAD_LOCKED)

    async def _archive(self, archived: bool) -> None:
        thread = await self._client.fetch_channel(self._thread_id)
        if isinstance(thread, discord.Thread):
            if thread.locked and not archived:
                raise EdgeGone(Reason.THREAD_LOCKED)
            await thread.edit(archived=archived)


def matching(messages: Sequence[discord.Message], parts: Sequence[str]) -> list[discord.Message]:
    """The newest run of messages that carries the first of `parts`, as far as it goes."""
    starts = [index for index, message in enumerate(messages) if message.content.strip() == parts[0]]
    found: list[discord.Message] = []
    for message, part in zip(messages[starts[-1] :] if starts else (), parts, strict=False):
        if message.content.strip() != part:
            break
        found.append(message)
    return found


class ThreadPlaces:
    """Fulfils `bot.edge.Places` with private threads. `store` is asked for a guild's settings only."""

    def __init__(self, client: discord.Client, store: SettingsSource, words: Words) -> None:
        self._client = client
        self._store = store
        self._words = words

    async def open(
        self, *, guild_id: int, channel_id: int, candidate_id: int, candidate_name: str, interview_id: int, title: str
    ) -> int:
        """See `Places.open`. Made once: discord.py itself repeats what Discord did not take."""
        try:
            thread = await lasting(
                partial(
                    self._channel(guild_id, channel_id).create_thread,
                    name=thread_name(candidate_name, title, interview_id),
                    type=discord.ChannelType.private_thread,
                    invitable=False,
                    slowmode_delay=0,
                    auto_archive_duration=10080,
                ),
                tries=1,
            )
        except EdgeGone as gone:
            # A missing parent channel is no deleted thread: the person is told about settings and permissions.
            raise EdgeGone(Reason.PERMISSIONS) from gone
        except Trouble as error:
            raise EdgeGone(Reason.INTERNAL) from error
        try:
            await lasting(partial(thread.add_user, discord.Object(candidate_id)), tries=FEW)
        except (EdgeGone, *Trouble) as error:
            await self.erase(guild_id=guild_id, thread_id=thread.id)
            raise EdgeGone(Reason.PERMISSIONS) from error
        return thread.id

    def _channel(self, guild_id: int, channel_id: int) -> discord.TextChannel:
        guild = self._client.get_guild(guild_id)
        channel = guild and guild.get_channel(channel_id)
        if not isinstance(channel, discord.TextChannel):
            raise EdgeGone(Reason.PERMISSIONS)
        return channel

    def edge(self, *, interview_id: int, guild_id: int, thread_id: int, candidate_id: int, locale: str) -> ThreadEdge:
        return ThreadEdge(
            self._client,
            self._store,
            self._words,
            interview_id=interview_id,
            guild_id=guild_id,
            thread_id=thread_id,
            candidate_id=candidate_id,
            locale=locale,
        )

    async def sweep(self, *, guild_id: int, interview_id: int) -> None:
        """See `Places.sweep`. Found by the number in its name, among the active threads that the gateway told us of."""
        guild = self._client.get_guild(guild_id)
        me = self._client.user
        for thread in guild.threads if guild is not None and me is not None else ():
            if thread.owner_id == (me and me.id) and thread.name.endswith(thread_number(interview_id)):
                await self.erase(guild_id=guild_id, thread_id=thread.id)

    async def erase(self, *, guild_id: int, thread_id: int) -> bool:
        """See `Places.erase`. `guild_id` is not needed: Discord knows a thread by its own id."""

        async def delete() -> None:
            thread = await self._client.fetch_channel(thread_id)
            if isinstance(thread, discord.Thread):
                await thread.delete()

        try:
            await lasting(delete, tries=FEW)
        except EdgeGone as gone:
            return gone.reason == Reason.THREAD_DELETED
        except Trouble:
            return False
        return True


def thread_link(guild_id: int, thread_id: int) -> str:
    """The address that leads to a thread, also from a button."""
    return f"https://discord.com/channels/{guild_id}/{thread_id}"


def thread_number(interview_id: int) -> str:
    """How our threads' names end."""
    return f" · #{interview_id}"


def thread_name(candidate_name: str, title: str, interview_id: int) -> str:
    """`Ada · Moderator · #12`, in at most 100 characters, the number always whole."""
    candidate, position = (" ".join(part.split()) for part in (candidate_name, title))
    tail = thread_number(interview_id)
    return f"{candidate[:40]} · {position}"[: 100 - len(tail)] + tail
