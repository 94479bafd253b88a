"""Memory for each interview's connection to Gemini Live, awake and asleep, beside a bare websocket.

    python -m bench.live_memory [clients]

The peer is the simulator in a process of its own, over TLS, as the real one would be. Each figure is measured in a
fresh process: the growth of its resident memory (OpenSSL's included) over so many connections, after a warm-up. Every
client has a record of ten exchanges behind it and one real turn on its socket; an asleep one was awake before. Of the
bare websocket's share most is asyncio's: it keeps 256 KiB to read into for each TLS connection. The budgets are 0.5 MB
awake and 50 kB asleep.
"""

import asyncio
import contextlib
import gc
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection
from pathlib import Path

from websockets.asyncio.client import connect

from bot.clock import steady_clock
from bot.gemini.api.breaker import Breaker
from bot.gemini.api.settings import LiveSettings
from bot.gemini.client.dial import LARGEST, PING_EVERY, address, tls_context
from bot.gemini.client.live_client import LiveClient
from bot.gemini.live.dialect import dialect
from bot.gemini.live.orders import LiveState
from bot.gemini.live.session import LiveSession
from bot.gemini.live.setup_frame import setup_frame
from bot.ports.model import ContextItem, LiveEvent, ModelTurn

KEY = "sim-key"
WARM_UP = 10
BUDGETS_KB = {"awake": 500.0, "asleep": 50.0}
KINDS = ("bare websocket", "awake", "asleep")
WORDS = "An answer of a usual length, as people write them when they think for a while. " * 8

Open = Callable[[LiveSettings, int, contextlib.AsyncExitStack], Awaitable[object]]


def main(clients: int) -> int:
    """Print the three figures; 1 when one is over its budget."""
    spawn = multiprocessing.get_context("spawn")
    kept = True
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = spawn.Pipe()
        service = spawn.Process(target=serve, args=(theirs,), daemon=True)
        service.start()
        base_url, ca = ours.recv()
        Path(folder, "ca.pem").write_bytes(ca)
        os.environ["SSL_CERT_FILE"] = str(Path(folder, "ca.pem"))
        for kind in KINDS:
            measuring = spawn.Process(target=measure, args=(kind, base_url, clients, theirs))
            measuring.start()
            kilobytes = ours.recv()
            measuring.join()
            budget = BUDGETS_KB.get(kind)
            kept = kept and (budget is None or kilobytes < budget)
            against = "" if budget is None else f"   budget {budget:g} kB: {'kept' if kilobytes < budget else 'BROKEN'}"
            print(f"{kind:16} {kilobytes:8.1f} kB each, of {clients}{against}")
        service.terminate()
        service.join()
    return 0 if kept else 1


def serve(pipe: Connection) -> None:
    """The simulator's process: tells its address and its certificate, then serves until it is ended."""
    from sims.gemini import GeminiSim
    from sims.gemini.tls import throw_away

    async def run() -> None:
        ends = throw_away()
        async with GeminiSim(key=KEY, ssl=ends.server) as sim:
            pipe.send((sim.base_url, ends.ca))
            await asyncio.Event().wait()

    asyncio.run(run())


def measure(kind: str, base_url: str, clients: int, pipe: Connection) -> None:
    """One measurement, in a process of its own; sends kilobytes for each client."""
    settings = LiveSettings(api_key=KEY, base_url=base_url)
    pipe.send(asyncio.run(growth(OPENERS[kind], settings, clients)))


async def growth(opener: Open, settings: LiveSettings, clients: int) -> float:
    """Resident kilobytes for each connection."""
    async with contextlib.AsyncExitStack() as stack:
        for number in range(WARM_UP):
            await opener(settings, number, stack)
        before = resident_kb()
        for number in range(WARM_UP, WARM_UP + clients):
            await opener(settings, number, stack)
        return (resident_kb() - before) / clients


def resident_kb() -> float:
    """This process's resident memory (Linux)."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1000


async def open_bare(settings: LiveSettings, number: int, stack: contextlib.AsyncExitStack) -> None:
    """What the library alone takes: the same options, the same setup, no session."""
    socket = await stack.enter_async_context(
        connect(
            address(settings),
            additional_headers={"x-goog-api-key": KEY},
            ssl=tls_context(),
            compression=None,
            ping_interval=PING_EVERY,
            ping_timeout=None,
            max_size=LARGEST,
        )
    )
    await socket.send(setup_frame(settings, dialect(settings.model), instructions=f"{number} {WORDS}"))
    await socket.recv()


async def open_awake(settings: LiveSettings, number: int, stack: contextlib.AsyncExitStack) -> LiveClient:
    """A client with a record, after one turn, its socket open."""
    answered = asyncio.Event()

    def on_event(event: LiveEvent) -> None:
        if isinstance(event, ModelTurn):
            answered.set()

    record = [ContextItem(each, f"{number} {each} {WORDS}", f"{each} {number} Thank you.") for each in range(1, 11)]
    session = LiveSession(settings, instructions=f"{number} {WORDS}", tools=(), history=record)
    client = LiveClient(
        session, settings, breaker=Breaker(), clock=steady_clock(), on_event=on_event, label=str(number)
    )
    await stack.enter_async_context(client)
    client.ask(ContextItem(11, f"{number} {WORDS}"))
    async with asyncio.timeout(10):
        await answered.wait()
    assert session.state is LiveState.READY
    return client


async def open_asleep(settings: LiveSettings, number: int, stack: contextlib.AsyncExitStack) -> None:
    """The same, its socket closed again."""
    client = await open_awake(settings, number, stack)
    client.sleep()
    await asyncio.sleep(0.02)  # the goodbye


OPENERS: dict[str, Open] = {"bare websocket": open_bare, "awake": open_awake, "asleep": open_asleep}

if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
