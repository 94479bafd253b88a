"""An event loop whose time runs twenty times as fast, and jumps: real sockets, real files, production's waits.

Every timer of the process lives by the loop's time, so retries, time-outs and sleeps keep their order and their length
relative to each other; a retry chain of 15 s takes less than one.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any

from bot.clock import Clock, steady_clock

SPEED = 20.0


class Impatient(selectors.DefaultSelector):
    """Waits in real seconds for what the loop counts in its own."""

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(None if timeout is None else timeout / SPEED)


class Warp(asyncio.SelectorEventLoop):
    """`jump` at a moment when nothing is on its way, or what is on its way comes too late."""

    def __init__(self) -> None:
        self._ahead = 0.0
        super().__init__(Impatient())

    def time(self) -> float:
        return super().time() * SPEED + self._ahead

    def jump(self, seconds: float) -> None:
        """All at once it is so much later."""
        self._ahead += seconds


def loop() -> Warp:
    """The one that runs."""
    running = asyncio.get_running_loop()
    assert isinstance(running, Warp), "run me with `warped`"
    return running


def clock() -> Clock:
    """Epoch seconds that go with the running loop."""
    running = loop()
    anchor = steady_clock()() - running.time()
    return lambda: anchor + running.time()


def warped(main: Coroutine[Any, Any, None]) -> None:
    """Run it on a loop of this kind."""
    with asyncio.Runner(loop_factory=Warp) as runner:
        runner.run(main)


async def until(holds: Callable[[], object], why: Callable[[], str], *, seconds: float = 400.0) -> None:
    """Wait until it holds; `seconds` of the loop's, so twenty real ones."""
    try:
        async with asyncio.timeout(seconds):
            while not holds():  # noqa: ASYNC110 - what is waited for has no event of its own
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(why()) from None
