"""Kinds and comforts as one word of a custom_id."""

from itertools import product

import pytest

from bot.edge import Comforts
from bot.errors import Refused
from bot.interview.models import InterviewType
from cogs import kinds

EVERY_COMFORT = [
    Comforts(**dict(zip(kinds.LETTERS.values(), chosen, strict=True)))
    for chosen in product((False, True), repeat=len(kinds.LETTERS))
]


def test_a_word_carries_everything() -> None:
    """Whatever was chosen comes back, in a word that the templates take, and that fits beside ids and a language."""
    for kind, comforts in product(InterviewType, EVERY_COMFORT):
        word = kinds.token(kind, comforts)
        assert kinds.parsed(word) == (kind, comforts)
        assert len(word) <= 13


def test_nothing_chosen_is_just_the_kind() -> None:
    """Buttons that were posted before there were comforts keep working."""
    assert kinds.token(InterviewType.TEXT, Comforts()) == "text"
    assert kinds.parsed("text") == (InterviewType.TEXT, Comforts())


def test_a_kind_nobody_knows() -> None:
    """A button of another version is refused in words."""
    with pytest.raises(Refused, match="start-type-gone"):
        kinds.parsed("smell.sp")


def test_unknown_letters_mean_nothing() -> None:
    """A comfort that was given up since does not break the button."""
    assert kinds.comforts_of("szs") == Comforts(slower=True)
