"""Several messages in a row are one answer: gathers them until there is quiet. Pure; time is an argument."""

from dataclasses import dataclass, field

from bot.interview.timing import Timing


@dataclass(frozen=True, slots=True)
class Gathered:
    """One complete answer: the messages oldest first, and when the first and the last of them came."""

    texts: tuple[str, ...] = field(repr=False)
    message_ids: tuple[int, ...]
    at: float
    ended_at: float

    @property
    def text(self) -> str:
        return "\n".join(self.texts)


@dataclass(slots=True)
class Collector:
    """Holds the messages that are not yet part of the record; empty as soon as `take` was called."""

    timing: Timing
    _messages: dict[int, tuple[str, float]] = field(default_factory=dict, repr=False)
    _quiet_at: float = 0.0

    def __bool__(self) -> bool:
        return bool(self._messages)

    def __contains__(self, message_id: int) -> bool:
        return message_id in self._messages

    def add(self, message_id: int, text: str, now: float) -> None:
        """A message came; it also ends the typing sign."""
        self._messages[message_id] = (text, now)
        self._quiet_at = now + self.timing.quiet

    def typing(self, now: float) -> None:
        """The candidate types: wait as long as the sign holds."""
        self._quiet_at = max(self._quiet_at, now + self.timing.typing_holds)

    def edit(self, message_id: int, text: str) -> None:
        """A message that is still here was changed: its newest words count."""
        _, at = self._messages[message_id]
        self._messages[message_id] = (text, at)

    def delete(self, message_id: int) -> None:
        """A message that is still here was taken back."""
        del self._messages[message_id]

    def due(self) -> float | None:
        """When the answer is complete; None while there is none."""
        if not self._messages:
            return None
        first = min(at for _, at in self._messages.values())
        return min(self._quiet_at, first + self.timing.longest_answer)

    def take(self) -> Gathered | None:
        """The answer so far, oldest message first (ids grow with time); the collector is empty afterwards."""
        if not self._messages:
            return None
        ids = tuple(sorted(self._messages))
        texts = tuple(self._messages[id_][0] for id_ in ids)
        times = [at for _, at in self._messages.values()]
        self._messages.clear()
        return Gathered(texts, ids, min(times), max(times))
