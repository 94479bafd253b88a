"""A language of tones by which the simulators talk: a number that survives Opus, resampling, and 5 % of lost packets.

People say a number, and the simulated model turns it into a phrase; the model says the checksum of a text, and people
know what they were told. Each number is a sync tone, four hex digits and a check digit. Where there is time it is said
once more after another tone, for whoever missed it, because a busy machine tears holes into sound; then a hum follows.
"""

import math
import operator
import sys
import zlib
from array import array
from collections.abc import Sequence
from functools import lru_cache

PHRASES: tuple[str, ...] = (
    "I have been part of this community for about two years now.",
    "Mostly in the evenings, and on weekends when there is an event.",
    "I like it when new people feel welcome, so I usually say hello first.",
    "Once two friends of mine argued in a channel, and I asked both to calm down in private.",
    "I would read the whole conversation before I decide anything.",
    "I moderated a small server with about three hundred members.",
    "To be honest, I have never done that before, but I would like to learn it.",
    "First I would ask the others in the team what they think.",
    "I organised a game night every month for a year.",
    "I made a mistake there, I wrote too quickly and had to apologise.",
    "I can be there three or four days in the week.",
    "I speak German and English, and a little Spanish.",
    "What helps me most is a clear rule that everybody can read.",
    "I would give a warning first, and write down why.",
    "That was a difficult evening, but we talked about it and it was fine.",
    "I wrote the guide for beginners together with two others.",
    "If somebody is rude to me I take a break and answer later.",
    "I think patience matters more than being fast.",
    "I would like to help with events and with the newcomers.",
    "A friend told me about the team, and I thought that I could be useful.",
    "I keep notes, so that the next person on duty knows what happened.",
    "Sometimes I am too careful, and then a decision takes long.",
    "I would not decide that alone.",
    "Yes.",
    "No, I do not think so.",
    "That is all from my side, thank you.",
)
"""What number n says to the simulated model: `PHRASES[n % len(PHRASES)]`."""

BLOCK_MS = 20
"""Every tone is a multiple of 50 Hz, so a block holds whole periods: any two tones are orthogonal within one."""
_BLOCKS_PER_SYMBOL = 4
_DIGITS = 4
_TONES = 17  # one more than digits, so that the same digit twice is still a change of tone
_SYNC = 17
_HUM = 18
_AGAIN = 19
_HERTZ = (*range(500, 500 + 150 * _SYNC + 1, 150), 250, 3350)
_LOUD = 9000
_QUIET = 400
_SHARE = 0.5
"""Of a block's energy, which the tone must have."""
TWICE = 0.96
"""Seconds that a number takes twice."""
_EAR_RATE = 8000
_PATIENCE = 15
"""Blocks without any tone after which a number is given up."""


def mark(text: str) -> int:
    """A checksum of a text's words, 16 bits: what the simulated model whistles when it says the text."""
    return zlib.crc32(" ".join(text.split()).encode()) & 0xFFFF


def phrase(number: int) -> str:
    """What a person says who whistles `number`; "…" for a number of 0x100 or more, which is no phrase."""
    return PHRASES[number % len(PHRASES)] if 0 <= number < 0x100 else "…"


