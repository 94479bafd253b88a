"""What of a message is words: files by their content, forwards and polls under a line of ours."""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.interview.text import message_content
from bot.interview.text.message_content import (
    MOST_BYTES,
    MOST_CHARACTERS,
    clean_name,
    looked_into,
    may_be_words,
    words_in,
)
from bot.interview.text.prompts import fenced
from bot.ports.messages import Enclosed, Enclosure, File, Typed
from bot.ports.posts import Phrase
from bot.words import Words

SAY = partial(Words().say, "en")
LONG = "I would listen first. " * 130


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (LONG.encode(), LONG),
        (b"\xef\xbb\xbfWith a mark.", "With a mark."),
        ("Grüße".encode("utf-16"), "Grüße"),
        (b"\xfe\xff" + "Grüße".encode("utf-16-be"), "Grüße"),
        (b"one\r\ntwo\rthree\n", "one\ntwo\nthree"),
        (b"\x1b[31mred\x1b[0m\x0c", "[31mred[0m"),
        (b"    indented\n", "    indented"),
        ("日本語 🎉".encode(), "日本語 🎉"),
    ],
)
def test_what_is_text(data: bytes, words: str) -> None:
    """UTF-8, or UTF-16 that says so; lines end in one way, and what nobody can read is gone."""
    assert words_in(data) == words


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n\t ",
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04docx",
        b"%PDF-1.7 all letters",
        b"{\\rtf1 all letters}",
        "Grüße".encode("latin-1"),
        "no mark".encode("utf-16-le"),
        b"nul\x00",
        b"\xff\xfe\x00\xd8",
        b"\xff\xfe\x00\x00a\x00\x00\x00",
        b"x" * (MOST_BYTES + 1),
    ],
)
def test_what_is_not(data: bytes) -> None:
    """Another format, another encoding, nothing, too much."""
    assert words_in(data) is None


@given(st.binary(max_size=300))
def test_no_bytes_are_too_strange(data: bytes) -> None:
    """Whatever comes of it can be stored, sent and fenced."""
    words = words_in(data)
    if words is not None:
        assert words.strip()
        assert "\0" not in words
        assert fenced(words).encode().count(b">>>") == 1


@pytest.mark.parametrize(
    ("kind", "looked_at"),
    [
        ("text/plain; charset=utf-8", True),
        ("text/x-python", True),
        ("application/json", True),
        ("application/sql", True),
        ("video/mp2t", True),  # a .ts
        ("application/octet-stream", True),
        (None, True),
        ("image/png", False),
        ("image/svg+xml", False),
        ("audio/ogg", False),
        ("video/mp4", False),
    ],
)
def test_what_is_worth_a_look(kind: str | None, looked_at: bool) -> None:
    """By type and size; the content decides."""
    assert may_be_words(kind, 9) is looked_at
    assert not may_be_words(kind, 0)
    assert not may_be_words(kind, MOST_BYTES + 1)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("message.txt", "message.txt"),
        ("a\u202etxt.exe", "atxt.exe"),
        ("two\nlines.txt", "twolines.txt"),
        ("[poll]`.md", "poll.md"),
        ("x" * 80 + ".txt", "x" * 59 + "…"),
    ],
)
def test_names_stay_in_their_line(name: str, shown: str) -> None:
    """Nothing in a name passes for a line of ours."""
    assert clean_name(name) == shown


def files(*contents: bytes | None) -> tuple[Typed, list[File]]:
    names = tuple(f"{number}.txt" for number in range(len(contents)))
    found = [File(name, data) for name, data in zip(names, contents, strict=True)]
    return Typed(1, "", len(contents), texts=names), found


def told(message: Typed, *, with_video: bool = False) -> list[str]:
    return [phrase.key for phrase in message_content.remarks(message, with_video=with_video)]


def test_several_files_are_one_answer() -> None:
    """In order, each under its name; what is none is counted as not read."""
    message = looked_into(*files(b"first", b"\x00", b"second"))
    assert message_content.words_of(message, SAY) == "[text file 0.txt]\nfirst\n[text file 2.txt]\nsecond"
    assert (message.attachments, message.texts, message.lost) == (1, (), 0)
    assert told(message) == ["interview-attached-beside"]


def test_long_files_are_read_as_far_as_it_goes() -> None:
    """Together; what is left is said, and stands in the record."""
    message = looked_into(*files(b"a" * (MOST_CHARACTERS - 5), b"b" * 10, b"c"))
    assert [len(each.text) for each in message.enclosed] == [MOST_CHARACTERS - 5, 5, 0]
    rest = "[the rest of this file was not read]"
    assert message_content.words_of(message, SAY).endswith(f"bbbbb\n{rest}\n[text file 2.txt]\n{rest}")
    [cut] = message_content.remarks(message, with_video=False)
    assert cut == Phrase("interview-attached-cut", {"count": MOST_CHARACTERS})


def test_what_discord_does_not_hand_out() -> None:
    """Is not the sender's fault, and no answer; words beside it are one."""
    assert told(looked_into(*files(None))) == ["interview-attached-lost"]
    message, _ = files(b"x")
    assert told(looked_into(message, ())) == ["interview-attached-lost"]


@pytest.mark.parametrize(
    ("message", "with_video", "keys"),
    [
        (Typed(1, "words"), False, []),
        (Typed(1, ""), False, ["interview-no-words"]),
        (Typed(1, " \n"), False, ["interview-no-words"]),
        (Typed(1, "", 1), False, ["interview-attached-alone"]),
        (Typed(1, "words", 2), False, ["interview-attached-beside"]),
        (Typed(1, "", 1, pictures=1), False, ["interview-attached-alone"]),
        (Typed(1, "", 1, pictures=1), True, []),
        (Typed(1, "", 2, pictures=1), True, ["interview-attached-beside"]),
        (Typed(1, "", enclosed=(Enclosed(Enclosure.POLL, "Why?\n- Because"),)), False, []),
        (Typed(1, "", 1, enclosed=(Enclosed(Enclosure.FORWARD, "Hello"),)), False, ["interview-attached-beside"]),
    ],
)
def test_what_is_said_of_it(message: Typed, with_video: bool, keys: list[str]) -> None:
    """Nothing where all are words; one sentence else."""
    assert told(message, with_video=with_video) == keys


def test_forwards_and_polls_are_marked() -> None:
    """The sender's own words first."""
    enclosed = (Enclosed(Enclosure.FORWARD, "What I said there."), Enclosed(Enclosure.POLL, "Tea?\n- yes\n- no"))
    assert message_content.words_of(Typed(1, "See:", enclosed=enclosed), SAY) == (
        "See:\n[forwarded message]\nWhat I said there.\n[poll]\nTea?\n- yes\n- no"
    )
