"""What a message of the candidate's holds, as the place hands it in."""

from dataclasses import dataclass, field
from enum import StrEnum


class Enclosure(StrEnum):
    """What words stand in that are not the message's own."""

    FILE = "file"
    FORWARD = "forward"
    POLL = "poll"


@dataclass(frozen=True, slots=True)
class Enclosed:
    """Words that a message carries beside its own."""

    kind: Enclosure
    text: str = field(repr=False)
    name: str = field(default="", repr=False)
    """Of a file."""
    whole: bool = True
    """Of a long file only the beginning is taken."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that may hold words, as Discord handed it out; `data` is None when it could not be had."""

    name: str = field(repr=False)
    data: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Typed:
    """The candidate's message arrived (live, or read later from the thread)."""

    message_id: int
    text: str = field(repr=False)
    attachments: int = 0
    """How many files and stickers the message carries whose words are not `enclosed`."""
    form: bool = False
    """Sent by a form: complete as it is, and it stands nowhere but here."""
    pictures: int = 0
    """How many of the attachments call themselves images; in a video interview they are shown to the model."""
    texts: tuple[str, ...] = field(default=(), repr=False)
    """The names of the attachments that may hold words; empty once they were looked into."""
    enclosed: tuple[Enclosed, ...] = ()
    lost: int = 0
    """How many of the attachments may hold words, and could not be had from Discord."""
    edited: bool = False
    """What a message has become that is in no turn yet."""
    changed: bool = field(default=True, compare=False)
    """Whether it may say something else than when it was sent."""
