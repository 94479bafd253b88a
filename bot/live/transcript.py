"""Whether anything was said in a transcription. Pure."""

import re
import unicodedata

from bot.live.noise_labels import BESIDE, LABELS

_NOTE = re.compile(r"\[[^\[\]]*\]|<[^<>]*>|\{[^{}]*\}|【[^【】]*】|〔[^〔〕]*〕")
"""Nobody speaks these: whatever stands in them is the transcriber's own."""
_ASIDE = re.compile(r"\([^()]*\)|\*+[^*]+\*+|[♪♫♬]+[^♪♫♬]+[♪♫♬]+|[\[(<{*【〔♪♫♬][^\[(<{*【〔♪♫♬]*$")
"""These may hold words ("(yes)", "*never*"), and so may a bracket that is never closed."""
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


def _is_label(aside: str) -> bool:
    """Whether it only names noises; numbers beside the name say when or how long."""
    words = re.findall(r"[^\W\d_]+", aside.casefold())
    named = any(word in LABELS for word in words) and all(word in LABELS or word in BESIDE for word in words)
    return named or " ".join(words) in LABELS
