"""Voice channels as places of interviews: makes one, or takes one that stands, and clears away what was made."""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Final, Protocol

import discord

from bot.clock import Clock, steady_clock
from bot.edges.chat.channel import ChannelSettings
from bot.edges.chat.presence import made_by_us, voice_channel
from bot.edges.chat.thread import made_for, plain_name, thread_name
from bot.edges.refusals import FEW, Trouble, error_label, made, with_retries
from bot.edges.voice.metronome import Metronome
from bot.edges.voice.room import VoiceRoom
from bot.errors import EdgeGone, Reason, StoreError
from bot.ports.places import Address, NewPlace
from bot.words import Words

log = logging.getLogger(__name__)

TWO, A_FEW = 2, 10
"""`user_limit`: the candidate and we; with reviewers, some more. (Who may move members comes in all the same.)"""

NEEDED: Final = ("view_channel", "connect", "speak", "send_messages", "read_message_history")
"""What we need in a voice channel that exists already."""
NEEDED_TO_MAKE: Final = (*NEEDED, "manage_channels", "move_members")
OURS: Final = dict.fromkeys((*NEEDED_TO_MAKE, "embed_links"), True)
CANDIDATES: Final = dict.fromkeys(
    (
        *("view_channel", "connect", "speak", "use_voice_activation", "send_messages", "read_message_history"),
        "attach_files",  # an image in the chat is shown to the interviewer, also where @everyone may not post any
    ),
    True,
)
REVIEWERS: Final = {"view_channel": True, "connect": True, "read_message_history": True, "speak": False}
EVERYONE: Final = {"view_channel": False, "connect": False}


class RoomSettings(ChannelSettings, Protocol):
    """The part of a guild's settings that decides who gets into a room."""

    @property
    def reviewer_role_id(self) -> int | None: ...
    @property
    def reviewers_listen(self) -> bool: ...


class RoomStore(Protocol):
    """What the store knows about rooms."""

    async def settings(self, guild_id: int) -> RoomSettings: ...
    async def rooms(self, guild_id: int | None = None) -> list[tuple[int, int]]: ...
    async def forget_room(self, interview_id: int) -> None: ...


