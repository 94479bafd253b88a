"""Hostile frames of the voice gateway through discord.py's handlers and the line's own, in memory.

The only thing that is not real is the websocket: `Wire` gives out frames and takes what is sent. Where discord.py's
handler raises, the poller must end with a word for it; the line would then rejoin, and here begins anew.
"""

import asyncio
import contextlib
import json
import socket
import struct
from collections import Counter
from random import Random
from typing import Any

import aiohttp
import discord
from discord.gateway import DiscordVoiceWebSocket
from discord.voice_state import ConnectionFlowState

from bot.edges.voice.client import BROKEN, POISON, SILENT, BotVoiceClient
from bot.edges.voice.connection import VoiceConnection
from bot.media.cipher import MODES
from tests.fuzz.group import BOT, CHANNEL, OTHER, Group
from tests.fuzz.mutate import bent_bytes, bent_text, bent_value

_GUILD = 3


class Wire:
    """The verbs of a websocket that discord.py uses, and what the bot's DAVE has sent."""

    def __init__(self, next_frame: "GatewayFuzz") -> None:
        self._next = next_frame
        self.group = Group()
        self.package = self.offer = b""
        self.close_code: int | None = None

    async def receive(self) -> aiohttp.WSMessage:
        frame = self._next.frame(self)
        if isinstance(frame, str):
            return aiohttp.WSMessage(aiohttp.WSMsgType.TEXT, frame, None)
        if isinstance(frame, bytes):
            return aiohttp.WSMessage(aiohttp.WSMsgType.BINARY, frame, None)
        return aiohttp.WSMessage(aiohttp.WSMsgType.CLOSED, None, None)

    async def send_str(self, _text: str) -> None:
        await asyncio.sleep(0)

    async def send_bytes(self, data: bytes) -> None:
        if data[0] == 26:
            self.package = data[1:]
        elif data[0] == 28:
            self.offer = data[1:]

    async def close(self, *, code: int = 1000) -> None:
        self.close_code = code


