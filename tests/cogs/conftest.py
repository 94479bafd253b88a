"""Every test of a cog opens the whole house for itself."""

import contextlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.harness.bot_process import House, launch

Open = Callable[..., contextlib.AbstractAsyncContextManager[House]]


@pytest.fixture
def open_house(tmp_path: Path) -> Open:
    """`async with open_house(gemini_paid=True) as house:` in a folder of this test's own."""
    return partial(launch, tmp_path)
