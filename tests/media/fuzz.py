"""Hostile datagrams: mutated before and after sealing, through parse, open, strip and the receiver.

`make test` runs 20,000; `python -m tests.media.fuzz 1000000` as many as said, and `make fuzz` these among others
(tests/fuzz). Any exception ends it; so does memory that grows.
"""

import asyncio
import random
import sys
from collections import Counter

from bot.media import opus
from bot.media.cipher import MODES, Cipher
from bot.media.receiver import AudioReceiver
from bot.media.rtp import SILENCE, Packet, header, parse, strip
from tests.harness.memory import GROWTH, OBJECTS, growth
from tests.media.datagrams import KEY, datagram, seal


class Fuzz:
    """One voice connection under attack, by a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._ciphers = {mode: Cipher(mode, KEY) for mode in MODES}
        self._receiver = AudioReceiver(opus.Decoder, hangover=0.5)
        self._sequence = 65_000
        self._timestamp = 4_294_000_000
        self._now = 100.0
        self.counters: Counter[str] = Counter()
        encoder, speech = opus.Encoder(), opus.Encoder(application=opus.VOIP, bitrate=24_000)
        noise = [self._random.randbytes(960) for _ in range(20)]
        self._sounds = [SILENCE, *(encoder.encode(frame) for frame in noise), *(speech.encode(f) for f in noise)]

    def step(self) -> None:
        """One datagram, and now and then what a clock would do."""
        mode = self._random.choice(MODES)
        data = self._mangled(self._sealed(mode)) if self._random.random() < 0.6 else self._sealed(mode)
        packet = parse(data)
        if isinstance(packet, Packet):
            self._hear(self._ciphers[mode], packet)
        else:
            self.counters[packet] += 1
        self._now += self._random.choice((0.0, 0.001, 0.02, 0.02, 0.05, 0.3))
        deadline = self._receiver.deadline()
        if deadline is not None and deadline <= self._now:
            self._receiver.handle_deadline(self._now)
        for frame in self._receiver.take():
            assert frame is None or len(frame) == 640
            self.counters["frames"] += 1

    def _hear(self, cipher: Cipher, packet: Packet) -> None:
        plain = cipher.open(packet)
        payload = "shut" if plain is None else strip(packet, plain)
        if isinstance(payload, str):
            self.counters[payload] += 1
            return
        self.counters["heard"] += 1
        self._receiver.packet(packet.sequence, packet.timestamp, payload, self._now)

    def _sealed(self, mode: str) -> bytes:
        """A datagram the key opens, with whatever inside."""
        pick = self._random
        if pick.random() < 0.1:
            return self._lying(mode)
        self._sequence = pick.choice(
            (self._sequence + 1,) * 20 + (self._sequence + pick.randrange(60), pick.randrange(65536))
        )
        self._timestamp += pick.choice((960,) * 5 + (48_000, pick.randrange(1 << 32)))
        sound = pick.choice(self._sounds)
        if pick.random() < 0.4:
            sound = self._mangled(sound)
        return datagram(
            mode,
            sound,
            sequence=self._sequence % 65536,
            timestamp=self._timestamp % (1 << 32),
            counter=pick.randrange(1 << 32),
            extension=pick.choice((None, b"", pick.randbytes(4 * pick.randrange(5)))),
            csrc=tuple(range(pick.choice((0, 0, 0, 15)))),
            padding=pick.choice((0, 0, 0, 1, 255)),
        )

    def _lying(self, mode: str) -> bytes:
        """Sealed rightly, but its lengths of extension and padding point anywhere."""
        pick = self._random
        head = header(self._sequence, self._timestamp, 42)
        extension = b"\xbe\xde" + pick.choice((0, 1, 3, 65_535)).to_bytes(2, "big")
        head = bytes((0x80 | pick.choice((0x10, 0x30)),)) + head[1:] + extension
        return head + seal(mode, KEY, pick.randrange(1 << 32), head, pick.randbytes(pick.randrange(20)))

    def _mangled(self, data: bytes) -> bytes:
        pick = self._random
        changed = bytearray(data)
        match pick.randrange(6):
            case 0:
                return pick.randbytes(pick.randrange(120))
            case 1:
                del changed[pick.randrange(len(changed) + 1) :]
            case 2:
                changed += pick.randbytes(pick.randrange(40))
            case 3:
                at = pick.randrange(len(changed) + 1)
                changed[at:at] = pick.randbytes(4)
            case _:
                for _ in range(pick.randrange(1, 4)):
                    if changed:
                        changed[pick.randrange(min(len(changed), pick.choice((2, 16, 2000))))] ^= 1 << pick.randrange(8)
        return bytes(changed)


async def run(n: int, seed: int) -> tuple[Counter[str], int, int]:
    """`n` datagrams; what became of them, and by how many bytes and objects memory grew."""
    fuzz = Fuzz(seed)

    async def step(count: int) -> None:
        for _ in range(count):
            fuzz.step()

    return fuzz.counters, *await growth(step, n)


def main() -> None:
    """`python -m tests.media.fuzz [count] [seed]`."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 32)
    print(f"{count:,} hostile datagrams, seed {seed}")
    counters, memory, objects = asyncio.run(run(count, seed))
    print(", ".join(f"{name} {number:,}" for name, number in counters.most_common()))
    print(f"no exception; memory grew by {memory:,} bytes (allowed {GROWTH:,})")
    sys.exit(memory > GROWTH or objects > OBJECTS)


if __name__ == "__main__":
    main()
