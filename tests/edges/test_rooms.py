"""Voice channels made for an interview, asked of real discord.py: who gets in, who is moved, what is cleared away."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass

import discord
import pytest
import simcord
from discord.ext import commands
from simcord.builders import ChannelHandle, GuildHandle

from bot.edges.invite import PERMISSIONS, intents
from bot.edges.voice.metronome import Metronome
from bot.edges.voice.places import CANDIDATES, EVERYONE, NEEDED_TO_MAKE, OURS, REVIEWERS, VoicePlaces, overwrites
from bot.edges.voice.room import VoiceRoom
from bot.errors import EdgeGone, Reason, StoreUnavailable
from bot.ports.places import Address, NewPlace
from bot.store.records import GuildSettings
from bot.words import Words

INTERVIEW = 12


class Rooms:
    """Knows a guild's settings and its rooms, like the store."""

    def __init__(self) -> None:
        self.reviewer_role_id: int | None = None
        self.reviewers_listen = False
        self.noted: list[tuple[int, int]] = []
        self.forgotten: list[int] = []
        self.told = asyncio.Event()
        self.refusal: StoreUnavailable | None = None

    async def settings(self, guild_id: int) -> GuildSettings:
        return GuildSettings(guild_id, reviewer_role_id=self.reviewer_role_id, reviewers_listen=self.reviewers_listen)

    async def rooms(self, guild_id: int | None = None) -> list[tuple[int, int]]:
        return self.noted

    async def forget_room(self, interview_id: int) -> None:
        self.told.set()
        if self.refusal is not None:
            raise self.refusal
        self.forgotten.append(interview_id)


@dataclass(slots=True)
class House:
    """A server with a set-up channel, and a candidate."""

    env: simcord.Env
    client: commands.Bot
    guild: GuildHandle
    channel: ChannelHandle
    ada: simcord.MemberActor
    store: Rooms
    places: VoicePlaces

    async def open(self, room_id: int | None = None) -> int:
        return await self.places.open(
            NewPlace(
                guild_id=self.guild.id,
                parent_id=self.channel.id,
                candidate_id=self.ada.id,
                candidate_name="Ada",
                interview_id=INTERVIEW,
                title="Moderator",
                room_id=room_id,
            )
        )

    def asked(self) -> dict[str, object]:
        """The body of the call that made a channel."""
        return next(
            call.json or {}
            for call in self.env.http_requests
            if call.method == "POST" and call.path.endswith(f"/guilds/{self.guild.id}/channels")
        )

    def room(self, room_id: int) -> discord.VoiceChannel | None:
        found = self.client.get_channel(room_id)
        return found if isinstance(found, discord.VoiceChannel) else None

    def where(self) -> int | None:
        """The voice channel that the candidate is in."""
        guild = self.client.get_guild(self.guild.id)
        member = guild.get_member(self.ada.id) if guild else None
        channel = member.voice.channel if member and member.voice else None
        return channel.id if channel else None


@pytest.fixture
async def house(simcord_env: simcord.Env, simcord_bot: commands.Bot) -> AsyncIterator[House]:
    guild = simcord_env.create_guild()
    channel = guild.create_text_channel("interviews", category=guild.create_category("Applications"))
    ada = guild.add_member(simcord_env.create_user("ada"))
    await simcord_env.settle()
    store = Rooms()
    places = VoicePlaces(simcord_bot, store, Words(), Metronome(), closing_seconds=0.0)
    yield House(simcord_env, simcord_bot, guild, channel, ada, store, places)
    await places.close()


async def test_a_room_is_private_small_and_named_after_its_interview(house: House) -> None:
    """In the category of the set-up channel; only the candidate and we see it."""
    room = house.room(await house.open())
    assert room is not None
    assert room.name == "Ada · Moderator · #12"
    assert room.user_limit == 2
    assert room.category is not None
    assert room.category.name == "Applications"
    everyone = room.permissions_for(room.guild.default_role)
    assert not everyone.view_channel
    assert not everyone.connect
    theirs = room.overwrites_for(discord.Object(house.ada.id, type=discord.Member))
    assert all(getattr(theirs, name) is True for name in CANDIDATES)
    assert all(getattr(room.permissions_for(room.guild.me), name) for name in NEEDED_TO_MAKE)


