"""Who is in which voice channel, what everybody is told of it, and the bot's connection to a voice server."""

import asyncio
import secrets
from typing import TYPE_CHECKING

from sims.discord.dave_group import DaveGroup
from sims.discord.dave_member import DaveMember
from sims.discord.forms import invalid
from sims.discord.people import People, Person
from sims.discord.voice_connection import Connection
from sims.discord.voice_udp import VoiceWeather
from sims.discord.world import (
    BOT,
    GUILD,
    MISSING_PERMISSIONS,
    STAGE_CHANNEL,
    VOICE_CHANNEL,
    Json,
    Refusal,
    World,
    may_connect,
    voice_state,
)

if TYPE_CHECKING:
    from sims.discord.gateway import Gateway

FULL = Refusal(403, 0, "The channel is full")


class Places:
    """Comings and goings. Whoever changes a place here need not tell anybody: it is done."""

    people: People

    def __init__(self, world: World, gateway: "Gateway") -> None:
        self.world, self._gateway = world, gateway
        self.weather = VoiceWeather()
        self.groups: dict[int, DaveGroup] = {}
        self.bot: Connection | None = None
        self.bot_commits = True
        """Whether the bot's commit is waited for where it may make one; else a person's counts, being first."""
        self.unanswered: list[Json] = []
        """Every op 4 that Discord does not answer: the channel is full, or closed to the bot."""
        self.patience = 15.0
        """Seconds without a websocket after which the bot is taken out of its channel."""
        self._ssrc = 1_000
        self._server = 1
        self._tasks: set[asyncio.Task[None]] = set()
        gateway.on_voice_state = self.asked

    def complain(self, words: str) -> None:
        self.world.errors.append(words)

    def wants_dave(self, channel_id: int) -> bool:
        """Since March 2026 everywhere but on stages."""
        return bool(self.world.channels[channel_id]["type"] == VOICE_CHANNEL)

    async def asked(self, session_id: str, data: Json) -> None:
        """The bot's op 4 on the main gateway. A channel that it may not enter is no answer at all."""
        if data["channel_id"] is None:
            await self.go(BOT)
            return
        id_ = int(data["channel_id"])
        channel = self.world.channels.get(id_)
        barred = {"view", "connect"} & self.world.missing
        if channel is None or channel["type"] not in (VOICE_CHANNEL, STAGE_CHANNEL) or barred or self._full(id_, BOT):
            self.unanswered.append(data)
            return
        flags = {"self_mute": bool(data["self_mute"]), "self_deaf": bool(data["self_deaf"])}
        state, bot = self.world.voice_states.get(BOT), self.bot
        same = state is not None and state["channel_id"] == str(id_) and state["session_id"] == session_id
        if same and bot is not None and bot.open:
            await self.change_state(BOT, flags)
            return
        suppressed = channel["type"] == STAGE_CHANNEL or "speak" in self.world.missing
        await self.place(BOT, id_, {**flags, "session_id": session_id, "suppress": suppressed})
        await self.offer(id_, session_id)

    async def offer(self, channel_id: int, session_id: str) -> None:
        """A new voice server, or a new place on the old one: what came before is worth nothing from now on."""
        self._forget_connection()
        self._ssrc += 1
        token = secrets.token_hex(8)
        self.bot = Connection(channel_id=channel_id, session_id=session_id, token=token, ssrc=self._ssrc)
        endpoint = f"sim-{self._server}.discord.media:443"
        await self._gateway.dispatch(
            "VOICE_SERVER_UPDATE", {"token": token, "guild_id": str(GUILD), "endpoint": endpoint}
        )

    def _forget_connection(self, code: int | None = None) -> None:
        bot, self.bot = self.bot, None
        if bot is None:
            return
        self._leave_group(BOT, bot.channel_id)
        if code is not None:
            bot.close(code)

    async def come(self, user_id: int, channel_id: int) -> None:
        """A person enters, or goes from one channel to another. Raises Refusal."""
        channel = self.world.channel(channel_id)
        if channel["type"] not in (VOICE_CHANNEL, STAGE_CHANNEL):
            raise invalid("channel_id", "not a voice channel")
        if not may_connect(channel, user_id):
            raise MISSING_PERMISSIONS
        if self._full(channel_id, user_id):
            raise FULL
        suppressed = channel["type"] == STAGE_CHANNEL
        await self.place(user_id, channel_id, {"suppress": suppressed})

    async def place(self, user_id: int, channel_id: int, more: Json) -> None:
        before = self.world.voice_states.get(user_id)
        if before is not None and before["channel_id"] == str(channel_id) and user_id != BOT:
            return
        if before is not None:
            self._left(user_id, int(before["channel_id"]))
        self.world.voice_states[user_id] = voice_state(user_id, channel_id) | more
        if self.wants_dave(channel_id) and channel_id not in self.groups:
            self.groups[channel_id] = DaveGroup(channel_id, self.complain, bot_commits=lambda: self.bot_commits)
        await self._gateway.dispatch("VOICE_STATE_UPDATE", self.world.voice_states[user_id])
        if user_id != BOT:
            self._arrived(self.people[user_id], channel_id)

    def _arrived(self, person: Person, channel_id: int) -> None:
        if self.bot is not None and self.bot.channel_id == channel_id and self.bot.described:
            self._introduce([person], self.bot)
        group = self.groups.get(channel_id)
        if group is not None:
            user = person.user_id
            person.dave = DaveMember(user, channel_id, person.ssrc, lambda package: group.key_package(user, package))
            group.join(user, person.dave)

    async def go(self, user_id: int) -> None:
        """Leaves voice, or is taken out of it."""
        state = self.world.voice_states.pop(user_id, None)
        if state is None:
            return
        if user_id == BOT:
            self._forget_connection()
        await self._gateway.dispatch("VOICE_STATE_UPDATE", {**state, "channel_id": None})
        self._left(user_id, int(state["channel_id"]))

    def _left(self, user_id: int, channel_id: int) -> None:
        if user_id != BOT:
            self.people[user_id].dave = None
            if self.bot is not None and self.bot.channel_id == channel_id and self.bot.described:
                self.bot.told.discard(user_id)
                self.bot.send(13, {"user_id": str(user_id)})
        self._leave_group(user_id, channel_id)
        if not self.inside(channel_id) and channel_id in self.groups:
            self.groups.pop(channel_id).close()

    def _leave_group(self, user_id: int, channel_id: int) -> None:
        if channel_id in self.groups:
            self.groups[channel_id].leave(user_id)

    async def change_state(self, user_id: int, changes: Json) -> None:
        self.world.voice_states[user_id].update(changes)
        await self._gateway.dispatch("VOICE_STATE_UPDATE", self.world.voice_states[user_id])

    def inside(self, channel_id: int) -> list[int]:
        return [user for user, state in self.world.voice_states.items() if state["channel_id"] == str(channel_id)]

    def _full(self, channel_id: int, user_id: int) -> bool:
        limit = self.world.channels[channel_id].get("user_limit") or 0
        others = [user for user in self.inside(channel_id) if user != user_id]
        manages = user_id == BOT and "move_members" not in self.world.missing
        return bool(limit and len(others) >= limit and not manages)

    def identified(self, connection: Connection) -> None:
        """A fresh identify: whatever this connection had before is gone."""
        self._leave_group(BOT, connection.channel_id)
        connection.start()

    def describe(self, connection: Connection, mode: str) -> None:
        """Session description, who is there, and the external sender's package."""
        connection.send(4, connection.new_key(mode), numbered=False)
        others = [self.people[user] for user in self.inside(connection.channel_id) if user != BOT]
        self._introduce(others, connection)
        if connection.dave_version:
            self.groups[connection.channel_id].join(BOT, connection)

    def _introduce(self, people: list[Person], connection: Connection) -> None:
        if not people:
            return
        connection.send(11, {"user_ids": [str(person.user_id) for person in people]})
        for person in people:
            connection.send(18, {"user_id": str(person.user_id), "flags": 0})
            connection.send(20, {"user_id": str(person.user_id), "platform": 0})
            if not self.weather.late_ssrc:
                filming = self.world.voice_states[person.user_id]["self_video"]
                connection.send(12, video_of(person, on=filming))

    def connection_lost(self, connection: Connection) -> None:
        """Its websocket ended. Discord waits a little for the bot to come back, then takes it out of the channel."""

        async def wait() -> None:
            await asyncio.sleep(self.patience)
            if self.bot is connection and not connection.open:
                await self.go(BOT)

        if self.bot is connection:
            self.start_task(asyncio.create_task(wait()))

    def start_task(self, task: asyncio.Task[None]) -> None:
        """Kept until it is done, ended with the simulator."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def video_of(person: Person, *, on: bool) -> Json:
    """Op 12: a camera's ssrcs, or zeros."""
    video = person.ssrc + 1 if on else 0
    stream = {"type": "video", "rid": "100", "ssrc": video, "rtx_ssrc": video + 1, "quality": 100, "active": on}
    streams = [stream] if on else []
    return {"user_id": str(person.user_id), "audio_ssrc": person.ssrc, "video_ssrc": video, "streams": streams}
