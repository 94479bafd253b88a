"""A web socket without a library: every frame can be sent, and none is answered by itself."""

import asyncio
import base64
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from tests.harness.web_small import URL

TEXT, BINARY, CLOSE, PING, PONG = 0x81, 0x82, 0x88, 0x89, 0x8A
BEGINS, GOES_ON = 0x01, 0x00
"""Pieces of a text that is not finished."""


def frame(kind: int, data: bytes = b"") -> bytes:
    """As a client sends it: masked."""
    size = bytes((0x80 | len(data),)) if len(data) < 126 else b"\xfe" + struct.pack(">H", len(data))
    return bytes((kind,)) + size + bytes(4) + data


@dataclass
class Raw:
    """One connection: `kinds` are the frames that came, oldest first; `code` the close code, None without one."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    kinds: list[int] = field(default_factory=list)
    code: int | None = None

    async def flood(self, data: bytes, times: int) -> bool:
        """Send it so often, a hundred at a time; whether all of it was taken."""
        try:
            for _ in range(0, times, 100):
                self.writer.write(data * 100)
                await self.writer.drain()
        except ConnectionError:
            return False
        return not self.writer.transport.is_closing()

    async def read(self, seconds: float = 300.0) -> None:
        """Until it is closed, or for so long."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    kind, size = await self.reader.readexactly(2)
                    if size == 126:
                        (size,) = struct.unpack(">H", await self.reader.readexactly(2))
                    data = await self.reader.readexactly(size)
                    self.kinds.append(kind)
                    if kind == CLOSE and self.code is None:
                        self.code = int.from_bytes(data[:2])
        except (TimeoutError, asyncio.IncompleteReadError, ConnectionError):
            return

    async def ends(self, seconds: float = 300.0) -> float:
        """Seconds of the loop until it is closed by the other side; it fails where that takes longer."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        async with asyncio.timeout(seconds):
            try:
                while await self.reader.read(65536):
                    pass
            except ConnectionError:
                pass
        return loop.time() - began


class Street:
    """Where connections to one port come from; all are closed when it is left."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._lines: list[Raw] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for line in self._lines:
            line.writer.transport.abort()
        await asyncio.sleep(0.01)

    async def connected(self) -> Raw:
        """A TCP connection, and nothing said on it."""
        line = Raw(*await asyncio.open_connection("127.0.0.1", self._port))
        self._lines.append(line)
        return line

    async def opened(self, path: str, headers: Mapping[str, str] = {}) -> Raw:
        """A web socket, from the page's own origin unless `headers` say otherwise."""
        line = await self.connected()
        key = base64.b64encode(os.urandom(16)).decode()
        sent = {
            "Host": "localhost",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": key,
            "Sec-WebSocket-Version": "13",
            "Origin": URL,
            **headers,
        }
        lines = [f"GET /camera/{path} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items()), "", ""]
        line.writer.write("\r\n".join(lines).encode())
        assert (await line.reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
        return line
