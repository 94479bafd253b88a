"""History rows and a whole interview as embeds: pure. Nothing here counts as praise or blame, and nothing is scored."""

from collections.abc import Collection, Iterable, Iterator, Sequence

import discord

from bot.clock import DAY
from bot.edges.chat.render import size
from bot.review.report import NOTED_MARKS, FactKey, InterviewReport, PassageKind, TurnReport
from bot.review.safe_text import quoted, readable
from bot.review.times import TimeStyle, utc_day
from bot.review.wording import (
    answered_words,
    coverage_lines,
    fact_lines,
    person,
    purpose_words,
    remarks,
    status_words,
    title,
)
from bot.store.records import InterviewSummary
from bot.words import Say

PAGE_UNITS = 3600
"""Of an embed's 4,096, so that headings and a footer always fit beside it."""
MOST_EVENTS = 8


def stamp(at: float, style: str = "f") -> str:
    """A moment in the reader's own time zone."""
    return f"<t:{int(at)}:{style}>"


def span(first: float, last: float) -> str:
    """From when to when; the second time with its day only where that is far from the first."""
    if int(first) == int(last):
        return stamp(first)
    return f"{stamp(first)} – {stamp(last, 't' if last - first < DAY / 2 else 'f')}"


IN_DISCORD = TimeStyle(stamp, span, lambda at: stamp(at, "D"), lambda at: stamp(at, "R"))
"""In each reader's own time zone, and counted on while they read."""


def namesakes(rows: Sequence[InterviewSummary]) -> frozenset[int]:
    """The candidates among these whose name another one has, too."""
    ids: dict[str, set[int]] = {}
    for row in rows:
        if row.candidate_name:  # an older record without one shows the number anyway
            ids.setdefault(row.candidate_name.casefold(), set()).add(row.candidate_id)
    return frozenset(each for alike in ids.values() if len(alike) > 1 for each in alike)


def list_page(say: Say, rows: Sequence[InterviewSummary], *, own: bool, filtered: bool) -> discord.Embed:
    """One page, newest first. Beside it stand the buttons and the select, made by the cog."""
    embed = discord.Embed(title=say("review-title-own" if own else "review-title"))
    if rows:
        alike = namesakes(rows)
        embed.description = "\n".join(list_line(say, row, alike) for row in rows)
    else:
        embed.description = say("review-none-filtered" if filtered else "review-none-own" if own else "review-none")
    if rows:
        embed.set_footer(text=say("review-footer"))
    return embed


def list_line(say: Say, row: InterviewSummary, alike: Collection[int] = ()) -> str:
    """Who and what for in the first line, with a number where another of the list has that name; how it stands in small
    print below."""
    who = f"**{person(say, row.candidate_id, row.candidate_name)}**"
    number = f" ({row.candidate_id})" if row.candidate_id in alike else ""
    about = [status_words(say, row.status), stamp(row.created_at), say(f"review-type-{row.interview_type}")]
    about.append(answered_words(say, row))
    if row.asked_for_person:
        about.append(f"🙋 {say('review-asked-person')}")
    return f"{who}{number} · {title(say, row, 60)} · #{row.id}\n-# {' · '.join(about)}"


def option(say: Say, row: InterviewSummary, alike: Collection[int] = ()) -> discord.SelectOption:
    """One line of the select that opens an interview."""
    name = row.candidate_name or say("review-no-name", id=str(row.candidate_id))
    number = f" ({row.candidate_id})" if row.candidate_id in alike else ""
    label = f"#{row.id} · {readable(name)[:32]}{number} · {readable(row.title) or say('review-no-title')}"
    about = f"{say(f'review-status-{row.status}')} · {utc_day(row.created_at)}"
    return discord.SelectOption(label=label[:100], description=about[:100], value=str(row.id))


