"""What the process counts of itself, for `/metrics`: numbers only, no ids, no words. Pure.

Counting is an addition where the event happens. Who is asked for the numbers reads them; nothing here knows how they
are shown.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from bot.gemini.api.failures import BY_NAME
from bot.ports.model import LiveDown, LiveEvent, Noted, Usage


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


REPLY = (0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0, 13.0, 20.0, 30.0, 60.0, 180.0)
GAP = (0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0)
ROTATIONS = ("age", "broken_off", "doubtful", "go_away", "interrupted", "reseed", "resolution")
"""Why a Live session leaves a socket that stands: the reasons of `LiveSession`. `silent` is a failure's name, too."""
CAUSES = frozenset((*BY_NAME, *ROTATIONS))
OTHER = "other"


class Tallies:
    """One for the process, handed to everything that counts. Nothing is ever counted down but what is open now."""

    def __init__(self) -> None:
        self.replies = {"text": Durations(REPLY), "voice": Durations(REPLY)}
        """In writing from an answer that is complete to the reply that is shown; by voice from the candidate's last
        sound to the reply's first."""
        self.waiting: dict[int, float] = {}
        """Since when an interview in writing waits for the model, by its id; epoch seconds of the runners' clock."""
        self.live_sockets = 0
        self.reconnects: Counter[str] = Counter()
        self.live_failures: Counter[str] = Counter()
        self.voice_gaps = Durations(GAP)
        self.tokens: Counter[str] = Counter()
        self.cost_usd = 0.0
        self.crashes = 0

    def __repr__(self) -> str:
        return f"<Tallies waiting={len(self.waiting)} live_sockets={self.live_sockets}>"

    def asked(self, interview_id: int, since: float) -> None:
        """The model is asked; the candidate waits since then. Asked again, they wait since the first time."""
        self.waiting.setdefault(interview_id, since)

    def replied(self, interview_id: int, now: float) -> None:
        """What follows is shown. Does nothing where nobody waits."""
        since = self.waiting.pop(interview_id, None)
        if since is not None:
            self.replies["text"].observe(now - since)

    def waits_no_more(self, interview_id: int) -> None:
        """It is paused or over: nothing is waited for. Idempotent."""
        self.waiting.pop(interview_id, None)

    def live(self, event: LiveEvent) -> None:
        """Take in what a Live session tells: only its names and numbers are looked at."""
        match event:
            case Noted(kind="retry", detail=detail):
                self.reconnects[cause(detail.get("failure"))] += 1
            case Noted(kind="rotated", detail=detail):
                self.reconnects[cause(detail.get("why"))] += 1
            case Noted(kind="gap", detail=detail):
                self.voice_gaps.observe(float(detail.get("milliseconds", 0)) / 1000)
            case LiveDown(failure=failure):
                self.live_failures[cause(failure.name)] += 1

    def used(self, usage: Usage, cost_usd: float) -> None:
        """One turn's tokens, and what they cost by our table."""
        for kind, count in asdict(usage).items():
            self.tokens[kind] += count
        self.cost_usd += cost_usd


def cause(name: object) -> str:
    """A name that may be a label: one of CAUSES, or OTHER. So no text from outside can make a new time series."""
    return name if isinstance(name, str) and name in CAUSES else OTHER
