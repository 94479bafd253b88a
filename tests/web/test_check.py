"""The check of the public page: whatever is broken is named, with whose side it is and the fix."""

import ssl
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from email.utils import formatdate
from functools import partial
from types import MappingProxyType

import pytest
from aiohttp.abc import ResolveResult

from bot.clock import steady_clock
from bot.web.camera import page_report
from bot.web.camera.check import FixSide, PageFinding, PageReport, Part, check_page
from bot.words import Words, languages
from sims.discord.tls import Loopback
from tests.harness.web_front import HOST, INSTANCE, Front, certificate, deaf, nobody, wordless

clock = steady_clock()
GOOD = certificate(HOST)
WAY = [Part.SETTING, Part.NAME, Part.LINE, Part.CERTIFICATE]
PAGE = [Part.PAGE, Part.HEADERS, Part.SOCKET, Part.ORIGIN]
WHOLE = [*WAY, *PAGE, Part.CLOCK, Part.OUTSIDE]


async def look(port: int, pem: str = GOOD[1], *, timeout: float = 5.0, here: str | None = INSTANCE) -> PageReport:
    """As the bot would, but the name leads to loopback."""
    told: list[PageFinding] = []
    report = await check_page(
        f"https://{HOST}",
        here=here,
        clock=clock,
        trust=ssl.create_default_context(cadata=pem),
        resolver=Loopback(port),
        timeout=timeout,
        on_finding=told.append,
    )
    assert tuple(told) == report.findings
    return report


async def front(fault: str = "", *, timeout: float = 5.0, date: str | None = None) -> PageReport:
    """What is found through a front that is broken in this way."""
    async with Front(fault, tls=GOOD[0], date=date) as server:
        return await look(server.port, timeout=timeout)


def only(report: PageReport) -> PageFinding:
    """The one fault there is; in each language it has words and a fix, with nothing left open."""
    (wrong,) = [finding for finding in report.findings if finding.ok is False]
    assert not report.ok
    for language in languages():
        say = partial(Words().say, language)
        assert all(len(text) > 5 for text in (wrong.text(say), wrong.fix(say), wrong.whose(say)))
    return wrong


def parts(report: PageReport) -> list[Part]:
    return [finding.part for finding in report.findings]


async def test_everything_works() -> None:
    """Every part in order, and what cannot be seen from here is said."""
    report = await front()
    assert parts(report) == WHOLE
    assert report.ok
    minded = [finding.key for finding in report.findings if finding.ok is None]
    assert minded == ["page-check-name-private", "page-check-outside"]  # the test's name leads to 127.0.0.1
    assert report.findings[3].words == {"days": 89}


async def test_no_address() -> None:
    """Without PUBLIC_URL there is one finding: what to set."""
    report = await check_page("", here=None, clock=clock)
    assert only(report).key == "page-check-setting-missing"
    assert only(report).side is FixSide.SETTINGS
    assert "PUBLIC_URL" in only(report).fix(page_report.ENGLISH)


class Nowhere(Loopback):
    """Knows no name."""

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        raise OSError(-2, "Name or service not known")


async def test_a_name_that_leads_nowhere() -> None:
    report = await check_page(f"https://{HOST}", here=None, clock=clock, resolver=Nowhere(0))
    assert only(report).key == "page-check-name-unknown"
    assert parts(report) == WAY[:2]


class Unreachable(Loopback):
    """Leads to where no connection can go."""

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        (found,) = await super().resolve(host, port)
        return [{**found, "host": "255.255.255.255"}]


async def test_a_name_that_leads_astray() -> None:
    report = await check_page(f"https://{HOST}", here=None, clock=clock, resolver=Unreachable(1))
    assert only(report).key == "page-check-line-unreachable"


@pytest.mark.parametrize(
    ("place", "key", "seconds"),
    [
        (nobody, "page-check-line-refused", 5.0),
        (deaf, "page-check-line-silent", 1.5),
        (wordless, "page-check-certificate-broken", 5.0),
    ],
)
async def test_no_connection(place: Callable[[], AbstractAsyncContextManager[int]], key: str, seconds: float) -> None:
    """Nobody there, a firewall, or somebody who hangs up."""
    async with place() as port:
        assert only(await look(port, timeout=seconds)).key == key


@pytest.mark.parametrize(
    ("key", "made"),
    [
        ("page-check-certificate-expired", certificate(HOST, begins=-90, ends=-1)),
        ("page-check-certificate-early", certificate(HOST, begins=1)),
        ("page-check-certificate-name", certificate("other.example.org")),
    ],
)
async def test_a_bad_certificate(key: str, made: tuple[ssl.SSLContext, str]) -> None:
    """Expired, for later, for somebody else: the page is not asked for."""
    server, pem = made
    async with Front(tls=server) as proxy:
        report = await look(proxy.port, pem)
    assert only(report).key == key
    assert only(report).side is FixSide.PROXY
    assert parts(report) == WAY


async def test_a_certificate_of_nobody() -> None:
    """One that no browser trusts."""
    stranger, _ = certificate(HOST)
    async with Front(tls=stranger) as proxy:
        assert only(await look(proxy.port)).key == "page-check-certificate-unknown"


async def test_a_certificate_that_ends_soon() -> None:
    """Works today, and is minded."""
    server, pem = certificate(HOST, ends=3.5)
    async with Front(tls=server) as proxy:
        report = await look(proxy.port, pem)
    assert report.ok
    assert (report.findings[3].key, report.findings[3].words) == ("page-check-certificate-soon", {"days": 3})


