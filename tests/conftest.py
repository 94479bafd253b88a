"""Which tests run in virtual time: all but those that other processes, or the threads of others, time."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.virtual_time import VirtualTimeLoop

ROOT = Path(__file__).parent
REAL_TIME = {"demo", "page", "wire"}
"""Folders whose tests all drive other processes. One elsewhere says it itself: `@pytest.mark.real_time`."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """So that `-m real_time` and `-m "not real_time"` choose."""
    for item in items:
        if real_time(item):
            item.add_marker("real_time")


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The loop of an async test and of its fixtures."""
    return {"real": asyncio.new_event_loop} if real_time(item) else {"virtual": VirtualTimeLoop}


def real_time(item: pytest.Item) -> bool:
    folder = item.path.relative_to(ROOT).parts[0]
    return folder in REAL_TIME or item.get_closest_marker("real_time") is not None
