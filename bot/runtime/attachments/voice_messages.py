"""Voice messages in the chat become text: fetched, decoded, transcribed on a socket of their own, one after another.

All of it happens beside the runner, so nothing waits for it. A message that is written meanwhile is received at once;
within one answer the machine sorts by message id, so the order of what was said is kept there.

What the sender's client says about a file is not believed: its sound is counted before any of it is decoded.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Iterator
from functools import partial

from bot.clock import Clock
from bot.errors import BotError
from bot.gemini.api.breaker import Breaker
from bot.gemini.api.settings import LiveSettings, Speech
from bot.gemini.api.transcript import has_words
from bot.gemini.client.transcribe import transcribe
from bot.log import where
from bot.media import ogg, opus
from bot.ports.chat import Edge
from bot.ports.events import Typing, VoiceMessage
from bot.ports.messages import Typed
from bot.ports.model import TokensUsed
from bot.runtime.attachments.voice_message_tries import TryResult, VoiceMessageTries
from bot.words import Words

log = logging.getLogger(__name__)

LONGEST = 600.0
"""Seconds of sound for one question; what is beyond is not transcribed, and its sender is asked to write."""
TOLERANCE = 1.1
ALLOWANCE = 1.0
"""A message may sound this much longer than it says, by share and by seconds: clients round, and pad the end."""
MOST_WAITING = 20
"""Messages that wait to be listened to; nobody answers one question in more."""
HOLD_SECONDS = 2.0
"""While we listen to a message, the answer counts as being typed this often: sooner than quiet ends an answer."""
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
    """The ones of one interview. `hand_in` gets a `Typed` for each, in order, what it cost, and `Typing` meanwhile;
    call `stop` in the end.

    `tell` posts a key of the catalogue to the sender of one that cannot be fetched or understood: it is no answer.
    `asked` says which question is open (any name for it), `spent` whether the interview's tokens are used up.

    A message that was not transcribed when the process stops is in no record, and so it is read again from the thread.
    """

    def __init__(
        self,
        edge: Edge,
        live: LiveSettings,
        tries: VoiceMessageTries,
        *,
        speech: Speech,
        locale: str,
        clock: Clock,
        breaker: Breaker,
        one_at_a_time: asyncio.Lock,
        hand_in: Callable[[Typed | Typing | TokensUsed], None],
        tell: Callable[[str], Awaitable[None]],
        asked: Callable[[], int | None],
        spent: Callable[[], bool],
    ) -> None:
        """`one_at_a_time` is shared by all interviews: a file may have 10 MB, and decoding takes the loop's time."""
        self._edge = edge
        self._live = live
        self._tries = tries
        self._speech = speech
        self._locale = locale
        self._clock = clock
        self._breaker = breaker
        self._one_at_a_time = one_at_a_time
        self._hand_in = hand_in
        self._tell = tell
        self._asked = asked
        self._spent = spent
        self._words = Words()
        self._waiting: deque[VoiceMessage] = deque()
        self._crowded: VoiceMessage | None = None  # one that found no room
        self._question: int | None = None
        self._seconds = 0.0  # listened to for this question
        self._task: asyncio.Task[None] | None = None

    def add(self, message: VoiceMessage) -> None:
        """One more."""
        if len(self._waiting) >= MOST_WAITING:
            self._crowded = message
            return
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
                await self._listen(self._waiting.popleft())
                if self._crowded is not None:
                    crowded, self._crowded = self._crowded, None
                    await self._refuse(crowded, Refusal("crowded", TOO_MUCH))
        finally:
            holding.cancel()

    async def _hold(self) -> None:
        """Who records an answer is still answering: nobody is hurried on before we know what they said."""
        while True:
            self._hand_in(Typing())
            await asyncio.sleep(HOLD_SECONDS)

    async def _listen(self, message: VoiceMessage) -> None:
        """Words, or a reason why there are none, whatever happens."""
        try:
            self._allow(message)
            tried = await self._tries.begin(message)
            if tried is TryResult.REFUSED:
                return
            if tried is TryResult.GIVEN_UP:
                raise Refusal("begun_too_often")
            text = await self._understood(message)
        except Refusal as unheard:
            await self._refuse(message, unheard)
        except Exception as bug:
            log.error("a voice message was not understood: %s", where(bug))
            await self._refuse(message, Refusal("bug"))
        else:
            self._hand_in(Typed(message.message_id, self._noted(message.seconds, text)))
            await self._tries.ended(message)

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

    async def _refuse(self, message: VoiceMessage, unheard: Refusal) -> None:
        await self._tell(unheard.key)
        await self._tries.unclear(message, unheard.why)

    async def _understood(self, message: VoiceMessage) -> str:
        """Its words. Raises Refusal."""
        try:
            text = await transcribe(
                self._live,
                partial(self._sound, message),
                speech=self._speech,
                clock=self._clock,
                breaker=self._breaker,
                one_at_a_time=self._one_at_a_time,
                used=lambda usage: self._hand_in(TokensUsed(usage)),
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
