"""Who may read what of a server's interviews. It is asked with values, so that any place where people read can ask it.

Every query names the server it happened in. The query itself holds people who are not reviewers to their own
interviews.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from bot.errors import Refused, StoreError
from bot.interview.models import Plan
from bot.store import Store
from bot.store.records import LARGEST_ID, Cursor, Filters, GuildSettings, InterviewDetail, InterviewSummary

PAGE_SIZE = 10


@dataclass(frozen=True, slots=True)
class Reader:
    """Who wants to read in which server, with the roles and the right that they have there at this moment."""

    guild_id: int
    user_id: int
    role_ids: frozenset[int]
    manage_guild: bool


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """One page's rows, newest first, and whether there are more on either side."""

    rows: list[InterviewSummary]
    newer: bool
    older: bool


def is_reviewer(settings: GuildSettings, reader: Reader) -> bool:
    """Whether somebody reads this server's interviews: who has the reviewers' role; without one, who has Manage Server.

    The consent text names exactly these people, so nobody else is let in, whatever they manage.
    """
    if settings.reviewer_role_id is not None:
        return settings.reviewer_role_id in reader.role_ids
    return reader.manage_guild


class History:
    """What one reader may read of one server's interviews: all of them, or their own.

    `open` it anew at every command, choice and click: roles and settings change.
    """

    def __init__(self, store: Store, guild_id: int, only: int | None) -> None:
        self._store = store
        self._guild_id = guild_id
        self.only = only
        """The one person whose interviews are read; None for reviewers: everybody's."""

    @classmethod
    async def open(cls, store: Store, reader: Reader) -> Self:
        """The history as far as it is this reader's to read."""
        reviews = is_reviewer(await store.settings(reader.guild_id), reader)
        return cls(store, reader.guild_id, None if reviews else reader.user_id)

    async def page(self, filters: Filters, *, before: Cursor | None = None, after: Cursor | None = None) -> HistoryPage:
        """The page older than `before`, the one newer than `after`, or the first. One row more than fits is read, to
        know whether there is another page."""
        found = await self._store.history(
            self._guild_id, filters, before=before, after=after, limit=PAGE_SIZE + 1, only_candidate=self.only
        )
        more = len(found) > PAGE_SIZE
        if after is not None:
            return HistoryPage(found[-PAGE_SIZE:], newer=more, older=True)
        return HistoryPage(found[:PAGE_SIZE], newer=before is not None, older=more)

    async def interview(self, interview_id: int) -> tuple[InterviewDetail, Plan | None]:
        """A whole interview with its plan; None where an older record has none. Raises Refused, in the same words, for
        one that is not there, is another server's, or is not this person's to read."""
        detail = await self._store.detail(self._guild_id, interview_id, only_candidate=self.only)
        if detail is None:
            raise Refused("review-not-found")
        try:
            snapshot = await self._store.snapshot(interview_id)
        except StoreError:  # the plan cannot be read: the transcript still can
            return detail, None
        return detail, snapshot.plan if snapshot is not None and snapshot.plan.questions else None

    async def recording(self, interview_id: int) -> list[tuple[Path, int]]:
        """The files of its recording, with their bytes. Raises Refused like `interview`, and where nothing was
        recorded."""
        detail, _ = await self.interview(interview_id)
        files = self._store.recordings(interview_id) if detail.row.recorded else []
        if not files:
            raise Refused("review-no-recording")
        try:
            return [(path, path.stat().st_size) for path in files]
        except FileNotFoundError as deleted:
            raise Refused("review-no-recording") from deleted

    async def names(self, prefix: str) -> list[tuple[int, str]]:
        """(user id, name) to choose from; people who are not reviewers find only themselves, under the names they
        had."""
        if self.only is None:
            return await self._store.candidate_names(self._guild_id, prefix)
        own = {row.candidate_name for row in await self._store.my_interviews(self.only, self._guild_id)}
        return [(self.only, name) for name in beginning(own, prefix)]

    async def titles(self, prefix: str) -> list[str]:
        """Titles to choose from; people who are not reviewers find those of their own interviews."""
        if self.only is None:
            return await self._store.titles(self._guild_id, prefix)
        return beginning({row.title for row in await self._store.my_interviews(self.only, self._guild_id)}, prefix)

    async def candidate(self, typed: str) -> int:
        """The person meant by a choice from the list, an id, a mention, or a name as it was. Raises Refused for nobody,
        and for a name that several people had."""
        if found := re.fullmatch(r"(?:<@!?)?([0-9]{15,19})>?", typed.strip()):
            return min(int(found[1]), LARGEST_ID)
        wanted = typed.strip().casefold()
        meant = list({user_id for user_id, name in await self.names(typed) if name.casefold() == wanted})
        if not meant:
            raise Refused("review-candidate-not-found")
        if len(meant) > 1:
            raise Refused("review-candidate-several", count=len(meant))
        return meant[0]


def beginning(texts: Iterable[str], prefix: str) -> list[str]:
    """Those that begin with `prefix`, in their order; an older record's empty ones are nothing to choose."""
    return [text for text in sorted(texts) if text and text.casefold().startswith(prefix.casefold())]
