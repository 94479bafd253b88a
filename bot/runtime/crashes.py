"""What follows when the relay of an interview falls: when it is tried again, and who is told. Pure.

A trouble begins with a fall. It is over once a turn of ours stands in the place again, or a relay stood for long: a
fault that was followed by that counts no more. Nothing is ever given up; tries only become rare.
"""

import math
from dataclasses import dataclass

WAITS = (15.0, 60.0, 300.0, 900.0)
"""Seconds from the first fall to our own next try, and from each to the next; the last one repeats. Whatever locks a
database for a moment is done in 15 s. For a few minutes the candidate still sits there. After that it is a matter of
somebody who mends it, and four tries an hour cost nothing."""
SHORTEST = 5.0
"""Between a fall and our own next try at least."""
LASTING = WAITS[0] + WAITS[1]
"""So old is a trouble of which the team is told: two tries of our own were in vain."""
STOOD = WAITS[-1]
"""A relay that ran so long leaves its falls behind."""
CALLS_AGAIN = 3
"""Aloud it calls again at once, so often in one trouble; then it goes on in writing."""
SIGNS = 3
"""So often in one trouble we say that it goes on. What falls again each time goes on trying without a word."""


@dataclass(slots=True)
class Crashes:
    """The trouble of one interview, if it has one. It outlives relays. Times are epoch seconds."""

    in_row: int = 0
    """Falls in this trouble; 0: there is none."""
    told: bool = False
    """The candidate read that it does not go on, and nothing of ours since."""
    asked: bool = False
    """Somebody pressed a button since: they are told again if it falls again."""
    team: bool | None = None
    """Whether the team was told; None: not tried yet."""
    _since: float = 0.0
    _signs: int = 0
    _up_at: float | None = None

    def up(self, now: float) -> None:
        """A relay begins."""
        self._up_at = now

    def fell(self, now: float) -> None:
        """It ended with an error."""
        over_at = self.over_at()
        if over_at is not None and over_at <= now:
            self.over()
        if not self.in_row:
            self._since = now
        self.in_row += 1
        self._up_at = None

    def next_at(self, now: float) -> float:
        """When we try again by ourselves. Tries of people in between change nothing about it."""
        at = self._since
        for wait in WAITS:
            at += wait
            if at >= now + SHORTEST:
                return at
        return at + max(1, math.ceil((now + SHORTEST - at) / WAITS[-1])) * WAITS[-1]

    def lasting(self, now: float) -> bool:
        """Whether the team should know."""
        return now - self._since >= LASTING

    @property
    def sign_due(self) -> bool:
        """Whether the candidate is to be told that it goes on, should nothing else show it."""
        return self.told and self._signs < SIGNS

    def shown(self) -> None:
        """Something of ours stands in the place: it goes on, as far as the candidate can see."""
        if self.told:
            self._signs += 1
        self.told = self.asked = False

    def over(self) -> bool:
        """The trouble is; whether the team was told of it, and should know."""
        told = self.team is True
        self.in_row = self._signs = 0
        self.told = self.asked = False
        self.team = None
        return told

    def over_at(self) -> float | None:
        """When a relay that runs has stood for long enough; None where there is no trouble, or no relay."""
        return self._up_at + STOOD if self.in_row and self._up_at is not None else None
