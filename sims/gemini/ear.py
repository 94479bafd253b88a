"""How the simulated model hears: where speech begins and ends in a stream of sound, and which words are in it.

Speech ends only after as much silence as the setup asked for was really heard, or with audioStreamEnd: whoever merely
stops sending waits for ever. The words are whistled (`sims.whistle`); any other sound is a cough.
"""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sims.whistle import Hearer, phrase

RATE = 16_000
_BLOCK = RATE // 50 * 2  # bytes of 20 ms
_LOUD = 600
_SILENCE_MS = 800
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
    """The silence was long enough; everything understood since `Began`, empty for a noise."""

    text: str


Heard = Began | Words | Ended


class Ear:
    """Listens to PCM16 mono at 16 kHz, by the detection a setup asks for."""

    def __init__(self, detection: Mapping[str, Any]) -> None:
        self._silence = max(1, int(detection.get("silenceDurationMs", _SILENCE_MS)) // 20)
        self._prefix = max(1, int(detection.get("prefixPaddingMs", _PREFIX_MS)) // 20)
        self._hearer = Hearer(RATE)
        self._rest = b""
        self._loud = 0
        self._quiet = 0
        self._words: list[str] | None = None  # None while nobody speaks

    @property
    def speaking(self) -> bool:
        """Whether speech began and has not ended."""
        return self._words is not None

    def feed(self, pcm: bytes) -> list[Heard]:
        """What is heard in these bytes."""
        heard: list[Heard] = []
        pcm = self._rest + pcm
        end = len(pcm) - len(pcm) % _BLOCK
        for start in range(0, end, _BLOCK):
            self._block(pcm[start : start + _BLOCK], heard)
        self._rest = pcm[end:]
        return heard

    def finish(self) -> list[Heard]:
        """The stream ended: so did the speech."""
        self._rest, self._loud = b"", 0
        heard: list[Heard] = []
        self._end(heard)
        return heard

    def _block(self, pcm: bytes, heard: list[Heard]) -> None:
        if max(array("h", pcm)) >= _LOUD:
            self._loud, self._quiet = self._loud + 1, 0
        else:
            self._loud, self._quiet = 0, self._quiet + 1
        if self._words is None and self._loud >= self._prefix:
            self._words = []
            heard.append(Began())
        for number in self._hearer.feed(pcm):
            if self._words is not None:
                words = phrase(number) if not self._words else f" {phrase(number)}"
                self._words.append(words)
                heard.append(Words(words))
        if self._quiet >= self._silence:
            self._end(heard)

    def _end(self, heard: list[Heard]) -> None:
        if self._words is not None:
            heard.append(Ended("".join(self._words)))
            self._words = None
