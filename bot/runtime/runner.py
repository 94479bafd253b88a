"""The input and output of one interview: Edge <-> InterviewSession <-> LiveClient, the Store alongside.

The machine decides; the relay carries out its commands strictly in order, each finished before the next.
"""

import asyncio
import contextlib
import logging
from collections import deque
from dataclasses import replace

from bot.clock import Clock
from bot.errors import EdgeGone
from bot.gemini.api.breaker import Breaker
from bot.gemini.api.settings import LiveSettings
from bot.gemini.live.prices import cost_usd
from bot.interview import agenda, posts
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
    NothingMissed,
    Restored,
    ResumedElsewhere,
    ReviewersTold,
    Shown,
    Shutdown,
)
from bot.interview.models import InterviewSnapshot, InterviewType, Medium, Status
from bot.interview.session import InterviewSession
from bot.interview.text.proxied import ProxiedPair, ProxyPairing
from bot.interview.timing import Timing
from bot.interview.voice.prompts import speech_of
from bot.log import where
from bot.ports.camera import CameraEdge
from bot.ports.chat import Edge
from bot.ports.events import Deleted, EdgeEvent, Edited, PlaceLost, PlaceRestored, Proxied, VoiceMessage
from bot.ports.messages import Typed
from bot.ports.model import HandleKept, LiveDown, LiveUp, Noted, TokensUsed
from bot.ports.posts import Phrase, Post
from bot.ports.reasons import Reason
from bot.ports.voice import VoiceEdge
from bot.runtime.attachments.pictures import ChatPictures
from bot.runtime.attachments.queue import AttachmentQueue
from bot.runtime.attachments.voice_message_tries import VoiceMessageTries
from bot.runtime.attachments.voice_messages import VoiceMessages
from bot.runtime.audio_bridge import AudioBridge
from bot.runtime.conversation import Conversation
from bot.runtime.crashes import Crashes
from bot.runtime.inbox import Inbox
from bot.runtime.model_session import ModelSession
from bot.runtime.refused_posts import say
from bot.runtime.seen_messages import SeenMessages
from bot.store import Store

log = logging.getLogger(__name__)

LOOK_AGAIN = 300.0
"""Seconds after which it is looked what time it is, however far the deadline: a machine that slept, or whose clock
was set, wakes no timer."""
READ_GAP = 0.05
"""Seconds between two relays' readings of their threads."""

CLOSED = "closed"
"""The event that the thread of an interview that is over was tidied up and archived."""

TYPING_SECONDS = 8.0
"""Discord shows the typing sign for about ten."""


