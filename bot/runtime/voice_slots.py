"""Which interview holds the one voice channel that a bot account can be in, server by server."""

import asyncio
from collections.abc import Callable


class VoiceSlots:
    """Reserved from the moment a start or a move is decided until the voice channel is left."""

    def __init__(self) -> None:
        self.on_free: Callable[[int], None] | None = None
        """Called on the loop, a moment after a server's line became free, with the server's id."""
        self._holders: dict[int, int] = {}

    def __repr__(self) -> str:
        return f"<Lines {self._holders}>"

    def holder(self, guild_id: int) -> int | None:
        """The interview that holds it."""
        return self._holders.get(guild_id)

    def reserve(self, guild_id: int, interview_id: int) -> bool:
        """Hold it from now on; False when another interview does. May be said twice."""
        return self._holders.setdefault(guild_id, interview_id) == interview_id

    def release(self, guild_id: int, interview_id: int) -> None:
        """Left. Harmless for whoever holds none."""
        if self._holders.get(guild_id) != interview_id:
            return
        del self._holders[guild_id]
        if self.on_free is not None:
            asyncio.get_running_loop().call_soon(self.on_free, guild_id)
