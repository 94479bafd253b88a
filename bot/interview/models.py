"""What an interview is: the records. Values only; the rules stand beside, in agenda, lifecycle and session."""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.ports.accommodations import Accommodations
from bot.ports.events import Source
from bot.ports.model import Handle


class InterviewType(StrEnum):
    """How an interview was begun; stored, and never changed afterwards."""

    TEXT = "text"
    VOICE = "voice"
    VIDEO = "video"

    @property
    def is_voice(self) -> bool:
        """Whether it begins in a voice channel."""
        return self is not InterviewType.TEXT


class Medium(StrEnum):
    """Where an interview goes on right now; its type stays what it was begun as."""

    TEXT = "text"
    VOICE = "voice"


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
    """Who says a turn; the value is stored."""

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
    INTERRUPTED = "interrupted"
    """The candidate spoke before it was said to its end; `spoken` holds what was heard."""
    MISREAD = "misread"
    """The interviewer did not say the planned words; they stand in the chat."""


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
class Utterance:
    """What was really said in a voice interview, once its sound was over: of an answer the whole transcript, of the
    interviewer's turn only what was heard. In writing, of the model's words all, where some came after they were shown.
    Times are epoch seconds."""

    text: str = field(repr=False)
    started_at: float
    ended_at: float
    heard_ms: int = 0
    cut: bool = False


@dataclass(frozen=True, slots=True)
class PictureSpan:
    """How many pictures from one source were handed to the model, from the first to the last (epoch seconds). The
    pictures themselves are kept nowhere."""

    source: Source
    started_at: float
    ended_at: float
    count: int


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
    spoken: Utterance | None = None
    """Set once it was said by voice; a spoken question without it was not heard yet."""

    @property
    def as_shown(self) -> str:
        """What its message says: in writing, where no sound is heard, words that came after the post are in it."""
        said = self.spoken
        late = said is not None and not said.heard_ms and said.text.startswith(self.text)
        return said.text if said is not None and late else self.text

    @property
    def words(self) -> str:
        """What was said: the transcript of a spoken answer may have grown after the turn was stored."""
        said = self.spoken is not None and self.kind in {TurnKind.ANSWER, TurnKind.FOLLOW_UP}
        return self.spoken.text if said and self.spoken is not None else self.text


@dataclass(frozen=True, slots=True)
class Limits:
    """A guild's limits inside one interview: beyond them it goes on without follow-ups."""

    turns: int = 60
    tokens: int = 400_000


@dataclass(frozen=True, slots=True)
class InterviewSnapshot:
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
    parent_id: int = 0
    """Where its thread is made; 0 where an older record does not say."""
    status_reason: str = ""
    """Why it has that status: the value of a `bot.errors.Reason`, or empty."""
    interview_type: InterviewType = InterviewType.TEXT
    medium: Medium = Medium.TEXT
    room_id: int | None = None
    """The voice channel, while `medium` is voice."""
    own_room: bool = False
    """The voice channel was made for this interview, and goes with it."""
    accommodations: Accommodations = field(default_factory=Accommodations)
    record: bool = False
    """The candidate agreed to a sound recording."""
    return_seconds: float = 60.0
    """How long a candidate who left the voice channel is waited for."""
    pause_on_company: bool = False
    """Whether the interview rests while somebody else is in its own room."""
    draft: str = field(default="", repr=False)
    """What was heard of an answer that is not stored as a turn yet."""

    @property
    def place_id(self) -> int | None:
        """Where it goes on: its thread, or its voice channel."""
        return self.room_id if self.medium is Medium.VOICE else self.thread_id
