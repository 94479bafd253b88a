"""What was heard of what was said: sums over the fragments of a transcription. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby

from bot.gemini.api.transcript import tight

_WORD = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")
"""A word; in scripts that put no spaces between words, a sign."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of the output transcription; `at_ms`: how much sound of the item had come before it."""

    at_ms: int
    text: str = field(repr=False)


def joined(texts: Sequence[str]) -> str:
    """Fragments as one text. They carry their own spaces, in Chinese and Japanese too many of them."""
    return tight(" ".join("".join(texts).split()))


def heard_text(fragments: Sequence[Fragment], heard_ms: int, total_ms: int) -> str:
    """What had been said when `heard_ms` of `total_ms` were played: whole fragments, and of the last one its share.

    A fragment lasts until the next one begins, the last until the end of the sound. Words are not cut.
    """
    kept: list[str] = []
    pieces = [(at_ms, "".join(one.text for one in group)) for at_ms, group in groupby(fragments, lambda one: one.at_ms)]
    ends_at = [*(at_ms for at_ms, _ in pieces[1:]), total_ms]
    for (at_ms, text), ends in zip(pieces, ends_at, strict=False):
        if heard_ms >= ends > 0:
            kept.append(text)
        elif heard_ms > at_ms:
            kept.append(_begun(text, (heard_ms - at_ms) / (ends - at_ms)))
    return joined(kept)


def share_of(planned: str, said: str) -> float:
    """How much of the planned words is in what was said, in order (0 to 1); capitals and punctuation do not count."""
    wanted, got = _words(planned), _words(said)
    if not wanted:
        return 1.0
    blocks = SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(wanted)


def _begun(text: str, share: float) -> str:
    """The first words of the text, as far as its `share` reaches; at least its leading space."""
    ends = round(len(text) * share)
    if ends >= len(text) or text[ends].isspace():
        return text[:ends]
    cut = max((place for place in range(ends + 1) if text[place].isspace()), default=0)
    return text[:cut]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
