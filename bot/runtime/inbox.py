"""What waits for one interview's runner, in order of arrival.

Bounded for everything that people send. When it is full nothing of theirs is lost: the thread itself holds their words,
and the runner reads it again once it has caught up. Events of our own side (the Live session, the service) are never
refused: they answer what we asked, so they cannot run ahead of us.
"""

import asyncio
from collections import deque
from collections.abc import Iterable
from typing import get_args

from bot.errors import Reason
from bot.interview.events import InterviewEvent, MoveRequested
from bot.ports.events import (
    CandidateAway,
    CandidateReady,
    OthersPresent,
    PlaceLost,
    PlaceRestored,
    Played,
    ShownSource,
    VoiceMessage,
)
from bot.ports.messages import Typed
from bot.ports.model import LiveEvent

CAPACITY = 1000
LIVE_EVENTS = get_args(LiveEvent)
CALL_EVENTS = (CandidateReady, CandidateAway, OthersPresent, Played, ShownSource)
"""Events of one call, which mean nothing once it is over."""
FOR_GOOD = frozenset({Reason.BOT_REMOVED, Reason.CANDIDATE_LEFT, Reason.ERASED})
"""Reasons to be gone that hold wherever the interview goes on."""


class Inbox:
    """A queue with one reader, the runner, and synchronous writers. It outlives a runner that crashed."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._events: deque[InterviewEvent] = deque()
        self._capacity = capacity
        self._reread = False
        self._arrived = asyncio.Event()
        self._awaited: dict[int, asyncio.Event] = {}  # messages whose sender waits for their place in the record

    def __len__(self) -> int:
        return len(self._events)

    def put(self, event: InterviewEvent) -> bool:
        """Take the event; False when it is full, and then the runner will read the thread again."""
        if len(self._events) >= self._capacity:
            self.read_again()
            return False
        self._events.append(event)
        self._arrived.set()
        return True

    def put_own(self, event: InterviewEvent) -> None:
        """Take an event of the Live session or the service, however full it is."""
        self._events.append(event)
        self._arrived.set()

    def read_again(self) -> None:
        """Ask the runner to read the thread again: something may have been missed."""
        self._reread = True
        self._arrived.set()

    def wake(self) -> None:
        """End a `wait`: something else changed."""
        self._arrived.set()

    def must_read(self, *, first: bool = False) -> bool:
        """Whether the thread is to be read again now, that is after all that already arrived, or before it (`first`);
        asking forgets it."""
        if (self._events and not first) or not self._reread:
            return False
        self._reread = False
        return True

    async def wait(self, seconds: float | None) -> None:
        """Wait until something is there, or `seconds` have passed."""
        # No await between this look and the wait: what came in between would be cleared away.
        if not self._events and not self._reread:
            self._arrived.clear()
            try:
                async with asyncio.timeout(seconds):
                    await self._arrived.wait()
            except TimeoutError:
                return

    def take(self) -> InterviewEvent | None:
        """The oldest event; None when there is none."""
        return self._events.popleft() if self._events else None

    def kept(self, message_ids: Iterable[int]) -> None:
        """Note that these messages are in the record now."""
        for message_id in message_ids:
            if message_id in self._awaited:
                self._awaited[message_id].set()

    async def until_kept(self, message_id: int, seconds: float) -> bool:
        """Whether the message came into the record within this time. Call it right after `put`, without an await
        in between."""
        waiting = self._awaited.setdefault(message_id, asyncio.Event())
        try:
            async with asyncio.timeout(seconds):
                await waiting.wait()
        except TimeoutError:
            return False
        finally:
            self._awaited.pop(message_id, None)
        return True

    def put_back(self, events: Iterable[InterviewEvent]) -> None:
        """Put these, oldest first, before everything else: a runner ended without having handled them."""
        self._events.extendleft(reversed(tuple(events)))
        self._arrived.set()

    def has_words(self) -> bool:
        """Whether a message that somebody wrote waits here."""
        return any(isinstance(event, Typed | VoiceMessage) for event in self._events)

    def forget_live(self) -> None:
        """Drop the events of the Live session and of the call: both ended with their runner."""
        self._events = deque(event for event in self._events if not isinstance(event, LIVE_EVENTS + CALL_EVENTS))

    def forget_place(self) -> None:
        """Drop what concerns the place that it leaves: the interview goes on elsewhere."""
        self.forget_live()
        left = [event for event in self._events if not isinstance(event, PlaceRestored)]
        self._events = deque(event for event in left if not isinstance(event, PlaceLost) or event.reason in FOR_GOOD)

    def forget_moves(self) -> None:
        """Drop requests to move: one was decided, one way or the other, and those that came meanwhile meant it."""
        self._events = deque(event for event in self._events if not isinstance(event, MoveRequested))
