"""Pictures that are posted in the chat of a video interview are shown to the model: for people without a camera.

They are fetched, checked and encoded anew, one after another. No picture is kept.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from bot.clock import Clock
from bot.log import where
from bot.media.frame_gate import Bucket
from bot.media.pictures import NotAPicture, PictureOrigin, checked
from bot.ports.chat import Edge
from bot.ports.events import PictureSent, Source
from bot.ports.messages import Typed

log = logging.getLogger(__name__)

AT_ONCE = 12
A_SECOND = 12 / 60
"""Pictures that one interview has looked at. A large one takes a core for up to a second, and they are looked at one
after another, for all interviews: nobody may fill that."""


class PictureViewer(Protocol):
    """Who is shown a picture: the `Conversation`."""

    @property
    def looking(self) -> bool:
        """Whether one that comes now would be shown."""

    def show(self, jpeg: bytes) -> bool:
        """Show it; False when nobody was shown it."""


class ChatPictures:
    """The ones of one interview. `shown` gets a `PictureSent` for each that was shown."""

    def __init__(
        self,
        edge: Edge,
        viewer: PictureViewer,
        *,
        one_at_a_time: asyncio.Lock,
        shown: Callable[[PictureSent], None],
        clock: Clock,
    ) -> None:
        """`one_at_a_time` is shared by all interviews: decoding a large picture takes 100 MB for a moment."""
        self._edge = edge
        self._viewer = viewer
        self._one_at_a_time = one_at_a_time
        self._shown = shown
        self._clock = clock
        self._bucket = Bucket(A_SECOND, AT_ONCE, clock())

    async def show(self, message: Typed) -> str:
        """Show what can be shown; returns a key of the catalogue, what to tell its sender, or nothing. Whatever happens
        to a picture: the words behind it are an answer."""
        try:
            return await self._show_all(message)
        except Exception as bug:
            log.error("posted pictures were not looked at: %s", where(bug))
            return "edge-picture-unreadable"

    async def _show_all(self, message: Typed) -> str:
        if not self._viewer.looking:
            return "edge-picture-not-shown"
        now = self._clock()
        if self._bucket.level(now) < 1:
            return "edge-picture-too-many"
        # Paid for after it was fetched, and without a lock: the queue brings one message after another.
        posted = await self._edge.pictures(message.message_id)
        self._bucket.spend(len(posted), now)
        usable = [jpeg for data in posted if (jpeg := await self._usable(data))]
        for jpeg in usable:
            if not self._viewer.show(jpeg):
                return "edge-picture-not-shown"
            self._shown(PictureSent(Source.CHAT))
        return "" if len(usable) == message.pictures else "edge-picture-unreadable"

    async def _usable(self, data: bytes) -> bytes | None:
        """The picture as the model may see it; None when it cannot be used."""
        try:
            async with self._one_at_a_time:
                return await asyncio.to_thread(checked, data, PictureOrigin.POSTED)
        except NotAPicture as refused:
            log.info("a posted picture cannot be used: %s", refused)
            return None
