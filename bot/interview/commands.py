"""What the interview machine wants done: plain values, carried out by the runner, strictly in order.

A `SaveTurn` is committed before the next command runs, so nothing is shown, or sent to the model, that is not recorded.
When the edge refuses for good in the middle of a list (`EdgeGone`), the runner leaves out the list's remaining edge
commands (`ShowPost`, `ShowTyping`, `TellReviewers`), carries out all the others, and then hands in
`PlaceLost` with the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.errors import Reason
from bot.interview.models import Mark, Medium, PictureSpan, Status, Turn, Utterance
from bot.ports.model import ContextItem
from bot.ports.posts import Phrase, Post


@dataclass(frozen=True, slots=True)
class SaveTurn:
    """Append the turn."""

    turn: Turn


@dataclass(frozen=True, slots=True)
class MarkTurn:
    """Add a mark to a stored turn."""

    seq: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class SetStatus:
    """Store the state of the lifecycle and why; the store writes the event beside it."""

    status: Status
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Log:
    """Append to the event log. `detail` holds names and numbers only, never a person's words."""

    kind: str
    detail: Mapping[str, str | int | float | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SetFollowUps:
    """Store whether the model may still ask follow-ups."""

    on: bool


@dataclass(frozen=True, slots=True)
class ShowPost:
    """Show it in the thread. When `post.turn` is set: store the message ids with that turn, then hand in `Shown`.

    With `look_first` it is not said again if it stands there: after the message `after`, or else after the newest turn.
    """

    post: Post
    look_first: bool = False
    after: int = 0


@dataclass(frozen=True, slots=True)
class LookBack:
    """Read the place again; hand in what was missed, or `NothingMissed`."""


@dataclass(frozen=True, slots=True)
class AmendPost:
    """The messages that carry this post are to say what it says now."""

    post: Post
    message_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ShowTyping:
    """The typing sign, until switched off."""

    on: bool


@dataclass(frozen=True, slots=True)
class AskModel:
    """Send one exchange to the model. A newer item interrupts an unanswered one; the same id asks it again."""

    item: ContextItem


@dataclass(frozen=True, slots=True)
class AnswerTool:
    """Answer the model's function call."""

    call_id: str
    name: str
    output: str


@dataclass(frozen=True, slots=True)
class WakeModel:
    """The candidate began to write: open the socket, so that nobody waits."""


@dataclass(frozen=True, slots=True)
class SleepModel:
    """Nothing will be asked for a while: close the socket, keep the context."""


@dataclass(frozen=True, slots=True)
class TellReviewers:
    """Tell the reviewers where they agreed to be told; hand in `ReviewersTold`."""

    phrase: Phrase


@dataclass(frozen=True, slots=True)
class CheckCandidate:
    """Ask whether the candidate is still a member; hand in `CandidatePresent`, or `PlaceLost(CANDIDATE_LEFT)`; nothing
    if unknown."""


@dataclass(frozen=True, slots=True)
class SetReminded:
    """Store that the one reminder went out."""


@dataclass(frozen=True, slots=True)
class Listen:
    """What the candidate says from now on is item `item_id`, and the model's next reply belongs to it."""

    item_id: int


@dataclass(frozen=True, slots=True)
class OpenMic:
    """Whether what the candidate says goes to the model. Closed: it is heard by nobody, and kept nowhere."""

    on: bool


@dataclass(frozen=True, slots=True)
class StopHearing:
    """A rest: until the microphone opens nothing is for us, not even the beginning of an answer."""


@dataclass(frozen=True, slots=True)
class StopSpeaking:
    """Empty the playout now."""


@dataclass(frozen=True, slots=True)
class Remember:
    """How a spoken exchange is to stand in a fresh session's history, now that its words are known."""

    item: ContextItem


@dataclass(frozen=True, slots=True)
class SaveSpoken:
    """Store what was really said of a stored turn; once."""

    seq: int
    spoken: Utterance


@dataclass(frozen=True, slots=True)
class SaveDraft:
    """Store what was heard so far of an answer that is no turn yet; empty when it became one."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Caption:
    """Show what is being said; one message for each `key`."""

    key: int
    candidate: bool
    text: str = field(repr=False)
    final: bool


@dataclass(frozen=True, slots=True)
class LookCloser:
    """Whether pictures are to be seen in more detail: while a screen is shown, so that code can be read."""

    on: bool


@dataclass(frozen=True, slots=True)
class SavePictures:
    """Store a span. One with the same source and start replaces what was stored."""

    span: PictureSpan


@dataclass(frozen=True, slots=True)
class SwitchMedium:
    """Everything is stored: leave this place, go on in the other. The last command, like `CloseInterview`."""

    medium: Medium


@dataclass(frozen=True, slots=True)
class CloseInterview:
    """The interview is over: leave the Live session, close the edge, end the runner. Always the last command."""


Command = (
    SaveTurn
    | MarkTurn
    | SetStatus
    | Log
    | SetFollowUps
    | ShowPost
    | LookBack
    | AmendPost
    | ShowTyping
    | AskModel
    | AnswerTool
    | WakeModel
    | SleepModel
    | TellReviewers
    | CheckCandidate
    | SetReminded
    | Listen
    | OpenMic
    | StopHearing
    | StopSpeaking
    | Remember
    | SaveSpoken
    | SaveDraft
    | Caption
    | LookCloser
    | SavePictures
    | SwitchMedium
    | CloseInterview
)
