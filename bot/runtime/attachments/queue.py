"""What messages carry is looked at beside the runner, one message after another, so nothing waits for it.

Text files are fetched and become words; in a video interview pictures are shown. The message itself is handed in behind
that, and until then its answer counts as being typed. Nothing but the words is kept.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

from bot.interview.text.message_content import looked_into
from bot.log import where
from bot.ports.chat import Edge
from bot.ports.events import Typing
from bot.ports.messages import Typed
from bot.runtime.attachments.pictures import ChatPictures

log = logging.getLogger(__name__)

HOLD_SECONDS: Final = 2.0
"""While we look at a message, the answer counts as being typed this often: sooner than quiet ends an answer."""
FETCH_SECONDS: Final = 30.0
"""All text files of one message together, waiting for others included; then its sender is asked to write."""


class AttachmentQueue:
    """Those of one interview. `hand_in` gets each message, in order, and `Typing` meanwhile; call `stop` in the end.

    `pictures` is None where none are shown. `tell` posts a key of the catalogue, once for each message: what was
    wrong with its pictures.

    A message that was not handed in when the process stops is in no record, and so it is read again from the thread.
    """

    def __init__(
        self,
        edge: Edge,
        pictures: ChatPictures | None,
        *,
        fetching: asyncio.Semaphore,
        hand_in: Callable[[Typed | Typing], None],
        tell: Callable[[str], Awaitable[None]],
    ) -> None:
        """`fetching` is shared by all interviews."""
        self._edge = edge
        self._pictures = pictures
        self._fetching = fetching
        self._hand_in = hand_in
        self._tell = tell
        self._waiting: deque[Typed] = deque()
        self._task: asyncio.Task[None] | None = None

    def concern(self, message: Typed) -> bool:
        """Whether there is something to look at."""
        return bool(message.texts) or self._to_show(message) is not None

    def _to_show(self, message: Typed) -> ChatPictures | None:
        return self._pictures if message.pictures else None

    def add(self, message: Typed) -> None:
        """One more message."""
        self._waiting.append(message)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work(), name="attachments")

    async def stop(self) -> None:
        """Let go of what is under way."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
            self._task = None

    async def _work(self) -> None:
        holding = asyncio.create_task(self._hold(), name="attachments hold")
        try:
            while self._waiting:
                message = await self._read(self._waiting.popleft())
                pictures = self._to_show(message)
                trouble = "" if pictures is None else await pictures.show(message)
                self._hand_in(message)
                if trouble:
                    await self._tell(trouble)
        finally:
            holding.cancel()

    async def _hold(self) -> None:
        """Who shows something is still answering."""
        while True:
            self._hand_in(Typing())
            await asyncio.sleep(HOLD_SECONDS)

    async def _read(self, message: Typed) -> Typed:
        """The message with the words of its files. Whatever happens to these: its own words are an answer."""
        if not message.texts:
            return message
        try:
            async with asyncio.timeout(FETCH_SECONDS), self._fetching:
                return looked_into(message, await self._edge.files(message.message_id))
        except TimeoutError:
            log.warning("a file did not come in time")
        except Exception as bug:
            log.error("files were not read: %s", where(bug))
        return looked_into(message, ())
