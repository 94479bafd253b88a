"""The events of the interview machine, beside those of the edge and of the Live session."""

from dataclasses import dataclass

from bot.errors import Reason
from bot.interview.models import Medium
from bot.ports.events import EdgeEvent
from bot.ports.model import LiveEvent


@dataclass(frozen=True, slots=True)
class Begin:
    """Consent is stored and the thread stands: start. Sent once in an interview's life, before anything else."""


@dataclass(frozen=True, slots=True)
class Restored:
    """The process started anew and this machine was made from the record: go on where it stopped.

    Sent once, before anything else; what the candidate wrote meanwhile follows as `Typed` (known messages are ignored).
    `sign`: whether to show the candidate that it goes on, after a crash in this process. None: no crash is known of, so
    the record decides.
    """

    sign: bool | None = None


@dataclass(frozen=True, slots=True)
class NothingMissed:
    """The thread was read, and nothing stands there that was not received."""


@dataclass(frozen=True, slots=True)
class Shutdown:
    """The process is about to stop: store what is not stored yet. Nothing is received after it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A post that carries a turn stands in the thread; sent after `ShowPost` with a turn, once the ids are stored."""

    turn: int
    message_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CandidatePresent:
    """The answer to `CheckCandidate`: the candidate is still a member. (Gone people are
    `PlaceLost(CANDIDATE_LEFT)`.)"""


@dataclass(frozen=True, slots=True)
class ReviewersTold:
    """The answer to `TellReviewers`: whether a message reached a channel of theirs."""

    told: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """End it from outside: STAFF, ERASED (nothing is said, the thread goes too), INTERNAL (our own failure)."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class MoveRequested:
    """Somebody asked to go on elsewhere, and the way is free: store everything, then `SwitchMedium`."""

    medium: Medium


@dataclass(frozen=True, slots=True)
class ResumedElsewhere:
    """This machine was made from the record in a new place: show where we were, and go on. Sent once, first."""


InterviewEvent = (
    Begin
    | Restored
    | NothingMissed
    | Shutdown
    | Shown
    | CandidatePresent
    | ReviewersTold
    | Stop
    | MoveRequested
    | ResumedElsewhere
    | EdgeEvent
    | LiveEvent
)
