"""Tests of words and labels: what a transcription of noise looks like, and what only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.gemini.api.transcript import has_words, once


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "...",
        "…",
        "?!",
        "。。。",
        "♪",
        "♪♪ ♪",
        "♪ music ♪",
        "🙂",
        "[noise]",
        "[Noise.]",
        " [ noise ] [inaudible 00:12]",
        "[something nobody says]",
        "[шум]",
        "<noise>",
        "<no speech>",
        "{laughter}",
        "(silence)",
        "(Long pause)",
        "(2 seconds of silence)",
        "(background noise) (coughs)...",
        "(clears throat)",
        "*coughs*",
        "**sighs** …",
        "([noise])",
        "[(noise)]",
        "((noise))",
        "(Räuspern)",
        "(lacht leise)",
        "(unverständlich)",
        "(bruit de fond)",
        "(risas)",
        "(música)",
        "(неразборчиво)",
        "(cisza)",
        "（笑）",
        "【雑音】",
        "(听不清)",
        "(웃음)",
        "[noise",
        "(silence",
        "_",
        "---",
    ],
)
def test_a_label_for_a_noise_is_no_word(text: str) -> None:
    assert not has_words(text)


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "Silence.",
        "5",
        "٣",
        "½",
        "はい",
        "ใช่",
        "हाँ",
        "C++",
        "(laughs) yes",
        "yes [noise]",
        "[noise] no. [noise]",
        "*coughs* I do",
        "(yes)",
        "(no)",
        "(5)",
        "*never*",
        "(music is what I like)",
        "(I laugh)",
        "♪ happy birthday ♪",
        "[noise] (yes",
        "noise (a lot of it",
        "「はい」",
        "2 < 3",
        "a [b",
        "(quietly)",
    ],
)
def test_an_answer_has_words(text: str) -> None:
    assert has_words(text)


@given(st.text(max_size=60), st.sampled_from(["[noise]", "(silence)", "*coughs*", "…", "♪"]))
def test_a_label_takes_no_words_away(text: str, label: str) -> None:
    """What was said stays said, whatever noise comes before it."""
    assert has_words(f"{label} yes {text}")


@given(st.text(alphabet="[](){}<>*♪【】 .", max_size=400))
def test_brackets_alone_are_no_words(text: str) -> None:
    assert not has_words(text)


TWICE = [
    ("I like maps. I like maps.", "I like maps."),
    ("I like maps.  I like maps. I like maps.", "I like maps."),
    ("First I ask both of them. First I ask both of them. Then I listen.", "First I ask both of them. Then I listen."),
    ("At ten in the evening. I wait a whole day. I wait a whole day.", "At ten in the evening. I wait a whole day."),
    ("地図が好きです。地図が好きです。", "地図が好きです。"),
    ("我每天晚上都在线。 我每天晚上都在线。周末也在。", "我每天晚上都在线。周末也在。"),
    ("No. No.", "No. No."),
    ("very very good", "very very good"),
    ("again and again and again", "again and again and again"),
    ("はい、はい。", "はい、はい。"),
    ("", ""),
    ("Yes.", "Yes."),
]


@pytest.mark.parametrize(("heard", "said"), TWICE)
def test_what_is_transcribed_twice_was_said_once(heard: str, said: str) -> None:
    """The whole, or one of its utterances. Short words that people do repeat stay."""
    assert once(heard) == said


@given(st.lists(st.sampled_from("abcdefgh"), max_size=60), st.integers(5, 20))
def test_nothing_else_is_taken_away(words: list[str], length: int) -> None:
    """Whatever it is, a repetition adds nothing to it, and what has no repetition stays as it is."""
    text = once(" ".join(words))
    assert once(text) == text
    different = " ".join(map(str, range(length)))
    assert once(different) == different
    assert once(f"{different} {different}") == different
