"""Whether a text is written in a script that its language does not use. Pure; knows letters, not languages.

Models and transcriptions slip at times: a follow-up in Chinese, or an answer in Devanagari, in an English interview.
"""

import functools
import re
import unicodedata
from collections import Counter

from bot.interview.plan import languages

FEW = 20
"""So many Latin letters are terms and names, in any language."""
_BESIDE = 4
"""More of them are, too, as long as there is one letter of the language's own to so many of them."""
_DENSE = frozenset(("CJK", "HIRAGANA", "KATAKANA", "HANGUL"))
"""One sign of these is about two letters of others."""
_SCRIPTS: dict[str, frozenset[str]] = {
    language: frozenset(scripts.split())
    for language, scripts in {
        "ar": "ARABIC",
        "bg": "CYRILLIC",
        "bn": "BENGALI",
        "el": "GREEK",
        "fa": "ARABIC",
        "he": "HEBREW",
        "hi": "DEVANAGARI",
        "ja": "CJK HIRAGANA KATAKANA",
        "ko": "HANGUL CJK",
        "ru": "CYRILLIC",
        "sr": "CYRILLIC LATIN",
        "ta": "TAMIL",
        "te": "TELUGU",
        "th": "THAI",
        "uk": "CYRILLIC",
        "ur": "ARABIC",
        "zh": "CJK BOPOMOFO",
    }.items()
}
_LATIN = frozenset(("LATIN",))


def foreign(text: str, language: str) -> bool:
    """Whether most of its letters are of scripts that the language (a BCP 47 tag) does not use. Of a language that we
    do not offer nothing is known."""
    if languages.known(language) is None:
        return False
    own = _SCRIPTS.get(language.split("-", maxsplit=1)[0], _LATIN)
    counted = _letters(text)
    at_home = sum(count for script, count in counted.items() if script in own)
    latin = 0 if "LATIN" in own else counted["LATIN"]
    strange = counted.total() - at_home - latin
    return strange > at_home + latin or latin > max(FEW, _BESIDE * at_home)


def _letters(text: str) -> Counter[str]:
    """How many letters of each script; a sign that says more counts as two."""
    counted: Counter[str] = Counter()
    for sign, times in Counter(unicodedata.normalize("NFKC", text)).items():
        script = _script(sign)
        if script:
            counted[script] += times * (2 if script in _DENSE else 1)
    return counted


@functools.lru_cache(maxsize=4096)
def _script(sign: str) -> str:
    """The first word of a letter's name in Unicode is its script; empty for what is none of a script's letters."""
    first = re.split("[ -]", unicodedata.name(sign, ""))[0] if sign.isalpha() else ""
    return "CJK" if first == "IDEOGRAPHIC" else "" if first == "MODIFIER" else first
