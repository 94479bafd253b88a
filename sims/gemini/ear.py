"""How the simulated model hears: where speech begins and ends in a stream of sound, and which words are in it.

`Ear` notices by itself: speech ends only after as much silence as the model wants was really heard, or, with the models
that heed it, with audioStreamEnd. Whoever merely stops sending waits for ever. `ToldEar` is told by activityStart and
activityEnd. The words are whistled (`sims.whistle`); any other sound is a cough.
"""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sims.gemini.facts import EarFacts
from sims.whistle import Hearer, phrase

RATE = 16_000
_BLOCK = RATE // 50 * 2  # bytes of 20 ms
_LOUD = 600
_PREFIX_MS = 40


@dataclass(frozen=True, slots=True)
class Began:
    """Somebody speaks, or makes a noise."""


@dataclass(frozen=True, slots=True)
class Words:
    """What was understood just now."""

    text: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The turn is over; everything understood since `Began`, empty for a noise."""

    text: str


Heard = Began | Words | Ended


class _Utterance:
    """The words between a beginning and an end."""

    def __init__(self) -> None:
        self._hearer = Hearer(RATE)
        self._words: list[str] | None = None  # None while nobody speaks

    def begin(self) -> list[Heard]:
        if self._words is not None:
            return []
        self._words = []
        return [Began()]

    def hear(self, pcm: bytes) -> list[Heard]:
        heard: list[Heard] = []
        for number in self._hearer.feed(pcm):
            if self._words is not None:
                words = phrase(number) if not self._words else f" {phrase(number)}"
                self._words.append(words)
                heard.append(Words(words))
        return heard

    def end(self) -> list[Heard]:
        if self._words is None:
            return []
        text, self._words = "".join(self._words), None
        return [Ended(text)]


class Ear:
    """Listens to PCM16 mono at 16 kHz, by the detection a setup asks for and what is known of the model."""

    def __init__(self, detection: Mapping[str, Any], facts: EarFacts) -> None:
        asked = detection.get("silenceDurationMs") if facts.silence_obeyed else None
        self._silence = max(1, round((facts.silence_s * 1000 if asked is None else int(asked)) / 20))
        self._prefix = max(1, int(detection.get("prefixPaddingMs", _PREFIX_MS)) // 20)
        self._stream_end_ends_turn = facts.stream_end_ends_turn
        self._utterance = _Utterance()
        self._rest = b""
        self._loud = 0
        self._quiet = 0

    def feed(self, pcm: bytes) -> list[Heard]:
        """What is heard in these bytes."""
        heard: list[Heard] = []
        pcm = self._rest + pcm
        end = len(pcm) - len(pcm) % _BLOCK
        for start in range(0, end, _BLOCK):
            heard += self._block(pcm[start : start + _BLOCK])
        self._rest = pcm[end:]
        return heard

    def finish(self) -> list[Heard]:
        """audioStreamEnd: the end of what is being said, or nothing, as the model has it."""
        if not self._stream_end_ends_turn:
            return []
        self._rest, self._loud = b"", 0
        return self._utterance.end()

    def _block(self, pcm: bytes) -> list[Heard]:
        if max(array("h", pcm)) >= _LOUD:
            self._loud, self._quiet = self._loud + 1, 0
        else:
            self._loud, self._quiet = 0, self._quiet + 1
        heard = self._utterance.begin() if self._loud >= self._prefix else []
        heard += self._utterance.hear(pcm)
        if self._quiet >= self._silence:
            heard += self._utterance.end()
        return heard


class ToldEar:
    """Listens between activityStart and activityEnd, and only there; silence means nothing to it."""

    def __init__(self) -> None:
        self._utterance = _Utterance()
        self._open = False

    def start(self) -> list[Heard]:
        """activityStart."""
        self._open = True
        return self._utterance.begin()

    def feed(self, pcm: bytes) -> list[Heard]:
        """What is heard in these bytes; outside an activity nothing."""
        return self._utterance.hear(pcm) if self._open else []

    def finish(self) -> list[Heard]:
        """activityEnd."""
        self._open = False
        return self._utterance.end()