def speak(number: int, rate: int, *, seconds: float = 1.2) -> bytes:
    """PCM16 mono of `number` (16 bits). It takes 0.48 s to be understood; from `TWICE` on it is said twice, and the hum
    fills up to `seconds`."""
    if not 0 <= number <= 0xFFFF:
        raise ValueError(f"{number} does not fit 16 bits")
    tones = [_SYNC, *_melody(number)]
    if seconds >= TWICE:
        tones += [_AGAIN, *_melody(number)]
    symbols = b"".join(_tone(tone, rate) * _BLOCKS_PER_SYMBOL for tone in tones)
    total = max(len(symbols), round(seconds * rate) * 2)
    hum = _tone(_HUM, rate)
    rest = total - len(symbols)
    return symbols + (hum * (rest // len(hum) + 1))[:rest]


def _melody(number: int) -> list[int]:
    """The tones of the digits and their check digit: each tells its digit by the step from the tone before it."""
    digits = [number >> shift & 0xF for shift in (12, 8, 4, 0)]
    tones: list[int] = []
    before = 0
    for digit in (*digits, _check(digits)):
        before = (before + 1 + digit) % _TONES
        tones.append(before)
    return tones


def _check(digits: Sequence[int]) -> int:
    return sum((2 * place + 1) * digit for place, digit in enumerate(digits, 1)) + 9 & 0xF


@lru_cache(maxsize=128)
def _tone(tone: int, rate: int) -> bytes:
    """One block, from zero to zero."""
    step = 2 * math.pi * _HERTZ[tone] / rate
    samples = array("h", (round(_LOUD * math.sin(step * n)) for n in range(rate * BLOCK_MS // 1000)))
    if sys.byteorder == "big":
        samples.byteswap()
    return samples.tobytes()


_EAR_BLOCK = _EAR_RATE * BLOCK_MS // 1000
_WAVES = tuple(
    (
        [math.cos(2 * math.pi * hertz * n / _EAR_RATE) for n in range(_EAR_BLOCK)],
        [math.sin(2 * math.pi * hertz * n / _EAR_RATE) for n in range(_EAR_BLOCK)],
    )
    for hertz in _HERTZ
)


class Hearer:
    """Hears numbers in a stream of PCM16 mono at `rate` (8, 16, 24 or 48 kHz), whatever else is in it."""

    def __init__(self, rate: int) -> None:
        if rate % _EAR_RATE:
            raise ValueError(f"{rate} is not a multiple of {_EAR_RATE}")
        self._every = rate // _EAR_RATE
        self._bytes = _EAR_BLOCK * self._every * 2
        self._rest = b""
        self._last: int | None = None  # the tone that was heard for certain
        self._seen: dict[int, int] = {}  # other tones since, and in how many blocks
        self._tones: list[int] | None = None  # of the number that is being said
        self._understood: int | None = None  # the number that was said last, until another begins
        self._nothing = 0

    def feed(self, pcm: bytes) -> list[int]:
        """The numbers that were complete within these bytes."""
        heard: list[int] = []
        pcm = self._rest + pcm
        end = len(pcm) - len(pcm) % self._bytes
        for start in range(0, end, self._bytes):
            number = self._block(pcm[start : start + self._bytes])
            if number is not None:
                heard.append(number)
        self._rest = pcm[end:]
        return heard

    def _block(self, pcm: bytes) -> int | None:
        samples = array("h", pcm)
        if sys.byteorder == "big":
            samples.byteswap()
        tone = _loudest(samples[:: self._every], self._last)
        if tone is None:
            self._nothing += 1
            if self._nothing >= _PATIENCE:
                self._last, self._tones = None, None
                self._seen.clear()
            return None
        self._nothing = 0
        if tone == self._last:
            self._seen.clear()
            return None
        self._seen[tone] = self._seen.get(tone, 0) + 1
        if self._seen[tone] < 2:  # between two tones a block may sound like a third
            return None
        self._seen.clear()
        self._last = tone
        return self._certain(tone)

    def _certain(self, tone: int) -> int | None:
        if tone in (_SYNC, _AGAIN):
            self._tones = []
            if tone == _SYNC:
                self._understood = None
        elif tone == _HUM:
            self._tones = None
        elif self._tones is not None:
            self._tones.append(tone)
            if len(self._tones) == _DIGITS + 1:
                number, self._tones = _number(self._tones), None
                if number != self._understood:
                    self._understood = number
                    return number
        return None


def _number(tones: Sequence[int]) -> int | None:
    """The number of five tones; None when the check digit does not fit."""
    steps = [(tone - before - 1) % _TONES for before, tone in zip((0, *tones), tones, strict=False)]
    *digits, check = steps
    if max(steps) > 0xF or check != _check(digits):
        return None
    return sum(digit << shift for digit, shift in zip(digits, (12, 8, 4, 0), strict=True))


def _loudest(samples: Sequence[int], guess: int | None) -> int | None:
    """The tone that has most of the block's energy; the one before it is tried first, because most blocks repeat it."""
    if max(samples) < _QUIET:
        return None
    floor = _SHARE * sum(map(operator.mul, samples, samples)) * len(samples) / 2
    if guess is not None and _power(samples, guess) > floor:
        return guess
    return next((tone for tone in range(len(_WAVES)) if tone != guess and _power(samples, tone) > floor), None)


def _power(samples: Sequence[int], tone: int) -> float:
    cosine, sine = _WAVES[tone]
    real: float = sum(map(operator.mul, samples, cosine))
    imaginary: float = sum(map(operator.mul, samples, sine))
    return real * real + imaginary * imaginary
