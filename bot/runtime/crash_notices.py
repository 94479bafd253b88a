"""What people are told, and what the record says, when the runner of an interview crashed: posts first, then writes.

What crashed it may break each of these, too: each is only tried, for so long, and fails alone.
"""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from bot.clock import Clock
from bot.errors import Reason, StoreUnavailable
from bot.interview import lifecycle, posts
from bot.interview.lifecycle import Verb
from bot.interview.models import Status
from bot.interview.stopping import STOPPED
from bot.log import error_label
from bot.ports.posts import Action, Phrase, Post
from bot.runtime.runner import CLOSED
from bot.runtime.running import RunningInterview
from bot.store import Store

log = logging.getLogger(__name__)

TRY_SECONDS = 30.0
"""For each of them: Discord may be away."""
FAILED = (Verb.FAIL, "interview-failed")


class CrashNotices:
    """Call `say` and `note` after each crash; `end` and `farewell` where an interview is to end and no runner can."""

    def __init__(self, store: Store, *, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def say(self, running: RunningInterview, error: BaseException) -> None:
        """Tell the candidate, once in a trouble and again when they press a button; and the team, when it lasts."""
        crashes = running.crashes
        lasting = crashes.lasting(self._clock())
        if lasting and crashes.team is None:
            crashes.team = False
            await tried(self._tell_team(running), running)
            crashes.asked = True  # so that they read whether anybody knows
        if crashes.told and not crashes.asked:
            return
        if lasting:
            key = "edge-fell-team-told" if crashes.team else "edge-fell-nobody-told"
        else:
            key = "edge-cannot-save" if isinstance(error, StoreUnavailable) else "edge-fell"
        crashes.told, crashes.asked = True, False
        words = Post(body=Phrase(key), buttons=(Action.CONTINUE, Action.END))
        await tried(running.place.edge.post(words), running)

    async def note(self, running: RunningInterview, *, rests: bool = True) -> None:
        """Note in the record that it crashed, and with `rests` that it is paused."""
        await tried(self._store.add_event(running.interview_id, "fell", {"falls": running.crashes.in_row}), running)
        if rests:
            await tried(self._pause(running), running)

    async def end(self, running: RunningInterview, reason: Reason) -> None:
        """Note in the record that it is over. Raises StoreError."""
        verb, _ = STOPPED.get(reason, FAILED)
        await self._store.set_status(running.interview_id, lifecycle.after(Status.ACTIVE, verb), reason)

    async def farewell(self, running: RunningInterview, reason: Reason) -> None:
        """Post the last words, and close the place."""
        _, key = STOPPED.get(reason, FAILED)
        if key is not None:
            await tried(running.place.edge.post(Post(body=Phrase(key))), running)
        await tried(self._tidy_up(running), running)

    async def _tell_team(self, running: RunningInterview) -> None:
        settings = await self._store.settings(running.guild_id)
        if settings.notify_channel_id is not None:
            running.crashes.team = bool(await running.place.edge.tell_reviewers(posts.broken(running.candidate_id)))

    async def _pause(self, running: RunningInterview) -> None:
        snapshot = await self._store.snapshot(running.interview_id)
        if snapshot is not None and snapshot.status is Status.ACTIVE:
            await self._store.set_status(running.interview_id, Status.PAUSED, Reason.INTERNAL)

    async def _tidy_up(self, running: RunningInterview) -> None:
        await running.place.edge.close()
        await self._store.add_event(running.interview_id, CLOSED, {})


async def tried(work: Coroutine[Any, Any, object], running: RunningInterview) -> None:
    """Await `work` for at most TRY_SECONDS; log what it raises."""
    try:
        async with asyncio.timeout(TRY_SECONDS):
            await work
    except Exception as error:
        log.warning("interview %d: after its crash: %s", running.interview_id, error_label(error))
