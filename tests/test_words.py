"""The catalogue: English is complete, every language has the same keys and variables, every key in the code exists."""

import ast
import re
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as fluent
from fluent.syntax.visitor import Visitor

from bot.words import FALLBACK, HERE, Words, languages, nearest

ROOT = Path(__file__).parents[1]
KEY = re.compile(r"^[a-z]+(?:-[a-z0-9]+)+$")
OUR_NAME = "interview-bot"


class Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: fluent.VariableReference) -> None:
        self.names.add(node.id.name)


def messages(language: str) -> dict[str, set[str]]:
    """Key to the names of its variables; a file that does not parse fails here."""
    found: dict[str, set[str]] = {}
    for path in sorted((HERE / language).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, fluent.Junk), f"{path.name}: {str(entry.content)[:80]}"
            if isinstance(entry, fluent.Message):
                assert entry.id.name not in found, f"{entry.id.name} stands twice in {language}"
                variables = Variables()
                variables.visit(entry)
                found[entry.id.name] = variables.names
    return found


@pytest.mark.parametrize("language", languages())
def test_a_language_has_every_key_and_variable(language: str) -> None:
    """A missing sentence would silently be English."""
    assert messages(language) == messages(FALLBACK)


def keys_in_code() -> set[str]:
    """String literals that look like a key of one of our rooms."""
    rooms = {key.split("-")[0] for key in messages(FALLBACK)}
    found: set[str] = set()
    for folder in ("bot", "cogs"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                text = node.value if isinstance(node, ast.Constant) else None
                if not isinstance(text, str) or text == OUR_NAME:
                    continue
                if KEY.match(text) and text.split("-")[0] in rooms:
                    found.add(text)
    return found


def test_every_key_in_the_code_exists() -> None:
    """A misspelt key would be a traceback in front of a candidate."""
    assert keys_in_code() <= set(messages(FALLBACK))


def test_nearest_language() -> None:
    """A region falls back to its language, what we do not speak to English."""
    assert nearest("de-AT") == "de"
    assert nearest("en-GB") == "en"
    assert nearest("xx") == "en"


def test_a_missing_variable_is_a_bug() -> None:
    """Never a sentence with a hole in it."""
    with pytest.raises(KeyError):
        Words().say("en", "common-unexpected")