class GatewayFuzz:
    """One line whose voice server lies, by a seed; `run` makes new connections of it until all frames are said."""

    def __init__(self, seed: int) -> None:
        self._pick = Random(seed)
        self._left = 0
        self._script: list[str | bytes] = []
        self._kept: list[str | bytes] = [b""]
        self._client = _client()
        self._channel = _channel(self._client)
        self._line = VoiceConnection(self._client, CHANNEL, OTHER, lambda *_: None, lambda _: None)
        self.counters: Counter[str] = Counter()

    async def run(self, frames: int) -> None:
        """As many frames; asserts for each connection that its end had a word."""
        self._left = frames
        while self._left > 0:
            await self._connection()
        await asyncio.sleep(0)

    def frame(self, wire: Wire) -> str | bytes | None:
        """The next frame on this wire; None when all are said."""
        if self._left <= 0:
            return None
        self._left -= 1
        if self._script:
            frame = self._script.pop(0)
        else:
            pick = self._pick
            honest = pick.choice((self._text,) * 7 + (self._binary,))(wire)
            frame = pick.choice((honest, honest, honest, pick.choice(self._kept), self._bent(honest)))
            self._kept = [*self._kept[-30:], honest]
        self.counters["text" if isinstance(frame, str) else "binary"] += 1
        return frame

    async def _connection(self) -> None:
        """One connection, from an honest beginning (key, external sender, proposals) until it cannot be used."""
        link, wire = self._line._reconnector, Wire(self)
        link._ends.clear()
        connection = link.connection = self._line._new_client(self._client, self._channel)
        assert isinstance(connection, BotVoiceClient)
        state = connection._connection
        state.silence = 0.2  # a Ready bent into a good one waits for an answer that never comes
        websocket = DiscordVoiceWebSocket(wire, self._client.loop, hook=state.hook)  # type: ignore[arg-type]  # see Wire
        websocket._connection, websocket._max_heartbeat_timeout, websocket.thread_id = state, 60.0, 0
        state.ws, state.ssrc, state.state = websocket, 7, ConnectionFlowState.connected
        state.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        state.socket.setblocking(False)
        beginning = (25, wire.group.sender.package), (27, wire.group.proposals)
        self._script = [self._say(4, self._description()), *(self._numbered(*frame) for frame in beginning)]
        try:
            await state._poll_voice_ws(False)
        finally:
            connection._closing = True
            state.socket.close()
            await websocket.close()
        why = "said" if self._left <= 0 else self._line.why
        assert why in {"said", POISON, BROKEN, SILENT}, why
        self.counters[f"end: {why}"] += 1

    def _bent(self, frame: str | bytes) -> str | bytes:
        if isinstance(frame, bytes):
            return frame[:3] + bent_bytes(self._pick, frame[3:]) if frame else frame
        return bent_text(self._pick, json.loads(frame))

    def _description(self) -> dict[str, Any]:
        key = list(self._pick.randbytes(32))
        return {
            "mode": self._pick.choice(MODES),
            "secret_key": key,
            "dave_protocol_version": 1,
            "media_session_id": "m",
        }

    def _text(self, _wire: Wire) -> str:
        pick = self._pick
        user, ssrc, transition = str(pick.choice((OTHER, BOT, 22))), pick.randrange(9), pick.randrange(3)
        bodies: dict[int, Any] = {
            2: {
                "ssrc": -1,
                "ip": "127.0.0.1",
                "port": 9,
                "modes": list(MODES),
            },  # a good one: see wire.py
            4: self._description(),
            5: {"user_id": user, "ssrc": ssrc, "speaking": 1},
            6: {"t": 5},
            8: {"v": 8, "heartbeat_interval": 13_750},
            9: None,
            11: {"user_ids": [user]},
            12: {"user_id": user, "audio_ssrc": ssrc, "video_ssrc": 0, "streams": []},
            13: {"user_id": user},
            18: {"user_id": user, "flags": 2},
            20: {"user_id": user, "platform": 0},
            21: {"transition_id": transition, "protocol_version": pick.choice((0, 1))},
            22: {"transition_id": transition},
            24: {"protocol_version": 1, "epoch": pick.choice((1, 2))},
            pick.randrange(300): bent_value(pick, {}),
        }
        op = pick.choice(list(bodies))
        if op in (2, 4, 8, 24) and pick.random() < 0.8:  # these end a connection, start a thread, or a group
            op = pick.choice((5, 12, 21, 22))
        return self._say(op, bodies[op])

    def _binary(self, wire: Wire) -> bytes:
        pick, group = self._pick, wire.group
        bodies = [(25, group.sender.package), (27, group.proposals), (29, pick.randbytes(50)), (30, pick.randbytes(50))]
        if wire.package:
            bodies.append((27, b"\0" + group.sender.add(pick.randrange(2), wire.package)))
        if wire.offer:
            with contextlib.suppress(ValueError):
                message = group.accept(wire.offer)
                bodies += [(29, struct.pack(">H", pick.randrange(3)) + (message or b""))] * 3
            wire.offer = b""
        bodies.append((pick.randrange(256), pick.randbytes(pick.randrange(40))))
        return self._numbered(*pick.choice(bodies))

    def _say(self, op: int, body: object) -> str:
        return json.dumps({"op": op, "d": body, "seq": self._pick.randrange(1000)})

    def _numbered(self, op: int, body: bytes) -> bytes:
        return struct.pack(">HB", self._pick.randrange(65536), op) + body


def _client() -> discord.Client:
    client = discord.Client(intents=discord.Intents.none())
    client.loop = asyncio.get_running_loop()
    state = client._connection
    user: Any = {"id": str(BOT), "username": "bot", "discriminator": "0000", "avatar": None}
    state.user = discord.ClientUser(state=state, data=user)
    state.loop = client.loop
    return client


def _channel(client: discord.Client) -> discord.VoiceChannel:
    state = client._connection
    guild_data: Any = {"id": str(_GUILD), "name": "g", "members": [], "channels": [], "roles": []}
    guild = discord.Guild(data=guild_data, state=state)
    data: Any = {"id": str(CHANNEL), "name": "v", "position": 0, "permission_overwrites": [], "bitrate": 64_000}
    data |= {"user_limit": 0, "type": 2}
    return discord.VoiceChannel(state=state, guild=guild, data=data)
