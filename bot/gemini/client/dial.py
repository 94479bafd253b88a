"""From an address to an open websocket, in named stages, each with its own time limit; and the open socket itself.

    address → dns → tcp → tls → upgrade      (through a proxy: address → tcp, which includes all but the upgrade)

Nothing here raises for trouble outside this code: `dial`, `LiveSocket.send` and `LiveSocket.receive` answer with a
`Cause`.
"""

import asyncio
import functools
import os
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.proxy import get_proxy
from websockets.uri import WebSocketURI, parse_uri

import bot
from bot.clock import Clock
from bot.gemini.api.failures import Cause, CauseKind, ConnectionStage
from bot.gemini.api.settings import LiveSettings, Timeouts
from bot.gemini.client.causes import FOREIGN, closed, translate
from bot.gemini.client.trace import Trace
from bot.redact import QUIET

PATH = "/ws/google.ai.generativelanguage.{version}.GenerativeService.BidiGenerateContent"
LARGEST = 16 * 2**20
"""Bytes of one message. The library's 1 MiB is about 16 s of speech in one frame; beyond it the socket closes."""
PING_EVERY = 20
"""Seconds. Pongs are not waited for: Gemini's were measured at 8 to 30 s, and the library would hang up on us."""

Addresses = Sequence[tuple[socket.AddressFamily, socket.SocketKind, int, str, Any]]


@dataclass(frozen=True, slots=True)
class StageResult:
    """One stage that passed, and how long it took."""

    stage: ConnectionStage
    milliseconds: float


OnStage = Callable[[StageResult], None]


class Stages:
    """Where the dialling stands: moves the one time limit along and reports what passed."""

    def __init__(self, timeouts: Timeouts, clock: Clock, report: OnStage) -> None:
        self.now = ConnectionStage.ADDRESS
        self._timeouts = timeouts
        self._clock = clock
        self._report = report
        self._since = clock()
        self._limit: asyncio.Timeout | None = None

    def __repr__(self) -> str:
        return f"<Stages at {self.now}>"

    def under(self, limit: asyncio.Timeout) -> None:
        """From here on `limit` is the one that each stage sets anew."""
        self._limit = limit

    def passed(self, *, then: ConnectionStage | None) -> None:
        """The present stage is through; `then` begins, with its own time limit."""
        now = self._clock()
        self._report(StageResult(self.now, round((now - self._since) * 1000, 1)))
        self._since = now
        if then is not None:
            self.now = then
            if self._limit is not None:
                self._limit.reschedule(asyncio.get_running_loop().time() + self.seconds(then))

    def seconds(self, stage: ConnectionStage) -> float:
        """The time limit of a stage of dialling."""
        limits = self._timeouts
        return {
            ConnectionStage.DNS: limits.dns,
            ConnectionStage.TCP: limits.tcp,
            ConnectionStage.TLS: limits.tls,
            ConnectionStage.UPGRADE: limits.upgrade,
        }[stage]


class LiveSocket:
    """One open websocket. One task may `receive`; the caller must `close` or `abort` it in the end."""

    def __init__(self, socket: ClientConnection, settings: LiveSettings, trace: Trace | None) -> None:
        self._socket = socket
        self._close_in = settings.timeouts.close
        self._send_in = settings.timeouts.tcp
        self._secrets = secrets_of(settings)
        self._trace = trace

    def __repr__(self) -> str:
        return f"<LiveSocket {self._socket.state.name.lower()}>"

    async def send(self, frame: str) -> Cause | None:
        """Send one text frame. A cause means that the socket is down; `receive` will return one, too."""
        if self._trace:
            self._trace.sent(frame)
        try:
            async with asyncio.timeout(self._send_in):
                await self._socket.send(frame)
        except TimeoutError:  # the peer's machine takes no more bytes: nobody is there
            self._socket.transport.abort()
            return Cause(CauseKind.TIMEOUT, ConnectionStage.LIVE)
        except ConnectionClosed as exc:
            return closed(exc, ConnectionStage.LIVE, self._secrets)
        return None

    async def receive(self) -> str | bytes | Cause:
        """The next message, or why there will be none. It has no time limit: the session's deadlines do that."""
        try:
            frame = await self._socket.recv()
        except ConnectionClosed as exc:
            cause = closed(exc, ConnectionStage.LIVE, self._secrets)
            if self._trace:
                self._trace.happened("closed", code=cause.code, characters=len(cause.reason))
            return cause
        if self._trace:
            self._trace.received(frame)
        return frame

    async def close(self, code: int) -> None:
        """Say goodbye, and hang up when the answer does not come in time."""
        try:
            async with asyncio.timeout(self._close_in):
                await self._socket.close(code)
        except TimeoutError:
            pass
        finally:
            await self.abort()

    async def abort(self) -> None:
        """Let go of the socket at once, without a goodbye."""
        self._socket.transport.abort()
        await self._socket.wait_closed()


class Connect(connect):
    """The library's connect, but a redirect is a failure, and the end of TLS is reported (`secured`)."""

    secured: Callable[[], None]

    def process_redirect(self, exc: Exception) -> Exception | str:
        """Never follow: the library would send the key's header on to another host."""
        return exc

    async def open_tcp_connection(self) -> ClientConnection:
        connection = await super().open_tcp_connection()
        self.secured()
        return connection


