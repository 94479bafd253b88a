"""The running interviews: who runs, who may start, and whose event goes where. Owns every relay's task.

One runner task, started on entering, makes all others: a button's callback only hands over. A relay that falls takes
nobody along; its interview is paused with words, and goes on with its next event.
"""

import asyncio
import contextlib
import logging
import math
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from bot.admission import Standing, refusal
from bot.clock import DAY, Clock
from bot.edge import Action, EdgeEvent, Gone, Phrase, Places, Post, Pressed, Reason
from bot.errors import AlreadyRunning, EdgeGone, Refused, StoreError
from bot.interview.events import Begin, InterviewEvent, Restored, Shutdown, Stop
from bot.interview.models import Saved, Status
from bot.interview.timing import Timing
from bot.live.breaker import Breaker
from bot.live.settings import LiveSettings
from bot.log import where
from bot.relay import CLOSED, Relay
from bot.seat import Seat
from bot.store import Store
from bot.store.records import NewInterview

log = logging.getLogger(__name__)

UNCLOSED_SECONDS = 7 * DAY
"""How far back a start looks for threads left open; Discord archives them by itself after that."""
KEPT_SECONDS = 2.0
"""Discord waits three for an answer to a form."""
MAX_FALLS = 3
"""A relay is started again this often; after that its interview waits for people, or for the next start."""

FINISH_SECONDS = 4.5
"""What relays get for ending in order when the process stops."""
HANG_UP_SECONDS = 4.5
"""What those that did not manage get for letting go."""
STOP_SECONDS = 15.0
"""How long somebody waits until one interview has stopped."""
APOLOGY_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class ProcessLimits:
    """What one process takes on. Paused interviews count: they may go on at any moment."""

    interviews: int = 200


@dataclass(frozen=True, slots=True)
class Started:
    """Where the new interview takes place."""

    interview_id: int
    thread_id: int


