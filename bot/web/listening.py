"""What both servers do alike: listen, limit connections, answer a mistake of ours without a word, put headers on."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

from aiohttp import web

from bot.log import where
from bot.web.address import Network
from bot.web.bad_request import BadRequestHandler
from bot.web.connection import Connection, connection_of
from bot.web.connection_limits import ConnectionLimits

log = logging.getLogger(__name__)
MOST_BODY = 1024
"""Bytes of a request's body."""
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_silent = logging.getLogger("bot.web.http")  # aiohttp quotes what it cannot read: that may be a cookie
_silent.addHandler(logging.NullHandler())
_silent.propagate = False


class Listening:
    """One server. Call `open`, which raises OSError where it cannot listen; then `stop`, and in the end `close`.

    `name` stands in the log. `proxies` are those whose X-Forwarded-For is believed.
    """

    def __init__(
        self,
        name: str,
        routes: Iterable[web.RouteDef],
        limits: ConnectionLimits,
        headers: Mapping[str, str],
        *,
        proxies: Sequence[Network] = (),
    ) -> None:
        self._name = name
        self.limits = limits
        self._headers = headers
        self._proxies = proxies
        app = web.Application(client_max_size=MOST_BODY, middlewares=[self._guard])
        app.add_routes(routes)
        app.on_response_prepare.append(self._dress)
        self._runner = web.AppRunner(app, access_log=None, logger=_silent, shutdown_timeout=0.5)
        self._server: asyncio.Server | None = None

    async def open(self, host: str, port: int) -> int:
        """Listen; returns the port, which is a free one where `port` is 0."""
        try:
            await self._runner.setup()
            self._server = await asyncio.get_running_loop().create_server(self._connect, host, port)
        except BaseException:
            await self._runner.cleanup()
            raise
        found: int = self._server.sockets[0].getsockname()[1]
        return found

    def stop(self) -> None:
        """Take nobody on any more."""
        if self._server is not None:
            self._server.close()

    async def close(self) -> None:
        """End what is still open."""
        self.stop()
        await self._runner.cleanup()

    def _connect(self) -> Connection:
        server = self._runner.server
        if server is None:
            raise AssertionError("nobody can come before it is set up, or after")
        handler = BadRequestHandler(
            server, self._headers, loop=asyncio.get_running_loop(), access_log=None, logger=_silent
        )
        return Connection(handler, self.limits, self._proxies)

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        connection = connection_of(request)
        if connection is not None:
            connection.asked()
        try:
            return await handler(request)
        except (web.HTTPException, ConnectionError):
            raise
        except Exception as bug:  # our mistake: its text may hold what was sent
            log.error("a request of %s: %s", self._name, where(bug))
            return web.Response(status=500, text="500")
        finally:
            if connection is not None:
                connection.answered()

    async def _dress(self, _request: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(self._headers)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.pop("Server", None)  # aiohttp calls this after it has put its own headers there
