"""Two seconds of something that costs a codec what speech costs: a gliding voice in syllables, and breath."""

import math
import random

SECONDS = 2.0


def voice(rate: int) -> bytes:
    """PCM16, mono."""
    noise = random.Random(7)
    phase = 0.0
    samples = []
    for number in range(int(SECONDS * rate)):
        at = number / rate
        phase += 2 * math.pi * (120 + 30 * math.sin(2 * math.pi * 0.7 * at)) / rate
        loud = max(0.0, math.sin(2 * math.pi * 2 * at)) ** 0.5
        tone = sum(math.sin(k * phase) / k for k in (1, 2, 3, 5, 8, 13))
        samples.append(int(9000 * loud * tone / 2 + noise.gauss(0, 300)))
    return b"".join(max(-32768, min(32767, sample)).to_bytes(2, "little", signed=True) for sample in samples)
