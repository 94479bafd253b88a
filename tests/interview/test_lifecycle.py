"""The table of the lifecycle is the truth, and the page in the docs is written from it."""

from pathlib import Path

import pytest

from bot.interview.lifecycle import MEANINGS, OVER, TRANSITIONS, Verb, after, page
from bot.interview.models import Status

ROOT = Path(__file__).parents[2]


def test_the_page_in_the_docs_is_the_table() -> None:
    """Run `python -m bot.interview.lifecycle > docs/lifecycle.md` when this fails."""
    assert (ROOT / "docs" / "lifecycle.md").read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("verb", Verb)
def test_a_missing_row_is_the_error(status: Status, verb: Verb) -> None:
    """What is not in the table cannot happen."""
    if (status, verb) in TRANSITIONS:
        assert after(status, verb) is TRANSITIONS[status, verb]
    else:
        with pytest.raises(KeyError):
            after(status, verb)


def test_every_state_is_explained_and_can_be_reached() -> None:
    """No state is a word only."""
    assert set(MEANINGS) == set(Status)
    assert {Status.STARTING, *TRANSITIONS.values()} == set(Status)


def test_every_running_state_can_end() -> None:
    """From everywhere there is a way out by the candidate, by time and by failure."""
    assert {Status.COMPLETED, Status.ENDED, Status.ABANDONED, Status.FAILED} == OVER
    for status in set(Status) - OVER:
        for verb in (Verb.END, Verb.ABANDON, Verb.FAIL):
            assert after(status, verb) in OVER


def test_the_schema_knows_exactly_these_states() -> None:
    """The CHECK in schema.sql and the enum are one list."""
    schema = (ROOT / "schema.sql").read_text(encoding="utf-8")
    assert all(f"'{status}'" in schema for status in Status)
