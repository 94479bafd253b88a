"""One connection to the page's server: it must say in time what it wants, and in measure.

aiohttp has no limit for either: half a request line held a connection, and with it one of the process's files, for
ever. So it is wrapped: bytes go through here to the protocol that aiohttp made for this connection.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

from aiohttp import web

from bot.media.frame_gate import Bucket
from bot.web.address import Network, stranger
from bot.web.connection_limits import ConnectionLimits

HEADER_SECONDS = 10.0
"""From the first byte of a request, or from the beginning, until its header is there: an honest one is one packet."""
IDLE_SECONDS = 75.0
"""Between two requests; a proxy keeps its connections."""
BYTES_A_SECOND = 1_000_000
BYTES_AT_ONCE = 10_000_000
"""What may come. Twice what pictures may have (`FrameBudget`), so that a page which sends too many of them gets the
code for that; this is for what is not counted there, like pieces of a frame that never ends."""


BREATH = 16_384
"""Bytes at once after which others have a turn: uvloop hands over up to 32 times 256 KB in one."""


class Valve:
    """A transport as its protocol sees it: reading goes on when neither the protocol nor `breathe` holds it back."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._wanted = True
        self._breath = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def pause_reading(self) -> None:
        self._wanted = False
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        self._wanted = True
        self._flow()

    def breathe(self) -> None:
        """Read on in the next turn of the loop."""
        if not self._breath and not self._transport.is_closing():
            self._breath = True
            self._transport.pause_reading()
            self._loop.call_soon(self._breathed)

    def _breathed(self) -> None:
        self._breath = False
        self._flow()

    def _flow(self) -> None:
        if self._wanted and not self._breath and not self._transport.is_closing():
            self._transport.resume_reading()


class Connection(asyncio.Protocol):
    """Fulfils `LimitedConnection`, and passes everything on to `handler`."""

    def __init__(self, handler: asyncio.Protocol, limits: ConnectionLimits, proxies: Sequence[Network]) -> None:
        self.key: str | None = None
        self._handler = handler
        self._limits = limits
        self._proxies = proxies
        self._loop = asyncio.get_running_loop()
        self._bytes = Bucket(BYTES_A_SECOND, BYTES_AT_ONCE, self._loop.time())
        self._valve: Valve | None = None
        self._taken = False
        self._idle = False
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._valve = Valve(cast(asyncio.Transport, transport), self._loop)
        peer = transport.get_extra_info("peername")
        self.key = stranger(peer[0] if peer else "", self._proxies)
        goes = self._limits.enter(self)
        if goes is self:
            self.cut()
            return
        if isinstance(goes, Connection):
            goes.cut()
        self._taken = True
        self._within(HEADER_SECONDS)
        self._handler.connection_made(cast(asyncio.Transport, self._valve))

    def data_received(self, data: bytes) -> None:
        now = self._loop.time()
        self._bytes.spend(len(data), now)
        if not self._taken or self._bytes.level(now) < 0:
            self.cut()
            return
        if self._idle:
            self._idle = False
            self._within(HEADER_SECONDS)
        self._handler.data_received(data)
        if len(data) >= BREATH and self._valve is not None:
            self._valve.breathe()

    def asked(self) -> None:
        """Its request has a header: what it may take from here on is the handler's business."""
        self._limits.served(self)
        self._within(None)

    def answered(self) -> None:
        """Another request may follow."""
        self._idle = True
        self._limits.waits(self)
        self._within(IDLE_SECONDS)

    def cut(self) -> None:
        """Close without an answer: nobody would read it."""
        if self._valve is not None:
            self._valve.abort()

    def eof_received(self) -> bool | None:
        return self._handler.eof_received()

    def pause_writing(self) -> None:
        self._handler.pause_writing()

    def resume_writing(self) -> None:
        self._handler.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._limits.leave(self)
        self._within(None)
        if self._taken:
            self._handler.connection_lost(exc)

    def _within(self, seconds: float | None) -> None:
        """Begin the time limit anew; None: there is none."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None if seconds is None else self._loop.call_later(seconds, self.cut)


def connection_of(request: web.Request) -> Connection | None:
    """The one that this request came by; None where it is gone."""
    # The handler got a `Valve` and was never set on the transport itself, so the transport still names what wraps it.
    found = None if request.transport is None else request.transport.get_protocol()
    return found if isinstance(found, Connection) else None