async def test_reviewers_may_listen_only_where_the_server_says_so(house: House) -> None:
    """They hear, and cannot be heard; the candidate was told before."""
    role = house.guild.create_role("reviewers")
    await house.env.settle()
    house.store.reviewer_role_id = role.id
    silent = house.room(await house.open())
    assert silent is not None
    house.store.reviewers_listen = True
    room = house.room(await house.open())
    assert room is not None
    reviewers = room.guild.get_role(role.id)
    assert reviewers is not None
    assert reviewers not in silent.overwrites
    rights = room.overwrites_for(reviewers)
    assert (rights.view_channel, rights.connect, rights.speak) == (True, True, False)
    assert room.user_limit > 2


async def test_who_is_connected_is_moved(house: House) -> None:
    """Nobody has to look for a channel that was made a second ago."""
    lobby = house.guild.create_voice_channel("lobby")
    await house.ada.join_voice(lobby)
    room_id = await house.open()
    await house.env.settle()
    assert house.where() == room_id


async def test_a_move_that_is_refused_is_no_failure(house: House) -> None:
    """They have the link."""
    lobby = house.guild.create_voice_channel("lobby")
    await house.ada.join_voice(lobby)
    house.env.inject_error("PATCH", "/guilds/*/members/*", status=403, code=50013, times=1)
    assert house.room(await house.open()) is not None
    assert house.where() == lobby.id


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (400, 30013, Reason.NO_SPACE),
        (403, 50013, Reason.PERMISSIONS),
        (404, 10003, Reason.PERMISSIONS),
        (400, 50035, Reason.NAME_REFUSED),
        (400, 20031, Reason.NAME_REFUSED),
        (403, 60003, Reason.TWO_FACTOR),
        (400, 99999, Reason.REFUSED),
        (500, 0, Reason.INTERNAL),
    ],
)
async def test_what_cannot_be_made_has_its_reason(house: House, status: int, code: int, reason: Reason) -> None:
    """A full server is no missing permission; what we do not know keeps its number."""
    house.env.inject_error("POST", "/guilds/*/channels", status=status, code=code, times=None)
    with pytest.raises(EdgeGone) as gone:
        await house.open()
    assert (gone.value.reason, gone.value.code) == (reason, code or status)


@pytest.mark.parametrize(("refusals", "name", "inside"), [(1, "Interview", True), (2, "Ada", False)])
async def test_another_way_is_tried_once(house: House, refusals: int, name: str, inside: bool) -> None:
    """A name that Discord does not take, and a category that has no room."""
    house.env.inject_error("POST", "/guilds/*/channels", status=400, code=50035, times=refusals)
    room = house.room(await house.open())
    assert room is not None
    assert room.name.startswith(name)
    assert room.name.endswith(f" · #{INTERVIEW}")
    assert (room.category is not None) == inside
    assert not room.permissions_for(room.guild.default_role).view_channel


async def test_images_can_be_posted_whatever_everyone_may(house: House) -> None:
    """They are shown to the interviewer; the channel is the candidate's own."""
    room = house.room(await house.open())
    assert room is not None
    await room.guild.default_role.edit(permissions=discord.Permissions(view_channel=True))
    await house.env.settle()
    candidate = await room.guild.fetch_member(house.ada.id)
    assert room.permissions_for(candidate).attach_files
    assert not room.permissions_for(candidate).embed_links


async def test_a_channel_that_stands_is_used_as_it_is(house: House) -> None:
    """And never deleted by us, whatever is asked."""
    lobby = house.guild.create_voice_channel("lobby")
    await house.env.settle()
    assert await house.open(lobby.id) == lobby.id
    assert await house.places.delete(guild_id=house.guild.id, place_id=lobby.id)
    await house.places.sweep(guild_id=house.guild.id, interview_id=INTERVIEW, since=0.0)
    assert house.room(lobby.id) is not None


async def test_what_is_no_voice_channel_is_refused(house: House) -> None:
    """A stage has listeners and no encryption; a text channel has no sound; a deleted one is gone."""
    stage = house.guild.create_stage_channel("stage")
    await house.env.settle()
    for wrong in (stage.id, house.channel.id, 4711):
        with pytest.raises(EdgeGone) as gone:
            await house.open(wrong)
        assert gone.value.reason == Reason.THREAD_DELETED


