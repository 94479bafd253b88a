"""One sentence is spoken to the model with three endings, each on a socket of its own: for `interview-bot diag`.

Nobody was recorded for it: the sentence is said by the model itself, and its own sound is played back to it.
"""

import asyncio
import contextlib
import sys
from array import array
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from bot.clock import Clock
from bot.gemini.api.failures import Cause, CauseKind, ConnectionStage, Failure, classify
from bot.gemini.api.messages import (
    Malformed,
    Said,
    activity_end,
    activity_start,
    audio_stream_end,
    client_content,
    parse_server,
    realtime_audio,
    realtime_text,
)
from bot.gemini.api.seams import Seams
from bot.gemini.api.settings import LiveSettings, Speech
from bot.gemini.client.dial import LiveSocket, dial
from bot.gemini.client.trace import Trace
from bot.gemini.live.dialect import dialect
from bot.gemini.live.end_of_speech import FULL, HALF, PATIENCE, Ending, Tried, conclusion, silence_wanted
from bot.gemini.live.setup_frame import setup_frame

LANGUAGE = "en-US"
SENTENCE = "Can you tell me which day of the week comes after Monday?"
"""Without a pause in it that a detector could take for its end, and nothing to keep silent about."""
SAY = f"Say exactly this, word for word, in {LANGUAGE}, and nothing else:\n<<<\n{SENTENCE}\n>>>"
READER = "You say aloud what you are given, word for word, and nothing else."
LISTENER = "Somebody talks to you. Answer everything that is said with one short friendly sentence."
CHUNK = 0.04
"""Seconds of sound in each message, sent when they would have been spoken."""
RATE = 16_000
SAYING = 45.0
"""Seconds in which the model has to have said the sentence."""
LATE = 3.0
"""Seconds after the beginning of a reply in which the transcription may still come."""


@dataclass(frozen=True, slots=True)
class EndOfSpeech:
    """What was found out about one model. `failure`: why nothing could be tried."""

    model: str
    tried: tuple[Tried, ...] = ()
    failure: Failure | None = None

    @property
    def ok(self) -> bool:
        """Whether interviews by voice can work with it."""
        return any(each.ends for each in self.tried if each.ending is Ending.SILENCE)

    @property
    def conclusion(self) -> list[str]:
        return conclusion(self.tried) if self.tried else []

    def as_json(self) -> dict[str, object]:
        return {
            "ok": self.ok,
            "model": self.model,
            "endings": [each.as_json() for each in self.tried],
            "silence_wanted_s": silence_wanted(self.tried),
            "conclusion": self.conclusion,
            "failure": None if self.failure is None else self.failure.name,
        }


async def try_endings(
    settings: LiveSettings, *, clock: Clock, on_tried: Callable[[Tried], None] | None = None, trace: Trace | None = None
) -> EndOfSpeech:
    """About a minute with a real model; every socket is used once, and nothing is tried again."""
    async with _trial(settings, Speech(LANGUAGE), READER, clock, trace) as trial:
        sentence = trial if isinstance(trial, Cause) else await trial.said(settings)
    if isinstance(sentence, Cause):
        return EndOfSpeech(settings.model, failure=classify(sentence))
    pcm = trimmed(at_16_khz(sentence))
    tried: list[Tried] = []
    for ending in Ending:
        speech = Speech(LANGUAGE, explicit=ending is Ending.EXPLICIT)
        async with _trial(settings, speech, LISTENER, clock, trace) as trial:
            tried.append(
                Tried(ending, failure=classify(trial)) if isinstance(trial, Cause) else await trial.hears(pcm, ending)
            )
        if on_tried:
            on_tried(tried[-1])
    return EndOfSpeech(settings.model, tuple(tried))


@asynccontextmanager
async def _trial(
    settings: LiveSettings, speech: Speech, instructions: str, clock: Clock, trace: Trace | None
) -> AsyncIterator["_EndingTrial | Cause"]:
    """A socket that is set up, or why there is none."""
    socket = await dial(settings, clock=clock, trace=trace)
    if isinstance(socket, Cause):
        yield socket
        return
    trial = _EndingTrial(socket, clock)
    reading = asyncio.create_task(trial.read(), name="the end of speech")
    try:
        await socket.send(setup_frame(settings, dialect(settings.model), instructions=instructions, speech=speech))
        ready = await trial.until(lambda: trial.ready, settings.timeouts.setup)
        yield (
            trial
            if ready
            else replace(trial.cause or Cause(CauseKind.TIMEOUT, ConnectionStage.SETUP), stage=ConnectionStage.SETUP)
        )
    finally:
        reading.cancel()
        await asyncio.wait({reading})
        await socket.close(1000)


