"""What follows from each kind of event, as rows: its class, what takes it, and in which phases.

Every class of `InterviewEvent` is entered for every machine, so that one look tells what an event does; what changes
nothing is entered as `ignored`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, get_args

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

Owner = TypeVar("Owner")
E = TypeVar("E", bound=InterviewEvent)

WRITTEN = (Typing, Edited, Deleted, Proxied, PlaceRestored, NothingMissed, LateWords)
"""What means something in writing only."""
SPOKEN = (CandidateReady, CandidateAway, OthersPresent, Played, HeardWords, SaidWords, Voided, Unheard)
"""What means something by voice only."""
OTHERS = (VoiceMessage, Interrupted, AudioChunk, LiveUp, HandleKept, Noted, PicturesRefused)
"""What means something to the runner, which transcribes, plays or stores it, or to the `PictureMonitor`."""


@dataclass(frozen=True, slots=True)
class EventRow(Generic[Owner]):
    """One kind of event, and what takes it, of its owner. In other phases than these it changes nothing."""

    kind: type[object]
    take: Callable[[Owner, InterviewEvent, float], None]
    phases: frozenset[Phase] = EVERY


def on(kind: type[E], take: Callable[[Owner, E, float], None], phases: frozenset[Phase] = EVERY) -> EventRow[Owner]:
    """A row whose handler takes its owner, exactly this kind of event, and the time."""

    def take_it(owner: Owner, event: InterviewEvent, now: float) -> None:
        if isinstance(event, kind):  # it always is: rows are looked up by the class
            take(owner, event, now)

    return EventRow(kind, take_it, phases)


def ignored(*kinds: type[InterviewEvent]) -> list[EventRow[Any]]:
    """Rows for what changes nothing."""
    return [EventRow(kind, lambda _owner, _event, _now: None) for kind in kinds]


EventTable = dict[type[object], list[tuple[int, EventRow[Any]]]]
"""For each kind its rows in order, each with the number of its owner. One table serves all machines of a kind: a table
of its own would be a quarter of what a resting interview takes."""


def event_table(*owners: Iterable[EventRow[Any]]) -> EventTable:
    """The rows of each owner, by their kind; those of one kind are taken in the order given. Raises TypeError if a kind
    is missing."""
    table: EventTable = {}
    for number, rows in enumerate(owners):
        for row in rows:
            table.setdefault(row.kind, []).append((number, row))
    missing = [kind.__name__ for kind in get_args(InterviewEvent) if kind not in table]
    if missing:
        raise TypeError(f"nobody takes {', '.join(missing)}")
    return table
