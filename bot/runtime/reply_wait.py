"""How long the candidate of one interview waits for the model. Counts, and decides nothing.

In writing it is known when an answer is complete. By voice only the model knows; there it is what can be heard.
"""

from bot.clock import Clock
from bot.interview.commands import AskModel, CloseInterview, Command, SaveTurn, SetStatus, ShowPost, SwitchMedium
from bot.interview.models import InterviewSnapshot, Speaker, Status
from bot.ports.tallies import Tallies


class ReplyWait:
    """One runner's. Call `begins` before each command is carried out, and `done` after it."""

    def __init__(self, snapshot: InterviewSnapshot, tallies: Tallies, clock: Clock, *, is_voice: bool) -> None:
        self._interview_id = snapshot.interview_id
        self._tallies = tallies
        self._clock = clock
        self._is_voice = is_voice
        self._answered_at = answered_at(snapshot)

    def begins(self, command: Command) -> None:
        """Note what the candidate waits for from now on, or no more."""
        match command:
            case SaveTurn(turn) if turn.speaker is Speaker.CANDIDATE:
                self._answered_at = self._clock()
            case AskModel() if not self._is_voice:
                self._tallies.asked(self._interview_id, self._answered_at or self._clock())
            case SetStatus(status) if status is not Status.ACTIVE:
                self._answered_at = None
                self._tallies.waits_no_more(self._interview_id)
            case SwitchMedium() | CloseInterview():
                self._tallies.waits_no_more(self._interview_id)

    def done(self, command: Command) -> None:
        """Count the wait that ends when a turn is shown."""
        if isinstance(command, ShowPost) and command.post.turn is not None:
            self._answered_at = None
            self._tallies.replied(self._interview_id, self._clock())


class SpokenReplyWait:
    """The time from the candidate's last sound to the first sound of each reply."""

    def __init__(self, tallies: Tallies, clock: Clock) -> None:
        self._tallies = tallies
        self._clock = clock
        self._heard_at: float | None = None
        self._item = 0

    def heard(self, pcm: bytes) -> None:
        """Take 20 ms of the candidate; zeros are what the receiver puts for silence."""
        if any(pcm):
            self._heard_at = self._clock()

    def said(self, item_id: int) -> None:
        """Count the first sound of a reply, where it follows something that was said."""
        if item_id == self._item:
            return
        self._item = item_id
        if self._heard_at is not None:
            self._tallies.replies["voice"].observe(self._clock() - self._heard_at)
            self._heard_at = None


def answered_at(snapshot: InterviewSnapshot) -> float | None:
    """When the answer was complete that has no reply yet, if there is one: an earlier runner was not done with it."""
    last = snapshot.turns[-1] if snapshot.turns else None
    if last is None or last.speaker is not Speaker.CANDIDATE or snapshot.status is not Status.ACTIVE:
        return None
    return last.ended_at or last.at
