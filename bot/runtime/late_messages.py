"""What is written into an interview's thread once it is over: nobody takes it, so its author is told, once."""

import logging

from bot.errors import BotError
from bot.ports.places import Places
from bot.ports.posts import Phrase, Post
from bot.runtime.running import address_of
from bot.store import Store

log = logging.getLogger(__name__)

WROTE = "wrote_after_end"
"""The event by which reviewers know that something stands in the thread that is not in the record."""


class LateMessages:
    """Answers messages in threads whose interview is over: a thread stays open to its members."""

    def __init__(self, store: Store, places: Places) -> None:
        self._store = store
        self._places = places

    async def wrote(self, place_id: int, author_id: int) -> None:
        """Tell the author, once, that nobody reads there any more. Logs our own errors: nobody waits for this."""
        try:
            await self._answer(place_id, author_id)
        except BotError as error:
            log.warning("place %d: who wrote there after the end was not told: %s", place_id, error)

    async def _answer(self, place_id: int, author_id: int) -> None:
        interview_id = await self._store.ended_in(place_id)
        ended = None if interview_id is None else await self._store.bare(interview_id)
        if ended is None or ended.candidate_id != author_id:
            return
        # Noted first: killed in between, nobody is told; the other way round they would be told twice.
        if await self._store.add_event_once(ended.interview_id, WROTE):
            await self._places.edge(address_of(ended, place_id)).post(Post(Phrase("interview-after-end")))
