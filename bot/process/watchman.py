"""Calls the operator: a thread of its own that looks at the bot from outside its event loop, and sends alerts.

It needs neither the loop, nor the database, nor Discord's gateway, so it can tell of each. What it told, and when the
process started, stands in a small file beside the database, of a size that never changes: a full disk takes that, too.
"""

import asyncio
import contextlib
import json
import logging
import os
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from socket import create_connection
from typing import Any
from urllib.parse import urlsplit

from bot.clock import DAY, WallClock, counted
from bot.process import disk
from bot.process.alerting import Alert, AlertBook, OpenAlert
from bot.process.conditions import AlertCause, Surroundings, Vitals, conditions, unknown

log = logging.getLogger(__name__)

REPORT_SECONDS = 1.0
"""Seconds between two reports of the bot."""
LOOK = 2.0
"""Seconds between two looks."""
TRIES = (5.0, 15.0, 60.0, 300.0)
"""Seconds until an alert that was not taken is sent again; the last one repeats."""
SEND_SECONDS = 10.0
FAREWELL_SECONDS = 3.0
"""How long the end of the process waits for an alert that is on its way: a bot that crashes at its start has no other
chance."""
SIZE = 8192
"""Bytes of the file."""
KEPT_STARTS = 20


def path_of(database: Path) -> Path:
    """The file beside the database."""
    return database.with_name(database.name + ".alerts")


class Watchman:
    """Use it as a context manager around everything else, and `post` every second what the bot knows of itself.

    `url` is the operator's webhook, a secret: it is in no log and in no repr. `page` is the address of the camera page,
    empty where there is none. A `clock` that is set while this runs, which `count` shows, moves what is remembered:
    otherwise everything would be over at once, or for hours.
    """

    def __init__(
        self,
        url: str,
        database: Path,
        *,
        page: str = "",
        clock: Callable[[], float] = time.time,
        count: Callable[[], float] = counted,
        look: float = LOOK,
    ) -> None:
        self._url = url
        self._database = database
        self._page = page
        self._clock = clock
        self._steps = WallClock(clock, count)
        self._look = look
        self._book, self._starts = read(database)
        self._noted = ""
        """The book as the file has it; what could not be written is written later."""
        self._unnoted = False
        self._vitals: Vitals | None = None
        self._posted_at = 0.0
        self._certificate: float | None = None
        self._certificate_due = 0.0
        self._failed = 0
        self._next_try = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watchman", daemon=True)

    def __repr__(self) -> str:
        return f"<Watchman open={[cause.value for cause in self._book.open]}>"

    def __enter__(self) -> "Watchman":
        now = self._clock()
        newest = max((*self._starts, *(each.seen for each in self._book.open.values())), default=now)
        # Set back while nobody ran; forward it looks like time that passed.
        self._follow(min(0.0, now - newest))
        self._starts = [*self._starts, now][-KEPT_STARTS:]
        self._write()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(FAREWELL_SECONDS)

    def post(self, vitals: Vitals) -> None:
        """Hand in what the bot knows of itself now. Called on the event loop: one assignment, nothing waits."""
        self._vitals, self._posted_at = vitals, time.monotonic()

    def _run(self) -> None:
        while True:
            last = self._stop.is_set()
            try:
                self._round()
            except Exception as bug:  # whoever is to call for help must not end
                log.error("alerts: %s", type(bug).__name__)
            if last:
                return
            self._stop.wait(self._look)

    def _follow(self, step: float) -> None:
        """The clock was set by so many seconds: what is remembered is as long ago as before."""
        self._book.move(step)
        self._starts = [at + step for at in self._starts]

    def _round(self) -> None:
        self._follow(self._steps.step() or 0.0)
        now = self._clock()
        vitals, around = self._vitals, self._surroundings(now)
        found = list(conditions(vitals or Vitals(), around, now))
        due = self._book.look(found, vitals or Vitals(), now, unknown=set(unknown(vitals, around)))
        if due and time.monotonic() >= self._next_try:
            self._send_all(due)
        if repr(self._book) != self._noted:
            self._write()

    def _surroundings(self, now: float) -> Surroundings:
        silent = time.monotonic() - self._posted_at if self._vitals is not None and not self._stop.is_set() else 0.0
        if self._page.startswith("https://") and now >= self._certificate_due:
            self._certificate_due = now + DAY / 4
            self._certificate = certificate_end(self._page) or self._certificate
        return Surroundings(silent, disk.look(self._database), self._starts, self._certificate)

    def _send_all(self, due: list[Alert]) -> None:
        for alert in due:
            trouble = send(self._url, alert)
            if trouble:
                self._next_try = time.monotonic() + TRIES[min(self._failed, len(TRIES) - 1)]
                self._failed += 1
                log.warning("an alert (%s) was not taken by ALERT_WEBHOOK_URL: %s", alert.cause, trouble)
                return
            self._failed = 0
            self._book.told(alert)
            log.info("alert sent: %s %s", alert.cause, "began" if alert.began else "is over")

    def _write(self) -> None:
        try:
            write(self._database, self._book, self._starts)
        except OSError as error:
            if not self._unnoted:  # it is tried every two seconds
                log.warning("which alerts were sent cannot be noted: %s", error.strerror)
            self._unnoted = True
        else:
            self._noted, self._unnoted = repr(self._book), False


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows nowhere: a POST that is sent on becomes a GET, which tells nobody anything and succeeds."""

    def redirect_request(self, *_: object) -> None:
        return None


def send(url: str, alert: Alert) -> str:
    """Post it. Returns why it was not taken, in words without the address; empty when it was."""
    request = urllib.request.Request(  # noqa: S310 -- `https_url` in bot.config let nothing else in
        url,
        json.dumps(alert.body(url)).encode(),
        {"Content-Type": "application/json", "User-Agent": "interview-bot"},
        method="POST",
    )
    try:
        with urllib.request.build_opener(NoRedirect).open(request, timeout=SEND_SECONDS):
            return ""
    except urllib.error.HTTPError as refused:
        return f"HTTP {refused.code}"
    except (OSError, ValueError) as error:
        return type(error).__name__


def certificate_end(page: str) -> float | None:
    """When the certificate that is shown at this address ends, epoch seconds, also one that has ended; None where none
    can be had."""
    parts = urlsplit(page)
    where = parts.hostname or "", parts.port or 443
    asked = ssl.create_default_context()
    try:
        with create_connection(where, SEND_SECONDS) as plain, asked.wrap_socket(plain, server_hostname=where[0]) as tls:
            shown = tls.getpeercert() or {}
        return float(ssl.cert_time_to_seconds(str(shown["notAfter"])))
    except ssl.SSLCertVerificationError as wrong:
        return 0.0 if wrong.verify_code == EXPIRED else None
    except (OSError, ValueError, KeyError):
        return None


EXPIRED = 10
"""OpenSSL's X509_V_ERR_CERT_HAS_EXPIRED."""


