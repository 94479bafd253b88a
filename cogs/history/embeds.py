"""History rows and a whole interview as embeds: pure. Nothing here counts as praise or blame, and nothing is scored."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime

import discord

from bot.clock import DAY
from bot.edges.chat.render import size
from bot.errors import Reason
from bot.interview import scripts
from bot.interview.models import Mark, PictureSpan, Plan, Speaker, Status, Turn, TurnKind
from bot.interview.plan.languages import language_name
from bot.ports.events import Source
from bot.review.coverage import CoverageState, QuestionCoverage, counts, coverage
from bot.review.safe_text import inline, quoted, readable
from bot.store.records import InterviewDetail, InterviewSummary
from bot.words import Say

PAGE_UNITS = 3600
"""Of an embed's 4,096, so that headings and a footer always fit beside it."""
STATUS_EMOJI = {
    Status.STARTING: "🕓",
    Status.ACTIVE: "💬",
    Status.PAUSED: "⏸️",
    Status.COMPLETED: "✅",
    Status.ENDED: "⏹️",
    Status.ABANDONED: "💤",
    Status.FAILED: "⚠️",
}
COVERED_EMOJI = {
    CoverageState.ANSWERED: "✅",
    CoverageState.SKIPPED: "⏭️",
    CoverageState.ASKED: "❔",
    CoverageState.NOT_ASKED: "▫️",
}
EVENTS_OF_NOTE = {
    "asked_for_person": "asked-person",
    "live_down": "outage",
    "model_silent": "outage",
    "model_overdue": "outage",
    "model_calls": "outage",
    "declined": "declined",
    "limit_reached": "limit",
    "fell": "fault",
    "post_refused": "post-refused",
    "caught_up": "gap",
    "gone": "gone",
    "reviewers_not_told": "not-told",
    "type_assumed": "type-assumed",
    "moved": "moved",
    "left_room": "left-room",
    "company": "company",
    "live_audio_dropped": "audio-lost",
    "live_audio_untranscribed": "audio-untranscribed",
    "live_no_sign": "no-sign",
    "not_transcribed": "not-transcribed",
    "recording_failed": "recording-failed",
    "camera_missing": "camera-missing",
    "live_picture_refused": "picture-refused",
    "wrote_after_end": "wrote-after",
}
"""Event kinds that a reviewer should know of → the word in the catalogue's key `review-event-…`."""
NOTED = {Mark.EDITED_LATER: "review-noted-edited", Mark.DELETED_LATER: "review-noted-deleted"}
"""Marks on answers that are counted beside the events."""
MOST_EVENTS = 8
BREAK_SECONDS = 3600.0
"""A turn that comes later than this after the one before it is shown with its day."""
REASONS = frozenset(Reason)


def stamp(at: float, style: str = "f") -> str:
    """A moment in the reader's own time zone."""
    return f"<t:{int(at)}:{style}>"


def span(first: float, last: float) -> str:
    """From when to when; the second time with its day only where that is far from the first."""
    if int(first) == int(last):
        return stamp(first)
    return f"{stamp(first)} – {stamp(last, 't' if last - first < DAY / 2 else 'f')}"


