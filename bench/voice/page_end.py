"""The candidates' browsers: one bare websocket each, a changed picture a second, made and masked beforehand."""

import heapq
import os
import random
import socket
import time

from bench.picture import camera
from bench.voice.scene import ORIGIN, Opened

INTERVAL = 1.0
"""From one picture's writing to the next one's, as a page that changes all the time."""
_BINARY, _TEXT = 2, 1
_SHOWN = b'"shown": true'


def client_frame(kind: int, payload: bytes) -> bytes:
    """RFC 6455, 5.2: masked."""
    size, mask = len(payload), os.urandom(4)
    long = bytes((0x80 | size,)) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
    if size > 0xFFFF:
        long = b"\xff" + size.to_bytes(8, "big")
    whole = (mask * (size // 4 + 1))[:size]
    masked = (int.from_bytes(payload) ^ int.from_bytes(whole)).to_bytes(size)
    return bytes((0x80 | kind,)) + long + mask + masked


class Browsers:
    """All of them. They begin at a random moment of the first second (the same in each run)."""

    def __init__(self, count: int, seconds: float) -> None:
        pictures = int(seconds / INTERVAL) + 2 if count else 0
        self._ready = [client_frame(_BINARY, b"\x01" + n.to_bytes(4, "big") + camera()) for n in range(pictures)]
        self.bytes_each = sum(map(len, self._ready)) / len(self._ready) if self._ready else 0.0
        self.sockets: list[socket.socket] = []
        self._due: list[tuple[float, int, int]] = []
        self._written: dict[int, float] = {}
        self.shown = 0
        """Acknowledgements that say so."""

    def connect(self, opened: Opened) -> None:
        """Open every page, in the order of the interviews."""
        for cookie in opened.cookies:
            page = socket.create_connection(("127.0.0.1", opened.port))
            page.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
            page.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            page.sendall(
                f"GET /camera/socket HTTP/1.1\r\nHost: localhost\r\nOrigin: {ORIGIN}\r\nCookie: camera={cookie}\r\n"
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
            )
            assert page.recv(4096).startswith(b"HTTP/1.1 101 ")
            page.sendall(client_frame(_TEXT, b'{"type": "hello", "version": 1}'))
            page.sendall(client_frame(_TEXT, b'{"type": "source", "source": "camera"}'))
            self.sockets.append(page)

    def begin(self, start: float) -> None:
        phases = random.Random(4)
        self._due = [(start + phases.random() * INTERVAL, number, 0) for number in range(len(self.sockets))]
        heapq.heapify(self._due)

    def send(self, now: float) -> None:
        """One picture, if one is due."""
        if not self._due or now < self._due[0][0]:
            return
        _, number, picture = self._due[0]
        now = self._written[number] = time.time()
        if picture < len(self._ready):
            self.sockets[number].sendall(self._ready[picture])
            heapq.heapreplace(self._due, (now + INTERVAL, number, picture + 1))
        else:
            heapq.heappop(self._due)

    def written(self, number: int) -> float:
        """When this interview's newest picture was written."""
        return self._written.get(number, 0.0)

    def read(self, page: socket.socket) -> bool:
        """Take in what the server says; False: it closed."""
        said = page.recv(1 << 16, socket.MSG_DONTWAIT)
        self.shown += said.count(_SHOWN)
        return bool(said)
