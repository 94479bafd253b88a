"""What both measured processes have in common: how they meet the load, and what they used between its two signs."""

import asyncio
import contextlib
import gc
import os
import socket
import time
from collections.abc import Callable, Coroutine
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol, TypeVar

import davey
import uvloop

from bench.voice.groups import joiner
from bench.voice.pages import Open
from bench.voice.scene import Hello, Joining, LoopName, Opened, Person, Used


class Interview(Protocol):
    """One of those measured."""

    async def start(self) -> None:
        """Be ready to talk."""

    async def stop(self) -> None: ...

    def counted(self) -> dict[str, int]:
        """Whatever may explain a figure."""


Measured = TypeVar("Measured", bound=Interview)
Make = Callable[[Person, Hello, socket.socket, davey.DaveSession], Measured]


def run(main: Coroutine[None, None, Used], loop: LoopName) -> Used:
    """On the loop that is asked for."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop if loop == "uvloop" else None) as runner:
        return runner.run(main)


def resident() -> int:
    """This process's resident bytes (Linux)."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


async def measure(
    load: Connection, make: Make[Measured], serving: Callable[[list[Measured]], Open], pages: int
) -> Used:
    """Meet the load, let it talk, say what that took."""
    hello: Hello = load.recv()
    before = resident()
    sockets = [bound(hello.udp_port) for _ in hello.people]
    sessions = [joiner(person) for person in hello.people]
    load.send(
        [
            Joining(bytes(session.get_serialized_key_package()), each.getsockname()[1])
            for session, each in zip(sessions, sockets, strict=True)
        ]
    )
    for session, welcome in zip(sessions, load.recv(), strict=True):
        session.process_welcome(welcome)
    interviews = [make(*each) for each in zip(hello.people, [hello] * len(sockets), sockets, sessions, strict=True)]
    for interview in interviews:
        await interview.start()
    async with contextlib.AsyncExitStack() as stack:
        opened = await stack.enter_async_context(serving(interviews)(pages)) if pages else Opened()
        gc.collect()
        load.send(opened)
        await sign(load)
        cpu, wall = time.process_time(), time.perf_counter()
        await sign(load)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        grown = resident() - before
    counters: dict[str, int] = {}
    for interview in interviews:
        for name, count in interview.counted().items():
            counters[name] = counters.get(name, 0) + count
    for interview in interviews:
        await interview.stop()
    for each in sockets:
        each.close()
    return Used(cpu, wall, grown, counters)


def bound(port: int) -> socket.socket:
    """An interview's UDP socket, as discord.py makes it."""
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setblocking(False)
    made.bind(("127.0.0.1", 0))
    made.connect(("127.0.0.1", port))
    return made


async def sign(load: Connection) -> None:
    """Wait for the load's next word."""
    loop = asyncio.get_running_loop()
    here = asyncio.Event()
    loop.add_reader(load.fileno(), here.set)
    await here.wait()
    loop.remove_reader(load.fileno())
    load.recv()
