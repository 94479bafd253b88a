"""The input and output of one interview: Edge <-> InterviewSession <-> LiveClient, the Store alongside.

The machine decides; the runner carries out its commands strictly in order, each finished before the next.
"""

import asyncio
import contextlib
import logging
from collections import deque
from dataclasses import replace

from bot.errors import EdgeGone
from bot.gemini.live.prices import cost_usd
from bot.interview import agenda
from bot.interview.commands import (
    AmendPost,
    CheckCandidate,
    CloseInterview,
    Command,
    Log,
    LookBack,
    MarkTurn,
    OpenMic,
    SaveDraft,
    SavePictures,
    SaveSpoken,
    SaveTurn,
    SetFollowUps,
    SetReminded,
    SetStatus,
    ShowPost,
    ShowTyping,
    SwitchMedium,
    TellReviewers,
)
from bot.interview.events import (
    CandidatePresent,
    InterviewEvent,
    Restored,
    ResumedElsewhere,
    ReviewersTold,
    Shown,
    Shutdown,
)
from bot.interview.models import InterviewSnapshot, InterviewType, Medium, Status
from bot.interview.session import InterviewSession
from bot.interview.voice.prompts import speech_of
from bot.log import where
from bot.ports.events import Edited, PlaceLost, PlaceRestored, VoiceMessage
from bot.ports.messages import Typed
from bot.ports.model import HandleKept, LiveDown, LiveUp, Noted, TokensUsed
from bot.runtime.attachments.pictures import ChatPictures
from bot.runtime.attachments.queue import AttachmentQueue
from bot.runtime.attachments.text_files import TextFiles
from bot.runtime.attachments.voice_message_tries import VoiceMessageTries
from bot.runtime.attachments.voice_messages import VoiceMessages
from bot.runtime.catch_up import CatchUp
from bot.runtime.chat_posts import ChatPosts
from bot.runtime.conversation import Conversation
from bot.runtime.crashes import Crashes
from bot.runtime.inbox import Inbox
from bot.runtime.reply_wait import ReplyWait
from bot.runtime.seen_messages import SeenMessages
from bot.runtime.services import RunnerServices

log = logging.getLogger(__name__)

LOOK_AGAIN = 300.0
"""Seconds after which the clock is read again, however far the deadline: on a machine that slept, or whose clock was
set, no timer wakes in time."""

CLOSED = "closed"
"""The event in the record: the interview is over, and its thread was tidied up and archived."""


