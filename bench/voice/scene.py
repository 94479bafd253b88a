"""What is run, and what its two processes tell each other and the parent."""

from array import array
from dataclasses import dataclass, field
from typing import Literal

TICK = 0.020
CHUNK_TICKS = 2
"""Gemini's sound comes in pieces of 40 ms."""
ORIGIN = "http://localhost:8080"
"""The camera page's PUBLIC_URL."""
WARM_UP = 1.5
"""Seconds of the scene before anything is counted."""

Kind = Literal["ours", "floor"]
Talk = Literal["always", "turns", "silent"]
LoopName = Literal["uvloop", "asyncio"]


@dataclass(frozen=True, slots=True)
class Scene:
    """`always`: both sides talk without a pause. `turns`: 2 s of the candidate, then 2 s of the model, in 5 s; every
    second reply is interrupted. `silent`: nobody says anything."""

    kind: Kind
    talk: Talk
    interviews: int
    seconds: float
    loop: LoopName = "uvloop"
    application: int | None = None
    """libopus' mode for our voice; None: the bot's own."""
    pages: int = 0
    """So many of the candidates show a changed picture each second (`python -m bench.video`)."""

    @property
    def ticks(self) -> int:
        return int((WARM_UP + self.seconds) / TICK)


@dataclass(frozen=True, slots=True)
class Person:
    """One interview's addresses and keys, as the load gives them out."""

    number: int
    channel_id: int
    candidate_id: int
    bot_id: int
    candidate_ssrc: int
    bot_ssrc: int
    key: bytes
    external_sender: bytes


@dataclass(frozen=True, slots=True)
class Hello:
    """From the load to the measured process, first of all."""

    udp_port: int
    websocket_port: int
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Joining:
    """The measured process's answer, for each person: its key package and its UDP port."""

    key_package: bytes
    udp_port: int


@dataclass(frozen=True, slots=True)
class Opened:
    """The measured process is ready: where its pages' sockets are, and a cookie for each."""

    port: int = 0
    cookies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Used:
    """What the measured process used between "begin" and "end"; memory since before the first interview."""

    cpu_seconds: float
    wall_seconds: float
    grown_bytes: int
    counters: dict[str, int]


def doubles() -> "array[float]":
    return array("d")


@dataclass(slots=True)
class Seen:
    """What the load saw, in seconds; each with the moment it was seen (from the window's begin), in pairs."""

    gaps: "array[float]" = field(default_factory=doubles)
    """Between two packets of ours for one candidate that should be 20 ms apart."""
    heard: "array[float]" = field(default_factory=doubles)
    """From the write of the last datagram of which a websocket frame holds the sound to the frame's arrival."""
    waited: "array[float]" = field(default_factory=doubles)
    """The same of every datagram, so with the wait for the next where two go in one frame."""
    answered: "array[float]" = field(default_factory=doubles)
    """From the write of a reply's first piece to the arrival of its first packet."""
    silenced: "array[float]" = field(default_factory=doubles)
    """From the write of `interrupted` to the arrival of the last packet with sound."""
    late: "array[float]" = field(default_factory=doubles)
    """How late the load itself was with each tick."""
    pictures: "array[float]" = field(default_factory=doubles)
    """From a picture's write by its page to the arrival of the websocket frame that holds it."""
    shown: int = 0
    """Pictures that were acknowledged as shown, over the whole scene."""
    gone: int = 0
    """Pages that were closed."""
    packets: int = 0
    frames: int = 0
    cpu_seconds: float = 0.0

    def add(self, pairs: "array[float]", at: float, value: float) -> None:
        pairs.append(at)
        pairs.append(value)
