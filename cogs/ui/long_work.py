"""Long work for one person's screen: beside the event loop, one piece at a time, and not without end for anybody.

A transcript of half a million characters takes half a second to be laid out; on the loop everybody would wait for it,
and a voice would stutter.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

from bot.errors import Refused

T = TypeVar("T")

MOST = 2
"""Pieces that one person may have asked for at once: one under way, and one waiting."""


class LongWork:
    """One for the process."""

    def __init__(self) -> None:
        self._one_at_a_time = asyncio.Lock()
        self._asked: Counter[int] = Counter()

    async def run(self, user_id: int, work: Callable[[], T]) -> T:
        """What `work` returns, done in a thread. Raises Refused for somebody who has asked for enough already."""
        if self._asked[user_id] >= MOST:
            raise Refused("door-busy")
        self._asked[user_id] += 1
        try:
            async with self._one_at_a_time:
                return await asyncio.to_thread(work)
        finally:
            self._asked[user_id] -= 1
            if not self._asked[user_id]:
                del self._asked[user_id]
