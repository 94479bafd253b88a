"""What the page and the server say to each other, as values and JSON; the page's half is in `static/connection.js`.

A WebSocket at `/camera/socket`, opened with the cookie that `POST /camera/claim` gave for the one-use link.

The page says, in TEXT frames:

    {"type": "hello", "version": 1}                                    first, once
    {"type": "source", "source": "camera" | "screen" | null}           what it shows from now on
    {"type": "ping"}                                                   every 15 s; answered with a pong

and in BINARY frames one picture each: a byte for the source (1 camera, 2 screen), four for its number (big-endian,
growing), then a JPEG. It sends the next picture only after the acknowledgement of the one before, and not before
`wait_ms` have passed since: an old picture is dropped by the page, never queued.

The server says, in TEXT frames:

    {"type": "welcome", "title": …, "camera": {"side": 768, "quality": 0.7}, "screen": {"side": 1024, "quality": 0.8},
     "bytes": 400000}                                                  the answer to hello
    {"type": "state", "resting": bool, "number": n, "total": m, "ends_in": seconds | null, "words": …}
    {"type": "ack", "number": n, "shown": bool, "wait_ms": 1000}       `shown`: it was handed to the interviewer
    {"type": "caption", "key": n, "text": …, "final": bool}
    {"type": "pong"}

and every close has one of `CloseCode`'s codes.
"""

import json
from dataclasses import dataclass, field
from enum import IntEnum

from bot.ports.events import Source

VERSION = 1
HEAD_BYTES = 5
SOURCES = {1: Source.CAMERA, 2: Source.SCREEN}
LARGEST_FRAME = 400_000
"""Bytes of one JPEG; the page lowers its quality rather than send more."""
LONGEST_TEXT = 200
"""Characters of what the page says in a TEXT frame."""


class CloseCode(IntEnum):
    """Why the server closes a page's socket. Each has its words on the page, and says whether to try again."""

    RESTARTING = 1001
    """The server stops or starts anew: try again."""
    TOO_LARGE = 1009
    """A frame beyond the limit (the websocket library's own code)."""
    INTERNAL = 1011
    """A mistake of ours: try again."""
    BAD_MESSAGE = 4400
    """Something that this protocol does not have."""
    UNKNOWN = 4401
    """No cookie, or one that is worth nothing (any more): a new link from Discord helps."""
    FOREIGN = 4403
    """Opened by another website."""
    ELSEWHERE = 4409
    """The same interview's page was opened once more: the newer one counts."""
    OVER = 4410
    """The interview is over."""
    NO_PICTURE = 4415
    """What was sent as a picture is none, or not such a one."""
    WRITING = 4423
    """The interview goes on in writing; nothing is shown there."""
    TOO_FAST = 4429
    """Too much, from this page or from this address."""


@dataclass(frozen=True, slots=True)
class Hello:
    """The page's first message: which version of the protocol it speaks."""

    version: int


@dataclass(frozen=True, slots=True)
class Shows:
    """`None`: nothing."""

    source: Source | None


@dataclass(frozen=True, slots=True)
class Ping:
    """Asks for a pong, so that the page knows the socket still works."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One JPEG of what the page shows; `number` counts up and comes back in the acknowledgement."""

    source: Source
    number: int
    data: bytes = field(repr=False)


class BadMessage(Exception):
    """What came is not of this protocol; the text says what is wrong, and holds nothing of it."""


def parse(raw: str | bytes) -> Hello | Shows | Ping | Picture:
    """One frame of the page. Raises BadMessage."""
    return _picture(raw) if isinstance(raw, bytes) else _text(raw)


def _picture(raw: bytes) -> Picture:
    if len(raw) <= HEAD_BYTES:
        raise BadMessage("a picture without bytes")
    source = SOURCES.get(raw[0])
    if source is None:
        raise BadMessage("an unknown source")
    return Picture(source, int.from_bytes(raw[1:HEAD_BYTES]), raw[HEAD_BYTES:])


def _text(raw: str) -> Hello | Shows | Ping:
    if len(raw) > LONGEST_TEXT:
        raise BadMessage("too long")
    try:
        message = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadMessage("not JSON") from None
    match message:
        case {"type": "hello", "version": int(version)}:
            return Hello(version)
        case {"type": "source", "source": None}:
            return Shows(None)
        case {"type": "source", "source": ("camera" | "screen") as source}:
            return Shows(Source(source))
        case {"type": "ping"}:
            return Ping()
        case _:
            raise BadMessage("an unknown message")


def ack(number: int, *, shown: bool, wait_ms: int) -> str:
    """A picture was taken in."""
    return json.dumps({"type": "ack", "number": number, "shown": shown, "wait_ms": wait_ms})


def welcome(title: str) -> str:
    """The answer to `Hello`."""
    limits = {"camera": {"side": 768, "quality": 0.7}, "screen": {"side": 1024, "quality": 0.8}}
    return json.dumps({"type": "welcome", "title": title, **limits, "bytes": LARGEST_FRAME})


def state(*, resting: bool, number: int, total: int, ends_in: float | None, words: str) -> str:
    """Where the interview stands, and the question's words. `ends_in` seconds, so that the page's clock does not
    matter."""
    left = None if ends_in is None else max(0, round(ends_in))
    at = {"type": "state", "resting": resting, "number": number, "total": total, "ends_in": left, "words": words}
    return json.dumps(at, ensure_ascii=False)


def caption(key: int, text: str, *, final: bool) -> str:
    """What the interviewer says."""
    return json.dumps({"type": "caption", "key": key, "text": text, "final": final}, ensure_ascii=False)


def pong() -> str:
    return '{"type": "pong"}'
