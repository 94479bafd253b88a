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
from bot.ports.places import (
    ButtonPressed,
    EdgeEvent,
    PageEnd,
    Phrase,
    PlaceLost,
    PlaceRestored,
    Post,
    Reason,
    Typed,
    VoiceMessage,
)
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
        moves: Relocator,
        afterwards: LateMessages,
        *,
        clock: Clock,
        breaker: Breaker,
        timing: Timing,
    ) -> None:
        self.moves = moves
        self.afterwards = afterwards
        self.lines = VoiceSlots()
        self.stopping = False
        self._store = store
        self._live = live
        self._clock = clock
        self._breaker = breaker
        self._timing = timing
        self._amends = CrashNotices(store, clock=clock)
        self._seats: dict[int, RunningInterview] = {}
        self._by_place: dict[int, RunningInterview] = {}
        self._orders: asyncio.Queue[tuple[RunningInterview, InterviewEvent]] = asyncio.Queue()  # one a seat at most
        self._runner: asyncio.Task[None] | None = None
        self._reading = asyncio.Lock()
        self._looking = asyncio.Lock()
        self._listening = asyncio.Lock()
        self._fetching = asyncio.Semaphore(FETCHES)

    def __repr__(self) -> str:
        return f"<Seats {len(self)} stopping={self.stopping}>"

    def __len__(self) -> int:
        return len(self._seats)

    def __iter__(self) -> Iterator[RunningInterview]:
        return iter(list(self._seats.values()))

    def get(self, interview_id: int) -> RunningInterview | None:
        """The seat of a running interview."""
        return self._seats.get(interview_id)

    def at(self, place_id: int) -> RunningInterview | None:
        """The seat of the interview that goes on in this thread or voice channel."""
        return self._by_place.get(place_id)

    def open(self) -> None:
        """Start the runner."""
        self._runner = asyncio.create_task(self._run(), name="desk")

    async def close(self) -> None:
        """Every relay stores what it has and hangs up; the places stay as they are, the record leads back."""
        self.stopping = True
        if self._runner is not None:
            self._runner.cancel()
            await asyncio.wait({self._runner})
        tasks = {seat.task for seat in self._seats.values() if seat.task is not None}
        for seat in self._seats.values():
            seat.inbox.put_own(Shutdown())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=FINISH_SECONDS)
            for task in late:
                task.cancel()
            if late:
                log.warning("%d interviews did not end in time; their records are complete", len(late))
                await asyncio.wait(late, timeout=HANG_UP_SECONDS)
        for seat in list(self._seats.values()):
            self._leave(seat)

    def add(self, saved: InterviewSnapshot) -> RunningInterview:
        """A seat at the place that the record names."""
        seat = RunningInterview(saved.interview_id, saved.guild_id, saved.candidate_id, self.moves.place(saved))
        self._seats[seat.interview_id] = self._by_place[seat.place.id] = seat
        return seat

    def hand_over(self, seat: RunningInterview, first: InterviewEvent) -> None:
        """Let a relay sit down there, and begin with `first`."""
        seat.waiting = True
        self._orders.put_nowait((seat, first))

    def put(self, seat: RunningInterview, event: EdgeEvent) -> bool:
        """Into the inbox; a seat whose relay fell gets a new one. False when too much waits there already."""
        taken = seat.inbox.put(event)
        if isinstance(event, STIRRING):
            seat.stirred_at = self._clock()
        if isinstance(event, ButtonPressed):
            seat.falls.asked = True
        if seat.idle and isinstance(event, WAKING):
            self.hand_over(seat, Restored())
        return taken

    def wake_all(self) -> None:
        """What made relays fall is mended: all of them begin anew."""
        for seat in self:
            self._wake(seat)

    async def _run(self) -> None:
        """The runner: the only one who makes tasks, in a context of its own."""
        while True:
            seat, first = await self._orders.get()
            seat.waiting = False
            seat.task = asyncio.create_task(self._keep(seat, first), name=f"interview {seat.interview_id}")
            seat.task.add_done_callback(partial(self._ended, seat))

    def _ended(self, seat: RunningInterview, task: "asyncio.Task[None]") -> None:
        """A task that was cancelled before it began has not cleared up behind itself."""
        if seat.task is task:
            seat.task = None
            if not seat.left.is_set():
                self._set_alarm(seat)

    async def _keep(self, seat: RunningInterview, first: InterviewEvent) -> None:
        """One relay from start to end, and the next one after a move. What they raise stays here."""
        try:
            going: InterviewEvent | None = first
            while going is not None:
                going = await self._sit(seat, going)
        except asyncio.CancelledError as error:
            if self.stopping or seat.left.is_set():
                raise
            # Nobody cancels a relay but us: whatever did, the interview must not be lost over it.
            task = asyncio.current_task()
            if task is not None:
                task.uncancel()
            await self._fell(seat, error)
        except Exception as error:
            await self._fell(seat, error)
        finally:
            seat.task = None

    async def _sit(self, seat: RunningInterview, first: InterviewEvent) -> InterviewEvent | None:
        """One relay; what the next one is to begin with, where the interview goes on elsewhere."""
        if seat.left.is_set():  # it ended while this was waiting for its turn
            return None
        if seat.ending is not None:  # and its relay could not
            await self._close(seat, seat.ending)
            return None
        saved = await self._store.saved(seat.interview_id)
        if saved is None:
            self._leave(seat)
            return None
        seat.deadline_at = saved.deadline_at
        relay = self._relay(saved, seat)
        seat.falls.up(self._clock())
        fell = isinstance(first, Restored) and seat.falls.in_row
        await relay.run(Restored(seat.falls.sign_due) if fell else first)
        if relay.over:
            self._leave(seat)
            if seat.inbox.has_words() and not self.stopping:  # written while the last words were posted
                await self.afterwards.wrote(seat.place.id, seat.candidate_id)
        if relay.moving is None:
            return None
        return await self._move(seat, saved, relay.moving)

    async def _move(self, seat: RunningInterview, saved: InterviewSnapshot, medium: Medium) -> InterviewEvent | None:
        """Its relay ended for that. Where the new place cannot be had it goes on in the old one, with words."""
        seat.inbox.forget_place()
        room_id, seat.room_id = seat.room_id, None
        if medium is Medium.VOICE and not self.lines.reserve(seat.guild_id, seat.interview_id):
            return await self._stay(seat, "edge-move-line-taken")
        try:
            await self.moves.move(saved, medium, room_id)
        except EdgeGone as gone:
            log.warning("interview %d cannot move to %s: %s", seat.interview_id, medium, gone.reason)
            return await self._stay(seat, "edge-move-no-room" if medium is Medium.VOICE else "edge-move-no-thread")
        return await self._settle(seat, saved)

    async def _settle(self, seat: RunningInterview, saved: InterviewSnapshot) -> InterviewEvent | None:
        """The record knows the new place: sit there, and let go of the old one, of which `saved` tells."""
        moved = await self._store.saved(seat.interview_id)
        if moved is None:
            self._leave(seat)
            return None
        old, seat.place, seat.stays = seat.place, self.moves.place(moved), 0
        self._by_place.pop(old.id, None)
        self._by_place[seat.place.id] = seat
        seat.tell_where()
        if old.camera is not None:
            old.camera.end(PageEnd.WRITING)
        await self.moves.leave(saved, old)
        if seat.place.medium is Medium.TEXT:
            self.lines.release(seat.guild_id, seat.interview_id)
        return ResumedElsewhere()

    async def _stay(self, seat: RunningInterview, key: str) -> InterviewEvent | None:
        """Say why it stays here. Where nobody is left in the room that cannot be repeated for ever."""
        seat.stays += 1
        seat.tell_where()
        if seat.place.medium is Medium.TEXT:
            self.lines.release(seat.guild_id, seat.interview_id)
        with contextlib.suppress(EdgeGone, EdgeRefused):
            await seat.place.edge.post(Post(body=Phrase(key)))
        if seat.stays <= MAX_STAYS:
            return ResumedElsewhere()
        await self._store.set_status(seat.interview_id, Status.FAILED, Reason.PERMISSIONS)
        await self._give_up_place(seat)
        self._leave(seat)
        return None

    async def _give_up_place(self, seat: RunningInterview) -> None:
        saved = await self._store.saved(seat.interview_id)
        if saved is not None:
            await self.moves.leave(saved, seat.place)

    def _relay(self, saved: InterviewSnapshot, seat: RunningInterview) -> InterviewRunner:
        return InterviewRunner(
            saved,
            seat.inbox,
            store=self._store,
            edge=seat.place.edge,
            voice=seat.place.voice,
            camera=seat.place.camera,
            live=self._live,
            breaker=self._breaker,
            clock=to_wait_by(self._clock),
            timing=self._timing,
            reading=self._reading,
            looking=self._looking,
            listening=self._listening,
            fetching=self._fetching,
            falls=seat.falls,
            stayed=lambda: self._stayed(seat),
        )

    def _stayed(self, seat: RunningInterview) -> None:
        """It was asked to move and did not: the line that was kept for it is free."""
        seat.tell_where()
        if seat.place.medium is Medium.TEXT:
            self.lines.release(seat.guild_id, seat.interview_id)

    async def _fell(self, seat: RunningInterview, error: BaseException) -> None:
        """Words, then the record, then another try: at once for who wrote meanwhile, or sits in a voice channel."""
        seat.inbox.forget_live()
        falls, waiting, ending = seat.falls, len(seat.inbox), seat.ending
        falls.fell(self._clock())
        log.error("interview %d: its relay fell, %d in a row: %s", seat.interview_id, falls.in_row, where(error))
        self._set_alarm(seat)  # whatever becomes of the rest
        if ending is not None or seat.deadline_at <= self._clock():
            await tried(self._close(seat, ending or Reason.DEADLINE), seat)
        elif seat.place.medium is Medium.VOICE and falls.in_row <= CALLS_AGAIN:
            await self._amends.note(seat, rests=False)
            self.hand_over(seat, Restored())
            return
        else:
            if seat.place.medium is Medium.VOICE:
                await tried(self._to_thread(seat), seat)
            await self._amends.say(seat, error)
            await self._amends.note(seat)
        if seat.left.is_set():
            return
        if len(seat.inbox) > waiting and ending is None:
            self.hand_over(seat, Restored())
        else:
            self._set_alarm(seat)

    async def _to_thread(self, seat: RunningInterview) -> None:
        """From a voice channel: nobody would hear words there, and the line is needed."""
        saved = await self._store.saved(seat.interview_id)
        if saved is not None:
            await self.moves.move(saved, Medium.TEXT, None)
            await self._settle(seat, saved)

    def _set_alarm(self, seat: RunningInterview) -> None:
        """The next try of our own; its deadline is one as well."""
        now = self._clock()
        at = seat.falls.next_at(now)
        if seat.deadline_at > now:
            at = min(at, seat.deadline_at)
        if seat.alarm is not None:
            seat.alarm.cancel()
        seat.alarm = asyncio.get_running_loop().call_later(at - now, self._wake, seat)

    def _wake(self, seat: RunningInterview) -> None:
        if seat.idle and not self.stopping:
            self.hand_over(seat, Restored())

    async def drop(self, seat: RunningInterview, reason: Reason) -> None:
        """No relay ends it: it ends by the record alone. Raises StoreError where that cannot be now; then it is tried
        again like after a fall."""
        seat.ending = reason
        if seat.task is not None:
            seat.task.cancel()
            await asyncio.wait({seat.task}, timeout=HANG_UP_SECONDS)  # as its fall, it tries that first
        if not seat.left.is_set():
            try:
                await self._close(seat, reason)
            except BaseException:
                self._set_alarm(seat)
                raise

    async def _close(self, seat: RunningInterview, reason: Reason) -> None:
        await self._amends.end(seat, reason)
        self._leave(seat)
        await self._amends.farewell(seat, reason)

    def _leave(self, seat: RunningInterview) -> None:
        seat.left.set()
        seat.tell_where()
        if seat.alarm is not None:
            seat.alarm.cancel()
        self._seats.pop(seat.interview_id, None)
        self._by_place.pop(seat.place.id, None)
        if not self.stopping:
            self.lines.release(seat.guild_id, seat.interview_id)
            self.moves.drop_camera(seat.interview_id)
