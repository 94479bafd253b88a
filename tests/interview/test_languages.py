"""The languages: named in their own words, and matched with a reader's locale."""

import pytest

from bot.interview.plan.languages import LANGUAGES, NAMES, best, language_name


@pytest.mark.parametrize(
    ("locale", "offered", "expected"),
    [
        ("de", ("en", "de"), "de"),
        ("en-US", ("de", "en"), "en"),
        ("pt-BR", ("en", "pt-BR"), "pt-BR"),
        ("pt-PT", ("en", "pt-BR"), "pt-BR"),
        ("ja", ("en", "de"), "en"),
    ],
)
def test_language_that_suits(locale: str, offered: tuple[str, ...], expected: str) -> None:
    """The person's own if offered, a relative of it, else the questions' own."""
    assert best(locale, offered) == expected


def test_every_language_has_its_own_name() -> None:
    """What can be offered can be named."""
    assert {tag.partition("-")[0] for tag in LANGUAGES} <= NAMES.keys()
    assert language_name("pt-BR") == "Português (pt-BR)"
