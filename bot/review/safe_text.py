"""Other people's words made harmless before they are shown: pure.

An embed pings nobody, but it renders links and mentions, and words that look like our own could pass for ours.
"""

import re
from collections.abc import Iterator

# An address stays as it is, so that readers see where it leads. Elsewhere everything to which Discord's
# Markdown gives a meaning gets a backslash: at a line's start also lists.
SPECIAL = re.compile(
    r"(?P<address>https?://[^\s<>()\[\]`]+)|(?P<mark>[\\*_~|`\[\]#><]|^\s*[-+](?=\s)|(?<=\d)\.(?=\s))", re.MULTILINE
)
TURNS_AROUND = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Signs that turn the direction of writing: in a name they would turn our words behind it around, too."""
INVISIBLE = "\u200b"
FENCE = "```"
LANGUAGE = re.compile(r"\A[A-Za-z0-9_+#.-]{0,20}\n")
"""Behind an opening fence: what the code is written in, which is not a part of it."""
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
    """The words line by line as a block quote, so that no words leave it; a block of code stays one, with its indents.

    A piece is cut before it is escaped, so no escape is torn. Each piece of code has fences of its own: a page may end
    behind any of them.
    """
    for part, code in parts(text):
        if code:
            yield from coded(part)
            continue
        for line in part.splitlines() or [""]:
            for piece in cut(line, LONGEST_QUOTED):
                yield f"> {escaped(piece)}" if piece.strip() else f"> {INVISIBLE}"


def parts(text: str) -> Iterator[tuple[str, bool]]:
    """Words and blocks of code in turn, as Discord takes them: between two fences. A fence without another is words."""
    found = text.split(FENCE)
    if len(found) % 2 == 0:
        found[-2:] = [FENCE.join(found[-2:])]
    for place, part in enumerate(found):
        code = place % 2 == 1
        inside = LANGUAGE.sub("", part, count=1).strip("\n") if code else part.strip("\n")
        if inside.strip() or len(found) == 1:
            yield inside, code


def coded(code: str) -> Iterator[str]:
    """Pieces of a block quote, each of them a block of code."""
    held: list[str] = []
    room = LONGEST_QUOTED
    for piece in (piece for line in code.splitlines() for piece in cut(line, LONGEST_QUOTED, keep=True)):
        room -= len(piece)
        if held and room < 0:
            yield in_fences(held)
            held, room = [], LONGEST_QUOTED - len(piece)
        held.append(piece)
    yield in_fences(held)


def in_fences(lines: list[str]) -> str:
    """Between fences of their own; what stood between two of them holds none."""
    return "\n".join(f"> {line}" for line in (FENCE, *lines, FENCE))


def cut(line: str, most: int, *, keep: bool = False) -> Iterator[str]:
    """A line in pieces of at most `most` characters, cut at the last space; in the middle of a word only where it is
    longer than half a piece. With `keep` every space stays."""
    while len(line) > most:
        at = line.rfind(" ", most // 2, most + 1)
        at = most if at < 0 else at
        yield line[:at]
        line = line[at:] if keep else line[at:].lstrip(" ")
    yield line


def fenced(text: str) -> str:
    """The words in a Markdown code block that nothing inside can close."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"
