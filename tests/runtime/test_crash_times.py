"""When a crashed interview is tried again, and who is told: the pure side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.runtime.crashes import LASTING_SECONDS, MAX_SIGNS, SHORTEST_WAIT, STABLE_SECONDS, WAITS, Crashes

START = 1_000_000.0


def crashed_at(*at: float) -> Crashes:
    """Crashes so many seconds after the first; each runner begins a second before."""
    crashes = Crashes()
    for seconds in at:
        crashes.started(START + seconds - 1)
        crashes.crashed(START + seconds)
    return crashes


@pytest.mark.parametrize(
    ("crashes_at", "next_at"),
    [
        ((0,), 15),
        ((0, 1, 2, 3, 4, 5, 6), 15),  # tries of people change nothing
        ((0, 16), 75),
        ((0, 16, 76), 375),
        ((0, 16, 76, 376), 1275),
        ((0, 16, 76, 376, 1276), 2175),
        ((0, 10_000), 10_275),
    ],
)
def test_the_times(crashes_at: tuple[float, ...], next_at: float) -> None:
    """From the first crash on; what people try in between changes nothing."""
    crashes = crashed_at(*crashes_at)
    assert crashes.next_at(START + crashes_at[-1]) == START + next_at


@given(st.lists(st.floats(0.0, 800.0), min_size=1, max_size=60))
def test_the_next_try_is_never_far(gaps: list[float]) -> None:
    """Whatever happens, within a quarter of an hour, and not at this very moment."""
    crashes, now = Crashes(), START
    for gap in gaps:
        now += gap
        crashes.started(now - 0.5)
        crashes.crashed(now)
        assert now + SHORTEST_WAIT <= crashes.next_at(now) <= now + WAITS[-1] + SHORTEST_WAIT


def test_what_stood_for_long_begins_anew() -> None:
    """And so does what brought a turn through."""
    crashes = crashed_at(0, 1, 2, 3)
    crashes.started(START + 100)
    crashes.crashed(START + 100 + STABLE_SECONDS)
    assert crashes.in_row == 1
    crashes.recovered()
    crashes.crashed(START + 9000)
    assert (crashes.in_row, crashes.next_at(START + 9000)) == (1, START + 9000 + WAITS[0])


def test_the_team_hears_of_what_lasts() -> None:
    """And that it goes on only if it was told."""
    crashes = crashed_at(0, 1, 2)
    assert not crashes.lasting(START + 2)
    assert crashes.lasting(START + LASTING_SECONDS)
    assert not crashes.recovered()
    crashes = crashed_at(0, LASTING_SECONDS)
    crashes.team = True
    assert crashes.recovered()
    assert not crashes.recovered()


def test_signs_end() -> None:
    """What crashes again after each notice gets no more of them, until the trouble is over."""
    crashes = crashed_at(0)
    for _ in range(MAX_SIGNS):
        crashes.told = True
        assert crashes.sign_due
        crashes.shown()
    crashes.told = True
    assert not crashes.sign_due
    crashes.recovered()
    crashes.crashed(START + 10)
    crashes.told = True
    assert crashes.sign_due
