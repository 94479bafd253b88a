"""Puts RTP packets back in order: those in order pass at once, only a gap waits.

`put` every packet and carry out what it returns; `deadline()` says when to call `give_up`. Sequence numbers are
compared modulo 2**16, so 0 follows 65535.
"""

from collections import Counter
from typing import Final, NamedTuple

WAIT: Final = 0.06
"""Seconds a gap is waited for, counted from the first packet beyond it."""
JUMP: Final = 50
"""A sequence number farther off than this is a new stream, not a loss."""
_MEMORY: Final = (1 << JUMP + 1) - 1


class OrderedPacket(NamedTuple):
    """A packet whose turn it is."""

    missing: int
    """How many packets right before it never came."""
    timestamp: int
    opus: bytes
    arrived: float
    fresh: bool = False
    """The first of a stream: nothing before it has to do with it."""


class JitterBuffer:
    """The order of one stream. Counts "late", "duplicate", "lost", "reordered", "jump" into `counters`."""

    def __init__(self, counters: Counter[str]) -> None:
        self._counters = counters
        self._next = -1  # the sequence number whose turn it is; -1 before the first packet
        self._seen = 0  # bit i: the packet i + 1 before `_next` came
        self._held: dict[int, OrderedPacket] = {}  # by sequence; at most JUMP of them, all beyond a gap

    def put(self, sequence: int, timestamp: int, opus: bytes, now: float) -> list[OrderedPacket]:
        """Take one packet in; return those whose turn it is, in order."""
        if self._next < 0:
            return [self._first(sequence, timestamp, opus, now)]
        ahead = (sequence - self._next) & 0xFFFF
        if ahead == 0:
            self._pass()
            ready = [OrderedPacket(0, timestamp, opus, now)]
            if not self._held:
                return ready
            self._counters["reordered"] += 1
            return ready + self._follow()
        if ahead <= JUMP:
            if sequence in self._held:
                self._counters["duplicate"] += 1
            else:
                self._held[sequence] = OrderedPacket(0, timestamp, opus, now)
            return []
        behind = 0x10000 - ahead
        if behind <= JUMP:
            self._counters["duplicate" if self._seen >> behind - 1 & 1 else "late"] += 1
            return []
        self._counters["jump"] += 1
        ready = []
        while self._held:
            ready += self._skip()
        return [*ready, self._first(sequence, timestamp, opus, now)]

    def deadline(self) -> float | None:
        """When the present gap has been waited for long enough; None without one."""
        if not self._held:
            return None
        return min(ready.arrived for ready in self._held.values()) + WAIT

    def give_up(self, now: float) -> list[OrderedPacket]:
        """Pass over every gap that is due; return the packets behind it."""
        ready: list[OrderedPacket] = []
        while (deadline := self.deadline()) is not None and deadline <= now:
            ready += self._skip()
        return ready

    def reset(self) -> None:
        """Forget the stream: the next packet begins a new one."""
        self._held.clear()
        self._next = -1
        self._seen = 0

    def _first(self, sequence: int, timestamp: int, opus: bytes, now: float) -> OrderedPacket:
        self._next = (sequence + 1) & 0xFFFF
        self._seen = 1
        return OrderedPacket(0, timestamp, opus, now, fresh=True)

    def _pass(self) -> None:
        """The packet whose turn it is, is here."""
        self._next = (self._next + 1) & 0xFFFF
        self._seen = (self._seen << 1 | 1) & _MEMORY

    def _follow(self) -> list[OrderedPacket]:
        """The held packets that now follow without a gap."""
        ready = []
        while (held := self._held.pop(self._next, None)) is not None:
            self._pass()
            ready.append(held)
        return ready

    def _skip(self) -> list[OrderedPacket]:
        """Give up the nearest gap: the packet behind it, and those that follow it."""
        missing = min((sequence - self._next) & 0xFFFF for sequence in self._held)
        self._counters["lost"] += missing
        self._next = (self._next + missing) & 0xFFFF
        self._seen = self._seen << missing & _MEMORY
        first = self._held.pop(self._next)
        self._pass()
        return [first._replace(missing=missing), *self._follow()]
