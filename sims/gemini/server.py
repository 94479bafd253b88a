"""The listening side: the upgrade, the list of sessions, and the verbs a test uses."""

import asyncio
import http
import logging
import re
import ssl as tls
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from sims.gemini.brain import Brain, canned
from sims.gemini.controls import Controls
from sims.gemini.faults import Moment
from sims.gemini.session import SimSession

_PATH = re.compile(r"/+ws/google\.ai\.generativelanguage\.(v1|v1beta|v1alpha)\.GenerativeService\.BidiGenerateContent")
_MAX_SIZE = 16 * 2**20
_QUIET = logging.getLogger("sims.gemini.websockets")
_QUIET.addHandler(logging.NullHandler())
_QUIET.propagate = False  # dropped and refused connections are this simulator's trade, not news


@dataclass(frozen=True, slots=True)
class Handshake:
    """One upgrade request, accepted or not."""

    path: str
    key_in: str
    """How the key came: `header`, `query`, or `` for none."""
    key: str = field(repr=False)
    headers: Headers = field(repr=False)


class GeminiSim(Controls):
    """A Gemini Live service on loopback.

    ```
    async with GeminiSim(key="sim-key") as sim:
        ...  # dial sim.base_url
    ```
    """

    def __init__(
        self, brain: Brain = canned, key: str = "sim-key", port: int = 0, ssl: tls.SSLContext | None = None
    ) -> None:
        super().__init__(brain, key)
        self.sessions: list[SimSession] = []
        """Every socket that was upgraded, oldest first."""
        self.handshakes: list[Handshake] = []
        self._port = port
        self._ssl = ssl
        self._closing = asyncio.Event()
        self._server: Server | None = None
        self._slow: set[ServerConnection] = set()

    async def __aenter__(self) -> Self:
        self._server = await serve(
            self._serve,
            "127.0.0.1",
            self._port,
            ssl=self._ssl,
            process_request=self._answer_upgrade,
            compression=None,
            max_size=_MAX_SIZE,
            open_timeout=None,
            ping_interval=None,
            close_timeout=1.0,
            logger=_QUIET,
        )
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_exc: object) -> None:
        assert self._server is not None, "entered"
        self._closing.set()
        self._server.close()
        await self._server.wait_closed()
        if self.errors:
            raise ExceptionGroup("inside the simulated Gemini", self.errors)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._port

    @property
    def base_url(self) -> str:
        """What a client takes as its base URL, without a path."""
        return f"{'wss' if self._ssl else 'ws'}://127.0.0.1:{self._port}"

    @property
    def live(self) -> list[SimSession]:
        """The sessions whose socket is open."""
        return [session for session in self.sessions if session.closed is None]

    def drop_all(self) -> None:
        """Reset every connection without a close frame."""
        for session in self.live:
            session.drop()

    async def close_all(self, code: int, reason: str = "") -> None:
        """Close every connection in order."""
        for session in self.live:
            await session.close(code, reason)

    async def go_away(self, time_left_s: float) -> None:
        """Announce on every connection that it is about to end."""
        for session in self.live:
            await session.go_away(time_left_s)

    async def until(self, true: Callable[[Self], bool], *, limit: float = 5.0) -> None:
        """Wait until `true(sim)`; looks again whenever a frame or a socket comes or goes. Raises TimeoutError."""
        async with asyncio.timeout(limit):
            while not true(self):
                await self.changed()

    async def _answer_upgrade(self, ws: ServerConnection, request: Request) -> Response | None:
        url = urlsplit(request.path)
        header, query = request.headers.get("x-goog-api-key"), parse_qs(url.query).get("key", [None])[0]
        key_in = "header" if header is not None else "query" if query is not None else ""
        self.handshakes.append(Handshake(url.path, key_in, header or query or "", request.headers))
        self.note_change()
        if fault := self.take(Moment.UPGRADE):
            if fault.status:
                return ws.respond(http.HTTPStatus(fault.status), "refused\n")
            return await self._never_answer(ws)
        if not _PATH.fullmatch(url.path):
            return ws.respond(http.HTTPStatus.NOT_FOUND, "not found\n")
        return None

    async def _never_answer(self, ws: ServerConnection) -> Response:
        """Hold the request until the client gives up, or this server closes."""
        gone = asyncio.create_task(ws.wait_closed())
        closing = asyncio.create_task(self._closing.wait())
        await asyncio.wait((gone, closing), return_when=asyncio.FIRST_COMPLETED)
        gone.cancel()
        closing.cancel()
        return ws.respond(http.HTTPStatus.SERVICE_UNAVAILABLE, "closing\n")

    async def _serve(self, ws: ServerConnection) -> None:
        assert ws.request is not None, "upgraded"
        path = _PATH.fullmatch(urlsplit(ws.request.path).path)
        assert path is not None, "refused otherwise"
        key = ws.request.headers.get("x-goog-api-key") or parse_qs(urlsplit(ws.request.path).query).get("key", [""])[0]
        session = SimSession(ws, self, version=path[1], key=key)
        self.sessions.append(session)
        self.note_change()
        await session.run()
