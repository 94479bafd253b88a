"""The links that open a candidate's camera page, and the cookies that keep it open: made here, kept as SHA-256 only."""

import hmac
import re
import secrets
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Final

from bot.clock import Clock
from bot.interview.lifecycle import OVER
from bot.interview.models import Medium
from bot.store import Store
from bot.store.records import CameraPass

LINK_SECONDS: Final = 600.0
SECRET_BYTES: Final = 32
SHAPE: Final = re.compile(r"([1-9][0-9]{0,17})\.([A-Za-z0-9_-]{43})", re.ASCII)
"""Of a token and of a cookie: interview and 32 random bytes, URL-safe. The id stays within SQLite's integers."""
NOTHING: Final = bytes(32)
"""Compared with where no hash is kept. Nobody knows what has it."""


class Door(StrEnum):
    """Why a token or a cookie opens nothing. Who does not hold the right one learns UNKNOWN and no more."""

    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Admitted:
    """Who may show pictures in this interview. `cookie` is for the browser that claimed; empty for one that has it."""

    interview_id: int
    title: str
    medium: Medium
    cookie: str = field(default="", repr=False)


class CameraLinks:
    """`url`: the public address, without a slash at its end."""

    def __init__(self, store: Store, url: str, *, clock: Clock) -> None:
        self._store = store
        self._url = url
        self._clock = clock

    async def new(self, interview_id: int) -> str:
        """The whole address, with its secret in the fragment, which browsers send to nobody. The earlier link of this
        interview is worth nothing from now on."""
        token = _secret(interview_id)
        await self._store.new_link(interview_id, _hash(token), self._clock() + LINK_SECONDS)
        return f"{self._url}/camera#{token}"

    async def claim(self, token: str) -> Admitted | Door:
        """Use a link up. Of two claims at once one is admitted."""
        found = await self._pass(token)
        if found is None or not _same(found.link_hash, token):
            return Door.UNKNOWN
        now = self._clock()
        if (shut := _shut(found, now)) is not None:
            return shut
        cookie = _secret(found.interview_id)
        if await self._store.claim_link(found.interview_id, _hash(token), _hash(cookie), now):
            return Admitted(found.interview_id, found.title, found.medium, cookie)
        found = await self._pass(token)  # it changed in between
        if found is None or not _same(found.link_hash, token):
            return Door.UNKNOWN
        return _shut(found, self._clock()) or Door.USED

    async def recognise(self, cookie: str) -> Admitted | Door:
        """Whose browser this is."""
        found = await self._pass(cookie)
        if found is None or not _same(found.cookie_hash, cookie):
            return Door.UNKNOWN
        if found.status in OVER:
            return Door.OVER
        return Admitted(found.interview_id, found.title, found.medium)

    async def _pass(self, secret: str) -> CameraPass | None:
        shape = SHAPE.fullmatch(secret)
        return await self._store.camera_pass(int(shape[1])) if shape else None


def _shut(found: CameraPass, now: float) -> Door | None:
    """Why the right link opens nothing."""
    if found.status in OVER:
        return Door.OVER
    if found.link_used:
        return Door.USED
    return Door.EXPIRED if found.link_until <= now else None


def _secret(interview_id: int) -> str:
    return f"{interview_id}.{secrets.token_urlsafe(SECRET_BYTES)}"


def _hash(secret: str) -> bytes:
    return sha256(secret.encode()).digest()


def _same(kept: bytes | None, secret: str) -> bool:
    return hmac.compare_digest(kept or NOTHING, _hash(secret)) and kept is not None
