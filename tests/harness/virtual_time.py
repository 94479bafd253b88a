"""An event loop whose time stands still while anything happens, and jumps to the next timer when nothing does.

Sockets, files and threads are real, and so are production's waits; but no computing takes any of the loop's time,
however slow the machine is. A retry chain of 15 s takes as long as its computing, and a timer comes only when
everything that was under way before it is done.
"""

import asyncio
import selectors
import sys
import time
from collections.abc import Callable, Coroutine
from typing import Any

FROM_THREADS = ("asyncio.futures", "aiosqlite.core")
"""Modules whose futures another thread fulfils: `wrap_future` (all of run_in_executor), and a database connection."""

EPOCH = time.time() - time.monotonic()
"""When the time of every loop was 0."""

STUCK = 30.0
"""Real seconds after which a thread counts as waiting for a timer, and not as working: SQLite waits at most 5 for a
lock, and no other work that is handed to a thread here takes a second, even on a busy machine."""


class Skipping(selectors.DefaultSelector):
    """Lets its loop's time jump instead of waiting, where nothing but time is waited for.

    Bytes need no waiting for: a write to the loopback device reaches the other socket within the system call.
    """

    loop: "VirtualTimeLoop"

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(0)
        if found or timeout == 0:
            return found
        if timeout is None:  # the loop is about to end, or a signal is waited for
            return super().select(None)
        if self.loop.threads_work() and (found := super().select(STUCK)):
            return found
        self.loop.jump(timeout)
        return []


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """Not for tests that start processes: those live by another clock (mark them `real_time`).

    `jump` at a moment when nothing is on its way, or what is on its way comes too late."""

    def __init__(self) -> None:
        self._now = super().time()
        self._elsewhere: list[asyncio.Future[Any]] = []
        self._leaving = False
        selector = Skipping()
        selector.loop = self
        super().__init__(selector)

    def time(self) -> float:
        return self._now

    def jump(self, seconds: float) -> None:
        """All at once it is so much later."""
        self._now += seconds

    def create_future(self) -> asyncio.Future[Any]:
        future = super().create_future()
        if sys._getframe(1).f_globals.get("__name__") in FROM_THREADS:
            self._elsewhere.append(future)
        return future

    def threads_work(self) -> bool:
        """Whether another thread was given something that it has not done."""
        self._elsewhere = [future for future in self._elsewhere if not future.done()]
        return bool(self._elsewhere) or self._leaving

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        """Waits for threads without a time limit: the one that Python 3.12 sets would be over at once. No time passes
        meanwhile: what a test left behind must not begin anything in a loop that is about to close."""
        self._leaving = True
        await super().shutdown_default_executor()


def loop() -> VirtualTimeLoop:
    """The one that runs."""
    running = asyncio.get_running_loop()
    assert isinstance(running, VirtualTimeLoop), "run me with `in_virtual_time`"
    return running


def clock() -> float:
    """Epoch seconds by the time of the running loop, of whatever kind; outside of any (a thread's), by the real one."""
    try:
        return EPOCH + asyncio.get_running_loop().time()
    except RuntimeError:
        return EPOCH + time.monotonic()


def in_virtual_time(main: Coroutine[Any, Any, None]) -> None:
    """Run it on a loop of this kind."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        runner.run(main)


async def until(holds: Callable[[], object], why: Callable[[], str], *, seconds: float = 400.0) -> None:
    """Wait until it holds; `seconds` of the loop's."""
    try:
        async with asyncio.timeout(seconds):
            while not holds():  # noqa: ASYNC110 - what is waited for has no event of its own
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(why()) from None
