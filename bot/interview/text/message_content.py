"""What a message says: its own words, and those of the files, forwards and polls that it carries. Pure.

A message that carries no words is no answer, and its sender is told so at once.
"""

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from bot.ports.messages import Enclosed, Enclosure, File, Typed
from bot.ports.posts import Phrase
from bot.words import Say

MOST_BYTES: Final = 64 * 1024
"""Of a file that is read."""
MOST_CHARACTERS: Final = 20_000
"""Of all files of one message: ten times what Discord takes as a message; the interviewer reads it again with every
answer."""
LONGEST_NAME: Final = 60

NEVER_WORDS: Final = ("image/", "audio/", "video/", "font/")
TYPESCRIPT: Final = "video/mp2t"
"""What a `.ts` file is called, whatever it holds."""
UTF_16: Final = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
FORMATS: Final = ("%PDF-", "{\\rtf", "%!PS")
"""How files begin that can be all letters, and yet are not for reading."""
HARMLESS: Final = re.compile(r"[\x08\x0b\x0c\x1a\x1b\x7f-\x9f]")
"""What text files carry at times and nobody reads."""
BINARY: Final = re.compile(r"[\x00-\x07\x0e-\x19\x1c-\x1f]")
UNFIT_FOR_A_NAME: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\[\]`]")


def may_be_words(kind: str | None, size: int) -> bool:
    """Whether a file of this content type is worth a look. Discord tells it by the file's ending, or not at all; so for
    what is no picture and no sound the content decides."""
    plain = (kind or "").partition(";")[0].strip().lower()
    return 0 < size <= MOST_BYTES and (plain == TYPESCRIPT or not plain.startswith(NEVER_WORDS))


def words_in(data: bytes) -> str | None:
    """The text of a file; None when it is none."""
    if len(data) > MOST_BYTES:
        return None
    bom, encoding = data[:2], UTF_16.get(data[:2])
    try:
        text = data.decode("utf-8-sig") if encoding is None else data[len(bom) :].decode(encoding)
    except UnicodeDecodeError:
        return None
    if BINARY.search(text) or text.lstrip().startswith(FORMATS):
        return None
    lines = HARMLESS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return lines.strip("\n") if lines.strip() else None


def clean_name(name: str) -> str:
    """A file's name as it may stand in one line among our words."""
    one_line = " ".join(UNFIT_FOR_A_NAME.sub("", name).split())
    return one_line if len(one_line) <= LONGEST_NAME else f"{one_line[: LONGEST_NAME - 1]}…"


def looked_into(message: Typed, files: Sequence[File]) -> Typed:
    """The message with the words of these files, which are all that could be had."""
    room, read = MOST_CHARACTERS, list[Enclosed]()
    for file in files:
        text = None if file.data is None else words_in(file.data)
        if text is not None:
            read.append(Enclosed(Enclosure.FILE, text[:room], clean_name(file.name), whole=len(text) <= room))
            room -= min(len(text), room)
    had = sum(file.data is not None for file in files)
    return replace(
        message,
        attachments=message.attachments - len(read),
        texts=(),
        enclosed=(*message.enclosed, *read),
        lost=max(0, len(message.texts) - had),
    )


def words_of(message: Typed, say: Say) -> str:
    """All its words as they stand in the record, what is enclosed under a line of ours; empty when there are none."""
    return "\n".join(_parts(message, say))


def _parts(message: Typed, say: Say) -> Iterator[str]:
    if message.text.strip():
        yield message.text
    for each in message.enclosed:
        yield say(f"interview-enclosed-{each.kind}", name=each.name)
        if each.text:
            yield each.text
        if not each.whole:
            yield say("interview-enclosed-cut")


def is_answer(message: Typed, *, with_video: bool) -> bool:
    """Whether it says anything: in words, or, where the interviewer sees pictures, with one."""
    return bool(message.text.strip() or message.enclosed or (with_video and message.pictures))


def unread(message: Typed, *, with_video: bool) -> int:
    """How many of its attachments nobody reads; where pictures are shown to the model these are not among them."""
    return message.attachments - (message.pictures if with_video else 0)


def remarks(message: Typed, *, with_video: bool) -> Iterator[Phrase]:
    """What its sender is told at once: what of it is not read, or that there are no words in it."""
    answer = is_answer(message, with_video=with_video)
    files = [each for each in message.enclosed if each.kind is Enclosure.FILE]
    if not all(each.whole for each in files):
        yield Phrase("interview-attached-cut", {"count": sum(len(each.text) for each in files)})
    others = unread(message, with_video=with_video) - message.lost
    if message.lost:
        yield Phrase("interview-attached-lost", {"count": message.lost})
    if others > 0:
        yield Phrase("interview-attached-beside" if answer else "interview-attached-alone", {"count": others})
    elif not answer and not message.lost:
        yield Phrase("interview-no-words")
