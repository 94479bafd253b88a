"""What must happen although nobody asks for it: retention, deletions that a crash interrupted, old backups.

Every step is idempotent, so an interrupted round simply begins again.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from functools import partial

from bot.clock import DAY, Clock
from bot.errors import Reason
from bot.interview.lifecycle import OVER
from bot.log import where
from bot.ports.places import Places
from bot.runtime.service import InterviewService
from bot.store import Store
from bot.store.records import Erasure, ErasureStep

log = logging.getLogger(__name__)

EVERY = 3600.0
"""Seconds between two rounds."""
PATIENCE = DAY
"""Seconds for which rows are kept because their thread cannot be deleted. After that the promise to delete the rows
comes first."""
TRIES = 3
"""Rounds that this process tries before it gives a thread up: Discord may have been away."""

Thread = tuple[int, int]
"""(guild id, thread id). Of an interview that only had a room of its own, that."""


class Retention:
    """Runs one round at a time. It remembers only how often a thread could not be deleted."""

    def __init__(self, store: Store, service: InterviewService, places: Places, *, clock: Clock) -> None:
        self._store = store
        self._service = service
        self._places = places
        self._clock = clock
        self._failed: Counter[Thread] = Counter()

    async def round(self) -> None:
        """Do everything that is due now. What fails is logged, stays due, and does not stop the rest."""
        for job in (self._erasures, self._retention, self._store.purge_backups, self._store.wipe_log):
            await tried(job())

    async def _erasures(self) -> None:
        for erasure in await self._store.erasures():
            late = erasure.requested_at + PATIENCE <= self._clock()
            may_wait = partial(self.may_wait, late=late)
            await tried(carry_out(self._store, self._service, self._places, erasure, may_wait=may_wait))

    async def _retention(self) -> None:
        now = self._clock()
        late = {interview_id for interview_id, _, _ in await self._store.expired(now - PATIENCE)}
        for interview_id, guild_id, place_id in await self._store.expired(now):
            await tried(self._expire(interview_id, guild_id, place_id, late=interview_id in late))

    def may_wait(self, thread: Thread, *, late: bool) -> bool:
        """Whether the rows may be kept once more for a thread that could not be deleted just now."""
        self._failed[thread] += 1
        if not late or self._failed[thread] < TRIES:
            return True
        log.warning("thread %d of server %d cannot be deleted; its record goes all the same", thread[1], thread[0])
        return False

    async def _expire(self, interview_id: int, guild_id: int, place_id: int | None, *, late: bool) -> None:
        # First it stops, or its runner would meet a place that goes away under it. The rows go last: nothing else knows
        # which place is still to be deleted.
        await self._service.stop_interview(interview_id, Reason.ERASED)
        stays = place_id is not None and not await self._places.delete(guild_id=guild_id, place_id=place_id)
        if stays and self.may_wait((guild_id, place_id or 0), late=late):
            return
        await self._store.erase_interview(interview_id)
        self._failed.pop((guild_id, place_id or 0), None)
        log.info("interview %d: deleted, its time was up", interview_id)


async def tried(job: Awaitable[object]) -> None:
    """Await one job, and log what it raises: kind and place, not its text."""
    try:
        await job
    except Exception as error:
        log.error("housekeeping failed, the next round tries again: %s", where(error))


def always(_: Thread) -> bool:
    """A thread that cannot be deleted now is tried again later."""
    return True


async def carry_out(
    store: Store,
    service: InterviewService,
    places: Places,
    erasure: Erasure,
    *,
    may_wait: Callable[[Thread], bool] = always,
) -> bool:
    """Take a deletion as far as possible now; True when it is done. Otherwise the next round goes on with it."""
    if erasure.step is ErasureStep.REQUESTED:
        threads = set(erasure.threads) | await stop_running(store, service, erasure)
        left = [thread for thread in sorted(threads) if not await places.delete(guild_id=thread[0], place_id=thread[1])]
        if [thread for thread in left if may_wait(thread)]:
            return False
        await store.advance_erasure(erasure.id, ErasureStep.THREADS)
    await store.advance_erasure(erasure.id, ErasureStep.ROWS)
    await store.advance_erasure(erasure.id, ErasureStep.DONE)
    log.info("deletion %d: done", erasure.id)
    return True


async def stop_running(store: Store, service: InterviewService, erasure: Erasure) -> set[Thread]:
    """End what still runs, and return its threads: one may have got its thread after the deletion was asked for."""
    threads = set()
    for row in await store.my_interviews(erasure.user_id, erasure.guild_id):
        if row.created_at > erasure.requested_at or row.status in OVER:
            continue
        await service.stop_interview(row.id, Reason.ERASED)
        if row.thread_id is not None:
            threads.add((row.guild_id, row.thread_id))
    return threads


async def housekeep(
    store: Store, service: InterviewService, places: Places, *, clock: Clock, every: float = EVERY
) -> None:
    """Run a round at once and then every hour, until cancelled."""
    retention = Retention(store, service, places, clock=clock)
    while True:
        await retention.round()
        await asyncio.sleep(every)
