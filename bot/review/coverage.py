"""Which planned questions an interview came to, read from the record: pure. It counts, it judges nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.interview.models import Plan, Turn, TurnKind


class CoverageState(StrEnum):
    """What became of a planned question; the value stands in the catalogue's keys and in the JSON export."""

    ANSWERED = "answered"
    SKIPPED = "skipped"
    ASKED = "asked"
    """Asked, and the interview stopped before an answer."""
    NOT_ASKED = "not-asked"


@dataclass(frozen=True, slots=True)
class QuestionCoverage:
    """One planned question: `number` counts from 1, `text` is the admin's, `follow_ups` how many the AI asked."""

    number: int
    text: str
    covered: CoverageState
    follow_ups: int


def coverage(plan: Plan | None, turns: Sequence[Turn]) -> tuple[QuestionCoverage, ...]:
    """Every planned question in order. Without a plan (an older record) only what was asked is known."""
    planned = [question.text for question in plan.questions] if plan is not None else []
    asked = {
        turn.question: turn.source_text or turn.text
        for turn in turns
        if turn.kind is TurnKind.QUESTION and turn.question is not None
    }
    count = max(len(planned), max(asked, default=-1) + 1)
    return tuple(
        QuestionCoverage(
            number=index + 1,
            text=planned[index] if index < len(planned) else asked.get(index, ""),
            covered=covered(index, turns),
            follow_ups=sum(1 for turn in turns if turn.kind is TurnKind.FOLLOW_UP and turn.question == index),
        )
        for index in range(count)
    )


def covered(index: int, turns: Sequence[Turn]) -> CoverageState:
    """What became of one question; an answer counts even when a follow-up to it was skipped."""
    kinds = {turn.kind for turn in turns if turn.question == index}
    if TurnKind.ANSWER in kinds:
        return CoverageState.ANSWERED
    if TurnKind.SKIP in kinds:
        return CoverageState.SKIPPED
    return CoverageState.ASKED if TurnKind.QUESTION in kinds else CoverageState.NOT_ASKED


def counts(lines: Sequence[QuestionCoverage]) -> dict[CoverageState, int]:
    """How many questions of each kind, every kind present."""
    return {kind: sum(1 for line in lines if line.covered is kind) for kind in CoverageState}
