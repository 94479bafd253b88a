"""Clocks that are set while the bot runs, and machines that sleep."""

import pytest

from bot.clock import DAY, SteadyClock, WallClock, counted, to_wait_by

HOUR = 3600.0


class Machine:
    """Its wall clock and its counted seconds, as one sets and spends them."""

    def __init__(self) -> None:
        self.wall = 1_800_000_000.0
        self.count = 50.0

    def clock(self) -> WallClock:
        return WallClock(lambda: self.wall, lambda: self.count)

    def passes(self, seconds: float) -> None:
        """Awake or asleep: both clocks count it."""
        self.wall += seconds
        self.count += seconds

    def sets(self, seconds: float) -> None:
        self.wall += seconds


@pytest.mark.parametrize("by", [3 * DAY, 90.0, -HOUR, -3 * DAY])
def test_what_is_stored_follows_a_clock_that_was_set(by: float) -> None:
    """Forward at once; back, it never shows an earlier time than before, and is right once that is caught up."""
    machine = Machine()
    clock = machine.clock()
    machine.passes(10)
    before = clock()
    machine.sets(by)
    assert clock() == max(machine.wall, before)
    assert clock.step() == pytest.approx(by)
    assert clock.step() is None
    machine.passes(abs(by))
    assert clock() == machine.wall


@pytest.mark.parametrize("by", [-HOUR, -3 * DAY, -90.0, 0.0, 30.0])
def test_what_waits_is_not_kept_waiting(by: float) -> None:
    """Ten seconds are ten seconds while the clock is set back, also for what begins only then."""
    machine = Machine()
    clock = machine.clock()
    old = clock.steady()
    machine.sets(by)
    new = clock.steady()
    for waiting in (old, new):
        began = waiting()
        machine.passes(10)
        assert waiting() == began + 10
    assert new() >= clock()


def test_what_waits_follows_a_clock_set_forward() -> None:
    """A deadline that was told to somebody comes when it was told, not three days later."""
    machine = Machine()
    waiting = machine.clock().steady()
    machine.sets(3 * DAY)
    assert waiting() == machine.wall
    machine.passes(10)
    assert waiting() == machine.wall


def test_a_night_asleep_is_no_step_and_counts() -> None:
    """Eight hours on both clocks: nothing was set, and what waited is late."""
    machine = Machine()
    clock = machine.clock()
    waiting = clock.steady()
    machine.passes(8 * HOUR)
    assert (clock.step(), clock(), waiting()) == (None, machine.wall, machine.wall)


def test_drift_is_no_step() -> None:
    """NTP pulls a clock by parts of a second."""
    machine = Machine()
    clock = machine.clock()
    for _ in range(100):
        machine.passes(1)
        machine.sets(0.5)
        assert clock.step() is None


def test_a_clock_of_another_kind_is_left_as_it_is() -> None:
    """A test's, or the one of a single command."""
    clock = SteadyClock()
    assert to_wait_by(clock) is clock
    assert counted() <= counted()
