"""What goes wrong, and when: drawn from a seed before anything begins, so that a run can be played again. Pure."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

MINUTE = 60.0


class Fault(StrEnum):
    """What can be done to the bot."""

    KILL = "SIGKILL, and a new start"
    STOP = "SIGTERM, and a new start"
    DISK = "disk filled, and freed"
    LOCK = "database locked by another process"
    FILES = "limit of open files reached"
    CLOCK = "clock set, forward or back"
    GEMINI = "the network to Gemini cut"
    SOCKETS = "every socket to Gemini torn"
    QUOTA = "Gemini's quota used up"
    DISCORD = "the network to Discord cut"
    AWAY = "Discord answers every request with 503"
    LOST = "Discord's answers lost, or a 429"
    GATEWAY = "the gateway dropped, its session kept or forgotten"
    VOICE = "the voice connection torn"
    BLOCK = "the event loop blocked for a second"


EVERY = {
    Fault.KILL: 75.0,
    Fault.STOP: 240.0,
    Fault.DISK: 200.0,
    Fault.LOCK: 120.0,
    Fault.FILES: 180.0,
    Fault.CLOCK: 200.0,
    Fault.GEMINI: 180.0,
    Fault.SOCKETS: 120.0,
    Fault.QUOTA: 400.0,
    Fault.DISCORD: 180.0,
    Fault.AWAY: 180.0,
    Fault.LOST: 120.0,
    Fault.GATEWAY: 150.0,
    Fault.VOICE: 150.0,
    Fault.BLOCK: 60.0,
}
"""Seconds between two, on average."""
LASTS = {
    Fault.DISK: (3.0, 20.0),
    Fault.LOCK: (1.0, 12.0),
    Fault.FILES: (2.0, 15.0),
    Fault.GEMINI: (2.0, 40.0),
    Fault.QUOTA: (5.0, 25.0),
    Fault.DISCORD: (2.0, 20.0),
    Fault.AWAY: (1.0, 15.0),
}
"""Seconds, from and to; what is not named is over at once."""
STEPS = (-7200.0, -300.0, -90.0, 90.0, 300.0, 7200.0)
"""Seconds by which the clock is set."""
WATCHED = {Fault.LOCK: 90.0, Fault.DISK: 85.0, Fault.GEMINI: 200.0, Fault.QUOTA: 80.0}
"""The same faults for so long that an operator must be called; nothing else happens in that time."""
SHORT = 5 * MINUTE
"""A run of at most this has one of them."""
WATCH_EVERY = 6 * MINUTE
MARGIN = 12.0
"""Seconds without anything else before such a fault: a process that has just started knows nothing yet."""


@dataclass(frozen=True, slots=True)
class Strike:
    """One fault. Seconds: `at` since the beginning, `lasts`; `by`: what the clock is set by. `watched`: alone, and for
    so long that the operator must be called."""

    at: float
    fault: Fault
    lasts: float = 0.0
    by: float = 0.0
    watched: bool = False

    @property
    def until(self) -> float:
        return self.at + self.lasts


def draw(seed: int, minutes: float) -> tuple[Strike, ...]:
    """All of a run, in order. Each fault comes at least once."""
    source, seconds = random.Random(seed), minutes * MINUTE
    watched = tuple(watches(seconds))
    found = list(watched)
    for fault in Fault:
        for at in times(source, EVERY[fault], seconds):
            free = outside(at, watched)
            low, high = LASTS.get(fault, (0.0, 0.0))
            lasts = min(source.uniform(low, high), max(1.0, seconds / 10)) if high else 0.0
            by = source.choice(STEPS) if fault is Fault.CLOCK else 0.0
            found.append(Strike(free, fault, min(lasts, until_next(free, watched)), by))
    return tuple(sorted(found, key=lambda strike: strike.at))


def times(source: random.Random, every: float, seconds: float) -> list[float]:
    """Moments at random, that often on average; one at least."""
    found, at = [], source.expovariate(1 / every)
    while at < seconds:
        found.append(at)
        at += source.expovariate(1 / every)
    return found or [source.uniform(0.1, 0.9) * seconds]


def watches(seconds: float) -> Iterator[Strike]:
    """The long ones, in turn. A short run has the one that calls soonest."""
    if seconds <= SHORT:
        yield Strike(seconds * 0.4, Fault.LOCK, WATCHED[Fault.LOCK], watched=True)
        return
    kinds, at, number = tuple(WATCHED), WATCH_EVERY / 2, 0
    while at + WATCHED[kinds[number % len(kinds)]] < seconds:
        yield Strike(at, kinds[number % len(kinds)], WATCHED[kinds[number % len(kinds)]], watched=True)
        at, number = at + WATCH_EVERY, number + 1


def outside(at: float, watched: tuple[Strike, ...]) -> float:
    """The same moment, or the next one at which nothing is watched."""
    for each in watched:
        if each.at - MARGIN <= at < each.until:
            return each.until + (at - each.at + MARGIN) * 0.1
    return at


def until_next(at: float, watched: tuple[Strike, ...]) -> float:
    """Seconds until something is watched."""
    return max(1.0, min((each.at - MARGIN - at for each in watched if each.at > at), default=1e9))
