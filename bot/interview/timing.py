"""How long the interview waits for what, in seconds."""

from dataclasses import dataclass

HOUR = 3600.0
DAY = 24 * HOUR


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
