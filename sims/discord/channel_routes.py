"""The REST routes of channels, their overwrites, and members in voice; what they do is in `channels`."""

import re

from aiohttp import web

from sims.discord import channels
from sims.discord.rest import Answer, Rest, route
from sims.discord.world import BOT, GUILD, MISSING_PERMISSIONS, PRIVATE_THREAD, Json


async def new_channel(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    return await channels.create(rest.world, rest.gateway, body)


async def all_channels(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    return [channel for channel in rest.world.channels.values() if channel["type"] != PRIVATE_THREAD]


async def set_overwrite(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    channel = rest.world.channel(int(path["channel"]))
    await channels.set_overwrite(rest.world, rest.gateway, channel, {**body, "id": path["who"]})
    return None


async def delete_overwrite(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    channel = rest.world.channel(int(path["channel"]))
    await channels.delete_overwrite(rest.world, rest.gateway, channel, path["who"])
    return None


async def edit_member(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    return await channels.edit_member(rest.world, rest.voice, int(path["user"]), body)


async def get_voice_state(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    return channels.voice_state_of(rest.world, BOT if path["user"] == "@me" else int(path["user"]))


async def edit_own_voice_state(rest: Rest, body: Json, path: re.Match[str], request: web.Request) -> Answer:
    channels.voice_state_of(rest.world, BOT)
    if "speak" in rest.world.missing:
        raise MISSING_PERMISSIONS
    await rest.voice.change_state(BOT, {"suppress": bool(body.get("suppress"))})
    return None


TABLE = (
    ("POST", f"/guilds/{GUILD}/channels", new_channel, 201),
    ("GET", f"/guilds/{GUILD}/channels", all_channels, 200),
    ("PUT", "/channels/{channel}/permissions/{who}", set_overwrite, 200),
    ("DELETE", "/channels/{channel}/permissions/{who}", delete_overwrite, 200),
    ("PATCH", f"/guilds/{GUILD}/members/{{user}}", edit_member, 200),
    ("GET", f"/guilds/{GUILD}/voice-states/{{user}}", get_voice_state, 200),
    ("PATCH", f"/guilds/{GUILD}/voice-states/@me", edit_own_voice_state, 200),
)


def add() -> None:
    """Once in a process: all servers share the routes."""
    for method, path, handler, status in TABLE:
        route(method, path, status)(handler)
