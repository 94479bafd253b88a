"""What the messages of one thread are to its interview: new, known, sent by an app in the candidate's name, or missed.

The gateway drops events now and then, and every restart has a gap. The thread itself is complete, so it is read again.
"""

import asyncio
from collections import deque
from dataclasses import replace

from bot.errors import EdgeGone
from bot.interview.events import InterviewEvent, NothingMissed
from bot.interview.text.proxied import ProxiedPair, ProxyPairing
from bot.ports.chat import Edge
from bot.ports.events import Deleted, EdgeEvent, Edited, PlaceLost, Proxied, VoiceMessage
from bot.ports.messages import Typed
from bot.runtime.seen_messages import SeenMessages
from bot.store import Store

READ_GAP = 0.05
"""Seconds between two runners' readings of their threads."""


class CatchUp:
    """Reads the thread of one interview again, and tells new messages from known ones.

    What it finds goes to `own_events`, the runner's own queue.
    """

    def __init__(
        self,
        interview_id: int,
        *,
        store: Store,
        edge: Edge,
        seen: SeenMessages,
        own_events: deque[InterviewEvent],
        reading: asyncio.Lock,
    ) -> None:
        """`reading` is shared by all runners."""
        self.unread = False
        """Whether messages may stand in the thread that are older than those in the inbox, and were never received."""
        self._interview_id = interview_id
        self._store = store
        self._edge = edge
        self._seen = seen
        self._own_events = own_events
        self._reading = reading
        self._proxies = ProxyPairing()

    def comes_too_early(self, event: InterviewEvent) -> bool:
        """Whether the thread must be read first: that brings this event in its place.

        Answers are in the order in which they were written; a newer one must not overtake an unread one.
        """
        match event:
            case Typed(form=form):
                return self.unread and not form
            case Edited(message_id=message_id):
                return self.unread and not self._seen.in_turn(message_id)
            case VoiceMessage():
                return self.unread
        return False

    def resolve_proxied(self, event: InterviewEvent, now: float) -> InterviewEvent | None:
        """The event as the candidate's own, where an app deletes their messages and posts them anew by a webhook.

        Returns None when nothing is to be handled now.
        """
        match event:
            case Typed():
                self._proxies.typed(event, now)
            case Edited():
                self._proxies.typed(event.typed, now)
            case Deleted(message_id=message_id):
                copied = self._proxies.deleted(message_id, now)
                if copied is not None:
                    return event if self._queue_copy(copied) else None
                return Deleted(self._proxies.original(message_id))
            case Proxied(message=copy) if copy.message_id in self._seen:
                original = self._proxies.original(copy.message_id)
                return self._as_edit(replace(copy, message_id=original))
            case Proxied():
                copied = self._proxies.wrote(event, now)
                if copied is None:
                    return event if event.missed else None
                self._queue_copy(copied)
                return None
        return event

    def _queue_copy(self, copied: ProxiedPair) -> bool:
        """Hand in the copy next, as the candidate's; False when the original is in the record already."""
        if self._seen.in_turn(copied.original):
            self._seen.add(copied.copy.message_id)
            self._proxies.adopt(copied)
            return False
        self._own_events.appendleft(copied.copy)
        return True

    async def read_missed(self) -> None:
        """Read what stands in the thread and was not received yet, after a restart or a gap.

        The newest answer is read along with it, at no cost: that is the one that people still correct.
        """
        async with self._reading:  # after a start or a gap all want to read: Discord allows 50 calls a second
            await asyncio.sleep(READ_GAP)
        try:
            events = await self._edge.missed(self._seen.read_from)
        except EdgeGone as gone:
            self.unread = True  # a newer answer in the record would hide these from the next reading
            self._own_events.append(PlaceLost(gone.reason))
            return
        self.unread = False
        known = [event for event in events if self._is_known(event)]
        fresh = [event for event in events if event not in known]
        theirs = sum(not isinstance(event, Proxied) for event in fresh)
        if theirs:
            await self._store.add_event(self._interview_id, "caught_up", {"messages": theirs})
        for event in known:  # which may be no news
            message = event.message if isinstance(event, Proxied) else event
            if isinstance(message, Typed) and (message.changed or not self._seen.in_turn(message.message_id)):
                self._own_events.append(event if isinstance(event, Proxied) else self._as_edit(message))
        self._own_events.extend(fresh)
        if not theirs:  # last: it may end the interview, and what was edited meanwhile is to be in the record before
            self._own_events.append(NothingMissed())

    def _as_edit(self, event: Typed) -> InterviewEvent:
        """A message that was received before, as an edit. Of one in a turn only the text matters: the rest was
        announced."""
        if self._seen.in_turn(event.message_id):
            return Edited(event.message_id, event.text)
        return Edited(event.message_id, event.text, event.attachments, event.pictures, event.texts)

    def _is_known(self, event: EdgeEvent) -> bool:
        """Whether it is a message that was received before."""
        message = event.message if isinstance(event, Proxied) else event
        return isinstance(message, Typed | VoiceMessage) and message.message_id in self._seen
