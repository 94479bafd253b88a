"""What an attacker costs: memory of hostile voice messages, time of hostile pictures, stalls of the loop under hostile
connections.

    python -m bench.attacks

The attacker is a process of its own and begins anew when it is cut off. A stall is how long the loop computes before a
timer of 5 ms gets its turn, in the thread's own CPU time, so that other work on the machine plays no part: a voice
interview sends every 20 ms from this loop. `answered`: of an honest visitor's requests, one every tenth of a second,
how many were answered within a second.
"""

import asyncio
import gc
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp

from bot.__main__ import loop_factory
from bot.clock import steady_clock
from bot.media.ogg import read_packets
from bot.media.pictures import NotAPicture, PictureOrigin, checked
from bot.runtime.attachments.voice_messages import frames_of, most_ms
from tests.harness.web_raw import BEGINS, GOES_ON, PING, PONG, TEXT, Street, frame
from tests.harness.web_small import HELLO, site
from tests.media.bombs import endless_packet, two_byte_packets
from tests.media.photos import chunk, inserted, jpeg, png, segment, zip_bomb

SECONDS = 5.0
TICK = 0.005
HALF_OPEN = 300
Attack = Callable[[Street, str], Coroutine[Any, Any, None]]


def voice() -> None:
    """Each says that it is 1.4 s long."""
    for name, data in (
        ("210 KB that sound for 8,109 s", two_byte_packets(8109)),
        ("7 MB that sound for 100 h", two_byte_packets(360_000)),
        ("one packet of 2 MB", endless_packet()[: 2 * 2**20]),
    ):
        began = time.perf_counter()
        with suppress(ValueError):
            sum(map(len, frames_of(read_packets(data, most_ms(1.4)))))
        took = time.perf_counter() - began
        tracemalloc.start()
        with suppress(ValueError):
            sum(map(len, frames_of(read_packets(data, most_ms(1.4)))))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        print(f"  {name:34} {peak / 2**20:8.2f} MB  {1000 * took:9.1f} ms")


def pictures() -> None:
    """Posted ones; each is at most 10 MB."""
    comments, chunks, restarts = segment(0xFE, b""), chunk(b"IDAT", b""), b"\xff\xd0"
    whole = jpeg()
    end = whole.rindex(b"\xff\xd9")
    for name, data in (
        ("2,000,000 comments in a JPEG", inserted(whole, comments * 2_000_000)),
        ("4,000,000 restarts in a JPEG", whole[:end] + restarts * 4_000_000 + whole[end:]),
        ("800,000 empty chunks in a PNG", png(8, 8, [chunks * 800_000])),
        ("PNG of 1 x 4,000,000", zip_bomb(1, 4_000_000)),
        ("PNG of 7,000 x 5,700", zip_bomb(7000, 5700)),
    ):
        began = time.thread_time()
        with suppress(NotAPicture):
            checked(data, PictureOrigin.POSTED)
        print(f"  {name:34} {1000 * (time.thread_time() - began):9.1f} ms")


async def _probe(street: Street, _cookie: str) -> None:
    connection = await street.opened("probe", {"Origin": "https://evil.example"})
    reading = asyncio.create_task(connection.read())
    await connection.flood(frame(PING), 10_000_000)
    await reading


def _on_socket(begin: bytes, one: bytes) -> Attack:
    async def attack(street: Street, cookie: str) -> None:
        connection = await street.opened("socket", {"Cookie": cookie})
        reading = asyncio.create_task(connection.read())
        connection.writer.write(frame(TEXT, HELLO.encode()) + begin)
        await connection.flood(one, 10_000_000)
        await reading

    return attack


async def _nobody(_street: Street, _cookie: str) -> None:
    await asyncio.sleep(SECONDS)


ATTACKS: dict[str, Attack] = {
    "nobody": _nobody,
    "pings at the probe, no cookie": _probe,
    "pings by a candidate": _on_socket(b"", frame(PING)),
    "pongs by a candidate": _on_socket(b"", frame(PONG)),
    "empty pieces by a candidate": _on_socket(frame(BEGINS), frame(GOES_ON)),
}


async def attack(name: str, port: int, cookie: str) -> None:
    """The other process."""
    with suppress(TimeoutError):
        async with asyncio.timeout(SECONDS):
            while True:
                async with Street(port) as street:
                    with suppress(ConnectionError, AssertionError, asyncio.IncompleteReadError):
                        await ATTACKS[name](street, cookie)


@asynccontextmanager
async def watched() -> AsyncIterator[list[float]]:
    """What was computed from tick to tick meanwhile, in seconds."""
    turns: list[float] = []

    async def tick() -> None:
        while True:
            began = time.thread_time()
            await asyncio.sleep(TICK)
            turns.append(time.thread_time() - began)

    ticking = asyncio.create_task(tick())
    try:
        yield turns
    finally:
        ticking.cancel()


async def visits(at: str, attacker: subprocess.Popen[bytes]) -> tuple[int, int]:
    """How many of the honest visitor's requests were answered, and how many there were."""
    answered = asked = 0
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=1.0)) as browser:
        while attacker.poll() is None:
            asked += 1
            with suppress(TimeoutError, aiohttp.ClientError):
                async with browser.get(f"{at}/health") as answer:
                    answered += answer.status == 200
            await asyncio.sleep(0.1)
    return answered, asked


async def web() -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with site(Path(folder), clock=steady_clock()) as made:
            gc.collect()
            gc.freeze()  # a full collection of all that is imported takes 70 ms here, whoever sets it off
            for name in ATTACKS:
                cookie = await made.cookie(await made.interview())
                command = [sys.executable, "-m", "bench.attacks", name, str(made.page.port), cookie]
                attacker = subprocess.Popen(command)  # noqa: ASYNC220 - it is watched, not awaited
                await asyncio.sleep(1)
                async with watched() as turns:
                    answered, asked = await visits(made.at, attacker)
                longest, often = max(turns), sum(each > 0.02 for each in turns)
                print(
                    f"  {name:34} longest {1000 * longest:7.1f} ms, {often:4} over 20 ms, answered {answered}/{asked}"
                )
            async with Street(made.page.port) as street:
                connections = [await street.connected() for _ in range(HALF_OPEN)]
                for connection in connections:
                    connection.writer.write(b"GET /camera HT")
                await asyncio.sleep(15)
                for connection in connections:
                    await connection.read(0.001)
                stand = sum(not each.reader.at_eof() and each.reader.exception() is None for each in connections)
                print(f"  {HALF_OPEN} half request lines: {stand} of them stand after 15 s")


def main() -> None:
    if len(sys.argv) > 1:
        name, port, cookie = sys.argv[1:]
        asyncio.run(attack(name, int(port), cookie))
        return
    print("voice messages: memory and time")
    voice()
    print("posted pictures: CPU of the thread that looks at them")
    pictures()
    print("the page's server: stalls of the loop")
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(web())


if __name__ == "__main__":
    main()
