"""`docs/resilience.md` promises nothing that no test holds."""

import ast
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
PAGE = PROJECT / "docs" / "resilience.md"
LINK = re.compile(r"\[test\]\(\.\./(tests/[\w/]+\.py)#(\w+)\)")
HELD = LINK.findall(PAGE.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("file", "name"), HELD)
def test_each_link_names_a_test(file: str, name: str) -> None:
    """Which is there, in that file."""
    tree = ast.parse((PROJECT / file).read_text(encoding="utf-8"))
    assert name in {each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_each_promise_has_a_link() -> None:
    """Every item of every list."""
    items = PAGE.read_text(encoding="utf-8").replace("\n  ", " ").splitlines()
    promises = [line for line in items if line.startswith("- ")]
    assert len(promises) > 30
    assert [line for line in promises if not LINK.search(line)] == []