def overview(say: Say, report: InterviewReport) -> discord.Embed:
    """The first page of one interview."""
    embed = discord.Embed(title=heading(say, report))
    parts = (facts(say, report), fitting(coverage_lines(say, report.coverage), 2000), notes(say, report))
    embed.description = "\n\n".join(part for part in map("\n".join, parts) if part)
    embed.set_footer(text=say("review-people-decide"))
    return embed


def heading(say: Say, report: InterviewReport) -> str:
    """The title of every page of one interview."""
    row = report.record.row
    return f"#{row.id} · {title(say, row)}"[:256]


def facts(say: Say, report: InterviewReport) -> Iterable[str]:
    """What is known of the interview as a whole, a line each; beginning and end share one."""
    lines = fact_lines(say, report, IN_DISCORD)
    if ended := lines.pop(FactKey.ENDED, ""):
        lines[FactKey.STARTED] += f" · {ended}"
    return lines.values()


def notes(say: Say, report: InterviewReport) -> Iterator[str]:
    """What a reader of the transcript should know before, a line each; of the events the newest."""
    if not report.changed_answers and not report.events_of_note:
        return
    yield say("review-notes")
    for mark, count in report.changed_answers:
        yield f"-# {say(f'review-noted-{NOTED_MARKS[mark]}', count=count)}"
    for at, word in report.events_of_note[-MOST_EVENTS:]:
        yield f"-# {stamp(at)} · {say(f'review-event-{word}')}"
    if (earlier := len(report.events_of_note) - MOST_EVENTS) > 0:
        yield say("review-notes-more", count=earlier)


def transcript(say: Say, report: InterviewReport) -> tuple[str, ...]:
    """The whole transcript in pages that fit an embed; at least one. A turn that is cut is headed again, so every page
    says who speaks."""
    pages: list[list[str]] = [[]]
    room = PAGE_UNITS
    for turn in report.turns:
        head = turn_heading(say, turn)
        again = f"{head} · {say('review-continued')}"
        lines = [head, *turn_lines(say, turn, report.record.row.language)]
        for index, line in enumerate(lines):
            needed = size(line) + 1
            nearly_full = index == 0 and room < PAGE_UNITS // 6
            if (needed > room or nearly_full) and pages[-1]:
                pages.append([again] if index else [])
                room = PAGE_UNITS - (size(again) + 1 if index else 0)
            elif index == 0 and pages[-1]:
                pages[-1].append("")
                room -= 1
            pages[-1].append(line)
            room -= needed
    if not report.turns:
        pages = [[say("review-no-turns")]]
    return tuple("\n".join(lines) for lines in pages)


def transcript_page(say: Say, report: InterviewReport, number: int) -> tuple[discord.Embed, int, int]:
    """(embed, its number from 1, how many there are); a number outside is taken to the nearest page."""
    pages = transcript(say, report)
    number = min(max(number, 1), len(pages))
    embed = discord.Embed(title=heading(say, report), description=pages[number - 1])
    embed.set_footer(text=say("review-page", number=number, total=len(pages)))
    return embed, number, len(pages)


def turn_heading(say: Say, each: TurnReport) -> str:
    """Who, when, and what for; the time has its day at the beginning and after a break."""
    who, at = say(f"review-speaker-{each.turn.speaker}"), stamp(each.turn.at, "f" if each.after_break else "t")
    return f"**{who}** · {at} · {purpose_words(say, each)}"


def turn_lines(say: Say, each: TurnReport, language: str) -> Iterator[str]:
    """The words, quoted, and below them what is known of the turn. `language`: the interview's."""
    for kind, text in each.passages:
        if kind is not PassageKind.WORDS:
            yield f"-# {say(f'review-{kind}')}"
        yield from quoted(text)
    for remark in remarks(say, each, language):
        yield f"-# {remark}"


def fitting(lines: Iterable[str], room: int) -> Iterator[str]:
    """As many lines as fit, and an ellipsis when some did not."""
    for line in lines:
        room -= size(line) + 1
        if room < 0:
            yield "…"
            return
        yield line
