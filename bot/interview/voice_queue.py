"""The queue for a server's one voice channel: who is next, and how long it may take. Pure; time is an argument.

Carry out what `next_step` says, write it down, and ask again: after each change, and at the moment of a `CallPending`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

GRACE = 180.0
"""Seconds that somebody who was called has to come; then the next one is called."""
USUAL_MINUTES = 15.0
"""The length of an interview where a server has none to measure yet."""


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """One person in the queue; times are epoch seconds. `called_at` is None until it is their turn."""

    user_id: int
    joined_at: float
    called_at: float | None = None


@dataclass(frozen=True, slots=True)
class CallNext:
    """It is this person's turn: tell them, and note when."""

    user_id: int


@dataclass(frozen=True, slots=True)
class CallExpired:
    """This person did not come in time: take them out, and tell them."""

    user_id: int


@dataclass(frozen=True, slots=True)
class CallPending:
    """Somebody was called and may still come; ask again then."""

    until: float


@dataclass(frozen=True, slots=True)
class NobodyToCall:
    """Nobody is to be called: the queue is empty, or the channel is taken."""


Step = CallNext | CallExpired | CallPending | NobodyToCall


def next_step(entries: Sequence[QueueEntry], busy: bool, now: float) -> Step:
    """What is to be done now. `busy`: an interview holds the channel; then nobody's time to come runs out.

    One person is called at a time. Where somebody else took the channel after the call, set their `called_at` back to
    None: they are the first to be called again.
    """
    if busy:
        return NobodyToCall()
    called = [entry for entry in entries if entry.called_at is not None]
    for entry in called:
        if entry.called_at is not None and entry.called_at + GRACE <= now:
            return CallExpired(entry.user_id)
    if called:
        return CallPending(min(entry.called_at + GRACE for entry in called if entry.called_at is not None))
    first = min(entries, key=_order, default=None)
    return NobodyToCall() if first is None else CallNext(first.user_id)


def place_of(entries: Sequence[QueueEntry], user_id: int) -> int | None:
    """The person's place, 1 for who is next; None when they are not in the queue."""
    ordered = [entry.user_id for entry in sorted(entries, key=_order)]
    return ordered.index(user_id) + 1 if user_id in ordered else None


def expected_minutes(place: int, mean_minutes: float | None) -> int:
    """How long it will about take until place `place` is called: whole minutes, at least one.

    The interview that goes on now counts as half over.
    """
    mean = USUAL_MINUTES if mean_minutes is None else mean_minutes
    return max(1, math.ceil((place - 0.5) * mean))


def _order(entry: QueueEntry) -> tuple[bool, float, int]:
    return entry.called_at is None, entry.joined_at, entry.user_id
