"""The running interviews: who runs, who may start, and whose event goes where.

The doors call nothing else. A button's callback only hands over: relays are tasks of the seats' own runner.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from bot.clock import DAY, Clock
from bot.errors import AlreadyRunning, EdgeGone, Refused, StoreError
from bot.gemini.api.breaker import Breaker
from bot.gemini.api.settings import LiveSettings
from bot.interview.events import Begin, MoveRequested, Restored, ResumedElsewhere, Stop
from bot.interview.lifecycle import OVER
from bot.interview.models import InterviewSnapshot, InterviewType, Medium, Status
from bot.interview.timing import Timing
from bot.log import where
from bot.ports.events import ButtonPressed, EdgeEvent, PlaceLost
from bot.ports.places import Places, RoomPlaces
from bot.ports.reasons import Reason
from bot.runtime.admission import AdmissionState, refusal, voice_refusal
from bot.runtime.late_messages import LateMessages
from bot.runtime.relocation import CameraRooms, NotMade, Relocator
from bot.runtime.supervisor import Supervisor
from bot.store import Store
from bot.store.records import NewInterview

log = logging.getLogger(__name__)

KEPT_SECONDS = 2.0
"""Discord waits three for an answer to a form."""
ARRIVAL_SECONDS = 20.0
"""How long somebody who asked to go on elsewhere is shown that it is being prepared."""
NO_INTERVIEW = 0
"""Holds a voice line that no interview does: ids begin at 1."""
LET_IN_SECONDS = 1.5
"""Discord waits three seconds for an answer to a press."""
STOP_SECONDS = 15.0
"""How long somebody waits until one interview has stopped."""
LOOK_SECONDS = 60.0
"""How often it is looked whether every running interview has a seat."""


@dataclass(frozen=True, slots=True)
class ProcessLimits:
    """What one process takes on at once: interviews that are under way. One that is paused, or of whose candidate
    nothing was heard for a while, costs next to nothing."""

    interviews: int = 200


@dataclass(frozen=True, slots=True)
class Started:
    """Where the new interview takes place: `thread_id` is its thread, or its voice channel."""

    interview_id: int
    thread_id: int


class InterviewService:
    """See the module, and `Supervisor`. `async with Desk(…) as desk`: leaving it saves and ends in order, in ten
    seconds."""

    def __init__(
        self,
        store: Store,
        live: LiveSettings,
        places: Places,
        *,
        clock: Clock,
        breaker: Breaker,
        paid: bool,
        voice: RoomPlaces | None = None,
        cameras: CameraRooms | None = None,
        limits: ProcessLimits | None = None,
        timing: Timing | None = None,
    ) -> None:
        """`voice` is None where this process cannot speak, `cameras` where it has no page for a camera."""
        self.paid = paid
        self._store = store
        self._relocator = Relocator(store, places, voice, cameras, clock=clock)
        self._afterwards = LateMessages(store, places)
        self._supervisor = Supervisor(
            store, live, self._relocator, self._afterwards, clock=clock, breaker=breaker, timing=timing or Timing()
        )
        self._clock = clock
        self._breaker = breaker
        self._limits = limits or ProcessLimits()
        self._door = asyncio.Lock()  # deciding and writing the row are one step
        self._opening: set[tuple[int, int]] = set()  # (server, person) whose row and place are being made
        self._taking: set[int] = set()  # interviews that are just taken up
        self._watch: asyncio.Task[None] | None = None
        self._restored = False

    def __repr__(self) -> str:
        return f"<Desk running={self.running_count()} stopping={self._supervisor.stopping}>"

    async def __aenter__(self) -> Self:
        self._supervisor.open()
        self._store.on_recovered(self._supervisor.wake_all)
        self._watch = asyncio.create_task(self._keep_looking(), name="every interview has a seat")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        """Every relay stores what it has and hangs up; the threads stay as they are, the record leads back."""
        if self._watch is not None:
            self._watch.cancel()
        await self._supervisor.close()

    # Starting

    @property
    def on_voice_slot_free(self) -> Callable[[int], None] | None:
        """Called on the loop with a server's id, a moment after the voice channel there was left for good."""
        return self._supervisor.lines.on_free

    @on_voice_slot_free.setter
    def on_voice_slot_free(self, call: Callable[[int], None] | None) -> None:
        self._supervisor.lines.on_free = call

    def not_made(self, guild_id: int) -> list[NotMade]:
        """See `Relocator.not_made`: for those who set the server up."""
        return self._relocator.not_made(guild_id)

    def voice_in(self, guild_id: int) -> int | None:
        """The interview that holds this server's one voice line, if any does."""
        return self._supervisor.lines.holder(guild_id)

    async def admit(
        self, guild_id: int, user_id: int, medium: Medium = Medium.TEXT, *, with_video: bool = False
    ) -> None:
        """Raises Refused, with the reason and when it will work, unless this person may start here now. `with_video`:
        an interview with pictures."""
        now = self._clock()
        running = await self._store.running_for(guild_id, user_id)
        opening = (guild_id, user_id) in self._opening
        if running is not None and self._restored and not opening and not await self.take_up(running[0]):
            running = None  # its process died, or the database refused, before it had a place
        awake = await self._awake(now)
        refused = refusal(
            AdmissionState(
                now=now,
                counts=await self._store.counts(guild_id, user_id, now - DAY),
                settings=await self._store.settings(guild_id),
                already_running=running is not None,
                awake=len(awake) + len(self._opening),
                awake_here=sum(each == guild_id for each in [*awake, *(server for server, _ in self._opening)]),
                awake_limit=self._limits.interviews,
                servers=await self._store.servers(),
                is_voice=medium is Medium.VOICE,
                can_speak=self._relocator.can_speak,
                line_taken=self.voice_in(guild_id) is not None,
                with_video=with_video,
                can_film=self._relocator.can_film,
                blocked=self._breaker.blocked(now),
                blocked_until=self._breaker.until,
                stopping=self._supervisor.stopping,
            )
        )
        if refused is not None:
            raise refused

    async def start(self, new: NewInterview) -> Started:
        """Store consent and row, make the place, begin. Raises Refused, or EdgeGone with nothing left behind."""
        medium = Medium.VOICE if new.interview_type.is_voice else Medium.TEXT
        who = new.guild_id, new.candidate_id
        async with self._door:
            with_video = new.interview_type is InterviewType.VIDEO
            await self.admit(new.guild_id, new.candidate_id, medium, with_video=with_video)
            self._opening.add(who)
            try:
                interview_id = await self._store.create_interview(new)
            except BaseException as error:
                self._opening.discard(who)
                if isinstance(error, AlreadyRunning):
                    raise Refused("edge-refused-running") from error
                raise
            if medium is Medium.VOICE:
                self._supervisor.lines.reserve(new.guild_id, interview_id)
        try:
            await self._relocator.open(interview_id, new)
            snapshot = await self._store.snapshot(interview_id)
            if snapshot is None:
                raise StoreError(f"interview {interview_id} is not in the database")
        except BaseException:
            self._supervisor.lines.release(new.guild_id, interview_id)
            raise
        finally:
            self._opening.discard(who)
        running = self._supervisor.add(snapshot)
        running.stirred_at = self._clock()
        self._supervisor.schedule(running, Begin())
        return Started(interview_id, running.place.id)

    async def move(self, interview_id: int, medium: Medium, room_id: int | None = None) -> bool:
        """Go on in the other medium; False when it does not run, or is there already.

        For voice the server's line is reserved first: raises Refused when it is taken, or voice is off. `room_id` is a
        voice channel that exists; None: one is made.
        """
        running = self._supervisor.get(interview_id)
        if running is None or running.place.medium is medium:
            return False
        if medium is Medium.VOICE:
            allowed = voice_refusal(
                settings=await self._store.settings(running.guild_id),
                can_speak=self._relocator.can_speak,
                line_taken=self.voice_in(running.guild_id) not in {None, interview_id},
            )
            if allowed is not None:
                raise allowed
            self._supervisor.lines.reserve(running.guild_id, interview_id)
        running.room_id = room_id
        running.inbox.put_own(MoveRequested(medium))
        if running.idle:
            self._supervisor.schedule(running, Restored())
        return True

    async def arrived(self, interview_id: int, medium: Medium) -> int | None:
        """Right after it was told to go on in this medium: the thread or voice channel, once it is there; None when it
        stays where it is, or takes too long."""
        running = self._supervisor.get(interview_id)
        if running is None:
            return None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ARRIVAL_SECONDS):
                await running.moved.wait()
        return running.place.id if running.place.medium is medium and not running.left.is_set() else None

    @contextlib.contextmanager
    def borrowed_voice_slot(self, guild_id: int) -> Iterator[bool]:
        """Hold the server's voice line for what is no interview; yields False when it is taken."""
        free = self.voice_in(guild_id) is None and self._supervisor.lines.reserve(guild_id, NO_INTERVIEW)
        try:
            yield free
        finally:
            if free:
                self._supervisor.lines.release(guild_id, NO_INTERVIEW)

    async def restore(self) -> None:
        """Take up every interview that the record calls running, when Discord is ready; from then on, whichever has no
        seat: what kept it from getting one may pass."""
        self._restored = True
        await self._take_up_all()
        log.info("%d interviews restored", len(self._supervisor))
        await self._relocator.sweep_rooms()
        await self._relocator.close_threads()

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                if self._restored:
                    await self._take_up_all()
            except Exception as error:
                log.error("the running interviews cannot be read: %s", where(error))

    async def _take_up_all(self) -> None:
        for interview_id in await self._store.running():
            await self.take_up(interview_id)

    async def take_up(self, interview_id: int) -> bool:
        """Whether an interview that the record calls running is run here: if not, it is from now on, or closed where it
        never began. One record that cannot be read must not keep all the others waiting: it falls by itself.
        """
        ready = self._restored and not self._supervisor.stopping and interview_id not in self._taking
        if ready and self._supervisor.get(interview_id) is None:
            self._taking.add(interview_id)
            try:
                snapshot = await self._store.snapshot(interview_id)
                if snapshot is not None and self._lost(snapshot):
                    await self._take_up(snapshot)
            except Exception as error:
                log.error("interview %d cannot be taken up: %s", interview_id, where(error))
                await self._seat_without_record(interview_id)
            finally:
                self._taking.discard(interview_id)
        return self._supervisor.get(interview_id) is not None

    def _lost(self, snapshot: InterviewSnapshot) -> bool:
        """Whether the record says that it runs, and nobody here runs it, nor is about to."""
        opening = (snapshot.guild_id, snapshot.candidate_id) in self._opening
        return snapshot.status not in OVER and not opening and self._supervisor.get(snapshot.interview_id) is None

    async def _seat_without_record(self, interview_id: int) -> None:
        """It cannot be gone on with now: so that its candidate is told, it is tried again, and it can be ended."""
        try:
            bare = await self._store.bare(interview_id)
            if bare is not None and bare.place_id is not None and self._lost(bare):
                self._supervisor.schedule(self._supervisor.add(bare), Restored())
        except Exception as error:
            log.error("interview %d has no seat: %s", interview_id, where(error))

    async def _take_up(self, snapshot: InterviewSnapshot) -> None:
        if snapshot.place_id is None:
            await self._relocator.never_started(snapshot)
            return
        if snapshot.medium is Medium.TEXT:
            await self._relocator.sweep(snapshot)
        elif not (
            self._relocator.can_speak and self._supervisor.lines.reserve(snapshot.guild_id, snapshot.interview_id)
        ):
            await self._take_up_in_writing(snapshot)
            return
        self._supervisor.schedule(self._supervisor.add(snapshot), Restored())

    async def _take_up_in_writing(self, snapshot: InterviewSnapshot) -> None:
        """It was aloud and cannot be any more: paused in its thread, with the words of a move."""
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

    # What doors hand over

    def deliver(self, place_id: int, event: EdgeEvent) -> bool:
        """An event from a thread or voice channel; False when no interview there took it (none, or too much waits)."""
        running = self._supervisor.at(place_id)
        return running is not None and self._supervisor.put(running, event)

    async def kept(self, place_id: int, message_id: int) -> bool:
        """Whether what was just delivered stands in the record: only then may its sender be told so.

        For words that stand nowhere but with us (a form). Call it right after `deliver`.
        """
        running = self._supervisor.at(place_id)
        return running is not None and await running.inbox.until_kept(message_id, KEPT_SECONDS)

    def press_button(self, interview_id: int, event: ButtonPressed) -> bool:
        """A button; False when this interview does not run (any more)."""
        running = self._supervisor.get(interview_id)
        return running is not None and self._supervisor.put(running, event)

    def owner(self, place_id: int) -> tuple[int, int] | None:
        """(interview id, candidate id) of the interview that runs in this thread or voice channel."""
        running = self._supervisor.at(place_id)
        return None if running is None else (running.interview_id, running.candidate_id)

    async def wrote_after_end(self, thread_id: int, author_id: int) -> None:
        """Somebody wrote in a thread of ours in which no interview runs: see `LateMessages`."""
        await self._afterwards.wrote(thread_id, author_id)

    async def let_in(self, interview_id: int) -> Reason | None:
        """Its candidate asks for the way: let them in again, should they have left. Why not, where that cannot be."""
        running = self._supervisor.get(interview_id)
        if running is None:
            return None
        try:
            async with asyncio.timeout(LET_IN_SECONDS):
                await running.place.edge.let_in()
        except EdgeGone as gone:
            return Reason(gone.reason)
        except TimeoutError:
            return Reason.INTERNAL
        return None

    async def look_for_candidate(self, interview_id: int) -> None:
        """A reviewer looks at it: is its candidate still a member? Without the members intent Discord tells nobody. One
        who left ends it; who cannot be asked after quickly is left to the reminder."""
        running = self._supervisor.get(interview_id)
        if running is None:
            return
        with contextlib.suppress(EdgeGone, TimeoutError):
            async with asyncio.timeout(LET_IN_SECONDS):
                if await running.place.edge.candidate_here() is False:
                    self._supervisor.put(running, PlaceLost(Reason.CANDIDATE_LEFT))
                    await running.left.wait()

    def threads_of(self, guild_id: int) -> list[int]:
        """The threads in this server whose interviews are being run."""
        here = [running for running in self._supervisor if running.guild_id == guild_id and not running.idle]
        return [running.place.id for running in here if running.place.medium is Medium.TEXT]

    async def catch_up(self) -> None:
        """The gateway may have missed something: every interview looks into its thread, a fallen one with a new relay
        (what was written into the gap would have been the event that it waited for)."""
        for running in self._supervisor:
            running.inbox.read_again()
            if running.idle:
                self._supervisor.schedule(running, Restored())

    def guild_gone(self, guild_id: int) -> None:
        """The bot was removed from this server."""
        for running in self._supervisor:
            if running.guild_id == guild_id:
                self._supervisor.put(running, PlaceLost(Reason.BOT_REMOVED))

    async def stop_interview(self, interview_id: int, reason: Reason) -> bool:
        """End it from outside, whatever state it is in: when this returns nothing of it runs any more. False when it
        did not run. Raises StoreError where the record cannot be written now; then it ends as soon as it can."""
        running = self._supervisor.get(interview_id)
        if running is None:
            return False
        if running.idle:
            await self._supervisor.drop(running, reason)
            return True
        running.ending = reason
        running.inbox.put_own(Stop(reason))
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await running.left.wait()
        except TimeoutError:
            await self._supervisor.drop(running, reason)
        return True

    async def _awake(self, now: float) -> list[int]:
        """The servers of all interviews that are under way, each as often as it has one."""
        paused = await self._store.paused()
        return [
            running.guild_id
            for running in self._supervisor
            if running.awake(now) and running.interview_id not in paused
        ]

    async def awake_count(self) -> int:
        """How many of them are under way, as the limit of the process counts them."""
        return len(await self._awake(self._clock())) + len(self._opening)

    def running_count(self) -> int:
        """How many interviews run, paused ones and those just opening among them."""
        return len(self._supervisor) + len(self._opening)
