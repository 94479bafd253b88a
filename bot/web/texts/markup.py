"""An operator's text becomes HTML: headings, paragraphs, lists, links, bold, and nothing else. Pure.

Whatever the text holds, it is escaped first; no tag of the file's own ever reaches a browser. Of Markdown this
is what a privacy policy needs; plain text without any signs comes out as its paragraphs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

HEADING = re.compile(r"(#{1,4})\s+(.+?)(?:\s+#+)?")
ITEM = re.compile(r"\s*(?:[-*]|(\d{1,3})[.)])\s+(.*)")
INLINE = re.compile(
    r"\[(?P<text>[^\[\]]+)\]\((?P<to>(?:https?://|mailto:)[^\s()<>\"]+)\)"
    r"|<?(?P<bare>https?://[^\s<>\"]*[^\s<>\".,;:!?)'*])>?"
    r"|\*\*(?P<bold>[^*]+)\*\*"
    r"|`(?P<code>[^`]+)`"
)
BREAK = ("  ", "\\")
"""What ends a line that is to stay one, as in a postal address."""


@dataclass(frozen=True, slots=True)
class Page:
    """`title` is the first heading of the highest level, as plain words, "" where there is none; `body` is HTML."""

    title: str
    body: str


def page(text: str) -> Page:
    """The text as a page. Lines of one paragraph flow together, as in Markdown."""
    title = ""
    made = []
    for block in _blocks(text):
        heading = HEADING.fullmatch(block[0])
        if heading is not None:
            level = len(heading[1])
            title = title or (_plain(heading[2]) if level == 1 else "")
            made.append(f"<h{level}>{_inline(heading[2])}</h{level}>")
        elif ITEM.fullmatch(block[0]):
            made.append(_list(block))
        else:
            made.append(f"<p>{_lines(block)}</p>")
    return Page(title, "\n".join(made))


def _blocks(text: str) -> Iterator[list[str]]:
    """Lines that belong together."""
    block: list[str] = []
    gap = False
    for line in text.expandtabs(4).splitlines():
        if not line.strip():
            gap = True
            continue
        if block and not _belongs(line, block[0], gap=gap):
            yield block
            block = []
        block.append(line)
        gap = False
    if block:
        yield block


def _belongs(line: str, first: str, *, gap: bool) -> bool:
    """Whether a line belongs to the block that begins with `first`; `gap`: after an empty line. A heading stands alone.
    A list goes on over a gap with an item of its kind, or what is indented. Of numbers only 1 begins a list in the
    middle of a paragraph: another may be a year at the beginning of a line."""
    item, head = ITEM.fullmatch(line), ITEM.fullmatch(first)
    if HEADING.fullmatch(line) or HEADING.fullmatch(first):
        return False
    if head is None:
        return not gap and (item is None or item[1] not in (None, "1"))
    if item is None or line.startswith("  "):
        return not gap or line.startswith("  ")
    return (item[1] is None) == (head[1] is None)


def _list(block: list[str]) -> str:
    """Its items; a line without a sign belongs to the item above it."""
    items: list[list[str]] = []
    for line in block:
        item = ITEM.fullmatch(line)
        if item is not None:
            items.append([item[2]])
        else:
            items[-1].append(line.strip())
    kind = "ul" if block[0].lstrip()[0] in "-*" else "ol"
    return f"<{kind}>\n" + "\n".join(f"<li>{_lines(item)}</li>" for item in items) + f"\n</{kind}>"


def _lines(lines: list[str]) -> str:
    """One flow, with a break where a line asks for it."""
    text = ""
    for line in lines:
        stays = line.endswith(BREAK)
        text += line.rstrip().removesuffix("\\").strip() + ("\n" if stays else " ")
    return _inline(text.strip()).replace("\n", "<br>\n")


def _inline(text: str) -> str:
    """Escape everything, and put in the few tags that are ours."""
    made, at = "", 0
    for found in INLINE.finditer(text):
        made += escape(text[at : found.start()]) + _tag(found)
        at = found.end()
    return made + escape(text[at:])


def _tag(found: re.Match[str]) -> str:
    if found["to"] is not None:
        return f'<a href="{escape(found["to"])}">{_inline_bold(found["text"])}</a>'
    if found["bare"] is not None:
        return f'<a href="{escape(found["bare"])}">{escape(found["bare"])}</a>'
    if found["bold"] is not None:
        return f"<strong>{_inline(found['bold'])}</strong>"
    return f"<code>{escape(found['code'])}</code>"


def _inline_bold(text: str) -> str:
    """The words of a link: no link stands inside another."""
    return re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", escape(text))


def _plain(text: str) -> str:
    """A heading's words without its signs."""
    return re.sub(r"\[([^\[\]]+)\]\([^)]*\)", r"\1", text).replace("**", "").replace("`", "").strip()
