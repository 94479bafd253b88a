"""What must happen although nobody asks for it: retention, deletions that a crash interrupted, old backups.

Every step may be done twice, so whoever is interrupted simply begins again.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable

from bot.clock import Clock
from bot.desk import Desk
from bot.edge import Places, Reason
from bot.interview.lifecycle import OVER
from bot.store import Store
from bot.store.records import Erasure, ErasureStep

log = logging.getLogger(__name__)

EVERY = 3600.0
"""Seconds between two rounds."""
PATIENCE = 24
"""Rounds in which a thread that cannot be deleted keeps its rows: about a day, then our promise comes first."""

Thread = tuple[int, int]
"""(guild id, thread id)."""


class Sweep:
    """One round at a time. It remembers how often a thread could not be deleted, and nothing else."""

    def __init__(self, store: Store, desk: Desk, places: Places, *, clock: Clock) -> None:
        self._store = store
        self._desk = desk
        self._places = places
        self._clock = clock
        self._failed: Counter[Thread] = Counter()

    async def round(self) -> None:
        """Everything that is due now. What fails is logged and stays due."""
        for erasure in await self._store.erasures():
            await carry_out(self._store, self._desk, self._places, erasure, may_wait=self.may_wait)
        for interview_id, guild_id, thread_id in await self._store.expired(self._clock()):
            await self._expire(interview_id, guild_id, thread_id)
        await self._store.purge_backups()

    def may_wait(self, thread: Thread) -> bool:
        """Whether the rows may be kept once more for a thread that could not be deleted just now."""
        self._failed[thread] += 1
        if self._failed[thread] < PATIENCE:
            return True
        log.warning("thread %d of server %d cannot be deleted; its record goes all the same", thread[1], thread[0])
        del self._failed[thread]
        return False

    async def _expire(self, interview_id: int, guild_id: int, thread_id: int | None) -> None:
        await self._desk.stop_interview(interview_id, Reason.ERASED)
        if thread_id is not None and not await self._places.erase(guild_id=guild_id, thread_id=thread_id):
            if self.may_wait((guild_id, thread_id)):
                return
        else:
            self._failed.pop((guild_id, thread_id or 0), None)
        await self._store.erase_interview(interview_id)
        log.info("interview %d: deleted, its time was up", interview_id)


def always(_: Thread) -> bool:
    """A thread that cannot be deleted now is tried again later."""
    return True


async def carry_out(
    store: Store, desk: Desk, places: Places, erasure: Erasure, *, may_wait: Callable[[Thread], bool] = always
) -> bool:
    """Take a deletion as far as it goes now; True when nothing is left. Otherwise the next round goes on with it."""
    if erasure.step is ErasureStep.REQUESTED:
        threads = set(erasure.threads) | await stop_running(store, desk, erasure)
        left = [thread for thread in sorted(threads) if not await places.erase(guild_id=thread[0], thread_id=thread[1])]
        if [thread for thread in left if may_wait(thread)]:
            return False
        await store.advance_erasure(erasure.id, ErasureStep.THREADS)
    await store.advance_erasure(erasure.id, ErasureStep.ROWS)
    await store.advance_erasure(erasure.id, ErasureStep.DONE)
    log.info("deletion %d: done", erasure.id)
    return True


async def stop_running(store: Store, desk: Desk, erasure: Erasure) -> set[Thread]:
    """End what still runs, and return its threads: one may have got its thread after the deletion was asked for."""
    threads = set()
    for row in await store.my_interviews(erasure.user_id, erasure.guild_id):
        if row.created_at > erasure.requested_at or row.status in OVER:
            continue
        await desk.stop_interview(row.id, Reason.ERASED)
        if row.thread_id is not None:
            threads.add((row.guild_id, row.thread_id))
    return threads


async def housekeep(store: Store, desk: Desk, places: Places, *, clock: Clock, every: float = EVERY) -> None:
    """A round at once and then every hour, until cancelled. A round that fails costs that round only."""
    sweep = Sweep(store, desk, places, clock=clock)
    while True:
        try:
            await sweep.round()
        except Exception as error:
            log.error("housekeeping failed, the next round tries again: %s", type(error).__name__)
        await asyncio.sleep(every)
