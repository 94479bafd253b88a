"""An unmodified discord.py in a simulated voice channel, with the least that hears: for tests of the simulator."""

import asyncio
import collections
import contextlib
import ssl
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import davey
import discord
import nacl.secret
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from discord import opus
from discord.voice_state import VoiceConnectionState

from sims import whistle
from sims.discord import DiscordSim
from sims.discord.rtp import SILENCE
from sims.discord.server import TOKEN
from sims.discord.tls import Loopback
from sims.discord.world import LOUNGE

PATIENCE = 60.0
"""Seconds; only a test that fails waits so long."""


class HearingClient(discord.VoiceClient):
    """discord.py's own, that also opens what it is sent and listens for numbers: `heard[user_id]`."""

    def __init__(self, client: discord.Client, channel: discord.abc.Connectable) -> None:
        self.users: dict[int, int] = {}
        self.heard: dict[int, list[int]] = collections.defaultdict(list)
        self.frames: collections.Counter[int] = collections.Counter()
        self.sequences: list[int] = []
        self.stats: collections.Counter[str] = collections.Counter()
        self._early: dict[int, list[bytes]] = collections.defaultdict(list)
        """By ssrc: what came before the word whose it is, which goes by TCP and is read on another thread."""
        self._ears: dict[int, whistle.Hearer] = {}
        self._decoders: dict[int, opus.Decoder] = {}
        super().__init__(client, channel)

    def create_connection_state(self) -> VoiceConnectionState:
        return VoiceConnectionState(self, hook=self.on_voice_frame)

    async def on_voice_frame(self, socket: object, message: dict[str, Any]) -> None:
        op, data = message["op"], message.get("d") or {}
        if op == 5 and "user_id" in data:
            self.users[data["ssrc"]] = int(data["user_id"])
        elif op == 13:
            self.stats["op 13"] += 1

    async def connect(self, **how: Any) -> None:
        await super().connect(**how)
        self._connection.add_socket_listener(self.on_datagram)

    def on_datagram(self, datagram: bytes) -> None:
        """In discord.py's reading thread."""
        if len(datagram) < 32 or datagram[0] >> 6 != 2 or datagram[1] & 127 != 120:
            self.stats["not opus"] += 1
            return
        ssrc = int.from_bytes(datagram[8:12], "big")
        self._early[ssrc].append(datagram)
        if ssrc not in self.users:
            self.stats["early"] += 1
            return
        for each in self._early.pop(ssrc):
            self._hear(self.users[ssrc], each)

    def _hear(self, user: int, datagram: bytes) -> None:
        end, words = 12, 0
        if datagram[0] & 16:
            words, end = int.from_bytes(datagram[14:16], "big"), 16
        body = self.open(datagram[:end], datagram[end:-4], datagram[-4:])[4 * words :]
        self.sequences.append(int.from_bytes(datagram[2:4], "big"))
        session = self._connection.dave_session
        if body != SILENCE and session is not None and self._connection.dave_protocol_version:
            try:
                body = session.decrypt(user, davey.MediaType.audio, body)
            except ValueError:
                self.stats["undecryptable"] += 1
                return
        self.frames[user] += 1
        decoder = self._decoders.setdefault(user, opus.Decoder())  # type: ignore[no-untyped-call]  # not annotated
        stereo = memoryview(decoder.decode(bytes(body), fec=False)).cast("h")
        ear = self._ears.setdefault(user, whistle.Hearer(48_000))
        self.heard[user] += ear.feed(memoryview(bytes(stereo)).cast("h")[::2].tobytes())

    def open(self, header: bytes, sealed: bytes, counter: bytes) -> bytes:
        return nacl.secret.Aead(bytes(self.secret_key)).decrypt(sealed, header, counter + bytes(20))

    def whistle(self, number: int) -> None:
        mono = memoryview(whistle.speak(number, 48_000)).cast("h").tolist()
        stereo = b"".join(sample.to_bytes(2, "little", signed=True) * 2 for sample in mono)
        self.play(Pcm(stereo))

    @property
    def ready(self) -> bool:
        return self._connection.can_encrypt


class AesClient(HearingClient):
    """The same with the other cipher, which discord.py leaves to subclasses."""

    supported_modes = ("aead_aes256_gcm_rtpsize",)  # type: ignore[assignment]  # discord.py's own are the others

    def open(self, header: bytes, sealed: bytes, counter: bytes) -> bytes:
        return AESGCM(bytes(self.secret_key)).decrypt(counter + bytes(8), sealed, header)

    def _encrypt_aead_aes256_gcm_rtpsize(self, header: bytes, data: bytes) -> bytes:
        counter = self._incr_nonce.to_bytes(4, "big")
        self.checked_add("_incr_nonce", 1, 4294967295)
        return (
            bytes(header)
            + AESGCM(bytes(self.secret_key)).encrypt(counter + bytes(8), bytes(data), bytes(header))
            + counter
        )


class Pcm(discord.AudioSource):
    """48 kHz stereo from memory."""

    def __init__(self, pcm: bytes) -> None:
        self._pcm, self._at = pcm, 0

    def read(self) -> bytes:
        frame = self._pcm[self._at : self._at + 3840]
        self._at += 3840
        return frame if len(frame) == 3840 else b""


@contextlib.asynccontextmanager
async def logged_in(sim: DiscordSim) -> AsyncIterator[discord.Client]:
    context = ssl.create_default_context(cadata=sim.authority)
    intents = discord.Intents(guilds=True, voice_states=True, guild_messages=True)
    connector = aiohttp.TCPConnector(resolver=Loopback(sim.port), ssl=context)
    client = discord.Client(intents=intents, connector=connector, guild_ready_timeout=0.1)
    running = asyncio.create_task(client.start(TOKEN))
    try:
        await until(lambda: client.is_ready() or running.done(), "discord.py is ready")
        yield client
    finally:
        await client.close()
        await running


async def call(
    client: discord.Client, channel_id: int = LOUNGE, kind: type[HearingClient] = HearingClient
) -> HearingClient:
    channel = client.get_channel(channel_id)
    assert isinstance(channel, discord.VoiceChannel | discord.StageChannel)
    return await channel.connect(cls=kind, timeout=PATIENCE, reconnect=True)


async def until(true: Any, what: str) -> None:
    """Wait for an outcome."""
    for _ in range(round(PATIENCE / 0.02)):
        if true():
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"never happened: {what}")
