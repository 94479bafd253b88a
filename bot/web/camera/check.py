"""Is the page there for a candidate, and if not, which part is broken: tried through PUBLIC_URL, as a browser would.

report = await check_page(config.public_url, here=page.instance, clock=clock, on_finding=show)
report.ok               # else the findings say what, whose side, and the fix

The order is a picture's own: name, connection, certificate, page, headers, web socket, Origin, clock. Asked from the
bot's own machine it proves the way through the proxy, not the last step from the internet: the report says so.
"""

import asyncio
import contextlib
import json
import ssl
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.clock import DAY, Clock
from bot.web.camera import page_report
from bot.web.camera.page_report import FAULTS, FixSide, PageFinding, PageReport, Part, fault, fine, mind
from bot.web.camera.protocol import CloseCode

__all__ = ["FAULTS", "FixSide", "PageFinding", "PageReport", "Part", "check_page"]

SECONDS = 8.0
"""For each step."""
LARGEST = 4096
"""Bytes of an answer that are read."""
_TROUBLE = (OSError, aiohttp.ClientError, TimeoutError)


async def check_page(
    public_url: str,
    *,
    here: str | None,
    clock: Clock,
    trust: ssl.SSLContext | None = None,
    resolver: AbstractResolver | None = None,
    reference: str | None = None,
    timeout: float = SECONDS,
    on_finding: Callable[[PageFinding], object] | None = None,
) -> PageReport:
    """Try everything once. Raises nothing for what is broken.

    `here`: the `instance` of this process's page, None where another process runs it. `reference`: a Date header of
    somebody whose clock is right. `on_finding` gets each finding as it is made.
    """
    check = _Check(public_url, here, clock, trust, resolver or aiohttp.ThreadedResolver(), reference, timeout)
    findings: list[PageFinding] = []
    async with contextlib.aclosing(check.walk()) as walk:
        async for finding in walk:
            findings.append(finding)
            if on_finding is not None:
                on_finding(finding)
    return PageReport(public_url, tuple(findings))


