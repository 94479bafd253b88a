"""How a post becomes messages: nothing lost, nothing too long, code left whole."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.edges.chat.render import BLOCK, LIMIT, render, size, split
from bot.ports.posts import Phrase, Post
from bot.words import Words


def say(phrase: Phrase) -> str:
    return Words().fill("en", phrase.key, phrase.words)


def test_a_question_shows_where_it_stands() -> None:
    """The bridge, then the progress line with the admin's words right under it."""
    post = Post(body="Why here?", lead="Thank you.", number=2, total=5)
    assert render(post, say) == ("Thank you.\n\n-# Question 2 of 5\nWhy here?",)


def test_a_phrase_is_said_in_the_locale_and_a_mention_leads() -> None:
    """Our own words come from the catalogue; the mention stands where it pings: in the first part."""
    post = Post(body=Phrase("edge-button-continue"), ping=True)
    assert render(post, say, mention="<@5>") == ("<@5>\nContinue",)


def test_an_empty_post_is_still_a_message() -> None:
    """Discord refuses an empty message; the record must be shown all the same."""
    assert render(Post(body="  "), say) == ("…",)


def test_cuts_fall_at_sentence_ends() -> None:
    """Every part but the last ends with a sentence."""
    parts = list(split("This is a sentence of some length. " * 200))
    assert len(parts) > 1
    assert all(part.endswith(".") for part in parts)


def test_a_code_block_that_fits_is_not_cut() -> None:
    """The cut moves in front of the block."""
    block = "```python\n" + "print('a sentence. And another.')\n" * 20 + "```"
    parts = list(split("Some words. " * 130 + "\n" + block + "\nAnd then some. " * 10))
    assert sum(part.count(block) for part in parts) == 1
    assert all(part.count("```") % 2 == 0 for part in parts)


def test_a_code_block_too_long_is_closed_and_opened_again() -> None:
    """Each part is a block of its own, in the same language."""
    parts = list(split("```rust\n" + "let answer = 42;\n" * 400 + "```"))
    assert len(parts) > 2
    assert all(part.startswith("```rust\n") and part.endswith("\n```") for part in parts)


@pytest.mark.parametrize("text", ["x" * 5000, "😀" * 2500, "```" + "x" * 5000 + "```", "```\n" * 1500])
def test_what_has_no_good_cut_is_cut_anyway(text: str) -> None:
    """A wall of characters is cut where it must be."""
    parts = list(split(text))
    assert all(0 < size(part) <= LIMIT for part in parts)


PIECES = st.sampled_from(
    ["word ", "A sentence. ", "\n\n", "\n", "```", "```py\n", "😀", "…", "ü" * 30, "long" * 60, " ", "?", "-# "]
)


@given(st.lists(PIECES, max_size=400).map("".join), st.integers(60, 400))
def test_nothing_is_lost_and_nothing_is_too_long(text: str, limit: int) -> None:
    """Whatever the text: the parts hold its characters in order, and every one of them fits."""
    parts = list(split(text, limit))
    assert all(part.strip() and size(part) <= limit for part in parts)
    assert bare("".join(parts)) == bare(text)


def bare(text: str) -> str:
    """Without blanks, and without the fences that a cut adds."""
    return re.sub(r"\s|```(py)?", "", text)


def test_blocks_are_found_only_when_closed() -> None:
    """An open fence is prose to Discord, so to us."""
    assert not BLOCK.findall("``` open")


@given(st.text(alphabet="🦊 a.\n", min_size=LIMIT // 2, max_size=LIMIT * 2))
def test_emoji_count_double(text: str) -> None:
    """As Discord's clients count, measured by nobody's code but Python's codec."""
    assert all(len(part.encode("utf-16-le")) <= 2 * LIMIT for part in split(text))
    assert 2 * size(text) == len(text.encode("utf-16-le"))


def test_time_left_stands_beside_the_question() -> None:
    """Discord counts down by itself; where nobody wants a countdown there is none."""
    assert render(Post(body="Why?", number=1, total=2, ends_at=1000.5), say) == (
        "-# Question 1 of 2 · ends <t:1000:R>\nWhy?",
    )
    assert render(Post(body="And then?", ends_at=1000.0), say) == ("-# ends <t:1000:R>\nAnd then?",)
