"""How long the interview waits for what, in seconds."""

from dataclasses import dataclass

from bot.clock import DAY
from bot.interview.models import Saved

HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Timing:
    """One place for every wait of the machine; tests shorten nothing, they move the clock."""

    quiet: float = 2.5
    """After this much quiet several messages are one answer."""
    typing_holds: float = 10.0
    """Discord shows a typing sign for about ten seconds, and sends the next one in time."""
    longest_answer: float = 60.0
    """Counted from the first message: then the answer is relayed even if the candidate still types."""
    thinking: float = 180.0
    """The Live session reports a failure long before; this guard is for the day when it does not."""
    noticeable: float = 60.0
    """An answer that waited longer than this for us is gone on with by a ping."""
    remind_before: float = DAY
    """The reminder comes this long before the deadline, or half-way, whichever is later."""
    undisturbed: float = HOUR
    """Nobody is reminded within this time of the last turn; an unanswered question about membership is asked again."""


def remind_at(timing: Timing, saved: Saved, *, last_at: float, not_before: float) -> float | None:
    """When the one reminder is due; None when that would be after the deadline.

    Half-way or a day before the deadline, whichever is later, and not while somebody is at it.
    """
    half_way = saved.started_at + (saved.deadline_at - saved.started_at) / 2
    at = max(half_way, saved.deadline_at - timing.remind_before, last_at + timing.undisturbed, not_before)
    return at if at < saved.deadline_at else None
