"""Who writes through an app that sends their words once more in another name (PluralKit, Tupperbox). Pure.

Such an app deletes what somebody wrote and posts it by a webhook, the tags that called it taken off; some post first,
some delete first. Nothing in a webhook's message says whose words it carries, so it is the candidate's only where a
message of theirs that holds its words was deleted at the same time. Whatever else a webhook writes is nobody's.
"""

from dataclasses import dataclass, field, replace

from bot.ports.events import Proxied
from bot.ports.messages import Typed

WINDOW: float = 10.0
"""Seconds between the two at most; these apps take one or two."""
MEMORY: float = 120.0
"""How long a message is remembered that may yet be deleted."""


@dataclass(frozen=True, slots=True)
class ProxiedPair:
    """The candidate's message `original` is gone, and `copy` stands in its place."""

    original: int
    copy: Typed = field(repr=False)


@dataclass(slots=True)
class ProxyPairing:
    """The pairs of one interview. Hand in every event as it comes; each pair is returned once."""

    _written: dict[int, tuple[Typed, float]] = field(default_factory=dict, repr=False)
    _gone: dict[int, tuple[Typed, float]] = field(default_factory=dict, repr=False)
    _copies: dict[int, tuple[Typed, float]] = field(default_factory=dict, repr=False)
    _original: dict[int, int] = field(default_factory=dict)
    """Copies of what was in the record already, and what they are copies of."""

    def typed(self, message: Typed, now: float) -> None:
        """The candidate wrote it, or changed it."""
        self._forget(now)
        self._written[message.message_id] = message, now

    def deleted(self, message_id: int, now: float) -> ProxiedPair | None:
        """A message is gone; the copy that came before."""
        self._forget(now)
        self._copies.pop(message_id, None)
        original, _ = self._written.pop(message_id, (None, now))
        if original is None:
            return None
        found = next((copy for copy, _ in self._copies.values() if copies(copy, original)), None)
        if found is None:
            self._gone[message_id] = original, now
            return None
        del self._copies[found.message_id]
        return ProxiedPair(message_id, found)

    def wrote(self, event: Proxied, now: float) -> ProxiedPair | None:
        """A webhook wrote it, or changed it; what it is the copy of, should that be gone already."""
        self._forget(now)
        copy = event.message
        if event.edited:
            if copy.message_id in self._copies:
                self._copies[copy.message_id] = copy, now
            return None
        found = next((each for each, _ in self._gone.values() if copies(copy, each)), None)
        if found is None:
            self._copies[copy.message_id] = copy, now
            return None
        del self._gone[found.message_id]
        return ProxiedPair(found.message_id, replace(copy, edited=False))

    def adopt(self, copied: ProxiedPair) -> None:
        """The record has the original: whatever becomes of the copy concerns that."""
        self._original[copied.copy.message_id] = copied.original

    def original(self, message_id: int) -> int:
        """The message that the record knows it by."""
        return self._original.get(message_id, message_id)

    def _forget(self, now: float) -> None:
        for of, seconds in ((self._written, MEMORY), (self._gone, WINDOW), (self._copies, WINDOW)):
            for message_id in [id_ for id_, (_, at) in of.items() if at + seconds < now]:
                del of[message_id]


def copies(copy: Typed, original: Typed) -> bool:
    """Whether these are the same words, or those between the tags; without words, whether both carry a file."""
    words, all_words = (" ".join(each.text.split()) for each in (copy, original))
    return words in all_words if words else bool(copy.attachments and original.attachments)