async def dial(
    settings: LiveSettings, *, clock: Clock, on_stage: OnStage | None = None, trace: Trace | None = None
) -> LiveSocket | Cause:
    """Open a websocket to Gemini Live: the caller sends the setup next, and must `close` the socket in the end."""

    def report(result: StageResult) -> None:
        if trace:
            trace.happened("stage", stage=result.stage, took=result.milliseconds)
        if on_stage:
            on_stage(result)

    stages = Stages(settings.timeouts, clock, report)
    cause = unfit_key(settings.api_key)
    if cause is not None:
        return cause
    proxied = False
    try:
        async with asyncio.timeout(None) as limit:
            stages.under(limit)
            uri = parse_uri(address(settings))
            proxy = settings.proxy or get_proxy(uri)
            proxied = proxy is not None
            connection = await (through_proxy(settings, uri, proxy, stages) if proxy else direct(settings, uri, stages))
    except FOREIGN as exc:
        cause = translate(exc, stages.now, secrets=secrets_of(settings), proxied=proxied)
        if trace:
            trace.happened("failed", stage=cause.stage, kind=cause.kind, code=cause.code)
        return cause
    return LiveSocket(connection, settings, trace)


async def direct(settings: LiveSettings, uri: WebSocketURI, stages: Stages) -> ClientConnection:
    """Resolve, connect, secure, upgrade: each by itself, so that each can be named and timed."""
    loop = asyncio.get_running_loop()
    stages.passed(then=ConnectionStage.DNS)
    addresses = await loop.getaddrinfo(uri.host, uri.port, type=socket.SOCK_STREAM)
    stages.passed(then=ConnectionStage.TCP)
    sock = await first_reachable(addresses, settings.timeouts.tcp)
    try:
        return await upgrade(settings, uri, stages, sock=sock)
    except BaseException:  # an invariant: a socket that no connection owns is closed here, where it was made
        sock.close()
        raise


async def first_reachable(addresses: Addresses, seconds: float) -> socket.socket:
    """Try the addresses in the resolver's order; a dead first one takes its share of the time, not all of it."""
    loop = asyncio.get_running_loop()
    trouble: OSError = OSError("the name has no address")
    for family, kind, protocol, _, where in addresses:
        sock = socket.socket(family, kind, protocol)
        sock.setblocking(False)
        try:
            async with asyncio.timeout(seconds / len(addresses)):
                await loop.sock_connect(sock, where)
        except OSError as exc:  # TimeoutError is one
            sock.close()
            trouble = exc
        except BaseException:
            sock.close()
            raise
        else:
            return sock
    raise trouble


async def through_proxy(settings: LiveSettings, uri: WebSocketURI, proxy: str, stages: Stages) -> ClientConnection:
    """The library connects to the proxy, which resolves and connects: one stage for us."""
    stages.passed(then=ConnectionStage.TCP)
    return await upgrade(settings, uri, stages, proxy=proxy)


async def upgrade(settings: LiveSettings, uri: WebSocketURI, stages: Stages, **how: Any) -> ClientConnection:
    """TLS where the address asks for it, then the websocket handshake."""
    by_header = {"x-goog-api-key": settings.api_key} if settings.key_in == "header" else {}
    if uri.secure:
        how |= {"ssl": tls_context(), "server_hostname": uri.host}
        if "sock" in how:
            stages.passed(then=ConnectionStage.TLS)
    connecting = Connect(
        address(settings),
        additional_headers={**by_header, "x-goog-api-client": f"interview-bot/{bot.__version__}"},
        compression=None,  # measured: no gain on base64 sound, and milliseconds per second of it
        open_timeout=None,  # ours are finer
        close_timeout=settings.timeouts.close,
        ping_interval=PING_EVERY,
        ping_timeout=None,
        max_size=LARGEST,
        logger=QUIET,
        **how,
    )
    # Set before it is awaited: the library calls it in between, when TCP, the proxy and TLS are through.
    connecting.secured = functools.partial(stages.passed, then=ConnectionStage.UPGRADE)
    connection = await connecting
    stages.passed(then=None)
    return connection


def address(settings: LiveSettings) -> str:
    """The whole address. With the key in it only where a gateway wants that: addresses end up in logs."""
    place = settings.base_url.rstrip("/") + PATH.format(version=settings.api_version)
    return place if settings.key_in == "header" else f"{place}?key={quote(settings.api_key, safe='')}"


def unfit_key(key: str) -> Cause | None:
    """A key that no HTTP header can carry. Keys have no common prefix that could be asked for (`AIza…`, `AQ.…`)."""
    if not key:
        return Cause(CauseKind.INVALID_HEADER, ConnectionStage.ADDRESS, reason="the key is empty")
    if not all("!" <= letter <= "~" for letter in key):
        return Cause(
            CauseKind.INVALID_HEADER,
            ConnectionStage.ADDRESS,
            reason="the key holds a space or a character that no key has",
        )
    return None


def secrets_of(settings: LiveSettings) -> tuple[str, ...]:
    """What must never be printed, in every spelling in which a server could hand it back."""
    return tuple({settings.api_key, quote(settings.api_key, safe=""), settings.proxy or ""} - {""})


def tls_context() -> ssl.SSLContext:
    """What the system trusts (`SSL_CERT_FILE` and `SSL_CERT_DIR` work), read once: 20 ms and half a megabyte."""
    return context_for(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@functools.lru_cache(maxsize=2)
def context_for(cert_file: str | None, cert_dir: str | None) -> ssl.SSLContext:
    """One context for each place of trust; OpenSSL itself reads the two variables."""
    return ssl.create_default_context()
