"""Where a sentence ends, in the scripts of all languages that interviews are held in. Pure."""

import re
import unicodedata

ENDS = ".!?…。！？｡．؟۔।॥։፧።\u037e⁇⁈⁉‼"
"""Signs that end a sentence."""
_THAI_END = re.compile(r"(?:ครับผม|ครับ|ค่ะ|คะ|นะ|จ้ะ|จ๊ะ|จ้า|ไหม|มั้ย|หรือเปล่า|หรือยัง)$")
"""Thai has no such sign; what is said politely ends with one of these."""
_JAPANESE_QUESTION = re.compile(r"(?:です|ます|ません|でした|ました|でしょう)か$")
_GREEK_QUESTION = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff];$")
_BOUNDARY = re.compile(r"(?<=[.!?…؟۔।॥։።\u037e])\s+|(?<=[。！？])")


def is_whole(text: str) -> bool:
    """Whether it stops at the end of a sentence, not in the middle of one. Marks, quotes and emoji behind do not count;
    an empty text stops nowhere."""
    end = len(text)
    while end and text[end - 1] not in ENDS and _trails(text[end - 1]):
        end -= 1
    said = text[:end]
    if not any(sign.isalnum() for sign in said):
        return False
    return said[-1] in ENDS or any(end.search(said) for end in (_THAI_END, _JAPANESE_QUESTION, _GREEK_QUESTION))


def sentences(text: str) -> list[str]:
    """Its sentences, and what is left behind the last of them."""
    return [part for part in _BOUNDARY.split(text) if part.strip()]


def _trails(sign: str) -> bool:
    """Whether it may stand behind the end of a sentence: a quote, a bracket, emphasis, an emoji, a blank."""
    return (
        sign.isspace() or sign in "\"'*_~`\ufe0f" or unicodedata.category(sign) in {"Pe", "Pf", "Pi", "So", "Sk", "Cf"}
    )
