"""What was found out about the public page: values, and the judgements that need no network. `check` finds it out."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from enum import StrEnum
from functools import partial
from typing import Final

from bot.words import FALLBACK, Say, Value, Words

ENGLISH: Final[Say] = partial(Words().say, FALLBACK)
"""What a shell shows."""


class Part(StrEnum):
    """What a picture's way is made of, in the order in which it is looked at."""

    SETTING = "setting"
    NAME = "name"
    LINE = "line"
    CERTIFICATE = "certificate"
    PAGE = "page"
    HEADERS = "headers"
    SOCKET = "socket"
    ORIGIN = "origin"
    CLOCK = "clock"
    OUTSIDE = "outside"


class FixSide(StrEnum):
    """Where the fix is made."""

    SETTINGS = "settings"
    """The bot's `.env`."""
    NAMES = "names"
    """Where the domain's addresses are kept (DNS)."""
    NETWORK = "network"
    """Between the internet and the machine: firewall, router, port."""
    PROXY = "proxy"
    """What stands in front of the bot and has the certificate."""
    BOT = "bot"
    """The running bot."""
    MACHINE = "machine"
    """The computer that the bot runs on."""


FAULTS: Final[Mapping[str, FixSide]] = {
    "page-check-setting-missing": FixSide.SETTINGS,
    "page-check-name-unknown": FixSide.NAMES,
    "page-check-line-refused": FixSide.NETWORK,
    "page-check-line-local": FixSide.BOT,
    "page-check-line-silent": FixSide.NETWORK,
    "page-check-line-unreachable": FixSide.NETWORK,
    "page-check-certificate-expired": FixSide.PROXY,
    "page-check-certificate-early": FixSide.PROXY,
    "page-check-certificate-name": FixSide.PROXY,
    "page-check-certificate-unknown": FixSide.PROXY,
    "page-check-certificate-none": FixSide.PROXY,
    "page-check-certificate-broken": FixSide.PROXY,
    "page-check-page-gateway": FixSide.BOT,
    "page-check-page-missing": FixSide.PROXY,
    "page-check-page-locked": FixSide.PROXY,
    "page-check-page-elsewhere": FixSide.PROXY,
    "page-check-page-other": FixSide.PROXY,
    "page-check-page-silent": FixSide.PROXY,
    "page-check-page-instance": FixSide.PROXY,
    "page-check-headers-changed": FixSide.PROXY,
    "page-check-socket-refused": FixSide.PROXY,
    "page-check-socket-silent": FixSide.PROXY,
    "page-check-origin-changed": FixSide.PROXY,
    "page-check-clock-off": FixSide.MACHINE,
}
"""Every fault by its key, and whose side it is on. The way out is `<key>-fix`."""
SOON_DAYS: Final = 7
"""A certificate that renews itself is renewed weeks before."""
CLOCK_OFF: Final = 60.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class PageFinding:
    """One part. `ok` None: nothing is broken there, but the words say what to mind. `key` and `words` are Fluent's."""

    part: Part
    ok: bool | None
    key: str
    words: Mapping[str, Value] = field(default_factory=dict)

    @property
    def side(self) -> FixSide | None:
        """Whose side a fault is on."""
        return FAULTS.get(self.key)

    def text(self, say: Say) -> str:
        """What was found."""
        return say(self.key, **self.words)

    def fix(self, say: Say) -> str:
        """What to do about a fault; empty where there is none."""
        return say(f"{self.key}-fix", **self.words) if self.side else ""

    def whose(self, say: Say) -> str:
        """The side in words; empty where there is no fault."""
        return say(f"page-check-side-{self.side}") if self.side else ""


@dataclass(frozen=True, slots=True)
class PageReport:
    """All findings, in order. After a fault on the way to the page nothing further was tried."""

    url: str
    findings: tuple[PageFinding, ...]

    @property
    def ok(self) -> bool:
        return all(finding.ok is not False for finding in self.findings)

    def as_json(self) -> dict[str, object]:
        """Plain values; nothing in it is secret. The sentences are the operator's, in English."""
        return {
            "ok": self.ok,
            "url": self.url,
            "findings": [
                {
                    "part": finding.part.value,
                    "ok": finding.ok,
                    "key": finding.key,
                    "side": finding.side and finding.side.value,
                    "text": finding.text(ENGLISH),
                    "fix": finding.fix(ENGLISH),
                }
                for finding in self.findings
            ],
        }