class VoicePlaces:
    """Fulfils `ports.Places` with voice channels, and passes on who is where. Close it when the process ends."""

    def __init__(
        self,
        client: discord.Client,
        store: RoomStore,
        words: Words,
        metronome: Metronome,
        *,
        clock: Clock | None = None,
        closing_seconds: float,
    ) -> None:
        """`closing_seconds`: how long the last words can be read before a channel of ours is deleted."""
        self._client = client
        self._store = store
        self._words = words
        self._metronome = metronome
        self._clock = clock or steady_clock()
        self._closing_seconds = closing_seconds
        self._counted: Counter[str] = Counter()  # in stays that are over
        self._counting: set[VoiceRoom] = set()  # of whose stays that is not yet known
        self._rooms: dict[int, VoiceRoom] = {}  # by guild: one bot account is in one voice channel of each
        self._closing: set[asyncio.Task[None]] = set()
        self.deaf_calls: int | None = None
        """Calls in a row in which nothing of the candidate arrived; None before the first that could tell."""

    # Making one

    async def open(self, new: NewPlace) -> int:
        """See `Places.open`. A candidate who is in another voice channel is moved; else they are shown the way."""
        guild = self._client.get_guild(new.guild_id)
        if guild is None:
            raise EdgeGone(Reason.BOT_REMOVED)
        if new.room_id is not None:
            room = self._standing(guild, new.room_id, new.candidate_id)
        else:
            room = await self._make(guild, new)
        await move(guild, new.candidate_id, room)
        return room.id

    def _standing(self, guild: discord.Guild, room_id: int, candidate_id: int) -> discord.VoiceChannel:
        """A channel that is there already, if it will do. Raises EdgeGone."""
        room = voice_channel(self._client, guild.id, room_id)
        if room is None:
            raise EdgeGone(Reason.THREAD_DELETED)
        ours = room.permissions_for(guild.me)
        people = room.voice_states.keys() | {candidate_id}
        full = bool(room.user_limit) and len(people) >= room.user_limit and not ours.move_members
        if full or not all(getattr(ours, name) for name in NEEDED):
            raise EdgeGone(Reason.PERMISSIONS)
        return room

    async def _make(self, guild: discord.Guild, new: NewPlace) -> discord.VoiceChannel:
        """A channel that only the candidate sees, and those who may listen. Made once; with the second name where
        Discord does not take the first, and outside of the category where that has no room. Raises EdgeGone."""
        if not guild.me.guild_permissions.view_channel:
            # We could not hide it then: allowed by a category alone, we may not take that from everybody else.
            raise EdgeGone(Reason.PERMISSIONS)
        settings = await self._store.settings(guild.id)
        reviewers = guild.get_role(settings.reviewer_role_id or 0) if settings.reviewers_listen else None
        parent = guild.get_channel(new.parent_id)
        category = parent.category if isinstance(parent, discord.TextChannel) else None
        names = thread_name(new.candidate_name, new.title, new.interview_id), plain_name(new.interview_id)
        make = partial(
            guild.create_voice_channel,
            user_limit=TWO if reviewers is None else A_FEW,
            overwrites=overwrites(guild, new.candidate_id, reviewers),
        )
        around = (None,) if category is None else (category, None)
        return await made(*(partial(make, name, category=inside) for inside in around for name in names))

    def edge(self, address: Address) -> VoiceRoom:
        """See `Places.edge`."""
        return VoiceRoom(self._client, self._store, self._words, self, self._metronome, self._clock, address)

    # Who is where

    def voice_state(self, member: discord.Member, before: discord.VoiceState, after: discord.VoiceState) -> None:
        """Take in that somebody came, went, or muted something: the room of that server looks, if there is one."""
        room = self._rooms.get(member.guild.id)
        if room is not None and (before.channel is not None or after.channel is not None):
            room.look()

    def entered(self, guild_id: int, room: VoiceRoom) -> None:
        """Pass on to this room who is where, from now on."""
        self._rooms[guild_id] = room
        self._counting.add(room)

    def left(self, guild_id: int, room: VoiceRoom) -> None:
        """Pass on nothing more to this room."""
        # The room of the next interview may have entered while this one was leaving.
        if self._rooms.get(guild_id) is room:
            del self._rooms[guild_id]
        if room in self._counting:
            self._counting.remove(room)
            self._counted.update(room.counters)

    @property
    def counters(self) -> Counter[str]:
        """What arrived and left since the start, by the names of `VoiceConnection` and `AudioReceiver`."""
        counted = Counter(self._counted)
        for room in self._counting:
            counted.update(room.counters)
        return counted

    @property
    def beats_skipped(self) -> int:
        """See `Metronome.skipped`."""
        return self._metronome.skipped

    def call_ended(self, *, heard: bool) -> None:
        """Count the calls in which nothing arrived, for those who look after the process."""
        self.deaf_calls = 0 if heard else (self.deaf_calls or 0) + 1

    async def admit(self, address: Address) -> None:
        """Give back what a candidate may do in a channel of ours, where that is not there any more. Raises EdgeGone."""
        channel = voice_channel(self._client, address.guild_id, address.place_id)
        if channel is None:
            here = self._client.get_guild(address.guild_id) is not None
            raise EdgeGone(Reason.THREAD_DELETED if here else Reason.BOT_REMOVED)
        theirs = channel.overwrites_for(discord.Object(address.candidate_id))
        if not (theirs.view_channel and theirs.connect):
            member = await channel.guild.fetch_member(address.candidate_id)
            await channel.set_permissions(member, overwrite=allowed(channel.guild, CANDIDATES))

    # Clearing away

    def retire(self, address: Address, farewell: str) -> None:
        """Delete a channel of ours a little later; returns at once.

        A process that ends before leaves it to the next one's `sweep`: the record still knows of it.
        """
        task = asyncio.create_task(self._retire(address, farewell), name=f"close room {address.place_id}")
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def _retire(self, address: Address, farewell: str) -> None:
        channel = self._client.get_partial_messageable(address.place_id, guild_id=address.guild_id)
        nobody = discord.AllowedMentions.none()
        with contextlib.suppress(EdgeGone, *Trouble):
            await with_retries(partial(channel.send, farewell, allowed_mentions=nobody), tries=FEW)
            await asyncio.sleep(self._closing_seconds)
        if not await self.delete(guild_id=address.guild_id, place_id=address.place_id):
            return
        try:
            noted = await self._store.rooms(address.guild_id)
            if (address.interview_id, address.place_id) in noted:  # it may have another one by now
                await self._store.forget_room(address.interview_id)
        except StoreError as error:
            log.info("room %d is gone; the next start notes that: %s", address.place_id, error)

    async def sweep(self, *, guild_id: int, interview_id: int, since: float) -> None:
        """See `Places.sweep`. Found by the number in its name, among the channels that carry a right of our own."""
        guild = self._client.get_guild(guild_id)
        for channel in guild.voice_channels if guild is not None else ():
            if made_for(channel, interview_id, since):
                await self.delete(guild_id=guild_id, place_id=channel.id)

    async def delete(self, *, guild_id: int, place_id: int) -> bool:
        """See `Places.delete`. A channel that was only lent to us is left alone, and counts as gone."""
        try:
            channel = await with_retries(partial(self._client.fetch_channel, place_id), tries=FEW)
            if isinstance(channel, discord.VoiceChannel) and made_by_us(channel):
                await with_retries(channel.delete, tries=FEW)
        except EdgeGone as gone:
            return gone.reason in {Reason.THREAD_DELETED, Reason.BOT_REMOVED}
        except Trouble:
            return False
        return True

    async def close(self) -> None:
        """Stop deleting; what is not deleted yet stays for the next start."""
        for task in list(self._closing):
            task.cancel()
        await asyncio.gather(*self._closing, return_exceptions=True)


