"""What readers get of an interview stays what it is: to the letter as in `tests/data/review`."""

import pytest

from tests.review.golden import FOLDER, INTERVIEWS, rendered


@pytest.mark.parametrize("name", INTERVIEWS)
def test_nothing_changes_for_readers(name: str) -> None:
    """Markdown, JSON, and every embed; see `tests.review.golden` for a change that is meant."""
    for ending, text in rendered(*INTERVIEWS[name]).items():
        assert text == (FOLDER / f"{name}.{ending}").read_bytes().decode()


def test_no_file_is_left_over() -> None:
    """Each belongs to an interview that is compared."""
    expected = {f"{name}.{ending}" for name, pair in INTERVIEWS.items() for ending in rendered(*pair)}
    assert {path.name for path in FOLDER.iterdir()} == expected
