"""How many connections the page may have, in all and from one address, and which of them goes for another. Pure."""

from collections import Counter
from typing import Protocol


class LimitedConnection(Protocol):
    """One connection. `key`: whom it counts for; None where that is not known, behind a proxy of ours."""

    @property
    def key(self) -> str | None: ...


class ConnectionLimits:
    """`enter` with each connection, `served` when its request is there, `waits` when it has its answer, `leave`.

    Where there is no room, the oldest connection without a whole request is closed: nobody loses anything by that. A
    newcomer is turned away only where everybody is being served.
    """

    def __init__(self, most: int, most_of_one: int) -> None:
        self._most = most
        self._most_of_one = most_of_one
        self._waiting: dict[LimitedConnection, None] = {}  # oldest first
        self._open: set[LimitedConnection] = set()
        self._of: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._open)

    def enter(self, visitor: LimitedConnection) -> LimitedConnection | None:
        """Who is to be closed for it, perhaps itself; None where there is room."""
        key = visitor.key
        crowded = key is not None and self._of[key] >= self._most_of_one
        goes: LimitedConnection | None = None
        if crowded or len(self._open) >= self._most:
            others = (each for each in self._waiting if not crowded or each.key == key)
            goes = next(others, visitor)
            self.leave(goes)
        if goes is not visitor:
            self._open.add(visitor)
            self._waiting[visitor] = None
            if key is not None:
                self._of[key] += 1
        return goes

    def served(self, visitor: LimitedConnection) -> None:
        """Its request is there, as far as its header goes."""
        self._waiting.pop(visitor, None)

    def waits(self, visitor: LimitedConnection) -> None:
        """It is between two requests."""
        if visitor in self._open:
            self._waiting[visitor] = None

    def leave(self, visitor: LimitedConnection) -> None:
        """Remove a closed connection. Idempotent."""
        if visitor not in self._open:
            return
        self._open.remove(visitor)
        self._waiting.pop(visitor, None)
        if visitor.key is not None:
            self._of[visitor.key] -= 1
            if not self._of[visitor.key]:
                del self._of[visitor.key]
