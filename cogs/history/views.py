"""The buttons and selects of the history. They carry their state, and check the permissions at every interaction."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import discord

from bot.edges.chat.channel import channel_link
from bot.errors import Refused
from bot.interview.lifecycle import OVER
from bot.review.access import HistoryPage
from bot.review.report import report_of
from bot.store.records import Cursor, Filters, InterviewDetail, InterviewSummary
from bot.words import Say
from cogs.history import access, embeds, page_state
from cogs.history.page_state import PageDirection, PageState
from cogs.ui.components import PersistentItem, board
from cogs.ui.custom_ids import NUMBER, number
from cogs.ui.interaction import BotInteraction, guild_of, translator

MEGABYTE = 2**20
MOST_FILES = 10
"""Discord's limit for one message."""
SHOW = rf"hist:(?P<what>over|page|md|json|sound):(?P<id>{NUMBER})(?::(?P<number>[0-9]{{1,6}}))?"


class PageButton(PersistentItem, template=page_state.TEMPLATE):
    """Older, Newer: another page of the same list, in the same message."""

    async def pressed(self, interaction: BotInteraction) -> None:
        page = page_state.decode(self.carried["state"])
        embed, view = await list_message(interaction, page)
        await interaction.response.edit_message(embed=embed, view=view)


class InterviewSelect(PersistentItem, template=r"hist:open"):
    """The select that opens one interview, in the place of the list: fifty in an evening stay one message."""

    async def pressed(self, interaction: BotInteraction) -> None:
        embed, view = await overview_message(interaction, number(self.choice))
        await interaction.response.edit_message(embed=embed, view=view)


class PartButton(PersistentItem, template=SHOW):
    """Overview, a page of the transcript, a file."""

    async def pressed(self, interaction: BotInteraction) -> None:
        interview_id, what = number(self.carried["id"]), self.carried["what"]
        if what in ("md", "json"):
            file = await access.file(interaction, interview_id, what)
            words = translator(interaction)("review-file-ready")
            await interaction.response.send_message(words, file=file, ephemeral=True)
            return
        if what == "sound":
            await send_sound(interaction, interview_id)
            return
        if what == "page":
            embed, view = await page_message(interaction, interview_id, number(self.carried["number"] or "1"))
        else:
            embed, view = await overview_message(interaction, interview_id)
        await interaction.response.edit_message(embed=embed, view=view)


ITEMS = (PageButton, InterviewSelect, PartButton)


