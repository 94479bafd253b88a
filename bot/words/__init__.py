"""The catalogue: every word a person can read, in Fluent files, one folder a language.

    words = Words()
    words.say("de", "start-title", position="Moderator")

English is complete by definition; another language falls back to it, message by message. Keys are kebab-case and start
with the area they belong to. Fluent: https://projectfluent.org/fluent/guide/
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from fluent.runtime import FluentBundle, FluentResource

HERE = Path(__file__).parent
FALLBACK = "en"
Value = str | int | float


class Say(Protocol):
    """`Words.say` with the locale filled in, for code that renders and does not care who reads."""

    def __call__(self, key: str, /, **words: Value) -> str: ...


@lru_cache
def languages() -> tuple[str, ...]:
    """The languages we speak, English first."""
    found = sorted(path.name for path in HERE.iterdir() if path.is_dir() and list(path.glob("*.ftl")))
    return (FALLBACK, *(name for name in found if name != FALLBACK))


@lru_cache
def bundle(language: str) -> FluentBundle:
    """All files of one language, parsed once."""
    made = FluentBundle([language], use_isolating=False)
    for path in sorted((HERE / language).glob("*.ftl")):
        made.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    return made


def nearest(locale: str) -> str:
    """The language we speak for a locale: `de-AT` is `de`, what we do not speak is English."""
    for candidate in (locale, locale.split("-", maxsplit=1)[0]):
        if candidate in languages():
            return candidate
    return FALLBACK


class Words:
    """Fills in messages. Holds no state; a class, so that components are given their words like everything else."""

    def say(self, locale: str, key: str, /, **words: Value) -> str:
        """The words for `key`. Raises KeyError for a key that English does not have: a bug, and tested."""
        return self.fill(locale, key, words)

    def fill(self, locale: str, key: str, words: Mapping[str, Value]) -> str:
        """`say`, with the variables in a mapping (for a `Phrase`)."""
        for language in dict.fromkeys((nearest(locale), FALLBACK)):
            made = bundle(language)
            if made.has_message(key):
                pattern = made.get_message(key).value
                if pattern is not None:
                    text, errors = made.format_pattern(pattern, dict(words))
                    if errors:
                        raise KeyError(f"{key} in {language}: {errors[0]}")
                    return str(text)
        raise KeyError(key)
