"""Runs each kind of fuzz and looks at what is left of it: `python -m tests.fuzz [count] [seed]`."""

import asyncio
import logging
import random
import sys
import threading
from collections import Counter

from bot.media.pictures import REASONS
from tests.fuzz import anything
from tests.fuzz.gateway import GatewayFuzz
from tests.fuzz.hearing import HearingFuzz
from tests.fuzz.pictures import RESIDENT_GROWTH, PictureFuzz, resident
from tests.fuzz.wire import disturb
from tests.harness.memory import GROWTH, OBJECTS, growth
from tests.media import fuzz as sound


async def hearing(n: int, seed: int) -> tuple[Counter[str], int, int]:
    """`n` datagrams and announcements through the whole hearing."""
    fuzz = HearingFuzz(seed)

    async def step(count: int) -> None:
        for _ in range(count):
            fuzz.step()

    return fuzz.counters, *await growth(step, n)


async def gateway(n: int, seed: int) -> tuple[Counter[str], int, int]:
    """`n` frames of the voice gateway; afterwards there are no more threads and tasks than before."""
    threads, tasks = _threads(), len(asyncio.all_tasks())
    fuzz = GatewayFuzz(seed)
    logging.disable(logging.WARNING)  # discord.py warns of frames by the thousand, and who records that grows
    try:
        held = await growth(fuzz.run, n)
    finally:
        logging.disable(logging.NOTSET)
    for _ in range(200):
        if _threads() <= threads:
            break
        await asyncio.sleep(0.01)
    assert _threads() <= threads, threading.enumerate()
    assert len(asyncio.all_tasks()) <= tasks, asyncio.all_tasks()
    return fuzz.counters, *held


async def pictures(n: int, seed: int) -> tuple[Counter[str], int, int, int]:
    """`n` files called pictures; the last number is how much more memory the process holds, decoders and all."""
    fuzz = PictureFuzz(seed)
    before = 0

    async def step(count: int) -> None:
        nonlocal before
        for _ in range(count):
            fuzz.step()
        before = before or resident()

    held = await growth(step, n)
    assert fuzz.counters.keys() <= {"taken", *REASONS}
    return fuzz.counters, *held, resident() - before


def _threads() -> int:
    """All but asyncio's own pool, which looks up the names that a bent address may be."""
    return sum(not thread.name.startswith("asyncio_") for thread in threading.enumerate())


def main() -> None:
    """A million: most of it datagrams, 100,000 frames (DAVE's are slow to make), as many pictures, 300 on a line. And a
    million steps of interviews whose other end does anything."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 32)
    print(f"seed {seed}")
    frames = count // 10
    grown = [_told(f"{count // 2:,} datagrams to the ear", *asyncio.run(sound.run(count // 2, seed)))]
    grown.append(_told(f"{count * 4 // 10:,} to the hearing", *asyncio.run(hearing(count * 4 // 10, seed))))
    grown.append(_told(f"{frames:,} voice-gateway frames", *asyncio.run(gateway(frames, seed))))
    files, memory, objects, decoders = asyncio.run(pictures(frames, seed))
    grown += [_told(f"{frames:,} pictures", files, memory, objects), decoders > RESIDENT_GROWTH]
    print(f"{count:,} steps of interviews, none stands still: {_list(anything.run(count, seed))}")
    ends = asyncio.run(disturb(300, seed))
    print(f"300 on a real connection, up again after each: {_list(ends)}")
    sys.exit(any(grown))


def _told(what: str, counters: Counter[str], memory: int, objects: int) -> bool:
    print(
        f"{what}: no exception; {memory:,} bytes (allowed {GROWTH:,}) and {objects:,} objects more\n  {_list(counters)}"
    )
    return memory > GROWTH or objects > OBJECTS


def _list(counters: Counter[str]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in counters.most_common())