async def send_sound(interaction: BotInteraction, interview_id: int) -> None:
    """The recording, in as many messages as the server's limit for files asks for; what no message takes is named."""
    say = translator(interaction)
    await interaction.response.defer(ephemeral=True, thinking=True)
    history, most = await access.history_of(interaction), guild_of(interaction).filesize_limit
    parts, left = parcels(await history.recording(interview_id), most)
    told = [say("review-recording-ready")]
    if left:
        names = ", ".join(f"`{path.name}`" for path in left)
        told.append(say("review-recording-too-large", names=names, megabytes=str(most // MEGABYTE)))
    for place, part in enumerate(parts):
        files = [await access.sound_file(interview_id, path) for path in part]
        await interaction.followup.send("\n".join(told) if place == 0 else "", files=files, ephemeral=True)
    if not parts:
        await interaction.followup.send("\n".join(told[1:]), ephemeral=True)


def parcels(sizes: Sequence[tuple[Path, int]], most: int) -> tuple[list[list[Path]], list[Path]]:
    """The files (with their bytes) in parts that one message takes, in their order; and those too large for any."""
    parts: list[list[Path]] = []
    room = 0
    for path, size in sizes:
        if size > most:
            continue
        if not parts or size > room or len(parts[-1]) == MOST_FILES:
            parts.append([])
            room = most
        parts[-1].append(path)
        room -= size
    return parts, [path for path, size in sizes if size > most]


async def list_message(interaction: BotInteraction, page: PageState) -> tuple[discord.Embed, discord.ui.View]:
    """One page of what this person may read here. A page that has become empty shows the first one."""
    say, history = translator(interaction), await access.history_of(interaction)
    page = await with_title(interaction, page)
    older, newer = page.way is PageDirection.OLDER, page.way is PageDirection.NEWER
    found = await history.page(
        page.filters, before=page.cursor if older else None, after=page.cursor if newer else None
    )
    if not found.rows and page.way is not PageDirection.FIRST:
        page = PageState(page.filters)
        found = await history.page(page.filters)
    own = history.only is not None
    filtered = page.filters != Filters()
    embed = embeds.list_page(say, found.rows, own=own, filtered=filtered)
    return embed, list_view(say, page, found)


async def with_title(interaction: BotInteraction, page: PageState) -> PageState:
    """The page with its title whole again; one that was cut is found by its beginning and check sum."""
    if page.cut_title is None:
        return page
    wanted, beginning = page.cut_title
    # Among all of the server's: it filters, and shows nothing that the reader could not read.
    for title in await interaction.client.store.titles(guild_of(interaction).id, beginning):
        if page_state.check_sum(title) == wanted:
            return replace(page, filters=replace(page.filters, title=title), cut_title=None)
    raise Refused("review-not-found")


def list_view(say: Say, page: PageState, found: HistoryPage) -> discord.ui.View:
    if not found.rows:
        return board()
    first, last = (Cursor(row.created_at, row.id) for row in (found.rows[0], found.rows[-1]))
    newer, older = (
        replace(page, way=PageDirection.NEWER, cursor=first),
        replace(page, way=PageDirection.OLDER, cursor=last),
    )
    return board(
        InterviewSelect(selection(say, found.rows)),
        PageButton(button(say, "review-newer", newer.custom_id(), disabled=not found.newer)),
        PageButton(button(say, "review-older", older.custom_id(), disabled=not found.older)),
    )


def selection(say: Say, rows: Sequence[InterviewSummary]) -> discord.ui.Select[discord.ui.View]:
    alike = embeds.namesakes(rows)
    options = [embeds.option(say, row, alike) for row in rows]
    return discord.ui.Select(custom_id="hist:open", placeholder=say("review-open"), options=options, row=0)


def button(
    say: Say, key: str, custom_id: str, *, disabled: bool = False, row: int = 1
) -> discord.ui.Button[discord.ui.View]:
    return discord.ui.Button(
        label=say(key), custom_id=custom_id, disabled=disabled, row=row, style=discord.ButtonStyle.secondary
    )


async def overview_message(interaction: BotInteraction, interview_id: int) -> tuple[discord.Embed, discord.ui.View]:
    """The first page of one interview."""
    say, history = translator(interaction), await access.history_of(interaction)
    detail, plan = await history.interview(interview_id)
    if detail.row.status not in OVER and detail.row.candidate_id != interaction.user.id:
        await interaction.client.service.look_for_candidate(interview_id)
        detail, plan = await history.interview(interview_id)
    read = PartButton(button(say, "review-read", f"hist:page:{interview_id}:1", row=0))
    embed = await interaction.client.long_work.run(
        interaction.user.id, lambda: embeds.overview(say, report_of(detail, plan))
    )
    return embed, board(read, *exits(say, detail), back(say, interaction))


async def page_message(
    interaction: BotInteraction, interview_id: int, number: int
) -> tuple[discord.Embed, discord.ui.View]:
    """One page of the transcript, with the way to the pages beside it."""
    say, history = translator(interaction), await access.history_of(interaction)
    detail, plan = await history.interview(interview_id)
    embed, number, total = await interaction.client.long_work.run(
        interaction.user.id, lambda: embeds.transcript_page(say, report_of(detail, plan), number)
    )
    before, after = (f"hist:page:{interview_id}:{beside}" for beside in (number - 1, number + 1))
    return embed, board(
        PartButton(button(say, "review-previous", before, disabled=number == 1, row=0)),
        PartButton(button(say, "review-next", after, disabled=number == total, row=0)),
        PartButton(button(say, "review-overview", f"hist:over:{interview_id}", row=0)),
        *exits(say, detail),
        back(say, interaction),
    )


def back(say: Say, interaction: BotInteraction) -> PageButton:
    """The way back to the list that the person came from."""
    return PageButton(button(say, "review-back", list_behind(interaction.message).custom_id(), row=0))


def list_behind(message: discord.Message | None) -> PageState:
    """The page of the list that a message shows or came from, as its own buttons know it."""
    for item in buttons_of(message):
        found = re.fullmatch(page_state.TEMPLATE, item.custom_id or "")
        if found is None:
            continue
        page = page_state.decode(found["state"])
        if page.way is not PageDirection.NEWER or page.cursor is None:
            return page
        # The list's own Newer: it knows the first row, and is off where nothing is newer.
        if item.disabled:
            return replace(page, way=PageDirection.FIRST, cursor=None)
        return replace(page, way=PageDirection.OLDER, cursor=Cursor(page.cursor.created_at, page.cursor.id + 1))
    return PageState(Filters())


def buttons_of(message: discord.Message | None) -> Iterator[discord.Button]:
    for row in message.components if message is not None else ():
        if isinstance(row, discord.ActionRow):
            yield from (item for item in row.children if isinstance(item, discord.Button))


def exits(say: Say, detail: InterviewDetail) -> list[discord.ui.Item[Any]]:
    """The files, and the way to where it goes on, or took place."""
    row = detail.row
    items: list[discord.ui.Item[Any]] = [
        PartButton(button(say, "review-file-markdown", f"hist:md:{row.id}")),
        PartButton(button(say, "review-file-json", f"hist:json:{row.id}")),
    ]
    if row.recorded:
        items.append(PartButton(button(say, "review-recording", f"hist:sound:{row.id}")))
    place_id = row.thread_id if row.room_id is None else row.room_id
    if place_id is not None:
        label = say("review-thread" if row.room_id is None else "review-room")
        items.append(discord.ui.Button(label=label, url=channel_link(row.guild_id, place_id), row=1))
    return items
