"""The clocks: what is shown and stored follows the machine's own, what waits never stalls and never runs backward."""

import time
from collections.abc import Callable

DAY = 86_400.0
"""Seconds."""

Clock = Callable[[], float]
"""Returns epoch seconds (UTC), never less than before."""

STEP = 60.0
"""Seconds between the machine's clock and counted time that are a clock set anew, and no drift."""


def counted() -> float:
    """Seconds that passed since some moment, those in which the machine slept included (Linux; macOS counts them, too,
    by this call and not by `time.monotonic`)."""
    kind = getattr(time, "CLOCK_BOOTTIME", None) or getattr(time, "CLOCK_MONOTONIC", None)
    return time.monotonic() if kind is None else time.clock_gettime(kind)


class SteadyClock:
    """A `Clock` for whatever waits: seconds on it last as long as real ones, though the machine's clock is set back.

    Set forward, it is followed: to whom it happens the machine has slept. Set back, this one stays ahead by that much;
    make a new one for what begins afterwards.
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
    """The `Clock` of what is shown and stored: the machine's, as it is set now. Set back, it stands still until it is
    caught up, so that what came later never has the earlier time."""

    def __init__(self, wall: Callable[[], float] = time.time, count: Callable[[], float] = counted) -> None:
        self._wall = wall
        self._count = count
        self._last = wall()
        self._between = self._last - count()

    def __call__(self) -> float:
        self._last = max(self._last, self._wall())
        return self._last

    def steady(self) -> SteadyClock:
        """One that starts from here. Each thing that waits needs a new one when it begins."""
        return SteadyClock(self, self._count)

    def step(self) -> float | None:
        """By how many seconds the machine's clock was set, since this was last asked; None where it was not."""
        between = self._wall() - self._count()
        step, self._between = between - self._between, between
        return step if abs(step) > STEP else None


def steady_clock() -> Clock:
    """For one command that runs for seconds or minutes."""
    return SteadyClock()


def to_wait_by(clock: Clock) -> Clock:
    """The clock for something that begins now and waits, where `clock` is that of the whole process."""
    return clock.steady() if isinstance(clock, WallClock) else clock
