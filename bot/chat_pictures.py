"""Pictures that are posted in the chat of a video interview are shown to the model: for people without a camera.

They are fetched, checked and encoded anew beside the relay, one message after another, so nothing waits for it. The
message itself is handed in behind its pictures, and until then its answer counts as being typed. No picture is kept.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Protocol

from bot.edge import Edge, PictureSent, Source, Typed, Typing
from bot.log import where
from bot.media.pictures import Kind, NotAPicture, checked

log = logging.getLogger(__name__)

HOLD_SECONDS = 5.0
"""While we look at a message, the answer counts as being typed this often; Discord's sign holds for ten seconds."""


class Eyes(Protocol):
    """Who is shown a picture: the `Talk`."""

    @property
    def looking(self) -> bool:
        """Whether one that comes now would be shown."""

    def show(self, jpeg: bytes) -> bool:
        """Show it; False when nobody was shown it."""


class ChatPictures:
    """The ones of one interview. `hand_in` gets a `PictureSent` for each that was shown, then the message, and `Typing`
    meanwhile; call `stop` in the end.

    `tell` says a key of the catalogue to who posted them, once for each message: what was wrong with its pictures.

    A message that was not handed in when the process stops is in no record, and so it is read again from the thread.
    """

    def __init__(
        self,
        edge: Edge,
        eyes: Eyes,
        *,
        one_at_a_time: asyncio.Lock,
        hand_in: Callable[[Typed | Typing | PictureSent], None],
        tell: Callable[[str], Awaitable[None]],
    ) -> None:
        """`one_at_a_time` is shared by all interviews: decoding a large picture takes 100 MB for a moment."""
        self._edge = edge
        self._eyes = eyes
        self._one_at_a_time = one_at_a_time
        self._hand_in = hand_in
        self._tell = tell
        self._waiting: deque[Typed] = deque()
        self._task: asyncio.Task[None] | None = None

    def add(self, message: Typed) -> None:
        """One more message with pictures."""
        self._waiting.append(message)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work(), name="chat pictures")

    async def stop(self) -> None:
        """Let go of what is under way."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
            self._task = None

    async def _work(self) -> None:
        holding = asyncio.create_task(self._hold(), name="chat pictures hold")
        try:
            while self._waiting:
                message = self._waiting.popleft()
                trouble = await self._looked_at(message)
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

    async def _looked_at(self, message: Typed) -> str:
        """What to tell its sender, or nothing. Whatever happens to a picture: the words behind it are an answer."""
        try:
            return await self._show_all(message)
        except Exception as bug:
            log.error("posted pictures were not looked at: %s", where(bug))
            return "edge-picture-unreadable"

    async def _show_all(self, message: Typed) -> str:
        """Show what can be shown."""
        if not self._eyes.looking:
            return "edge-picture-not-shown"
        usable = [jpeg for data in await self._edge.pictures(message.message_id) if (jpeg := await self._usable(data))]
        for jpeg in usable:
            if not self._eyes.show(jpeg):
                return "edge-picture-not-shown"
            self._hand_in(PictureSent(Source.CHAT))
        return "" if len(usable) == message.pictures else "edge-picture-unreadable"

    async def _usable(self, data: bytes) -> bytes | None:
        """The picture as the model may see it; None when it cannot be used."""
        try:
            async with self._one_at_a_time:
                return await asyncio.to_thread(checked, data, Kind.POSTED)
        except NotAPicture as refused:
            log.info("a posted picture cannot be used: %s", refused)
            return None
