"""Starts the runners of the interviews, moves them, and starts them again after a crash.

One task makes all others. A runner that crashes ends no other, and its interview is never given up: a text interview is
paused, its candidate is told, and it is tried again after a while (`runtime.crashes`), and at once when the candidate
writes or anybody presses a button. A voice interview joins again at once: nobody in a silent voice channel reads.
"""

import asyncio
import contextlib
import logging
from collections.abc import Iterator
from functools import partial

from bot.clock import Clock, to_wait_by
from bot.errors import EdgeGone, EdgeRefused, Reason
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
from bot.runtime.audio_bridge import AudioBridge
from bot.runtime.crash_notices import CrashNotices, tried
from bot.runtime.crashes import VOICE_RETRIES
from bot.runtime.inbox import Inbox
from bot.runtime.late_messages import LateMessages
from bot.runtime.model_session import ModelSession
from bot.runtime.relocation import Relocator
from bot.runtime.reply_wait import SpokenReplyWait
from bot.runtime.runner import InterviewRunner
from bot.runtime.running import Place, RunningInterview
from bot.runtime.services import RunnerServices
from bot.runtime.text_conversation import TextConversation
from bot.runtime.voice_conversation import NoCamera, VoiceConversation
from bot.runtime.voice_slots import VoiceSlots
from bot.store import Store

log = logging.getLogger(__name__)

MAX_FAILED_MOVES = 3
"""An interview whose next place cannot be made so often in a row is given up."""

FINISH_SECONDS = 4.5
"""Seconds that runners have to end in order when the process stops. With HANG_UP_SECONDS it is less than the ten after
which Docker, unless it is told otherwise, kills a process."""
HANG_UP_SECONDS = 4.5
"""Seconds that those which did not manage have to disconnect."""
WAKING = (Typed, VoiceMessage, ButtonPressed, PlaceLost, PlaceRestored)
"""After a crash these are worth a try at once. All other events wait for the next one."""


ACTIVITY = (Typed, VoiceMessage, ButtonPressed)
"""Activity of the candidate, or of a reviewer: the model may be asked something soon."""


