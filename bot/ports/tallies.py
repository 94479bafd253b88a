"""What the process counts of itself, for `/metrics`: numbers only, no ids, no words. Pure.

Counting is an addition where the event happens. Who is asked for the numbers reads them; nothing here knows how they
are shown.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence


class Durations:
    """How long something took, counted by classes: `bounds` are their upper ends in seconds, the last one is open."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = tuple(bounds)
        self.counts = [0] * (len(self.bounds) + 1)
        self.total = 0.0
        """The sum of all, in seconds."""

    def __repr__(self) -> str:
        return f"<Durations count={sum(self.counts)} total={self.total:.3f}>"

    def observe(self, seconds: float) -> None:
        """Count one. What a clock that was set makes less than nothing counts as nothing."""
        seconds = max(seconds, 0.0)
        self.counts[bisect_left(self.bounds, seconds)] += 1
        self.total += seconds

    def up_to(self) -> Iterator[tuple[float, int]]:
        """(upper end, how many took no longer), from the shortest to infinity."""
        so_far = 0
        for bound, count in zip((*self.bounds, float("inf")), self.counts, strict=True):
            so_far += count
            yield bound, so_far
