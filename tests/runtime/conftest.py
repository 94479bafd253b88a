"""The simulated Gemini and the paper town of one test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sims.gemini import GeminiSim
from tests.harness.paper_thread import PaperTown


@pytest.fixture
async def sim() -> AsyncIterator[GeminiSim]:
    async with GeminiSim() as made:
        yield made


@pytest.fixture
def town() -> PaperTown:
    return PaperTown()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "interviews.db"
