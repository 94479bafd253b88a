"""Event kinds that reviewers are told of are those that are written down."""

from pathlib import Path

import pytest

import bot
from cogs.history.embeds import EVENTS_OF_NOTE

SOURCES = "\n".join(path.read_text() for path in Path(bot.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("kind", EVENTS_OF_NOTE)
def test_somebody_writes_it(kind: str) -> None:
    """What the Live session notes gets a prefix on its way."""
    names = (kind, kind.removeprefix("live_"))
    assert any(f"{quote}{name}{quote}" in SOURCES for name in names for quote in "\"'")
