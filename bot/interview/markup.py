"""What a text carries beside plain words: mentions, links, marks that Discord acts on, in whatever disguise. Pure.

What is looked at is what is shown, and whatever it may turn into: with its emphasis taken off (which may pull two
halves of an address together), with its escapes undone, with signs that only look like others taken for these.
"""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

ROUNDS = 4
"""What is still changing after so many rounds of taking off was wrapped by somebody who hides something."""

HIDDEN = "…hidden"
"""Stands for whatever is wrapped too deep to be read."""

_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]{0,30}://|\bwww\.|\bmailto:|\bdiscord(?:app)?\s*\.\s*(?:gg|com)\b)[^\s<>]*"
    r"|(?<![\w.-])\.*(?:[\w+-][\w.+-]{0,63}@)?(?:[\w-]+\.)+"
    r"(?:[a-z]{2,24}/[^\s<>]*|(?:com|net|org|gg|io|me|ly|de|ru|xyz|app|dev|info|link|site)\b[^\s<>]*)",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"<[@#:/a-z][^<>\s]*"  # mentions, channels, emoji, commands, timestamps, guides
    r"|@\s*(?:everyone|here)"
    r"|\]\s*\("  # a masked link
    r"|```|<<<|>>>|\|\|"
    r"|^\s*(?:\#{1,3}|-\#|>|\||---)\s?",
    re.IGNORECASE | re.MULTILINE,
)
_LINE_MARK = re.compile(r"(?:(?<=\s)|(?<=[。！？]))(?:\#{1,3}|-\#|>{1,3})\s")
"""Begins a heading, small print or a quotation as soon as a message is cut right before it."""
_EMPHASIS = re.compile(r"[*`\\]|~~|__|(?<!\w)_|_(?!\w)")
_ESCAPE = re.compile(r"\\(?:u\{?|x)([0-9a-f]{2,6})\}?", re.IGNORECASE)
_END = "\"'”’»)]}.,;:!?…。！？、"
"""What ends an address is of the sentence around it."""
_UNSEEN = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2065\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xFFF0, 0xFFF9), *range(0xE0000, 0xE1000))))
)
"""Letters, marks and unassigned signs that show nothing (Unicode's Default_Ignorable_Code_Point, and a blank of
Braille), beside those that their category tells."""
_LOOKS = str.maketrans(
    "。․‧・·•∙⋅۔܁܂ꓸ⁄∕⧸╱∶ː꞉‹›〈〉⟨⟩˂˃ǀ∣│❘асеорхуіѕԁһӏ",
    "............////:::<><><><>||||aceopxyisdhl",
)
"""Signs that are taken for others: by the eye, and the first by browsers, in an address."""


def visible(text: str) -> str:
    """Without control and invisible characters (they hide links and turn text around), stripped."""
    return "".join(sign for sign in text if sign in "\n\t" or not unseen(sign)).strip()


def bare(text: str) -> str | None:
    """Without emphasis, until nothing of it is left; None where that has no end."""
    for _ in range(ROUNDS):
        before, text = text, visible(_EMPHASIS.sub("", text))
        if text == before:
            return text
    return None


def carried(text: str) -> frozenset[str]:
    """Whatever it carries beside words: each address whole, each mark of Discord's. Empty: it is plain."""
    found: set[str] = set()
    for reading in _readings(text):
        if reading is None:
            found.add(HIDDEN)
        else:
            found.update(match.group().rstrip(_END) for match in _ADDRESS.finditer(reading))
            found.update(match.group().strip() for match in _MARK.finditer(reading))
            if reading.rfind("[") > reading.rfind("]"):
                found.add("[")  # half of a masked link: what stands below it might be the other half
    return frozenset(found)


def set_apart(text: str, source: str) -> str:
    """With a blank behind each address of the source's that goes right on in letters, as Japanese does: to Discord both
    together would be another address."""
    for address in carried(source):
        if "://" in address:
            text = re.sub(re.escape(address) + r"(?=[^\x00-\x7f\s。…！？、])", f"{address} ".replace("\\", r"\\"), text)
    return text


def begins_lines(text: str) -> frozenset[str]:
    """The marks in it that mean something at the beginning of a line, where a long text may be cut."""
    return frozenset(match.group().strip() for match in _LINE_MARK.finditer(text))


def _readings(text: str) -> Iterator[str | None]:
    """As it stands; without emphasis; and what eyes and programs may take it for. None: it cannot be told."""
    yield text
    yield bare(text)
    longest = 2 * len(text) + 40  # there are signs that stand for a whole sentence
    for _ in range(ROUNDS):
        before, text = text, _undisguised(text)
        if text == before:
            yield text
            return
        if len(text) > longest:
            break
    yield None


def _undisguised(text: str) -> str:
    text = unquote(_ESCAPE.sub(_escaped, text))
    text = unicodedata.normalize("NFKD", text)
    text = "".join(sign for sign in text if unicodedata.category(sign) not in {"Mn", "Me"})
    return visible(_EMPHASIS.sub("", unicodedata.normalize("NFKC", text).translate(_LOOKS)))


def _escaped(match: re.Match[str]) -> str:
    number = int(match[1], 16)
    return chr(number) if number < 0x110000 else ""


def unseen(sign: str) -> bool:
    """Whether this character shows nothing: a control or format sign, or one that Unicode calls ignorable."""
    return sign in _UNSEEN or unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co"}
