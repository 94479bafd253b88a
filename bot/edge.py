"""The port between an interview and the place where its candidate is: the words, and the Protocol an edge fulfils.

Events go in (`EdgeEvent`), posts go out (`Edge`). Nothing here knows Discord.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Action(StrEnum):
    """What a button of a running interview asks for; the value stands in the button's custom_id."""

    PAUSE = "pause"
    CONTINUE = "continue"
    SKIP = "skip"
    ASK = "ask"
    END = "end"
    WITHOUT = "without"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Typed:
    """The candidate's message arrived (live, or read later from the thread)."""

    message_id: int
    text: str
    attachments: int = 0
    """How many attachments the message carries; they are named in the record, never read."""
    form: bool = False
    """Sent by a form: complete as it is, and it stands nowhere but here."""


@dataclass(frozen=True, slots=True)
class Typing:
    """The candidate started typing."""


@dataclass(frozen=True, slots=True)
class Edited:
    """The candidate edited a message."""

    message_id: int
    text: str


@dataclass(frozen=True, slots=True)
class Deleted:
    """The candidate's message was deleted, by whomever."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody else wrote in the thread."""

    user_id: int


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button, already checked to be the candidate's (END and PAUSE may be a reviewer's: then `by` is set)."""

    action: Action
    by: int | None = None


class Reason(StrEnum):
    """Why the place is gone, or an interview stopped; stored as `status_reason`."""

    THREAD_DELETED = "thread_deleted"
    THREAD_LOCKED = "thread_locked"
    PERMISSIONS = "permissions"
    BOT_REMOVED = "bot_removed"
    CANDIDATE_LEFT = "candidate_left"
    CANDIDATE = "candidate"
    STAFF = "staff"
    DEADLINE = "deadline"
    PROVIDER = "provider"
    FINISHED = "finished"
    NEVER_STARTED = "never_started"
    ERASED = "erased"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Gone:
    """The place or the person is gone."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Back:
    """The place can be used again (thread unlocked, permission returned)."""


EdgeEvent = Typed | Typing | Edited | Deleted | Stranger | Pressed | Gone | Back


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of ours: a key of the catalogue and what fills it in. Rendered by the edge in the interview's locale."""

    key: str
    words: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Post:
    """One thing to show in the thread: an interviewer's turn, or a notice of ours.

    `lead` is the model's validated bridging sentence or a phrase; `body` the admin's words, the model's validated
    follow-up, or a phrase. `number`/`total` give the `-# Question 2 of 5` line when set. `buttons` stay live only
    on the newest post that has any: the edge takes them off the one before.
    """

    body: str | Phrase
    turn: int | None = None
    lead: str | Phrase | None = None
    number: int = 0
    total: int = 0
    buttons: tuple[Action, ...] = ()
    ping: bool = False


class Edge(Protocol):
    """What a relay needs of the place. Raises EdgeGone when Discord refuses for good; retries what may pass."""

    async def post(self, post: Post, *, look_first: bool = False, after: int = 0) -> tuple[int, ...]:
        """Show it; return the ids of the messages that carry it, oldest first.

        With `look_first` our messages after message `after` are read, and a post that already stands there is adopted
        instead of repeated (nobody knows, after a crash, whether the last one arrived).
        """

    async def typing(self, *, on: bool) -> None:
        """Show or stop the typing sign; failure is not worth an exception."""

    async def missed(self, after: int) -> list[EdgeEvent]:
        """What the candidate wrote after message `after`, oldest first."""

    async def candidate_here(self) -> bool | None:
        """Whether the candidate is still a member of the guild (asked of Discord, not of a cache); None if unknown."""

    async def tell_reviewers(self, phrase: Phrase) -> bool:
        """Tell the guild's reviewers where they agreed to be told; False when Discord did not take it."""

    async def close(self) -> None:
        """Take the buttons off the last post and archive, without locking."""


class Places(Protocol):
    """Where interviews take place: makes the thread, and the edge that speaks in it."""

    async def open(
        self, *, guild_id: int, channel_id: int, candidate_id: int, candidate_name: str, interview_id: int, title: str
    ) -> int:
        """Make the private thread, let the candidate in, return its id; EdgeGone means that nothing was made."""

    def edge(self, *, interview_id: int, guild_id: int, thread_id: int, candidate_id: int, locale: str) -> Edge:
        """The edge of an existing thread. Cheap; touches nothing."""

    async def sweep(self, *, guild_id: int, interview_id: int) -> None:
        """Delete the thread that was made for this interview by a process that died before the record knew it."""

    async def erase(self, *, guild_id: int, thread_id: int) -> bool:
        """Delete the thread; True when it is gone (also when it already was), False when it may still be there."""