async def move(guild: discord.Guild, candidate_id: int, room: discord.VoiceChannel) -> None:
    """Bring a candidate who is in another voice channel here. They get the link anyway, so failure is no harm."""
    member = guild.get_member(candidate_id)
    if member is None or member.voice is None or member.voice.channel is None or member.voice.channel.id == room.id:
        return
    try:
        await with_retries(partial(member.move_to, room), tries=1)
    except (EdgeGone, *Trouble) as error:
        log.warning("a candidate was not moved to their room: %s", error_label(error))


def overwrites(
    guild: discord.Guild, candidate_id: int, reviewers: discord.Role | None
) -> Mapping[discord.Role | discord.Member | discord.Object, discord.PermissionOverwrite]:
    """Who may do what in a channel of ours.

    Discord takes an overwrite only for permissions that we have in the server ourselves, denied ones too, and asks for
    Manage Channels, not Manage Roles: https://github.com/discord/discord-api-docs/issues/2522
    """
    made: dict[discord.Role | discord.Member | discord.Object, discord.PermissionOverwrite] = {
        guild.default_role: allowed(guild, EVERYONE),
        guild.me: allowed(guild, OURS),
        discord.Object(candidate_id, type=discord.Member): allowed(guild, CANDIDATES),
    }
    if reviewers is not None:
        made[reviewers] = allowed(guild, REVIEWERS)
    return made


def allowed(guild: discord.Guild, wanted: Mapping[str, bool]) -> discord.PermissionOverwrite:
    """As much of it as we have ourselves."""
    have = guild.me.guild_permissions
    return discord.PermissionOverwrite(**{name: value for name, value in wanted.items() if getattr(have, name)})