class InterviewRunner:
    """One interview's runner: `await runner.run(first)` until the interview is over, goes on elsewhere (`moving`), or
    the process stops.

    Whatever it raises is a crash of this interview alone; the record says where to go on.
    """

    def __init__(
        self,
        snapshot: InterviewSnapshot,
        inbox: Inbox,
        conversation: Conversation,
        services: RunnerServices,
        crashes: Crashes,
    ) -> None:
        """`crashes` is told when the candidate can see that it goes on."""
        self.interview_id = snapshot.interview_id
        self.over = False
        """Whether the machine closed the interview."""
        self.moving: Medium | None = None
        """The medium in which the machine said that it goes on."""
        self._machine = InterviewSession(snapshot, services.timing, services.clock())
        self._inbox = inbox
        self._conversation = conversation
        self._store = services.store
        self._edge = conversation.edge
        self._model = services.live.model
        self._clock = services.clock
        self._tallies = services.tallies
        self._wait = ReplyWait(snapshot, services.tallies, services.clock, is_voice=conversation.is_voice)
        self._crashes = crashes
        self._seen = SeenMessages(snapshot.turns)
        self._own_events: deque[InterviewEvent] = deque()  # results of our own commands; they come before the inbox
        self._stopping = False
        self._joining: asyncio.Task[None] | None = None
        self._record = snapshot.record
        self._asked = agenda.current(snapshot.turns), len(snapshot.plan.questions), agenda.current_words(snapshot.turns)
        self._catch_up = CatchUp(
            snapshot.interview_id,
            store=services.store,
            edge=conversation.edge,
            seen=self._seen,
            own_events=self._own_events,
            reading=services.locks.reading,
        )
        self._chat = ChatPosts(
            snapshot.interview_id,
            snapshot.candidate_id,
            store=services.store,
            conversation=conversation,
            seen=self._seen,
            crashes=crashes,
            own_events=self._own_events,
        )
        self._attachments = AttachmentQueue(
            TextFiles(conversation.edge, services.locks.files),
            self._chat_pictures(services) if snapshot.interview_type is InterviewType.VIDEO else None,
            VoiceMessages(
                conversation.edge,
                services,
                VoiceMessageTries(services.store, snapshot.interview_id),
                speech=speech_of(snapshot),
                locale=snapshot.locale,
                used=inbox.put_own,
                asked=lambda: self._machine.question,
                spent=lambda: self._machine.over_tokens,
            ),
            hand_in=inbox.put_own,
            tell=self._chat.notify,
        )

    def _chat_pictures(self, services: RunnerServices) -> ChatPictures:
        return ChatPictures(
            self._conversation.edge,
            self._conversation,
            one_at_a_time=services.locks.pictures,
            shown=self._inbox.put_own,
            clock=services.clock,
        )

    def __repr__(self) -> str:
        return f"<InterviewRunner {self.interview_id} waiting={len(self._inbox)} {self._conversation!r}>"

    async def run(self, first: InterviewEvent) -> None:
        """Hand in `first`, then whatever arrives, until `CloseInterview`, `SwitchMedium` or `Shutdown`."""
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(self._close)
            stack.push_async_callback(self._attachments.stop)
            stack.callback(self._chat.stop_typing)
            self._join()
            await self._handle(first)
            if isinstance(first, Restored | ResumedElsewhere):
                self._inbox.read_again()
                self._catch_up.unread = not self._conversation.is_voice
            while not (self.over or self._stopping or self.moving):
                await self._step()
        if self.moving:
            self._inbox.put_back(
                event for event in self._own_events if not isinstance(event, Shown | CandidatePresent | ReviewersTold)
            )

    async def _step(self) -> None:
        """Handle one event, or the deadline, or read the thread again; wait if there is none of these."""
        # Where nothing is done, no await lies between this look and the wait: `Inbox.wait` clears away a `wake` that
        # came before it.
        if self._joining is not None and self._joining.done():
            joining, self._joining = self._joining, None
            joining.result()  # what it raises is a crash
        if self._catch_up.unread and not self._own_events and self._inbox.must_read(first=True):
            await self._catch_up.read_missed()
            return
        event = self._own_events.popleft() if self._own_events else self._inbox.take()
        if event is not None:
            await self._handle(event)
            return
        if self._inbox.must_read():
            # The chat of a voice channel is no place for answers that nobody was there to hear.
            if not self._conversation.is_voice:
                await self._catch_up.read_missed()
            return
        now = self._clock()
        deadline, recovered_at = self._machine.deadline(), self._crashes.recovered_at()
        if deadline is not None and deadline <= now:
            await self._carry_out_all(self._machine.handle_deadline(now))
        elif recovered_at is not None and recovered_at <= now:
            await self._chat.note_recovery()
        else:
            times = [at for at in (deadline, recovered_at) if at is not None]
            await self._inbox.wait(min(min(times) - now, LOOK_AGAIN) if times else None)

    async def _handle(self, received: InterviewEvent) -> None:
        event = self._catch_up.resolve_proxied(received, self._clock())
        if event is not None and self._catch_up.comes_too_early(event):
            self._own_events.append(PlaceRestored())  # where somebody can write a try is worth it
            return
        match event:
            case None:
                return
            case Typed(message_id=message_id):
                new = message_id not in self._seen
                self._seen.add(message_id)
                if self._looks_into(event) if new else event.texts:
                    return  # it comes back with the words of its files
                if not (self._seen.take(message_id) or event.edited):
                    return
            case Edited(message_id=message_id) if not (self._seen.in_turn(message_id) or self._conversation.is_voice):
                heard = message_id in self._seen or message_id < self._seen.read_from  # else it is news, in a gap
                self._seen.add(message_id)
                self._seen.take(message_id)
                event = replace(event.typed, edited=heard)
                if event.texts and self._looks_into(event):
                    return
            case VoiceMessage(message_id=message_id):
                if message_id in self._seen:
                    return
                self._seen.add(message_id)
                self._attachments.add(event)
            case PlaceRestored():
                self._inbox.read_again()  # what was written meanwhile, or could not be read
            case HandleKept() | TokensUsed() | Noted() | LiveUp() | LiveDown():
                await self._record_live_event(event)
            case Shutdown():
                self._stopping = True
        await self._carry_out_all(self._machine.receive(event, self._clock()))

    def _looks_into(self, message: Typed) -> bool:
        """Whether its files are looked at first. In a call no file is read: nothing written is an answer there."""
        message = replace(message, texts=()) if self._conversation.is_voice else message
        concerned = self._attachments.concerns(message)
        if concerned:
            self._attachments.add(message)
        return concerned

    async def _record_live_event(self, event: HandleKept | TokensUsed | Noted | LiveUp | LiveDown) -> None:
        """Note in the record what is kept of the Live session: names and numbers."""
        interview_id = self.interview_id
        match event:
            case HandleKept(handle):
                await self._store.save_handle(interview_id, handle)
            case TokensUsed(usage):
                cost = cost_usd(self._model, usage)
                await self._store.add_usage(interview_id, usage.total, cost)
                self._tallies.used(usage, cost)
            case Noted(kind, detail):
                await self._store.add_event(interview_id, f"live_{kind}", dict(detail))
                if kind == "slept":
                    await self._conversation.rest()
            case LiveUp(resumed, milliseconds):
                await self._store.add_event(interview_id, "live_up", {"resumed": resumed, "milliseconds": milliseconds})
            case LiveDown(failure):
                names = {"name": failure.name, "side": failure.side.value, "stage": failure.stage.value}
                await self._store.add_event(interview_id, "live_down", {**names, "code": failure.code})
                log.warning("interview %d: Gemini Live is down: %s at %s", interview_id, failure.name, failure.stage)

    async def _carry_out_all(self, commands: list[Command]) -> None:
        """Carry out in order. Once the place is gone, its commands are left out, and the machine is told at the end.

        The turn is stored before it is shown: the record must never miss what somebody saw.
        """
        gone: EdgeGone | None = None
        for command in commands:
            try:
                if gone is None or not isinstance(command, ShowPost | ShowTyping | TellReviewers):
                    self._wait.begins(command)
                    await self._carry_out(command)
                    self._wait.done(command)
            except EdgeGone as lost:
                gone = gone or lost
        if gone is not None:
            log.warning("interview %d: its place is gone: %s", self.interview_id, gone.reason)
            self._own_events.append(PlaceLost(gone.reason))

    async def _carry_out(self, command: Command) -> None:
        store, interview_id = self._store, self.interview_id
        match command:
            case SaveTurn(turn):
                await store.add_turn(interview_id, turn)
                self._seen.stored(turn)
                self._inbox.kept(turn.message_ids)
            case MarkTurn(seq, mark):
                await store.mark_turn(interview_id, seq, mark)
            case SetStatus(status, reason):
                await store.set_status(interview_id, status, reason or "")
                log.info("interview %d: %s (%s)", interview_id, status, reason or "-")
                if status is Status.ACTIVE and self._seen.newest:
                    self._inbox.read_again()  # while the thread was not ours to see, nobody told us what was written
            case SetFollowUps() | SetReminded():
                await self._set(command)
            case Log(kind, detail):
                await store.add_event(interview_id, kind, dict(detail))
            case ShowPost(post, look_first, after):
                await self._chat.show(post, look_first=look_first, after=after)
            case LookBack():
                self._inbox.read_again()
            case AmendPost(post, message_ids):
                if not await self._edge.amend(post, message_ids):
                    await store.add_event(interview_id, "not_amended", {"turn": post.turn or 0})
            case ShowTyping(on):
                self._chat.show_typing(on)
            case TellReviewers(phrase):
                await self._chat.tell_reviewers(phrase)
            case CheckCandidate():
                await self._chat.check_candidate()
            case SaveSpoken(seq, spoken):
                await store.save_spoken(interview_id, seq, spoken)
                self._conversation.spoken(seq, self._seen.speaker(seq), spoken)
            case SaveDraft(text):
                await store.save_draft(interview_id, text)
            case SavePictures(span):
                await store.save_pictures(interview_id, span)
            case SwitchMedium(medium):
                self.moving = medium
            case CloseInterview():
                self.over = True
                self._conversation.over()
                await self._stop_joining()
                await self._edge.close()
                await store.add_event(interview_id, CLOSED, {})
            case OpenMic(on):
                await self._conversation.carry_out(command)
                log.debug("interview %d: its microphone is %s", interview_id, "open" if on else "closed")
            case _:
                await self._conversation.carry_out(command)

    async def _set(self, command: SetFollowUps | SetReminded) -> None:
        match command:
            case SetFollowUps(on):
                await self._store.set_follow_ups(self.interview_id, on)
            case SetReminded():
                await self._store.set_reminded(self.interview_id)

    def _join(self) -> None:
        """Enter the voice channel, if that is the place, in a task of its own: it may take a while."""
        if self._conversation.is_voice:
            index, total, words = self._asked
            if index is not None:
                self._conversation.ask_about(index + 1, total, None, words)
            self._joining = asyncio.create_task(self._enter(), name=f"interview {self.interview_id} joins")
            self._joining.add_done_callback(lambda _: self._inbox.wake())

    async def _enter(self) -> None:
        reason = await self._conversation.join(self._store.recording(self.interview_id) if self._record else None)
        if reason is not None:
            log.warning("interview %d: its voice channel cannot be had: %s", self.interview_id, reason)
            self._inbox.put_own(PlaceLost(reason))

    async def _stop_joining(self) -> None:
        joining, self._joining = self._joining, None
        if joining is not None:
            joining.cancel()
            await asyncio.wait({joining})
            if not joining.cancelled() and (error := joining.exception()) is not None:
                log.error("interview %d: joining its voice channel: %s", self.interview_id, where(error))

    async def _close(self) -> None:
        try:
            await self._stop_joining()
        finally:
            await self._conversation.hang_up()
        if self._conversation.recording_failed:
            await self._store.add_event(self.interview_id, "recording_failed", {})
