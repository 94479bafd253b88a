"""Other people's words stay words: nothing leaves its quote or its block, and nothing is lost."""

import pytest

from bot.review.safe_text import escaped, fenced, inline, quoted


@pytest.mark.parametrize("text", ["a `` b", "```", "``````", "no ticks", "ends with `"])
def test_a_fence_that_nothing_closes(text: str) -> None:
    """The fence is longer than any run of backticks inside."""
    first, *_, last = fenced(text).split("\n")
    assert first == f"{last}text"
    assert last not in text


def test_escaping_leaves_addresses_readable() -> None:
    """Whoever follows a link sees where it leads."""
    assert escaped("see https://a_b.example/c_d_ _x_") == "see https://a_b.example/c_d_ \\_x\\_"
    assert inline("two\nlines  here") == "two lines here"
    assert escaped("\\[x](y)") == "\\\\\\[x\\](y)"
    assert list(quoted("")) == ["> \u200b"]


def test_long_answers_break_between_words() -> None:
    """In the middle of one only where it is longer than a line of ours; nothing is lost."""
    text = "few questions, which " * 100
    lines = [line.removeprefix("> ") for line in quoted(text)]
    assert len(lines) > 2
    assert " ".join(lines).split() == text.split()
    assert all(line.startswith(("few", "questions,", "which")) for line in lines)
    word = "x" * 2000
    assert "".join(line.removeprefix("> ") for line in quoted(word)) == word


def test_a_block_of_code_stays_one() -> None:
    """With its indentation, and whatever stands around it."""
    text = "Like this:\n```py\ndef f():\n    return *1*\n```\nIs that _fine_?"
    assert list(quoted(text)) == [
        "> Like this:",
        "> ```\n> def f():\n>     return *1*\n> ```",
        "> Is that \\_fine\\_?",
    ]
    assert list(quoted("```just this```")) == ["> ```\n> just this\n> ```"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("a ``` b", 0), ("```", 0), ("a\n```\nb ```` c\n```\n@everyone", 1), ("``` ```", 0), ("```a``` b ```c```", 2)],
)
def test_no_fence_is_left_open(text: str, code: int) -> None:
    """Neither by one too many, nor by more than three, nor by signs within; words outside are harmless as ever."""
    lines = list(quoted(text))
    assert sum(line.startswith("> ```\n") for line in lines) == code
    assert all(line.count("```") == 2 for line in lines if line.startswith("> ```\n"))
    assert all("```" not in line.replace("\\`", "") for line in lines if not line.startswith("> ```\n"))
    assert "@everyone" not in "\n".join(lines)
