"""Sounds to send through: a sweep, and speech made of glottal pulses and formants. PCM16, mono."""

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float64]

# First three formants of German and English vowels in Hz (Peterson & Barney 1952, rounded).
_VOWELS = ((730, 1090, 2440), (270, 2290, 3010), (300, 870, 2240), (530, 1840, 2480), (570, 840, 2410))


def pcm(sound: Sound) -> bytes:
    """As PCM16."""
    return np.clip(np.round(sound), -32768, 32767).astype("<i2").tobytes()


def floats(data: bytes) -> Sound:
    """From PCM16."""
    return np.frombuffer(data, "<i2").astype(np.float64)


def sweep(rate: int, seconds: float, low: float = 100, high: float = 3500) -> bytes:
    """A sine gliding from `low` to `high` Hz."""
    time = np.arange(round(rate * seconds)) / rate
    phase = 2 * np.pi * (low * time + (high - low) * time**2 / (2 * seconds))
    return pcm(8000 * np.sin(phase))


def speech(rate: int, seconds: float, seed: int = 1) -> bytes:
    """Syllables: voiced vowels of wandering pitch through three resonators, hissing consonants, short pauses."""
    random = np.random.default_rng(seed)
    parts = []
    length = 0
    while length < rate * seconds:
        hiss = random.normal(0, 1, round(rate * random.uniform(0.03, 0.08)))
        vowel = _vowel(rate, random)
        pause = np.zeros(round(rate * random.choice([0.0, 0.02, 0.15])))
        parts += [_ramped(np.diff(hiss, prepend=0.0) * 600, rate), _ramped(vowel, rate), pause]
        length = sum(map(len, parts))
    return pcm(np.concatenate(parts)[: round(rate * seconds)])


def _vowel(rate: int, random: np.random.Generator) -> Sound:
    count = round(rate * random.uniform(0.1, 0.25))
    pitch = random.uniform(95, 210) * np.linspace(1, random.uniform(0.85, 1.15), count)
    pulses = (np.diff(np.floor(np.cumsum(pitch) / rate), prepend=0.0) > 0).astype(np.float64)
    response = np.zeros(rate // 20)
    time = np.arange(len(response)) / rate
    for place, formant in enumerate(_VOWELS[random.integers(len(_VOWELS))]):
        response += 0.5**place * np.exp(-np.pi * (60 + 40 * place) * time) * np.sin(2 * np.pi * formant * time)
    voiced = np.convolve(pulses, response)[:count]
    return np.asarray(voiced * (9000 / max(1e-9, np.abs(voiced).max())))


def _ramped(sound: Sound, rate: int) -> Sound:
    edge = min(len(sound) // 2, rate // 100)
    envelope = np.ones(len(sound))
    envelope[:edge] = np.linspace(0, 1, edge)
    envelope[len(sound) - edge :] = np.linspace(1, 0, edge)
    return sound * envelope
