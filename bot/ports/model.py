"""What a Live session tells its interview, and what it is given: plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.gemini.api import messages
from bot.gemini.api.failures import Failure


@dataclass(frozen=True, slots=True)
class ContextItem:
    """One exchange as the model should remember it: what we relayed, and what it said to that.

    `id` is the interview's own number (unique within it, growing). `reply` is None while unanswered; a fresh socket
    is seeded with all answered items and then asked the unanswered one.
    """

    id: int
    text: str = field(repr=False)
    reply: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Handle:
    """A resumption handle: `covers` is the highest item id whose exchange is inside it, `at` epoch seconds."""

    value: str = field(repr=False)
    covers: int
    at: float


Usage = messages.Usage


@dataclass(frozen=True, slots=True)
class ModelTurn:
    """The model finished its turn for item `item_id`; `text` is the joined output transcription, may be empty."""

    item_id: int
    text: str = field(repr=False)
    cut: bool = False
    """Interrupted, or lost with its socket, before it was said to the end (spoken conversations only)."""
    audible_ms: int | None = None
    """How much of its sound can be heard; None where nothing is played."""


@dataclass(frozen=True, slots=True)
class LateWords:
    """More of the turn for item `item_id` came after its `ModelTurn`; `text` is all of it now. In writing only."""

    item_id: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AudioChunk:
    """Sound of the model's reply: PCM16, mono, 24 kHz, any length. Does not pass through the machine."""

    item_id: int
    pcm: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The candidate began to speak: what was not played yet of this item is void. `ModelTurn(cut=True)` follows, or
    `Voided`."""

    item_id: int


@dataclass(frozen=True, slots=True)
class Voided:
    """A reply to item `item_id` was cut at its beginning, while no words of the candidate's were known. It is still
    listened for; what comes next is another reply to the same."""

    item_id: int


@dataclass(frozen=True, slots=True)
class SaidWords:
    """A fragment of the output transcription; `at_ms`: how much sound of the item had come before it."""

    item_id: int
    text: str = field(repr=False)
    at_ms: int = 0


@dataclass(frozen=True, slots=True)
class HeardWords:
    """A fragment of the input transcription of what the candidate says as item `item_id`.

    `anew`: what was transcribed of this item before is void, because its sound is sent to a new socket once more.
    """

    item_id: int
    text: str = field(repr=False)
    anew: bool = False


@dataclass(frozen=True, slots=True)
class ToolCalled:
    """The model called one of our functions; it waits for `answer_tool` with the same id and name."""

    item_id: int
    call_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Declined:
    """The provider refused to answer item `item_id` (a safety stop); the candidate did nothing wrong by that."""

    item_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class Silent:
    """No reply to item `item_id`, neither after a nudge nor on a new socket."""

    item_id: int


@dataclass(frozen=True, slots=True)
class Unheard:
    """There was a short sound for item `item_id`, but no words in it, and no reply came (a cough). It is still listened
    for."""

    item_id: int


@dataclass(frozen=True, slots=True)
class PicturesRefused:
    """The service would not take so many pictures that were posted: it goes on without them."""

    count: int


@dataclass(frozen=True, slots=True)
class LiveDown:
    """The session gave up for now; nothing is dialled until it is asked or woken again.

    `item_id` is what waited for a reply then, 0 for nothing: what is asked later is not lost by it. None where that is
    not known; then it concerns whatever is waited for.
    """

    failure: Failure
    item_id: int | None = None


@dataclass(frozen=True, slots=True)
class LiveUp:
    """setupComplete on a socket. `resumed` tells whether a handle carried the context over."""

    resumed: bool
    milliseconds: int


@dataclass(frozen=True, slots=True)
class HandleKept:
    """A newer handle: to be stored, so that a restart can resume."""

    handle: Handle


@dataclass(frozen=True, slots=True)
class TokensUsed:
    """One turn's tokens."""

    usage: Usage


@dataclass(frozen=True, slots=True)
class Noted:
    """For the event log: goAway, rotation, reseed, nudge, retry, sleep. `detail` holds numbers and names only."""

    kind: str
    detail: Mapping[str, str | int | float | bool] = field(default_factory=dict)


LiveEvent = (
    ModelTurn
    | LateWords
    | ToolCalled
    | Declined
    | Silent
    | Unheard
    | PicturesRefused
    | LiveDown
    | LiveUp
    | HandleKept
    | TokensUsed
    | Noted
    | AudioChunk
    | Interrupted
    | Voided
    | SaidWords
    | HeardWords
)
