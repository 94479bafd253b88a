"""The queue for a server's one voice channel."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.interview.voice_queue import (
    GRACE,
    CallExpired,
    CallNext,
    CallPending,
    NobodyToCall,
    QueueEntry,
    Step,
    expected_minutes,
    next_step,
    place_of,
)

ANN, BEN, CLEO = QueueEntry(1, 10.0), QueueEntry(2, 20.0), QueueEntry(3, 30.0)
CALLED = QueueEntry(1, 10.0, called_at=100.0)

STEPS: list[tuple[str, list[QueueEntry], bool, float, Step]] = [
    ("nobody waits", [], False, 100.0, NobodyToCall()),
    ("the channel is taken", [ANN], True, 100.0, NobodyToCall()),
    ("the first is called", [BEN, ANN], False, 100.0, CallNext(1)),
    ("one is called at a time", [CALLED, BEN], False, 110.0, CallPending(100.0 + GRACE)),
    ("who does not come loses the place", [CALLED, BEN], False, 100.0 + GRACE, CallExpired(1)),
    ("a taken channel costs nobody the place", [CALLED, BEN], True, 1_000.0, NobodyToCall()),
]


@pytest.mark.parametrize(("entries", "busy", "now", "step"), [row[1:] for row in STEPS], ids=[row[0] for row in STEPS])
def test_the_next_step(entries: list[QueueEntry], busy: bool, now: float, step: Step) -> None:
    """One row, one rule."""
    assert next_step(entries, busy, now) == step


def test_a_place_and_what_to_expect() -> None:
    """Who was called is first; half of the running interview counts."""
    line = [CLEO, BEN, ANN]
    assert [place_of(line, entry.user_id) for entry in (ANN, BEN, CLEO)] == [1, 2, 3]
    assert place_of(line, 4) is None
    assert place_of([QueueEntry(3, 30.0, called_at=40.0), ANN], 3) == 1
    assert [expected_minutes(place, 10.0) for place in (1, 2, 3)] == [5, 15, 25]
    assert expected_minutes(1, 0.0) == 1
    assert expected_minutes(1, None) == 8


@given(
    st.lists(st.floats(0, 1_000), max_size=8),
    st.lists(st.tuples(st.booleans(), st.floats(0, 400)), max_size=40),
)
def test_everybody_is_called_once_in_order(joined: list[float], happenings: list[tuple[bool, float]]) -> None:
    """However long the channel is taken, and whoever comes: nobody is passed over, and the line empties."""
    entries = {n: QueueEntry(n, at) for n, at in enumerate(joined)}
    called: list[int] = []
    now = 1_000.0

    def step(busy: bool) -> Step:
        made = next_step(list(entries.values()), busy, now)
        match made:
            case CallNext(user):
                called.append(user)
                entries[user] = QueueEntry(user, entries[user].joined_at, now)
            case CallExpired(user):
                assert (entries[user].called_at or now) + GRACE <= now
                del entries[user]
        assert sum(entry.called_at is not None for entry in entries.values()) <= 1
        return made

    for busy, seconds in happenings:
        step(busy)
        now += seconds
    while entries:
        made = step(busy=False)
        assert not isinstance(made, NobodyToCall)
        now = max(now, made.until) if isinstance(made, CallPending) else now
    assert called == [user for _, user in sorted((at, n) for n, at in enumerate(joined))]
