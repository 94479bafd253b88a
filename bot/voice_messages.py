"""Voice messages in the chat become text: fetched, decoded, transcribed on a socket of their own, one after another.

All of it happens beside the relay, so nothing waits for it. A message that is written meanwhile is received at once;
within one answer the machine sorts by message id, so the order of what was said is kept there.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

from bot.clock import Clock
from bot.edge import Edge, Typed, Typing, VoiceMessage
from bot.errors import BotError
from bot.live.breaker import Breaker
from bot.live.settings import LiveSettings
from bot.live.transcribe import transcribe
from bot.log import where
from bot.media import ogg, opus
from bot.words import Words

log = logging.getLogger(__name__)

LONGEST = 600.0
"""Seconds; what is longer is not transcribed, and its sender is asked to write."""
HOLD_SECONDS = 5.0
"""While we listen to a message, the answer counts as being typed this often; Discord's sign holds for ten seconds."""
RATE = 16_000
FRAME_BYTES = 640
"""20 ms at 16 kHz, 16 bit, mono."""


class VoiceMessages:
    """The ones of one interview. `hand_in` gets a `Typed` for each, in order, and `Typing` meanwhile; call `stop`
    in the end.

    `unclear` is called for one that cannot be had or understood: it is no answer, its sender is to be asked to write.

    A message that was not transcribed when the process stops is in no record, and so it is read again from the thread.
    """

    def __init__(
        self,
        edge: Edge,
        live: LiveSettings,
        *,
        language: str,
        locale: str,
        clock: Clock,
        breaker: Breaker,
        hand_in: Callable[[Typed | Typing], None],
        unclear: Callable[[VoiceMessage], Awaitable[None]],
    ) -> None:
        self._edge = edge
        self._live = live
        self._language = language
        self._locale = locale
        self._clock = clock
        self._breaker = breaker
        self._hand_in = hand_in
        self._unclear = unclear
        self._words = Words()
        self._waiting: deque[VoiceMessage] = deque()
        self._task: asyncio.Task[None] | None = None

    def add(self, message: VoiceMessage) -> None:
        """One more."""
        self._waiting.append(message)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work(), name="voice messages")

    async def stop(self) -> None:
        """Let go of what is under way."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
            self._task = None

    async def _work(self) -> None:
        holding = asyncio.create_task(self._hold(), name="voice messages hold")
        try:
            while self._waiting:
                message = self._waiting.popleft()
                text = await self._understood(message)
                if text:
                    self._hand_in(Typed(message.message_id, self._noted(message.seconds, text)))
                else:
                    await self._unclear(message)
        finally:
            holding.cancel()

    async def _hold(self) -> None:
        """Who records an answer is still answering: nobody is hurried on before we know what they said."""
        while True:
            self._hand_in(Typing())
            await asyncio.sleep(HOLD_SECONDS)

    async def _understood(self, message: VoiceMessage) -> str | None:
        """Its words; None when it cannot be had or understood."""
        if message.seconds > LONGEST:
            return None
        try:
            data = await self._edge.voice_message(message.message_id)
            if data is None:
                return None
            frames = await asyncio.to_thread(frames_of, data)
            return await transcribe(
                self._live, frames, language=self._language, clock=self._clock, breaker=self._breaker
            )
        except (BotError, ValueError, opus.OpusError) as error:
            log.warning("a voice message was not understood: %s", where(error))
            return None

    def _noted(self, seconds: float, text: str) -> str:
        """As it stands in the record: marked as spoken, with its length."""
        minutes, rest = divmod(round(seconds), 60)
        note = self._words.say(self._locale, "edge-voice-message", length=f"{minutes}:{rest:02}")
        return f"{note} {text}"


def frames_of(data: bytes) -> list[bytes]:
    """20 ms frames of PCM16, 16 kHz, mono, of an Ogg/Opus file. Raises ValueError or OpusError."""
    decoder = opus.Decoder(RATE)
    pcm = b"".join(decoder.decode(packet) for packet in ogg.read_packets(data))
    whole = pcm + bytes(-len(pcm) % FRAME_BYTES)
    return [whole[at : at + FRAME_BYTES] for at in range(0, len(whole), FRAME_BYTES)]
