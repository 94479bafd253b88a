"""Which interview holds the voice slot of each server: a bot account can be in one voice channel there."""

import asyncio
from collections.abc import Callable


class VoiceSlots:
    """A slot is reserved from the moment a start or a move is decided until the voice channel is left."""

    def __init__(self) -> None:
        self.on_free: Callable[[int], None] | None = None
        """Called on the loop, a moment after a server's slot became free, with the server's id."""
        self._holders: dict[int, int] = {}

    def __repr__(self) -> str:
        return f"<VoiceSlots {self._holders}>"

    def holder(self, guild_id: int) -> int | None:
        """The interview that holds this server's slot."""
        return self._holders.get(guild_id)

    def reserve(self, guild_id: int, interview_id: int) -> bool:
        """Hold it from now on; False when another interview does. Idempotent."""
        return self._holders.setdefault(guild_id, interview_id) == interview_id

    def hand_over(self, guild_id: int, before: int, after: int) -> None:
        """Let another hold what `before` holds, without its being free in between."""
        if self._holders.get(guild_id) == before:
            self._holders[guild_id] = after

    def release(self, guild_id: int, interview_id: int) -> None:
        """Free the slot. Does nothing if this interview does not hold it."""
        if self._holders.get(guild_id) != interview_id:
            return
        del self._holders[guild_id]
        if self.on_free is not None:
            asyncio.get_running_loop().call_soon(self.on_free, guild_id)
