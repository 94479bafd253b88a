"""The gaps between the packets of many voices: discord.py's thread for each player, beside our one clock.

    python -m bench.clocks [voices] [seconds]

Both encode, seal and write the same, beside an event loop that is 40 % busy with Python, in short stretches (4 ms of
every 10) or long ones (12 ms of every 30). A gap is the time between two packets of one voice; the budget is p99.9 <=
25 ms and none over 40. The load runs in the same process, since that is what a player thread competes with.
docs/decisions/0005-one-clock.md holds what was decided by it.
"""

import asyncio
import itertools
import random
import socket
import sys
import time
from typing import Any, cast

import discord
import uvloop
from discord.player import AudioPlayer

from bot.edges.voice.metronome import Metronome
from bot.edges.voice.send import PacketSender
from bot.media.cipher import MODES, Cipher
from bot.media.opus import Encoder
from bot.media.rtp import SILENCE

LOADS = {"idle": 0.0, "40 % short": 0.004, "40 % long": 0.012}
"""Seconds of Python in one stretch; one and a half times as much rest follows."""
NOISE = random.Random(5).randbytes(960 * 50)
"""A second of sound, PCM16, 24 kHz."""


class Voice:
    """One outgoing stream over loopback, and when each packet left. Has what `AudioPlayer` asks of a voice client."""

    def __init__(self, number: int, sink: socket.socket) -> None:
        self.left: list[float] = []
        self.encoder = Encoder()
        self.sender = PacketSender(number)
        self.sender.cipher = Cipher(MODES[0], number.to_bytes(32, "big"))
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.connect(sink.getsockname())

    def send(self) -> None:
        number = 960 * (len(self.left) % 50)
        packet = self.encoder.encode(NOISE[number : number + 960])
        datagram = self.sender.packet(packet, time.perf_counter(), 0, None)
        if datagram is not None:
            self.socket.send(datagram)
        self.left.append(time.perf_counter())

    def send_audio_packet(self, data: bytes, *, encode: bool = True) -> None:
        self.send()

    def is_connected(self) -> bool:
        return True

    def gaps(self) -> list[float]:
        """Milliseconds. The first one is the player's start, and its last packets come as a burst of silence."""
        moments = self.left[2:-6]
        return [1000 * (later - sooner) for sooner, later in itertools.pairwise(moments)]


class Endless(discord.AudioSource):
    """Always has a packet, until told otherwise."""

    going = True

    def read(self) -> bytes:
        return SILENCE if self.going else b""

    def is_opus(self) -> bool:
        return True


class Player(AudioPlayer):
    """Without the speaking state: there is no gateway here."""

    def _speak(self, speaking: discord.SpeakingState) -> None:
        return


async def busy(span: float) -> None:
    """Keep the loop 40 % busy."""
    loop = asyncio.get_running_loop()
    due = loop.time()
    while True:
        end = time.perf_counter() + span
        while time.perf_counter() < end:
            pass
        due = max(due + 2.5 * span, loop.time())
        await asyncio.sleep(due - loop.time())


async def by_threads(voices: list[Voice], seconds: float) -> None:
    source = Endless()
    players = [Player(source, cast(Any, voice)) for voice in voices]
    for player in players:
        player.start()
        await asyncio.sleep(0.002)
    await asyncio.sleep(seconds)
    source.going = False
    for player in players:
        await asyncio.to_thread(player.join)


async def by_metronome(voices: list[Voice], seconds: float) -> None:
    metronome = Metronome()
    handles = [metronome.add(voice.send) for voice in voices]
    await asyncio.sleep(seconds)
    for handle in handles:
        metronome.remove(handle)


async def measure(name: str, count: int, seconds: float, load: str) -> None:
    sink = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sink.bind(("127.0.0.1", 0))
    voices = [Voice(number, sink) for number in range(count)]
    task = asyncio.create_task(busy(LOADS[load])) if LOADS[load] else None
    cpu, wall = time.process_time(), time.perf_counter()
    await (by_threads if name == "threads" else by_metronome)(voices, seconds)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    if task is not None:
        task.cancel()
    gaps = sorted(gap for voice in voices for gap in voice.gaps())
    for voice in voices:
        voice.socket.close()
    sink.close()
    p50, p99, p999 = (gaps[min(len(gaps) - 1, int(len(gaps) * share))] for share in (0.5, 0.99, 0.999))
    print(
        f"{name:10} {load:10} {len(gaps):7} packets  p50 {p50:5.1f}  p99 {p99:5.1f}  p99.9 {p999:5.1f}"
        f"  max {gaps[-1]:5.1f} ms  over 25 ms {sum(gap > 25 for gap in gaps):5}  CPU {100 * cpu / wall:3.0f} %"
    )


async def main(count: int, seconds: float) -> None:
    print(f"{count} voices, {seconds:.0f} s each, {type(asyncio.get_running_loop()).__module__}")
    for load in LOADS:
        for name in ("threads", "metronome"):
            await measure(name, count, seconds, load)


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20, float(sys.argv[2]) if len(sys.argv) > 2 else 15.0))
