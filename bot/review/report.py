"""What there is to read of one interview: which facts in which order, what is worth knowing, what belongs to each turn.

Decided here once, as values in nobody's language; `wording` has the words, and each renderer its own form. Nothing here
counts as praise or blame, and nothing is scored.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from bot.errors import Reason
from bot.interview import scripts
from bot.interview.models import InterviewType, Mark, PictureSpan, Plan, Speaker, Status, Turn, TurnKind
from bot.ports.events import Source
from bot.review.coverage import QuestionCoverage, coverage
from bot.store.records import Consent, InterviewDetail

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
NOTED_MARKS = {Mark.EDITED_LATER: "edited", Mark.DELETED_LATER: "deleted"}
"""Marks on answers that are counted beside the events → the word in the catalogue's key `review-noted-…`."""
BREAK_SECONDS = 3600.0
"""A turn that comes later than this after the one before it is shown with its day."""
REASONS = frozenset(Reason)


class FactKey(StrEnum):
    """What is known of an interview as a whole; most values end a key of the catalogue, `review-…`."""

    STATUS = "status"
    CANDIDATE = "candidate"
    FORMAT = "kind"
    STARTED = "started"
    ENDED = "ended"
    MODEL = "model"
    COST = "cost"
    PICTURES = "pictures"
    CONSENT = "consent"
    DELETE_AFTER = "delete-after"


@dataclass(frozen=True, slots=True)
class StatusReason:
    """How an interview stands, and why it stopped; no reason where an older record wrote it in its own words."""

    status: Status
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class CandidateName:
    """Who was interviewed, by the name at the time; an older record may have none."""

    user_id: int
    name: str


@dataclass(frozen=True, slots=True)
class InterviewFormat:
    """In writing, by voice or by video, and in which language (BCP 47)."""

    interview_type: InterviewType
    language: str


@dataclass(frozen=True, slots=True)
class EstimatedCost:
    """What the model used, and what that costs by the list of prices."""

    usd: float
    tokens: int


FactValue: TypeAlias = (
    StatusReason
    | CandidateName
    | InterviewFormat
    | float
    | str
    | EstimatedCost
    | tuple[PictureSpan, ...]
    | Consent
    | None
)
"""A `float` is a moment (epoch seconds), a `str` the model's name, None a consent that is not on record."""
Fact: TypeAlias = tuple[FactKey, FactValue]


class PassageKind(StrEnum):
    """What a piece of a turn's text is; all but the words themselves have a heading, `review-…` in the catalogue."""

    LEAD = "lead"
    WORDS = "words"
    SAID = "said"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class TurnReport:
    """One turn, and what a reader is told with it. `purpose` ends the catalogue's key `review-turn-…`; `after_break`:
    its time is shown with the day, since an interview may take a week."""

    turn: Turn
    purpose: str
    after_break: bool
    passages: tuple[tuple[PassageKind, str], ...]
    other_script: bool
    """An answer that is not written as the interview's language is."""

    @property
    def number(self) -> int:
        """The planned question that it belongs to, from 1; 0 for none."""
        return 0 if self.turn.question is None else self.turn.question + 1


@dataclass(frozen=True, slots=True)
class InterviewReport:
    """What renderers read from. `record` is what the database holds, for what is handed on as it is."""

    record: InterviewDetail
    facts: tuple[Fact, ...]
    coverage: tuple[QuestionCoverage, ...]
    changed_answers: tuple[tuple[Mark, int], ...]
    """How many answers Discord shows otherwise by now, for each of `NOTED_MARKS` that any has."""
    events_of_note: tuple[tuple[float, str], ...]
    """When, and which word of `EVENTS_OF_NOTE`: what explains what a reader might wonder about, oldest first."""
    turns: tuple[TurnReport, ...]