def print_finding(finding: PageFinding) -> None:
    """One line of the check in a shell; for a fault, whose side it is and the fix."""
    mark = {True: "ok", None: "note", False: "FAIL"}[finding.ok]
    print(f"  {mark:<5} {finding.text(ENGLISH)}", flush=True)
    if finding.side:
        print(f"Side: {finding.whose(ENGLISH)}.\nFix: {finding.fix(ENGLISH)}")


def fault(key: str, **words: Value) -> PageFinding:
    return PageFinding(_part(key), False, key, words)


def mind(key: str, **words: Value) -> PageFinding:
    return PageFinding(_part(key), None, key, words)


def fine(key: str, **words: Value) -> PageFinding:
    return PageFinding(_part(key), True, key, words)


def _part(key: str) -> Part:
    return Part(key.split("-")[2])


def address(host: str, found: str) -> PageFinding:
    """Where the name leads to. From outside nobody gets to a private address."""
    if ipaddress.ip_address(found.split("%", maxsplit=1)[0]).is_global:
        return fine("page-check-name", host=host, address=found)
    return mind("page-check-name-private", host=host, address=found)


VERIFY: Final = {
    9: "page-check-certificate-early",
    10: "page-check-certificate-expired",
    18: "page-check-certificate-unknown",  # self-signed
    19: "page-check-certificate-unknown",  # self-signed in the chain
    20: "page-check-certificate-unknown",  # no issuer here
    21: "page-check-certificate-unknown",  # the first one cannot be verified: the chain is not sent whole
    62: "page-check-certificate-name",
    64: "page-check-certificate-name",  # for an IP address
}
"""OpenSSL's X509_V_ERR_* (x509_vfy.h)."""


def certificate(days: int) -> PageFinding:
    """A good one, with so many days left."""
    return (
        fine("page-check-certificate", days=days)
        if days >= SOON_DAYS
        else mind("page-check-certificate-soon", days=days)
    )


def answer(status: int, where: str, body: object, here: str | None) -> PageFinding:
    """Who answered GET /camera/health. `where`: the host a redirect leads to; `body`: the JSON, or None."""
    match status:
        case 200:
            return _whose(body, here)
        case 502 | 503 | 504:
            return fault("page-check-page-gateway", status=status)
        case 401 | 403 | 407 | 429:
            return fault("page-check-page-locked", status=status)
        case 404 | 410 | 421:
            return fault("page-check-page-missing", status=status)
        case 301 | 302 | 303 | 307 | 308:
            return fault("page-check-page-elsewhere", status=status, where=where)
        case _:
            return fault("page-check-page-other", status=status)


def _whose(body: object, here: str | None) -> PageFinding:
    match body:
        case {"bot": "interview-bot", "instance": str(instance)}:
            if here is None:
                return mind("page-check-page-some")
            return fine("page-check-page") if instance == here else fault("page-check-page-instance")
        case _:
            return fault("page-check-page-other", status=200)


NEEDED: Final[dict[str, tuple[str, ...]]] = {
    "Content-Security-Policy": ("default-src 'none'", "script-src 'self'", "connect-src 'self'"),
    "Permissions-Policy": ("camera=(self)", "display-capture=(self)"),
    "Referrer-Policy": ("no-referrer",),
    "X-Content-Type-Options": ("nosniff",),
    "Cross-Origin-Opener-Policy": ("same-origin",),
}
"""What the page's headers must say, for the candidate's safety or for the camera to open at all."""
SECURE: Final[dict[str, tuple[str, ...]]] = {"Strict-Transport-Security": ("max-age=",)}


def headers(sent: Mapping[str, list[str]], *, secure: bool) -> PageFinding:
    """Whether the page's headers came through. A browser obeys each of several: one that forbids is enough."""
    needed = NEEDED | SECURE if secure else NEEDED
    bent = [
        name
        for name, words in needed.items()
        if not (values := sent.get(name.lower(), [])) or not all(word in value for value in values for word in words)
    ]
    return fault("page-check-headers-changed", names=", ".join(bent)) if bent else fine("page-check-headers")


def clocks(dates: list[str], now: float) -> PageFinding | None:
    """Our clock beside HTTP's Date headers; None where none of them can be read."""
    apart = [abs(now - moment) for moment in map(_epoch, dates) if moment is not None]
    if not apart:
        return None
    seconds = round(max(apart))
    return (
        fault("page-check-clock-off", seconds=seconds)
        if seconds > CLOCK_OFF
        else fine("page-check-clock", seconds=seconds)
    )


def _epoch(date: str) -> float | None:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
