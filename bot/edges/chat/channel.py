"""A channel's messages as the place of an interview: posts, their buttons, what was written.

A private thread is one (`thread.py`), and so is the chat of a voice channel (`bot/edges/voice/room.py`). What differs
between the two is a `ChannelAccess`.
"""

import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol, TypeVar

import discord

from bot.edges.chat import attachments
from bot.edges.chat.incoming import proxied, sender, typed
from bot.edges.chat.panel import custom_id, custom_ids, panel
from bot.edges.chat.render import render
from bot.edges.refusals import FEW, MISSING_ACCESS, Trouble, error_label, with_retries
from bot.errors import EdgeGone, EdgeRefused, Reason
from bot.ports.events import EdgeEvent
from bot.ports.messages import File
from bot.ports.places import Address
from bot.ports.posts import Action, Phrase, Post
from bot.words import Words

T = TypeVar("T")

log = logging.getLogger(__name__)

LOOK_BACK = 50
"""How many messages are read to find our own newest ones."""

CATCH_UP = 1000
"""How many missed messages are read at most; nobody writes more than this in one outage."""


class ChannelSettings(Protocol):
    """The part of a guild's settings that an edge needs."""

    @property
    def notify_channel_id(self) -> int | None: ...


class SettingsSource(Protocol):
    """Knows a guild's settings: the store."""

    async def settings(self, guild_id: int) -> ChannelSettings: ...


class ChannelAccess(Protocol):
    """What differs between the kinds of channels. Each raises what `with_retries` raises, but `close`."""

    @property
    def kind(self) -> discord.ChannelType:
        """What the channel is."""

    def buttons(self, post: Post) -> tuple[Action, ...]:
        """The buttons that are to stand under it."""

    async def attempt(self, call: Callable[[], Awaitable[T]], *, tries: int | None = None) -> T:
        """`with_retries` for a call in this channel."""

    async def check_readable(self) -> None:
        """Make sure that it can be read, before what was missed is."""

    async def add_candidate(self) -> None:
        """Let the candidate in, in one attempt. Does nothing for one who is in it."""

    async def close(self) -> None:
        """The interview is over; what cannot be tidied up is left. Never raises."""