class Supervisor:
    """Call `open` first; `close` saves and ends in order, within ten seconds."""

    def __init__(
        self,
        store: Store,
        live: LiveSettings,
        relocator: Relocator,
        late_messages: LateMessages,
        *,
        clock: Clock,
        breaker: Breaker,
        timing: Timing,
    ) -> None:
        self.relocator = relocator
        self.late_messages = late_messages
        self.voice_slots = VoiceSlots()
        self.stopping = False
        self._store = store
        self._clock = clock
        self._services = RunnerServices(store, live, breaker, to_wait_by(clock), timing)
        self._notices = CrashNotices(store, clock=clock)
        self.tallies = self._services.tallies
        self._running: dict[int, RunningInterview] = {}
        self._by_place: dict[int, RunningInterview] = {}
        self._starts: asyncio.Queue[tuple[RunningInterview, InterviewEvent]] = (
            asyncio.Queue()
        )  # one for each interview at most
        self._task: asyncio.Task[None] | None = None

    def __repr__(self) -> str:
        return f"<Supervisor {len(self)} stopping={self.stopping}>"

    def __len__(self) -> int:
        return len(self._running)

    def __iter__(self) -> Iterator[RunningInterview]:
        return iter(list(self._running.values()))

    def get(self, interview_id: int) -> RunningInterview | None:
        """This interview, if it runs."""
        return self._running.get(interview_id)

    def at(self, place_id: int) -> RunningInterview | None:
        """The interview that goes on in this thread or voice channel, if one does."""
        return self._by_place.get(place_id)

    def waits(self) -> list[float]:
        """For how many seconds each candidate waits for the model just now."""
        now = self._services.clock()
        return [max(now - since, 0.0) for since in self.tallies.waiting.values()]

    def open(self) -> None:
        """Start the task that makes all others."""
        self._task = asyncio.create_task(self._run(), name="supervisor")

    async def close(self) -> None:
        """Let every runner store what it has and disconnect. The places stay as they are: the next process goes on."""
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
            self._remove(running)

    def add(self, snapshot: InterviewSnapshot) -> RunningInterview:
        """Take in an interview, at the place that the record names. The caller schedules it."""
        running = RunningInterview(
            snapshot.interview_id, snapshot.guild_id, snapshot.candidate_id, self.relocator.place(snapshot)
        )
        self._running[running.interview_id] = self._by_place[running.place.id] = running
        return running

    def schedule(self, running: RunningInterview, first: InterviewEvent) -> None:
        """Start a runner for it, with `first` as its first event."""
        running.waiting = True
        self._starts.put_nowait((running, first))

    def put(self, running: RunningInterview, event: EdgeEvent) -> bool:
        """Put an event into its inbox; a crashed interview gets a new runner. False when too much waits there."""
        taken = running.inbox.put(event)
        if isinstance(event, ACTIVITY):
            running.active_at = self._clock()
        if isinstance(event, ButtonPressed):
            running.crashes.asked = True
        if running.idle and isinstance(event, WAKING):
            self.schedule(running, Restored())
        return taken

    def wake_all(self) -> None:
        """Start all crashed interviews again: the cause is mended."""
        for running in self:
            self._wake(running)

    async def _run(self) -> None:
        """Make the tasks of all interviews. A task copies its maker's context: made by an interaction, a runner would
        wait for the database as short as that person (`somebody_waits`)."""
        while True:
            running, first = await self._starts.get()
            running.waiting = False
            running.task = asyncio.create_task(
                self._run_interview(running, first), name=f"interview {running.interview_id}"
            )
            running.task.add_done_callback(partial(self._task_ended, running))

    def _task_ended(self, running: RunningInterview, task: "asyncio.Task[None]") -> None:
        """Clear up behind a task that was cancelled before it began."""
        if running.task is task:
            running.task = None
            if not running.removed.is_set():
                self._set_alarm(running)

    async def _run_interview(self, running: RunningInterview, first: InterviewEvent) -> None:
        """Run one runner to its end, and the next one after a move. Contains whatever they raise."""
        try:
            going: InterviewEvent | None = first
            while going is not None:
                going = await self._run_until_move(running, going)
        except asyncio.CancelledError as error:
            if self.stopping or running.removed.is_set():
                raise
            # Nobody cancels a runner but us: whatever did, the interview must not be lost over it.
            # Without `uncancel` time limits in what follows may end as cancellations (python/cpython#102780).
            task = asyncio.current_task()
            if task is not None:
                task.uncancel()
            await self._after_crash(running, error)
        except Exception as error:
            await self._after_crash(running, error)
        finally:
            running.task = None

    async def _run_until_move(self, running: RunningInterview, first: InterviewEvent) -> InterviewEvent | None:
        """Run one runner. Returns the first event of the next one, if the interview moved."""
        if running.removed.is_set():  # it ended while this was waiting for its turn
            return None
        if running.ending is not None:  # and its runner could not
            await self._close(running, running.ending)
            return None
        snapshot = await self._store.snapshot(running.interview_id)
        if snapshot is None:
            self._remove(running)
            return None
        running.deadline_at = snapshot.deadline_at
        runner = self._make_runner(snapshot, running)
        running.crashes.started(self._clock())
        crashed = isinstance(first, Restored) and running.crashes.in_row
        await runner.run(Restored(running.crashes.sign_due) if crashed else first)
        if runner.over:
            self._remove(running)
            if running.inbox.has_words() and not self.stopping:  # written while the last words were posted
                await self.late_messages.wrote(running.place.id, running.candidate_id)
        if runner.moving is None:
            return None
        return await self._move(running, snapshot, runner.moving)

    async def _move(
        self, running: RunningInterview, snapshot: InterviewSnapshot, medium: Medium
    ) -> InterviewEvent | None:
        """Move it: its runner ended for that. If the new place cannot be made, say so and go on in the old one."""
        running.inbox.forget_place()
        room_id, running.room_id = running.room_id, None
        if medium is Medium.VOICE and not self.voice_slots.reserve(running.guild_id, running.interview_id):
            return await self._move_failed(running, "edge-move-line-taken")
        try:
            await self.relocator.move(snapshot, medium, room_id)
        except EdgeGone as gone:
            log.warning("interview %d cannot move to %s: %s", running.interview_id, medium, gone.reason)
            return await self._move_failed(
                running, "edge-move-no-room" if medium is Medium.VOICE else "edge-move-no-thread"
            )
        return await self._finish_move(running, snapshot)

    async def _finish_move(self, running: RunningInterview, snapshot: InterviewSnapshot) -> InterviewEvent | None:
        """Switch to the new place, which the record knows already, and close the old one, of which `snapshot` tells."""
        moved = await self._store.snapshot(running.interview_id)
        if moved is None:
            self._remove(running)
            return None
        old, running.place, running.failed_moves = running.place, self.relocator.place(moved), 0
        self._by_place.pop(old.id, None)
        self._by_place[running.place.id] = running
        running.notify_moved()
        if old.camera is not None:
            old.camera.end(PageEnd.WRITING)
        await self.relocator.leave(snapshot, old)
        # Only then: until we have left the channel we can enter no other one in this server.
        if running.place.medium is Medium.TEXT:
            self.voice_slots.release(running.guild_id, running.interview_id)
        return ResumedElsewhere()

    async def _move_failed(self, running: RunningInterview, key: str) -> InterviewEvent | None:
        """Say why it stays here. After MAX_FAILED_MOVES it is given up: nobody may be left in the voice channel, so
        it would try for ever."""
        running.failed_moves += 1
        running.notify_moved()
        if running.place.medium is Medium.TEXT:
            self.voice_slots.release(running.guild_id, running.interview_id)
        with contextlib.suppress(EdgeGone, EdgeRefused):
            await running.place.edge.post(Post(body=Phrase(key)))
        if running.failed_moves <= MAX_FAILED_MOVES:
            return ResumedElsewhere()
        await self._store.set_status(running.interview_id, Status.FAILED, Reason.PERMISSIONS)
        await self._leave_place(running)
        self._remove(running)
        return None

    async def _leave_place(self, running: RunningInterview) -> None:
        snapshot = await self._store.snapshot(running.interview_id)
        if snapshot is not None:
            await self.relocator.leave(snapshot, running.place)

    def _make_runner(self, snapshot: InterviewSnapshot, running: RunningInterview) -> InterviewRunner:
        conversation = conversation_at(running.place, snapshot, running.inbox, self._services)
        return InterviewRunner(snapshot, running.inbox, conversation, self._services, running.crashes)

    async def _after_crash(self, running: RunningInterview, error: BaseException) -> None:
        """Tell people, then note it, then try again: at once if somebody wrote meanwhile, or in a voice channel."""
        running.inbox.forget_live()
        crashes, waiting, ending = running.crashes, len(running.inbox), running.ending
        crashes.crashed(self._clock())
        self.tallies.crashes += 1
        log.error(
            "interview %d: its runner crashed, %d in a row: %s", running.interview_id, crashes.in_row, where(error)
        )
        self._set_alarm(running)  # whatever becomes of the rest
        if ending is not None or running.deadline_at <= self._clock():
            await tried(self._close(running, ending or Reason.DEADLINE), running)
        elif running.place.medium is Medium.VOICE and crashes.in_row <= VOICE_RETRIES:
            await self._notices.note(running, rests=False)
            self.schedule(running, Restored())
            return
        else:
            if running.place.medium is Medium.VOICE:
                await tried(self._move_to_thread(running), running)
            await self._notices.say(running, error)
            await self._notices.note(running)
        if running.removed.is_set():
            return
        if len(running.inbox) > waiting and ending is None:
            self.schedule(running, Restored())
        else:
            self._set_alarm(running)

    async def _move_to_thread(self, running: RunningInterview) -> None:
        """Move from a voice channel to its thread: nobody would read there, and the voice slot is needed."""
        snapshot = await self._store.snapshot(running.interview_id)
        if snapshot is not None:
            await self.relocator.move(snapshot, Medium.TEXT, None)
            await self._finish_move(running, snapshot)

    def _set_alarm(self, running: RunningInterview) -> None:
        """Schedule the next try of our own; at its deadline at the latest."""
        now = self._clock()
        at = running.crashes.next_at(now)
        if running.deadline_at > now:
            at = min(at, running.deadline_at)
        if running.alarm is not None:
            running.alarm.cancel()
        running.alarm = asyncio.get_running_loop().call_later(at - now, self._wake, running)

    def _wake(self, running: RunningInterview) -> None:
        """Schedule a runner, if the interview crashed and has none."""
        if running.idle and not self.stopping:
            self.schedule(running, Restored())

    async def drop(self, running: RunningInterview, reason: Reason) -> None:
        """End it by the record alone, because no runner can. Raises StoreError when the record cannot be written; then
        it is tried again like after a crash."""
        running.ending = reason
        if running.task is not None:
            running.task.cancel()
            # A cancelled runner counts as crashed, and then tries to close the interview first.
            await asyncio.wait({running.task}, timeout=HANG_UP_SECONDS)
        if not running.removed.is_set():
            try:
                await self._close(running, reason)
            except BaseException:
                self._set_alarm(running)
                raise

    async def _close(self, running: RunningInterview, reason: Reason) -> None:
        # The record first. Where it cannot be written the interview stays in the list, and is tried again.
        await self._notices.end(running, reason)
        self._remove(running)
        await self._notices.farewell(running, reason)

    def _remove(self, running: RunningInterview) -> None:
        """Run it no more here: it is over, or the process stops."""
        running.removed.set()
        running.notify_moved()
        self.tallies.waits_no_more(running.interview_id)
        if running.alarm is not None:
            running.alarm.cancel()
        self._running.pop(running.interview_id, None)
        self._by_place.pop(running.place.id, None)
        if not self.stopping:
            self.voice_slots.release(running.guild_id, running.interview_id)
            self.relocator.drop_camera(running.interview_id)


def conversation_at(
    place: Place, snapshot: InterviewSnapshot, inbox: Inbox, services: RunnerServices
) -> TextConversation | VoiceConversation:
    """The conversation of an interview at this place."""
    if place.voice is None:
        return TextConversation(place.edge, ModelSession(snapshot.interview_id, services, inbox.put_own))
    wait = SpokenReplyWait(services.tallies, services.clock)
    bridge = AudioBridge(place.voice, inbox, hold=snapshot.status is not Status.PAUSED, wait=wait)
    model = ModelSession(snapshot.interview_id, services, bridge.on_live_event)
    captions = snapshot.accommodations.captions
    return VoiceConversation(place.voice, model, bridge, place.camera or NoCamera(), captions=captions)