class InterviewRunner:
    """One interview's runner: `await relay.run(first)` until the interview is over, goes on elsewhere (`moving`), or
    the process stops.

    Whatever it raises is a fall of this interview alone; the record says where to go on. `voice` is the same object as
    `edge` where that carries sound; `camera` is the page beside it in a video interview.
    """

    def __init__(
        self,
        snapshot: InterviewSnapshot,
        inbox: Inbox,
        *,
        store: Store,
        edge: Edge,
        voice: VoiceEdge | None,
        camera: CameraEdge | None,
        live: LiveSettings,
        breaker: Breaker,
        clock: Clock,
        timing: Timing,
        reading: asyncio.Lock,
        looking: asyncio.Lock,
        listening: asyncio.Lock,
        fetching: asyncio.Semaphore,
        crashes: Crashes,
    ) -> None:
        """`crashes` is told what shows that it goes on. The locks, and `fetching`, are shared by all runners."""
        self.interview_id = snapshot.interview_id
        self._candidate_id = snapshot.candidate_id
        self.over = False
        """Whether the machine closed the interview."""
        self.moving: Medium | None = None
        """Where the machine said that it goes on."""
        self._machine = InterviewSession(snapshot, timing, clock())
        self._inbox = inbox
        self._store = store
        self._edge = edge
        self._live = live
        self._clock = clock
        self._reading = reading
        self._crashes = crashes
        self._seen = SeenMessages(snapshot.turns)
        self._proxies = ProxyPairing()
        self._soon: deque[InterviewEvent] = deque()  # what our own doing caused; comes before the inbox
        self._stopping = False
        self._unread = False  # an earlier relay's messages may stand in the thread, older than those in the inbox
        self._typing: asyncio.Task[None] | None = None
        self._joining: asyncio.Task[None] | None = None
        self._record = snapshot.record
        self._asked = agenda.current(snapshot.turns), len(snapshot.plan.questions), agenda.current_words(snapshot.turns)
        bridge = None if voice is None else AudioBridge(voice, inbox, hold=snapshot.status is not Status.PAUSED)
        on_event = inbox.put_own if bridge is None else bridge.live
        model = ModelSession(
            snapshot.interview_id, store=store, settings=live, breaker=breaker, clock=clock, on_event=on_event
        )
        self._conversation = Conversation(
            model, voice=voice, bridge=bridge, camera=camera, captions=snapshot.accommodations.captions
        )
        with_video = snapshot.interview_type is InterviewType.VIDEO
        self._attachments = AttachmentQueue(
            edge,
            ChatPictures(edge, self._conversation, one_at_a_time=looking, shown=inbox.put_own, clock=clock)
            if with_video
            else None,
            fetching=fetching,
            hand_in=inbox.put_own,
            tell=self._post_notice,
        )
        self._messages = VoiceMessages(
            edge,
            live,
            VoiceMessageTries(store, snapshot.interview_id),
            speech=speech_of(snapshot),
            locale=snapshot.locale,
            clock=clock,
            breaker=breaker,
            one_at_a_time=listening,
            hand_in=inbox.put_own,
            tell=self._post_notice,
            asked=lambda: self._machine.question,
            spent=lambda: self._machine.over_tokens,
        )

    def __repr__(self) -> str:
        return f"<Relay {self.interview_id} waiting={len(self._inbox)} {self._conversation!r}>"

    async def run(self, first: InterviewEvent) -> None:
        """Hand in `first`, then whatever arrives, until `CloseInterview`, `SwitchMedium` or `Shutdown`."""
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(self._hang_up)
            stack.push_async_callback(self._messages.stop)
            stack.push_async_callback(self._attachments.stop)
            stack.callback(self._stop_typing)
            self._join()
            await self._take(first)
            if isinstance(first, Restored | ResumedElsewhere):
                self._inbox.read_again()
                self._unread = not self._conversation.is_voice
            while not (self.over or self._stopping or self.moving):
                await self._step()
        if self.moving:
            self._inbox.put_back(
                event for event in self._soon if not isinstance(event, Shown | CandidatePresent | ReviewersTold)
            )

    async def _step(self) -> None:
        """One event, or the deadline, or another look at the thread."""
        if self._joining is not None and self._joining.done():
            joining, self._joining = self._joining, None
            joining.result()  # what it raises is a fall
        if self._unread and not self._soon and self._inbox.must_read(first=True):
            await self._read_missed()
            return
        event = self._soon.popleft() if self._soon else self._inbox.take()
        if event is not None:
            await self._take(event)
            return
        if self._inbox.must_read():
            if (
                not self._conversation.is_voice
            ):  # a voice channel's chat is no place for answers that nobody was there to hear
                await self._read_missed()
            return
        now = self._clock()
        deadline, over_at = self._machine.deadline(), self._crashes.over_at()
        if deadline is not None and deadline <= now:
            await self._obey(self._machine.handle_deadline(now))
        elif over_at is not None and over_at <= now:
            await self._trouble_over()
        else:
            times = [at for at in (deadline, over_at) if at is not None]
            await self._inbox.wait(min(min(times) - now, LOOK_AGAIN) if times else None)

    async def _take(self, received: InterviewEvent) -> None:
        event = self._in_their_name(received)
        if event is not None and self._comes_too_early(event):
            self._soon.append(PlaceRestored())  # where somebody can write a try is worth it
            return
        match event:
            case None:
                return
            case Typed(message_id=message_id):
                new = message_id not in self._seen
                self._seen.add(message_id)
                if self._looks_at(event) if new else event.texts:
                    return  # it comes back with the words of its files
                if not (self._seen.take(message_id) or event.edited):
                    return
            case Edited(message_id=message_id) if not (self._seen.in_turn(message_id) or self._conversation.is_voice):
                self._seen.add(message_id)
                self._seen.take(message_id)
                event = event.typed
                if event.texts and self._looks_at(event):
                    return
            case VoiceMessage(message_id=message_id):
                if message_id in self._seen:
                    return
                self._seen.add(message_id)
                self._messages.add(event)
            case PlaceRestored():
                self._inbox.read_again()  # what was written meanwhile, or could not be read
            case HandleKept() | TokensUsed() | Noted() | LiveUp() | LiveDown():
                await self._book(event)
            case Shutdown():
                self._stopping = True
        await self._obey(self._machine.receive(event, self._clock()))

    def _comes_too_early(self, event: InterviewEvent) -> bool:
        """Whether the thread must be read before, and will bring it in its place."""
        match event:
            case Typed(form=form):
                return self._unread and not form
            case Edited(message_id=message_id):
                return self._unread and not self._seen.in_turn(message_id)
            case VoiceMessage():
                return self._unread
        return False

    def _in_their_name(self, event: InterviewEvent) -> InterviewEvent | None:
        """What the event is for a candidate whose words an app sends by a webhook; None: nothing."""
        now = self._clock()
        match event:
            case Typed():
                self._proxies.typed(event, now)
            case Edited():
                self._proxies.typed(event.typed, now)
            case Deleted(message_id=message_id):
                copied = self._proxies.deleted(message_id, now)
                if copied is not None:
                    return event if self._counts(copied) else None
                return Deleted(self._proxies.original(message_id))
            case Proxied(message=copy) if copy.message_id in self._seen:
                original = self._proxies.original(copy.message_id)
                return self._as_it_is_now(replace(copy, message_id=original))
            case Proxied():
                copied = self._proxies.wrote(event, now)
                if copied is None:
                    return event if event.missed else None
                self._counts(copied)
                return None
        return event

    def _counts(self, copied: ProxiedPair) -> bool:
        """Whether the copy is to be taken as what the candidate wrote, which it is next: the record has no original."""
        if self._seen.in_turn(copied.original):
            self._seen.add(copied.copy.message_id)
            self._proxies.adopt(copied)
            return False
        self._soon.appendleft(copied.copy)
        return True

    def _looks_at(self, message: Typed) -> bool:
        """Whether what it carries is looked at first. Beside a call no file is read: nothing written is an answer."""
        message = replace(message, texts=()) if self._conversation.is_voice else message
        concerned = self._attachments.concern(message)
        if concerned:
            self._attachments.add(message)
        return concerned

    async def _book(self, event: HandleKept | TokensUsed | Noted | LiveUp | LiveDown) -> None:
        """What the record keeps of the Live session: names and numbers."""
        number = self.interview_id
        match event:
            case HandleKept(handle):
                await self._store.save_handle(number, handle)
            case TokensUsed(usage):
                await self._store.add_usage(number, usage.total, cost_usd(self._live.model, usage))
            case Noted(kind, detail):
                await self._store.add_event(number, f"live_{kind}", dict(detail))
                if kind == "slept":
                    await self._conversation.rest()
            case LiveUp(resumed, milliseconds):
                await self._store.add_event(number, "live_up", {"resumed": resumed, "milliseconds": milliseconds})
            case LiveDown(failure):
                names = {"name": failure.name, "side": failure.side.value, "stage": failure.stage.value}
                await self._store.add_event(number, "live_down", {**names, "code": failure.code})
                log.warning("interview %d: Gemini Live is down: %s at %s", number, failure.name, failure.stage)

    async def _obey(self, commands: list[Command]) -> None:
        """Carry out in order. Once the place is gone its commands are left out, and the machine is told at the end."""
        gone: EdgeGone | None = None
        for command in commands:
            try:
                if gone is None or not isinstance(command, ShowPost | ShowTyping | TellReviewers):
                    await self._carry_out(command)
            except EdgeGone as lost:
                gone = gone or lost
        if gone is not None:
            log.warning("interview %d: its place is gone: %s", self.interview_id, gone.reason)
            self._soon.append(PlaceLost(Reason(gone.reason)))

    async def _carry_out(self, command: Command) -> None:
        store, number = self._store, self.interview_id
        match command:
            case SaveTurn(turn):
                await store.add_turn(number, turn)
                self._seen.stored(turn)
                self._inbox.kept(turn.message_ids)
            case MarkTurn(seq, mark):
                await store.mark_turn(number, seq, mark)
            case SetStatus(status, reason):
                await store.set_status(number, status, reason or "")
                log.info("interview %d: %s (%s)", number, status, reason or "-")
                if status is Status.ACTIVE and self._seen.newest:
                    self._inbox.read_again()  # while the thread was not ours to see, nobody told us what was written
            case SetFollowUps() | SetReminded():
                await self._set(command)
            case Log(kind, detail):
                await store.add_event(number, kind, dict(detail))
            case ShowPost(post, look_first, after):
                await self._show(post, look_first=look_first, after=after)
            case LookBack():
                self._inbox.read_again()
            case AmendPost(post, message_ids):
                if not await self._edge.amend(post, message_ids):
                    await store.add_event(number, "not_amended", {"turn": post.turn or 0})
            case ShowTyping(on):
                self._show_typing(on)
            case TellReviewers(phrase):
                await self._tell_reviewers(phrase)
            case CheckCandidate():
                await self._check_candidate()
            case SaveSpoken(seq, spoken):
                await store.save_spoken(number, seq, spoken)
                self._conversation.spoken(seq, self._seen.speaker(seq), spoken)
            case SaveDraft(text):
                await store.save_draft(number, text)
            case SavePictures(span):
                await store.save_pictures(number, span)
            case SwitchMedium(medium):
                self.moving = medium
            case CloseInterview():
                self.over = True
                self._conversation.over()
                await self._stop_joining()
                await self._edge.close()
                await store.add_event(number, CLOSED, {})
            case OpenMic(on):
                await self._conversation.obey(command)
                log.debug("interview %d: its microphone is %s", number, "open" if on else "closed")
            case _:
                await self._conversation.obey(command)

    async def _set(self, command: SetFollowUps | SetReminded) -> None:
        match command:
            case SetFollowUps(on):
                await self._store.set_follow_ups(self.interview_id, on)
            case SetReminded():
                await self._store.set_reminded(self.interview_id)

    # The edge

    def _join(self) -> None:
        """Enter the voice channel, if that is the place. It may take a while, in which everything else is heard."""
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

    async def _show(self, post: Post, *, look_first: bool, after: int) -> None:
        """Post; what carries a turn is linked to it before anything else happens."""
        self._conversation.posted(post)
        if look_first and post.turn is not None:
            await self._store.probe()  # or each relay that falls over the link shows it anew
        ids = await self._post(post, look_first=look_first, after=after)
        self._crashes.shown()
        if post.turn is not None:
            await self._store.link_messages(self.interview_id, post.turn, ids)
            self._seen.shown(ids)
            self._soon.append(Shown(post.turn, ids))
            await self._trouble_over()

    async def _post(self, post: Post, *, look_first: bool = False, after: int = 0) -> tuple[int, ...]:
        known = after or self._seen.newest
        return await say(self._edge, self._store, self.interview_id, post, look_first=look_first, after=known)

    async def _trouble_over(self) -> None:
        """Earlier falls count no more. Reviewers who were told of them are told."""
        if self._crashes.over():
            await self._edge.tell_reviewers(posts.goes_on(self._candidate_id))

    def _show_typing(self, on: bool) -> None:
        self._stop_typing()
        if on:
            self._typing = asyncio.create_task(self._keep_typing(), name=f"typing {self.interview_id}")

    async def _keep_typing(self) -> None:
        """Beside everything else, so that no answer waits for a sign that it is being worked on."""
        while True:
            await self._edge.typing(on=True)
            await asyncio.sleep(TYPING_SECONDS)

    def _stop_typing(self) -> None:
        if self._typing is not None:
            self._typing.cancel()
            self._typing = None

    async def _hang_up(self) -> None:
        try:
            await self._stop_joining()
        finally:
            await self._conversation.hang_up()
        if self._conversation.recording_failed:
            await self._store.add_event(self.interview_id, "recording_failed", {})

    async def _tell_reviewers(self, phrase: Phrase) -> None:
        """Into the record first: there they find it whatever becomes of the message."""
        await self._store.add_event(self.interview_id, "asked_for_person", {})
        told = await self._edge.tell_reviewers(phrase)
        if told is False:
            await self._store.add_event(self.interview_id, "reviewers_not_told", {})
        self._soon.append(ReviewersTold(told is True))

    async def _post_notice(self, key: str) -> None:
        with contextlib.suppress(EdgeGone):
            await self._post(Post(body=Phrase(key)))

    async def _check_candidate(self) -> None:
        here = await self._edge.candidate_here()
        if here:  # they are reminded of a place that they may have left
            with contextlib.suppress(EdgeGone):
                await self._edge.let_in()
        if here is not None:
            self._soon.append(CandidatePresent() if here else PlaceLost(Reason.CANDIDATE_LEFT))

    async def _read_missed(self) -> None:
        """After a restart or a gap: what stands in the thread and has not been received yet.

        The newest answer is read along with it, at no cost: that is the one that people still correct.
        """
        async with self._reading:  # after a start or a gap all want to read: Discord allows 50 calls a second
            await asyncio.sleep(READ_GAP)
        try:
            events = await self._edge.missed(self._seen.read_from)
        except EdgeGone as gone:
            self._soon.append(PlaceLost(Reason(gone.reason)))
            return
        self._unread = False
        known = [event for event in events if self._has(event)]
        fresh = [event for event in events if event not in known]
        theirs = sum(not isinstance(event, Proxied) for event in fresh)
        if theirs:
            await self._store.add_event(self.interview_id, "caught_up", {"messages": theirs})
        for event in known:  # which may be no news
            message = event.message if isinstance(event, Proxied) else event
            if isinstance(message, Typed) and (message.changed or not self._seen.in_turn(message.message_id)):
                self._soon.append(event if isinstance(event, Proxied) else self._as_it_is_now(message))
        self._soon.extend(fresh)
        if not theirs:  # last: it may end the interview, and what was edited meanwhile is to be in the record before
            self._soon.append(NothingMissed())

    def _as_it_is_now(self, event: Typed) -> InterviewEvent:
        """A message that was received before. Of what is in a turn only its words matter: the rest was told of."""
        if self._seen.in_turn(event.message_id):
            return Edited(event.message_id, event.text)
        return Edited(event.message_id, event.text, event.attachments, event.pictures, event.texts)

    def _has(self, event: EdgeEvent) -> bool:
        """Whether it is a message that was received before."""
        message = event.message if isinstance(event, Proxied) else event
        return isinstance(message, Typed | VoiceMessage) and message.message_id in self._seen
