"""Event kinds that reviewers are told of are those that are written down."""

from pathlib import Path

import pytest

import bot
from bot.review.report import EVENTS_OF_NOTE

BOT = Path(bot.__file__).parent
SOURCES = "\n".join(path.read_text() for path in BOT.rglob("*.py") if BOT / "review" not in path.parents)
"""All but what is read there."""


@pytest.mark.parametrize("kind", EVENTS_OF_NOTE)
def test_somebody_writes_it(kind: str) -> None:
    """What the Live session notes gets a prefix on its way."""
    names = (kind, kind.removeprefix("live_"))
    assert any(f"{quote}{name}{quote}" in SOURCES for name in names for quote in "\"'")
