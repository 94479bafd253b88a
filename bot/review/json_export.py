"""A whole interview as JSON, for programs; keys are the schema's words, whatever the reader's language."""

import json

from bot.interview.models import PictureSpan, TurnKind, Utterance
from bot.review.report import InterviewReport, TurnReport
from bot.review.times import precise, utc
from bot.store.records import Consent

FORMAT = "interview-bot/interview/1"


def as_json(report: InterviewReport) -> str:
    """The file's whole text; Discord's ids as text, since many programs cannot hold them as numbers."""
    record, row = report.record, report.record.row
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
            "ended_at": maybe_utc(row.ended_at),
            "delete_after": maybe_utc(row.delete_after),
            "model": record.model,
            "tokens": record.tokens,
            "estimated_cost_usd": record.cost_usd,
            "consent": record.consent and consent(record.consent),
            "planned_questions": [
                {"number": line.number, "text": line.text, "covered": line.covered, "follow_ups": line.follow_ups}
                for line in report.coverage
            ],
            "turns": [turn(each) for each in report.turns],
            "pictures_shown_not_kept": [pictures(each) for each in record.pictures],
            "events": [{"at": utc(event.at), "kind": event.kind, "detail": event.detail} for event in record.events],
        },
        ensure_ascii=False,
        indent=2,
    )


def consent(agreed: Consent) -> dict[str, object]:
    return {
        "version": agreed.version,
        "text": agreed.text,
        "at": utc(agreed.at),
        "delete_after": utc(agreed.delete_after),
    }


def turn(each: TurnReport) -> dict[str, object]:
    turn = each.turn
    return {
        "seq": turn.seq,
        "speaker": turn.speaker,
        "kind": turn.kind,
        "by_ai": turn.kind is TurnKind.FOLLOW_UP,
        "question": each.number or None,
        "at": utc(turn.at),
        "ended_at": maybe_utc(turn.ended_at),
        "lead": turn.lead,
        "text": turn.words,
        "spoken": turn.spoken and utterance(turn.spoken),
        "source_text": turn.source_text,
        "message_ids": [str(message_id) for message_id in turn.message_ids],
        "marks": list(turn.marks),
        "other_script": each.other_script,
    }


def utterance(spoken: Utterance) -> dict[str, object]:
    return {
        "text": spoken.text,
        "started_at": precise(spoken.started_at),
        "ended_at": precise(spoken.ended_at),
        "heard_ms": spoken.heard_ms,
        "cut": spoken.cut,
    }


def pictures(span: PictureSpan) -> dict[str, object]:
    return {
        "source": span.source,
        "started_at": precise(span.started_at),
        "ended_at": precise(span.ended_at),
        "count": span.count,
    }


def maybe_utc(at: float | None) -> str | None:
    return None if at is None else utc(at)
