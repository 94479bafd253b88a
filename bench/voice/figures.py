"""From what was seen to a few numbers."""

from array import array
from collections.abc import Sequence

from bench.voice.scene import Seen, Used

PARTS = 3
"""A window is looked at in thirds; latencies are those of the best, because other work on it comes and goes."""


def share(values: Sequence[float], part: float) -> float:
    """A quantile; nan where there is nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else float("nan")


def best(pairs: "array[float]", part: float, seconds: float) -> float:
    """The quantile in the third of the window in which it was lowest, in milliseconds."""
    thirds: list[list[float]] = [[] for _ in range(PARTS)]
    for at, value in zip(pairs[::2], pairs[1::2], strict=True):
        thirds[min(PARTS - 1, int(at / seconds * PARTS))].append(value)
    return min(1000 * share(third, part) for third in thirds if third) if pairs else float("nan")


def whole(pairs: "array[float]", part: float) -> float:
    """The quantile over the whole window, in milliseconds."""
    return 1000 * share(pairs[1::2], part)


def mean(pairs: "array[float]") -> float:
    """The average over the whole window, in milliseconds."""
    values = pairs[1::2]
    return 1000 * sum(values) / len(values) if values else float("nan")


def cost(used: Used, interviews: int) -> float:
    """Milliseconds of CPU for each second of one interview, the kernel's work for us included."""
    return 1000 * used.cpu_seconds / used.wall_seconds / interviews


def gaps(seen: Seen) -> str:
    """The spread of the gaps over the whole window."""
    over = sum(gap > 0.025 for gap in seen.gaps[1::2])
    return (
        f"gaps p99 {whole(seen.gaps, 0.99):5.1f}  p99.9 {whole(seen.gaps, 0.999):5.1f}"
        f"  max {whole(seen.gaps, 1):5.1f} ms"
        f"  over 25 ms {over} of {len(seen.gaps) // 2}"
    )


def holds(seen: Seen) -> bool:
    """Whether the playout keeps its budget: p99.9 within 25 ms, and none over 40."""
    return whole(seen.gaps, 0.999) <= 25 and whole(seen.gaps, 1) <= 40
