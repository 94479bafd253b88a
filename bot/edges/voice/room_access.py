"""The chat of a voice channel as a `ChannelAccess`: who gets in, and what becomes of it."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

import discord

from bot.edges.chat.channel import attempted
from bot.ports.places import Address
from bot.ports.posts import Action, Post
from bot.words import Words

T = TypeVar("T")


class RoomKeeper(Protocol):
    """Lets candidates into voice channels, and clears away what was made: `VoicePlaces`."""

    async def admit(self, address: Address) -> None: ...
    def retire(self, address: Address, farewell: str) -> None: ...


class RoomAccess:
    """Fulfils `ChannelAccess` with the chat of a voice channel, which may have been made for this interview."""

    kind = discord.ChannelType.voice

    def __init__(self, client: discord.Client, words: Words, rooms: RoomKeeper, address: Address) -> None:
        self._client = client
        self._words = words
        self._rooms = rooms
        self._address = address

    def buttons(self, post: Post) -> tuple[Action, ...]:
        """See `ChannelAccess.buttons`."""
        return post.buttons

    async def attempt(self, call: Callable[[], Awaitable[T]], *, tries: int | None = None) -> T:
        """See `ChannelAccess.attempt`."""
        return await attempted(self._client, self._address.guild_id, call, tries=tries)

    async def check_readable(self) -> None:
        """See `ChannelAccess.check_readable`. Nothing to find out before: reading itself is refused."""

    async def add_candidate(self) -> None:
        """See `ChannelAccess.add_candidate`. A channel that was only lent to us lets in whom it lets in."""
        if self._address.own_room:
            await self._rooms.admit(self._address)

    async def close(self) -> None:
        """See `ChannelAccess.close`: our own is deleted a moment later, so that the last words can be read."""
        if self._address.own_room:
            self._rooms.retire(self._address, self._words.say(self._address.locale, "room-closes"))