def day(at: float) -> str:
    """A moment where `<t:…>` is not rendered (a select's option)."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")


def status_words(say: Say, status: Status) -> str:
    """Emoji and word: neither colour nor picture is ever the only sign."""
    return f"{STATUS_EMOJI[status]} {say(f'review-status-{status}')}"


def reason_words(say: Say, reason: str) -> str:
    """Why it stopped; nothing for a reason that an older record wrote in its own words."""
    return say(f"review-reason-{reason.replace('_', '-')}") if reason in REASONS else ""


def namesakes(rows: Sequence[InterviewSummary]) -> frozenset[int]:
    """The candidates among these whose name another one has, too."""
    ids: dict[str, set[int]] = {}
    for row in rows:
        if row.candidate_name:  # an older record without one shows the number anyway
            ids.setdefault(row.candidate_name.casefold(), set()).add(row.candidate_id)
    return frozenset(each for alike in ids.values() if len(alike) > 1 for each in alike)


def person(say: Say, row: InterviewSummary) -> str:
    """The name at the time, also of people who left since; an older record may have none."""
    return inline(row.candidate_name, 40) if row.candidate_name else say("review-no-name", id=str(row.candidate_id))


def title(say: Say, row: InterviewSummary, limit: int = 80) -> str:
    """What it was about; an older record may not say."""
    return inline(row.title, limit) if row.title.strip() else say("review-no-title")


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
    number = f" ({row.candidate_id})" if row.candidate_id in alike else ""
    about = [status_words(say, row.status), stamp(row.created_at), say(f"review-type-{row.interview_type}")]
    about.append(answered_words(say, row))
    if row.asked_for_person:
        about.append(f"🙋 {say('review-asked-person')}")
    return f"**{person(say, row)}**{number} · {title(say, row, 60)} · #{row.id}\n-# {' · '.join(about)}"


def answered_words(say: Say, row: InterviewSummary) -> str:
    """How many of the planned questions have an answer; an older record only knows how many answers there are."""
    if not row.planned:
        return say("review-answers", count=row.answers)
    return say("review-answered", answered=row.answered, planned=row.planned)


def option(say: Say, row: InterviewSummary, alike: Collection[int] = ()) -> discord.SelectOption:
    """One line of the select that opens an interview."""
    name = row.candidate_name or say("review-no-name", id=str(row.candidate_id))
    number = f" ({row.candidate_id})" if row.candidate_id in alike else ""
    label = f"#{row.id} · {readable(name)[:32]}{number} · {readable(row.title) or say('review-no-title')}"
    about = f"{say(f'review-status-{row.status}')} · {day(row.created_at)}"
    return discord.SelectOption(label=label[:100], description=about[:100], value=str(row.id))


def overview(say: Say, detail: InterviewDetail, plan: Plan | None) -> discord.Embed:
    """The first page of one interview."""
    row = detail.row
    embed = discord.Embed(title=f"#{row.id} · {title(say, row)}"[:256])
    covered = list(coverage_lines(say, coverage(plan, detail.turns)))
    parts = ["\n".join(facts(say, detail)), "\n".join(fitting(covered, 2000)), "\n".join(notes(say, detail))]
    embed.description = "\n\n".join(part for part in parts if part)
    embed.set_footer(text=say("review-people-decide"))
    return embed


def facts(say: Say, detail: InterviewDetail) -> Iterator[str]:
    """What is known of the interview as a whole, a line each."""
    row = detail.row
    reason = reason_words(say, row.status_reason)
    yield f"**{status_words(say, row.status)}**{f' · {reason}' if reason else ''}"
    yield say("review-candidate", name=person(say, row), id=str(row.candidate_id))
    yield say(
        "review-kind", type=say(f"review-type-{row.interview_type}"), language=inline(language_name(row.language))
    )
    ended = row.ended_at
    yield say("review-started", at=stamp(row.created_at)) + (
        f" · {say('review-ended', at=stamp(ended))}" if ended else ""
    )
    if detail.model:
        yield say("review-model", model=inline(detail.model))
    yield say("review-cost", usd=f"{detail.cost_usd:.4f}", tokens=detail.tokens)
    if detail.pictures:
        yield pictures_words(say, detail.pictures, span)
    if detail.consent is None:
        yield say("review-no-consent")
    else:
        yield say("review-consent", version=inline(detail.consent.version), at=stamp(detail.consent.at))
    if row.delete_after is not None:
        yield say("review-delete-after", day=stamp(row.delete_after, "D"), left=stamp(row.delete_after, "R"))


def pictures_words(say: Say, pictures: Sequence[PictureSpan], times: Callable[[float, float], str]) -> str:
    """How many pictures the interviewer was shown, from where and when: one part for each source, however often it
    changed. `times` writes the first and the last moment."""
    parts = []
    for source in Source:
        found = [each for each in pictures if each.source is source]
        if found:
            count = say(f"review-pictures-{source}", count=sum(each.count for each in found))
            parts.append(
                f"{count}, {times(min(each.started_at for each in found), max(each.ended_at for each in found))}"
            )
    return say("review-pictures", parts=" · ".join(parts))


def coverage_lines(say: Say, lines: Sequence[QuestionCoverage]) -> Iterator[str]:
    """The planned questions: a heading that counts, then a line each."""
    if not lines:
        return
    found = counts(lines)
    yield say(
        "review-coverage",
        total=len(lines),
        answered=found[CoverageState.ANSWERED],
        skipped=found[CoverageState.SKIPPED],
        open=found[CoverageState.ASKED] + found[CoverageState.NOT_ASKED],
    )
    for line in lines:
        more = f" · {say('review-follow-ups', count=line.follow_ups)}" if line.follow_ups else ""
        word = say(f"review-covered-{line.covered}")
        yield f"{COVERED_EMOJI[line.covered]} **{line.number}.** {inline(line.text, 80)} · {word}{more}"


def notes(say: Say, detail: InterviewDetail) -> Iterator[str]:
    """What a reader of the transcript should know before: answers that Discord shows otherwise by now, and events that
    explain what they might wonder about; the newest, a line each."""
    noted = [event for event in detail.events if event.kind in EVENTS_OF_NOTE]
    changed = [(mark, sum(mark in turn.marks for turn in detail.turns)) for mark in NOTED]
    if not noted and not any(count for _, count in changed):
        return
    yield say("review-notes")
    for mark, count in changed:
        if count:
            yield f"-# {say(NOTED[mark], count=count)}"
    for event in noted[-MOST_EVENTS:]:
        yield f"-# {stamp(event.at)} · {say(f'review-event-{EVENTS_OF_NOTE[event.kind]}')}"
    if len(noted) > MOST_EVENTS:
        yield say("review-notes-more", count=len(noted) - MOST_EVENTS)


def transcript(say: Say, detail: InterviewDetail) -> tuple[str, ...]:
    """The whole transcript in pages that fit an embed; at least one. A turn that is cut is headed again, so every page
    says who speaks."""
    pages: list[list[str]] = [[]]
    room, before = PAGE_UNITS, 0.0
    for turn in detail.turns:
        heading = turn_heading(say, turn, detail.turns, before)
        before = turn.at
        again = f"{heading} · {say('review-continued')}"
        lines = [heading, *turn_lines(say, turn, detail.row.language)]
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
    if not detail.turns:
        pages = [[say("review-no-turns")]]
    return tuple("\n".join(lines) for lines in pages)


def transcript_page(say: Say, detail: InterviewDetail, number: int) -> tuple[discord.Embed, int, int]:
    """(embed, its number from 1, how many there are); a number outside is taken to the nearest page."""
    pages = transcript(say, detail)
    number = min(max(number, 1), len(pages))
    embed = discord.Embed(title=f"#{detail.row.id} · {title(say, detail.row)}"[:256], description=pages[number - 1])
    embed.set_footer(text=say("review-page", number=number, total=len(pages)))
    return embed, number, len(pages)


def turn_heading(say: Say, turn: Turn, turns: Sequence[Turn], before: float) -> str:
    """Who, when, and what for; a follow-up is named as the AI's, a planned question as the team's. The time has its day
    at the beginning and after a break, counted from the turn `before`: an interview may take a week."""
    who = say(f"review-speaker-{turn.speaker}")
    number = (turn.question if turn.question is not None else -1) + 1
    at = stamp(turn.at, "f" if turn.at - before > BREAK_SECONDS else "t")
    return f"**{who}** · {at} · {say(f'review-turn-{kind_word(turn, turns)}', number=number)}"


def kind_word(turn: Turn, turns: Sequence[Turn]) -> str:
    """The catalogue's word for what a turn is for, among all turns: whoever answered and skips a follow-up has not
    skipped the question."""
    if turn.kind is TurnKind.SKIP and any(
        each.kind is TurnKind.FOLLOW_UP and each.question == turn.question and each.seq < turn.seq for each in turns
    ):
        return "skip-follow-up"
    if turn.kind is TurnKind.ANSWER and turn.question is None:
        return "remark"
    return turn.kind.replace("_", "-")


def turn_lines(say: Say, turn: Turn, language: str) -> Iterator[str]:
    """The words, quoted, and below them what is known of the turn. `language`: the interview's."""
    if turn.lead:
        yield f"-# {say('review-lead')}"
        yield from quoted(turn.lead)
    if turn.speaker is Speaker.INTERVIEWER or turn.words:
        yield from quoted(turn.words)
    if is_voice := said_otherwise(turn):
        yield f"-# {say('review-said')}"
        yield from quoted(is_voice)
    if turn.source_text:
        yield f"-# {say('review-source')}"
        yield from quoted(turn.source_text)
    for mark in turn.marks:
        yield f"-# {mark_words(say, mark)}"
    if other_script(turn, language):
        yield f"-# {say('review-other-script', language=inline(language_name(language)))}"


def other_script(turn: Turn, language: str) -> bool:
    """Whether an answer is written as the interview's language is not; by voice that may be the transcription's doing.
    Looked at when it is read: the record holds the words and nothing about them."""
    return turn.speaker is Speaker.CANDIDATE and scripts.foreign(turn.words, language)


def said_otherwise(turn: Turn) -> str:
    """What was really said of a planned question, where that is not simply its text: a bridge before it, or a part."""
    if turn.spoken is None or turn.words == turn.spoken.text:
        return ""
    return "" if plain(turn.spoken.text) == plain(turn.text) else turn.spoken.text


def plain(text: str) -> str:
    """Letters and digits only: a transcript has its own punctuation."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def mark_words(say: Say, mark: Mark) -> str:
    return say(f"review-mark-{mark.replace('_', '-')}")


def fitting(lines: Iterable[str], room: int) -> Iterator[str]:
    """As many lines as fit, and an ellipsis when some did not."""
    for line in lines:
        room -= size(line) + 1
        if room < 0:
            yield "…"
            return
        yield line
