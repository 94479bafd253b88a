"""The input and output of one interview: Edge <-> InterviewSession <-> LiveClient, the Store alongside.

The machine decides; the relay carries out its commands strictly in order, each finished before the next.
"""

import asyncio
import logging
from collections import deque

from bot.clock import Clock
from bot.edge import Edge, Edited, Gone, Phrase, Post, Reason, Typed
from bot.errors import EdgeGone
from bot.inbox import Inbox
from bot.interview.commands import (
    AnswerTool,
    AskModel,
    CheckCandidate,
    Close,
    Command,
    Log,
    MarkTurn,
    SaveTurn,
    SetFollowUps,
    SetReminded,
    SetStatus,
    ShowPost,
    ShowTyping,
    SleepModel,
    TellReviewers,
    WakeModel,
)
from bot.interview.events import Here, InterviewEvent, Restored, Shown, Shutdown
from bot.interview.instructions import TOOLS, history_items, system_instruction
from bot.interview.models import Saved, Speaker, Status, Turn
from bot.interview.session import InterviewSession
from bot.interview.timing import Timing
from bot.live.breaker import Breaker
from bot.live.client import LiveClient
from bot.live.events import HandleKept, LiveDown, LiveUp, Noted, TokensUsed
from bot.live.prices import cost_usd
from bot.live.session import LiveSession
from bot.live.settings import LiveSettings
from bot.store import Store

log = logging.getLogger(__name__)

READ_GAP = 0.05
"""Seconds between two relays' readings of their threads."""

CLOSED = "closed"
"""The event that the thread of an interview that is over was tidied up and archived."""

TYPING_SECONDS = 8.0
"""Discord shows the typing sign for about ten."""


