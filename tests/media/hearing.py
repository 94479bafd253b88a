"""A receiver in virtual time: a schedule of packets goes in, what was heard and when comes out."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.media.opus import OpusError
from bot.media.receiver import AudioReceiver
from bot.media.rtp import SILENCE

START = 65_500
"""Sequence numbers begin here, so that every longer test passes the wrap."""
FRAME = 0.02


class Spelling:
    """A decoder whose sound says which packet it came from: each frame is one number, over and over."""

    def decode(self, packet: bytes) -> bytes:
        if packet == SILENCE:
            return bytes(640)
        if len(packet) != 3:
            raise OpusError("corrupted stream")
        return packet[1:] * 320

    def conceal(self, ms: float = 20) -> bytes:
        return b"\xfe\x7f" * int(ms * 16)

    def recover(self, next_packet: bytes) -> bytes:
        number = (int.from_bytes(next_packet[1:], "big") - 1) % 65536
        return number.to_bytes(2, "big") * 320


CONCEALED = 0xFE7F


def spelled(number: int, *, fec: bool = False) -> bytes:
    """A packet of 20 ms that `Spelling` decodes to `number` (1 to 65,000)."""
    return bytes((0x78 if fec else 0xF8,)) + number.to_bytes(2, "big")


@dataclass(frozen=True, slots=True, order=True)
class Arrival:
    """One packet on its way; `slot` is its place on the sender's 20 ms clock."""

    at: float
    sequence: int
    slot: int
    opus: bytes


def talk(first: int, count: int, *, at: float, sequence: int | None = None, fec: bool = False) -> list[Arrival]:
    """`count` packets spelling `first`, `first` + 1, …, sent from time `at` on."""
    start = first if sequence is None else sequence
    slot = round(at / FRAME)
    return [Arrival(at + FRAME * i, start + i, slot + i, spelled(first + i, fec=fec)) for i in range(count)]


def hush(sequence: int, *, at: float) -> list[Arrival]:
    """The five silence packets after speech."""
    slot = round(at / FRAME)
    return [Arrival(at + FRAME * i, sequence + i, slot + i, SILENCE) for i in range(5)]


class Heard:
    """A receiver, its virtual clock, and everything it gave out as (time, number); number -1 is the end of audio."""

    def __init__(self, *, hangover: float = 1.0) -> None:
        self.receiver = AudioReceiver(Spelling, hangover=hangover)
        self.frames: list[tuple[float, int]] = []

    def run(self, arrivals: Iterable[Arrival], *, until: float) -> list[int]:
        """Deliver the packets at their times and keep every deadline on the way; the numbers heard so far."""
        for arrival in sorted(arrivals):
            self._pass(arrival.at)
            sequence, timestamp = (START + arrival.sequence) % 65536, (4_294_900_000 + arrival.slot * 960) % (1 << 32)
            self.receiver.packet(sequence, timestamp, arrival.opus, arrival.at)
            self._take(arrival.at)
        self._pass(until)
        return self.numbers

    @property
    def numbers(self) -> list[int]:
        """What was heard, silence (0) and all."""
        return [number for _, number in self.frames]

    @property
    def words(self) -> list[int]:
        """What was heard without silence."""
        return [number for number in self.numbers if number > 0]

    def _pass(self, until: float) -> None:
        while (deadline := self.receiver.deadline()) is not None and deadline < until:
            self.receiver.handle_deadline(deadline)
            self._take(deadline)

    def _take(self, now: float) -> None:
        for frame in self.receiver.take():
            assert frame is None or len(frame) == 640
            self.frames.append((now, -1 if frame is None else int.from_bytes(frame[:2], "big")))
