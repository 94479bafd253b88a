"""What code takes of memory, measured in a process that has run a thousand other tests.

Of two measurements the smaller counts. A table of the interpreter's own may double in one of them: that of its interned
strings takes 3.8 MB at once in a process that knows 87,000 of them. It does not double twice; a leak does."""

import gc
import tracemalloc
from collections.abc import Awaitable, Callable

GROWTH = 128 * 1024
"""Bytes that may be held more after thousands of hostile inputs."""

OBJECTS = 500
"""Objects that the garbage collector may know more of at the end: caches of others that fill once."""


def peak(act: Callable[[], object]) -> int:
    """The most bytes that `act` holds at a time. It is run twice."""
    return min(_peak(act), _peak(act))


async def growth(step: Callable[[int], Awaitable[None]], n: int) -> tuple[int, int]:
    """Run `n` steps; by how many bytes and objects more is held for them, as the last three quarters tell."""
    await step(n // 8)
    tracemalloc.start()
    try:
        await step(n // 8)
        start = _held()
        await step(n * 3 // 8)
        middle = _held()
        await step(n - n // 8 * 2 - n * 3 // 8)
        end = _held()
    finally:
        tracemalloc.stop()
    halves = [(after[0] - before[0], after[1] - before[1]) for before, after in ((start, middle), (middle, end))]
    return 2 * min(memory for memory, _ in halves), 2 * min(objects for _, objects in halves)


def _held() -> tuple[int, int]:
    gc.collect()
    return tracemalloc.get_traced_memory()[0], len(gc.get_objects())


def _peak(act: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
