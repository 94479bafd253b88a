"""Tests of the list: it must not rot while nobody runs `make prove`."""

import pytest

from tests.prove.removals import Removal, load


@pytest.mark.parametrize("removal", load(), ids=lambda removal: removal.kind[:60])
def test_what_can_be_taken_out_is_there(removal: Removal) -> None:
    """The line stands once in its file, and the tests that miss it exist."""
    assert removal.faults() == []
    assert removal.kind
    assert removal.switch
    assert removal.tests
    assert "\n" not in removal.line + removal.without
