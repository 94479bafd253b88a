"""The floor: libopus, AEAD, DAVE, UDP and a websocket client, and nothing else. No order, no clock, no silence.

The same libraries with the same settings as ours, in the shortest way: a datagram is opened, decoded and sent on 40 ms
at a time; what comes back is encoded, sealed and written at once.
"""

import asyncio
import json
import socket
from binascii import a2b_base64, b2a_base64
from multiprocessing.connection import Connection

import davey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from websockets.asyncio.client import ClientConnection, connect

from bench.voice.pages import bare
from bench.voice.scene import Hello, Person, Scene
from bench.voice.subject import measure, run
from bot.media.opus import APPLICATION, Decoder, Encoder

FRAME = 960


def serve(scene: Scene, load: Connection, parent: Connection) -> None:
    """The process."""
    application = APPLICATION if scene.application is None else scene.application

    def make(person: Person, hello: Hello, udp: socket.socket, dave: davey.DaveSession) -> Bare:
        return Bare(person, hello, udp, dave, Encoder(application=application))

    parent.send(run(measure(load, make, bare, scene.pages), scene.loop))


class Bare:
    """One interview's sound, both ways."""

    def __init__(
        self, person: Person, hello: Hello, udp: socket.socket, dave: davey.DaveSession, encoder: Encoder
    ) -> None:
        self._person, self._udp, self._dave = person, udp, dave
        self._address = f"ws://127.0.0.1:{hello.websocket_port}/{person.number}/"
        self._aes = AESGCM(person.key)
        self._decoder, self._encoder = Decoder(), encoder
        self._pcm = b""
        self._waiting: list[str] = []
        self._kick = asyncio.Event()
        self._sent = 0
        self._tasks: list[asyncio.Task[None]] = []
        self._websocket: ClientConnection | None = None

    async def start(self) -> None:
        websocket = self._websocket = await connect(self._address, compression=None, ping_interval=None)
        await websocket.send('{"setup":{}}')
        await websocket.recv()
        asyncio.get_running_loop().add_reader(self._udp.fileno(), self._readable)
        self._tasks = [asyncio.create_task(self._send(websocket)), asyncio.create_task(self._receive(websocket))]

    async def stop(self) -> None:
        asyncio.get_running_loop().remove_reader(self._udp.fileno())
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._websocket is not None:
            await self._websocket.close()

    async def show(self, jpeg: bytes) -> None:
        """A picture of the page's."""
        assert self._websocket is not None
        data = b2a_base64(jpeg, newline=False).decode()
        await self._websocket.send(f'{{"realtimeInput":{{"video":{{"mimeType":"image/jpeg","data":"{data}"}}}}}}')

    def counted(self) -> dict[str, int]:
        return {}

    def _readable(self) -> None:
        data = self._udp.recv(2048)
        plain = self._aes.decrypt(data[-4:] + bytes(8), data[16:-4], data[:16])
        self._pcm += self._decoder.decode(
            self._dave.decrypt(self._person.candidate_id, davey.MediaType.audio, plain[4:])
        )
        if len(self._pcm) >= 1280:
            sound = b2a_base64(self._pcm, newline=False).decode()
            self._waiting.append(
                f'{{"realtimeInput":{{"audio":{{"mimeType":"audio/pcm;rate=16000","data":"{sound}"}}}}}}'
            )
            self._pcm = b""
            self._kick.set()

    async def _send(self, websocket: ClientConnection) -> None:
        while True:
            await self._kick.wait()
            self._kick.clear()
            waiting, self._waiting = self._waiting, []
            for message in waiting:
                await websocket.send(message)

    async def _receive(self, websocket: ClientConnection) -> None:
        async for message in websocket:
            turn = json.loads(message)["serverContent"].get("modelTurn")
            if turn is None:
                continue
            pcm = a2b_base64(turn["parts"][0]["inlineData"]["data"])
            for at in range(0, len(pcm), FRAME):
                self._speak(self._encoder.encode(pcm[at : at + FRAME]))

    def _speak(self, opus: bytes) -> None:
        number = self._sent
        self._sent += 1
        header = b"\x80\x78" + (number & 0xFFFF).to_bytes(2, "big") + (number * 960 & 0xFFFFFFFF).to_bytes(4, "big")
        header += self._person.bot_ssrc.to_bytes(4, "big")
        counter = number.to_bytes(4, "big")
        self._udp.send(header + self._aes.encrypt(counter + bytes(8), self._dave.encrypt_opus(opus), header) + counter)
