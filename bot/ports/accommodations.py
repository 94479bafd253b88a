"""What a candidate chose to make a spoken interview easier."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Accommodations:
    """What a candidate chose to make a spoken interview easier; nobody asks why, and no reviewer sees it."""

    slower: bool = False
    """The interviewer speaks slowly."""
    patient: bool = False
    """A longer silence counts as the end of an answer."""
    captions: bool = True
    countdown: bool = True
    """The panel shows the time left."""
    breaks: bool = False
    """A pause may last longer before the room is given back."""
    skip: bool = False
    """The panel has a Skip button."""


NONE_CHOSEN = Accommodations()
