"""What was said in a recording: its own short socket, whose model transcribes as it listens and need not reply.

words = await transcribe(settings, sound, speech=Speech("en-US"), …)   # None: could not be had
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from itertools import chain, islice, repeat
from typing import Self

from bot.clock import Clock
from bot.gemini.api.breaker import Breaker
from bot.gemini.api.failures import Cause, CauseKind, ConnectionStage, classify
from bot.gemini.api.messages import (
    Malformed,
    Usage,
    activity_end,
    activity_start,
    audio_stream_end,
    parse_server,
    realtime_audio,
)
from bot.gemini.api.seams import Seams
from bot.gemini.api.settings import LiveSettings, Speech, Timeouts
from bot.gemini.api.transcript import once, tight
from bot.gemini.client.dial import LiveSocket, dial
from bot.gemini.live.dialect import dialect
from bot.gemini.live.setup_frame import setup_frame
from bot.gemini.live.setups import may_be_an_option

INSTRUCTIONS = "A recording is played to you. When it ends, answer with the one word: Done."
SILENCE_MS = 2000
"""A pause in a recording is not its end."""
BATCH = 10
"""Frames for each message: a fifth of a second, because nobody waits for the first of them."""
TRAILING = 150
"""Frames of silence behind it, three seconds: some detectors want as much before they believe in an end."""
SENDING = 600.0
"""Seconds the sound may take to be sent: no longer than the longest recording sounds."""
TURN = 45.0
"""Seconds the model's turn may take, and then its words."""
LATE = 8.0
"""Seconds without any more words after the model's turn, until it is believed that there are none: they were seen six
seconds late."""
REFUSED = frozenset({"bad_setup", "invalid_argument", "not_implemented"})
"""What a family may say to a turn that we begin and end ourselves, if it does not know that."""

WAYS = ((True, False), (False, False), (False, True))
"""Whether we begin and end the turn ourselves, and whether the setup is plain: each is tried if the one before was
refused."""

Sound = Callable[[], Awaitable[Iterable[bytes]]]


async def transcribe(
    settings: LiveSettings,
    sound: Sound,
    *,
    speech: Speech,
    clock: Clock,
    breaker: Breaker,
    one_at_a_time: asyncio.Lock,
    used: Callable[[Usage], None],
) -> str | None:
    """The words of 20 ms frames of PCM16 mono at 16 kHz, "" if there are none. None: no connection, or it broke. What
    it cost goes to `used`.

    `sound` has the frames, made while they are sent; it is called under the lock, which is free again before anything
    is waited for, so that one recording at a time is in memory. What it raises comes out here.

    A recording has an end, so its turn is begun and ended explicitly. A family of models that refuses that, or hears
    nothing then, is played the recording once more with silence behind it, for its own detection of speech. One that
    refuses that, too, is not told the language either.

    Nothing is dialled while the breaker is open; a failure that concerns every interview opens it.
    """
    outcome: str | Cause | None = None
    for explicit, plain in WAYS:
        if breaker.blocked(clock()) is not None:
            return None
        played = replace(speech, silence_ms=SILENCE_MS, explicit=explicit)
        family = dialect(settings.model)
        setup = setup_frame(settings, family, instructions=INSTRUCTIONS, speech=played, plain=plain)
        outcome = await _played(
            settings, setup, sound, used, explicit=explicit, clock=clock, one_at_a_time=one_at_a_time
        )
        if not _another_way(outcome, explicit=explicit):
            break
    if isinstance(outcome, Cause):
        breaker.record(classify(outcome), clock())
        return None
    return outcome


def _another_way(outcome: str | Cause | None, *, explicit: bool) -> bool:
    """Whether it may be for how the recording was played that nothing came of it."""
    if not isinstance(outcome, Cause):
        return outcome is None and explicit
    failure = classify(outcome)
    return failure.name in REFUSED if explicit else may_be_an_option(failure)


async def _played(
    settings: LiveSettings,
    setup: str,
    sound: Sound,
    used: Callable[[Usage], None],
    *,
    explicit: bool,
    clock: Clock,
    one_at_a_time: asyncio.Lock,
) -> str | Cause | None:
    """On a new socket: its words; why there are none; None when it did not end, and nothing was heard."""
    async with contextlib.AsyncExitStack() as stack:
        async with one_at_a_time:
            frames = await sound()
            socket = await dial(settings, clock=clock)
            if isinstance(socket, Cause):
                return socket
            stack.push_async_callback(socket.close, 1000)
            recording = await stack.enter_async_context(_Recording(socket, settings.timeouts, used))
            trouble = await recording.play(setup, frames, explicit=explicit)
            # The iterator holds the recording: it goes before the lock does, and not when the words are there.
            del frames
        return trouble or await recording.words()


class _Recording:
    """One recording on one open socket: `async with` it, `play` it once, then ask for its `words`."""

    def __init__(self, socket: LiveSocket, limits: Timeouts, used: Callable[[Usage], None]) -> None:
        self._socket = socket
        self._limits = limits
        self._used = used
        self._words: list[str] = []
        self._ready = False
        self._ended = False
        self._cause: Cause | None = None
        self._news = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._reading = asyncio.create_task(self._read(), name="a recording's words")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._reading.cancel()
        await asyncio.wait({self._reading})

    async def play(self, setup: str, frames: Iterable[bytes], *, explicit: bool) -> Cause | None:
        """All of it, as fast as it is taken."""
        await self._socket.send(setup)
        if not await self._until(lambda: self._ready, self._limits.setup):
            return replace(self._cause or Cause(CauseKind.TIMEOUT, ConnectionStage.SETUP), stage=ConnectionStage.SETUP)
        try:
            async with asyncio.timeout(SENDING):
                return await self._send(frames, explicit=explicit)
        except TimeoutError:
            return Cause(CauseKind.TIMEOUT, ConnectionStage.LIVE)

    async def words(self) -> str | Cause | None:
        """What was understood, when the turn is over and no more words come."""
        over = await self._until(lambda: self._ended, TURN)
        if self._cause is not None:
            return self._cause
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(TURN):
                while await self._more():  # the last ones may come after the reply
                    pass
        said = once(tight("".join(self._words)))
        return said if said or over else None

    async def _more(self) -> bool:
        """Whether more words came, within the time that is waited for them."""
        known = len(self._words)
        return await self._until(lambda: len(self._words) > known, LATE)

    async def _send(self, frames: Iterable[bytes], *, explicit: bool) -> Cause | None:
        if explicit:
            await self._socket.send(activity_start())
        left = chain(frames, repeat(bytes(640), TRAILING))
        while batch := b"".join(islice(left, BATCH)):
            cause = await self._socket.send(realtime_audio(batch))
            if cause is not None:
                return cause
            await asyncio.sleep(0)  # decoding and sending may both have done without the loop
        self._ended = False  # a reply to a pause in it is not the end
        return await self._socket.send(activity_end() if explicit else audio_stream_end())

    async def _read(self) -> None:
        seams = Seams()
        while not isinstance(raw := await self._socket.receive(), Cause):
            message = parse_server(raw, seams=seams)
            if isinstance(message, Malformed):
                continue
            if message.heard:
                self._words.append(message.heard)
            if message.usage is not None:
                self._used(message.usage)
            self._ready = self._ready or message.setup_complete
            self._ended = self._ended or message.turn_complete or message.generation_complete
            self._news.set()
        self._cause = raw
        self._news.set()

    async def _until(self, true: Callable[[], bool], seconds: float) -> bool:
        """Whether it came true in time, and before the socket was down."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not true() and self._cause is None:
                    self._news.clear()
                    await self._news.wait()
        return true()
