"""A whole interview as a file: Markdown for people, JSON for programs. Pure.

Markdown: everybody's words stand in code blocks that nothing inside can close, names are escaped, so a file pasted
anywhere renders as nothing else, and pings nobody.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from bot.interview.models import Plan, Turn
from bot.interview.plan.languages import language_name
from bot.review.coverage import coverage
from bot.review.safe_text import fenced, inline
from bot.store.records import InterviewDetail
from bot.words import Say
from cogs.history import embeds

FORMAT = "interview-bot/interview/1"


def utc(at: float | None) -> str | None:
    """ISO 8601 to the second, for files: Discord's `<t:…>` means nothing outside of it."""
    return None if at is None else datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def utc_span(first: float, last: float) -> str:
    return f"{utc(first)} – {utc(last)}"


def precise(at: float) -> str:
    """ISO 8601 to the millisecond: spoken turns are tied to a recording."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def file_name(detail: InterviewDetail, ending: str) -> str:
    """Without the candidate's name: a download folder should not tell who was interviewed."""
    return f"interview-{detail.row.id}.{ending}"


def markdown(say: Say, detail: InterviewDetail, plan: Plan | None) -> str:
    """The file's whole text."""
    row = detail.row
    title = say("review-export-title", id=str(row.id), title=embeds.title(say, row, 100))
    blocks = [f"# {title}", say("review-people-decide"), say("review-export-times")]
    blocks += [f"## {say('review-export-about')}", "\n".join(about(say, detail))]
    covered = list(embeds.coverage_lines(say, coverage(plan, detail.turns)))
    if covered:
        blocks.append("\n".join([covered[0], "", *(f"- {line}" for line in covered[1:])]))
    blocks.append(f"## {say('review-export-transcript')}")
    for turn in detail.turns:
        blocks += turn_blocks(say, turn, detail.turns, row.language)
    if not detail.turns:
        blocks.append(say("review-no-turns"))
    return "\n\n".join(blocks) + "\n"


def about(say: Say, detail: InterviewDetail) -> Iterator[str]:
    """The facts as a list."""
    row, consent = detail.row, detail.consent
    reason = embeds.reason_words(say, row.status_reason)
    yield f"- **{embeds.status_words(say, row.status)}**" + (f" · {reason}" if reason else "")
    yield f"- {say('review-candidate', name=embeds.person(say, row), id=str(row.candidate_id))}"
    language = inline(language_name(row.language))
    yield f"- {say('review-kind', type=say(f'review-type-{row.interview_type}'), language=language)}"
    yield f"- {say('review-started', at=utc(row.created_at) or '')}"
    if row.ended_at is not None:
        yield f"- {say('review-ended', at=utc(row.ended_at) or '')}"
    if detail.model:
        yield f"- {say('review-model', model=inline(detail.model))}"
    yield f"- {say('review-cost', usd=f'{detail.cost_usd:.4f}', tokens=detail.tokens)}"
    if detail.pictures:
        yield f"- {embeds.pictures_words(say, detail.pictures, utc_span)}"
    if consent is None:
        yield f"- {say('review-no-consent')}"
    else:
        yield f"- {say('review-consent', version=inline(consent.version), at=utc(consent.at) or '')}"
    if until := utc(row.delete_after):
        yield f"- {say('review-delete-after', day=until[:10], left='UTC')}"


def turn_blocks(say: Say, turn: Turn, turns: Sequence[Turn], language: str) -> Iterator[str]:
    """One turn: a heading, the words, what is known of them."""
    number = (turn.question if turn.question is not None else -1) + 1
    what = say(f"review-turn-{embeds.kind_word(turn, turns)}", number=number)
    yield f"### {turn.seq}. {say(f'review-speaker-{turn.speaker}')} · {what} · {utc(turn.at)}"
    if turn.lead:
        yield say("review-lead")
        yield fenced(turn.lead)
    if turn.words:
        yield fenced(turn.words)
    if is_voice := embeds.said_otherwise(turn):
        yield say("review-said")
        yield fenced(is_voice)
    if turn.source_text:
        yield say("review-source")
        yield fenced(turn.source_text)
    for mark in turn.marks:
        yield f"*{embeds.mark_words(say, mark)}*"
    if embeds.other_script(turn, language):
        yield f"*{say('review-other-script', language=inline(language_name(language)))}*"


def as_json(detail: InterviewDetail, plan: Plan | None) -> str:
    """The same interview for programs; keys are the schema's words, whatever the reader's language."""
    row, consent = detail.row, detail.consent
    return json.dumps(
        {
            "format": FORMAT,
            "id": row.id,
            "guild_id": str(row.guild_id),
            "thread_id": str(row.thread_id) if row.thread_id else None,
            "candidate": {"id": str(row.candidate_id), "name": row.candidate_name},
            "interview_type": row.interview_type,
            "recorded": row.recorded,
            "title": row.title,
            "language": row.language,
            "status": row.status,
            "status_reason": row.status_reason,
            "created_at": utc(row.created_at),
            "ended_at": utc(row.ended_at),
            "delete_after": utc(row.delete_after),
            "model": detail.model,
            "tokens": detail.tokens,
            "estimated_cost_usd": detail.cost_usd,
            "consent": consent
            and {
                "version": consent.version,
                "text": consent.text,
                "at": utc(consent.at),
                "delete_after": utc(consent.delete_after),
            },
            "planned_questions": [
                {"number": line.number, "text": line.text, "covered": line.covered, "follow_ups": line.follow_ups}
                for line in coverage(plan, detail.turns)
            ],
            "turns": [turn_as_json(turn, row.language) for turn in detail.turns],
            "pictures_shown_not_kept": [
                {
                    "source": each.source,
                    "started_at": precise(each.started_at),
                    "ended_at": precise(each.ended_at),
                    "count": each.count,
                }
                for each in detail.pictures
            ],
            "events": [{"at": utc(event.at), "kind": event.kind, "detail": event.detail} for event in detail.events],
        },
        ensure_ascii=False,
        indent=2,
    )


def turn_as_json(turn: Turn, language: str) -> dict[str, object]:
    """One turn; Discord's ids as text, since many programs cannot hold them as numbers."""
    return {
        "seq": turn.seq,
        "speaker": turn.speaker,
        "kind": turn.kind,
        "by_ai": turn.kind == "follow_up",
        "question": None if turn.question is None else turn.question + 1,
        "at": utc(turn.at),
        "ended_at": utc(turn.ended_at),
        "lead": turn.lead,
        "text": turn.words,
        "spoken": turn.spoken
        and {
            "text": turn.spoken.text,
            "started_at": precise(turn.spoken.started_at),
            "ended_at": precise(turn.spoken.ended_at),
            "heard_ms": turn.spoken.heard_ms,
            "cut": turn.spoken.cut,
        },
        "source_text": turn.source_text,
        "message_ids": [str(message_id) for message_id in turn.message_ids],
        "marks": list(turn.marks),
        "other_script": embeds.other_script(turn, language),
    }
