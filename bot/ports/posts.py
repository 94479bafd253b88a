"""What is shown in the place: a post, its words, its buttons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Action(StrEnum):
    """What a button of a running interview asks for; the value stands in the button's custom_id."""

    PAUSE = "pause"
    CONTINUE = "continue"
    SKIP = "skip"
    FINISH = "finish"
    """Skip the last question; asked for by a second button."""
    ASK = "ask"
    END = "end"
    WITHOUT = "without"
    ANSWER = "answer"
    REPEAT = "repeat"
    WRITE = "write"
    """Go on in writing, in a private thread."""
    TALK = "talk"
    """Go on by voice."""
    CAMERA = "camera"
    """A new link to the page that sends pictures. The component answers it; it never reaches an interview."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of ours: a key of the catalogue and what fills it in. Rendered by the edge in the interview's locale."""

    key: str
    words: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Post:
    """One thing to show in the thread: an interviewer's turn, or a notice of ours.

    `lead` is the model's validated bridging sentence or a phrase; `body` the admin's words, the model's validated
    follow-up, or a phrase. `number`/`total` give the `-# Question 2 of 5` line when set. `buttons` stay live only
    on the newest post that has any: the edge takes them off the one before.
    """

    body: str | Phrase = field(repr=False)
    turn: int | None = None
    lead: str | Phrase | None = field(default=None, repr=False)
    number: int = 0
    total: int = 0
    buttons: tuple[Action, ...] = ()
    ping: bool = False
    ends_at: float | None = None
    """Epoch seconds at which the interview ends; shown on a voice interview's panel."""
