"""Plays what the interviewer says: encodes it, gives one packet each 20 ms, reports what was heard of each item.

`push` sound, `end` the item; call `pop` on an even 20 ms clock and send what it gives. After any of them
`take_progress`.
"""

from collections import Counter, deque
from dataclasses import dataclass
from typing import Final, Protocol

from bot.media.opus import FRAME_MS
from bot.media.rtp import SILENCE
from bot.ports.events import Played

_CLOSING: Final = 5
"""Silence packets after speech, so that receivers do not invent sound for the pause (Discord's voice documentation)."""
_LONGEST: Final = 15_000  # packets waiting: five minutes; more is dropped and counted
_REMEMBERED: Final = 16


class EncoderLike(Protocol):
    """What the playout needs of `opus.Encoder`."""

    frame_bytes: int

    def encode(self, pcm: bytes) -> bytes: ...


@dataclass(slots=True)
class _Item:
    """One item on its way."""

    number: int
    rest: bytes = b""  # sound that does not fill a packet yet
    waiting: int = 0  # packets in the queue
    heard: int = 0  # packets popped
    ended: bool = False

    def played(self, *, cut: bool = False) -> Played:
        return Played(self.number, self.heard * FRAME_MS, (self.heard + self.waiting) * FRAME_MS, cut)


class Playout:
    """The queue of one interview's voice. Counters: underruns (ran dry within an item), overflow (packets dropped)."""

    def __init__(self, encoder: EncoderLike) -> None:
        self._encoder = encoder
        self._queue: deque[tuple[bytes, _Item]] = deque()
        self._items: dict[int, _Item] = {}  # not reported yet, in their order
        self._reported: deque[int] = deque(maxlen=_REMEMBERED)  # a late `end` for one of these says nothing
        self._progress: list[Played] = []
        self._closing = 0  # silence packets still to be sent when the queue is empty
        self.counters: Counter[str] = Counter()

    @property
    def active(self) -> bool:
        """Whether `pop` has a packet: sound, or the silence that closes it."""
        return bool(self._queue) or self._closing > 0

    def push(self, item_id: int, pcm: bytes) -> None:
        """Take in sound (PCM16, mono, the encoder's rate, any length) after what is already waiting."""
        item = self._items.get(item_id)
        if item is None:
            for other in self._items.values():
                self._pad(other)
            item = self._items[item_id] = _Item(item_id)
            if item_id in self._reported:
                self._reported.remove(item_id)
        size = self._encoder.frame_bytes
        sound = item.rest + pcm if item.rest else pcm
        whole = len(sound) - len(sound) % size
        for start in range(0, whole, size):
            self._enqueue(item, sound[start : start + size])
        item.rest = sound[whole:]

    def end(self, item_id: int) -> None:
        """Say that nothing more comes for this item. One that had no sound at all is reported as played at once."""
        item = self._items.get(item_id)
        if item is None:
            if item_id in self._reported:
                return
            item = self._items[item_id] = _Item(item_id)
        self._pad(item)
        item.ended = True
        if not item.waiting:
            self._report(item)

    def flush(self) -> None:
        """Drop what waits: the next `pop` gives the closing silence, and what was not played to its end is cut."""
        self._queue.clear()
        for item in list(self._items.values()):
            self._report(item, cut=True)

    def pop(self) -> bytes | None:
        """Return the packet for these 20 ms; None: send nothing, the candidate hears a closed microphone."""
        if self._queue:
            packet, item = self._queue.popleft()
            # With each packet: a flush may make any of them the last one.
            self._closing = _CLOSING
            item.waiting -= 1
            item.heard += 1
            if item.ended and not item.waiting:
                self._report(item)
            return packet
        if not self._closing:
            return None
        if self._closing == _CLOSING and any(not item.ended for item in self._items.values()):
            self.counters["underruns"] += 1
        self._closing -= 1
        return SILENCE

    def take_progress(self) -> list[Played]:
        """Return what happened to items since the last call: each is reported once, played to its end or cut."""
        progress, self._progress = self._progress, []
        return progress

    def _pad(self, item: _Item) -> None:
        """Fill the last, incomplete packet with silence."""
        if item.rest:
            self._enqueue(item, item.rest.ljust(self._encoder.frame_bytes, b"\0"))
            item.rest = b""

    def _enqueue(self, item: _Item, frame: bytes) -> None:
        if len(self._queue) >= _LONGEST:
            self.counters["overflow"] += 1
            return
        self._queue.append((self._encoder.encode(frame), item))
        item.waiting += 1

    def _report(self, item: _Item, *, cut: bool = False) -> None:
        del self._items[item.number]
        self._reported.append(item.number)
        self._progress.append(item.played(cut=cut))
