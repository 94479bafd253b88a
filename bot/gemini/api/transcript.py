"""What a transcription says: whether there are words in it, and these without what transcribers add to them. Pure."""

import re
import unicodedata

from bot.gemini.api.noise_labels import BESIDE, LABELS

_NOTE = re.compile(r"\[[^\[\]]*\]|<[^<>]*>|\{[^{}]*\}|【[^【】]*】|〔[^〔〕]*〕")
"""Nobody speaks these: whatever stands in them is the transcriber's own."""
_ASIDE = re.compile(r"\([^()]*\)|\*+[^*]+\*+|[♪♫♬]+[^♪♫♬]+[♪♫♬]+|[\[(<{*【〔♪♫♬][^\[(<{*【〔♪♫♬]*$")
"""These may hold words ("(yes)", "*never*"), and so may a bracket that is never closed."""
_UNSPACED = r"\u3000-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_BLANKS = re.compile(f"(?<=[{_UNSPACED}])[ \t]+(?=[{_UNSPACED}])")
"""Between two signs of Chinese or Japanese, which put no blanks between words. (Korean does.)"""
_LEAST_REPEATED = 3
"""Words of an answer that is taken for one that was transcribed twice: "No. No." is what people say."""
_LEAST_INSIDE = 5
"""Words of an utterance within an answer of which the same is thought."""
_LEAST_SIGNS = 8
"""The same for both, in signs, where words have no blanks between them."""
_DEEP = 3
"""How many brackets in one another are looked through."""


def has_words(text: str) -> bool:
    """Whether anything was said in this transcription: a letter or a digit that is not a label for a noise.

    `[noise]`, `(silence)`, `*coughs*`, `...` and a note sign are what is written down when there was nothing to
    understand; `(laughs) yes` and `(yes)` are answers.
    """
    rest = unicodedata.normalize("NFKC", text)
    for _ in range(_DEEP):
        rest = _ASIDE.sub(lambda found: " " if _is_label(found[0]) else found[0], _NOTE.sub(" ", rest))
    return any(map(str.isalnum, rest))


def tight(text: str) -> str:
    """Without the blanks that a transcription puts between the signs of Chinese and Japanese."""
    return _BLANKS.sub("", text)


def once(text: str) -> str:
    """Each utterance once, where it was transcribed twice or more. Blanks are one, and none at its ends."""
    if re.search(f"[{_UNSPACED}]", text):
        return "".join(_without_repeats(list(tight(" ".join(text.split()))), _LEAST_SIGNS, _LEAST_SIGNS))
    return " ".join(_without_repeats(text.split(), _LEAST_REPEATED, _LEAST_INSIDE))


def _without_repeats(parts: list[str], least: int, least_inside: int) -> list[str]:
    """Without what follows on itself, word for word: all of it, or a part of at least that many parts inside."""
    for length in range(least, len(parts) // 2 + 1):
        if len(parts) % length == 0 and parts[:length] * (len(parts) // length) == parts:
            return parts[:length]
    kept: list[str] = []
    ended: dict[tuple[str, ...], int] = {}  # where each series of so many parts last ended
    for part in parts:
        kept.append(part)
        series = tuple(kept[-least_inside:])
        length = len(kept) - ended.get(series, len(kept))
        if length >= least_inside and kept[-length:] == kept[-2 * length : -length]:
            del kept[-length:]
            for end in range(max(len(kept) - length, least_inside), len(kept) + 1):
                ended[tuple(kept[end - least_inside : end])] = end
        else:
            ended[series] = len(kept)
    return kept


def _is_label(aside: str) -> bool:
    """Whether it only names noises; numbers beside the name say when or how long."""
    words = re.findall(r"[^\W\d_]+", aside.casefold())
    named = any(word in LABELS for word in words) and all(word in LABELS or word in BESIDE for word in words)
    return named or " ".join(words) in LABELS
