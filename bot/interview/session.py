"""The interview machine: events in, commands out. It never awaits, never reads a clock, never imports discord."""

from bot.interview.commands import Command
from bot.interview.events import InterviewEvent
from bot.interview.models import Saved
from bot.interview.timing import Timing


class InterviewSession:
    """One interview. Carry out the returned commands in order before handing in the next event."""

    def __init__(self, saved: Saved, timing: Timing, now: float) -> None:
        self._saved = saved
        self._timing = timing
        self._now = now

    def receive(self, event: InterviewEvent, now: float) -> list[Command]:
        """Take one event; return what must be done, in order."""
        raise NotImplementedError

    def deadline(self) -> float | None:
        """When `handle_deadline` must be called, in epoch seconds; ask again after every event."""
        raise NotImplementedError

    def handle_deadline(self, now: float) -> list[Command]:
        """The time has come: return what must be done."""
        raise NotImplementedError