class ChannelEdge:
    """Fulfils `ports.Edge` with one channel of messages. Holds no channel object, so a restart costs nothing."""

    def __init__(
        self,
        client: discord.Client,
        store: SettingsSource,
        words: Words,
        address: Address,
        access: ChannelAccess,
    ) -> None:
        self._client = client
        self._store = store
        self._words = words
        self._address = address
        self._access = access
        self._panels: set[int] | None = None  # our messages with live buttons; None: not looked yet

    def __repr__(self) -> str:
        return f"<ChannelEdge {self._address.interview_id} {self._access.kind} channel={self._address.place_id}>"

    @property
    def _channel(self) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(
            self._address.place_id, guild_id=self._address.guild_id, type=self._access.kind
        )

    @property
    def _me(self) -> int:
        return self._client.user.id if self._client.user else 0

    async def post(self, post: Post, *, look_first: bool = False, after: int = 0) -> tuple[int, ...]:
        """See `Edge.post`. The buttons of earlier panels are taken off once the new one stands."""
        actions = self._access.buttons(post)
        parts = self._render(post, ping=post.ping)
        ids: list[int] = []
        if look_first:
            # It may have been posted before something went wrong, without the ping or with it.
            either = (parts, self._render(post, ping=not post.ping))
            parts, ids = await self._standing(either, after, buttons=bool(actions))
        while len(ids) < len(parts):
            last = len(ids) == len(parts) - 1
            ids.append(
                await self._send(
                    parts[len(ids)],
                    view=panel(self._address.interview_id, actions, self._label) if last and actions else None,
                    ping=post.ping and not ids,
                )
            )
        if actions:
            await self._take_buttons_off(keep=set(ids))
            self._panels = {ids[-1]}
        return tuple(ids)

    async def amend(self, post: Post, message_ids: tuple[int, ...]) -> bool:
        """See `Edge.amend`. Buttons stay where they are; what needs more messages than stand there is left."""
        parts = self._render(post, ping=False)
        if len(parts) != len(message_ids):
            return False
        try:
            for message_id, part in zip(message_ids, parts, strict=True):
                ours = self._channel.get_partial_message(message_id)
                nobody = discord.AllowedMentions.none()
                await with_retries(partial(ours.edit, content=part, allowed_mentions=nobody), tries=FEW)
        except (EdgeGone, *Trouble):
            return False
        return True

    async def missed(self, after: int) -> list[EdgeEvent]:
        """See `Edge.missed`; 0 is the channel's beginning."""
        await self._access.check_readable()

        async def read() -> list[discord.Message]:
            since = discord.Object(after or self._address.place_id)
            return [message async for message in self._channel.history(limit=CATCH_UP, after=since, oldest_first=True)]

        messages, content = await self._access.attempt(read), self._client.intents.message_content
        events: list[EdgeEvent | None] = []
        for message in messages:
            if sender(message, self._me) == self._address.candidate_id:
                events.append(typed(message, content=content))
            elif (copy := proxied(message, content=content)) is not None:
                events.append(replace(copy, missed=True))
        return [event for event in events if event is not None]

    async def voice_message(self, message_id: int) -> bytes | None:
        """See `Edge.voice_message`."""
        return await attachments.voice_message(self._channel, message_id)

    async def files(self, message_id: int) -> tuple[File, ...]:
        """See `Edge.files`."""
        return await attachments.files(self._channel, message_id)

    async def pictures(self, message_id: int) -> list[bytes]:
        """See `Edge.pictures`."""
        return await attachments.pictures(self._channel, message_id)

    async def typing(self, *, on: bool) -> None:
        """Show that we type, for about ten seconds. `on=False` does nothing: only a message takes it back."""
        if on:
            try:
                await with_retries(self._trigger_typing, tries=1)
            except (EdgeGone, *Trouble):
                return

    async def candidate_here(self) -> bool | None:
        """See `Edge.candidate_here`. Asks by `GET member`, which needs no members intent."""
        guild = self._client.get_guild(self._address.guild_id)
        if guild is None:
            raise EdgeGone(Reason.BOT_REMOVED)
        try:
            await with_retries(partial(guild.fetch_member, self._address.candidate_id), tries=FEW)
        except discord.NotFound:
            return False
        except (EdgeGone, *Trouble):
            return None
        return True

    async def tell_reviewers(self, phrase: Phrase) -> bool | None:
        """See `Edge.tell_reviewers`. Posts in the channel the guild named, in the guild's language, with a link; pings
        nobody. A channel of another server is not used, however its id came into the settings."""
        channel_id = (await self._store.settings(self._address.guild_id)).notify_channel_id
        if channel_id is None:
            return None
        guild = self._client.get_guild(self._address.guild_id)
        if guild is None or guild.get_channel(channel_id) is None:
            return False
        locale = str(guild.preferred_locale)
        link = channel_link(self._address.guild_id, self._address.place_id)
        lines = (
            self._words.fill(locale, phrase.key, phrase.words),
            self._words.say(locale, "edge-reviewers-link", thread=link),
        )
        channel = self._client.get_partial_messageable(channel_id, guild_id=self._address.guild_id)
        try:
            nobody = discord.AllowedMentions.none()
            await with_retries(partial(channel.send, "\n".join(lines), allowed_mentions=nobody), tries=FEW)
        except (EdgeGone, *Trouble):
            return False
        return True

    async def let_in(self) -> None:
        """See `Edge.let_in`."""
        try:
            await self._access.attempt(self._access.add_candidate, tries=FEW)
        except Trouble as error:
            log.warning(
                "interview %d: its candidate was not let in: %s", self._address.interview_id, error_label(error)
            )
            raise EdgeGone(Reason.INTERNAL) from error

    async def close(self) -> None:
        """See `Edge.close`."""
        await self._take_buttons_off(keep=set())
        await self._access.close()

    # ------------------------------------------------------------ beside the interview's posts

    async def put(self, message_id: int | None, text: str, *, view: discord.ui.View | None = None) -> int:
        """A message of ours, new or edited, tried once: newer words are on their way. Raises Trouble, EdgeGone.

        An edit takes the buttons off unless they are given again.
        """
        nobody = discord.AllowedMentions.none()
        if message_id is not None:
            old = self._channel.get_partial_message(message_id)
            return (await with_retries(partial(old.edit, content=text, allowed_mentions=nobody, view=view), tries=1)).id
        send = partial(self._channel.send, text, allowed_mentions=nobody, suppress_embeds=True)
        return (await with_retries(send if view is None else partial(send, view=view), tries=1)).id

    async def put_panel(self, message_id: int | None, text: str, actions: Sequence[Action]) -> int:
        """`put`, with buttons only where no other message has any: the interview's own panel keeps its buttons."""
        others = (self._panels or set()) - {message_id}
        view = panel(self._address.interview_id, actions, self._label) if actions and not others else None
        put = await self.put(message_id, text, view=view)
        self._panels = others if view is None else {put}
        return put

    async def offers(self, action: Action) -> bool:
        """Whether one of our newest messages has this button. Raises Trouble, EdgeGone."""
        wanted = custom_id(action, self._address.interview_id)
        return any(wanted in custom_ids(message) for message in await with_retries(self._ours, tries=FEW))

    # ------------------------------------------------------------ how it is done

    def _say(self, phrase: Phrase) -> str:
        return self._words.fill(self._address.locale, phrase.key, phrase.words)

    def _label(self, key: str) -> str:
        return self._words.say(self._address.locale, key)

    async def _send(self, text: str, *, view: discord.ui.View | None, ping: bool) -> int:
        """One message, once: the nonce stays the same over all attempts, so Discord adopts instead of repeating."""
        nonce = secrets.token_hex(10)
        pinged = [discord.Object(self._address.candidate_id)] if ping else False
        who = discord.AllowedMentions(everyone=False, roles=False, replied_user=False, users=pinged)

        async def send() -> int:
            say = partial(self._channel.send, text, nonce=nonce, allowed_mentions=who, suppress_embeds=True)
            message = await (say() if view is None else say(view=view))
            return message.id

        try:
            return await self._access.attempt(send)
        except discord.HTTPException as error:
            raise EdgeRefused(error.status, error.code) from error

    def _render(self, post: Post, *, ping: bool) -> tuple[str, ...]:
        return render(post, self._say, mention=f"<@{self._address.candidate_id}>" if ping else "")

    async def _standing(
        self, versions: Sequence[tuple[str, ...]], after: int, *, buttons: bool
    ) -> tuple[tuple[str, ...], list[int]]:
        """The version that already stands among our messages after `after`, and the ids that carry the first of it.

        A panel whose buttons were taken off does not count: nobody could click it.
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

        async def read() -> list[discord.Message]:
            return [each async for each in self._channel.history(limit=LOOK_BACK) if each.author.id == self._me]

        ours = sorted(await self._access.attempt(read), key=lambda message: message.id)
        self._panels = {message.id for message in ours if message.components}
        return ours

    async def _take_buttons_off(self, *, keep: set[int]) -> None:
        """One edit for each earlier panel (there is one); failure is not worth an exception."""
        try:
            if self._panels is None:
                await with_retries(self._ours, tries=FEW)
            for message_id in (self._panels or set()) - keep:
                old = self._channel.get_partial_message(message_id)
                await with_retries(partial(old.edit, view=None), tries=1)
        except (EdgeGone, *Trouble):
            return

    async def _trigger_typing(self) -> None:
        await self._channel.typing()


async def attempted(
    client: discord.Client, guild_id: int, call: Callable[[], Awaitable[T]], *, tries: int | None = None
) -> T:
    """`with_retries`, in a channel of this server: knows a lost channel from a lost server."""
    try:
        return await with_retries(call, tries=tries)
    except EdgeGone as gone:
        if getattr(gone.__cause__, "code", 0) != MISSING_ACCESS or client.get_guild(guild_id):
            raise
        raise EdgeGone(Reason.BOT_REMOVED) from gone


def matching(messages: Sequence[discord.Message], parts: Sequence[str]) -> list[discord.Message]:
    """The newest run of messages that carries the first of `parts`, as far as it goes."""
    starts = [index for index, message in enumerate(messages) if message.content.strip() == parts[0]]
    found: list[discord.Message] = []
    for message, part in zip(messages[starts[-1] :] if starts else (), parts, strict=False):
        if message.content.strip() != part:
            break
        found.append(message)
    return found


def channel_link(guild_id: int, channel_id: int) -> str:
    """The address that leads to a channel or thread, also from a button."""
    return f"https://discord.com/channels/{guild_id}/{channel_id}"
