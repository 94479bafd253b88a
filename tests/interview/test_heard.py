"""The sums over what was said: how much of it was heard, and whether it was what was planned."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.interview.voice.transcript import Fragment, heard_text, joined, share_of

SAID = [Fragment(0, "What draws"), Fragment(1_000, " you to"), Fragment(1_000, " this"), Fragment(2_000, " community?")]


@pytest.mark.parametrize(
    ("heard_ms", "text"),
    [
        (0, ""),
        (500, "What"),
        (1_000, "What draws"),
        (2_000, "What draws you to this"),
        (2_500, "What draws you to this"),
        (3_000, "What draws you to this community?"),
        (9_000, "What draws you to this community?"),
    ],
)
def test_what_had_been_said(heard_ms: int, text: str) -> None:
    """Whole fragments, a share of the last one, whole words."""
    assert heard_text(SAID, heard_ms, 3_000) == text


@pytest.mark.parametrize(
    ("planned", "said", "least", "most"),
    [
        ("What draws you here?", "what draws you here", 1.0, 1.0),
        ("What draws you here?", "I see. So, what draws you here?", 1.0, 1.0),
        ("What draws you here?", "What is it that brings you?", 0.0, 0.59),
        ("What draws you here?", "", 0.0, 0.0),
        ("何がきっかけですか?", "では、何がきっかけですか", 1.0, 1.0),
        ("?!", "anything", 1.0, 1.0),
    ],
)
def test_whether_it_was_what_was_planned(planned: str, said: str, least: float, most: float) -> None:
    """Capitals, punctuation and a bridge before it do not count."""
    assert least <= share_of(planned, said) <= most


@given(
    st.lists(st.tuples(st.integers(0, 5_000), st.text(" ab", max_size=9)), max_size=8),
    st.integers(0, 6_000),
    st.integers(0, 6_000),
)
def test_nothing_is_invented(made: list[tuple[int, str]], heard_ms: int, more: int) -> None:
    """It is a beginning of what was said, and grows with what was heard."""
    fragments = [Fragment(at, text) for at, text in sorted(made, key=lambda one: one[0])]
    whole = joined([fragment.text for fragment in fragments])
    heard = heard_text(fragments, heard_ms, 6_000)
    assert whole.startswith(heard) or whole.replace(" ", "").startswith(heard.replace(" ", ""))
    assert len(heard_text(fragments, heard_ms + more, 6_000)) >= len(heard)


def test_chinese_and_japanese_have_no_blanks_between_their_signs() -> None:
    """However the fragments carry them; other scripts keep theirs."""
    assert joined(["你 ", "好 ， ", "世 界"]) == "你好，世界"
    assert joined(["わ た", " し は Tokyo ", "で す"]) == "わたしは Tokyo です"
    assert joined(["안녕 ", "하세요 여러분"]) == "안녕 하세요 여러분"
