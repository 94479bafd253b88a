"""Where interviews take place: makes the thread or the voice channel, and the edge that speaks in it."""

from typing import Protocol

from bot.ports.accommodations import NONE_CHOSEN, Accommodations
from bot.ports.chat import Edge
from bot.ports.voice import VoiceEdge


class Places(Protocol):
    """Where interviews take place: makes the thread, and the edge that speaks in it."""

    async def open(
        self,
        *,
        guild_id: int,
        channel_id: int,
        candidate_id: int,
        candidate_name: str,
        interview_id: int,
        title: str,
        room_id: int | None = None,
    ) -> int:
        """Make the private thread (or voice channel), let the candidate in, return its id.

        With `room_id`, the voice channel that is to be used instead of one of its own. EdgeGone: nothing was made;
        its `code` is Discord's own number, and INTERNAL means that it may work in a moment.
        """

    def edge(
        self,
        *,
        interview_id: int,
        guild_id: int,
        thread_id: int,
        candidate_id: int,
        locale: str,
        accommodations: Accommodations = NONE_CHOSEN,
        own_room: bool = True,
    ) -> Edge:
        """The edge of an existing thread, or voice channel (then it is a `VoiceEdge`). Cheap; touches nothing."""

    async def sweep(self, *, guild_id: int, interview_id: int, since: float) -> None:
        """Delete the thread that was made for this interview by a process that died before the record knew it.

        Not one that is older than the interview (`since`, epoch seconds): numbers begin anew with a fresh database, or
        an older one that was put back, and the thread is somebody else's then.
        """

    async def erase(self, *, guild_id: int, thread_id: int) -> bool:
        """Delete the thread; True when it is gone (also when it already was), False when it may still be there."""


class RoomPlaces(Places, Protocol):
    """Places that are voice channels."""

    def edge(
        self,
        *,
        interview_id: int,
        guild_id: int,
        thread_id: int,
        candidate_id: int,
        locale: str,
        accommodations: Accommodations = NONE_CHOSEN,
        own_room: bool = True,
    ) -> VoiceEdge:
        """The edge of an existing voice channel. Cheap; touches nothing."""
