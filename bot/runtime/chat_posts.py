"""What one runner does in the chat of its place: posts, the typing sign, messages to the reviewers."""

import asyncio
import contextlib
from collections import deque

from bot.errors import EdgeGone, Reason
from bot.interview import posts
from bot.interview.events import CandidatePresent, InterviewEvent, ReviewersTold, Shown
from bot.ports.events import PlaceLost
from bot.ports.posts import Phrase, Post
from bot.runtime.conversation import Conversation
from bot.runtime.crashes import Crashes
from bot.runtime.refused_posts import say
from bot.runtime.seen_messages import SeenMessages
from bot.store import Store

TYPING_SECONDS = 8.0
"""Discord shows the typing sign for about ten."""


class ChatPosts:
    """Posts for one interview; call `stop_typing` in the end.

    What follows from a post goes to `own_events`, the runner's own queue. Methods raise EdgeGone, except where they
    say otherwise.
    """

    def __init__(
        self,
        interview_id: int,
        candidate_id: int,
        *,
        store: Store,
        conversation: Conversation,
        seen: SeenMessages,
        crashes: Crashes,
        own_events: deque[InterviewEvent],
    ) -> None:
        self._interview_id = interview_id
        self._candidate_id = candidate_id
        self._store = store
        self._edge = conversation.edge
        self._conversation = conversation
        self._seen = seen
        self._crashes = crashes
        self._own_events = own_events
        self._typing: asyncio.Task[None] | None = None

    async def show(self, post: Post, *, look_first: bool, after: int) -> None:
        """Post it; what carries a turn is linked to it before anything else happens."""
        self._conversation.posted(post)
        if look_first and post.turn is not None:
            await self._store.probe()  # or each runner that crashes at the link shows it anew
        ids = await self._post(post, look_first=look_first, after=after)
        self._crashes.shown()
        if post.turn is not None:
            await self._store.link_messages(self._interview_id, post.turn, ids)
            self._seen.shown(ids)
            self._own_events.append(Shown(post.turn, ids))
            await self.note_recovery()

    async def notify(self, key: str) -> None:
        """Post one phrase of the catalogue. Does nothing if the place is gone."""
        with contextlib.suppress(EdgeGone):
            await self._post(Post(body=Phrase(key)))

    async def _post(self, post: Post, *, look_first: bool = False, after: int = 0) -> tuple[int, ...]:
        known = after or self._seen.newest
        return await say(self._edge, self._store, self._interview_id, post, look_first=look_first, after=known)

    async def note_recovery(self) -> None:
        """Forget earlier crashes; reviewers who were told of them are told that it goes on."""
        if self._crashes.recovered():
            await self._edge.tell_reviewers(posts.goes_on(self._candidate_id))

    async def tell_reviewers(self, phrase: Phrase) -> None:
        """Ask for a person. It goes into the record first: reviewers find it there whatever becomes of the message."""
        await self._store.add_event(self._interview_id, "asked_for_person", {})
        told = await self._edge.tell_reviewers(phrase)
        if told is False:
            await self._store.add_event(self._interview_id, "reviewers_not_told", {})
        self._own_events.append(ReviewersTold(told is True))

    async def check_candidate(self) -> None:
        """Find out whether the candidate is still a member of the server, and let them in again if so."""
        here = await self._edge.candidate_here()
        if here:  # they are reminded of a place that they may have left
            with contextlib.suppress(EdgeGone):
                await self._edge.let_in()
        if here is not None:
            self._own_events.append(CandidatePresent() if here else PlaceLost(Reason.CANDIDATE_LEFT))

    def show_typing(self, on: bool) -> None:
        """Show the typing sign until it is switched off."""
        self.stop_typing()
        if on:
            self._typing = asyncio.create_task(self._keep_typing(), name=f"typing {self._interview_id}")

    async def _keep_typing(self) -> None:
        """A task of its own, so that no answer waits for the sign."""
        while True:
            await self._edge.typing(on=True)
            await asyncio.sleep(TYPING_SECONDS)

    def stop_typing(self) -> None:
        """Let the sign go out. Idempotent."""
        if self._typing is not None:
            self._typing.cancel()
            self._typing = None
