"""How the simulated model sounds: the whistled checksum of what it says, cut as the service cuts it; and what of that
is transcribed."""

import re
from collections.abc import Iterator
from itertools import repeat

from sims.gemini import replies
from sims.gemini.replies import OUTPUT_RATE, fragments
from sims.whistle import mark, speak

_CHUNK_S = 0.2
_SECONDS_PER_WORD = 0.09
_SHORTEST_S = 1.0


def sound(text: str, *, drawl: float = 1.0) -> bytes:
    """The whole of it, PCM16 mono at 24 kHz; as long as it has words."""
    return speak(mark(text), OUTPUT_RATE, seconds=drawl * max(_SHORTEST_S, _SECONDS_PER_WORD * len(text.split())))


def tone(length: float) -> Iterator[bytes]:
    """So many seconds of a tone in which there are no words, in pieces of a fifth of a second."""
    piece = replies.tone(int(1000 * _CHUNK_S))
    return repeat(piece, round(length / _CHUNK_S))


def chunks(text: str, *, drawl: float = 1.0) -> Iterator[tuple[bytes, str | None]]:
    """The sound in pieces of a fifth of a second, each with the words that are said by then."""
    whole = sound(text, drawl=drawl)
    size = int(_CHUNK_S * OUTPUT_RATE) * 2
    count = -(-len(whole) // size)
    parts = fragments(text)
    said = 0
    for number in range(count):
        due = -(-(number + 1) * len(parts) // count)
        words = "".join(parts[said:due]) or None
        said = due
        yield whole[number * size : (number + 1) * size], words


def seconds(pcm_bytes: int) -> float:
    """How long so many bytes sound."""
    return pcm_bytes / (2 * OUTPUT_RATE)


class Transcript:
    """The transcription of one text as far as it comes, which is to its end unless something is wrong with it."""

    def __init__(self, text: str, *, wanted: bool, fault: str) -> None:
        stops = fault in ("cut_mid_sentence", "rest_after_the_end")
        self._left = 0 if not wanted or fault == "no_transcription" else _middle(text) if stops else len(text)
        self.late = text[self._left :] if wanted and fault == "rest_after_the_end" else ""
        """What of it comes after the turn's end."""

    def of(self, words: str | None) -> str | None:
        """Of these next words those that are transcribed with their sound; None: none are."""
        shown = (words or "")[: self._left]
        self._left -= len(shown)
        return shown or None


def _middle(text: str) -> int:
    """Where to cut so that half of the words stand before it, and no sentence ends there."""
    words = re.findall(r"\s*\S+", text)
    count = max(1, len(words) // 2)
    while count > 1 and words[count - 1][-1] in ".?!":
        count -= 1
    return len("".join(words[:count]))
