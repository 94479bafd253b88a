"""Languages for people: named in their own words, and matched with the locale of the reader."""

from collections.abc import Sequence

from bot.interview.plan.languages import NAMES


def language_name(tag: str) -> str:
    """A language for people: `pt-BR` is "Português (pt-BR)"."""
    primary = tag.partition("-")[0]
    name = NAMES.get(primary, primary)
    return name if primary == tag else f"{name} ({tag})"


def best(locale: str, offered: Sequence[str]) -> str:
    """The offered language that suits a person's locale; the first one (the questions' own) when none does."""
    primary = locale.partition("-")[0]
    for wanted in (locale, primary):
        if wanted in offered:
            return wanted
    return next((tag for tag in offered if tag.partition("-")[0] == primary), offered[0])