class Relay:
    """One interview's runner: `await relay.run(first)` until the interview is over or the process stops.

    Whatever it raises is a fall of this interview alone; the record says where to go on.
    """

    def __init__(
        self,
        saved: Saved,
        inbox: Inbox,
        *,
        store: Store,
        edge: Edge,
        live: LiveSettings,
        breaker: Breaker,
        clock: Clock,
        timing: Timing,
        reading: asyncio.Lock,
    ) -> None:
        self.interview_id = saved.interview_id
        self.over = False
        """Whether the machine closed the interview."""
        self._machine = InterviewSession(saved, timing, clock())
        self._inbox = inbox
        self._store = store
        self._edge = edge
        self._live = live
        self._breaker = breaker
        self._clock = clock
        self._reading = reading  # shared by all relays
        self._known = Known(saved.turns)
        self._soon: deque[InterviewEvent] = deque()  # what our own doing caused; comes before the inbox
        self._stopping = False
        self._typing: asyncio.Task[None] | None = None
        self._client: LiveClient | None = None

    def __repr__(self) -> str:
        return f"<Relay {self.interview_id} waiting={len(self._inbox)} live={self._client!r}>"

    async def run(self, first: InterviewEvent) -> None:
        """Hand in `first`, then whatever arrives, until `Close` or `Shutdown`."""
        try:
            await self._take(first)
            if isinstance(first, Restored):
                self._inbox.read_again()
            while not (self.over or self._stopping):
                await self._step()
        finally:
            self._stop_typing()
            await self._leave_live(even_awake=True)

    async def _step(self) -> None:
        """One event, or the deadline, or another look at the thread."""
        event = self._soon.popleft() if self._soon else self._inbox.take()
        if event is not None:
            await self._take(event)
            return
        if self._inbox.must_read():
            await self._read_missed()
            return
        now = self._clock()
        deadline = self._machine.deadline()
        if deadline is not None and deadline <= now:
            await self._obey(self._machine.handle_deadline(now))
            return
        await self._inbox.wait(None if deadline is None else deadline - now)

    async def _take(self, event: InterviewEvent) -> None:
        match event:
            case Typed(message_id=message_id):
                self._known.add(message_id)
            case HandleKept() | TokensUsed() | Noted() | LiveUp() | LiveDown():
                await self._book(event)
            case Shutdown():
                self._stopping = True
        await self._obey(self._machine.receive(event, self._clock()))

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
                    await self._leave_live()
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
            self._soon.append(Gone(Reason(gone.reason)))

    async def _carry_out(self, command: Command) -> None:
        store, number = self._store, self.interview_id
        match command:
            case SaveTurn(turn):
                await store.add_turn(number, turn)
                self._known.stored(turn)
                self._inbox.kept(turn.message_ids)
            case MarkTurn(seq, mark):
                await store.mark_turn(number, seq, mark)
            case SetStatus(status, reason):
                await store.set_status(number, status, reason or "")
                log.info("interview %d: %s (%s)", number, status, reason or "-")
                if status is Status.ACTIVE and self._known.newest:
                    self._inbox.read_again()  # while the thread was not ours to see, nobody told us what was written
            case SetFollowUps(on):
                await store.set_follow_ups(number, on)
            case SetReminded():
                await store.set_reminded(number)
            case Log(kind, detail):
                await store.add_event(number, kind, dict(detail))
            case ShowPost(post, look_first):
                await self._show(post, look_first=look_first)
            case ShowTyping(on):
                self._show_typing(on)
            case TellReviewers(phrase):
                await self._tell_reviewers(phrase)
            case CheckCandidate():
                await self._check_candidate()
            case AskModel(item):
                (await self._live_client(asking=item.id)).ask(item)
            case WakeModel():
                (await self._live_client()).wake()
            case SleepModel():
                if self._client is not None:
                    self._client.sleep()
            case AnswerTool(call_id, name, output):
                if self._client is not None:
                    self._client.answer_tool(call_id, name, output)
            case Close():
                self.over = True
                await self._edge.close()
                await store.add_event(number, CLOSED, {})

    # The edge

    async def _show(self, post: Post, *, look_first: bool) -> None:
        """Post; what carries a turn is linked to it before anything else happens."""
        ids = await self._edge.post(post, look_first=look_first, after=self._known.newest)
        if post.turn is not None:
            await self._store.link_messages(self.interview_id, post.turn, ids)
            self._known.shown(ids)
            self._soon.append(Shown(post.turn, ids))

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

    async def _tell_reviewers(self, phrase: Phrase) -> None:
        """Into the record first: there they find it whatever becomes of the message."""
        await self._store.add_event(self.interview_id, "asked_for_person", {})
        if not await self._edge.tell_reviewers(phrase):
            await self._store.add_event(self.interview_id, "reviewers_not_told", {})

    async def _check_candidate(self) -> None:
        here = await self._edge.candidate_here()
        if here is not None:
            self._soon.append(Here() if here else Gone(Reason.CANDIDATE_LEFT))

    async def _read_missed(self) -> None:
        """After a restart or a gap: what stands in the thread and has not been received yet.

        The newest answer is read along with it, at no cost: that is the one that people still correct.
        """
        async with self._reading:  # after a start or a gap all want to read: Discord allows 50 calls a second
            await asyncio.sleep(READ_GAP)
        try:
            events = await self._edge.missed(self._known.read_from)
        except EdgeGone as gone:
            self._soon.append(Gone(Reason(gone.reason)))
            return
        known = [event for event in events if isinstance(event, Typed) and event.message_id in self._known]
        fresh = [event for event in events if event not in known]
        if fresh:
            await self._store.add_event(self.interview_id, "caught_up", {"messages": len(fresh)})
        self._soon.extend(Edited(event.message_id, event.text) for event in known)  # which may be no news
        self._soon.extend(fresh)

    # The Live session

    async def _live_client(self, asking: int | None = None) -> LiveClient:
        """The client, made when it is first needed: an interview that only waits holds none.

        What it is about to be asked, and what comes after that, is left out of its history, so that each answer stands
        in the context once.
        """
        if self._client is None:
            saved = await self._store.saved(self.interview_id)
            if saved is None:
                raise AssertionError("an interview whose relay runs has its row")
            session = LiveSession(
                self._live,
                instructions=system_instruction(saved.plan, saved.language),
                tools=TOOLS,
                history=[item for item in history_items(saved) if asking is None or item.id < asking],
                handle=saved.handle,
            )
            self._client = LiveClient(
                session,
                self._live,
                breaker=self._breaker,
                clock=self._clock,
                on_event=self._inbox.put_own,
                label=str(self.interview_id),
            )
            await self._client.__aenter__()
        return self._client

    async def _leave_live(self, *, even_awake: bool = False) -> None:
        """Nobody needs it: the record and the stored handle make another, and that is what a new process does too."""
        if self._client is not None and (even_awake or self._client.asleep):
            client, self._client = self._client, None
            await client.__aexit__(None, None, None)


class Known:
    """The Discord messages that this interview already has.

    `read_from`: a catch-up reads what comes after it. Everything the candidate wrote before is in the record, and so is
    the newest answer, which is read once more. It lies before the newest question, because somebody may have begun an
    answer before that was shown.
    """

    def __init__(self, turns: tuple[Turn, ...]) -> None:
        self.read_from = 0
        self.newest = 0
        self._ids: set[int] = set()
        for turn in turns:
            self.stored(turn)

    def __contains__(self, message_id: int) -> bool:
        return message_id in self._ids

    def add(self, message_id: int) -> None:
        """It was received."""
        self._ids.add(message_id)

    def shown(self, ids: tuple[int, ...]) -> None:
        """These carry one of our turns."""
        self._ids.update(ids)
        self.newest = max((self.newest, *ids))

    def stored(self, turn: Turn) -> None:
        """The turn is in the record."""
        self.shown(turn.message_ids)
        if turn.speaker is Speaker.CANDIDATE:
            self.read_from = max(self.read_from, min(turn.message_ids) - 1) if turn.message_ids else self.newest
