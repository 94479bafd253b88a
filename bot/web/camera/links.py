"""Who may show pictures: a link that works once, and the cookie that it becomes. Of both only SHA-256 is stored.

Link and cookie are `<interview id>.<32 random bytes>`: the number finds the row, the rest is compared in constant time.
Such secrets need no slow hash.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from enum import StrEnum

from bot.clock import Clock
from bot.interview.lifecycle import OVER
from bot.interview.models import Medium
from bot.store import Store
from bot.store.records import CameraPass

LINK_SECONDS = 600.0
PATH = "/camera"
# At most 18 digits: every such number fits into the 64 bits of SQLite's integers.
_SECRET = re.compile(r"(?P<id>[1-9][0-9]{0,17})\.[A-Za-z0-9_-]{43}")


class LinkDenied(StrEnum):
    """Why a link or a cookie opens nothing."""

    UNKNOWN = "unknown"
    """Never given, or replaced by a newer one."""
    USED = "used"
    EXPIRED = "expired"
    OVER = "over"
    """Its interview is over."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """Whose page it is. `cookie` is new after a claim, empty where one was recognised."""

    interview_id: int
    title: str
    medium: Medium
    cookie: str = field(default="", repr=False)


class CameraLinks:
    """`url` is where the page is reached, without a slash at its end."""

    def __init__(self, store: Store, url: str, *, clock: Clock) -> None:
        self._store = store
        self._url = url
        self._clock = clock

    def __repr__(self) -> str:
        return "<CameraLinks>"

    async def new(self, interview_id: int) -> str:
        """The address of the page with a new link behind its `#`, for ten minutes. Earlier ones open nothing any more.

        Raises StoreError when the interview is not there.
        """
        token = secret(interview_id)
        await self._store.new_link(interview_id, fingerprint(token), self._clock() + LINK_SECONDS)
        return f"{self._url}{PATH}#{token}"

    async def claim(self, token: str) -> Admitted | LinkDenied:
        """Use a link up. Of two who try at once one is admitted."""
        found = await self._pass(token)
        if found is None or not same(found.link_hash, token):
            return LinkDenied.UNKNOWN
        why = refusal(found, self._clock())
        if why is not None:
            return why
        cookie = secret(found.interview_id)
        if not await self._store.claim_link(found.interview_id, fingerprint(token), fingerprint(cookie), self._clock()):
            return LinkDenied.USED
        return Admitted(found.interview_id, found.title, found.medium, cookie)

    async def recognise(self, cookie: str) -> Admitted | LinkDenied:
        """Whose browser this is."""
        found = await self._pass(cookie)
        if found is None or not same(found.cookie_hash, cookie):
            return LinkDenied.UNKNOWN
        return LinkDenied.OVER if found.status in OVER else Admitted(found.interview_id, found.title, found.medium)

    async def _pass(self, token: str) -> CameraPass | None:
        form = _SECRET.fullmatch(token)
        return None if form is None else await self._store.camera_pass(int(form["id"]))


def refusal(found: CameraPass, now: float) -> LinkDenied | None:
    """Why the right link opens nothing; None when it does."""
    if found.status in OVER:
        return LinkDenied.OVER
    if found.link_used:
        return LinkDenied.USED
    return LinkDenied.EXPIRED if found.link_until <= now else None


def secret(interview_id: int) -> str:
    return f"{interview_id}.{secrets.token_urlsafe(32)}"


def fingerprint(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def same(stored: bytes | None, token: str) -> bool:
    return stored is not None and hmac.compare_digest(stored, fingerprint(token))
