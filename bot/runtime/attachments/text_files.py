"""Text files in the chat: their words belong to the answer. Discord's apps make one of a long message."""

import asyncio
import logging
from typing import Final

from bot.interview.text.message_content import looked_into
from bot.log import where
from bot.ports.chat import Edge
from bot.ports.messages import File, Typed

log = logging.getLogger(__name__)

FETCH_SECONDS: Final = 30.0
"""All text files of one message together, waiting for others included; then its sender is asked to write."""


class TextFiles:
    """The ones of one interview."""

    def __init__(self, edge: Edge, fetching: asyncio.Semaphore) -> None:
        """`fetching` is shared by all interviews."""
        self._edge = edge
        self._fetching = fetching

    async def read(self, message: Typed) -> Typed:
        """The message with the words of its files. Whatever happens to these: its own words are an answer."""
        return looked_into(message, await self._fetch(message.message_id)) if message.texts else message

    async def _fetch(self, message_id: int) -> tuple[File, ...]:
        try:
            async with asyncio.timeout(FETCH_SECONDS), self._fetching:
                return await self._edge.files(message_id)
        except TimeoutError:
            log.warning("a file did not come in time")
        except Exception as bug:
            log.error("files were not read: %s", where(bug))
        return ()
