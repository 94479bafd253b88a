"""What comes next, read from the record alone: no memory, so a restart reads the same.

The last turn decides (`_AFTER`): what the interviewer asked is open until the candidate answers or skips it.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from bot.interview.models import Mark, Plan, Speaker, Turn, TurnKind


class NextStep(StrEnum):
    """What an interview is waiting for."""

    OPEN = "open"
    """Nothing was said yet: the opening."""
    ASK = "ask"
    """The next planned question, or the closing words after the last."""
    LISTEN = "listen"
    """The candidate's answer."""
    CONSIDER = "consider"
    """What the model makes of the answer."""
    CHOOSE = "choose"
    """The candidate's choice: the provider declined the answer."""
    FINISH = "finish"
    """Nothing; the closing words are said."""


_AFTER: dict[TurnKind, NextStep] = {
    TurnKind.OPENING: NextStep.ASK,
    TurnKind.QUESTION: NextStep.LISTEN,
    TurnKind.FOLLOW_UP: NextStep.LISTEN,
    TurnKind.ANSWER: NextStep.CONSIDER,
    TurnKind.SKIP: NextStep.ASK,
    TurnKind.CLOSING: NextStep.FINISH,
}


def step(turns: Sequence[Turn]) -> NextStep:
    """What the record waits for."""
    if not turns:
        return NextStep.OPEN
    last = turns[-1]
    if any(turn.kind is TurnKind.CLOSING for turn in turns):
        return NextStep.FINISH  # whatever was written before it could be read
    if last.kind is TurnKind.ANSWER and last.question is None:
        return NextStep.ASK  # said before the first question was
    if last.kind is TurnKind.ANSWER and Mark.PROVIDER_DECLINED in last.marks:
        return NextStep.CHOOSE
    return _AFTER[last.kind]


def current(turns: Sequence[Turn]) -> int | None:
    """The index of the planned question that was asked last; None before the first."""
    return max((turn.question for turn in turns if _is_planned(turn) and turn.question is not None), default=None)


def current_words(turns: Sequence[Turn]) -> str:
    """That question, as it was asked; empty before the first."""
    return next((turn.text for turn in reversed(turns) if _is_planned(turn)), "")


def upcoming(plan: Plan, turns: Sequence[Turn]) -> int | None:
    """The index of the next planned question; None when all were asked."""
    before = current(turns)
    after = 0 if before is None else before + 1
    return after if after < len(plan.questions) else None


def follow_ups_left(plan: Plan, turns: Sequence[Turn]) -> int:
    """How often the model may still dig into the current question; 0 before the first."""
    index = current(turns)
    if index is None:
        return 0
    asked = sum(1 for turn in _asked(turns) if turn.kind is TurnKind.FOLLOW_UP and turn.question == index)
    return max(0, plan.questions[index].follow_ups - asked)


def may_skip(plan: Plan, turns: Sequence[Turn]) -> bool:
    """Whether what is open may be skipped: a required question only once something was answered to it."""
    index = current(turns)
    if index is None:
        return False
    return not plan.questions[index].required or any(
        turn.kind is TurnKind.ANSWER and turn.question == index for turn in turns
    )


def skippable(plan: Plan, turn: Turn | None) -> bool:
    """The same of a question or follow-up when it is asked."""
    if turn is None or turn.question is None:
        return False
    return turn.kind is TurnKind.FOLLOW_UP or not plan.questions[turn.question].required


def answered(turns: Sequence[Turn]) -> int:
    """How many planned questions have an answer."""
    return len({turn.question for turn in turns if turn.kind is TurnKind.ANSWER and turn.question is not None})


def unanswered(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """The candidate's last turns that the interviewer has not reacted to, oldest first."""
    start = len(turns)
    while start and turns[start - 1].speaker is Speaker.CANDIDATE:
        start -= 1
    return tuple(turns[start:])


def answers_to_open(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """Of those, the answers that can be sent to the model."""
    return tuple(
        turn
        for turn in unanswered(turns)
        if turn.kind is TurnKind.ANSWER and turn.question is not None and Mark.PROVIDER_DECLINED not in turn.marks
    )


def unseen(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """The interviewer's turns that were stored, and of which nobody knows whether they were shown."""
    return tuple(turn for turn in turns if turn.speaker is Speaker.INTERVIEWER and not turn.message_ids)


def asked_as(turns: Sequence[Turn], index: int) -> str:
    """The planned question as the candidate read it."""
    return next(turn.text for turn in turns if turn.kind is TurnKind.QUESTION and turn.question == index)


def open_turn(turns: Sequence[Turn]) -> Turn | None:
    """The question or follow-up the candidate saw last."""
    return next(iter(_asked(turns)), None)


def _asked(turns: Sequence[Turn]) -> Iterator[Turn]:
    """Questions and follow-ups, the newest first. A follow-up that follows no answer asks for nothing new: by voice,
    where nothing was understood, the model asks to say it once more."""
    for place in reversed(range(len(turns))):
        turn = turns[place]
        digs = turn.kind is TurnKind.FOLLOW_UP and turns[place - 1].speaker is Speaker.CANDIDATE
        if digs or turn.kind is TurnKind.QUESTION:
            yield turn


def _is_planned(turn: Turn) -> bool:
    return turn.kind is TurnKind.QUESTION