async def test_a_full_channel_is_used_only_by_who_may_enter_it(house: House) -> None:
    """Discord does not answer us where there is no place; who may move members comes in all the same."""
    lobby = house.guild.create_voice_channel("lobby", user_limit=1)
    await house.env.settle()
    room = house.room(lobby.id)
    assert room is not None
    assert await house.open(lobby.id) == lobby.id
    await room.set_permissions(room.guild.me, move_members=False)
    await house.env.settle()
    with pytest.raises(EdgeGone) as gone:
        await house.open(lobby.id)
    assert gone.value.reason == Reason.PERMISSIONS


async def test_a_channel_where_we_may_not_speak_is_refused(house: House) -> None:
    """Before anybody waits in it."""
    lobby = house.guild.create_voice_channel("lobby")
    await house.env.settle()
    room = house.room(lobby.id)
    assert room is not None
    await room.set_permissions(room.guild.me, speak=False)
    await house.env.settle()
    with pytest.raises(EdgeGone) as gone:
        await house.open(lobby.id)
    assert gone.value.reason == Reason.PERMISSIONS


async def test_an_orphan_is_found_by_its_number(house: House) -> None:
    """A process died before the record knew the room; a channel that only looks like it is left alone."""
    twin = house.guild.create_voice_channel("Somebody · Else · #12")
    room_id = await house.open()
    await house.env.settle()
    made_at = discord.utils.snowflake_time(room_id).timestamp()
    for number, since in ((1, made_at), (INTERVIEW, made_at + 3600)):
        await house.places.sweep(guild_id=house.guild.id, interview_id=number, since=since)
        assert house.room(room_id) is not None
    await house.places.sweep(guild_id=house.guild.id, interview_id=INTERVIEW, since=made_at + 10)
    await house.env.settle()
    assert house.room(room_id) is None
    assert house.room(twin.id) is not None
    assert await house.places.delete(guild_id=house.guild.id, place_id=room_id)


async def test_a_closed_room_says_so_and_goes(house: House) -> None:
    """The words first, then the channel, then the record forgets it."""
    room_id = await house.open()
    room = house.places.edge(
        Address(
            interview_id=INTERVIEW, guild_id=house.guild.id, place_id=room_id, candidate_id=house.ada.id, locale="en"
        )
    )
    house.store.noted = [(INTERVIEW, room_id)]
    await room.close()
    async with asyncio.timeout(10):
        await house.store.told.wait()
    await house.env.settle()
    assert house.room(room_id) is None
    assert house.store.forgotten == [INTERVIEW]
    said = [call.json or {} for call in house.env.http_requests if call.path.endswith(f"/{room_id}/messages")]
    assert "What was said in the interview is kept" in str(said[-1]["content"])


async def test_the_last_words_can_be_read(house: House) -> None:
    """The channel goes a while after them, and not with them."""
    places = VoicePlaces(house.client, house.store, Words(), Metronome(), closing_seconds=30.0)
    room_id = await house.open()
    address = Address(INTERVIEW, house.guild.id, room_id, house.ada.id, "en")
    await places.edge(address).close()
    await asyncio.sleep(29.0)
    assert house.room(room_id) is not None
    await asyncio.sleep(3.0)
    await house.env.settle()
    assert house.room(room_id) is None
    await places.close()


