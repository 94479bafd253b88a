"""Gemini's side of one interview: a websocket server that answers the setup, counts sound, and writes prepared frames.

It reads no more of a frame than its length, which tells how much sound is in it, and writes bytes made beforehand: the
load must not be what is slow. RFC 6455, 5.2.
"""

import base64
import hashlib
import json
import re
import socket

from bench.voice.discord_end import ROOM, TIMESTAMPNS, stamp
from bench.voice.scene import CHUNK_TICKS
from bench.voice.sound import voice

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_BINARY, _CLOSE, _PING = 2, 8, 9
_ONE_FRAME = range(700, 1300)
_TWO_FRAMES = range(1300, 2500)
"""Bytes of a message with 20, and with 40 ms of sound."""
_PICTURE = 4000
"""A message of more bytes holds a picture."""


def server_frame(message: object) -> bytes:
    """A binary frame, as Gemini sends its JSON."""
    payload = json.dumps(message, separators=(",", ":")).encode()
    if len(payload) < 126:
        return bytes((0x80 | _BINARY, len(payload))) + payload
    return bytes((0x80 | _BINARY, 126)) + len(payload).to_bytes(2, "big") + payload


def pieces() -> list[bytes]:
    """Two seconds of the model's voice, a frame for each 40 ms."""
    pcm, size = voice(24_000), 960 * CHUNK_TICKS
    return [
        server_frame({"serverContent": {"modelTurn": {"parts": [{"inlineData": _blob(pcm[at : at + size])}]}}})
        for at in range(0, len(pcm), size)
    ]


def _blob(pcm: bytes) -> dict[str, str]:
    return {"mimeType": "audio/pcm;rate=24000", "data": base64.b64encode(pcm).decode()}


SETUP_COMPLETE = server_frame({"setupComplete": {}})
INTERRUPTED = server_frame({"serverContent": {"interrupted": True}})
GENERATED = server_frame({"serverContent": {"generationComplete": True}})
TURN_COMPLETE = server_frame({"serverContent": {"turnComplete": True}})


class Session:
    """One accepted connection. `number` is the interview's, out of the address; None before the upgrade."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setsockopt(socket.SOL_SOCKET, TIMESTAMPNS, 1)
        self.socket = connection
        self.number: int | None = None
        self._rest = b""
        self._set_up = False
        self.pictures: list[float] = []  # when they came, until somebody takes them

    def send(self, frame: bytes) -> None:
        self.socket.sendall(frame)

    def read(self) -> list[tuple[float, int]] | None:
        """What came: for each message with sound its time and its frames of 20 ms. None: the connection is over."""
        try:
            data, ancillary, _, _ = self.socket.recvmsg(1 << 18, ROOM, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return []
        except ConnectionResetError:
            return None
        if not data:
            return None
        self._rest += data
        if self.number is None:
            self._upgrade()
            return []
        at, sizes = stamp(ancillary), self._messages()
        self.pictures += [at for size in sizes if size > _PICTURE and self._set_up]
        return [(at, frames) for size in sizes if (frames := self._frames(size))]

    def _upgrade(self) -> None:
        head, found, self._rest = self._rest.partition(b"\r\n\r\n")
        if not found:
            self._rest = head
            return
        key = re.search(rb"(?i)sec-websocket-key: (\S+)", head)
        path = re.match(rb"GET /(\d+)/", head)
        assert key is not None
        assert path is not None
        accept = base64.b64encode(hashlib.sha1(key[1] + _GUID, usedforsecurity=False).digest())
        self.send(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
        )
        self.number = int(path[1])

    def _messages(self) -> list[int]:
        """The lengths of the data messages that are here whole; their contents stay masked."""
        sizes, at, data = [], 0, self._rest
        while len(data) - at >= 14 or (len(data) - at >= 6 and data[at + 1] & 127 < 126):
            size, head = data[at + 1] & 127, 6
            if size == 126:
                size, head = int.from_bytes(data[at + 2 : at + 4], "big"), 8
            elif size == 127:
                size, head = int.from_bytes(data[at + 2 : at + 10], "big"), 14
            if len(data) - at < head + size:
                break
            if data[at] & 15 < _CLOSE:
                sizes.append(size)
            at += head + size
        self._rest = data[at:]
        return sizes

    def _frames(self, size: int) -> int:
        if not self._set_up:
            self._set_up = True
            self.send(SETUP_COMPLETE)
            return 0
        return 1 if size in _ONE_FRAME else 2 if size in _TWO_FRAMES else 0
