"""A disk that fills is foretold."""

from pathlib import Path

import pytest

from bot.process import disk

GB = 1_000_000_000


@pytest.mark.parametrize(
    ("total", "free", "low"),
    [
        (100 * GB, 4 * GB, True),
        (100 * GB, 6 * GB, False),
        (10 * GB, GB - 1, True),
        (10 * GB, 2 * GB, False),
        (0, 0, True),
    ],
)
def test_low(total: int, free: int, low: bool) -> None:
    """Less than 1 GB, or less than 5 %."""
    assert disk.low(total, free) is low


def test_a_disk_that_says_nothing(tmp_path: Path) -> None:
    """A folder that is gone is somebody else's trouble."""
    assert disk.look(tmp_path / "gone" / "x.db") == ""
