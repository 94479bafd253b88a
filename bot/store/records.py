"""What the store hands out beside an interview itself: settings, positions, history rows."""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.interview.models import InterviewType, Medium, PictureSpan, Status, Turn
from bot.ports.accommodations import Accommodations

LARGEST_ID = 2**63 - 1
"""SQLite's largest number, and beyond Discord's largest id."""


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """One server's settings. `channel_id` is where threads are made; role None means everyone (candidates) or Manage
    Server only (reviewers); `notify_channel_id` is where reviewers are notified, None means only in the history."""

    guild_id: int
    channel_id: int | None = None
    candidate_role_id: int | None = None
    reviewer_role_id: int | None = None
    notify_channel_id: int | None = None
    retention_days: int = 90
    deadline_days: int = 7
    starts_per_day: int = 3
    interviews_per_day: int = 50
    cost_per_day_usd: float = 20.0
    turn_limit: int = 60
    token_limit: int = 400_000
    voice: bool = True
    """Whether interviews by voice are offered."""
    room_ids: tuple[int, ...] = ()
    """Voice channels that may be used for interviews when the candidate is in one of them."""
    reviewers_listen: bool = False
    """Whether the reviewers' role may enter an interview's own voice channel."""
    pause_on_company: bool = False
    """Whether an interview rests while somebody else is in its own room."""
    record_voice: bool = False
    return_seconds: int = 60
    """How long a candidate who left the voice channel is waited for."""
    video: bool = True
    """Whether interviews with a camera or a screen are offered, where the operator made them possible."""


@dataclass(frozen=True, slots=True)
class Position:
    """What people are interviewed for. `questions` is the admin's text, parsed by `bot.interview.plan.grammar`.

    `languages` are BCP 47; the first is the one the questions are written in.
    """

    id: int
    guild_id: int
    title: str
    brief: str
    questions: str
    closing: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewPosition:
    """A position before it has an id; the fields are those of `Position`."""

    title: str
    brief: str
    questions: str
    closing: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Consent:
    """What the candidate agreed to, and until when it is kept (epoch seconds)."""

    version: str
    text: str = field(repr=False)
    at: float
    delete_after: float


@dataclass(frozen=True, slots=True)
class NewInterview:
    """Everything known at the click on Agree and start."""

    guild_id: int
    candidate_id: int
    candidate_name: str
    interview_type: InterviewType
    position_id: int | None
    plan_json: str
    title: str
    language: str
    locale: str
    model: str
    parent_id: int
    """The channel from which its thread or its voice channel is made."""
    deadline_at: float
    turn_limit: int
    token_limit: int
    consent: Consent
    room_id: int | None = None
    """A voice channel that exists already; None: one of its own is made."""
    accommodations: Accommodations = field(default_factory=Accommodations)
    record: bool = False


@dataclass(frozen=True, slots=True)
class InterviewSummary:
    """One row of the history. Times are epoch seconds; None where unknown."""

    id: int
    guild_id: int
    candidate_id: int
    candidate_name: str
    interview_type: InterviewType
    title: str
    status: Status
    status_reason: str
    language: str
    created_at: float
    ended_at: float | None
    thread_id: int | None
    answers: int
    delete_after: float | None
    planned: int = 0
    """Planned questions; 0 where an older record does not say."""
    answered: int = 0
    """How many of them have an answer; `answers` also counts those to follow-ups."""
    asked_for_person: bool = False
    room_id: int | None = None
    """The voice channel in which it goes on now; None when it goes on in its thread, or is over."""
    recorded: bool = False
    """Whether sound files of it are kept."""


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of an interview's event log; `detail` is JSON-able and never holds a candidate's words."""

    at: float
    kind: str
    detail: dict[str, object]


@dataclass(frozen=True, slots=True)
class InterviewDetail:
    """A whole interview as a reviewer reads it."""

    row: InterviewSummary
    turns: tuple[Turn, ...]
    events: tuple[Event, ...]
    consent: Consent | None
    model: str
    tokens: int
    cost_usd: float
    pictures: tuple[PictureSpan, ...] = ()
    """What was shown to the model, by source and time; the pictures themselves are kept nowhere."""


@dataclass(frozen=True, slots=True)
class Filters:
    """History filters; None means any. `since` is epoch seconds."""

    candidate_id: int | None = None
    interview_type: InterviewType | None = None
    status: Status | None = None
    title: str | None = None
    since: float | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """Interviews begun since a moment, for the limits; `oldest_…` is when the oldest of them began, None without any.

    An interview that never got its thread counts for nothing. Cost is what those interviews used so far.
    """

    started_by_user: int
    started_in_guild: int
    cost_usd_in_guild: float
    oldest_by_user: float | None
    oldest_in_guild: float | None


@dataclass(frozen=True, slots=True)
class QueuedCandidate:
    """Somebody in the queue for a server's voice channel; `channel_id` is where they are called.

    `position_id` is None where they chose none, or it is gone; `called_at` and `message_id` are None while they
    wait. Times are epoch seconds.
    """

    guild_id: int
    user_id: int
    channel_id: int
    position_id: int | None
    language: str
    locale: str
    joined_at: float
    called_at: float | None = None
    message_id: int | None = None
    interview_type: InterviewType = InterviewType.VOICE


@dataclass(frozen=True, slots=True)
class CameraPass:
    """Who may show pictures in one interview, and what the page is told first. Of secrets only their SHA-256.

    `link_hash` is of the newest link; None before there was one. `cookie_hash` is of the browser that claimed one last.
    """

    interview_id: int
    title: str
    status: Status
    medium: Medium
    link_hash: bytes | None = field(default=None, repr=False)
    link_until: float = 0.0
    link_used: bool = False
    cookie_hash: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: strictly older than this."""

    created_at: float
    id: int


class ErasureStep(StrEnum):
    """How far a deletion came; each step is finished before the next is written."""

    REQUESTED = "requested"
    THREADS = "threads"
    ROWS = "rows"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Erasure:
    """A deletion under way: it goes on after a crash. `threads` are (guild_id, thread_id) still to be deleted;
    interviews begun after `requested_at` are not meant."""

    id: int
    user_id: int
    guild_id: int | None
    step: ErasureStep
    threads: tuple[tuple[int, int], ...]
    requested_at: float = 0.0
