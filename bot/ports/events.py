"""What the place tells the interview: plain values."""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.errors import Reason
from bot.ports.messages import Typed
from bot.ports.posts import Action


class Source(StrEnum):
    """Where a picture comes from."""

    CAMERA = "camera"
    SCREEN = "screen"
    CHAT = "chat"
    """Posted as an image in the interview's chat."""


@dataclass(frozen=True, slots=True)
class Typing:
    """The candidate started typing."""


@dataclass(frozen=True, slots=True)
class Edited:
    """The candidate edited a message; the fields are those of `Typed`, as they are now."""

    message_id: int
    text: str = field(repr=False)
    attachments: int = 0
    pictures: int = 0
    texts: tuple[str, ...] = field(default=(), repr=False)

    @property
    def typed(self) -> Typed:
        """The message as it is now."""
        return Typed(
            self.message_id, self.text, self.attachments, pictures=self.pictures, texts=self.texts, edited=True
        )


@dataclass(frozen=True, slots=True)
class Deleted:
    """The candidate's message was deleted, by whomever."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Proxied:
    """A webhook wrote in the thread, or changed what it wrote: somebody's words, by an app. Whose, nobody says."""

    message: Typed = field(repr=False)
    edited: bool = False
    missed: bool = False
    """Read later from the thread, so that nobody knows what was deleted at that time."""


@dataclass(frozen=True, slots=True)
class OutsiderWrote:
    """Somebody else wrote in the thread."""

    user_id: int


@dataclass(frozen=True, slots=True)
class ButtonPressed:
    """A button, already checked to be the candidate's (END and PAUSE may be a reviewer's: then `by` is set)."""

    action: Action
    by: int | None = None


@dataclass(frozen=True, slots=True)
class VoiceMessage:
    """The candidate recorded a voice message; the runner has it transcribed and hands in `Typed`."""

    message_id: int
    seconds: float


@dataclass(frozen=True, slots=True)
class CandidateReady:
    """The candidate is in the room, encryption stands, and their microphone was heard: we may speak."""


@dataclass(frozen=True, slots=True)
class CandidateAway:
    """The candidate is not in the room (any more), or cannot be heard there; `CandidateReady` follows when they are
    back."""


@dataclass(frozen=True, slots=True)
class OthersPresent:
    """How many people beside the candidate are in a room made for the interview; a reviewer who may be there counts."""

    others: int


@dataclass(frozen=True, slots=True)
class Played:
    """How far the sound for one item was played: to its end, or `cut` by an interruption. Once for each item."""

    item_id: int
    heard_ms: int
    total_ms: int
    cut: bool = False


@dataclass(frozen=True, slots=True)
class ShownSource:
    """What the candidate's page shows from now on; None: nothing (not opened, muted, hidden, lost)."""

    source: Source | None


@dataclass(frozen=True, slots=True)
class PictureSent:
    """One picture was handed to the model."""

    source: Source


@dataclass(frozen=True, slots=True)
class PlaceLost:
    """The place or the person is gone."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class PlaceRestored:
    """The place can be used again (thread unlocked, permission returned)."""


EdgeEvent = (
    Typed
    | Typing
    | Edited
    | Deleted
    | Proxied
    | OutsiderWrote
    | ButtonPressed
    | PlaceLost
    | PlaceRestored
    | VoiceMessage
    | CandidateReady
    | CandidateAway
    | OthersPresent
    | Played
    | ShownSource
    | PictureSent
)
