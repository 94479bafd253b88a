"""What an interview is: the records. Values only; the rules stand beside, in agenda, lifecycle and session."""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.live.events import Handle


class InterviewType(StrEnum):
    TEXT = "text"
    VOICE = "voice"
    VIDEO = "video"


class Status(StrEnum):
    """The states of the lifecycle; the same names as the CHECK in schema.sql."""

    STARTING = "starting"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"
    ENDED = "ended"
    ABANDONED = "abandoned"
    FAILED = "failed"


class Speaker(StrEnum):
    INTERVIEWER = "interviewer"
    CANDIDATE = "candidate"


class TurnKind(StrEnum):
    """OPENING, QUESTION, CLOSING are the machine's, in the admin's words; FOLLOW_UP is the model's; IMPORTED came
    with an older database."""

    OPENING = "opening"
    QUESTION = "question"
    FOLLOW_UP = "follow_up"
    ANSWER = "answer"
    SKIP = "skip"
    CLOSING = "closing"
    IMPORTED = "imported"


class Mark(StrEnum):
    """What is known of a turn beside its text; marks are added, never taken away."""

    EDITED_LATER = "edited_later"
    DELETED_LATER = "deleted_later"
    PROVIDER_DECLINED = "provider_declined"
    UNTRANSLATED = "untranslated"


@dataclass(frozen=True, slots=True)
class Question:
    """One planned question, in the admin's own words. `follow_ups` is how deep the model may dig (0 to 3)."""

    text: str
    follow_ups: int = 1
    required: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What one interview goes through: a snapshot of the position, so that a later edit changes no running interview.

    `language` is the position's own (BCP 47); `brief` is what the interviewer should know, and candidates may learn.
    """

    title: str
    questions: tuple[Question, ...]
    language: str = "en"
    brief: str = field(default="", repr=False)
    closing: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One append-only turn. `seq` counts from 1 within the interview; `at` and `ended_at` are epoch seconds.

    `question` is the index of the planned question it belongs to. `lead` is the model's bridging sentence shown
    before a question. `source_text` is the admin's text where `text` is a translation. `message_ids` are the Discord
    messages that carry it, oldest first; empty on an interviewer's turn that was stored but not yet shown.
    """

    seq: int
    speaker: Speaker
    kind: TurnKind
    text: str = field(repr=False)
    at: float
    ended_at: float | None = None
    question: int | None = None
    lead: str | None = field(default=None, repr=False)
    source_text: str | None = field(default=None, repr=False)
    message_ids: tuple[int, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """A guild's limits inside one interview: beyond them it goes on without follow-ups."""

    turns: int = 60
    tokens: int = 400_000


@dataclass(frozen=True, slots=True)
class Saved:
    """All that is needed to go on from the database alone."""

    interview_id: int
    guild_id: int
    candidate_id: int
    plan: Plan
    language: str
    locale: str
    status: Status
    follow_ups: bool
    turns: tuple[Turn, ...]
    limits: Limits
    started_at: float
    deadline_at: float
    reminded: bool
    tokens: int
    handle: Handle | None = None
    thread_id: int | None = None
    status_reason: str = ""
    """Why it has that status: the value of a `bot.edge.Reason`, or empty."""