async def test_no_encryption() -> None:
    """Plain HTTP where HTTPS is expected."""
    async with Front() as proxy:
        assert only(await look(proxy.port)).key == "page-check-certificate-none"


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        ("502", "page-check-page-gateway"),
        ("503", "page-check-page-gateway"),
        ("504", "page-check-page-gateway"),
        ("401", "page-check-page-locked"),
        ("403", "page-check-page-locked"),
        ("404", "page-check-page-missing"),
        ("418", "page-check-page-other"),
        ("elsewhere", "page-check-page-elsewhere"),
        ("website", "page-check-page-other"),
        ("nested", "page-check-page-other"),
        ("hangs up", "page-check-page-silent"),
        ("another", "page-check-page-instance"),
    ],
)
async def test_not_this_bot(fault: str, key: str) -> None:
    """Whoever else answers is recognised, and nothing further is tried but the clock."""
    report = await front(fault)
    assert only(report).key == key
    assert [part for part in parts(report) if part is not Part.CLOCK] == [*WAY, Part.PAGE]


async def test_a_page_that_never_comes() -> None:
    assert only(await front("silent", timeout=1.5)).key == "page-check-page-silent"


async def test_where_it_leads_on() -> None:
    """A redirect is named by its host, and never followed."""
    assert only(await front("elsewhere")).words == {"status": 302, "where": "www.example.com"}


async def test_from_a_shell() -> None:
    """Another process runs the page: whose it is cannot be told, and that is said."""
    async with Front(tls=GOOD[0]) as proxy:
        report = await look(proxy.port, here=None)
    assert report.ok
    assert report.findings[4].key == "page-check-page-some"


@pytest.mark.parametrize(
    ("fault", "key", "part"),
    [
        ("headers lost", "page-check-headers-changed", Part.HEADERS),
        ("camera forbidden", "page-check-headers-changed", Part.HEADERS),
        ("page missing", "page-check-page-other", Part.PAGE),
        ("origin lost", "page-check-origin-changed", Part.ORIGIN),
    ],
)
async def test_a_proxy_that_changes_things(fault: str, key: str, part: Part) -> None:
    """The page comes; what is wrong with it is named, and all else is tried."""
    report = await front(fault)
    assert (only(report).key, only(report).part) == (key, part)
    assert len(report.findings) == len(WHOLE)


async def test_which_headers() -> None:
    """By their names."""
    assert only(await front("headers lost")).words == {"names": "Content-Security-Policy, Referrer-Policy"}
    assert only(await front("camera forbidden")).words == {"names": "Permissions-Policy"}


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        ("no upgrade", "page-check-socket-refused"),
        ("upgrade to a page", "page-check-socket-refused"),
        ("mute", "page-check-socket-silent"),
        ("cut", "page-check-socket-silent"),
        ("no word", "page-check-socket-silent"),
    ],
)
async def test_a_web_socket_that_does_not_get_through(fault: str, key: str) -> None:
    """Refused, or opened and dead."""
    assert only(await front(fault, timeout=1.5)).key == key


@pytest.mark.parametrize(("off", "ok"), [(0, True), (-40, True), (-90, False), (3600, False)])
async def test_clocks_apart(off: int, ok: bool) -> None:
    """By the Date header."""
    report = await front(date=formatdate(time.time() + off, usegmt=True))
    if ok:
        assert report.ok
    else:
        wrong = only(report)
        assert wrong.key == "page-check-clock-off"
        assert abs(int(wrong.words["seconds"]) - abs(off)) <= 5


async def test_a_clock_beside_somebody_elses() -> None:
    """The proxy's clock may be wrong like ours, when both are one machine: Discord's is another."""
    async with Front(tls=GOOD[0]) as proxy:
        report = await check_page(
            f"https://{HOST}",
            here=INSTANCE,
            clock=clock,
            trust=ssl.create_default_context(cadata=GOOD[1]),
            resolver=Loopback(proxy.port),
            reference=formatdate(time.time() - 600, usegmt=True),
        )
    assert only(report).key == "page-check-clock-off"


async def test_a_date_that_is_none() -> None:
    """Nothing is said about a clock that cannot be read."""
    report = await front(date="half past nine")
    assert report.ok
    assert Part.CLOCK not in parts(report)


async def test_on_this_machine() -> None:
    """http://localhost needs no certificate, and nobody else gets there."""
    async with Front() as page:
        report = await check_page(f"http://localhost:{page.port}", here=INSTANCE, clock=clock)
    assert report.ok
    assert parts(report) == [part for part in WHOLE if part not in (Part.CERTIFICATE, Part.OUTSIDE)]
    assert report.findings[0].key == "page-check-setting-local"


async def test_a_bot_that_does_not_run() -> None:
    """On this machine there is no proxy to blame."""
    async with nobody() as port:
        report = await check_page(f"http://127.0.0.1:{port}", here=None, clock=clock)
    assert only(report).key == "page-check-line-local"
    assert str(port) in only(report).text(page_report.ENGLISH)  # and not 8,080


def test_where_a_name_leads() -> None:
    """A public address is fine; a private one is minded, whichever family."""
    assert page_report.address(HOST, "93.184.215.14").ok
    for private in ("10.0.0.7", "192.168.1.2", "fe80::1%eth0", "::1"):
        assert page_report.address(HOST, private).ok is None


def test_as_json() -> None:
    """What `interview-bot diag --json` prints of it."""
    report = PageReport("https://x", (page_report.fault("page-check-page-gateway", status=502),))
    assert report.as_json() == MappingProxyType(
        {
            "ok": False,
            "url": "https://x",
            "findings": [
                {
                    "part": "page",
                    "ok": False,
                    "key": "page-check-page-gateway",
                    "side": "bot",
                    "text": "The proxy answers, but cannot reach the bot (502).",
                    "fix": "Is the bot running? The proxy must connect to its WEB_HOST and WEB_PORT; in a container, "
                    "WEB_HOST is 0.0.0.0.",
                }
            ],
        }
    )
