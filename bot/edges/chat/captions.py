"""Captions as messages: which call to Discord is next, and when. Pure, with time as an argument.

A text grows many times a second, and Discord takes a few calls in five seconds: the first words of a turn go out at
once, later ones replace them at a distance, what lies between is never sent, and the final text always arrives.
"""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from bot.edges.chat.render import split

EDIT_SECONDS: Final = 1.5
"""Between two edits of one message."""
CALLS: Final = 3
WINDOW: Final = 5.0
"""At most so many calls in so many seconds in one channel: Discord's own limit there is customarily 5."""
KEPT: Final = 12
"""Turns whose messages are remembered: an older one is never edited again."""
MORE: Final = " …"
"""Ends what is not final."""

SPECIAL = re.compile(r"[\\*_~`|<>\[\]()]")
LINE_START = re.compile(r"^(\s*)([#+\-])", re.MULTILINE)
UNSEEN = re.compile(r"[\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")
"""Signs nobody sees: they turn the direction of what follows, break lines, or hide a text within a text. Joiners stay,
which some scripts and emoji need."""
NUMBERED = re.compile(r"^(\s*\d+)\.", re.MULTILINE)


def plain(text: str) -> str:
    """The text so that Discord shows just these characters: no markup, no lists, no mentions, no links."""
    escaped = SPECIAL.sub(r"\\\g<0>", UNSEEN.sub("", text))
    escaped = NUMBERED.sub(r"\1\\.", LINE_START.sub(r"\1\\\2", escaped))
    return escaped.replace("@", "@\u200b").replace("://", ":\u200b//")


class CallBudget:
    """How many calls a channel has taken lately."""

    def __init__(self) -> None:
        self._spent: deque[float] = deque(maxlen=CALLS)

    def spend(self, now: float) -> None:
        """Count a call. Posts of the interview itself are never kept waiting, but they count."""
        self._spent.append(now)

    def free_at(self) -> float:
        """From when on another call is within it."""
        return self._spent[0] + WINDOW if len(self._spent) == CALLS else 0.0


@dataclass(frozen=True, slots=True)
class Write:
    """One call: a new message when `message_id` is None, else an edit. Call `Captions.written` when it is done."""

    key: int
    part: int
    message_id: int | None
    text: str = field(repr=False)
    final: bool


@dataclass(slots=True)
class CaptionMessages:
    """One turn's messages: nearly always one, more when somebody speaks for minutes."""

    wanted: tuple[str, ...] = field(default=(), repr=False)
    final: bool = False
    ids: list[int] = field(default_factory=list)
    shown: list[str] = field(default_factory=list, repr=False)
    next_at: float = 0.0

    def pending(self) -> int | None:
        """The first part that does not stand there yet as it should."""
        for part, text in enumerate(self.wanted):
            if part >= len(self.shown) or self.shown[part] != text:
                return part
        return None


class Captions:
    """The captions of one room."""

    def __init__(self, budget: CallBudget) -> None:
        self._budget = budget
        self._turns: dict[int, CaptionMessages] = {}

    def show(self, key: int, label: str, text: str, *, final: bool) -> None:
        """Show this text for turn `key`. An empty text shows nothing; after the final one nothing is changed."""
        turn = self._turns.get(key)
        if not text.strip() or (turn is not None and turn.final):
            return
        if turn is None:
            turn = self._turns[key] = CaptionMessages()
            self._forget()
        body = plain(text.strip()) + ("" if final else MORE)
        turn.wanted, turn.final = tuple(split(f"**{label}** {body}")), final

    def next(self, now: float) -> Write | None:
        """The call to make now, if any: a turn's first words before final words, those before growing ones."""
        if now < self._budget.free_at():
            return None
        due = [found for found in self._pending() if found[1].next_at <= now]
        if not due:
            return None
        key, turn, part = min(due, key=lambda found: (bool(found[1].ids), not found[1].final, found[1].next_at))
        known = turn.ids[part] if part < len(turn.ids) else None
        return Write(key, part, known, turn.wanted[part], turn.final)

    def written(self, write: Write, message_id: int, now: float) -> None:
        """Note that the write was made (or that its message is gone, which counts as done)."""
        turn = self._turns.get(write.key)
        if turn is None:
            return
        if write.part == len(turn.ids):
            turn.ids.append(message_id)
            turn.shown.append(write.text)
        else:
            turn.shown[write.part] = write.text
        turn.next_at = now + EDIT_SECONDS

    def postpone(self, write: Write, now: float) -> None:
        """Note that Discord did not take it: try again later, with the newest text."""
        turn = self._turns.get(write.key)
        if turn is not None:
            turn.next_at = now + WINDOW

    def deadline(self) -> float | None:
        """When `next` has something; None: nothing is waiting."""
        pending = [turn.next_at for _, turn, _ in self._pending()]
        return max(min(pending), self._budget.free_at()) if pending else None

    def _pending(self) -> Iterator[tuple[int, CaptionMessages, int]]:
        for key, turn in self._turns.items():
            part = turn.pending()
            if part is not None:
                yield key, turn, part

    def _forget(self) -> None:
        """Of the oldest turns only those that still wait for a call are kept."""
        for key in [key for key, turn in self._turns.items() if turn.pending() is None][:-KEPT]:
            del self._turns[key]
