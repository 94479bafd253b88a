"""How tests run: in virtual time, but for those that other processes, or the threads of others, time.

Two marks choose: `real_time`, and `slow` for what the inner loop (`make quick`) leaves to `make test`.
"""

import asyncio
from collections.abc import Callable, Generator, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from tests.harness import request_rules
from tests.harness.virtual_time import VirtualTimeLoop
from tests.spec import exchanges

ROOT = Path(__file__).parent
MARKS = {
    "demo": "real_time",
    "page": "real_time",
    "wire": "real_time",
    "failures": "slow",
    "fuzz": "slow",
    "mixtures": "slow",
}
"""Of everything in a folder. A test elsewhere is marked where it stands."""

settings.register_profile("any machine", deadline=None)  # its own limit is 200 ms of the wall's time for each example
settings.load_profile("any machine")
exchanges.record()
request_rules.hold()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Before `-m` chooses."""
    for item in items:
        if mark := MARKS.get(folder(item)):
            item.add_marker(mark)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """A request that Discord would refuse fails the test, also one that its fixtures sent or that the bot outlived."""
    try:
        return (yield)
    finally:
        request_rules.say()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    try:
        return (yield)
    finally:
        request_rules.say()


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The loop of an async test and of its fixtures; asked for before there are marks of folders."""
    real = MARKS.get(folder(item)) == "real_time" or item.get_closest_marker("real_time") is not None
    return {"real": asyncio.new_event_loop} if real else {"virtual": VirtualTimeLoop}


def folder(item: pytest.Item) -> str:
    return item.path.relative_to(ROOT).parts[0]
