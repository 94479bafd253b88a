"""What leaks is seen; what the interpreter takes once for itself is not."""

import pytest

from tests.harness.memory import GROWTH, growth, peak


@pytest.mark.parametrize(("leaks", "once", "seen"), [(64, 0, True), (0, 4_000_000, False), (64, 4_000_000, True)])
@pytest.mark.parametrize("at", [2_000, 6_000])
async def test_growth(leaks: int, once: int, seen: bool, at: int) -> None:
    """64 bytes with each of 8,000 steps are a leak; four million at one of them are a table that doubled."""
    kept: list[bytes] = []
    done = 0

    async def step(count: int) -> None:
        nonlocal done
        for _ in range(count):
            done += 1
            if leaks:
                kept.append(bytes(leaks))
            if done == at and once:
                kept.append(bytes(once))

    memory, _ = await growth(step, 8_000)
    assert (memory > GROWTH) is seen


def test_a_peak() -> None:
    """The smaller of two: what is taken only at the first time is not what it costs."""
    tables: list[bytes] = []

    def act() -> None:
        if not tables:
            tables.append(bytes(4_000_000))
        bytes(50_000)

    assert 50_000 < peak(act) < 60_000
