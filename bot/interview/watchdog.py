"""Sees to it that no interview waits for us without an end, whatever the model, its connection or a bug of ours does.

Pure. While the candidate has the word, or a choice, they can act; while we work, or speak, they can only wait. That has
waits of its own in each place, all of them shorter. This one stands behind them.
"""

from bot.interview.phases import WORKING, Phase
from bot.interview.post_queue import PostQueue
from bot.interview.timing import Timing

OURS = WORKING | {Phase.SPEAKING}
"""What the candidate can only wait for."""


class Watchdog:
    """Call `look` after every event. When `due_at` has come, the candidate's side must give up what it waits for."""

    def __init__(self, queue: PostQueue, timing: Timing) -> None:
        self._queue = queue
        self._timing = timing
        self._seen: tuple[Phase, int, int] | None = None
        self._since = 0.0

    def look(self, now: float) -> None:
        """Notice whether the interview moved: another phase, another turn, or something shown."""
        seen = (self._queue.phase, len(self._queue.record.turns), self._queue.posts)
        if seen != self._seen:
            self._seen, self._since = seen, now

    def due_at(self) -> float | None:
        """When it has stood still for too long; None while it is the candidate's turn."""
        return self._since + self._timing.standstill if self._queue.phase in OURS else None

    def do_due(self, now: float) -> None:
        """Log that it stood still, and start the time again."""
        self._queue.log("stuck", {"phase": self._queue.phase.value, "seconds": round(now - self._since)})
        self._since = now
