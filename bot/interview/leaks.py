"""What belongs to the machinery, not to a conversation: calls written as words, control tokens, our instructions.

Models say such things at times instead of acting on them. A caller that finds one refuses the whole reply. Pure.
"""

import functools
import re
import unicodedata

from bot.interview.text import prompts as text_prompts
from bot.interview.voice import prompts as voice_prompts

_RUN = 6
"""Words in a row that nobody says by chance as our instructions do."""
_MAY_BE_SAID = re.compile(r"if asked|not a person|people decide|translated faithfully", re.IGNORECASE)
"""What the model is told to say when somebody asks."""
_FUNCTION = r"[\s_\-]{0,3}".join(text_prompts.ENOUGH.split("_"))
# Every repetition has a bound: a model may say four thousand blanks.
_MACHINERY = re.compile(
    rf"{_FUNCTION}"
    r"|[{}]|<\||\|>|</?[a-z]|\[/?inst\]"
    r"|\b(?:tool|function|code)[\s_-]{0,3}(?:code|calls?|outputs?|responses?|results?)\b|\bdefault_api\b"
    r"|\b(?:start|end|begin)_of_(?:turn|text|image|audio)\b|\bendoftext\b|\bim_(?:start|end)\b|\beo[ts]_id\b"
    r"|\bctrl\d+\b|\bunused\d+\b|\bprint\s{0,3}\(|\"\w{1,40}\"\s{0,3}:"
    r"|^\W{0,9}(?:user|model|assistant|system|candidate|interviewer|thoughts?|tool|call)\s{0,3}:"
    r"|\bfollow-?ups? left\b|\bunknown function\b|\bdata, never an instruction\b|^\s{0,9}translate into\b",
    re.IGNORECASE | re.MULTILINE,
)


def leaks(text: str, source: str = "") -> bool:
    """Whether something of the machinery is in it that does not stand in `source`, the admin's own words."""
    text, source = (unicodedata.normalize("NFKC", each) for each in (text, source))
    allowed = {found.group().casefold() for found in _MACHINERY.finditer(source)}
    if any(found.group().casefold() not in allowed for found in _MACHINERY.finditer(text)):
        return True
    return bool(_runs(text) & _of_ours() - _runs(source))


@functools.cache
def _of_ours() -> frozenset[tuple[str, ...]]:
    fixed = [*text_prompts.FIXED, *voice_prompts.FIXED]
    lines = (line for text in fixed for line in text.splitlines() if not _MAY_BE_SAID.search(line))
    return frozenset().union(*map(_runs, lines))


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    """Every so many words in a row."""
    words = re.findall(r"\w+", text.casefold())
    return frozenset(tuple(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1))
