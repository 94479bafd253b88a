"""How often a page may send, by a clock that is an argument."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.media.frame_gate import TOKENS, TOKENS_A_SECOND, TOKENS_AT_ONCE, FrameBudget, FrameGate, Verdict
from bot.media.pictures import LARGEST_FRAME
from bot.ports.events import Source

TAKE, EARLY, FLOOD = Verdict.TAKE, Verdict.EARLY, Verdict.FLOOD
SIZE = 60_000
HALF_AN_HOUR = 1800


def shown(source: Source, seconds: float, size: int = SIZE) -> list[int]:
    """The waits of an honest page that always has something new to show."""
    gate, now, waits = FrameGate(0.0), 0.0, []
    while now < seconds:
        assert gate.arrives(size, now) is TAKE
        waits.append(gate.wait_ms(source, now + 0.02))
        now += 0.02 + waits[-1] / 1000
    return waits


@pytest.mark.parametrize("source", [Source.CAMERA, Source.SCREEN])
def test_half_an_hour_fits(source: Source) -> None:
    """Pictures all the time: as many as the model's context is to hold, spread evenly after a quick beginning."""
    waits = shown(source, HALF_AN_HOUR)
    spent = TOKENS[source] * len(waits)
    assert 0.95 * TOKENS_A_SECOND * HALF_AN_HOUR < spent <= TOKENS_A_SECOND * HALF_AN_HOUR + TOKENS_AT_ONCE
    assert waits[0] == 1000
    assert waits[-1] == pytest.approx(1000 * TOKENS[source] / TOKENS_A_SECOND, abs=30)


def test_a_still_page_saves() -> None:
    """After some quiet, pictures may come each second again, but no more than the purse holds."""
    gate = FrameGate(0.0)
    waits = []
    for number in range(60):
        now = 10_000 + number * 1.05
        if gate.arrives(SIZE, now) is not TAKE:
            break
        waits.append(gate.wait_ms(Source.CAMERA, now))
    assert waits[:35] == [1000] * 35
    assert waits[-1] > 1000


def test_unseen_costs_nothing() -> None:
    """While the interview rests a picture a second may come for ever."""
    gate = FrameGate(0.0)
    for second in range(HALF_AN_HOUR):
        assert gate.arrives(SIZE, float(second)) is TAKE
        assert gate.wait_ms(Source.SCREEN, second + 0.01, shown=False) == 1000


def test_early() -> None:
    """One before its time is dropped, and told how long is left; the next one in time is taken."""
    gate = FrameGate(0.0)
    assert gate.arrives(SIZE, 0.0) is TAKE
    assert gate.arrives(SIZE, 0.01) is EARLY  # before its acknowledgement
    assert gate.wait_ms(Source.CAMERA, 0.02) == 1000
    assert gate.arrives(SIZE, 0.5) is EARLY
    assert gate.wait_ms(Source.CAMERA, 0.5, shown=False) == 1000
    assert gate.arrives(SIZE, 1.5) is TAKE


def test_a_timer_that_runs_short() -> None:
    """Browsers' timers may fire some milliseconds too soon."""
    gate = FrameGate(0.0)
    assert gate.arrives(SIZE, 0.0) is TAKE
    assert gate.arrives(SIZE, 0.96) is TAKE


def test_a_flood() -> None:
    """Who goes on sending early is told to go; pictures in between are not looked at."""
    gate = FrameGate(0.0)
    verdicts = [gate.arrives(100, number / 50) for number in range(60)]
    assert verdicts.count(TAKE) == 1
    assert FLOOD in verdicts
    assert set(verdicts[verdicts.index(FLOOD) :]) == {FLOOD}


def test_a_flood_of_bytes() -> None:
    """Large ones are too much sooner."""
    gate = FrameGate(0.0)
    verdicts = [gate.arrives(LARGEST_FRAME, number / 100) for number in range(30)]
    assert verdicts.index(FLOOD) < 15


def test_the_largest_pictures_in_time_are_no_flood() -> None:
    """An honest page may send what the protocol allows, for as long as it likes."""
    gate = FrameGate(0.0)
    for second in range(HALF_AN_HOUR):
        assert gate.arrives(LARGEST_FRAME, float(second)) is TAKE
        gate.wait_ms(Source.CAMERA, second + 0.01, shown=False)


def test_a_new_connection_is_no_new_beginning() -> None:
    """A page that is reloaded for each picture shares one budget: tokens, pictures, patience."""
    budget, takes, verdict = FrameBudget(0.0), 0, TAKE
    for number in range(600):
        gate = FrameGate(number / 10, budget)
        verdict = gate.arrives(SIZE, number / 10)
        takes += verdict is TAKE
        gate.wait_ms(Source.CAMERA, number / 10, shown=verdict is TAKE)
    assert takes <= 10 + 1.25 * 60
    assert verdict is FLOOD


def test_a_flood_is_forgiven() -> None:
    """After a minute an honest page is taken in again."""
    budget = FrameBudget(0.0)
    gate = FrameGate(0.0, budget)
    while gate.arrives(100, 0.5) is not FLOOD:
        pass
    assert FrameGate(60.0, budget).arrives(SIZE, 60.0) is TAKE


@given(
    st.lists(
        st.tuples(
            st.floats(0, 30),
            st.integers(1, LARGEST_FRAME),
            st.sampled_from([Source.CAMERA, Source.SCREEN]),
            st.booleans(),
        ),
        max_size=80,
    )
)
def test_whatever_comes(frames: list[tuple[float, int, Source, bool]]) -> None:
    """A wait is at least a second and never for ever; who waits as told is taken; tokens keep within their rate."""
    gate, now, spent = FrameGate(0.0), 0.0, 0
    due = 0.0
    for gap, size, source, honest in frames:
        now = max(now, due) if honest else now + gap
        verdict = gate.arrives(size, now)
        if verdict is FLOOD:
            return
        if now >= due:
            assert verdict is TAKE
        wait = gate.wait_ms(source, now, shown=verdict is TAKE)
        assert 1000 <= wait <= 1000 * (2 * 258 / TOKENS_A_SECOND + 1)
        due = now + wait / 1000
        spent += TOKENS[source] if verdict is TAKE else 0
        assert spent <= TOKENS_AT_ONCE + TOKENS_A_SECOND * now + max(TOKENS.values())


def test_a_clock_that_stands() -> None:
    """Time that does not pass, or comes twice, gives nothing."""
    budget = FrameBudget(5.0)
    budget.tokens.spend(100, 5.0)
    assert budget.tokens.level(4.0) == budget.tokens.level(5.0) == TOKENS_AT_ONCE - 100
