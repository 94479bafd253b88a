"""One voice connection of the bot's: what it is owed, what it has shown, and its numbered frames for a resume."""

import asyncio
import contextlib
import json
import os
import struct
from collections import Counter
from collections.abc import Callable

from aiohttp import web

from sims.discord.rtp import Transport
from sims.discord.voice_udp import Address
from sims.discord.world import BOT, Json

Frame = str | bytes | int
"""JSON, binary, or a close code."""


class Link:
    """A websocket that is written to without waiting, in order; a number closes it."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self._socket = socket
        self._queue: asyncio.Queue[Frame] = asyncio.Queue()
        self._writer = asyncio.create_task(self._write())

    def send(self, frame: Frame) -> None:
        self._queue.put_nowait(frame)

    async def _write(self) -> None:
        with contextlib.suppress(ConnectionError):  # the bot was killed, or hung up first
            while True:
                frame = await self._queue.get()
                if isinstance(frame, int):
                    await self._socket.close(code=frame)
                    return
                if isinstance(frame, str):
                    await self._socket.send_str(frame)
                else:
                    await self._socket.send_bytes(frame)

    async def end(self) -> None:
        self._writer.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._writer


class Connection:
    """Satisfies `dave_group.Member` for the bot. It outlives its websocket, so that it can be resumed."""

    def __init__(self, *, channel_id: int, session_id: str, token: str, ssrc: int) -> None:
        self.channel_id, self.session_id, self.token, self.ssrc = channel_id, session_id, token, ssrc
        self.link: Link | None = None
        self.abort: Callable[[], None] = lambda: None
        self.dave_version = 0
        self.resumable = True
        self.valid = True
        """Whether an identify with this session and token is still accepted."""
        self.counters: Counter[str] = Counter()
        self.start()

    def start(self) -> None:
        """What holds from one identify to the next."""
        self.transports: list[Transport] = []
        """The newest key last; the one before it is good for what is on its way."""
        self.address: Address | None = None
        self.speaking: int | None = None
        """None until the first op 5."""
        self.told: set[int] = set()
        """Whose op 5 it was sent."""
        self.sequence = 0
        self._sender = b""
        self._kept: list[tuple[int, Frame]] = []

    @property
    def open(self) -> bool:
        return self.link is not None

    @property
    def described(self) -> bool:
        """Whether it has a key."""
        return bool(self.transports)

    def new_key(self, mode: str) -> Json:
        """The session description (op 4) with a new key."""
        key = os.urandom(32)
        self.transports = [*self.transports[-1:], Transport(mode, key)]
        return {
            "mode": mode,
            "secret_key": list(key),
            "dave_protocol_version": self.dave_version,
            "audio_codec": "opus",
            "video_codec": "H264",
            "media_session_id": self.token,
        }

    def send(self, op: int, data: object, *, numbered: bool = True) -> None:
        message: Json = {"op": op, "d": data}
        if numbered:
            self.sequence += 1
            message["seq"] = self.sequence
        self._put(json.dumps(message), numbered=numbered)

    def send_binary(self, op: int, payload: bytes) -> None:
        self.sequence += 1
        self._put(struct.pack(">HB", self.sequence & 0xFFFF, op) + payload, numbered=True)

    def _put(self, frame: Frame, *, numbered: bool) -> None:
        if numbered:
            self._kept.append((self.sequence, frame))
            del self._kept[:-500]
        if self.link is not None:
            self.link.send(frame)

    def close(self, code: int) -> None:
        self.resumable = code in (4000, 4015)
        self.valid = code not in (4006, 4009, 4014)
        if self.link is not None:
            self.link.send(code)
            self.link = None

    def replay(self, after: int) -> None:
        """What was numbered since, on the new websocket."""
        for number, frame in self._kept:
            if number > after and self.link is not None:
                self.link.send(frame)

    def external_sender(self, package: bytes) -> None:
        self._sender = package
        self.send_binary(25, package)

    def start_anew(self) -> None:
        self.send(24, {"protocol_version": 1, "epoch": 1})
        self.send_binary(25, self._sender)

    def proposals(self, payload: bytes, users: set[int]) -> bytes | None:
        self.send_binary(27, payload)
        return None

    def commit(self, transition: int, message: bytes, users: set[int]) -> None:
        self.send_binary(29, struct.pack(">H", transition) + message)

    def welcome(self, transition: int, message: bytes, users: set[int]) -> None:
        self.send_binary(30, struct.pack(">H", transition) + message)

    def execute(self, transition: int) -> None:
        self.send(22, {"transition_id": transition})

    def as_json(self) -> Json:
        return {
            "user": BOT,
            "channel": self.channel_id,
            "open": self.open,
            "mode": self.transports[-1].mode if self.transports else None,
            "speaking": self.speaking,
            "dave": self.dave_version,
            "counters": dict(self.counters),
        }
