"""The one message of a microphone check: what stands in it, and when it is written anew. Pure, time is an argument."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.edge import Action
from bot.media.mic_check import BAR, SOUND, Finding, MicCheck, bar, steps

EDIT_SECONDS: Final = 1.2
BUTTONS: Final = (Action.WRITE, Action.END)
"""The ways out for whom no advice helps."""
QUIETLY_AWAITED: Final = frozenset((Finding.ABSENT, Finding.CONNECTING))
"""After a first pass the interview itself says that somebody left; nothing is added to that."""

Say = Callable[..., str]


@dataclass(frozen=True, slots=True)
class View:
    """What to show now: a new message, or an edit of the one that stands there."""

    text: str
    new: bool = False
    ping: bool = False
    over: bool = False
    """Heard: the buttons go."""


class CheckMessage:
    """Decides; the room writes. `say` speaks the interview's locale."""

    def __init__(self, say: Say, candidate_id: int) -> None:
        self._say = say
        self._candidate_id = candidate_id
        self._text = ""
        self._written_at = 0.0
        self._stands = False
        self._been_through = False

    def next(self, check: MicCheck, level: float, now: float) -> View | None:
        """What to write now, if anything. Asked only when Discord's budget has room for a call."""
        if check.through:
            self._been_through = True
            if not self._stands:
                return None
            self._stands = False
            return View(self._say("room-check-heard"), over=True)
        finding = check.finding(now)
        if not self._stands and self._been_through and finding in QUIETLY_AWAITED:
            return None
        ping = not self._been_through
        text = self._render(finding, level, ping=ping)
        new = not self._stands
        if not new and (text == self._text or now - self._written_at < EDIT_SECONDS):
            return None
        self._stands, self._text, self._written_at = True, text, now
        return View(text, new=new, ping=ping and new)

    def _render(self, finding: Finding, level: float, *, ping: bool) -> str:
        title = f"**{self._say('room-check-title')}**"
        lines = [f"<@{self._candidate_id}> {title}" if ping else title, self._say(f"room-check-{finding.value}")]
        if finding in SOUND:
            lines.append(self._say("room-check-level", bar=bar(level), step=steps(level), of=BAR))
        return "\n".join(lines)
