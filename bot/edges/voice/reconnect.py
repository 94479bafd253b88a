"""The connection of the moment: a fresh `BotVoiceClient` for each attempt, why one ended, whether another makes
sense."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

import discord
from discord.errors import ConnectionClosed

from bot.edges.voice.client import KICKED, MOVED, BotVoiceClient
from bot.edges.voice.dave import is_panic
from bot.log import where

logger = logging.getLogger(__name__)

CONFIRMED: Final = 1.0
"""Seconds to wait for the main gateway: that we left, or what a close that Discord decided on was about."""
RATE_LIMITED: Final = "4021"
_BY_DISCORD: Final = frozenset({"4014", "4022"})
"""Closes that come with news on the main gateway, in either order: kicked, moved, or another voice server."""
_HOPELESS: Final = frozenset({"4012", "4016", "4017"})
"""Protocol, encryption mode or DAVE refused: it would be refused again."""
_MOVES: Final = 1
"""How often we go back to the room after being dragged out of it; a second time is meant."""
_FOREVER: Final = 3600.0


class Reconnector:
    """At most one connection to one channel. `make` gives a new client; its `on_end` must be this object's `end`."""

    def __init__(
        self,
        client: discord.Client,
        channel_id: int,
        make: Callable[[discord.Client, discord.abc.Connectable], BotVoiceClient],
        on_end: Callable[[], None],
    ) -> None:
        self.why = ""
        """Why it broke last: a close code, or one of the words in `bot.edges.voice.client`."""
        self.connection: BotVoiceClient | None = None
        self._client = client
        self._channel_id = channel_id
        self._make = make
        self._on_end = on_end
        self._ends: list[str] = []
        self._ended = asyncio.Event()
        self._moved = 0

    @property
    def broken(self) -> bool:
        """Whether the connection of the moment has ended, or there never was one."""
        return bool(self._ends)

    @property
    def rate_limited(self) -> bool:
        return RATE_LIMITED in self._ends

    def end(self, why: str) -> None:
        """The connection is of no more use. Several reasons may come for one end."""
        self.why = why
        self._ends.append(why)
        self._ended.set()
        self._on_end()

    async def wait(self, seconds: float) -> bool:
        """Whether it ended within this time."""
        try:
            async with asyncio.timeout(seconds):
                await self._ended.wait()
        except TimeoutError:
            return False
        return True

    async def news(self) -> None:
        """After an end: wait for what the main gateway has to say about a close that was Discord's own decision."""
        if set(self._ends) <= _BY_DISCORD:
            self._ended.clear()
            await self.wait(CONFIRMED)

    def hopeless(self) -> bool:
        """Whether to give up: somebody took us out, dragged us away once more, or nothing would be different.

        Ask once after each end: it counts how often we were dragged away.
        """
        self._moved += MOVED in self._ends
        fatal = {KICKED, *_HOPELESS, *([MOVED] if self._moved > _MOVES else [])}
        reasons = [end for end in self._ends if end in fatal]
        self.why = reasons[0] if reasons else self.why
        return bool(reasons)

    async def attempt(self, limit: float = _FOREVER) -> bool:
        """Connect anew within `limit` seconds; on False it has ended (see `why`), and `drop` is to follow."""
        self._ends.clear()
        self._ended.clear()
        channel = self._client.get_channel(self._channel_id)
        if not isinstance(channel, discord.VoiceChannel):
            self.end("no channel")
            return False
        joining = asyncio.create_task(
            channel.connect(cls=self._new_client, timeout=_FOREVER, reconnect=False), name="voice join"
        )
        ending = asyncio.create_task(self._ended.wait(), name="voice end")
        try:
            await asyncio.wait({joining, ending}, timeout=limit, return_when=asyncio.FIRST_COMPLETED)
            if not self._ends and (failure := _failure(joining)):
                self.end(failure)
            return not self._ends
        finally:
            joining.add_done_callback(_take_error)
            joining.cancel()
            ending.cancel()
            await asyncio.wait({joining, ending}, timeout=CONFIRMED)  # `close` is harder on one that takes longer

    def _new_client(self, client: discord.Client, channel: discord.abc.Connectable) -> BotVoiceClient:
        self.connection = self._make(client, channel)
        return self.connection

    async def drop(self) -> None:
        """Leave the channel and free what there is. Idempotent; raises nothing but cancellation."""
        connection, self.connection = self.connection, None
        if connection is None:
            return
        try:
            await connection.close(confirmed=0.0 if KICKED in self._ends else CONFIRMED)
        except Exception as bug:
            logger.warning("a voice connection did not close cleanly: %s", where(bug))


def _failure(joining: "asyncio.Task[BotVoiceClient]") -> str:
    """A word for why a connection did not come about; "" when it did."""
    if not joining.done():
        return "stuck"
    if joining.cancelled():
        return "cancelled"
    error = joining.exception()
    if error is None:
        return ""
    if not is_panic(error):
        raise error
    return str(error.code) if isinstance(error, ConnectionClosed) else type(error).__name__


def _take_error(task: "asyncio.Task[BotVoiceClient]") -> None:
    """Take note of a late error, so that asyncio does not print it: the connection was given up already."""
    if not task.cancelled():
        task.exception()
