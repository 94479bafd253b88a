"""Voice messages in the chat become text: fetched, decoded, transcribed on a socket of their own.

What the sender's client says about a file is not believed: its sound is counted before any of it is decoded.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from bot.errors import BotError
from bot.gemini.api.settings import Speech
from bot.gemini.api.transcript import has_words
from bot.gemini.client.transcribe import transcribe
from bot.log import where
from bot.media import ogg, opus
from bot.ports.chat import Edge
from bot.ports.events import VoiceMessage
from bot.ports.messages import Typed
from bot.ports.model import TokensUsed
from bot.runtime.attachments.reading import Reading
from bot.runtime.attachments.voice_message_tries import TryResult, VoiceMessageTries
from bot.runtime.services import RunnerServices
from bot.words import Words

log = logging.getLogger(__name__)

LONGEST = 600.0
"""Seconds of sound for one question; what is beyond is not transcribed, and its sender is asked to write."""
TOLERANCE = 1.1
ALLOWANCE = 1.0
"""A message may sound this much longer than it says, by share and by seconds: clients round, and pad the end."""
RATE = 16_000
FRAME_BYTES = 640
"""20 ms at 16 kHz, 16 bit, mono."""

UNCLEAR = "edge-voice-message-unclear"
TOO_MUCH = "edge-voice-message-too-much"
NO_TOKENS = "edge-voice-message-no-tokens"


class Refusal(Exception):
    """A message is no answer. `why` stands in the record, `key` is what its sender is told."""

    def __init__(self, why: str, key: str = UNCLEAR) -> None:
        self.why = why
        self.key = key
        super().__init__(why)


class VoiceMessages:
    """The ones of one interview."""

    def __init__(
        self,
        edge: Edge,
        services: RunnerServices,
        tries: VoiceMessageTries,
        *,
        speech: Speech,
        locale: str,
        used: Callable[[TokensUsed], None],
        asked: Callable[[], int | None],
        spent: Callable[[], bool],
    ) -> None:
        """`used` gets what a transcription cost, `asked` says which question is open (any name for it), `spent` whether
        the interview's tokens are used up."""
        self._edge = edge
        self._services = services
        self._tries = tries
        self._speech = speech
        self._locale = locale
        self._used = used
        self._asked = asked
        self._spent = spent
        self._words = Words()
        self._question: int | None = None
        self._seconds = 0.0  # listened to for this question

    async def read(self, message: VoiceMessage) -> Reading:
        """Words, or a reason why there are none, whatever happens."""
        try:
            self._allow(message)
            tried = await self._tries.begin(message)
            if tried is TryResult.REFUSED:
                return Reading(None)
            if tried is TryResult.GIVEN_UP:
                raise Refusal("begun_too_often")
            text = await self._understood(message)
        except Refusal as unheard:
            return self._refused(message, unheard)
        except Exception as bug:
            log.error("a voice message was not understood: %s", where(bug))
            return self._refused(message, Refusal("bug"))
        typed = Typed(message.message_id, self._noted(message.seconds, text))
        return Reading(typed, note=partial(self._tries.ended, message))

    def crowded(self, message: VoiceMessage) -> Reading:
        """What is told of one for which there was no room, or several."""
        return self._refused(message, Refusal("crowded", TOO_MUCH))

    def _refused(self, message: VoiceMessage, unheard: Refusal) -> Reading:
        return Reading(None, unheard.key, partial(self._tries.unclear, message, unheard.why))

    def _allow(self, message: VoiceMessage) -> None:
        """Raises Refusal for what is more than one question, or the interview, may cost."""
        if self._spent():
            raise Refusal("tokens", NO_TOKENS)
        question = self._asked()
        if question != self._question:
            self._question, self._seconds = question, 0.0
        seconds = max(ALLOWANCE, message.seconds)
        if self._seconds + seconds > LONGEST:
            raise Refusal("too_much", TOO_MUCH)
        self._seconds += seconds

    async def _understood(self, message: VoiceMessage) -> str:
        """Its words. Raises Refusal."""
        try:
            text = await transcribe(
                self._services.live,
                partial(self._sound, message),
                speech=self._speech,
                clock=self._services.clock,
                breaker=self._services.breaker,
                one_at_a_time=self._services.locks.voice_messages,
                used=lambda usage: self._used(TokensUsed(usage)),
            )
        except asyncio.CancelledError:
            await self._tries.ended(message)
            raise
        except (BotError, ValueError) as error:
            log.warning("a voice message was not understood: %s", where(error))
            raise Refusal("no_sound") from None
        if text is None:
            raise Refusal("no_transcription")
        if not has_words(text):
            raise Refusal("no_words")
        return text

    async def _sound(self, message: VoiceMessage) -> Iterator[bytes]:
        """Its frames. Raises Refusal, ValueError and, while they are taken, OpusError."""
        data = await self._edge.voice_message(message.message_id)
        if data is None:
            raise Refusal("not_there")
        return frames_of(await asyncio.to_thread(ogg.read_packets, data, most_ms(message.seconds)))

    def _noted(self, seconds: float, text: str) -> str:
        """As it stands in the record: marked as spoken, with its length."""
        minutes, rest = divmod(round(seconds), 60)
        note = self._words.say(self._locale, "edge-voice-message", length=f"{minutes}:{rest:02}")
        return f"{note} {text}"


def most_ms(said: float) -> float:
    """How much sound a message may hold that says it is so many seconds long."""
    return 1000 * (min(LONGEST, said * TOLERANCE) + ALLOWANCE)


def frames_of(packets: Iterable[bytes]) -> Iterator[bytes]:
    """20 ms frames of PCM16, 16 kHz, mono, each decoded when it is taken. Raises OpusError."""
    decoder = opus.Decoder(RATE)
    rest = bytearray()
    for packet in packets:
        rest += decoder.decode(packet)
        while len(rest) >= FRAME_BYTES:
            yield bytes(rest[:FRAME_BYTES])
            del rest[:FRAME_BYTES]
    if rest:
        yield bytes(rest.ljust(FRAME_BYTES, b"\0"))
