"""The bot's server: the candidate's camera page with its routes, its sockets, and their end; the operator's own texts.

async with CameraPage(links, cameras, words, public_url, host, port, clock=clock) as page:
    page.port  # the one that was free, where 0 was asked for
"""

import asyncio
import contextlib
import logging
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self
from weakref import WeakKeyDictionary

from aiohttp import WSCloseCode, WSMsgType, web

from bot.clock import Clock
from bot.interview.models import Medium
from bot.media.frame_gate import FrameBudget
from bot.process import open_files
from bot.web.address import HERE, Network, address, unnamed
from bot.web.camera.claims import Claims
from bot.web.camera.links import Admitted, CameraLinks, LinkDenied
from bot.web.camera.page import page_html
from bot.web.camera.protocol import HEAD_BYTES, LARGEST_FRAME, CloseCode
from bot.web.camera.rooms import CameraRoom, Cameras
from bot.web.camera.socket import CLOSING_SECONDS, CODES, PageSocket
from bot.web.connection_limits import ConnectionLimits
from bot.web.headers import cookie, headers, ours
from bot.web.limiter import Limiter
from bot.web.listening import Listening
from bot.web.texts.operator_text import Texts
from bot.web.texts.pages import TextPages, kept
from bot.words import FALLBACK, Words, languages

log = logging.getLogger(__name__)
STATIC = Path(__file__).parent / "camera" / "static"
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
MOST_OPEN = 60
"""Sockets of one address."""
MOST_CONNECTIONS = 400
"""In all: a process takes on 200 interviews unless set otherwise; a page has one socket, and now and then a request.
Where the system gives few files, a quarter of these: Discord, Gemini and the database need theirs."""
MOST_OF_ONE = 100
"""Connections of one address that is no proxy of ours."""
PROBE_SECONDS = 5.0
FRAMES_AFTER = 64
"""How many frames of a page that was asked to go are still read; an honest one has a few on their way."""
STOPPING_SECONDS = 2.0
Serve = Callable[[web.Request, web.WebSocketResponse], Awaitable[int | None]]
GONE = (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR)


