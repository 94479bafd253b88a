"""Whether the operator was called as promised: once for each cause, and once when it was over. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LASTING = frozenset({"crash-loop"})
"""A start a minute: five of them are within half an hour for as long as the run lasts, and half an hour after it."""


@dataclass(frozen=True, slots=True)
class Told:
    """One alert as it arrived. `at`: seconds since the run began."""

    at: float
    cause: str
    began: bool


@dataclass(frozen=True, slots=True)
class Owed:
    """An alert that must be open at some time within these seconds."""

    cause: str
    began: float
    ended: float


def judge(told: Sequence[Told], owed: Sequence[Owed], lasting: frozenset[str] = LASTING) -> Iterator[str]:
    """What is wrong, as sentences. `lasting` causes may still be there in the end."""
    opened: dict[str, float] = {}
    spans: list[tuple[str, float, float]] = []
    for each in told:
        if each.began is (each.cause in opened):
            yield f"{each.cause} was told to have {'begun' if each.began else 'ended'} twice, at {each.at:.0f} s"
        if each.began:
            opened.setdefault(each.cause, each.at)
        elif each.cause in opened:
            spans.append((each.cause, opened.pop(each.cause), each.at))
    for cause, since in opened.items():
        spans.append((cause, since, float("inf")))
        if cause not in lasting:
            yield f"{cause} was told at {since:.0f} s, and never that it was over"
    for debt in owed:
        if not any(cause == debt.cause and since <= debt.ended and end >= debt.began for cause, since, end in spans):
            yield f"{debt.cause} was there from {debt.began:.0f} s to {debt.ended:.0f} s, and nobody was told"


def count(told: Sequence[Told]) -> list[tuple[str, int, int]]:
    """(cause, how often it began, how often it was over)."""
    began = Counter(each.cause for each in told if each.began)
    over = Counter(each.cause for each in told if not each.began)
    return [(cause, began[cause], over[cause]) for cause in sorted(began | over)]
