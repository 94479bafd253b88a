"""People in voice channels: they speak in real time, hear the bot, and do their own DAVE with Discord's libdave."""

import array
import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord.opus

from sims import whistle
from sims.discord import libopus
from sims.discord.dave_member import DaveMember
from sims.discord.rtp import OPUS, SAMPLES, SILENCE, VIDEO, Opened
from sims.discord.world import BOT, Json
from sims.loop_time import now

if TYPE_CHECKING:
    from sims.discord.voice import Voice

RATE = 48_000
FRAME_SECONDS = 0.02
FRAME_BYTES = SAMPLES * 2
KEPT_BYTES = RATE * 2 * 120


@dataclass(frozen=True, slots=True)
class Heard:
    """One packet of the bot's, as it reached a person. `opus` is decrypted."""

    time: float
    sequence: int
    timestamp: int
    opus: bytes
    encrypted: bool


@dataclass(frozen=True, slots=True)
class Spoke:
    """One speech of a person's: when its first packet left, and when the last one did that is not silence."""

    began: float
    ended: float


class Person:
    """`sim.voice.people[user_id]`: what a person does in voice, and what they heard there."""

    def __init__(self, user_id: int, voice: "Voice") -> None:
        libopus.load()
        self.user_id = user_id
        self.ssrc = 2_000 + 10 * (1 + user_id % 100_000)
        self._voice = voice
        self.dave: DaveMember | None = None
        self.heard: list[Heard] = []
        self.spoke: list[Spoke] = []
        """What was said, oldest first; a speech stands here when it is over. By `loop_time`, as in `heard`."""
        self.sent: list[bytes] = []
        """Every Opus packet that left, before encryption."""
        self.marks: list[int] = []
        self.counters: Counter[str] = Counter()
        self.pcm = bytearray()
        """Mono, 48 kHz: what was heard, the last two minutes of it."""
        self._ear = whistle.Hearer(RATE)
        self._decoder = discord.opus.Decoder()  # type: ignore[no-untyped-call]  # discord.py's is not annotated
        self._encoder = discord.opus.Encoder(application="voip", bitrate=64)
        self._sequence, self._timestamp = 65_400, 0xFFFF_0000
        self._last_sent: float | None = None
        self._hears_ssrc: int | None = None
        self._video_sequence = 0
        self._camera: asyncio.Task[None] | None = None
        self._speaking = asyncio.Lock()

    @property
    def channel_id(self) -> int | None:
        state = self._voice.world.voice_states.get(self.user_id)
        return int(state["channel_id"]) if state else None

    async def join(self, channel_id: int) -> None:
        """Raises Refusal where Discord's client would not let this person in."""
        await self._voice.come(self.user_id, channel_id)

    async def leave(self) -> None:
        await self.camera(on=False)
        await self._voice.go(self.user_id)

    async def mute(self, **flags: bool) -> None:
        """`self_mute`, `self_deaf`, `server_mute`, `server_deaf`: a muted person's words go nowhere."""
        names = {"server_mute": "mute", "server_deaf": "deaf"}
        await self._voice.change_state(self.user_id, {names.get(name, name): on for name, on in flags.items()})

    async def camera(self, *, on: bool) -> None:
        """Video travels beside the sound, under the next ssrc; a bot is sent it whether it wants it or not."""
        if self._camera is not None:
            self._camera.cancel()
            self._camera = None
        if self.channel_id is None:
            return
        await self._voice.change_state(self.user_id, {"self_video": on})
        self._voice.tell_video(self, on=on)
        if on:
            self._camera = asyncio.create_task(self._film())

    async def _film(self) -> None:
        while True:
            self._video_sequence += 1
            self._voice.send(self, VIDEO, self.ssrc + 1, self._video_sequence, 3000 * self._video_sequence, bytes(900))
            await asyncio.sleep(0.04)

    async def say(self, what: bytes | int, *, seconds: float = 1.2, fast: float = 1.0, tail: bool = True) -> None:
        """Returns when it is spoken. `what`: PCM16 mono at 48 kHz, or a number to whistle for `seconds`.

        `fast` plays that many times as fast; without `tail` the five frames of silence are lost on the way.
        """
        pcm = whistle.speak(what, RATE, seconds=seconds) if isinstance(what, int) else what
        async with self._speaking:
            await self._voice.may_speak(self)
            self._voice.tell_speaking(self)
            self._catch_up()
            frames = [pcm[at : at + FRAME_BYTES] for at in range(0, len(pcm), FRAME_BYTES)]
            start = last = now()
            for count, frame in enumerate(frames):
                self._send_frame(self._encode(frame))
                last = now()
                await asyncio.sleep(max(0.0, start + (count + 1) * FRAME_SECONDS / fast - now()))
            self.spoke.append(Spoke(start, last))
            for _ in range(5):
                if tail:
                    self._send_frame(SILENCE)
                    await asyncio.sleep(FRAME_SECONDS / fast)
            self._last_sent = now()

    def _catch_up(self) -> None:
        """Between two speeches the timestamp goes on and the sequence does not."""
        if self._last_sent is not None:
            self._timestamp += max(0, round((now() - self._last_sent) / FRAME_SECONDS)) * SAMPLES

    def _encode(self, frame: bytes) -> bytes:
        mono = array.array("h", frame.ljust(FRAME_BYTES, b"\0"))
        stereo = array.array("h", bytes(2 * FRAME_BYTES))
        stereo[::2] = stereo[1::2] = mono
        return self._encoder.encode(stereo.tobytes(), SAMPLES)

    def _send_frame(self, opus: bytes) -> None:
        state = self._voice.world.voice_states.get(self.user_id)
        sequence, timestamp = self._sequence, self._timestamp
        self._timestamp += SAMPLES
        if state is None or state["self_mute"] or state["mute"] or state["suppress"]:
            return
        self._sequence += 1
        self.sent.append(opus)
        payload: bytes | None = opus
        if self.dave is not None and opus != SILENCE:
            payload = self.dave.encrypt(opus) if self.dave.ready else None
        if payload is None:
            self.counters["unsent"] += 1
            return
        self._voice.send(self, OPUS, self.ssrc, sequence, timestamp, payload)

    def receive(self, packet: Opened) -> None:
        """A packet of the bot's, out of its transport encryption."""
        state = self._voice.world.voice_states[self.user_id]
        if state["self_deaf"] or state["deaf"]:
            return
        encrypted = packet.payload.endswith(b"\xfa\xfa")
        opus: bytes | None = packet.payload
        if encrypted and self.dave is not None:
            opus = self.dave.decrypt(BOT, packet.payload)
        if opus is None:
            self.counters["undecryptable"] += 1
            return
        if self.heard and self._hears_ssrc == packet.ssrc:
            gap = (packet.sequence - self.heard[-1].sequence - 1) & 0xFFFF
            self.counters["gaps"] += min(gap, 1_000)
        self._hears_ssrc = packet.ssrc
        self.heard.append(Heard(now(), packet.sequence, packet.timestamp, opus, encrypted))
        self._listen(opus)

    def _listen(self, opus: bytes) -> None:
        try:
            stereo = array.array("h", self._decoder.decode(opus, fec=False))
        except discord.opus.OpusError:
            self.counters["undecodable"] += 1
            return
        mono = stereo[::2].tobytes()
        self.pcm += mono
        del self.pcm[:-KEPT_BYTES]
        self.marks += self._ear.feed(mono)

    def as_json(self) -> Json:
        silent = sum(each.opus == SILENCE for each in self.heard)
        return {
            "channel": self.channel_id,
            "marks": self.marks,
            "packets": len(self.heard),
            "silence": silent,
            "encrypted": sum(each.encrypted for each in self.heard),
            "ready": self.dave is None or self.dave.ready,
            "counters": dict(self.counters),
            "failures": self.dave.failures if self.dave is not None else [],
        }


class People(dict[int, Person]):
    """Everybody who may come; a person is there as soon as they are named."""

    def __init__(self, voice: "Voice") -> None:
        super().__init__()
        self._voice = voice

    def __missing__(self, user_id: int) -> Person:
        self[user_id] = made = Person(user_id, self._voice)
        self._voice.world.members.add(user_id)
        return made