class _EndingTrial:
    """What comes on one socket, and when."""

    def __init__(self, socket: LiveSocket, clock: Clock) -> None:
        self.ready = False
        self.cause: Cause | None = None
        self._socket = socket
        self._clock = clock
        self._sound = bytearray()
        self._heard: float | None = None
        self._replied: float | None = None
        self._over = False
        self._news = asyncio.Event()

    async def read(self) -> None:
        seams = Seams()
        while not isinstance(raw := await self._socket.receive(), Cause):
            message = parse_server(raw, sound=True, seams=seams)
            if isinstance(message, Malformed):
                continue
            self.ready |= message.setup_complete
            self._sound += message.sound
            self._over |= message.generation_complete or message.turn_complete
            if message.heard and self._heard is None:
                self._heard = self._clock()
            if message.content and self._replied is None:
                self._replied = self._clock()
            self._news.set()
        self.cause = raw
        self._news.set()

    async def until(self, true: Callable[[], bool], seconds: float) -> bool:
        """Whether it came true in time, and before the socket was down."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, seconds)):
                while not true() and self.cause is None:
                    self._news.clear()
                    await self._news.wait()
        return true()

    async def said(self, settings: LiveSettings) -> bytes | Cause:
        """The sentence as the model says it, PCM16 mono at 24 kHz; why it does not."""
        realtime = dialect(settings.model).realtime
        await self._socket.send(
            realtime_text(SAY) if realtime else client_content([Said("user", SAY)], turn_complete=True)
        )
        over = await self.until(lambda: self._over, SAYING)
        if self.cause is not None:
            return self.cause
        return bytes(self._sound) if over and any(self._sound) else Cause(CauseKind.SILENT, ConnectionStage.LIVE)

    async def hears(self, pcm: bytes, ending: Ending) -> Tried:
        """Play it, in time, and end it so; what came of that."""
        if ending is Ending.EXPLICIT:
            await self._socket.send(activity_start())
        await self._play(pcm)
        spoken = self._clock()
        match ending:
            case Ending.STREAM_END:
                await self._play(silence(HALF))
                await self._socket.send(audio_stream_end())
            case Ending.SILENCE:
                await self._play(silence(FULL), until_replied=True)
            case Ending.EXPLICIT:
                await self._socket.send(activity_end())
        if await self.until(lambda: self._replied is not None, spoken + PATIENCE - self._clock()):
            await self.until(lambda: self._heard is not None, LATE)
        return Tried(
            ending,
            heard=None if self._heard is None else round(self._heard - spoken, 2),
            replied=None if self._replied is None else round(self._replied - spoken, 2),
            failure=classify(self.cause) if self.cause is not None and self._replied is None else None,
        )

    async def _play(self, pcm: bytes, *, until_replied: bool = False) -> None:
        """Each piece when its last sample would have been spoken."""
        due = self._clock()
        for piece in pieces(pcm):
            due += CHUNK
            await asyncio.sleep(max(0.0, due - self._clock()))
            if self.cause is not None or (until_replied and self._replied is not None):
                return
            await self._socket.send(realtime_audio(piece))


def pieces(pcm: bytes) -> Iterator[bytes]:
    size = int(CHUNK * RATE) * 2
    return (pcm[start : start + size] for start in range(0, len(pcm), size))


def silence(seconds: float) -> bytes:
    return bytes(int(seconds * RATE) * 2)


def at_16_khz(pcm: bytes) -> bytes:
    """24 kHz made 16 by linear interpolation: good enough for speech, which has little above 8 kHz."""
    samples = array("h", pcm[: len(pcm) // 6 * 6])  # three become two
    if sys.byteorder == "big":
        samples.byteswap()
    made = array("h", bytes(len(samples) // 3 * 4))
    made[::2] = samples[::3]
    made[1::2] = array("h", ((one + two) // 2 for one, two in zip(samples[1::3], samples[2::3], strict=True)))
    if sys.byteorder == "big":
        made.byteswap()
    return made.tobytes()


def trimmed(pcm: bytes) -> bytes:
    """Without the quiet behind the last word: the endings have silence of their own."""
    samples = array("h", pcm)
    if sys.byteorder == "big":
        samples.byteswap()
    loud = max(map(abs, samples), default=0) // 50
    last = next((at for at in range(len(samples) - 1, -1, -1) if abs(samples[at]) > loud), -1)
    return pcm[: 2 * (last + 1)]
