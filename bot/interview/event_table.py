"""What follows from each kind of event, as rows: its class, what takes it, and in which phases.

Every class of `InterviewEvent` is entered for every machine, so that one look tells what an event does; what changes
nothing is entered as `ignored`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar, get_args

from bot.interview.events import InterviewEvent, NothingMissed
from bot.interview.phases import EVERY, Phase
from bot.ports.events import (
    CandidateAway,
    CandidateReady,
    Deleted,
    Edited,
    OthersPresent,
    PlaceRestored,
    Played,
    Proxied,
    Typing,
    VoiceMessage,
)
from bot.ports.model import (
    AudioChunk,
    HandleKept,
    HeardWords,
    Interrupted,
    LateWords,
    LiveUp,
    Noted,
    PicturesRefused,
    SaidWords,
    Unheard,
    Voided,
)

Handler = Callable[[InterviewEvent, float], None]
E = TypeVar("E", bound=InterviewEvent)

WRITTEN = (Typing, Edited, Deleted, Proxied, PlaceRestored, NothingMissed, LateWords)
"""What means something in writing only."""
SPOKEN = (CandidateReady, CandidateAway, OthersPresent, Played, HeardWords, SaidWords, Voided, Unheard)
"""What means something by voice only."""
OTHERS = (VoiceMessage, Interrupted, AudioChunk, LiveUp, HandleKept, Noted, PicturesRefused)
"""What means something to the runner, which transcribes, plays or stores it, or to the `PictureMonitor`."""


@dataclass(frozen=True, slots=True)
class EventRow:
    """One kind of event, and what takes it. In other phases than these it changes nothing."""

    kind: type[object]
    take: Handler
    phases: frozenset[Phase] = EVERY


def on(kind: type[E], take: Callable[[E, float], None], phases: frozenset[Phase] = EVERY) -> EventRow:
    """A row whose handler takes exactly this kind of event, and the time."""

    def take_it(event: InterviewEvent, now: float) -> None:
        if isinstance(event, kind):  # it always is: rows are looked up by the class
            take(event, now)

    return EventRow(kind, take_it, phases)


def ignored(*kinds: type[InterviewEvent]) -> list[EventRow]:
    """Rows for what changes nothing."""
    return [EventRow(kind, lambda _event, _now: None) for kind in kinds]


def event_table(rows: Iterable[EventRow]) -> dict[type[object], list[EventRow]]:
    """The rows by their kind; those of one kind are taken in the order given. Raises TypeError if a kind is missing."""
    table: dict[type[object], list[EventRow]] = {}
    for row in rows:
        table.setdefault(row.kind, []).append(row)
    missing = [kind.__name__ for kind in get_args(InterviewEvent) if kind not in table]
    if missing:
        raise TypeError(f"nobody takes {', '.join(missing)}")
    return table
