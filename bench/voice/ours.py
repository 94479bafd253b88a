"""The measured bot: for each interview the real voice connection, receiver, playout, audio bridge, Live session and
client, on one metronome."""

import asyncio
import contextlib
import socket
from multiprocessing.connection import Connection as Pipe
from typing import Any, cast

import davey

from bench.voice.pages import real
from bench.voice.scene import Hello, Person, Scene
from bench.voice.subject import measure, run
from bot.clock import steady_clock
from bot.edges.voice.connection import VoiceConnection
from bot.edges.voice.metronome import Metronome
from bot.edges.voice.reader import LoopReader
from bot.edges.voice.room import HANGOVER
from bot.edges.voice.sound import RoomSound
from bot.gemini.api.breaker import Breaker
from bot.gemini.api.settings import LiveSettings, Resolution, Speech
from bot.gemini.client.live_client import LiveClient
from bot.gemini.live.session import LiveSession
from bot.media.cipher import MODES
from bot.media.mic_check import MicCheck
from bot.media.opus import APPLICATION, Encoder
from bot.media.playout import Playout
from bot.ports.events import Played
from bot.ports.model import LiveUp, ModelTurn
from bot.ports.voice import VoiceEdge
from bot.runtime.audio_bridge import AudioBridge
from bot.runtime.inbox import Inbox


def serve(scene: Scene, load: Pipe, parent: Pipe) -> None:
    """The process."""
    application = APPLICATION if scene.application is None else scene.application
    metronome = Metronome()

    def make(person: Person, hello: Hello, udp: socket.socket, dave: davey.DaveSession) -> Interview:
        return Interview(person, hello, metronome, Connection(udp, dave, person.bot_ssrc), application)

    parent.send(run(measure(load, make, real, scene.pages), scene.loop))


class Websocket:
    """The voice gateway, which does not listen."""

    async def speak(self, state: object) -> None: ...


class Connection:
    """What `VoiceConnection` asks of `BotVoiceClient`: a socket and a group."""

    poller_died = False
    ready = True
    latency = 0.01

    def __init__(self, udp: socket.socket, dave: davey.DaveSession, ssrc: int) -> None:
        self.socket = udp
        self.dave = (1, dave)
        self.ssrc = ssrc
        self.ws = Websocket()

    def transmit(self, datagram: bytes) -> bool:
        try:
            self.socket.send(datagram)
        except OSError:
            return False
        return True

    def strangers(self) -> set[int]:
        return set()

    async def close(self, *, confirmed: float) -> None: ...


class Room:
    """Between a sound and a call, as `VoiceRoom` is once the microphone check is through."""

    def __init__(self, metronome: Metronome) -> None:
        self.sound = RoomSound(self, metronome, steady_clock(), recorder=None, hangover=HANGOVER)
        self.call: AudioBridge | None = None
        self._check = MicCheck(0.0, known=True)

    def packet(self) -> None:
        self._check.packet(asyncio.get_running_loop().time())

    def frame(self, pcm: bytes | None) -> None:
        if self.call is None:
            return
        if pcm is None:
            self.call.end_of_audio()
        else:
            self.call.hear(pcm)

    def played(self, event: Played) -> None:
        if self.call is not None:
            self.call.happened(event)

    def say(self, item_id: int, pcm: bytes) -> None:
        self.sound.say(item_id, pcm)

    def end_item(self, item_id: int) -> None:
        self.sound.end_item(item_id)

    def flush(self) -> None:
        self.sound.flush()


class Interview:
    """One interview's sound, both ways; in place of the machine stands a task that always listens on."""

    def __init__(
        self, person: Person, hello: Hello, metronome: Metronome, connection: Connection, application: int
    ) -> None:
        self._person, self._connection = person, connection
        self._room = Room(metronome)
        self._sound = self._room.sound
        self._sound._playout = Playout(Encoder(application=application))
        self._voice = self._joined()
        self._reader = LoopReader(connection, asyncio.get_running_loop())
        self._inbox = Inbox()
        self._call = AudioBridge(cast(VoiceEdge, self._room), self._inbox, hold=False)
        settings = LiveSettings("key", base_url=f"ws://127.0.0.1:{hello.websocket_port}/{person.number}")
        speech = Speech("en-US")
        self._client = LiveClient(
            LiveSession(
                settings, instructions="You interview people.", tools=(), speech=speech, resolution=Resolution.LOW
            ),
            settings,
            breaker=Breaker(),
            clock=steady_clock(),
            on_event=self._call.on_live_event,
            label=str(person.number),
        )
        self._up = asyncio.Event()
        self._runner: asyncio.Task[None] | None = None

    def _joined(self) -> VoiceConnection:
        """A voice connection as it is after `VoiceConnection.join`, on our own socket; and a sound as it is after
        `RoomSound.join`."""
        person = self._person
        nobody = cast(Any, None)
        voice = VoiceConnection(nobody, person.channel_id, person.candidate_id, self._sound._packet, lambda state: None)
        voice._reconnector.connection = cast(Any, self._connection)
        voice._operation(4, {"mode": MODES[0], "secret_key": list(person.key)})
        voice._operation(5, {"ssrc": person.candidate_ssrc, "user_id": str(person.candidate_id)})
        voice._open = True
        voice._supervisor = asyncio.create_task(voice._supervise())
        self._sound._connection, self._sound._here = voice, True
        return voice

    @property
    def call(self) -> AudioBridge:
        return self._call

    async def start(self) -> None:
        self._reader.register(lambda data: self._voice._receiver.datagram(data, self._voice._now()))
        self._reader.resume()
        await self._client.__aenter__()
        self._room.call = self._call
        self._call.carry(self._client)
        self._call.open_mic(on=True)
        self._runner = asyncio.create_task(self._follow())
        self._client.listen(2)
        await self._up.wait()

    async def _follow(self) -> None:
        while True:
            await self._inbox.wait(None)
            while (event := self._inbox.take()) is not None:
                match event:
                    case LiveUp():
                        self._up.set()
                    case ModelTurn(item_id=item_id):
                        self._call.expected(item_id + 2)
                        self._client.listen(item_id + 2)

    async def stop(self) -> None:
        self._call.hang_up()
        self._reader.stop()
        await self._sound.leave()
        await self._client.__aexit__(None, None, None)
        if self._runner is not None:
            self._runner.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._runner

    def counted(self) -> dict[str, int]:
        return {**self._sound.counters, **{f"playout {k}": v for k, v in self._sound._playout.counters.items()}}
