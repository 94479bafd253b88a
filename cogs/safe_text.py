"""Other people's words made harmless before they are shown: pure.

An embed pings nobody, but it renders links and mentions, and words that look like our own could pass for ours.
"""

import re
from collections.abc import Iterator

# An address stays as it is, so that whoever follows it sees where it leads. Elsewhere everything to which Discord's
# Markdown gives a meaning gets a backslash: at a line's start also lists.
SPECIAL = re.compile(
    r"(?P<address>https?://[^\s<>()\[\]`]+)|(?P<mark>[\\*_~|`\[\]#><]|^\s*[-+](?=\s)|(?<=\d)\.(?=\s))", re.MULTILINE
)
TURNS_AROUND = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Signs that turn the direction of writing: in a name they would turn our words behind it around, too."""
INVISIBLE = "\u200b"
LONGEST_QUOTED = 800
"""Characters of a quoted line; escaped it may be twice as long, and a page must take it."""


def escaped(text: str) -> str:
    """Shown exactly as it was typed: no Markdown, no masked link, no mention."""

    def harmless(found: re.Match[str]) -> str:
        if found["address"]:
            return found["address"]
        mark = found["mark"]
        return f"{mark[:-1]}\\{mark[-1]}"

    return SPECIAL.sub(harmless, text).replace("@", f"@{INVISIBLE}")


def inline(text: str, limit: int = 100) -> str:
    """A name or title in the middle of a line: one line, harmless, at most `limit` characters before escaping."""
    flat = readable(text)
    return escaped(flat if len(flat) <= limit else f"{flat[: limit - 1]}…")


def readable(text: str) -> str:
    """A name or title as one line that leaves the words around it as they are; not escaped."""
    return " ".join(TURNS_AROUND.sub("", text).split())


def quoted(text: str) -> Iterator[str]:
    """The words line by line as a block quote, long lines in pieces, so that no words leave their quote.

    A piece is cut before it is escaped, so no escape is torn.
    """
    for line in text.splitlines() or [""]:
        for start in range(0, max(len(line), 1), LONGEST_QUOTED):
            piece = line[start : start + LONGEST_QUOTED]
            yield f"> {escaped(piece)}" if piece.strip() else f"> {INVISIBLE}"


def fenced(text: str) -> str:
    """The words in a Markdown code block that nothing inside can close."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"
