"""What Discord's clients make of a message's text, as its help pages on Markdown, timestamps and mentions describe it.

`acts` names everything that does more than stand there: what can be pressed, what pings, what hides or imitates.
"""

import re

_ACTS = {
    "masked link": re.compile(r"\[[^\[\]]*\]\(\s*<?[a-z][a-z0-9+.-]*://[^\s()]+>?[^()]*\)", re.IGNORECASE),
    "link": re.compile(r"(?:https?|steam|discord|ftp)://[^\s<]+", re.IGNORECASE),
    "invite": re.compile(r"discord(?:app)?\.(?:gg|com/invite)/[\w-]+", re.IGNORECASE),
    "mention": re.compile(r"<(?:@[!&]?|#)\d+>"),
    "everyone": re.compile(r"@(?:everyone|here)\b"),
    "command": re.compile(r"</[^:>\n]+:\d+>"),
    "timestamp": re.compile(r"<t:-?\d+(?::[tTdDfFR])?>"),
    "emoji": re.compile(r"<a?:\w{2,32}:\d+>"),
    "guide": re.compile(r"<id:(?:home|browse|customize|guide|linked-roles)>"),
    "spoiler": re.compile(r"\|\|.+?\|\|", re.DOTALL),
    "code": re.compile(r"```.+?```", re.DOTALL),
    "heading": re.compile(r"^#{1,3} +\S", re.MULTILINE),
    "small print": re.compile(r"^-# +\S", re.MULTILINE),
    "quotation": re.compile(r"^(?:>>>|>) +\S", re.MULTILINE),
}
_IN_PAIRS = re.compile(r"(\*\*|\*|__|~~|`)(.+?)\1|(?<!\w)(_)(.+?)_(?!\w)", re.DOTALL)
_ESCAPED = re.compile(r"\\([^\w\s])")
_NOT_SHOWN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f]"
)


def acts(text: str) -> list[str]:
    """What in it acts, sorted, with its words."""
    return sorted(f"{name}: {found.group()}" for name, pattern in _ACTS.items() for found in pattern.finditer(text))


def read(text: str) -> str:
    """The letters a reader sees: emphasis in pairs and escapes are gone, and so is what has no width."""
    before = None
    while before != text:
        before, text = text, _IN_PAIRS.sub(lambda found: found[2] or found[4], text)
    return _NOT_SHOWN.sub("", _ESCAPED.sub(r"\1", text))
