"""What people are told, and the record, when the relay of an interview fell: words first, then writes.

What made it fall may be in the way of each of these, too: each is only tried, for so long, and fails alone.
"""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from bot.clock import Clock
from bot.errors import StoreUnavailable
from bot.interview import lifecycle, posts
from bot.interview.lifecycle import Verb
from bot.interview.models import Status
from bot.interview.stopping import STOPPED
from bot.log import error_label
from bot.ports.places import Action, Phrase, Post, Reason
from bot.runtime.runner import CLOSED
from bot.runtime.running import RunningInterview
from bot.store import Store

log = logging.getLogger(__name__)

TRY_SECONDS = 30.0
"""What each of them may take: Discord may be away."""
FAILED = (Verb.FAIL, "interview-failed")


class CrashNotices:
    """`say` and `note` after each fall; `end` and `farewell` where it is to end and no relay brings that about."""

    def __init__(self, store: Store, *, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def say(self, seat: RunningInterview, error: BaseException) -> None:
        """Tell the candidate, once in a trouble and again at each press of a button; and when it lasts, the team."""
        falls = seat.falls
        lasting = falls.lasting(self._clock())
        if lasting and falls.team is None:
            falls.team = False
            await tried(self._tell_team(seat), seat)
            falls.asked = True  # so that they read whether anybody knows
        if falls.told and not falls.asked:
            return
        if lasting:
            key = "edge-fell-team-told" if falls.team else "edge-fell-nobody-told"
        else:
            key = "edge-cannot-save" if isinstance(error, StoreUnavailable) else "edge-fell"
        falls.told, falls.asked = True, False
        words = Post(body=Phrase(key), buttons=(Action.CONTINUE, Action.END))
        await tried(seat.place.edge.post(words), seat)

    async def note(self, seat: RunningInterview, *, rests: bool = True) -> None:
        """What the record says: that it fell, and that it rests."""
        await tried(self._store.add_event(seat.interview_id, "fell", {"falls": seat.falls.in_row}), seat)
        if rests:
            await tried(self._pause(seat), seat)

    async def end(self, seat: RunningInterview, reason: Reason) -> None:
        """The record says that it is over. Raises StoreError where that cannot be."""
        verb, _ = STOPPED.get(reason, FAILED)
        await self._store.set_status(seat.interview_id, lifecycle.after(Status.ACTIVE, verb), reason)

    async def farewell(self, seat: RunningInterview, reason: Reason) -> None:
        """What is said then, and done with its place."""
        _, key = STOPPED.get(reason, FAILED)
        if key is not None:
            await tried(seat.place.edge.post(Post(body=Phrase(key))), seat)
        await tried(self._tidy_up(seat), seat)

    async def _tell_team(self, seat: RunningInterview) -> None:
        settings = await self._store.settings(seat.guild_id)
        if settings.notify_channel_id is not None:
            seat.falls.team = bool(await seat.place.edge.tell_reviewers(posts.broken(seat.candidate_id)))

    async def _pause(self, seat: RunningInterview) -> None:
        saved = await self._store.saved(seat.interview_id)
        if saved is not None and saved.status is Status.ACTIVE:
            await self._store.set_status(seat.interview_id, Status.PAUSED, Reason.INTERNAL)

    async def _tidy_up(self, seat: RunningInterview) -> None:
        await seat.place.edge.close()
        await self._store.add_event(seat.interview_id, CLOSED, {})


async def tried(work: Coroutine[Any, Any, object], seat: RunningInterview) -> None:
    """To its end, or for so long; what it raises is logged and costs that alone."""
    try:
        async with asyncio.timeout(TRY_SECONDS):
            await work
    except Exception as error:
        log.warning("interview %d: after its fall: %s", seat.interview_id, error_label(error))