def report_of(detail: InterviewDetail, plan: Plan | None) -> InterviewReport:
    """Everything there is to read of an interview; a long one takes a while. An older record has no plan."""
    changed = ((mark, sum(mark in turn.marks for turn in detail.turns)) for mark in NOTED_MARKS)
    return InterviewReport(
        record=detail,
        facts=tuple(facts(detail)),
        coverage=coverage(plan, detail.turns),
        changed_answers=tuple((mark, count) for mark, count in changed if count),
        events_of_note=tuple(
            (event.at, EVENTS_OF_NOTE[event.kind]) for event in detail.events if event.kind in EVENTS_OF_NOTE
        ),
        turns=tuple(turn_reports(detail)),
    )


def facts(detail: InterviewDetail) -> Iterator[Fact]:
    """What is known of the interview as a whole, in the order in which it is read; what does not apply is left out."""
    row = detail.row
    yield FactKey.STATUS, StatusReason(row.status, Reason(row.status_reason) if row.status_reason in REASONS else None)
    yield FactKey.CANDIDATE, CandidateName(row.candidate_id, row.candidate_name)
    yield FactKey.FORMAT, InterviewFormat(row.interview_type, row.language)
    yield FactKey.STARTED, row.created_at
    if row.ended_at is not None:
        yield FactKey.ENDED, row.ended_at
    if detail.model:
        yield FactKey.MODEL, detail.model
    yield FactKey.COST, EstimatedCost(detail.cost_usd, detail.tokens)
    if detail.pictures:
        yield FactKey.PICTURES, tuple(by_source(detail.pictures))
    yield FactKey.CONSENT, detail.consent
    if row.delete_after is not None:
        yield FactKey.DELETE_AFTER, row.delete_after


def by_source(pictures: Sequence[PictureSpan]) -> Iterator[PictureSpan]:
    """One span for each source, from its first picture to its last, however often it changed."""
    for source in Source:
        found = [each for each in pictures if each.source is source]
        if found:
            first, last = min(each.started_at for each in found), max(each.ended_at for each in found)
            yield PictureSpan(source, first, last, sum(each.count for each in found))


def turn_reports(detail: InterviewDetail) -> Iterator[TurnReport]:
    """The turns in their order."""
    before = 0.0
    for turn in detail.turns:
        yield TurnReport(
            turn=turn,
            purpose=purpose(turn, detail.turns),
            after_break=turn.at - before > BREAK_SECONDS,
            passages=tuple(passages(turn)),
            other_script=other_script(turn, detail.row.language),
        )
        before = turn.at


def purpose(turn: Turn, turns: Sequence[Turn]) -> str:
    """What a turn is for, among all turns: whoever answered and skips a follow-up has not skipped the question."""
    if turn.kind is TurnKind.SKIP and any(
        each.kind is TurnKind.FOLLOW_UP and each.question == turn.question and each.seq < turn.seq for each in turns
    ):
        return "skip-follow-up"
    if turn.kind is TurnKind.ANSWER and turn.question is None:
        return "remark"
    return turn.kind.replace("_", "-")


def passages(turn: Turn) -> Iterator[tuple[PassageKind, str]]:
    """The turn's text in pieces. The interviewer's own words may be empty; everything else is left out then."""
    if turn.lead:
        yield PassageKind.LEAD, turn.lead
    if turn.speaker is Speaker.INTERVIEWER or turn.words:
        yield PassageKind.WORDS, turn.words
    if said := said_otherwise(turn):
        yield PassageKind.SAID, said
    if turn.source_text:
        yield PassageKind.SOURCE, turn.source_text


def said_otherwise(turn: Turn) -> str:
    """What was really said of a planned question, where that is not simply its text: a bridge before it, or a part."""
    if turn.spoken is None or turn.words == turn.spoken.text:
        return ""
    return "" if plain(turn.spoken.text) == plain(turn.text) else turn.spoken.text


def plain(text: str) -> str:
    """Letters and digits only: a transcript has its own punctuation."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def other_script(turn: Turn, language: str) -> bool:
    """Whether an answer is written as the interview's language is not; by voice that may be the transcription's doing.
    Looked at when it is read: the record holds the words and nothing about them."""
    return turn.speaker is Speaker.CANDIDATE and scripts.foreign(turn.words, language)
