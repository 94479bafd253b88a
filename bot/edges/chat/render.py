"""A post becomes message texts: pure, so that what stood in a thread before a crash can be recognised after it.

The mention comes first, then the bridge, then `-# Question 2 of 5` with the question right under it. The cuts fall at
paragraph or sentence ends and never inside a code block that would fit into one message.
"""

import re
from collections.abc import Callable, Iterator

from bot.ports.posts import Phrase, Post

LIMIT = 2000
"""Discord's limit, in UTF-16 units: its clients count these, its API counts less strictly."""

FENCE = "```"
BLOCK = re.compile(r"```.*?```", re.DOTALL)
PARAGRAPH = re.compile(r"(?<=\S)(?=\n[ \t]*\n)")
SENTENCE_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？]")
LINE = re.compile(r"(?<=\S)(?=\n)")
WORD = re.compile(r"(?<=\S)(?= )")
Say = Callable[[Phrase], str]
"""Renders one of our phrases in the interview's locale."""


def render(post: Post, say: Say, *, mention: str = "", limit: int = LIMIT) -> tuple[str, ...]:
    """The texts that carry `post`, oldest first; at least one, none empty, none longer than `limit`."""
    lead, body = (words(part, say).strip() if part is not None else "" for part in (post.lead, post.body))
    asked = f"{progress(post, say)}\n{body}".strip()
    text = "\n\n".join(part for part in (lead, asked) if part)
    return tuple(split(f"{mention}\n{text}", limit)) or ("…",)


def words(part: str | Phrase, say: Say) -> str:
    return say(part) if isinstance(part, Phrase) else part


def progress(post: Post, say: Say) -> str:
    """`-# Question 2 of 5 · ends in 12 minutes`, either part of it, or nothing."""
    parts = []
    if post.number:
        parts.append(say(Phrase("edge-progress", {"number": post.number, "total": post.total})))
    if post.ends_at is not None:
        parts.append(say(Phrase("edge-ends", {"when": f"<t:{int(post.ends_at)}:R>"})))
    return "-# " + " · ".join(parts) if parts else ""


def split(text: str, limit: int = LIMIT) -> Iterator[str]:
    """Cut `text` into pieces that fit. A code block too long for one is closed and opened again around the cut."""
    rest = text.strip()
    while size(rest) > limit:
        cut = best_cut(rest, longest_prefix(rest, limit))
        head, rest = (rest[:cut], rest[cut:]) if cut else cut_block(rest, limit)
        if head.strip():
            yield head.strip()
        rest = rest.lstrip()
    if rest:
        yield rest


def size(text: str) -> int:
    """UTF-16 units: an emoji is two."""
    return len(text) + sum(character > "\uffff" for character in text)


def longest_prefix(text: str, limit: int) -> int:
    """How many characters from the start fit into `limit` units."""
    units = 0
    for index, character in enumerate(text):
        units += 2 if character > "\uffff" else 1
        if units > limit:
            return index
    return len(text)


def best_cut(text: str, room: int) -> int:
    """Where to cut, at most at `room`: a block's start, a paragraph's end in the second half, a sentence's end, a
    line's, a word's, else anywhere; never inside a code block. 0 when `text` starts with one that does not fit."""
    blocks = [found.span() for found in BLOCK.finditer(text)]
    cut_through = next((start for start, end in blocks if start < room < end), None)
    if cut_through is not None and cut_through > room // 4:
        return cut_through
    for pattern, least in ((PARAGRAPH, room // 2), (SENTENCE_END, room // 4), (LINE, 0), (WORD, 0)):
        cuts = [found.end() for found in pattern.finditer(text, 0, room + 1)]
        good = [cut for cut in cuts if least < cut <= room and not any(a < cut < b for a, b in blocks)]
        if good:
            return good[-1]
    return room if cut_through is None else cut_through


def cut_block(text: str, limit: int) -> tuple[str, str]:
    """`text` starts with a block longer than one message: what fits, closed; and the rest, opened again alike."""
    first_line = text.split("\n", 1)[0]
    language = first_line[len(FENCE) :] if re.fullmatch(r"```[\w+#-]{0,20}", first_line) else ""
    opening = f"{FENCE}{language}\n"
    room = longest_prefix(text, limit - len(FENCE) - 1)
    cut = text.rfind("\n", len(opening), room)
    cut = cut if cut > len(opening) else room
    head, tail = text[:cut].rstrip("\n"), text[cut:].removeprefix("\n")
    return f"{head}\n{FENCE}", opening + tail
