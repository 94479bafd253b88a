"""The clocks: times that are shown or stored follow the machine's clock; waiting never stalls when that is set."""

import time
from collections.abc import Callable

DAY = 86_400.0
"""Seconds."""

Clock = Callable[[], float]
"""Returns epoch seconds (UTC), never less than before."""

STEP = 60.0
"""A difference of so many seconds between the machine's clock and counted time is a clock that was set, no drift."""


def counted() -> float:
    """Seconds that passed since some moment, those in which the machine slept included (Linux; macOS counts them, too,
    by this call and not by `time.monotonic`)."""
    kind = getattr(time, "CLOCK_BOOTTIME", None) or getattr(time, "CLOCK_MONOTONIC", None)
    return time.monotonic() if kind is None else time.clock_gettime(kind)


class SteadyClock:
    """A `Clock` for everything that waits: its seconds are real ones, even when the machine's clock is set back.

    It follows a clock that is set forward: usually the machine has slept. When that is set back, this one stays ahead
    by as much; make a new one for what begins afterwards.
    """

    def __init__(self, wall: Callable[[], float] = time.time, count: Callable[[], float] = counted) -> None:
        self._wall = wall
        self._count = count
        self._anchor = wall() - count()

    def __call__(self) -> float:
        at = self._anchor + self._count()
        behind = self._wall() - at
        if behind > STEP:
            self._anchor += behind
            at += behind
        return at


class WallClock:
    """The `Clock` of times that are shown or stored: the machine's, as it is set now. When that is set back, this one
    stands still until it is caught up, so that a later event never has an earlier time."""

    def __init__(self, wall: Callable[[], float] = time.time, count: Callable[[], float] = counted) -> None:
        self._wall = wall
        self._count = count
        self._last = wall()
        self._between = self._last - count()

    def __call__(self) -> float:
        self._last = max(self._last, self._wall())
        return self._last

    def steady(self) -> SteadyClock:
        """A SteadyClock that starts from here. Make one for each thing that waits, when it begins."""
        return SteadyClock(self, self._count)

    def step(self) -> float | None:
        """By how many seconds the machine's clock was set since the last call; None if it was not."""
        between = self._wall() - self._count()
        step, self._between = between - self._between, between
        return step if abs(step) > STEP else None


def steady_clock() -> Clock:
    """A clock for one command that runs for seconds or minutes."""
    return SteadyClock()


def to_wait_by(clock: Clock) -> Clock:
    """The clock for something that begins now and waits; `clock` is that of the whole process."""
    return clock.steady() if isinstance(clock, WallClock) else clock
