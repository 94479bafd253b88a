"""The seats of the running interviews, and the relays that sit in them: started, moved, fallen, started again.

One runner task makes all others. A relay that falls takes nobody along, and its interview is never given up: in writing
it is paused with words, and tried again by itself after a while (`runtime.crashes`), and at once when the candidate
writes or anybody presses a button. Aloud it calls again at once, because nobody sits before a silent room and reads.
"""

import asyncio
import contextlib
import logging
from collections.abc import Iterator
from functools import partial

from bot.clock import Clock, to_wait_by
from bot.errors import EdgeGone, EdgeRefused
from bot.gemini.api.breaker import Breaker
from bot.gemini.api.settings import LiveSettings
from bot.interview.events import InterviewEvent, Restored, ResumedElsewhere, Shutdown
from bot.interview.models import InterviewSnapshot, Medium, Status
from bot.interview.timing import Timing
from bot.log import where
from bot.ports.camera import PageEnd
from bot.ports.events import ButtonPressed, EdgeEvent, PlaceLost, PlaceRestored, VoiceMessage
from bot.ports.messages import Typed
from bot.ports.posts import Phrase, Post
from bot.ports.reasons import Reason
from bot.runtime.attachments.queue import FETCHES
from bot.runtime.crash_notices import CrashNotices, tried
from bot.runtime.crashes import CALLS_AGAIN
from bot.runtime.late_messages import LateMessages
from bot.runtime.relocation import Relocator
from bot.runtime.runner import InterviewRunner
from bot.runtime.running import RunningInterview
from bot.runtime.voice_slots import VoiceSlots
from bot.store import Store

log = logging.getLogger(__name__)

MAX_STAYS = 3
"""An interview whose next place cannot be had so often in a row is given up."""

FINISH_SECONDS = 4.5
"""What relays get for ending in order when the process stops."""
HANG_UP_SECONDS = 4.5
"""What those that did not manage get for letting go."""
WAKING = (Typed, VoiceMessage, ButtonPressed, PlaceLost, PlaceRestored)
"""What somebody does after a fall that is worth a try at once. All else waits for the next one."""


STIRRING = (Typed, VoiceMessage, ButtonPressed)
"""What its candidate, or a reviewer, does: the model may be asked something soon."""


