"""Messages that carry more than their own words are looked into beside the runner, one after another.

Nothing waits for it. A message that is written meanwhile is received at once; within one answer the machine sorts by
message id, so the order of what was said is kept there.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from bot.log import where
from bot.ports.events import Typing, VoiceMessage
from bot.ports.messages import Typed
from bot.runtime.attachments.pictures import ChatPictures
from bot.runtime.attachments.reading import Reading
from bot.runtime.attachments.text_files import TextFiles

log = logging.getLogger(__name__)

HOLD_SECONDS: Final = 2.0
"""While we look at a message, the answer counts as being typed this often: sooner than quiet ends an answer."""
MOST_WAITING: Final = 20
"""A voice message is taken while fewer messages than this wait; nobody answers one question in more."""


class VoiceMessageReader(Protocol):
    """`VoiceMessages`."""

    async def read(self, message: VoiceMessage) -> Reading:
        """What it says. Never raises."""

    def crowded(self, message: VoiceMessage) -> Reading:
        """What becomes of one for which there is no room."""


class AttachmentQueue:
    """Those of one interview. `hand_in` gets each message as it was read, in order, and `Typing` meanwhile; call `stop`
    in the end.

    `pictures` is None where none are shown. `tell` posts a key of the catalogue to the sender of a message: what of it
    could not be used.

    A message that was not handed in when the process stops is in no record, and so it is read again from the thread.
    """

    def __init__(
        self,
        files: TextFiles,
        pictures: ChatPictures | None,
        voice_messages: VoiceMessageReader,
        *,
        hand_in: Callable[[Typed | Typing], None],
        tell: Callable[[str], Awaitable[None]],
    ) -> None:
        self._files = files
        self._pictures = pictures
        self._voice_messages = voice_messages
        self._hand_in = hand_in
        self._tell = tell
        self._waiting: deque[Typed | VoiceMessage] = deque()
        self._crowded: VoiceMessage | None = None  # one that found no room: of several the sender is told once
        self._task: asyncio.Task[None] | None = None

    def concerns(self, message: Typed) -> bool:
        """Whether there is something to look at."""
        return bool(message.texts) or self._to_show(message) is not None

    def _to_show(self, message: Typed) -> ChatPictures | None:
        return self._pictures if message.pictures else None

    def add(self, message: Typed | VoiceMessage) -> None:
        """One more message."""
        if isinstance(message, VoiceMessage) and len(self._waiting) >= MOST_WAITING:
            self._crowded = message
            return
        self._waiting.append(message)
        # The task awaits nothing after its last look at what waits, so one that is not done yet will look again.
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
                await self._settle(await self._read(self._waiting.popleft()))
                if self._crowded is not None:
                    crowded, self._crowded = self._crowded, None
                    await self._settle(self._voice_messages.crowded(crowded))
        finally:
            holding.cancel()

    async def _hold(self) -> None:
        """Whoever shows or records something is still answering: nobody is hurried on before we know what they said."""
        while True:
            self._hand_in(Typing())
            await asyncio.sleep(HOLD_SECONDS)

    async def _read(self, message: Typed | VoiceMessage) -> Reading:
        if isinstance(message, VoiceMessage):
            return await self._voice_messages.read(message)
        message = await self._files.read(message)
        pictures = self._to_show(message)
        return Reading(message, "" if pictures is None else await pictures.show(message))

    async def _settle(self, reading: Reading) -> None:
        """Let follow what follows. What fails then (the database, mostly) must not hold up the messages behind it."""
        if reading.message is not None:
            self._hand_in(reading.message)
        try:
            if reading.told:
                await self._tell(reading.told)
            await reading.note()
        except Exception as bug:
            log.error("what became of a message was not told or noted: %s", where(bug))