async def test_a_room_that_cannot_be_forgotten_goes_all_the_same(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing can be saved: the next start finds that the channel is gone. It is said, and no fault of nobody's."""
    caplog.set_level(logging.INFO)
    room_id = await house.open()
    house.store.noted = [(INTERVIEW, room_id)]
    house.store.refusal = StoreUnavailable("the database refused: database is locked", "is held")
    await edge(house, room_id).close()
    async with asyncio.timeout(10):
        await house.store.told.wait()
    await house.env.settle()
    gc.collect()  # a task that ended with an exception says so when it goes
    assert house.room(room_id) is None
    assert "the next start notes that" in caplog.text
    assert "never retrieved" not in caplog.text


async def test_a_lent_channel_stays(house: House) -> None:
    """Its interview closes; the channel was there before."""
    lobby = house.guild.create_voice_channel("lobby")
    await house.env.settle()
    room = house.places.edge(
        Address(
            interview_id=INTERVIEW,
            guild_id=house.guild.id,
            place_id=lobby.id,
            candidate_id=house.ada.id,
            locale="en",
            own_room=False,
        )
    )
    await room.close()
    await house.env.settle()
    assert house.room(lobby.id) is not None


async def test_only_what_we_have_is_handed_on(house: House) -> None:
    """Discord refuses the whole channel for one overwrite of a permission that we lack."""
    guild = house.client.get_guild(house.guild.id)
    assert guild is not None
    made = overwrites(guild, house.ada.id, None)
    have = guild.me.guild_permissions
    for overwrite in made.values():
        allow, deny = overwrite.pair()
        assert (allow | deny) <= have


async def test_what_cannot_be_hidden_is_not_made(house: House) -> None:
    """Where only a category lets us see, we could not hide a channel from everybody: better none than an open one."""
    guild = house.client.get_guild(house.guild.id)
    assert guild is not None
    for role in guild.me.roles:
        rights = role.permissions
        rights.update(view_channel=False, administrator=False)
        house.env.backend.edit_role(guild.id, role.id, {"permissions": rights.value})
    await house.env.settle()
    assert not guild.me.guild_permissions.view_channel
    with pytest.raises(EdgeGone) as refused:
        await house.open()
    assert refused.value.reason == Reason.PERMISSIONS


def test_the_invite_asks_for_what_is_used() -> None:
    """Every permission that is needed or handed on, and never Manage Roles; the gateway tells who is in voice."""
    used = {*NEEDED_TO_MAKE, *OURS, *CANDIDATES, *REVIEWERS, *EVERYONE}
    assert all(getattr(PERMISSIONS, name) for name in used)
    assert not PERMISSIONS.manage_roles
    assert not PERMISSIONS.administrator
    assert intents(content=True).voice_states


def edge(house: House, room_id: int, *, own_room: bool = True) -> VoiceRoom:
    return house.places.edge(
        Address(
            interview_id=INTERVIEW,
            guild_id=house.guild.id,
            place_id=room_id,
            candidate_id=house.ada.id,
            locale="en",
            own_room=own_room,
        )
    )


@pytest.mark.parametrize("left", [None, discord.PermissionOverwrite(view_channel=False)])
async def test_who_comes_back_gets_in_again(house: House, left: discord.PermissionOverwrite | None) -> None:
    """What they may do there was taken away, with the server they left or by somebody; it is given back."""
    room_id = await house.open()
    room = house.room(room_id)
    assert room is not None
    guild = house.client.get_guild(house.guild.id)
    assert guild is not None
    await room.set_permissions(await guild.fetch_member(house.ada.id), overwrite=left)
    await house.env.settle()
    await edge(house, room_id).let_in()
    theirs = room.overwrites_for(discord.Object(house.ada.id))
    assert all(getattr(theirs, name) is True for name in CANDIDATES)


async def test_who_may_come_in_is_not_let_in_twice(house: House) -> None:
    """Nor is anything changed in a channel that was only lent to us."""
    room_id = await house.open()
    lounge = house.guild.create_voice_channel("Lounge")
    await house.env.settle()
    await edge(house, room_id).let_in()
    await edge(house, lounge.id, own_room=False).let_in()
    assert [call.path for call in house.env.http_requests if call.method == "PUT"] == []


async def test_nobody_is_let_into_what_is_gone(house: House) -> None:
    """Nor where Discord does not let us."""
    with pytest.raises(EdgeGone) as gone:
        await edge(house, 4711).let_in()
    assert gone.value.reason == Reason.THREAD_DELETED
    room_id = await house.open()
    room, guild = house.room(room_id), house.client.get_guild(house.guild.id)
    assert room is not None
    assert guild is not None
    await room.set_permissions(await guild.fetch_member(house.ada.id), overwrite=None)
    await house.env.settle()
    house.env.inject_error("PUT", "/channels/*/permissions/*", status=403, code=50013)
    with pytest.raises(EdgeGone) as gone:
        await edge(house, room_id).let_in()
    assert gone.value.reason == Reason.PERMISSIONS
