"""Parses what an interaction carries in its custom_id and its choice. Pure.

Discord lets nobody send an id that no message of ours carries; but messages outlive versions of this bot, and what is
made up is to be refused in words, not as a fault of ours.
"""

from enum import Enum
from typing import TypeVar

from bot.errors import Refused
from bot.store.records import LARGEST_ID

E = TypeVar("E", bound=Enum)

NUMBER = r"[0-9]{1,19}"
"""An id in a template."""


def number(text: str, *, base: int = 10, most: int = LARGEST_ID) -> int:
    """A number that is not negative. Raises Refused for anything else, and beyond `most`."""
    try:
        value = int(text, base)
    except ValueError as mistake:
        raise Refused("door-unknown") from mistake
    if not 0 <= value <= most:
        raise Refused("door-unknown")
    return value


def one_of(kind: type[E], text: str) -> E:
    """One of the enum's values. Raises Refused for anything else."""
    try:
        return kind(text)
    except ValueError as mistake:
        raise Refused("door-unknown") from mistake
