"""A small language for what a JSON body must be. A check looks at one value and tells every fault, where it is.

`record(needs={"name": text(1, 100)}, may={"topic": text(0, 1024)})` is a check; so is any function of this signature.
Fields that nobody named are left alone, as Discord leaves them; null in a field that may be absent is as if absent.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sims.discord.world import Json, Refusal

INVALID_FORM_BODY = 50035


@dataclass(frozen=True, slots=True)
class Fault:
    """`code` and `words` as Discord says them, where they are known; the position within the body."""

    code: str
    words: str
    where: tuple[str, ...] = ()

    def under(self, name: str | int) -> "Fault":
        return replace(self, where=(str(name), *self.where))

    def __str__(self) -> str:
        return f"{'.'.join(self.where) or 'body'}: {self.words}"


Check = Callable[[Any], Iterator[Fault]]
REQUIRED = Fault("BASE_TYPE_REQUIRED", "This field is required")
DIGITS = re.compile(r"0|[1-9][0-9]{0,19}")


def refusal(faults: Iterable[Fault]) -> Refusal:
    """All of them as Discord's 400."""
    found = list(faults)
    tree: Json = {}
    for fault in found:
        place = tree
        for name in fault.where:
            place = place.setdefault(name, {})
        place.setdefault("_errors", []).append({"code": fault.code, "message": fault.words})
    words = "Invalid Form Body: " + "; ".join(map(str, found))
    return Refusal(400, INVALID_FORM_BODY, "Invalid Form Body", errors=tree, noted=words)


def invalid(where: str, words: str, code: str = "BASE_TYPE_CHOICES") -> Refusal:
    """One fault that only the state of the world shows."""
    return refusal([Fault(code, words, tuple(where.split(".")))])


def length_fault(size: int, least: int, most: int) -> Iterator[Fault]:
    if size < least and size == 0:
        yield REQUIRED
    elif least > 1 and not least <= size <= most:
        yield Fault("BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
    elif size > most:
        yield Fault("BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")


def text(least: int, most: int) -> Check:
    """A string; blanks at both ends do not count, since Discord strips them."""

    def check(value: Any) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield Fault("STRING_TYPE_CONVERT", f"Could not interpret a {type(value).__name__} as string.")
        else:
            yield from length_fault(len(value.strip()) if least else len(value), least, most)

    return check


def whole(least: int, most: int) -> Check:
    def check(value: Any) -> Iterator[Fault]:
        if type(value) is not int:
            yield Fault("NUMBER_TYPE_COERCE", f"A {type(value).__name__} is not int.")
        elif value < least:
            yield Fault("NUMBER_TYPE_MIN", f"int value should be greater than or equal to {least}.")
        elif value > most:
            yield Fault("NUMBER_TYPE_MAX", f"int value should be less than or equal to {most}.")

    return check


def number(value: Any) -> Iterator[Fault]:
    if type(value) not in (int, float):
        yield Fault("NUMBER_TYPE_COERCE", f"A {type(value).__name__} is not float.")


def flag(value: Any) -> Iterator[Fault]:
    if not isinstance(value, bool):
        yield Fault("BOOLEAN_TYPE_CONVERT", "Must be either true or false.")


def among(*choices: int | str) -> Check:
    def check(value: Any) -> Iterator[Fault]:
        if isinstance(value, bool) or value not in choices:
            yield Fault("BASE_TYPE_CHOICES", f"Value must be one of {{{', '.join(map(str, choices))}}}.")

    return check


def snowflake(value: Any) -> Iterator[Fault]:
    """An id, or bits of permissions. Discord answers with strings, and takes numbers, too."""
    if type(value) is int:
        value = str(value)
    if not isinstance(value, str) or not DIGITS.fullmatch(value) or int(value) >= 1 << 64:
        yield Fault("NUMBER_TYPE_COERCE", "Value is not snowflake.")


def link(*schemes: str, most: int = 2048) -> Check:
    def check(value: Any) -> Iterator[Fault]:
        yield from text(1, most)(value)
        if not isinstance(value, str) or not value.strip():
            return
        try:
            parts = urlsplit(value)
        except ValueError:
            parts = None
        if parts is None or not parts.scheme or not parts.netloc or re.search(r"\s", value):
            yield Fault("URL_TYPE_INVALID_URL", "Not a well formed URL.")
        elif parts.scheme not in schemes:
            yield Fault("URL_TYPE_INVALID_SCHEME", f"Scheme {parts.scheme!r} is not supported: {schemes}.")

    return check


def moment(value: Any) -> Iterator[Fault]:
    try:
        datetime.fromisoformat(value)
    except (TypeError, ValueError):
        yield Fault("DATE_TIME_TYPE_PARSE", "Could not parse the time. Should be ISO8601.")


def array(item: Check, least: int = 0, most: int = 1_000_000, *, distinct: bool = False) -> Check:
    def check(value: Any) -> Iterator[Fault]:
        if not isinstance(value, list):
            yield Fault("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return
        if len(value) < least or len(value) > most:
            yield Fault("BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
        for index, each in enumerate(value):
            for fault in item(each):
                yield fault.under(index)
            if distinct and each in value[:index]:
                yield Fault("SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value").under(index)

    return check


def record(*rules: Check, needs: Mapping[str, Check] | None = None, may: Mapping[str, Check] | None = None) -> Check:
    """`rules` look at the whole when each field for itself is right, and so may lean on their types."""

    def shape(value: Json) -> Iterator[Fault]:
        for name, check in (needs or {}).items():
            if value.get(name) is None:
                yield REQUIRED.under(name)
            else:
                yield from (fault.under(name) for fault in check(value[name]))
        for name, check in (may or {}).items():
            if value.get(name) is not None:
                yield from (fault.under(name) for fault in check(value[name]))

    def check(value: Any) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault("MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
            return
        found = list(shape(value))
        yield from found
        if not found:
            for rule in rules:
                yield from rule(value)

    return check


def anything(value: Any) -> Iterator[Fault]:
    """Nothing is asked of it here."""
    yield from ()