class _Check:
    """One try."""

    def __init__(
        self,
        url: str,
        here: str | None,
        clock: Clock,
        trust: ssl.SSLContext | None,
        resolver: AbstractResolver,
        reference: str | None,
        seconds: float,
    ) -> None:
        parts = urlsplit(url)
        self._url = url
        self._secure = parts.scheme == "https"
        self._host = parts.hostname or ""
        self._port = parts.port or (443 if self._secure else 80)
        self._here = here
        self._clock = clock
        self._trust = trust or ssl.create_default_context()
        self._resolver = resolver
        self._seconds = seconds
        self._dates = [reference] if reference else []

    async def walk(self) -> AsyncGenerator[PageFinding, None]:
        """The findings in order, up to the first fault on the way to the page; then all of the page."""
        if not self._url:
            yield fault("page-check-setting-missing")
            return
        yield (
            fine("page-check-setting", url=self._url)
            if self._secure
            else mind("page-check-setting-local", url=self._url)
        )
        async for finding in self._way():
            yield finding
            if finding.ok is False:
                return
        connector = aiohttp.TCPConnector(resolver=self._resolver, ssl=self._trust)
        limit = aiohttp.ClientTimeout(total=self._seconds)
        async with aiohttp.ClientSession(connector=connector, timeout=limit) as session:
            page = await self._page(session)
            yield page
            if page.ok is not False:
                yield await self._headers(session)
                through = await self._socket(session)
                yield through
                if through.ok:  # no Origin is seen without one
                    yield await self._origin(session)
        clock = page_report.clocks(self._dates, self._clock())
        if clock is not None:
            yield clock
        if self._secure and page.ok is not False:
            yield mind("page-check-outside", url=self._url)

    async def _way(self) -> AsyncGenerator[PageFinding, None]:
        """Name, connection, certificate."""
        try:
            async with asyncio.timeout(self._seconds):
                places = await self._resolver.resolve(self._host, self._port)
        except _TROUBLE:
            yield fault("page-check-name-unknown", host=self._host)
            return
        if self._secure:
            yield page_report.address(self._host, places[0]["host"])
        else:
            yield fine("page-check-name", host=self._host, address=places[0]["host"])
        reached = await self._reachable(places)
        if isinstance(reached, PageFinding):
            yield reached
            return
        yield fine("page-check-line", host=self._host, port=str(self._port))
        if self._secure:
            yield await self._certificate(reached)

    async def _reachable(self, places: list[ResolveResult]) -> ResolveResult | PageFinding:
        """The first address at which somebody listens; or what is wrong with the last one."""
        name = "page-check-line-unreachable"
        for place in places:
            try:
                async with asyncio.timeout(self._seconds / len(places)):
                    _, writer = await asyncio.open_connection(place["host"], place["port"])
            except ConnectionRefusedError:
                name = "page-check-line-refused" if self._secure else "page-check-line-local"
            except TimeoutError:
                name = "page-check-line-silent"
            except OSError:
                name = "page-check-line-unreachable"
            else:
                writer.transport.abort()
                return place
        return fault(name, host=self._host, port=str(self._port))

    async def _certificate(self, place: ResolveResult) -> PageFinding:
        try:
            async with asyncio.timeout(self._seconds):
                _, writer = await asyncio.open_connection(
                    place["host"], place["port"], ssl=self._trust, server_hostname=self._host
                )
        except ssl.SSLCertVerificationError as wrong:
            return fault(page_report.VERIFY.get(wrong.verify_code, "page-check-certificate-broken"), host=self._host)
        except ssl.SSLError as wrong:
            plain = wrong.reason in (
                "WRONG_VERSION_NUMBER",
                "HTTP_REQUEST",
                "RECORD_LAYER_FAILURE",
                "PACKET_LENGTH_TOO_LONG",
            )
            return fault("page-check-certificate-none" if plain else "page-check-certificate-broken", host=self._host)
        except _TROUBLE:
            return fault("page-check-certificate-broken", host=self._host)
        shown = writer.get_extra_info("peercert")
        writer.transport.abort()
        left = ssl.cert_time_to_seconds(shown["notAfter"]) - self._clock()
        return page_report.certificate(int(left // DAY))

    async def _page(self, session: aiohttp.ClientSession) -> PageFinding:
        """Whether this bot answers behind the address."""
        try:
            async with session.get(f"{self._url}/camera/health", allow_redirects=False) as answer:
                raw = await answer.content.read(LARGEST)
                where = urlsplit(answer.headers.get("Location", "")).hostname or self._host
                if "Date" in answer.headers:
                    self._dates.append(answer.headers["Date"])
        except _TROUBLE:
            return fault("page-check-page-silent")
        try:
            body = json.loads(raw)
        except (ValueError, RecursionError):
            body = None
        return page_report.answer(answer.status, where, body, self._here)

    async def _headers(self, session: aiohttp.ClientSession) -> PageFinding:
        try:
            async with session.get(f"{self._url}/camera", allow_redirects=False) as answer:
                sent: defaultdict[str, list[str]] = defaultdict(list)
                for name, value in answer.headers.items():
                    sent[name.lower()].append(value)
        except _TROUBLE:
            return fault("page-check-page-silent")
        if answer.status != 200:
            return fault("page-check-page-other", status=answer.status)
        return page_report.headers(sent, secure=self._secure)

    async def _socket(self, session: aiohttp.ClientSession) -> PageFinding:
        """Whether a web socket gets through, and a message on it, both ways."""
        try:
            async with asyncio.timeout(self._seconds), self._open(session, "/camera/probe") as socket:
                await socket.send_str("ping")
                answer = await socket.receive()
                through = (
                    answer.data == "pong" or socket.close_code == CloseCode.FOREIGN
                )  # which is the next one's finding
        except aiohttp.WSServerHandshakeError as refused:
            return fault("page-check-socket-refused", status=refused.status)
        except _TROUBLE:
            return fault("page-check-socket-silent")
        return fine("page-check-socket") if through else fault("page-check-socket-silent")

    async def _origin(self, session: aiohttp.ClientSession) -> PageFinding:
        """Whether the bot learns which website asks: it must see ours, and then misses nothing but a cookie."""
        try:
            async with asyncio.timeout(self._seconds), self._open(session, "/camera/socket") as socket:
                await socket.receive()
                code = socket.close_code
        except aiohttp.WSServerHandshakeError as refused:
            return fault("page-check-socket-refused", status=refused.status)
        except _TROUBLE:
            return fault("page-check-socket-silent")
        if code == CloseCode.FOREIGN:
            return fault("page-check-origin-changed", url=self._url)
        return fine("page-check-origin") if code == CloseCode.UNKNOWN else fault("page-check-socket-silent")

    def _open(
        self, session: aiohttp.ClientSession, path: str
    ) -> "contextlib.AbstractAsyncContextManager[aiohttp.ClientWebSocketResponse]":
        wait = aiohttp.ClientWSTimeout(ws_receive=self._seconds, ws_close=self._seconds)
        return session.ws_connect(f"{self._url}{path}", origin=self._url, timeout=wait)
