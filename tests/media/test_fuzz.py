"""Twenty thousand hostile datagrams."""

import pytest

from tests.harness.memory import GROWTH, OBJECTS
from tests.media.fuzz import run


@pytest.mark.slow
async def test_no_datagram_raises_and_nothing_grows() -> None:
    """All kinds of refusal occur, some are heard, and memory stays."""
    counters, memory, objects = await run(20_000, seed=3)
    assert memory < GROWTH
    assert objects < OBJECTS
    kinds = {"version", "not_opus", "rtcp", "truncated", "shut", "padding", "extension", "empty", "heard", "frames"}
    assert kinds <= counters.keys()
    assert counters["heard"] > 2000
