"""A reply's way, from its last word on the wire until it stands in the thread.

    python -m bench.reply_path [interviews]

Everything is real but Discord: a Store file, an InterviewService, a websocket for each interview. The simulated model
ends its turn as the service does, when it believes that its speech was played: here 0.9 s after the last word, and 3 s.
A thread is looked at each millisecond. The budget is 100 ms.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

from bot.runtime.service import ProcessLimits
from bot.store.records import GuildSettings
from sims.gemini import GeminiSim
from tests.harness.paper_thread import PaperTown
from tests.harness.service_world import FOLLOW_UP, GUILD, House, house

BUDGET_MS = 100.0
PLAYED = (0.9, 3.0)


async def main(interviews: int) -> int:
    """Print a line for each time of playing; 1 when one is over the budget."""
    kept = True
    for played in PLAYED:
        with tempfile.TemporaryDirectory() as folder:
            async with GeminiSim() as sim:
                sim.late = played
                sim.fail_always("late_turn_complete")
                async with house(Path(folder) / "i.db", sim, PaperTown(), limits=ProcessLimits(interviews)) as here:
                    await here.store.save_settings(GuildSettings(GUILD, interviews_per_day=interviews))
                    found = sorted([await one_reply(here, person) for person in range(1, interviews + 1)])
        p95 = found[int(len(found) * 0.95)]
        print(f"end of the turn after {played} s: median {statistics.median(found):6.1f} ms   p95 {p95:6.1f} ms")
        kept = kept and statistics.median(found) < BUDGET_MS
    print(f"budget {BUDGET_MS} ms: {'kept' if kept else 'BROKEN'}")
    return 0 if kept else 1


async def one_reply(here: House, candidate: int) -> float:
    """Milliseconds from the last word of a follow-up to its post."""
    person = await here.begin(candidate)
    await person.says(f"I like maps. (person {candidate})")
    while not any(FOLLOW_UP in text for text in person.thread.said()):  # noqa: ASYNC110 - a paper thread tells nobody
        await asyncio.sleep(0.001)
    posted = time.perf_counter()
    return (posted - last_word(here.sim)) * 1000


def last_word(sim: GeminiSim) -> float:
    """When the newest word of the newest session was sent, on the clock of `time.perf_counter`."""
    session = sim.sessions[-1]
    sent = [at for frame, at in zip(session.sent, session.sent_at, strict=False) if "outputTranscription" in str(frame)]
    return time.perf_counter() - (asyncio.get_running_loop().time() - sent[-1])


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)))