def read(database: Path) -> tuple[AlertBook, list[float]]:
    """What was told, and when the process started lately; nothing where the file is missing or broken."""
    try:
        found = json.loads(path_of(database).read_text(encoding="utf-8"))
        opened = {AlertCause(cause): opened_from(each) for cause, each in found["open"].items()}
        return AlertBook(opened), [float(at) for at in found["starts"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return AlertBook(), []


def opened_from(each: dict[str, Any]) -> OpenAlert:
    """One entry of the file. Raises KeyError, TypeError, ValueError."""
    return OpenAlert(float(each["since"]), float(each["seen"]), str(each["what"]), each["told"] is True)


def write(database: Path, book: AlertBook, starts: list[float]) -> None:
    """Write the file in one call; only its owner may read it."""
    opened = {
        cause.value: {"since": each.since, "seen": each.seen, "what": each.what[:300], "told": each.told}
        for cause, each in book.open.items()
    }
    told = json.dumps({"starts": starts, "open": opened}).encode().ljust(SIZE)
    with os.fdopen(os.open(path_of(database), os.O_CREAT | os.O_RDWR, 0o600), "r+b", buffering=0) as out:
        out.write(told)
        out.truncate(len(told))


@contextlib.contextmanager
def watching(url: str, database: Path, *, page: str) -> Iterator[Watchman | None]:
    """The watchman, where the operator named a webhook."""
    if not url:
        yield None
        return
    with Watchman(url, database, page=page) as watchman:
        yield watchman


@contextlib.asynccontextmanager
async def reporting(watchman: Watchman, vitals: Callable[[], Vitals]) -> AsyncIterator[None]:
    """Hand the watchman every second what the bot knows of itself, until the block ends."""

    async def report() -> None:
        while True:
            watchman.post(vitals())
            await asyncio.sleep(REPORT_SECONDS)

    task = asyncio.create_task(report(), name="vitals")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
