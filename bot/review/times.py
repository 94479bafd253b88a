"""How moments are written, wherever an interview is read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class TimeStyle:
    """What a renderer makes of moments (epoch seconds). `left` is how long it is until then, where that can be said."""

    moment: Callable[[float], str]
    span: Callable[[float, float], str]
    day: Callable[[float], str]
    left: Callable[[float], str]


def utc(at: float) -> str:
    """ISO 8601 to the second, for files: Discord's `<t:…>` means nothing outside of it."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def utc_day(at: float) -> str:
    return utc(at)[:10]


def precise(at: float) -> str:
    """ISO 8601 to the millisecond: spoken turns are tied to a recording."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


IN_FILES = TimeStyle(utc, lambda first, last: f"{utc(first)} – {utc(last)}", utc_day, lambda _: "UTC")
"""The same for every reader, and true whenever the file is read."""
