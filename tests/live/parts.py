"""Settings with short limits, peers that misbehave below the websocket, and a client with ears."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

from bot.clock import steady_clock
from bot.live.settings import LiveSettings, Timeouts

KEY = "AIzaMARKED-key-0123456789-MARKED"
SHORT = Timeouts(dns=0.3, tcp=0.3, tls=0.3, upgrade=0.3, setup=0.3, first_reply=0.25, turn=0.6, close=0.5)

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

clock = steady_clock()


def settings_for(base_url: str, **changes: Any) -> LiveSettings:
    """Settings that dial `base_url` with short limits."""
    return replace(LiveSettings(api_key=KEY, base_url=base_url, timeouts=SHORT), **changes)


@contextlib.asynccontextmanager
async def peer(serve: Serve) -> AsyncIterator[int]:
    """A TCP server on loopback that treats each connection with `serve`; yields its port."""

    open_ones: dict[asyncio.StreamWriter, asyncio.Task[None]] = {}

    async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None, "asyncio.start_server makes one"
        open_ones[writer] = task
        with contextlib.suppress(ConnectionError):
            await serve(reader, writer)
        writer.close()

    server = await asyncio.start_server(guarded, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
    for writer, task in open_ones.items():
        task.cancel()
        await asyncio.wait({task})
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Accept, and wait until the other end gives up."""
    while await reader.read(4096):
        pass


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Read a request and close without an answer."""
    await reader.read(4096)


def answering(response: bytes) -> Serve:
    """A peer that answers every request with these bytes, and closes."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(response)
        await writer.drain()

    return serve


def tunnel(log: list[str]) -> Serve:
    """An HTTP proxy that knows CONNECT only; `log` collects the request lines."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        log.append(head.splitlines()[0])
        host, port = log[-1].split()[1].rsplit(":", 1)
        there, back = await asyncio.open_connection(host, int(port))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(_pour(reader, back), _pour(there, writer))

    return serve


async def _pour(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await source.read(4096):
            sink.write(data)
            await sink.drain()
    sink.close()
