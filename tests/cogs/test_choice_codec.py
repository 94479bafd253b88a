"""A chosen type and accommodations as one word of a custom_id."""

from itertools import product

import pytest

from bot.errors import Refused
from bot.interview.models import InterviewType
from bot.ports.accommodations import Accommodations
from cogs.interview import choice_codec

EVERY_COMFORT = [
    Accommodations(**dict(zip(choice_codec.LETTERS.values(), chosen, strict=True)))
    for chosen in product((False, True), repeat=len(choice_codec.LETTERS))
]


def test_a_word_carries_everything() -> None:
    """Whatever was chosen comes back, in a word that the templates take, and that fits beside ids and a language."""
    for kind, accommodations in product(InterviewType, EVERY_COMFORT):
        word = choice_codec.token(kind, accommodations)
        assert choice_codec.parsed(word) == (kind, accommodations)
        assert len(word) <= 13


def test_nothing_chosen_is_just_the_kind() -> None:
    """Buttons that were posted before there were accommodations keep working."""
    assert choice_codec.token(InterviewType.TEXT, Accommodations()) == "text"
    assert choice_codec.parsed("text") == (InterviewType.TEXT, Accommodations())


def test_a_kind_nobody_knows() -> None:
    """A button of another version is refused in words."""
    with pytest.raises(Refused, match="start-type-gone"):
        choice_codec.parsed("smell.sp")


def test_unknown_letters_mean_nothing() -> None:
    """A comfort that was given up since does not break the button."""
    assert choice_codec.accommodations_of("szs") == Accommodations(slower=True)
