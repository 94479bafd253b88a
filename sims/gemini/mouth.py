"""How the simulated model sounds: the whistled checksum of what it says, cut as the service cuts it."""

from collections.abc import Iterator

from sims.gemini.replies import OUTPUT_RATE, fragments
from sims.whistle import mark, speak

_CHUNK_S = 0.2
_SECONDS_PER_WORD = 0.09
_SHORTEST_S = 1.0


def sound(text: str) -> bytes:
    """The whole of it, PCM16 mono at 24 kHz; as long as it has words."""
    return speak(mark(text), OUTPUT_RATE, seconds=max(_SHORTEST_S, _SECONDS_PER_WORD * len(text.split())))


def chunks(text: str) -> Iterator[tuple[bytes, str | None]]:
    """The sound in pieces of a fifth of a second, each with the words that are said by then."""
    whole = sound(text)
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
