"""One socket of the simulated service: the order of things, the context, the model's turns.

A setup first and once, then input in any order. What a client may send is `protocol.py`'s business, what the model says
a brain's, what a frame looks like `replies.py`'s.
"""

import asyncio
import contextlib
import json
from collections.abc import Coroutine, Mapping
from typing import Any

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from sims.gemini import replies
from sims.gemini.brain import ContextEntry
from sims.gemini.controls import Controls
from sims.gemini.eyes import Eyes, SeenPicture
from sims.gemini.facts import EARS
from sims.gemini.faults import Fault, Moment
from sims.gemini.listening import Listening
from sims.gemini.protocol import INVALID_ARGUMENT, Refuse, check_realtime, check_setup, check_turns, has_field, parse
from sims.gemini.speech import Speech
from sims.gemini.tools import ToolBox
from sims.loop_time import now

_EARLY_S = 0.005
"""Seconds between setup and setupComplete, in which a client that does not wait is caught."""
_IN_FLIGHT_S = 0.25
"""Seconds after a function call in which sound is forgiven: it was on its way."""


class SimSession:
    """One socket, from its upgrade to its end; everything that happened on it stays readable."""

    def __init__(self, ws: ServerConnection, controls: Controls, *, version: str, key: str) -> None:
        self.setup: dict[str, Any] = {}
        """The setup, in camelCase; empty until it came."""
        self.context: list[ContextEntry] = []
        """What the model knows, oldest first."""
        self.received: list[dict[str, Any]] = []
        """Every frame of the client, in camelCase, bytes decoded."""
        self.raw: list[str | bytes] = []
        """The same frames as they came."""
        self.sent: list[dict[str, Any]] = []
        """Every well-formed frame of ours."""
        self.received_at: list[float] = []
        self.sent_at: list[float] = []
        """When each frame of `received` came and each of `sent` left, by `loop_time`."""
        self.handle: str | None = None
        """The handle this session was resumed with."""
        self.closed: int | None = None
        """The close code, 1006 for a dropped connection; None while the socket is open."""
        self.closed_reason = ""
        self.ready = False
        """Whether setupComplete was sent."""
        self.utterances: list[str] = []
        """What the candidate said, one for each turn of speech that was understood."""
        self.said: list[str] = []
        """What the model said, one for each turn, as far as it was said."""
        self.early_audio = 0
        """Bytes of sound or pictures that came while a blocking call was unanswered."""
        self._ws = ws
        self._controls = controls
        self._version = version
        self._key = key
        self._seeding = False
        self._content_mid_session = True
        self._exchanged = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._tools = ToolBox()
        self._listening = Listening(self, controls, on_speech=self._interrupted, on_words=self._understood)
        self._speech = Speech(self, controls, self._tools)
        self._eyes = Eyes()

    @property
    def heard_pcm(self) -> bytes:
        """Every byte of sound that came, PCM16 mono at 16 kHz."""
        return bytes(self._listening.pcm)

    @property
    def audio_tokens(self) -> int:
        """What was heard so far, in tokens."""
        return self._listening.tokens

    @property
    def pictures(self) -> list[SeenPicture]:
        """What was shown on this socket, oldest first."""
        return self._eyes.pictures

    @property
    def too_fast(self) -> int:
        """How many of them came sooner than a second after the one before."""
        return self._eyes.too_fast

    @property
    def video_tokens(self) -> int:
        """What was seen so far, in tokens."""
        return self._eyes.tokens

    @property
    def spoken(self) -> bool:
        """Whether this is a spoken conversation: then sound means something, and comes as fast as it would be."""
        return "realtimeInputConfig" in self.setup

    @property
    def replying(self) -> bool:
        """Whether the model is about to say something, says it, or it is still being played."""
        return self._speech.turn_open

    # What tests call

    async def go_away(self, time_left_s: float) -> None:
        """Announce that this connection is about to end."""
        await self.send(replies.go_away(time_left_s))

    async def close(self, code: int, reason: str = "") -> None:
        """End the connection in order."""
        await self._ws.close(code, reason)

    def drop(self) -> None:
        """Reset the connection without a close frame."""
        self._ws.transport.abort()

    def deaf(self, seconds: float) -> None:
        """Read nothing for a while, so that pings get no pong; what is sent meanwhile arrives later."""
        self._ws.transport.pause_reading()
        self.later(seconds, self._listen_again())

    # The way through a connection

    async def run(self) -> None:
        """Serve the socket until it closes."""
        try:
            await self._guard(self._converse())
        finally:
            await self._speech.stop()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ws.wait_closed(), 1.0)
            self.closed = self._ws.close_code or 1006
            self.closed_reason = self._ws.close_reason or ""
            self._controls.note_change()

    async def _converse(self) -> None:
        kind, message = await self._receive()
        if self._key != self._controls.key:
            raise Refuse(1007, "API key not valid. Please pass a valid API key.")
        if kind != "setup":
            raise Refuse(1007, INVALID_ARGUMENT)
        self.setup = message
        await self._begin()
        while True:
            kind, message = await self._receive()
            match kind:
                case "clientContent":
                    await self._client_content(message)
                case "realtimeInput":
                    await self._realtime_input(message)
                case "toolResponse":
                    await self._tool_response(message)
                case _:
                    raise Refuse(1007, INVALID_ARGUMENT)  # a second setup

    async def _receive(self) -> tuple[str, dict[str, Any]]:
        raw = await self._ws.recv()
        at = now()
        self.raw.append(raw)
        kind, message = parse(raw)
        self.received.append({kind: message})
        self.received_at.append(at)
        self._controls.note_change()
        return kind, message

    async def _begin(self) -> None:
        resumption = self.setup.get("sessionResumption", {})
        if fault := self._controls.take(Moment.SETUP):
            await self.suffer(fault)
            if fault.name == "no_setup_complete":
                await self._ws.wait_closed()
        family = check_setup(self.setup, version=self._version)
        if has_field(self.setup, self._controls.refused_field):
            raise Refuse(*self._controls.refusal)
        if handle := resumption.get("handle"):
            await self._resume(handle)
        self._listening.set_up(self.setup, self._controls.ear or EARS[self.setup["model"].removeprefix("models/")])
        self._eyes.set_up(self.setup)
        self._tools.declare(self.setup, block_by_default=family.tools_block_by_default)
        self._content_mid_session = family.content_mid_session
        self._seeding = self.setup.get("historyConfig", {}).get("initialHistoryInClientContent", False)
        await self._refuse_early_input()
        self.ready = True
        await self.send(replies.setup_complete())
        if fault := self._controls.take(Moment.READY):
            self.later(self._controls.late, self.suffer(fault))

    async def _refuse_early_input(self) -> None:
        """Whoever speaks before setupComplete is refused; frames sent right behind the setup are here by now."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_EARLY_S):
                await self._receive()
                raise Refuse(1007, INVALID_ARGUMENT)

    async def _resume(self, handle: str) -> None:
        self.handle = handle
        fault = self._controls.take(Moment.RESUME)
        if fault is not None:
            await self.suffer(fault)
        checkpoint = self._controls.checkpoint(handle)
        if checkpoint is None:
            raise Refuse(1008, "Requested entity was not found.")
        if checkpoint.model != self.setup["model"]:
            raise Refuse(1007, INVALID_ARGUMENT)  # anything may change on a resume, except the model
        if fault is None or fault.name != "resume_forgotten":
            self.context = list(checkpoint.context)
        self._exchanged = True

    # What the client says

    async def _client_content(self, message: Mapping[str, Any]) -> None:
        if self._exchanged and not self._seeding and not self._content_mid_session:
            raise Refuse(1007, INVALID_ARGUMENT)
        check_turns(message.get("turns", ()))
        await self._speech.interrupt()
        for turn in message.get("turns", ()):
            words = "".join(part.get("text", "") for part in turn["parts"])
            self.context.append(ContextEntry(turn["role"], words))
        if not message.get("turnComplete"):
            return
        if self._seeding:
            self._seeding = False  # an initial history is read, not answered
        else:
            self._ask()

    async def _realtime_input(self, message: Mapping[str, Any]) -> None:
        detection = self.setup.get("realtimeInputConfig", {}).get("automaticActivityDetection", {})
        kind = check_realtime(message, manual=detection.get("disabled", False))
        if self._seeding and not self._content_mid_session:
            raise Refuse(1007, INVALID_ARGUMENT)  # this family wants its history first
        if kind == "video":
            self._forbid_early_input(len(message["video"]["data"]))
            if fault := self._controls.take(Moment.PICTURE):
                await self.suffer(fault)
            self._eyes.see(message["video"])
            return
        self._seeding = False
        if kind == "audio":
            self._forbid_early_input(len(message["audio"]["data"]))
            await self._listening.feed(message["audio"]["data"])
        elif kind == "text":
            await self._speech.interrupt()
            self.context.append(ContextEntry("user", message["text"]))
            self._ask()
        elif kind in ("activityStart", "activityEnd") and not self._controls.heeds_activity:
            return
        elif kind == "activityStart":
            await self._listening.start()
        elif kind in ("audioStreamEnd", "activityEnd"):
            await self._listening.finish()

    def _forbid_early_input(self, size: int) -> None:
        """Seen of the real service: sound while a blocking call is unanswered ends the connection, sometimes. Nobody
        looked whether pictures do; we take it that they do."""
        since = self._tools.waiting_since
        if since is None or asyncio.get_running_loop().time() < since + _IN_FLIGHT_S:
            return
        self.early_audio += size
        if self._controls.strict:
            raise Refuse(1008, "Operation is not implemented, or supported, or enabled.")

    async def _interrupted(self) -> None:
        handling = self.setup.get("realtimeInputConfig", {}).get("activityHandling")
        if handling != "NO_INTERRUPTION":
            await self._speech.interrupt()

    def _understood(self, words: str) -> None:
        self.utterances.append(words)
        self.context.append(ContextEntry("user", words))
        self._ask()

    async def _tool_response(self, message: Mapping[str, Any]) -> None:
        answered = self._tools.answer(message.get("functionResponses", ()))
        self.context.extend(answered.entries)
        if answered.interrupts:
            await self._speech.interrupt()
        if answered.goes_on:
            self._speech.go_on()

    def _ask(self) -> None:
        self._exchanged = True
        self._speech.start()

    # What the parts of a session use

    async def send(self, frame: dict[str, Any], *, as_text: bool = False) -> None:
        """One frame out: JSON in a BINARY frame, as the real service sends it."""
        data = json.dumps(frame, ensure_ascii=False)
        at = now()
        await self._ws.send(data if as_text else data.encode())
        self.sent.append(frame)
        self.sent_at.append(at)
        self._controls.note_change()

    async def send_raw(self, data: bytes) -> None:
        """Bytes that need not be a valid frame."""
        await self._ws.send(data)

    async def suffer(self, fault: Fault) -> None:
        """End the connection as `fault` says, or announce its end, if it is one that does."""
        if fault.code:
            raise Refuse(fault.code, fault.reason)
        if fault.name == "drop":
            await self.dropped()
        if fault.name == "go_away":
            await self.go_away(self._controls.go_away_time_left)

    async def dropped(self) -> None:
        """Reset the connection, and wait until it is gone: the next frame fails."""
        self.drop()
        await self._ws.wait_closed()

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run `work` beside the reader; it ends with the session at the latest."""
        task = asyncio.create_task(self._guard(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: work.close())  # it may be cancelled before it began
        return task

    def later(self, seconds: float, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` after `seconds`, unless the session ends before."""
        self.spawn(_after(seconds, work))

    async def _listen_again(self) -> None:
        self._ws.transport.resume_reading()

    async def _guard(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except ConnectionClosed:
            pass  # how every connection ends
        except Refuse as refusal:
            await self._ws.close(refusal.code, refusal.reason)
        except Exception as error:
            self._controls.errors.append(error)
            await self._ws.close(1011, "Internal error occurred.")


async def _after(seconds: float, work: Coroutine[Any, Any, None]) -> None:
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        work.close()
        raise
    await work
