"""Twenty thousand hostile datagrams."""

import pytest

from tests.media.fuzz import GROWTH, run


@pytest.mark.slow
def test_no_datagram_raises_and_nothing_grows() -> None:
    """All kinds of refusal occur, some are heard, and memory stays."""
    counters, growth = run(20_000, seed=3)
    assert growth < GROWTH
    kinds = {"version", "not_opus", "rtcp", "truncated", "shut", "padding", "extension", "empty", "heard", "frames"}
    assert kinds <= counters.keys()
    assert counters["heard"] > 2000
