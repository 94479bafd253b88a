"""The plan of the house: every module stands in a layer, every class in the glossary, and no name stands twice."""

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\w+)` \| `([\w.]+)` \| (.+) \|$", re.MULTILINE)


def modules() -> list[str]:
    """Every module of the product; a package by its own name."""
    paths = [path.relative_to(ROOT) for room in ("bot", "cogs") for path in (ROOT / room).rglob("*.py")]
    return sorted(".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in paths)


def layers() -> list[str]:
    """The names in the contract that holds the direction of imports."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    rows: list[str] = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [name.strip() for row in rows for name in row.split("|")]


def classes() -> Iterator[tuple[str, str]]:
    """(class, module) of every public class of the product."""
    for module in modules():
        path = ROOT / module.replace(".", "/")
        source = path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"
        for node in ast.parse(source.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                yield node.name, module


def test_every_module_stands_in_a_layer() -> None:
    """A new room is entered in the contract, or nothing holds its imports. A package above layers is none."""
    named = layers()

    def held(module: str) -> bool:
        return any(module == name or module.startswith(f"{name}.") or name.startswith(f"{module}.") for name in named)

    assert [module for module in modules() if not held(module)] == []


def test_no_layer_is_empty() -> None:
    assert [name for name in layers() if name not in modules()] == []


def test_no_class_name_stands_twice() -> None:
    """One word for one thing, across all rooms."""
    assert [name for name, count in Counter(name for name, _ in classes()).items() if count > 1] == []


def test_the_glossary_names_every_class_and_where_it_stands() -> None:
    """In the order of the rooms, each with a sentence."""
    entered = [(name, module) for name, module, _ in ROW.findall(GLOSSARY)]
    assert sorted(entered) == sorted(classes())
    assert [module for _, module in entered] == sorted(module for _, module in entered)