class CameraSite:
    """Serves from `__aenter__` on. Raises OSError where it cannot listen."""

    def __init__(
        self,
        links: CameraLinks,
        cameras: Cameras,
        words: Words,
        public_url: str,
        host: str,
        port: int,
        *,
        clock: Clock,
        proxies: Sequence[Network] = HERE,
        texts: Texts | None = None,
    ) -> None:
        self.instance = secrets.token_hex(6)
        self.port = port
        self._links = links
        self._cameras = cameras
        self._words = words
        self._host = host
        self._clock = clock
        self._claims = Claims(links, public_url, clock=clock)
        self._proxies = proxies
        self._warned = False
        self._opens = Limiter(120, 60.0)
        self._open: Counter[str] = Counter()
        self._sockets: set[PageSocket] = set()
        self._budgets: WeakKeyDictionary[CameraRoom, FrameBudget] = WeakKeyDictionary()
        self._files = {each.name: each.read_bytes() for each in STATIC.glob("*") if each.suffix in KINDS}
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")
        self._stopping = False
        routes = [
            web.get("/camera", self._page),
            web.get("/camera/static/{name}", self._static),
            web.post("/camera/claim", self._claim),
            web.get("/camera/socket", self._socket),
            web.get("/camera/health", self._health),
            web.get("/camera/probe", self._probe),
            *TextPages(texts or {}, words, preferred).routes(),
        ]
        limits = ConnectionLimits(min(MOST_CONNECTIONS, open_files.limit() // 4), MOST_OF_ONE)
        self._listening = Listening("the camera page", routes, limits, headers(public_url), proxies=proxies)

    async def __aenter__(self) -> Self:
        try:
            self.port = await self._listening.open(self._host, self.port)
        except BaseException:
            self._pool.shutdown(wait=False)
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close every page's socket so that it comes back; cut off those that do not answer."""
        self._stopping = True
        self._listening.stop()
        for socket in tuple(self._sockets):
            socket.end(CloseCode.RESTARTING)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOPPING_SECONDS):
                while self._open:  # noqa: ASYNC110 - until each has sent its code
                    await asyncio.sleep(0.02)
        await self._listening.close()
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _page(self, request: web.Request) -> web.Response:
        text = page_html(self._words, preferred(request.headers.get("Accept-Language", "")))
        return web.Response(text=text, content_type="text/html", headers={"Vary": "Accept-Language"})

    async def _static(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        body = self._files.get(name)
        if body is None:
            raise web.HTTPNotFound
        return kept(request, body, KINDS[Path(name).suffix])

    async def _claim(self, request: web.Request) -> web.Response:
        return await self._claims.claim(request, self._who(request))

    async def _health(self, _request: web.Request) -> web.Response:
        return web.json_response({"bot": "interview-bot", "instance": self.instance})

    async def _probe(self, request: web.Request) -> web.WebSocketResponse:
        return await self._connected(request, self._answer, most=64)

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        # One more, since aiohttp refuses a message that is as long as its limit, and not only what is longer.
        return await self._connected(request, self._serve, most=LARGEST_FRAME + HEAD_BYTES + 1, heartbeat=20.0)

    async def _connected(
        self, request: web.Request, serve: Serve, *, most: int, heartbeat: float | None = None
    ) -> web.WebSocketResponse:
        """Answer with a web socket. It is served where it is our page's and within the limits of its address; `serve`
        returns the code to close with. Pings come as frames like others, since aiohttp would answer any number of them
        in one breath."""
        socket = web.WebSocketResponse(
            timeout=CLOSING_SECONDS,
            heartbeat=heartbeat,
            max_msg_size=most,
            compress=False,
            autoping=False,
            autoclose=False,
        )
        # Taken before it is judged: a page can read the code of a close, but not why a handshake failed (WHATWG
        # WebSockets, "Feedback from the protocol": always 1006).
        await socket.prepare(request)
        who, now = self._who(request), self._clock()
        allowed = self._opens.allows(who, now) and self._open[who] < MOST_OPEN
        self._opens.count(who, now)
        # Nothing waits between the look above and this, or before the `try` that takes it off again.
        self._open[who] += 1
        try:
            if not allowed:
                code: int | None = CloseCode.TOO_FAST
            elif not ours(request.headers, self._claims.origins):
                # A browser lets every website open a socket here; it is the server that must look (RFC 6455, 10.2).
                code = CloseCode.FOREIGN
            else:
                code = await serve(request, socket)
            if code is not None:
                await _shut(request, socket, code)
        finally:
            self._open[who] -= 1
            if not self._open[who]:
                del self._open[who]
        return socket

    async def _answer(self, _request: web.Request, socket: web.WebSocketResponse) -> int:
        """One ping in words, and one pong, for `diag`: whether a web socket gets through at all."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PROBE_SECONDS):
                message = await socket.receive()
                if message.type is WSMsgType.TEXT and message.data == "ping":
                    await socket.send_str("pong")
                    return WSCloseCode.OK
        return CloseCode.BAD_MESSAGE

    async def _serve(self, request: web.Request, socket: web.WebSocketResponse) -> CloseCode | None:
        """Whom the cookie admits is served until the end; the code to close with."""
        admitted = await self._links.recognise(cookie(request.headers, self._claims.cookie))
        if isinstance(admitted, LinkDenied):
            return CloseCode.OVER if admitted is LinkDenied.OVER else CloseCode.UNKNOWN
        # The sockets may have been told to end while this one was not among them yet. From here on nothing waits until
        # it is.
        if self._stopping:
            return CloseCode.RESTARTING
        return await self._show(admitted, socket)

    async def _show(self, admitted: Admitted, socket: web.WebSocketResponse) -> CloseCode | None:
        room = self._cameras.of(admitted.interview_id)
        if room.ended is not None:
            return CODES[room.ended]
        if admitted.medium is Medium.TEXT:
            return CloseCode.WRITING
        budget = self._budgets.setdefault(room, FrameBudget(self._clock()))
        page = PageSocket(socket, room, admitted.title, budget, self._pool, self._clock)
        self._sockets.add(page)
        try:
            return await page.run()
        finally:
            self._sockets.discard(page)

    def _who(self, request: web.Request) -> str:
        peer, forwarded = request.remote or "", request.headers.getall("X-Forwarded-For", [])
        if forwarded and not self._warned and unnamed(peer, self._proxies):
            self._warned = True
            log.warning(
                "X-Forwarded-For of a private address is not believed, so limits by address count all who come by it "
                "as one; if that is your proxy, put its address into WEB_PROXIES"
            )
        return address(peer, forwarded, self._proxies)


async def _shut(request: web.Request, socket: web.WebSocketResponse, code: int) -> None:
    """Say the code. The page's own goodbye is waited for, but not through whatever else it sends; who reads nothing is
    cut off."""
    try:
        async with asyncio.timeout(CLOSING_SECONDS):
            await socket.send_frame(code.to_bytes(2), WSMsgType.CLOSE)
            for _ in range(FRAMES_AFTER):
                if (await socket.receive()).type in GONE:
                    break
    except (TimeoutError, ConnectionError):
        if request.transport is not None:
            request.transport.abort()
    else:
        request.protocol.force_close()  # aiohttp's own way would read on


def preferred(accept: str) -> str:
    """The first language of an Accept-Language that we speak; browsers name the best first."""
    names = (part.partition(";")[0].strip().lower() for part in accept.split(","))
    return next((name for name in names if name.partition("-")[0] in languages()), FALLBACK)
