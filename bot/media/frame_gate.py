"""How often a page may send pictures: decided before anything is decoded. Pure: time is an argument.

Two limits hold at once. Each connection may send one picture a second, and what is early is dropped; who goes on
sending early is told to go. And the model's context is not to be filled by pictures: an interview has tokens to spend,
and the acknowledgement of each picture says how long the page waits with the next one.
"""

import math
from enum import Enum
from typing import Final

from bot.ports.events import Source

INTERVAL: Final = 1.0
"""Seconds between two pictures of one page, at least."""
GRACE: Final = 0.05
"""A browser's timer may run short by this much."""
TOKENS: Final = {Source.CAMERA: 66, Source.SCREEN: 258, Source.CHAT: 258}
"""What a picture costs the model at low and at medium resolution (gemini-live §1.2): screens are looked at closely."""
TOKENS_A_SECOND: Final = 33.0
"""60,000 in half an hour."""
TOKENS_AT_ONCE: Final = 1320.0


class Verdict(Enum):
    """What becomes of a frame."""

    TAKE = "take"
    EARLY = "early"
    """It is dropped, and acknowledged as not shown."""
    FLOOD = "flood"
    """The connection is closed with TOO_FAST."""


class Bucket:
    """Fills by `rate` a second up to `most`, where it begins."""

    def __init__(self, rate: float, most: float, now: float) -> None:
        self._rate = rate
        self._most = most
        self._level = most
        self._at = now

    def level(self, now: float) -> float:
        """What is in it; below nothing after `spend`."""
        if now > self._at:
            self._level = min(self._most, self._level + self._rate * (now - self._at))
            self._at = now
        return self._level

    def spend(self, amount: float, now: float) -> None:
        """Take so much, even if less is in it: the level may go below zero."""
        self._level = self.level(now) - amount

    def until(self, amount: float, now: float) -> float:
        """Seconds until so much is in it."""
        return max(0.0, (amount - self.level(now)) / self._rate)


class FrameBudget:
    """What all connections of one interview share, so that a new one is not a new beginning."""

    def __init__(self, now: float) -> None:
        self.tokens = Bucket(TOKENS_A_SECOND, TOKENS_AT_ONCE, now)
        self.pictures = Bucket(1.25, 10, now)
        """An honest page takes one a second."""
        self.bytes = Bucket(500_000, 5_000_000, now)
        """An honest page sends at most 400,000 a second."""
        self.early = Bucket(0.5, 20, now)
        """How many early frames are borne."""


class FrameGate:
    """One page's connection. Ask `arrives` for each frame; after each answer to one, `wait_ms` for its acknowledgement.

    Without a `budget` the connection has one of its own.
    """

    def __init__(self, now: float, budget: FrameBudget | None = None) -> None:
        self._budget = budget or FrameBudget(now)
        self._due = now  # when the next picture may come

    def arrives(self, size: int, now: float) -> Verdict:
        """Whether a frame of `size` bytes is looked at."""
        budget = self._budget
        budget.bytes.spend(size, now)
        if budget.bytes.level(now) < 0 or budget.early.level(now) < 0:
            return Verdict.FLOOD
        if now >= self._due - GRACE and budget.pictures.level(now) >= 1:
            budget.pictures.spend(1, now)
            self._due = now + INTERVAL
            return Verdict.TAKE
        budget.early.spend(1, now)
        return Verdict.FLOOD if budget.early.level(now) < 0 else Verdict.EARLY

    def wait_ms(self, source: Source, now: float, *, shown: bool = True) -> int:
        """Milliseconds that the page waits after this acknowledgement, at least 1,000.

        A picture that was handed to the model (`shown`) is paid for; then it is so long until the next one can be.
        """
        if shown:
            cost = TOKENS[source]
            self._budget.tokens.spend(cost, now)
            self._due = max(self._due, now + self._budget.tokens.until(cost, now))
        return max(round(INTERVAL * 1000), math.ceil((self._due - now) * 1000))
