"""How Gemini Live is reached: values only, so that everybody may import them."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds each stage may take. `stall`: how long nothing more may come of a reply that has begun, from where its
    sound is over; `turn` bounds one whole reply: the longest question, 1,000 characters, takes 100 s when it is said
    slowly; `close`: how long a goodbye is waited for."""

    dns: float = 5.0
    tcp: float = 10.0
    tls: float = 10.0
    upgrade: float = 10.0
    setup: float = 15.0
    first_reply: float = 10.0
    stall: float = 8.0
    turn: float = 120.0
    close: float = 5.0


@dataclass(frozen=True, slots=True)
class Speech:
    """How a spoken conversation is set up.

    `language`: BCP 47, for the transcription and the voice. `silence_ms`: how long a silence ends the candidate's turn.
    `prefix_ms`: how much speech must be heard before a turn begins. `explicit`: we begin and end turns ourselves
    (`activity_start`, `activity_end`), and the service detects nothing.
    """

    language: str
    silence_ms: int = 800
    prefix_ms: int = 100
    explicit: bool = False
    vocabulary: tuple[str, ...] = field(default=(), repr=False)  # words that a transcription may not know


class Resolution(StrEnum):
    """How closely pictures are looked at; can be set by a setup frame only (gemini-live §1.2)."""

    LOW = "MEDIA_RESOLUTION_LOW"
    MEDIUM = "MEDIA_RESOLUTION_MEDIUM"


@dataclass(frozen=True, slots=True)
class LiveSettings:
    """Everything that can be chosen about the connection. `proxy` None means the usual environment variables.

    `socket_age`: seconds after which a socket is replaced at an idle moment (the service cuts at about ten minutes).
    `sleep_after`: seconds of quiet after which a text interview's socket is closed.
    """

    api_key: str = field(repr=False)
    model: str = "gemini-3.8-live"
    api_version: str = "v1beta"
    voice: str = "Kore"
    base_url: str = "wss://generativelanguage.googleapis.com"
    key_in: Literal["header", "query"] = "header"
    proxy: str | None = field(default=None, repr=False)
    timeouts: Timeouts = Timeouts()
    socket_age: float = 540.0
    sleep_after: float = 75.0
