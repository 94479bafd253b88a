"""An open store in a temporary folder, on a clock that is set."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store import Store
from tests.harness.small_disk import mounted
from tests.harness.store_parts import SetClock


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "interviews.db"


@pytest.fixture
async def store(path: Path, clock: SetClock) -> AsyncIterator[Store]:
    async with Store.open(path, clock=clock) as opened:
        yield opened


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small one beside everything else."""
    with mounted(tmp_path / "small") as folder:
        yield folder
