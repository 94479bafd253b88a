"""Takes up the interviews that the record calls running and that nobody runs: after a restart, and from then on."""

import asyncio
import logging
from collections.abc import Set as AbstractSet

from bot.errors import EdgeGone, Reason
from bot.interview.events import Restored, ResumedElsewhere
from bot.interview.lifecycle import OVER
from bot.interview.models import InterviewSnapshot, Medium, Status
from bot.log import where
from bot.runtime.relocation import Relocator
from bot.runtime.supervisor import Supervisor
from bot.store import Store

log = logging.getLogger(__name__)

LOOK_SECONDS = 60.0
"""Between two looks for running interviews that nobody runs."""


class Restorer:
    """`restore` once Discord is ready; nothing is taken up before. `keep_looking` runs as a task of its own."""

    def __init__(
        self, store: Store, supervisor: Supervisor, relocator: Relocator, opening: AbstractSet[tuple[int, int]]
    ) -> None:
        """`opening` is the service's own set: (server, person) whose interview is just being made."""
        self.restored = False
        self._store = store
        self._supervisor = supervisor
        self._relocator = relocator
        self._opening = opening
        self._taking: set[int] = set()  # interviews that are just taken up

    async def restore(self) -> None:
        """Take up every interview that the record calls running, and tidy up what a killed process left behind."""
        self.restored = True
        await self._take_up_all()
        log.info("%d interviews restored", len(self._supervisor))
        await self._relocator.sweep_rooms()
        await self._relocator.close_threads()

    async def keep_looking(self) -> None:
        """Take up, again and again, whichever is not run: what kept it from that may pass."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                if self.restored:
                    await self._take_up_all()
            except Exception as error:
                log.error("the running interviews cannot be read: %s", where(error))

    async def _take_up_all(self) -> None:
        for interview_id in await self._store.running():
            await self.take_up(interview_id)

    async def take_up(self, interview_id: int) -> bool:
        """Run an interview that the record calls running, unless it is run already; close it where it never began.

        Returns whether it is run now. Raises nothing for a record that cannot be read: that must not keep all the
        others waiting, so it crashes by itself.
        """
        ready = self.restored and not self._supervisor.stopping and interview_id not in self._taking
        if ready and self._supervisor.get(interview_id) is None:
            self._taking.add(interview_id)
            try:
                snapshot = await self._store.snapshot(interview_id)
                if snapshot is not None and self._not_run(snapshot):
                    await self._take_up(snapshot)
            except Exception as error:
                log.error("interview %d cannot be taken up: %s", interview_id, where(error))
                await self._run_without_record(interview_id)
            finally:
                self._taking.discard(interview_id)
        return self._supervisor.get(interview_id) is not None

    def _not_run(self, snapshot: InterviewSnapshot) -> bool:
        """Whether the record says that it runs, and nobody here runs it, nor is about to."""
        opening = (snapshot.guild_id, snapshot.candidate_id) in self._opening
        return snapshot.status not in OVER and not opening and self._supervisor.get(snapshot.interview_id) is None

    async def _run_without_record(self, interview_id: int) -> None:
        """Let it crash like any other: so its candidate is told, it is tried again, and it can be ended."""
        try:
            bare = await self._store.bare(interview_id)
            if bare is not None and bare.place_id is not None and self._not_run(bare):
                self._supervisor.schedule(self._supervisor.add(bare), Restored())
        except Exception as error:
            log.error("interview %d cannot be run: %s", interview_id, where(error))

    async def _take_up(self, snapshot: InterviewSnapshot) -> None:
        if snapshot.place_id is None:
            await self._relocator.never_started(snapshot)
            return
        if snapshot.medium is Medium.TEXT:
            await self._relocator.sweep(snapshot)
        elif not (
            self._relocator.can_speak and self._supervisor.voice_slots.reserve(snapshot.guild_id, snapshot.interview_id)
        ):
            await self._take_up_in_writing(snapshot)
            return
        self._supervisor.schedule(self._supervisor.add(snapshot), Restored())

    async def _take_up_in_writing(self, snapshot: InterviewSnapshot) -> None:
        """Voice is not possible any more: pause it, and go on in its thread as after a move."""
        await self._store.set_status(snapshot.interview_id, Status.PAUSED, Reason.LINE_LOST)
        try:
            await self._relocator.move(snapshot, Medium.TEXT, None)
        except EdgeGone as gone:
            await self._store.set_status(snapshot.interview_id, Status.FAILED, gone.reason)
            return
        await self._relocator.forget_room(snapshot)
        moved = await self._store.snapshot(snapshot.interview_id)
        if moved is not None:
            self._supervisor.schedule(self._supervisor.add(moved), ResumedElsewhere())
