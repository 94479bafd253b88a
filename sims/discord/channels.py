"""Channels and members' voice, as a bot may change them over REST: with Discord's limits and refusals."""

from typing import TYPE_CHECKING

from sims.discord.forms import invalid
from sims.discord.gateway import Gateway
from sims.discord.world import (
    BOT,
    CATEGORY,
    MAXIMUM_CHANNELS,
    MISSING_PERMISSIONS,
    NOT_IN_VOICE,
    PRIVATE_THREAD,
    STAGE_CHANNEL,
    TEXT_CHANNEL,
    UNKNOWN_MEMBER,
    UNKNOWN_VOICE_STATE,
    VOICE_CHANNEL,
    Json,
    World,
    member,
    plain_channel,
    snowflake,
)

if TYPE_CHECKING:
    from sims.discord.voice import Voice

MOST_CHANNELS = 500
SPOKEN = (VOICE_CHANNEL, STAGE_CHANNEL)
SETTABLE = ("name", "position", "topic", "nsfw", "rate_limit_per_user", "bitrate", "user_limit", "rtc_region")
MOST = {"bitrate": 96_000, "user_limit": 99}
"""On a server that nobody has boosted."""


def check_channel(world: World, body: Json, kind: int) -> None:
    """What depends on this server and this channel; the rest is in `channel_rules`. Raises Refusal."""
    for name, most in MOST.items():
        value = body.get(name) or 0
        if value > most:
            raise invalid(name, f"int value should be less than or equal to {most}.", "NUMBER_TYPE_MAX")
        if value and kind not in SPOKEN:
            raise invalid(name, "only voice channels have this")
    parent = body.get("parent_id")
    if parent is not None:
        found = world.channels.get(int(parent))
        if found is None or found["type"] != CATEGORY or kind == CATEGORY:
            raise invalid("parent_id", "Category does not exist")


def as_overwrite(given: Json) -> Json:
    allow, deny = str(given.get("allow") or "0"), str(given.get("deny") or "0")
    return {"id": str(given["id"]), "type": given["type"], "allow": allow, "deny": deny}


def check_manages(world: World) -> None:
    if "manage_channels" in world.missing:
        raise MISSING_PERMISSIONS


async def create(world: World, gateway: Gateway, body: Json) -> Json:
    check_manages(world)
    kind = body.get("type", TEXT_CHANNEL)
    if kind not in (TEXT_CHANNEL, CATEGORY, *SPOKEN):
        raise invalid("type", "this channel type is not simulated")
    check_channel(world, body, kind)
    if sum(channel["type"] != PRIVATE_THREAD for channel in world.channels.values()) >= MOST_CHANNELS:
        raise MAXIMUM_CHANNELS
    id_ = snowflake()
    channel = world.channels[id_] = plain_channel(id_, kind, body["name"])
    world.messages[id_] = {}
    apply(channel, body)
    await gateway.dispatch("CHANNEL_CREATE", channel)
    return channel


def apply(channel: Json, body: Json) -> None:
    for name in SETTABLE:
        if name in body and (body[name] is not None or name in ("topic", "rtc_region")):
            channel[name] = body[name]
    if "parent_id" in body:
        channel["parent_id"] = None if body["parent_id"] is None else str(body["parent_id"])
    if body.get("permission_overwrites") is not None:
        channel["permission_overwrites"] = [as_overwrite(each) for each in body["permission_overwrites"]]


async def edit(world: World, gateway: Gateway, channel: Json, body: Json) -> Json:
    check_manages(world)
    check_channel(world, body, channel["type"])
    apply(channel, body)
    await gateway.dispatch("CHANNEL_UPDATE", channel)
    return channel


async def delete(world: World, gateway: Gateway, voice: "Voice", channel: Json) -> Json:
    """Whoever was in it is out of voice; the bot's voice websocket is closed with 4014."""
    check_manages(world)
    id_ = int(channel["id"])
    for user in voice.inside(id_):
        await (voice.move_bot(None) if user == BOT else voice.go(user))
    del world.channels[id_]
    await gateway.dispatch("CHANNEL_DELETE", channel)
    return channel


async def set_overwrite(world: World, gateway: Gateway, channel: Json, overwrite: Json) -> None:
    check_manages(world)
    made = as_overwrite(overwrite)
    others = [each for each in channel["permission_overwrites"] if each["id"] != made["id"]]
    channel["permission_overwrites"] = [*others, made]
    await gateway.dispatch("CHANNEL_UPDATE", channel)


async def delete_overwrite(world: World, gateway: Gateway, channel: Json, who: str) -> None:
    check_manages(world)
    channel["permission_overwrites"] = [each for each in channel["permission_overwrites"] if each["id"] != who]
    await gateway.dispatch("CHANNEL_UPDATE", channel)


async def edit_member(world: World, voice: "Voice", user: int, body: Json) -> Json:
    """`channel_id` moves somebody who is in voice, or disconnects them; `mute` and `deaf` are the server's."""
    if user not in world.members:
        raise UNKNOWN_MEMBER
    if not set(body) <= {"channel_id", "mute", "deaf", "nick"}:
        raise invalid("member", "only voice and nick are simulated")
    if {"channel_id", "mute", "deaf"} & set(body) and "move_members" in world.missing:
        raise MISSING_PERMISSIONS
    if {"channel_id", "mute", "deaf"} & set(body) and user not in world.voice_states:
        raise NOT_IN_VOICE
    flags: Json = {name: bool(body[name]) for name in ("mute", "deaf") if name in body}
    if flags:
        await voice.change_state(user, flags)
    if "channel_id" in body:
        await move(world, voice, user, body["channel_id"])
    return member(user)


async def move(world: World, voice: "Voice", user: int, to: str | None) -> None:
    """As a moderator: neither limits nor the moved one's own permissions count."""
    if to is None:
        await (voice.move_bot(None) if user == BOT else voice.go(user))
        return
    channel = world.channel(int(to))
    if channel["type"] not in SPOKEN:
        raise invalid("channel_id", "not a voice channel")
    if user == BOT:
        await voice.move_bot(int(to))
    else:
        await voice.place(user, int(to), {"suppress": channel["type"] == STAGE_CHANNEL})


def voice_state_of(world: World, user: int) -> Json:
    if user not in world.voice_states:
        raise UNKNOWN_VOICE_STATE
    return world.voice_states[user]
