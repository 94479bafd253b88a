"""A report in the reader's language, as Markdown: Discord's or a file's. Words of others in it are made harmless."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from bot.errors import Reason
from bot.interview.models import Mark, PictureSpan, Status
from bot.interview.plan.languages import language_name
from bot.review.coverage import CoverageState, QuestionCoverage, counts
from bot.review.report import (
    CandidateName,
    EstimatedCost,
    Fact,
    FactKey,
    InterviewFormat,
    InterviewReport,
    StatusReason,
    TurnReport,
)
from bot.review.safe_text import inline
from bot.review.times import TimeStyle
from bot.store.records import Consent, InterviewSummary
from bot.words import Say

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


def status_words(say: Say, status: Status) -> str:
    """Emoji and word: neither colour nor picture is ever the only sign."""
    return f"{STATUS_EMOJI[status]} {say(f'review-status-{status}')}"


def reason_words(say: Say, reason: Reason) -> str:
    """Why it stopped."""
    return say(f"review-reason-{reason.replace('_', '-')}")


def mark_words(say: Say, mark: Mark) -> str:
    return say(f"review-mark-{mark.replace('_', '-')}")


def person(say: Say, user_id: int, name: str) -> str:
    """The name at the time, also of people who left since; an older record may have none."""
    return inline(name, 40) if name else say("review-no-name", id=str(user_id))


def title(say: Say, row: InterviewSummary, limit: int = 80) -> str:
    """What it was about; an older record may not say."""
    return inline(row.title, limit) if row.title.strip() else say("review-no-title")


def answered_words(say: Say, row: InterviewSummary) -> str:
    """How many of the planned questions have an answer; an older record only knows how many answers there are."""
    if not row.planned:
        return say("review-answers", count=row.answers)
    return say("review-answered", answered=row.answered, planned=row.planned)


def fact_lines(say: Say, report: InterviewReport, times: TimeStyle) -> dict[FactKey, str]:
    """The facts, a sentence each, in their order."""
    return {fact[0]: fact_words(say, fact, times) for fact in report.facts}


def fact_words(say: Say, fact: Fact, times: TimeStyle) -> str:
    """One fact as a sentence."""
    key, value = fact
    match value:
        case StatusReason(status, reason):
            why = f" · {reason_words(say, reason)}" if reason is not None else ""
            return f"**{status_words(say, status)}**{why}"
        case CandidateName(user_id, name):
            return say("review-candidate", name=person(say, user_id, name), id=str(user_id))
        case InterviewFormat(interview_type, language):
            kind = say(f"review-type-{interview_type}")
            return say("review-kind", type=kind, language=inline(language_name(language)))
        case EstimatedCost(usd, tokens):
            return say("review-cost", usd=f"{usd:.4f}", tokens=tokens)
        case tuple():
            return pictures_words(say, value, times)
        case Consent():
            return say("review-consent", version=inline(value.version), at=times.moment(value.at))
        case None:
            return say("review-no-consent")
        case str():
            return say("review-model", model=inline(value))
        case float() if key is FactKey.DELETE_AFTER:
            return say("review-delete-after", day=times.day(value), left=times.left(value))
        case float():
            return say(f"review-{key}", at=times.moment(value))
        case _:
            assert_never(value)


def pictures_words(say: Say, pictures: Sequence[PictureSpan], times: TimeStyle) -> str:
    """How many pictures the interviewer was shown, from where and when."""
    parts = (
        f"{say(f'review-pictures-{each.source}', count=each.count)}, {times.span(each.started_at, each.ended_at)}"
        for each in pictures
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


def purpose_words(say: Say, each: TurnReport) -> str:
    """What a turn is for; a follow-up is named as the AI's, a planned question as the team's."""
    return say(f"review-turn-{each.purpose}", number=each.number)


def remarks(say: Say, each: TurnReport, language: str) -> Iterator[str]:
    """What is known of a turn beside its words, a sentence each. `language`: the interview's."""
    for mark in each.turn.marks:
        yield mark_words(say, mark)
    if each.other_script:
        yield say("review-other-script", language=inline(language_name(language)))
