"""What became of the planned questions."""

from bot.review.coverage import CoverageState, coverage
from tests.harness.stored_interviews import TURNS


def test_coverage_without_a_plan() -> None:
    """An older record: what was asked is all that is known, in the team's own words."""
    lines = coverage(None, TURNS)
    assert [(line.text, line.covered) for line in lines] == [
        ("Why here?", CoverageState.ANSWERED),
        ("When?", CoverageState.SKIPPED),
    ]
    assert coverage(None, ()) == ()
