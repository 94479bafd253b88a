"""Tests of words and labels: what a transcription of noise looks like, and what only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.live.transcript import has_words


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
