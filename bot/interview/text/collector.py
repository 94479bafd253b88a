"""Several messages in a row are one answer: gathers them until there is quiet. Pure; time is an argument."""

from dataclasses import dataclass, field, replace

from bot.interview.timing import Timing


@dataclass(frozen=True, slots=True)
class CollectedAnswer:
    """One complete answer: the messages oldest first, and when the first and the last of them came."""

    texts: tuple[str, ...] = field(repr=False)
    message_ids: tuple[int, ...]
    at: float
    ended_at: float

    @property
    def text(self) -> str:
        return "\n".join(self.texts)


@dataclass(frozen=True, slots=True)
class _Message:
    text: str = field(repr=False)
    note: str
    at: float

    @property
    def whole(self) -> str:
        return "\n".join(part for part in (self.text, self.note) if part)


@dataclass(slots=True)
class Collector:
    """Holds the messages that are not yet part of the record; empty as soon as `take` was called."""

    timing: Timing
    _messages: dict[int, _Message] = field(default_factory=dict, repr=False)
    _quiet_at: float = 0.0

    def __bool__(self) -> bool:
        return bool(self._messages)

    def __contains__(self, message_id: int) -> bool:
        return message_id in self._messages

    def add(self, message_id: int, text: str, now: float, *, note: str = "") -> None:
        """Add a message; it also ends the typing sign. `note` are words of ours that follow it."""
        self._messages[message_id] = _Message(text, note, now)
        self._quiet_at = now + self.timing.quiet

    def typing(self, now: float) -> None:
        """Note that the candidate types: wait as long as the sign holds."""
        self._quiet_at = max(self._quiet_at, now + self.timing.typing_holds)

    def edit(self, message_id: int, text: str, *, note: str) -> None:
        """Replace the words of a message that is still here."""
        self._messages[message_id] = replace(self._messages[message_id], text=text, note=note)

    def delete(self, message_id: int) -> None:
        """Remove a message that is still here."""
        del self._messages[message_id]

    def due(self) -> float | None:
        """When the answer is complete; None while there is none."""
        if not self._messages:
            return None
        first = min(message.at for message in self._messages.values())
        return min(self._quiet_at, first + self.timing.longest_answer)

    def take(self) -> CollectedAnswer | None:
        """The answer so far, oldest message first (ids grow with time); the collector is empty afterwards."""
        if not self._messages:
            return None
        ids = tuple(sorted(self._messages))
        texts = tuple(self._messages[id_].whole for id_ in ids)
        times = [message.at for message in self._messages.values()]
        self._messages.clear()
        return CollectedAnswer(texts, ids, min(times), max(times))
