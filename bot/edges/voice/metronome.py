"""The one 20 ms clock of the process: every voice room's playout and silence pump beat on it.

Rooms are spread over ten slots, 2 ms apart, so that fifty rooms do not all encode in the same instant. The schedule is
absolute (a beat is due at a multiple of 20 ms after its slot began, whatever the loop did meanwhile): nothing drifts.
Why not discord.py's thread for each player: docs/decisions/0005-one-clock.md.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from bot.log import where

logger = logging.getLogger(__name__)

BEAT: Final = 0.020
SLOTS: Final = 10

Beat = Callable[[], None]


class _Member:
    """One beat and the slot it sits in."""

    __slots__ = ("beat", "slot")

    def __init__(self, beat: Beat, slot: int) -> None:
        self.beat = beat
        self.slot = slot


class _Slot:
    """The members that beat together, and the timer for their next beat while there are any."""

    __slots__ = ("due", "members", "timer")

    def __init__(self) -> None:
        self.members: list[_Member] = []
        self.due = 0.0
        self.timer: asyncio.TimerHandle | None = None


class Metronome:
    """Calls each beat every 20 ms on the running loop; idle while nobody is in it. Used on one loop only."""

    def __init__(self) -> None:
        self._slots = [_Slot() for _ in range(SLOTS)]
        self._epoch: float | None = None
        self.skipped = 0
        """Beats that were given up because the loop stood still for longer than two of them."""

    def add(self, beat: Beat) -> object:
        """Begin to call `beat`, within 20 ms; it must be quick and not raise. Keep the handle for `remove`."""
        loop = asyncio.get_running_loop()
        number = min(range(SLOTS), key=lambda index: len(self._slots[index].members))
        slot = self._slots[number]
        member = _Member(beat, number)
        slot.members.append(member)
        if slot.timer is None:
            slot.due = self._first(loop.time(), number)
            slot.timer = loop.call_at(slot.due, self._strike, loop, slot)
        return member

    def remove(self, handle: object) -> None:
        """Never call this beat again, also not in the round that is going on. Idempotent."""
        if not isinstance(handle, _Member):
            raise TypeError("a handle comes from Metronome.add")
        slot = self._slots[handle.slot]
        if handle not in slot.members:
            return
        slot.members.remove(handle)
        if not slot.members and slot.timer is not None:
            slot.timer.cancel()
            slot.timer = None

    @property
    def running(self) -> bool:
        """Whether any timer is set."""
        return any(slot.timer is not None for slot in self._slots)

    def _first(self, now: float, number: int) -> float:
        """The slot's next place in the grid that all slots share."""
        if self._epoch is None:
            self._epoch = now
        origin = self._epoch + number * BEAT / SLOTS
        return origin + ((now - origin) // BEAT + 1) * BEAT

    def _strike(self, loop: asyncio.AbstractEventLoop, slot: _Slot) -> None:
        slot.due += BEAT
        late = loop.time() - slot.due
        if late > BEAT:  # one missed beat is made up for, more would come out as a burst
            lost = int(late // BEAT)
            slot.due += lost * BEAT
            self.skipped += lost
        # Set before the beats: when the last member leaves in its own beat, `remove` must find this timer to cancel it.
        slot.timer = loop.call_at(slot.due, self._strike, loop, slot)
        for member in tuple(slot.members):
            if member in slot.members:
                self._call(member)

    def _call(self, member: _Member) -> None:
        try:
            member.beat()
        except Exception as bug:
            logger.error("a beat failed and was taken off the metronome: %s", where(bug))
            self.remove(member)
