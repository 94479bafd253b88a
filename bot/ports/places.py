"""Where interviews take place: makes the thread or the voice channel, and the edge that speaks in it."""

from dataclasses import dataclass, field
from typing import Protocol

from bot.ports.accommodations import NONE_CHOSEN, Accommodations
from bot.ports.chat import Edge
from bot.ports.voice import VoiceEdge


@dataclass(frozen=True, slots=True)
class NewPlace:
    """What a place is made for. `parent_id` is the channel in which it is made."""

    interview_id: int
    guild_id: int
    parent_id: int
    candidate_id: int
    candidate_name: str = field(repr=False)
    title: str
    room_id: int | None = None
    """A voice channel that stands already and is to be used; None: one is made."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where an interview takes place, and for whom: all that its edge has to know. `place_id` is the id of a thread or
    of a voice channel."""

    interview_id: int
    guild_id: int
    place_id: int
    candidate_id: int
    locale: str
    accommodations: Accommodations = NONE_CHOSEN
    own_room: bool = True
    """Whether a voice channel was made for this interview, and goes with it."""


class Places(Protocol):
    """Makes threads, and the edges that speak in them."""

    async def open(self, new: NewPlace, /) -> int:
        """Make the private thread (or voice channel), let the candidate in, return its id.

        Raises EdgeGone: then nothing was made; its `code` is Discord's own number, and INTERNAL means that it may work
        in a moment.
        """

    def edge(self, address: Address, /) -> Edge:
        """The edge of an existing thread, or voice channel (then it is a `VoiceEdge`). Cheap; touches nothing."""

    async def sweep(self, *, guild_id: int, interview_id: int, since: float) -> None:
        """Delete the thread that was made for this interview by a process that died before the record knew it.

        Not one that is older than the interview (`since`, epoch seconds): numbers begin anew with a fresh database, or
        an older one that was put back, and the thread is somebody else's then.
        """

    async def delete(self, *, guild_id: int, place_id: int) -> bool:
        """Delete the thread; True when it is gone (also when it already was), False when it may still be there."""


class RoomPlaces(Places, Protocol):
    """Places that are voice channels."""

    def edge(self, address: Address, /) -> VoiceEdge:
        """The edge of an existing voice channel. Cheap; touches nothing."""
