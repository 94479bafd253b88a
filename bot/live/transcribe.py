"""What was said in a recording: its own short socket, whose model transcribes as it listens and need not reply.

words = await transcribe(settings, frames, language="en-US", clock=clock, breaker=breaker)   # None: could not be had
"""

import asyncio
from collections.abc import Callable, Iterable

from bot.clock import Clock
from bot.live.breaker import Breaker
from bot.live.dial import Line, dial
from bot.live.dialect import dialect
from bot.live.failures import Cause, classify
from bot.live.messages import Malformed, ServerMessage, audio_stream_end, parse_server, realtime_audio, setup_frame
from bot.live.settings import LiveSettings, Speech

INSTRUCTIONS = "A recording is played to you. When it ends, answer with the one word: Done."
SILENCE_MS = 2000
"""A pause in a recording is not its end."""
BATCH = 10
"""Frames for each message: a fifth of a second, because nobody waits for the first of them."""
QUIET = 1.0
"""Seconds without any more words after the model's turn, until it is believed that there are none."""


async def transcribe(
    settings: LiveSettings, frames: Iterable[bytes], *, language: str, clock: Clock, breaker: Breaker
) -> str | None:
    """The words of 20 ms frames of PCM16 mono at 16 kHz, "" if there are none. None: no connection, or it broke.

    Nothing is dialled while the breaker is open; a failure that concerns everybody is told to it.
    """
    if breaker.blocked(clock()) is not None:
        return None
    line = await dial(settings, clock=clock)
    if isinstance(line, Cause):
        breaker.record(classify(line), clock())
        return None
    try:
        outcome = await _Recording(line, settings, language).words(frames)
    finally:
        await line.close(1000)
    if isinstance(outcome, Cause):
        breaker.record(classify(outcome), clock())
        return None
    return outcome


class _Recording:
    """One recording on one open line."""

    def __init__(self, line: Line, settings: LiveSettings, language: str) -> None:
        self._line = line
        self._settings = settings
        self._speech = Speech(language, silence_ms=SILENCE_MS)
        self._words: list[str] = []

    async def words(self, frames: Iterable[bytes]) -> str | Cause | None:
        limits = self._settings.timeouts
        setup = setup_frame(
            self._settings, dialect(self._settings.model), instructions=INSTRUCTIONS, speech=self._speech
        )
        await self._line.send(setup)
        begun = await self._read_until(lambda message: message.setup_complete, limits.setup)
        if begun is not True:
            return begun or None
        sending = asyncio.create_task(self._send(frames), name="a recording for Gemini Live")
        try:
            ended = await self._read_until(
                lambda message: sending.done() and (message.turn_complete or message.generation_complete), limits.turn
            )
        finally:
            sending.cancel()
            await asyncio.wait({sending})
        if isinstance(ended, Cause):
            return ended
        late: bool | Cause = True
        while late is True:  # the last words may come after the reply
            late = await self._read_until(lambda message: bool(message.heard), QUIET)
        said = "".join(self._words).strip()
        return said if said or ended else None

    async def _send(self, frames: Iterable[bytes]) -> None:
        batch: list[bytes] = []
        for frame in frames:
            batch.append(frame)
            if len(batch) == BATCH:
                await self._line.send(realtime_audio(b"".join(batch)))
                batch = []
        if batch:
            await self._line.send(realtime_audio(b"".join(batch)))
        await self._line.send(audio_stream_end())

    async def _read_until(self, true: Callable[[ServerMessage], bool], seconds: float) -> bool | Cause:
        """Collect words until a message fulfils it; False when the time is over first."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    raw = await self._line.receive()
                    if isinstance(raw, Cause):
                        return raw
                    message = parse_server(raw)
                    if isinstance(message, Malformed):
                        continue
                    if message.heard:
                        self._words.append(message.heard)
                    if true(message):
                        return True
        except TimeoutError:
            return False
