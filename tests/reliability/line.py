"""A line on loopback between the bot and a simulator, which can be cut: then nobody answers, and what stood is torn."""

import asyncio
import contextlib
import socket
import struct
from typing import Self

CHUNK = 1 << 16
TRIES = 60
"""So often, half a second apart, the port is asked for again."""
RESET = struct.pack("ii", 1, 0)
"""Of a connection that is closed so the other end is told that it is reset, and not that it is over."""


class Line:
    """`async with Line(port) as line:` the bot dials `line.port`."""

    def __init__(self, to: int) -> None:
        self.port = 0
        self._to = to
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        await self.mend()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.cut()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def mend(self) -> None:
        """Listen (again)."""
        if self._server is None:
            self._server = await self._listen()
            self.port = self._server.sockets[0].getsockname()[1]

    async def _listen(self) -> asyncio.Server:
        """Another program may have been given our port while it was free: it is tried for a while."""
        for _ in range(TRIES):
            with contextlib.suppress(OSError):
                return await asyncio.start_server(self._taken, "127.0.0.1", self.port)
            await asyncio.sleep(0.5)
        return await asyncio.start_server(self._taken, "127.0.0.1", self.port)

    def cut(self) -> None:
        """Stop listening, and tear everything that is connected."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self.tear()

    def tear(self) -> None:
        """Tear everything that is connected; who dials again gets through."""
        for end in tuple(self._ends):
            end.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            end.transport.abort()

    async def _taken(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._to)
        except OSError:
            writer.transport.abort()
            return
        self._ends |= {writer, back}
        for source, sink in ((reader, back), (there, writer)):
            task = asyncio.create_task(self._carry(source, sink))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(CHUNK):
                sink.write(data)
                await sink.drain()
        self._ends.discard(sink)
        sink.close()