class Supervisor:
    """`open` first; `close` saves and ends in order, within ten seconds."""

    def __init__(
        self,
        store: Store,
        live: LiveSettings,
        relocator: Relocator,
        afterwards: LateMessages,
        *,
        clock: Clock,
        breaker: Breaker,
        timing: Timing,
    ) -> None:
        self.relocator = relocator
        self.afterwards = afterwards
        self.lines = VoiceSlots()
        self.stopping = False
        self._store = store
        self._live = live
        self._clock = clock
        self._breaker = breaker
        self._timing = timing
        self._amends = CrashNotices(store, clock=clock)
        self._running: dict[int, RunningInterview] = {}
        self._by_place: dict[int, RunningInterview] = {}
        self._orders: asyncio.Queue[tuple[RunningInterview, InterviewEvent]] = asyncio.Queue()  # one a seat at most
        self._task: asyncio.Task[None] | None = None
        self._reading = asyncio.Lock()
        self._looking = asyncio.Lock()
        self._listening = asyncio.Lock()
        self._fetching = asyncio.Semaphore(FETCHES)

    def __repr__(self) -> str:
        return f"<Seats {len(self)} stopping={self.stopping}>"

    def __len__(self) -> int:
        return len(self._running)

    def __iter__(self) -> Iterator[RunningInterview]:
        return iter(list(self._running.values()))

    def get(self, interview_id: int) -> RunningInterview | None:
        """The seat of a running interview."""
        return self._running.get(interview_id)

    def at(self, place_id: int) -> RunningInterview | None:
        """The seat of the interview that goes on in this thread or voice channel."""
        return self._by_place.get(place_id)

    def open(self) -> None:
        """Start the runner."""
        self._task = asyncio.create_task(self._run(), name="supervisor")

    async def close(self) -> None:
        """Every relay stores what it has and hangs up; the places stay as they are, the record leads back."""
        self.stopping = True
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
        tasks = {running.task for running in self._running.values() if running.task is not None}
        for running in self._running.values():
            running.inbox.put_own(Shutdown())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=FINISH_SECONDS)
            for task in late:
                task.cancel()
            if late:
                log.warning("%d interviews did not end in time; their records are complete", len(late))
                await asyncio.wait(late, timeout=HANG_UP_SECONDS)
        for running in list(self._running.values()):
            self._leave(running)

    def add(self, snapshot: InterviewSnapshot) -> RunningInterview:
        """A seat at the place that the record names."""
        running = RunningInterview(
            snapshot.interview_id, snapshot.guild_id, snapshot.candidate_id, self.relocator.place(snapshot)
        )
        self._running[running.interview_id] = self._by_place[running.place.id] = running
        return running

    def schedule(self, running: RunningInterview, first: InterviewEvent) -> None:
        """Let a relay sit down there, and begin with `first`."""
        running.waiting = True
        self._orders.put_nowait((running, first))

    def put(self, running: RunningInterview, event: EdgeEvent) -> bool:
        """Into the inbox; a seat whose relay fell gets a new one. False when too much waits there already."""
        taken = running.inbox.put(event)
        if isinstance(event, STIRRING):
            running.stirred_at = self._clock()
        if isinstance(event, ButtonPressed):
            running.crashes.asked = True
        if running.idle and isinstance(event, WAKING):
            self.schedule(running, Restored())
        return taken

    def wake_all(self) -> None:
        """What made relays fall is mended: all of them begin anew."""
        for running in self:
            self._wake(running)

    async def _run(self) -> None:
        """The runner: the only one who makes tasks, in a context of its own."""
        while True:
            running, first = await self._orders.get()
            running.waiting = False
            running.task = asyncio.create_task(self._keep(running, first), name=f"interview {running.interview_id}")
            running.task.add_done_callback(partial(self._ended, running))

    def _ended(self, running: RunningInterview, task: "asyncio.Task[None]") -> None:
        """A task that was cancelled before it began has not cleared up behind itself."""
        if running.task is task:
            running.task = None
            if not running.left.is_set():
                self._set_alarm(running)

    async def _keep(self, running: RunningInterview, first: InterviewEvent) -> None:
        """One relay from start to end, and the next one after a move. What they raise stays here."""
        try:
            going: InterviewEvent | None = first
            while going is not None:
                going = await self._sit(running, going)
        except asyncio.CancelledError as error:
            if self.stopping or running.left.is_set():
                raise
            # Nobody cancels a relay but us: whatever did, the interview must not be lost over it.
            task = asyncio.current_task()
            if task is not None:
                task.uncancel()
            await self._fell(running, error)
        except Exception as error:
            await self._fell(running, error)
        finally:
            running.task = None

    async def _sit(self, running: RunningInterview, first: InterviewEvent) -> InterviewEvent | None:
        """One relay; what the next one is to begin with, where the interview goes on elsewhere."""
        if running.left.is_set():  # it ended while this was waiting for its turn
            return None
        if running.ending is not None:  # and its relay could not
            await self._close(running, running.ending)
            return None
        snapshot = await self._store.snapshot(running.interview_id)
        if snapshot is None:
            self._leave(running)
            return None
        running.deadline_at = snapshot.deadline_at
        runner = self._make_runner(snapshot, running)
        running.crashes.up(self._clock())
        fell = isinstance(first, Restored) and running.crashes.in_row
        await runner.run(Restored(running.crashes.sign_due) if fell else first)
        if runner.over:
            self._leave(running)
            if running.inbox.has_words() and not self.stopping:  # written while the last words were posted
                await self.afterwards.wrote(running.place.id, running.candidate_id)
        if runner.moving is None:
            return None
        return await self._move(running, snapshot, runner.moving)

    async def _move(
        self, running: RunningInterview, snapshot: InterviewSnapshot, medium: Medium
    ) -> InterviewEvent | None:
        """Its relay ended for that. Where the new place cannot be had it goes on in the old one, with words."""
        running.inbox.forget_place()
        room_id, running.room_id = running.room_id, None
        if medium is Medium.VOICE and not self.lines.reserve(running.guild_id, running.interview_id):
            return await self._stay(running, "edge-move-line-taken")
        try:
            await self.relocator.move(snapshot, medium, room_id)
        except EdgeGone as gone:
            log.warning("interview %d cannot move to %s: %s", running.interview_id, medium, gone.reason)
            return await self._stay(running, "edge-move-no-room" if medium is Medium.VOICE else "edge-move-no-thread")
        return await self._settle(running, snapshot)

    async def _settle(self, running: RunningInterview, snapshot: InterviewSnapshot) -> InterviewEvent | None:
        """The record knows the new place: sit there, and let go of the old one, of which `snapshot` tells."""
        moved = await self._store.snapshot(running.interview_id)
        if moved is None:
            self._leave(running)
            return None
        old, running.place, running.stays = running.place, self.relocator.place(moved), 0
        self._by_place.pop(old.id, None)
        self._by_place[running.place.id] = running
        running.notify_moved()
        if old.camera is not None:
            old.camera.end(PageEnd.WRITING)
        await self.relocator.leave(snapshot, old)
        if running.place.medium is Medium.TEXT:
            self.lines.release(running.guild_id, running.interview_id)
        return ResumedElsewhere()

    async def _stay(self, running: RunningInterview, key: str) -> InterviewEvent | None:
        """Say why it stays here. Where nobody is left in the room that cannot be repeated for ever."""
        running.stays += 1
        running.notify_moved()
        if running.place.medium is Medium.TEXT:
            self.lines.release(running.guild_id, running.interview_id)
        with contextlib.suppress(EdgeGone, EdgeRefused):
            await running.place.edge.post(Post(body=Phrase(key)))
        if running.stays <= MAX_STAYS:
            return ResumedElsewhere()
        await self._store.set_status(running.interview_id, Status.FAILED, Reason.PERMISSIONS)
        await self._give_up_place(running)
        self._leave(running)
        return None

    async def _give_up_place(self, running: RunningInterview) -> None:
        snapshot = await self._store.snapshot(running.interview_id)
        if snapshot is not None:
            await self.relocator.leave(snapshot, running.place)

    def _make_runner(self, snapshot: InterviewSnapshot, running: RunningInterview) -> InterviewRunner:
        return InterviewRunner(
            snapshot,
            running.inbox,
            store=self._store,
            edge=running.place.edge,
            voice=running.place.voice,
            camera=running.place.camera,
            live=self._live,
            breaker=self._breaker,
            clock=to_wait_by(self._clock),
            timing=self._timing,
            reading=self._reading,
            looking=self._looking,
            listening=self._listening,
            fetching=self._fetching,
            crashes=running.crashes,
        )

    async def _fell(self, running: RunningInterview, error: BaseException) -> None:
        """Words, then the record, then another try: at once for who wrote meanwhile, or sits in a voice channel."""
        running.inbox.forget_live()
        crashes, waiting, ending = running.crashes, len(running.inbox), running.ending
        crashes.fell(self._clock())
        log.error("interview %d: its relay fell, %d in a row: %s", running.interview_id, crashes.in_row, where(error))
        self._set_alarm(running)  # whatever becomes of the rest
        if ending is not None or running.deadline_at <= self._clock():
            await tried(self._close(running, ending or Reason.DEADLINE), running)
        elif running.place.medium is Medium.VOICE and crashes.in_row <= CALLS_AGAIN:
            await self._amends.note(running, rests=False)
            self.schedule(running, Restored())
            return
        else:
            if running.place.medium is Medium.VOICE:
                await tried(self._to_thread(running), running)
            await self._amends.say(running, error)
            await self._amends.note(running)
        if running.left.is_set():
            return
        if len(running.inbox) > waiting and ending is None:
            self.schedule(running, Restored())
        else:
            self._set_alarm(running)

    async def _to_thread(self, running: RunningInterview) -> None:
        """From a voice channel: nobody would hear words there, and the line is needed."""
        snapshot = await self._store.snapshot(running.interview_id)
        if snapshot is not None:
            await self.relocator.move(snapshot, Medium.TEXT, None)
            await self._settle(running, snapshot)

    def _set_alarm(self, running: RunningInterview) -> None:
        """The next try of our own; its deadline is one as well."""
        now = self._clock()
        at = running.crashes.next_at(now)
        if running.deadline_at > now:
            at = min(at, running.deadline_at)
        if running.alarm is not None:
            running.alarm.cancel()
        running.alarm = asyncio.get_running_loop().call_later(at - now, self._wake, running)

    def _wake(self, running: RunningInterview) -> None:
        if running.idle and not self.stopping:
            self.schedule(running, Restored())

    async def drop(self, running: RunningInterview, reason: Reason) -> None:
        """No relay ends it: it ends by the record alone. Raises StoreError where that cannot be now; then it is tried
        again like after a fall."""
        running.ending = reason
        if running.task is not None:
            running.task.cancel()
            await asyncio.wait({running.task}, timeout=HANG_UP_SECONDS)  # as its fall, it tries that first
        if not running.left.is_set():
            try:
                await self._close(running, reason)
            except BaseException:
                self._set_alarm(running)
                raise

    async def _close(self, running: RunningInterview, reason: Reason) -> None:
        await self._amends.end(running, reason)
        self._leave(running)
        await self._amends.farewell(running, reason)

    def _leave(self, running: RunningInterview) -> None:
        running.left.set()
        running.notify_moved()
        if running.alarm is not None:
            running.alarm.cancel()
        self._running.pop(running.interview_id, None)
        self._by_place.pop(running.place.id, None)
        if not self.stopping:
            self.lines.release(running.guild_id, running.interview_id)
            self.relocator.drop_camera(running.interview_id)