class Desk:
    """See the module. `async with Desk(…) as desk`: leaving it saves and ends in order, within ten seconds."""

    def __init__(
        self,
        store: Store,
        live: LiveSettings,
        places: Places,
        *,
        clock: Clock,
        breaker: Breaker,
        paid: bool,
        limits: ProcessLimits | None = None,
        timing: Timing | None = None,
    ) -> None:
        self.paid = paid
        self._store = store
        self._live = live
        self._places = places
        self._clock = clock
        self._breaker = breaker
        self._limits = limits or ProcessLimits()
        self._timing = timing or Timing()
        self._seats: dict[int, Seat] = {}
        self._by_thread: dict[int, Seat] = {}
        self._orders: asyncio.Queue[tuple[Seat, InterviewEvent]] = asyncio.Queue()  # one a seat at most
        self._runner: asyncio.Task[None] | None = None
        self._reading = asyncio.Lock()
        self._door = asyncio.Lock()  # deciding and writing the row are one step
        self._opening = 0
        self._stopping = False

    def __repr__(self) -> str:
        return f"<Desk running={self.running_count()} stopping={self._stopping}>"

    async def __aenter__(self) -> Self:
        self._runner = asyncio.create_task(self._run(), name="desk")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        """Every relay stores what it has and hangs up; the threads stay as they are, the record leads back."""
        self._stopping = True
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

    # Starting

    async def admit(self, guild_id: int, user_id: int) -> None:
        """Raises Refused, with the reason and when it will work, unless this person may start here now."""
        now = self._clock()
        refused = refusal(
            Standing(
                now=now,
                counts=await self._store.counts(guild_id, user_id, now - DAY),
                settings=await self._store.settings(guild_id),
                already_running=await self._store.running_for(guild_id, user_id) is not None,
                running_here=self.running_count(),
                running_limit=self._limits.interviews,
                blocked=self._breaker.blocked(now),
                blocked_until=self._breaker.until,
                stopping=self._stopping,
            )
        )
        if refused is not None:
            raise refused

    async def start(self, new: NewInterview) -> Started:
        """Store consent and row, make the thread, begin. Raises Refused, or EdgeGone with nothing left behind."""
        async with self._door:
            await self.admit(new.guild_id, new.candidate_id)
            try:
                interview_id = await self._store.create_interview(new)
            except AlreadyRunning as second:
                raise Refused("edge-refused-running") from second
            self._opening += 1
        try:
            thread_id = await self._open(interview_id, new)
        finally:
            self._opening -= 1
        self._hand_over(self._seat(interview_id, new.guild_id, new.candidate_id, thread_id, new.locale), Begin())
        return Started(interview_id, thread_id)

    async def _open(self, interview_id: int, new: NewInterview) -> int:
        """The thread, known to the record. Whatever goes wrong, the row says so: it must not block the next start, and
        no thread stays that no record leads to (the record may be deleted while the thread is made)."""
        thread_id = None
        try:
            thread_id = await self._places.open(
                guild_id=new.guild_id,
                channel_id=new.channel_id,
                candidate_id=new.candidate_id,
                candidate_name=new.candidate_name,
                interview_id=interview_id,
                title=new.title,
            )
            await self._store.set_thread(interview_id, thread_id)
        except BaseException as error:
            reason = error.reason if isinstance(error, EdgeGone) else Reason.NEVER_STARTED
            if thread_id is not None:
                await self._places.erase(guild_id=new.guild_id, thread_id=thread_id)
            with contextlib.suppress(StoreError):
                await self._store.set_status(interview_id, Status.FAILED, reason)
            raise
        return thread_id

    async def restore(self) -> None:
        """Take up every interview that the record calls running. Once, when Discord is ready."""
        for interview_id in await self._store.running():
            try:
                saved = await self._store.saved(interview_id)
                if saved is not None and interview_id not in self._seats:
                    await self._take_up(saved)
            except Exception as error:
                # One record that cannot be read must not keep all the others waiting.
                log.error("interview %d cannot be taken up: %s", interview_id, where(error))
        log.info("%d interviews restored", len(self._seats))
        await self._close_threads()

    async def _close_threads(self) -> None:
        """Whoever was killed between the end of an interview and the archiving of its thread left it open."""
        for interview_id in await self._store.unclosed(CLOSED, self._clock() - UNCLOSED_SECONDS):
            saved = await self._store.saved(interview_id)
            if saved is None or saved.thread_id is None:
                continue
            edge = self._places.edge(
                interview_id=interview_id,
                guild_id=saved.guild_id,
                thread_id=saved.thread_id,
                candidate_id=saved.candidate_id,
                locale=saved.locale,
            )
            await edge.close()
            await self._store.add_event(interview_id, CLOSED, {})

    async def _take_up(self, saved: Saved) -> None:
        if saved.thread_id is None:
            await self._store.set_status(saved.interview_id, Status.FAILED, Reason.NEVER_STARTED)
            await self._places.sweep(guild_id=saved.guild_id, interview_id=saved.interview_id)
            return
        seat = self._seat(saved.interview_id, saved.guild_id, saved.candidate_id, saved.thread_id, saved.locale)
        self._hand_over(seat, Restored())

    # What doors hand over

    def deliver(self, thread_id: int, event: EdgeEvent) -> bool:
        """An event from a thread; False when no interview there took it (none runs, or it has too much waiting)."""
        seat = self._by_thread.get(thread_id)
        return seat is not None and self._put(seat, event)

    async def kept(self, thread_id: int, message_id: int) -> bool:
        """Whether what was just delivered stands in the record: only then may its sender be told so.

        For words that stand nowhere but with us (a form). Call it right after `deliver`.
        """
        seat = self._by_thread.get(thread_id)
        return seat is not None and await seat.inbox.until_kept(message_id, KEPT_SECONDS)

    def press(self, interview_id: int, event: Pressed) -> bool:
        """A button; False when this interview does not run (any more)."""
        seat = self._seats.get(interview_id)
        return seat is not None and self._put(seat, event)

    def owner(self, thread_id: int) -> tuple[int, int] | None:
        """(interview id, candidate id) of the interview that runs in this thread."""
        seat = self._by_thread.get(thread_id)
        return None if seat is None else (seat.interview_id, seat.candidate_id)

    def threads_of(self, guild_id: int) -> list[int]:
        """The threads in this server whose interviews are being run."""
        return [seat.thread_id for seat in self._seats.values() if seat.guild_id == guild_id and not seat.idle]

    async def catch_up(self) -> None:
        """The gateway may have missed something: every interview looks into its thread, a fallen one with a new relay
        (what was written into the gap would have been the event that it waited for)."""
        for seat in self._seats.values():
            seat.inbox.read_again()
            if seat.idle and seat.falls <= MAX_FALLS:
                self._hand_over(seat, Restored())

    def guild_gone(self, guild_id: int) -> None:
        """The bot was removed from this server."""
        for seat in list(self._seats.values()):
            if seat.guild_id == guild_id:
                self._put(seat, Gone(Reason.BOT_REMOVED))

    async def stop_interview(self, interview_id: int, reason: Reason) -> None:
        """End it from outside; when this returns nothing of it runs any more."""
        seat = self._seats.get(interview_id)
        if seat is None:
            return
        seat.inbox.put_own(Stop(reason))
        if seat.idle:
            self._hand_over(seat, Restored())
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await seat.left.wait()
        except TimeoutError:
            await self._drop(seat, reason)

    def running_count(self) -> int:
        """How many interviews run, paused ones and those just opening among them."""
        return len(self._seats) + self._opening

    # Seats and their relays

    def _seat(self, interview_id: int, guild_id: int, candidate_id: int, thread_id: int, locale: str) -> Seat:
        edge = self._places.edge(
            interview_id=interview_id,
            guild_id=guild_id,
            thread_id=thread_id,
            candidate_id=candidate_id,
            locale=locale,
        )
        seat = Seat(interview_id, guild_id, candidate_id, thread_id, edge)
        self._seats[interview_id] = self._by_thread[thread_id] = seat
        return seat

    def _hand_over(self, seat: Seat, first: InterviewEvent) -> None:
        seat.waiting = True
        self._orders.put_nowait((seat, first))

    def _put(self, seat: Seat, event: EdgeEvent) -> bool:
        """Into the inbox; a seat whose relay fell gets a new one, unless it fell too often."""
        if seat.idle and seat.falls > MAX_FALLS:
            return False
        taken = seat.inbox.put(event)
        if seat.idle:
            self._hand_over(seat, Restored())
        return taken

    async def _run(self) -> None:
        """The runner: the only one who makes tasks, in a context of its own."""
        while True:
            seat, first = await self._orders.get()
            seat.waiting = False
            seat.task = asyncio.create_task(self._keep(seat, first), name=f"interview {seat.interview_id}")

    async def _keep(self, seat: Seat, first: InterviewEvent) -> None:
        """One relay from start to end. What it raises stays here."""
        try:
            saved = await self._store.saved(seat.interview_id)
            seat.deadline_at = seat.deadline_at if saved is None else saved.deadline_at
            relay = None if saved is None else self._relay(saved, seat)
            if relay is not None:
                await relay.run(first)
            if relay is None or relay.over:
                self._leave(seat)
        except asyncio.CancelledError as error:
            if self._stopping or seat.left.is_set():
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

    def _relay(self, saved: Saved, seat: Seat) -> Relay:
        return Relay(
            saved,
            seat.inbox,
            store=self._store,
            edge=seat.edge,
            live=self._live,
            breaker=self._breaker,
            clock=self._clock,
            timing=self._timing,
            reading=self._reading,
        )

    async def _fell(self, seat: Seat, error: BaseException) -> None:
        """Pause with words. All is only tried: what made the relay fall may be in the way here, too."""
        seat.falls += 1
        seat.inbox.forget_live()
        waiting = len(seat.inbox)
        log.error("interview %d: its relay fell for the %d. time: %s", seat.interview_id, seat.falls, where(error))
        again = seat.falls <= MAX_FALLS
        words = Post(
            body=Phrase("edge-fell" if again else "edge-fell-for-now"),
            buttons=(Action.CONTINUE, Action.END) if again else (),
        )
        with contextlib.suppress(Exception):
            async with asyncio.timeout(APOLOGY_SECONDS):
                await self._store.add_event(seat.interview_id, "fell", {"falls": seat.falls})
                if seat.deadline_at <= self._clock():
                    await self._store.set_status(seat.interview_id, Status.ABANDONED, Reason.DEADLINE)
                    self._leave(seat)
                    return
                saved = await self._store.saved(seat.interview_id)
                if saved is not None and saved.status is Status.ACTIVE:
                    await self._store.set_status(seat.interview_id, Status.PAUSED, Reason.INTERNAL)
                await seat.edge.post(words)
        if seat.overdue is None and seat.deadline_at < math.inf:
            until = max(0.0, seat.deadline_at - self._clock())
            seat.overdue = asyncio.get_running_loop().call_later(until, self._wake_overdue, seat)
        if again and len(seat.inbox) > waiting:
            self._hand_over(seat, Restored())  # somebody wrote meanwhile

    def _wake_overdue(self, seat: Seat) -> None:
        """Its deadline came while no relay ran: a last one closes it with words."""
        if seat.idle:
            self._hand_over(seat, Restored())

    async def _drop(self, seat: Seat, reason: Reason) -> None:
        """Its relay does not listen: end it without."""
        self._leave(seat)
        if seat.task is not None:
            seat.task.cancel()
            await asyncio.wait({seat.task}, timeout=HANG_UP_SECONDS)
        await self._store.set_status(seat.interview_id, Status.ENDED, reason)

    def _leave(self, seat: Seat) -> None:
        seat.left.set()
        if seat.overdue is not None:
            seat.overdue.cancel()
        self._seats.pop(seat.interview_id, None)
        self._by_thread.pop(seat.thread_id, None)
