"""Interviews against a peer that does anything: the share of `make fuzz` that every test run has, 50,000 steps."""

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.fuzz.anything import run


@pytest.mark.parametrize("part", range(5))
@settings(max_examples=10, phases=[Phase.generate])  # smaller numbers are no smaller interviews
@given(number=st.integers(0, 2**32))
def test_no_interview_stands_still(part: int, number: int) -> None:
    """It moves, or the candidate is told and has a button, and the record says why; a seed that fails is shown."""
    counters = run(1000, seed=5 * number + part)
    assert counters["frame"] > 10
