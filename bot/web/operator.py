"""The operator's server, on a port of its own: `/healthz`, `/readyz`, `/metrics`. Who reaches the port may read them.

async with OperatorSite(host, port, ready=ready, metrics=metrics) as site:
    site.port  # the one that was free, where 0 was asked for
"""

from collections.abc import Awaitable, Callable
from typing import Self

from aiohttp import web

from bot.web.connection_limits import ConnectionLimits
from bot.web.listening import Listening

MOST_CONNECTIONS = 32
"""A scraper has one, a health check one for a moment. Of more, those that ask nothing go first."""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
Ready = Callable[[], tuple[bool, str]]
Metrics = Callable[[], Awaitable[tuple[str, bytes]]]


class OperatorSite:
    """Serves from `__aenter__` on. Raises OSError where it cannot listen.

    `ready` says whether all is well, and a sentence; `metrics` the kind of the body, and the body.
    """

    def __init__(self, host: str, port: int, *, ready: Ready, metrics: Metrics) -> None:
        self.port = port
        self._host = host
        self._ready = ready
        self._metrics = metrics
        routes = [
            web.get("/healthz", self._healthz),
            web.get("/readyz", self._readyz),
            web.get("/metrics", self._tell),
        ]
        limits = ConnectionLimits(MOST_CONNECTIONS, MOST_CONNECTIONS)
        self._listening = Listening("the operator's server", routes, limits, HEADERS)

    async def __aenter__(self) -> Self:
        self.port = await self._listening.open(self._host, self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._listening.close()

    async def _healthz(self, _request: web.Request) -> web.Response:
        """The loop turns, so this is answered."""
        return web.Response(text="alive\n")

    async def _readyz(self, _request: web.Request) -> web.Response:
        ready, sentence = self._ready()
        return web.Response(status=200 if ready else 503, text=f"{sentence}\n")

    async def _tell(self, _request: web.Request) -> web.Response:
        kind, body = await self._metrics()
        return web.Response(body=body, headers={"Content-Type": kind})
