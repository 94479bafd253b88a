"""How late the event loop is: one task sleeps half a second, again and again, and measures how late it wakes.

Whatever holds the loop (too little processor, a disk that swaps, a mistake of ours) makes voices stutter and replies
come late, before anything fails. Pure except for `watch`.

    lag = LoopLag()
    task = asyncio.create_task(watch(lag))
    lag.behind(loop.time())     # a sentence, or nothing
"""

import asyncio
from collections import deque

from bot.ports.tallies import Durations

EVERY = 0.5
"""Seconds between two wakings."""
WINDOW = 30.0
"""Seconds that are looked back upon."""
TOO_LATE = 1.0
"""Seconds: later than this is falling behind. A voice stutters from a tenth of it, and nobody writes that fast."""
BOUNDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class LoopLag:
    """What was measured. Times are the loop's, in seconds; `measured` counts all of it since the start."""

    def __init__(self) -> None:
        self.measured = Durations(BOUNDS)
        self._late: deque[tuple[float, float]] = deque()  # (when, how late): each later than all that follow it
        self._due: float | None = None

    def expect(self, due: float) -> None:
        """Note when the next waking is due."""
        self._due = due

    def note(self, late: float, now: float) -> None:
        """Take one measurement."""
        late = max(late, 0.0)
        self.measured.observe(late)
        while self._late and self._late[-1][1] <= late:
            self._late.pop()
        self._late.append((now, late))
        self._due = None

    def worst(self, now: float) -> float:
        """How late the loop was at most within the last half minute, a waking that is overdue right now included."""
        while self._late and self._late[0][0] <= now - WINDOW:
            self._late.popleft()
        overdue = 0.0 if self._due is None else max(now - self._due, 0.0)
        return max(self._late[0][1] if self._late else 0.0, overdue)

    def behind(self, now: float) -> str:
        """What is wrong and what helps, as a sentence for the operator; empty while the loop keeps up."""
        return sentence(self.worst(now))


def sentence(worst: float) -> str:
    """Pure. `worst` in seconds; empty where it is no more than TOO_LATE."""
    if worst <= TOO_LATE:
        return ""
    return (
        f"the bot falls behind: within the last half minute its event loop was {worst:.1f} s late. Give the machine "
        "more processor or memory, or find what else keeps it busy"
    )


async def watch(lag: LoopLag) -> None:
    """Measure until cancelled."""
    now = asyncio.get_running_loop().time
    while True:
        due = now() + EVERY
        lag.expect(due)
        await asyncio.sleep(EVERY)
        lag.note(now() - due, now())
