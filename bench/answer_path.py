"""An answer's way, from the end of the debounce until the simulated Gemini has it, with 100 interviews running.

    python -m bench.answer_path [interviews]

Everything is real but Discord: a Store file, an InterviewService, a websocket for each interview. The peer is the least
that could be done for the same promise (stored, then sent on): one INSERT committed through sqlite3 in this thread, one
frame over a bare websocket. Both arrive at the same simulator in this same process, so its own work is in both figures.
The budget is 5 ms.
"""

import asyncio
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

from websockets.asyncio.client import connect

from bot.gemini.api.messages import Said, client_content
from bot.gemini.api.settings import LiveSettings
from bot.gemini.client.dial import address
from bot.gemini.live.dialect import dialect
from bot.gemini.live.setup_frame import setup_frame
from bot.interview.models import Plan, Question
from bot.ports.events import Typing
from bot.runtime.service import ProcessLimits
from bot.store.records import GuildSettings
from sims.gemini import GeminiSim
from tests.harness.paper_thread import PaperTown
from tests.harness.service_world import GUILD, QUICK, Candidate, House, house, until

BUDGET_MS = 5.0
WARM_UP = 5
PLAN = Plan("Moderator", tuple(Question(f"Question number {number}?", follow_ups=0) for number in range(4)))
WORDS = "An answer of a usual length, as people write them when they think for a while. " * 4


async def main(interviews: int) -> int:
    """Print both figures; 1 when ours is over the budget."""
    with tempfile.TemporaryDirectory() as folder:
        async with GeminiSim() as sim:
            bare = await measure_bare(Path(folder), sim)
            ours = await measure_ours(Path(folder), sim, interviews)
    show("one INSERT, one frame, bare", bare)
    show(f"ours, {interviews} interviews awake", ours)
    print(f"budget {BUDGET_MS} ms: {'kept' if statistics.median(ours) < BUDGET_MS else 'BROKEN'}")
    return 0 if statistics.median(ours) < BUDGET_MS else 1


def show(name: str, milliseconds: list[float]) -> None:
    ordered = sorted(milliseconds)
    p95 = ordered[int(len(ordered) * 0.95)]
    print(f"{name:32} median {statistics.median(ordered):6.2f} ms   p95 {p95:6.2f} ms   of {len(ordered)}")


async def measure_ours(folder: Path, sim: GeminiSim, interviews: int) -> list[float]:
    """Each interview answers one question while all others hold their sockets."""
    async with house(folder / "ours.db", sim, PaperTown(), limits=ProcessLimits(interviews)) as here:
        await here.store.save_settings(GuildSettings(GUILD, interviews_per_day=interviews))
        people = [await here.begin(candidate, plan=PLAN) for candidate in range(1, interviews + 1)]
        sockets = len(sim.sessions) + interviews
        for person in people:
            here.service.deliver(person.thread.id, Typing())
        await until(lambda: len(sim.sessions) == sockets and all(s.ready for s in sim.sessions), "asleep", seconds=60)
        await asyncio.sleep(1.0)  # typing signs run out
        return [await one_answer(here, person, sim) for person in people][WARM_UP:]


async def one_answer(here: House, person: Candidate, sim: GeminiSim) -> float:
    """Milliseconds from the moment the answer was complete until Gemini had it."""
    marked = f"{WORDS} (person {person.interview_id})"
    began = time.perf_counter()
    await person.says(marked)
    arrived = await arrival(sim, marked)
    await person.sees("Question number 1?")
    return (arrived - began - QUICK.quiet) * 1000


async def arrival(sim: GeminiSim, words: str) -> float:
    """When a frame with these words had come. Only the newest frame of each session is looked at."""
    while not any(isinstance(raw, str) and words in raw for session in sim.sessions for raw in session.raw[-1:]):
        await sim.changed()
    return time.perf_counter()


async def measure_bare(folder: Path, sim: GeminiSim) -> list[float]:
    """The floor: commit and send."""
    settings = LiveSettings(api_key=sim.key, base_url=sim.base_url)
    with closing(sqlite3.connect(folder / "bare.db", isolation_level=None)) as record:
        record.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE turns (text TEXT)")
        async with connect(
            address(settings), additional_headers={"x-goog-api-key": sim.key}, compression=None
        ) as socket:
            await socket.send(setup_frame(settings, dialect(settings.model), instructions="You interview people."))
            await socket.recv()
            return [await one_bare(record, socket.send, sim, number) for number in range(100)][WARM_UP:]


async def one_bare(
    record: sqlite3.Connection, send: Callable[[str], Awaitable[None]], sim: GeminiSim, number: int
) -> float:
    marked = f"{WORDS} (bare {number})"
    frame = client_content([Said("user", marked)], turn_complete=False)
    began = time.perf_counter()
    record.execute("INSERT INTO turns VALUES (?)", (marked,))
    await send(frame)
    return (await arrival(sim, marked) - began) * 1000


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)))
