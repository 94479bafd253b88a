"""The one message of a microphone check: what stands in it, and when it is written anew. Pure, time is an argument."""

from dataclasses import dataclass
from typing import Final

from bot.media.mic_check import BAR, SOUND, MicCheck, MicFinding, bar, steps
from bot.ports.posts import Action
from bot.words import Say

EDIT_SECONDS: Final = 1.2
FIRST_AFTER: Final = 1.0
"""Seconds: the interview says first how it goes (and pings), and who is heard at once needs no message at all."""
BUTTONS: Final = (Action.WRITE, Action.END)
"""The ways out for whom no advice helps, where no other panel offers them."""
QUIETLY_AWAITED: Final = frozenset((MicFinding.ABSENT, MicFinding.CONNECTING))
"""After a first pass the interview itself says that somebody left; nothing is added to that."""


@dataclass(frozen=True, slots=True)
class MicCheckView:
    """What to show now: a new message, or an edit of the one that stands there."""

    text: str
    new: bool = False
    over: bool = False
    """Heard: its buttons go."""


class MicCheckMessage:
    """Decides; the room writes. `say` speaks the interview's locale."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._text = ""
        self._written_at = 0.0
        self._waiting_since: float | None = None
        self._stands = False
        self._been_through = False

    def next(self, check: MicCheck, level: float, now: float) -> MicCheckView | None:
        """What to write now, if anything. Asked only when Discord's budget has room for a call."""
        if check.through:
            self._been_through, self._waiting_since = True, None
            if not self._stands:
                return None
            self._stands = False
            return MicCheckView(self._say("room-check-heard"), over=True)
        finding = check.finding(now)
        if self._waiting_since is None:
            self._waiting_since = now
        if self._stands:
            early = now - self._written_at < EDIT_SECONDS
        else:
            early = now - self._waiting_since < FIRST_AFTER or (self._been_through and finding in QUIETLY_AWAITED)
        text = self._render(finding, level)
        if early or (self._stands and text == self._text):
            return None
        view = MicCheckView(text, new=not self._stands)
        self._stands, self._text, self._written_at = True, text, now
        return view

    def _render(self, finding: MicFinding, level: float) -> str:
        lines = [f"**{self._say('room-check-title')}**", self._say(f"room-check-{finding.value}")]
        if finding in SOUND:
            lines.append(self._say("room-check-level", bar=bar(level), step=steps(level), of=BAR))
        return "\n".join(lines)
