"""When a crashed interview is tried again, and who is told. Pure.

A trouble is a series of crashes. It is over once a turn of ours is posted again, or a runner ran for long: earlier
crashes then count no more. Nothing is ever given up; tries only become rare.
"""

import math
from dataclasses import dataclass

WAITS = (15.0, 60.0, 300.0, 900.0)
"""Seconds from the first crash to our own next try, and from each to the next; the last one repeats. Whatever locks a
database for a moment is done in 15 s. For a few minutes the candidate still sits there. After that it is a matter of
somebody who mends it, and four tries an hour cost nothing."""
SHORTEST_WAIT = 5.0
"""Seconds between a crash and our own next try, at least."""
LASTING_SECONDS = WAITS[0] + WAITS[1]
"""The team is told of a trouble that lasts so long: two tries of our own were in vain."""
STABLE_SECONDS = WAITS[-1]
"""A runner that ran so long ends the trouble."""
VOICE_RETRIES = 3
"""In a voice channel it joins again at once, so often in one trouble; then it goes on in writing."""
MAX_SIGNS = 3
"""So often in one trouble the candidate is told that it goes on. After that it is tried again without a word."""


@dataclass(slots=True)
class Crashes:
    """The trouble of one interview, if it has one. It outlives runners. Times are epoch seconds."""

    in_row: int = 0
    """Crashes in this trouble; 0: there is none."""
    told: bool = False
    """The candidate read that it does not go on, and nothing of ours since."""
    asked: bool = False
    """Somebody pressed a button since: they are told again if it crashes again."""
    team: bool | None = None
    """Whether the team was told; None: not tried yet."""
    _since: float = 0.0
    _signs: int = 0
    _started_at: float | None = None

    def started(self, now: float) -> None:
        """Note that a runner begins."""
        self._started_at = now

    def crashed(self, now: float) -> None:
        """Note that it ended with an error."""
        recovered_at = self.recovered_at()
        if recovered_at is not None and recovered_at <= now:
            self.recovered()
        if not self.in_row:
            self._since = now
        self.in_row += 1
        self._started_at = None

    def next_at(self, now: float) -> float:
        """When we try again by ourselves. Tries that people cause in between do not change it."""
        at = self._since
        for wait in WAITS:
            at += wait
            if at >= now + SHORTEST_WAIT:
                return at
        return at + max(1, math.ceil((now + SHORTEST_WAIT - at) / WAITS[-1])) * WAITS[-1]

    def lasting(self, now: float) -> bool:
        """Whether the team should know."""
        return now - self._since >= LASTING_SECONDS

    @property
    def sign_due(self) -> bool:
        """Whether the candidate is to be told that it goes on, should nothing else show it."""
        return self.told and self._signs < MAX_SIGNS

    def shown(self) -> None:
        """Note that something of ours was posted: it goes on, as far as the candidate can see."""
        if self.told:
            self._signs += 1
        self.told = self.asked = False

    def recovered(self) -> bool:
        """End the trouble; returns whether the team was told of it, and is to be told that it is over."""
        told = self.team is True
        self.in_row = self._signs = 0
        self.told = self.asked = False
        self.team = None
        return told

    def recovered_at(self) -> float | None:
        """When the runner has run for long enough to end the trouble; None where there is no trouble, or no runner."""
        return self._started_at + STABLE_SECONDS if self.in_row and self._started_at is not None else None
