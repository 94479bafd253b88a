"""The people's voices and the voice server's moods over plain HTTP: `POST /voice/<verb>`, `GET /voice/state`."""

import array
import math
from collections.abc import Awaitable, Callable

from aiohttp import web

from sims.discord import channels
from sims.discord.people import RATE
from sims.discord.rest import Rest
from sims.discord.voice import Voice
from sims.discord.world import VOICE_CHANNEL, Json, Refusal

Verb = Callable[[Json], Awaitable[Json]]


class VoiceControl:
    """Each verb takes a JSON object; what Discord's client would not let a person do is a 403 with words."""

    def __init__(self, voice: Voice, rest: Rest) -> None:
        self._voice, self._rest = voice, rest

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/voice/state", self.state)
        verbs: tuple[Verb, ...] = (
            *(self.join, self.leave, self.move, self.say, self.mute, self.camera, self.weather, self.options),
            *(self.close, self.abort, self.rotate_key, self.poison, self.move_bot, self.region),
            *(self.hostile, self.replay, self.channel, self.delete_channel),
        )
        for verb in verbs:
            app.router.add_post(f"/voice/{verb.__name__}", answering(verb))

    async def state(self, request: web.Request) -> web.Response:
        return web.json_response(self._voice.as_json())

    async def join(self, asked: Json) -> Json:
        """{user, channel}"""
        await self._voice.people[int(asked["user"])].join(int(asked["channel"]))
        return {}

    async def leave(self, asked: Json) -> Json:
        """{user}"""
        await self._voice.people[int(asked["user"])].leave()
        return {}

    async def move(self, asked: Json) -> Json:
        """{user, channel | null}: a moderator moves somebody."""
        await channels.edit_member(self._rest.world, self._voice, int(asked["user"]), {"channel_id": asked["channel"]})
        return {}

    async def say(self, asked: Json) -> Json:
        """{user, number?, seconds?, fast?, tail?}: answered when it is spoken. Without a number a plain tone."""
        seconds = float(asked.get("seconds", 1.2))
        what = int(asked["number"]) if "number" in asked else tone(seconds)
        person = self._voice.people[int(asked["user"])]
        await person.say(what, seconds=seconds, fast=float(asked.get("fast", 1.0)), tail=asked.get("tail", True))
        return {}

    async def mute(self, asked: Json) -> Json:
        """{user, self_mute?, self_deaf?, server_mute?, server_deaf?}"""
        names = ("self_mute", "self_deaf", "server_mute", "server_deaf")
        flags = {name: bool(asked[name]) for name in names if name in asked}
        await self._voice.people[int(asked["user"])].mute(**flags)
        return {}

    async def camera(self, asked: Json) -> Json:
        """{user, on}"""
        await self._voice.people[int(asked["user"])].camera(on=bool(asked["on"]))
        return {}

    async def weather(self, asked: Json) -> Json:
        """{loss?, reorder?, duplicate?, late_ssrc?, seed?}: all at once; an empty object clears the sky."""
        names = ("loss", "reorder", "duplicate", "late_ssrc", "seed")
        self._voice.weather.set(**{name: asked[name] for name in names if name in asked})
        return {}

    async def options(self, asked: Json) -> Json:
        """{bot_commits?, heartbeat_ms?, modes?}"""
        self._voice.bot_commits = bool(asked.get("bot_commits", self._voice.bot_commits))
        gateway = self._voice.websocket
        gateway.heartbeat_ms = int(asked.get("heartbeat_ms", gateway.heartbeat_ms))
        gateway.modes = tuple(asked.get("modes", gateway.modes))
        return {}

    async def close(self, asked: Json) -> Json:
        """{code}"""
        self._voice.close(int(asked["code"]))
        return {}

    async def abort(self, asked: Json) -> Json:
        self._voice.abort()
        return {}

    async def rotate_key(self, asked: Json) -> Json:
        self._voice.rotate_key()
        return {}

    async def poison(self, asked: Json) -> Json:
        self._voice.poison()
        return {}

    async def move_bot(self, asked: Json) -> Json:
        """{channel | null}"""
        await self._voice.move_bot(None if asked["channel"] is None else int(asked["channel"]))
        return {}

    async def region(self, asked: Json) -> Json:
        await self._voice.region()
        return {}

    async def hostile(self, asked: Json) -> Json:
        """{hex}"""
        self._voice.hostile(bytes.fromhex(asked["hex"]))
        return {}

    async def replay(self, asked: Json) -> Json:
        self._voice.replay()
        return {}

    async def channel(self, asked: Json) -> Json:
        """{name, user_limit?, type?, permission_overwrites?, …}: a moderator makes one; returns its id."""
        made = await channels.create(
            self._rest.world, self._rest.gateway, {"type": VOICE_CHANNEL} | without_defaults(asked)
        )
        return {"id": int(made["id"])}

    async def delete_channel(self, asked: Json) -> Json:
        """{channel}"""
        found = self._rest.world.channel(int(asked["channel"]))
        await channels.delete(self._rest.world, self._rest.gateway, self._voice, found)
        return {}


def without_defaults(asked: Json) -> Json:
    """A test's client names a user and a channel in every call."""
    return {name: value for name, value in asked.items() if name not in ("user", "channel")}


def answering(verb: Verb) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(request: web.Request) -> web.Response:
        try:
            return web.json_response(await verb(await request.json() if request.can_read_body else {}))
        except Refusal as refused:
            return web.json_response({"error": refused.message, "code": refused.code}, status=403)

    return answer


def tone(seconds: float, hertz: int = 330) -> bytes:
    """A sound that is no number."""
    step = 2 * math.pi * hertz / RATE
    return array.array("h", (round(8000 * math.sin(step * n)) for n in range(round(seconds * RATE)))).tobytes()
