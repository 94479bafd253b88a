"""The running interviews: which ones run, who may start one, and which of them gets an event.

Commands, buttons and the gateway call only this. They hand over and return: the interviews run in the supervisor's own
tasks, so an interaction is answered within the three seconds that Discord allows.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from bot.clock import DAY, Clock
from bot.errors import AlreadyRunning, EdgeGone, Reason, Refused, StoreError
from bot.gemini.api.breaker import Breaker
from bot.gemini.api.failures import Failure
from bot.gemini.api.settings import LiveSettings
from bot.interview.events import Begin, MoveRequested, Restored, Stop
from bot.interview.models import InterviewType, Medium
from bot.interview.timing import Timing
from bot.ports.events import ButtonPressed, EdgeEvent, PlaceLost
from bot.ports.places import Places, RoomPlaces
from bot.ports.tallies import Tallies
from bot.runtime.admission import AdmissionState, refusal, voice_refusal
from bot.runtime.late_messages import LateMessages
from bot.runtime.relocation import CameraRooms, NotMade, Relocator
from bot.runtime.restoring import Restorer
from bot.runtime.supervisor import Supervisor
from bot.store import Store
from bot.store.records import NewInterview

log = logging.getLogger(__name__)

KEPT_SECONDS = 2.0
"""Discord waits three for an answer to a form."""
ARRIVAL_SECONDS = 20.0
"""How long somebody who asked to move is shown that the new place is being prepared."""
NO_INTERVIEW = 0
"""Holds a voice slot that no interview does: ids begin at 1."""
LET_IN_SECONDS = 1.5
"""Discord waits three seconds for the answer to an interaction."""
STOP_SECONDS = 15.0
"""How long a caller waits until one interview has stopped."""


@dataclass(frozen=True, slots=True)
class ProcessLimits:
    """What one process takes on at once: interviews that are under way. One that is paused, or of whose candidate
    nothing was heard for a while, costs next to nothing."""

    interviews: int = 200


@dataclass(frozen=True, slots=True)
class Started:
    """Where the new interview takes place: `place_id` is its thread, or its voice channel."""

    interview_id: int
    place_id: int


class InterviewService:
    """Use it as `async with InterviewService(…) as service`.

    Leaving it saves and stops all interviews within ten seconds; the next process goes on with them.
    """

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
        """`voice` is None where this process has no voice, `cameras` where it has no camera page."""
        self.paid = paid
        self._store = store
        self._relocator = Relocator(store, places, voice, cameras, clock=clock)
        self._late_messages = LateMessages(store, places)
        self._supervisor = Supervisor(
            store, live, self._relocator, self._late_messages, clock=clock, breaker=breaker, timing=timing or Timing()
        )
        self._clock = clock
        self._breaker = breaker
        self._limits = limits or ProcessLimits()
        self._admitting = asyncio.Lock()  # deciding and writing the row are one step
        self._opening: set[tuple[int, int]] = set()  # (server, person) whose row and place are being made
        self._restorer = Restorer(store, self._supervisor, self._relocator, self._opening)
        self._watch: asyncio.Task[None] | None = None

    def __repr__(self) -> str:
        return f"<InterviewService running={self.running_count()} stopping={self._supervisor.stopping}>"

    async def __aenter__(self) -> Self:
        self._supervisor.open()
        self._store.on_recovered(self._supervisor.wake_all)
        self._watch = asyncio.create_task(self._restorer.keep_looking(), name="look for interviews that nobody runs")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        """Let every runner store what it has and disconnect. The threads stay as they are: the next process goes on."""
        if self._watch is not None:
            self._watch.cancel()
        await self._supervisor.close()

    # Starting

    @property
    def on_voice_slot_free(self) -> Callable[[int], None] | None:
        """Called on the loop with a server's id, a moment after its voice slot became free."""
        return self._supervisor.voice_slots.on_free

    @on_voice_slot_free.setter
    def on_voice_slot_free(self, call: Callable[[int], None] | None) -> None:
        self._supervisor.voice_slots.on_free = call

    def not_made(self, guild_id: int) -> list[NotMade]:
        """See `Relocator.not_made`: for those who set the server up."""
        return self._relocator.not_made(guild_id)

    def voice_in(self, guild_id: int) -> int | None:
        """The interview that holds this server's voice slot, if any does."""
        return self._supervisor.voice_slots.holder(guild_id)

    async def admit(
        self, guild_id: int, user_id: int, medium: Medium = Medium.TEXT, *, with_video: bool = False
    ) -> None:
        """Raises Refused, with the reason and when it will work, unless this person may start here now, in this medium
        and, `with_video`, with the camera page."""
        now = self._clock()
        running = await self._store.running_for(guild_id, user_id)
        opening = (guild_id, user_id) in self._opening
        if running is not None and self._restorer.restored and not opening and not await self.take_up(running[0]):
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
                voice_taken=self.voice_in(guild_id) is not None,
                with_video=with_video,
                has_camera_page=self._relocator.has_camera_page,
                blocked=self._breaker.blocked(now),
                blocked_until=self._breaker.until,
                stopping=self._supervisor.stopping,
            )
        )
        if refused is not None:
            raise refused

    async def start(self, new: NewInterview) -> Started:
        """Store consent and row, make the place, begin. Raises Refused, or EdgeGone; then nothing is left behind."""
        medium = Medium.VOICE if new.interview_type.is_voice else Medium.TEXT
        who = new.guild_id, new.candidate_id
        slots = self._supervisor.voice_slots
        async with self._admitting:
            with_video = new.interview_type is InterviewType.VIDEO
            await self.admit(new.guild_id, new.candidate_id, medium, with_video=with_video)
            # Before the row is there: a row without a place that nobody is opening counts as never started.
            self._opening.add(who)
            by_voice = medium is Medium.VOICE
            if by_voice:
                slots.reserve(new.guild_id, NO_INTERVIEW)  # or a move would take it while the row is written
            try:
                interview_id = await self._store.create_interview(new)
            except BaseException as error:
                self._opening.discard(who)
                if by_voice:
                    slots.release(new.guild_id, NO_INTERVIEW)
                if isinstance(error, AlreadyRunning):
                    raise Refused("edge-refused-running") from error
                raise
            if by_voice:
                slots.hand_over(new.guild_id, NO_INTERVIEW, interview_id)
        try:
            await self._relocator.open(interview_id, new)
            snapshot = await self._store.snapshot(interview_id)
            if snapshot is None:
                raise StoreError(f"interview {interview_id} is not in the database")
        except BaseException:
            slots.release(new.guild_id, interview_id)
            raise
        finally:
            self._opening.discard(who)
        # No await since `discard`: the restorer would find an interview that nobody runs, and run it, too.
        running = self._supervisor.add(snapshot)
        running.active_at = self._clock()
        self._supervisor.schedule(running, Begin())
        return Started(interview_id, running.place.id)

    async def move(self, interview_id: int, medium: Medium, room_id: int | None = None) -> bool:
        """Go on in the other medium; False when it does not run, or is there already.

        For voice the server's slot is reserved first: raises Refused when it is taken, or voice is off. `room_id` is a
        voice channel that exists; None: one is made.
        """
        running = self._supervisor.get(interview_id)
        if running is None or running.place.medium is medium:
            return False
        if medium is Medium.VOICE:
            # The settings are awaited first; between the look at the slot and `reserve` nothing waits.
            allowed = voice_refusal(
                settings=await self._store.settings(running.guild_id),
                can_speak=self._relocator.can_speak,
                voice_taken=self.voice_in(running.guild_id) not in {None, interview_id},
            )
            if allowed is not None:
                raise allowed
            self._supervisor.voice_slots.reserve(running.guild_id, interview_id)
        running.room_id = room_id
        running.inbox.put_own(MoveRequested(medium))
        if running.idle:
            self._supervisor.schedule(running, Restored())
        return True

    async def arrived(self, interview_id: int, medium: Medium) -> int | None:
        """Wait for the end of a move; call it right after `move`. Returns the thread or voice channel, or None when it
        stays where it is, or takes too long."""
        running = self._supervisor.get(interview_id)
        if running is None:
            return None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ARRIVAL_SECONDS):
                await running.moved.wait()
        return running.place.id if running.place.medium is medium and not running.removed.is_set() else None

    @contextlib.contextmanager
    def borrowed_voice_slot(self, guild_id: int) -> Iterator[bool]:
        """Hold the server's voice slot for something that is no interview; yields False when it is taken."""
        free = self.voice_in(guild_id) is None and self._supervisor.voice_slots.reserve(guild_id, NO_INTERVIEW)
        try:
            yield free
        finally:
            if free:
                self._supervisor.voice_slots.release(guild_id, NO_INTERVIEW)

    async def restore(self) -> None:
        """Take up every interview that the record calls running; call it when Discord is ready. From then on those that
        nobody runs are looked for every minute."""
        await self._restorer.restore()

    async def take_up(self, interview_id: int) -> bool:
        """See `Restorer.take_up`: whether this interview is run now."""
        return await self._restorer.take_up(interview_id)

    # Events

    def deliver(self, place_id: int, event: EdgeEvent) -> bool:
        """Hand in an event from a thread or voice channel; False when no interview runs there, or too much waits."""
        running = self._supervisor.at(place_id)
        return running is not None and self._supervisor.put(running, event)

    async def kept(self, place_id: int, message_id: int) -> bool:
        """Whether what was just delivered is in the record: only then may its sender be told so.

        For words that exist nowhere but here (a form). Call it right after `deliver`.
        """
        running = self._supervisor.at(place_id)
        return running is not None and await running.inbox.until_kept(message_id, KEPT_SECONDS)

    def press_button(self, interview_id: int, event: ButtonPressed) -> bool:
        """Hand in a button; False when this interview does not run (any more)."""
        running = self._supervisor.get(interview_id)
        return running is not None and self._supervisor.put(running, event)

    def owner(self, place_id: int) -> tuple[int, int] | None:
        """(interview id, candidate id) of the interview that runs in this thread or voice channel."""
        running = self._supervisor.at(place_id)
        return None if running is None else (running.interview_id, running.candidate_id)

    async def wrote_after_end(self, place_id: int, author_id: int) -> None:
        """Take a message from a thread of ours in which no interview runs: see `LateMessages`."""
        await self._late_messages.wrote(place_id, author_id)

    async def let_in(self, interview_id: int) -> Reason | None:
        """Let its candidate in again if they left, because they ask for the way. Returns why that is not possible."""
        running = self._supervisor.get(interview_id)
        if running is None:
            return None
        try:
            async with asyncio.timeout(LET_IN_SECONDS):
                await running.place.edge.let_in()
        except EdgeGone as gone:
            return gone.reason
        except TimeoutError:
            return Reason.INTERNAL
        return None

    async def look_for_candidate(self, interview_id: int) -> None:
        """Find out whether its candidate is still a member, and end it if not: without the members intent Discord does
        not tell us. If the answer takes too long, the reminder finds out later."""
        running = self._supervisor.get(interview_id)
        if running is None:
            return
        with contextlib.suppress(EdgeGone, TimeoutError):
            async with asyncio.timeout(LET_IN_SECONDS):
                if await running.place.edge.candidate_here() is False:
                    self._supervisor.put(running, PlaceLost(Reason.CANDIDATE_LEFT))
                    await running.removed.wait()

    def threads_of(self, guild_id: int) -> list[int]:
        """The threads in this server whose interviews are being run."""
        here = [running for running in self._supervisor if running.guild_id == guild_id and not running.idle]
        return [running.place.id for running in here if running.place.medium is Medium.TEXT]

    async def catch_up(self) -> None:
        """Let every interview read its thread again, since the gateway may have missed something. A crashed one gets a
        new runner: what was written in the gap would have been the event that it waits for."""
        for running in self._supervisor:
            running.inbox.read_again()
            if running.idle:
                self._supervisor.schedule(running, Restored())

    def guild_gone(self, guild_id: int) -> None:
        """End the interviews of this server: the bot was removed from it."""
        for running in self._supervisor:
            if running.guild_id == guild_id:
                self._supervisor.put(running, PlaceLost(Reason.BOT_REMOVED))

    async def stop_interview(self, interview_id: int, reason: Reason) -> bool:
        """End it, whatever state it is in: when this returns, nothing of it runs any more. False when it did not run.
        Raises StoreError when the record cannot be written now; then it ends as soon as that is possible."""
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
                await running.removed.wait()
        except TimeoutError:
            await self._supervisor.drop(running, reason)
        return True

    async def _awake(self, now: float) -> list[int]:
        """The servers of all interviews that are under way, one entry for each interview."""
        paused = await self._store.paused()
        return [
            running.guild_id
            for running in self._supervisor
            if running.awake(now) and running.interview_id not in paused
        ]

    async def awake_count(self) -> int:
        """How many interviews are under way, as the limit of the process counts them."""
        return len(await self._awake(self._clock())) + len(self._opening)

    def waiting_count(self) -> int:
        """How many interviews cannot go on right now because of a fault that is being tried again."""
        return sum(running.crashes.in_row > 0 for running in self._supervisor)

    @property
    def tallies(self) -> Tallies:
        """What the running interviews count."""
        return self._supervisor.tallies

    def waits(self) -> list[float]:
        """For how many seconds each candidate waits for the model just now, also while it does not answer at all."""
        return self._supervisor.waits()

    def model_trouble(self) -> Failure | None:
        """Why nobody gets an answer from Gemini right now; None while they do, or nobody asked."""
        return self._breaker.trouble

    def running_count(self) -> int:
        """How many interviews run, including paused ones and those just opening."""
        return len(self._supervisor) + len(self._opening)
