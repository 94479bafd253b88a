"""What became of a message that was looked into."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.ports.messages import Typed


async def nothing() -> None:
    """Note nothing."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The three things that follow, in this order."""

    message: Typed | None
    """What it says; None where it is no answer."""
    told: str = ""
    """A key of the catalogue: what its sender is told."""
    note: Callable[[], Awaitable[None]] = nothing
    """Writes down that it is done. Last: a process that is killed before tries once more, instead of saying nothing."""
