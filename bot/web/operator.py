"""The operator's server, on a port of its own: `/healthz`, `/readyz`, `/metrics`. Who reaches the port may read them.

async with OperatorSite(host, port, ready=ready, metrics=metrics) as site:
    site.port  # the one that was free, where 0 was asked for
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Self

from aiohttp import web

from bot.log import where
from bot.web.bad_request import BadRequestHandler
from bot.web.connection import Connection, connection_of
from bot.web.connection_limits import ConnectionLimits

log = logging.getLogger(__name__)
MOST_CONNECTIONS = 32
"""A scraper has one, a health check one for a moment. Of more, those that ask nothing go first."""
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Ready = Callable[[], tuple[bool, str]]
Metrics = Callable[[], Awaitable[tuple[str, bytes]]]

_silent = logging.getLogger("bot.web.operator.http")  # aiohttp quotes what it cannot read
_silent.addHandler(logging.NullHandler())
_silent.propagate = False


class OperatorSite:
    """Serves from `__aenter__` on. Raises OSError where it cannot listen.

    `ready` says whether all is well, and a sentence; `metrics` the kind of the body, and the body.
    """

    def __init__(self, host: str, port: int, *, ready: Ready, metrics: Metrics) -> None:
        self.port = port
        self._host = host
        self._ready = ready
        self._metrics = metrics
        app = web.Application(client_max_size=1024, middlewares=[self._guard])
        app.add_routes(
            [
                web.get("/healthz", self._healthz),
                web.get("/readyz", self._readyz),
                web.get("/metrics", self._tell),
            ]
        )
        app.on_response_prepare.append(self._dress)
        self._runner = web.AppRunner(app, access_log=None, logger=_silent, shutdown_timeout=0.5)
        self._limits = ConnectionLimits(MOST_CONNECTIONS, MOST_CONNECTIONS)
        self._listening: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        try:
            await self._runner.setup()
            listening = await asyncio.get_running_loop().create_server(self._connect, self._host, self.port)
        except BaseException:
            await self._runner.cleanup()
            raise
        self._listening = listening
        self.port = listening.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._listening is not None:
            self._listening.close()
        await self._runner.cleanup()

    def _connect(self) -> Connection:
        server = self._runner.server
        if server is None:
            raise AssertionError("nobody can come before it is set up, or after")
        handler = BadRequestHandler(server, HEADERS, loop=asyncio.get_running_loop(), access_log=None, logger=_silent)
        return Connection(handler, self._limits, ())

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        connection = connection_of(request)
        if connection is not None:
            connection.asked()
        try:
            return await handler(request)
        except (web.HTTPException, ConnectionError):
            raise
        except Exception as bug:
            log.error("a request of the operator's server: %s", where(bug))
            return web.Response(status=500, text="500")
        finally:
            if connection is not None:
                connection.answered()

    async def _dress(self, _request: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(HEADERS)
        response.headers.pop("Server", None)

    async def _healthz(self, _request: web.Request) -> web.Response:
        """The loop turns, so this is answered."""
        return web.Response(text="alive\n")

    async def _readyz(self, _request: web.Request) -> web.Response:
        ready, sentence = self._ready()
        return web.Response(status=200 if ready else 503, text=f"{sentence}\n")

    async def _tell(self, _request: web.Request) -> web.Response:
        kind, body = await self._metrics()
        return web.Response(body=body, headers={"Content-Type": kind})
