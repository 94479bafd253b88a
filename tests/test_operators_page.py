"""The page by symptom: its words are the bot's own, and each symptom was brought about by a test."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
NAMES = re.compile(r"[a-z0-9_.-]+")
"""Of a failure, a command or a file: no sentence."""


def rows() -> list[list[str]]:
    """The cells of the table."""
    section = PAGE.partition("## By symptom\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines[1:]]


def said() -> str:
    """Everything that the bot can say, as it stands in the sources: a sentence over two lines is put together."""
    files = [path for room in ("bot", "cogs") for end in ("py", "ftl") for path in (ROOT / room).rglob(f"*.{end}")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    return re.sub(r'"\s*\n\s*f?"', "", text)


def test_the_words_of_a_symptom_are_the_bots() -> None:
    """Operators search for what they see; a sentence that was changed in the code is changed here, too."""
    sources = said()
    quoted = [words for symptom, *_ in rows() for words in re.findall(r"`([^`]+)`", symptom)]
    sentences = [words for words in quoted if not NAMES.fullmatch(words) and words not in ("/diag voice", "/setup")]
    assert len(sentences) > 20
    assert [words for words in sentences if words not in sources and not words.startswith("interview-bot ")] == []


def test_each_symptom_was_brought_about() -> None:
    """By a test that is still there; three cells each."""
    assert [row for row in rows() if len(row) != 3] == []
    for symptom, _, do in rows():
        tests = re.findall(r"`(tests/[\w/]+\.py)`", do)
        assert tests, symptom
        assert [test for test in tests if not (ROOT / test).exists()] == []
