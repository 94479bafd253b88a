"""What a person may read of a server's interviews, asked anew at every command, choice and click.

Every query names the server it happened in. The query itself holds people who are not reviewers to their own
interviews.
"""

import asyncio
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import discord

from bot.errors import Refused, StoreError
from bot.interview.models import Plan
from bot.store import Store
from bot.store.records import InterviewDetail, InterviewSummary
from cogs.history import export
from cogs.history.page_state import PageDirection, PageState, check_sum
from cogs.ui import permissions
from cogs.ui.custom_ids import LARGEST
from cogs.ui.interaction import BotInteraction, translator

PAGE_SIZE = 10


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads where. `only` is the one person whose interviews they may read; None for reviewers: everybody's."""

    guild_id: int
    only: int | None


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """One page's rows, newest first, and whether there are more on either side."""

    rows: list[InterviewSummary]
    newer: bool
    older: bool


async def reader(interaction: BotInteraction) -> Reader:
    """Raises Refused in direct messages. Roles and permissions are those that Discord sent with this interaction."""
    if interaction.guild_id is None:
        raise Refused("access-servers-only")
    settings = await interaction.client.store.settings(interaction.guild_id)
    reviews = permissions.is_reviewer(settings, permissions.role_ids(interaction.user), interaction.permissions)
    return Reader(interaction.guild_id, None if reviews else interaction.user.id)


async def rows(store: Store, who: Reader, page: PageState) -> HistoryPage:
    """The page's rows. One more than fits is read, to know whether there is another page."""
    newer = page.way is PageDirection.NEWER
    found = await store.history(
        who.guild_id,
        page.filters,
        before=page.cursor if page.way is PageDirection.OLDER else None,
        after=page.cursor if newer else None,
        limit=PAGE_SIZE + 1,
        only_candidate=who.only,
    )
    more = len(found) > PAGE_SIZE
    if newer:
        return HistoryPage(found[-PAGE_SIZE:], newer=more, older=True)
    return HistoryPage(found[:PAGE_SIZE], newer=page.way is PageDirection.OLDER, older=more)


async def with_title(store: Store, who: Reader, page: PageState) -> PageState:
    """The page with its title whole again; one that was cut is found by its beginning and check sum."""
    if page.cut_title is None:
        return page
    wanted, beginning = page.cut_title
    for title in await store.titles(who.guild_id, beginning):
        if check_sum(title) == wanted:
            return replace(page, filters=replace(page.filters, title=title), cut_title=None)
    raise Refused("review-not-found")


async def interview(interaction: BotInteraction, interview_id: int) -> tuple[InterviewDetail, Plan | None]:
    """A whole interview with its plan. Raises Refused, in the same words, for one that is not there, is another
    server's, or is not this person's to read."""
    who, store = await reader(interaction), interaction.client.store
    detail = await store.detail(who.guild_id, interview_id, only_candidate=who.only)
    if detail is None:
        raise Refused("review-not-found")
    return detail, await plan_of(store, interview_id)


async def plan_of(store: Store, interview_id: int) -> Plan | None:
    """The planned questions; None where an older record has none. Ask only after `Store.detail` let the reader in."""
    try:
        snapshot = await store.snapshot(interview_id)
    except StoreError:  # the plan cannot be read: the transcript still can
        return None
    return snapshot.plan if snapshot is not None and snapshot.plan.questions else None


async def file(interaction: BotInteraction, interview_id: int, ending: str) -> discord.File:
    """One interview as a file, `md` or `json`."""
    detail, plan = await interview(interaction, interview_id)
    make = partial(export.markdown, translator(interaction)) if ending == "md" else export.as_json
    text = await interaction.client.long_work.run(interaction.user.id, partial(make, detail, plan))
    return discord.File(io.BytesIO(text.encode()), filename=export.file_name(detail, ending))


async def recording(interaction: BotInteraction, interview_id: int) -> list[tuple[Path, int]]:
    """The files of its recording, with their bytes. Raises Refused like `interview`, and where nothing was recorded."""
    detail, _ = await interview(interaction, interview_id)
    files = interaction.client.store.recordings(interview_id) if detail.row.recorded else []
    if not files:
        raise Refused("review-no-recording")
    try:
        return [(path, path.stat().st_size) for path in files]
    except FileNotFoundError as deleted:
        raise Refused("review-no-recording") from deleted


async def sound_file(interview_id: int, path: Path) -> discord.File:
    """One file of a recording, named like the interview's other files. Raises Refused when it was deleted meanwhile."""
    try:
        data = await asyncio.to_thread(path.read_bytes)
    except FileNotFoundError as deleted:
        raise Refused("review-no-recording") from deleted
    return discord.File(io.BytesIO(data), filename=f"interview-{interview_id}-{path.name}")


async def names(store: Store, who: Reader, prefix: str) -> list[tuple[int, str]]:
    """(user id, name) to choose from; people who are not reviewers find only themselves, under the names they had."""
    if who.only is None:
        return await store.candidate_names(who.guild_id, prefix)
    own = {row.candidate_name for row in await store.my_interviews(who.only, who.guild_id)}
    return [(who.only, name) for name in sorted(own) if name and name.casefold().startswith(prefix.casefold())]


async def titles(store: Store, who: Reader, prefix: str) -> list[str]:
    """Titles to choose from; people who are not reviewers find those of their own interviews."""
    if who.only is None:
        return await store.titles(who.guild_id, prefix)
    own = {row.title for row in await store.my_interviews(who.only, who.guild_id)}
    return [title for title in sorted(own) if title and title.casefold().startswith(prefix.casefold())]


async def candidate(store: Store, who: Reader, typed: str) -> int:
    """The person meant by a choice from the list, an id, a mention, or a name as it was. Raises Refused for nobody, and
    for a name that several people had."""
    if found := re.fullmatch(r"(?:<@!?)?([0-9]{15,19})>?", typed.strip()):
        return min(int(found[1]), LARGEST)
    wanted = typed.strip().casefold()
    meant = list({user_id for user_id, name in await names(store, who, typed) if name.casefold() == wanted})
    if not meant:
        raise Refused("review-candidate-not-found")
    if len(meant) > 1:
        raise Refused("review-candidate-several", count=len(meant))
    return meant[0]


def told_apart(people: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """The same, with the number behind a name that several of them have."""
    listed = list(dict.fromkeys(people))
    ids: dict[str, set[int]] = {}
    for user_id, name in listed:
        ids.setdefault(name.casefold(), set()).add(user_id)
    return [(user_id, f"{name} · {user_id}" if len(ids[name.casefold()]) > 1 else name) for user_id, name in listed]
