"""Memory for each sleeping interview, all of it: the running interview, its runner, the record, the Live session.

    python -m bench.asleep [interviews]

A thousand interviews are restored from a file, each with ten answers behind it, as after a start of the bot; then each
answers once more, over a real websocket to the simulator in a process of its own, and falls asleep. Beside it: as many
asyncio tasks that only wait. Each figure is measured in a fresh process, after a warm-up: the growth of its resident
memory. Threads are the least that fulfils `Places`, so that no Discord is measured. The budget is 50 kB.
"""

import asyncio
import contextlib
import itertools
import multiprocessing
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from multiprocessing.connection import Connection
from pathlib import Path

from bench.live_memory import KEY, WORDS, resident_kb, serve
from bot.clock import steady_clock
from bot.gemini.api.breaker import Breaker
from bot.gemini.api.settings import LiveSettings
from bot.interview.models import Plan, Question, Speaker, Status, Turn, TurnKind
from bot.interview.timing import Timing
from bot.ports.events import EdgeEvent
from bot.ports.messages import File, Typed
from bot.ports.posts import Phrase, Post
from bot.runtime.service import InterviewService
from bot.store import Store
from tests.harness.service_world import new_interview

WARM_UP = 50
BUDGET_KB = 50.0
ANSWERS = 10
AT_ONCE = 50
PLAN = Plan("Moderator", tuple(Question(f"Question number {number}?") for number in range(ANSWERS + 2)))


class Nowhere:
    """`Places` and `Edge` at once: keeps nothing but how many posts it took and how often it was read."""

    def __init__(self) -> None:
        self.posts = 0
        self.reads = 0
        self._ids = itertools.count(1_000_000)

    async def open(self, _: object, /) -> int:
        return next(self._ids)

    def edge(self, _: object, /) -> "Nowhere":
        return self

    async def sweep(self, *, guild_id: int, interview_id: int, since: float) -> None:
        return

    async def delete(self, *, guild_id: int, place_id: int) -> bool:
        return True

    async def amend(self, post: Post, message_ids: tuple[int, ...]) -> bool:
        return True

    async def post(self, post: Post, *, look_first: bool = False, after: int = 0) -> tuple[int, ...]:
        self.posts += 1
        return (next(self._ids),)

    async def typing(self, *, on: bool) -> None:
        return

    async def missed(self, after: int) -> list[EdgeEvent]:
        self.reads += 1
        return []

    async def candidate_here(self) -> bool | None:
        return True

    async def tell_reviewers(self, phrase: Phrase) -> bool:
        return True

    async def voice_message(self, message_id: int) -> bytes | None:
        return None

    async def files(self, message_id: int) -> tuple[File, ...]:
        return ()

    async def pictures(self, message_id: int) -> list[bytes]:
        return []

    async def let_in(self) -> None:
        pass

    async def close(self) -> None:
        return


def main(interviews: int) -> int:
    """Print the figures; 1 when one is over the budget."""
    spawn = multiprocessing.get_context("spawn")
    kept = True
    with tempfile.TemporaryDirectory() as folder:
        for name, count in (("warm.db", WARM_UP), ("all.db", interviews)):
            asyncio.run(fill(Path(folder, name), count))
        ours, theirs = spawn.Pipe()
        service = spawn.Process(target=serve, args=(theirs,), daemon=True)
        service.start()
        base_url, ca = ours.recv()
        Path(folder, "ca.pem").write_bytes(ca)
        os.environ["SSL_CERT_FILE"] = str(Path(folder, "ca.pem"))
        for kind in KINDS:
            measuring = spawn.Process(target=measure, args=(kind, Path(folder), base_url, interviews, theirs))
            measuring.start()
            kilobytes = ours.recv()
            measuring.join()
            within = kind == "idle task" or kilobytes < BUDGET_KB
            kept = kept and within
            verdict = "" if kind == "idle task" else f"   budget {BUDGET_KB:g} kB: {'kept' if within else 'BROKEN'}"
            print(f"{kind:24} {kilobytes:8.1f} kB each, of {interviews}{verdict}", flush=True)
        service.terminate()
        service.join()
    return 0 if kept else 1


async def fill(path: Path, count: int) -> None:
    """So many interviews that wait for their next answer."""
    clock = steady_clock()
    async with Store.open(path, clock=clock) as store:
        for candidate in range(1, count + 1):
            number = await store.create_interview(new_interview(candidate, plan=PLAN, guild=candidate))
            await store.set_thread(number, candidate)
            await store.set_status(number, Status.ACTIVE, "")
            for turn in turns(candidate, clock()):
                await store.add_turn(number, turn)


def turns(candidate: int, at: float) -> list[Turn]:
    """The opening, then question and answer, and one question more."""
    found = [Turn(1, Speaker.INTERVIEWER, TurnKind.OPENING, "Hello!", at, message_ids=(candidate * 1000,))]
    for question in range(ANSWERS + 1):
        said = [(Speaker.INTERVIEWER, TurnKind.QUESTION, PLAN.questions[question].text)]
        if question < ANSWERS:
            said.append((Speaker.CANDIDATE, TurnKind.ANSWER, f"{candidate} {question} {WORDS}"))
        for speaker, kind, text in said:
            seq = len(found) + 1
            found.append(Turn(seq, speaker, kind, text, at, question=question, message_ids=(candidate * 1000 + seq,)))
    return found


def measure(kind: str, folder: Path, base_url: str, interviews: int, pipe: Connection) -> None:
    """One measurement, in a process of its own; sends kilobytes for each interview."""
    pipe.send(asyncio.run(growth(KINDS[kind], folder, base_url, interviews)))


async def growth(open_all: "Open", folder: Path, base_url: str, interviews: int) -> float:
    """Resident kilobytes for each."""
    async with open_all(folder / "warm.db", base_url, WARM_UP):
        pass
    before = resident_kb()
    async with open_all(folder / "all.db", base_url, interviews):
        return (resident_kb() - before) / interviews


@contextlib.asynccontextmanager
async def idle_tasks(path: Path, base_url: str, count: int) -> AsyncIterator[None]:
    """The floor: tasks that wait for an event of their own."""
    tasks = [asyncio.create_task(asyncio.Event().wait()) for _ in range(count)]
    await asyncio.sleep(0.1)
    yield
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


@contextlib.asynccontextmanager
async def restored(path: Path, base_url: str, count: int) -> AsyncIterator[None]:
    """As after a start: nobody has written yet."""
    nowhere = Nowhere()
    async with service_over(path, base_url, nowhere):
        await all_rest(nowhere, count)
        yield


@contextlib.asynccontextmanager
async def asleep(path: Path, base_url: str, count: int) -> AsyncIterator[None]:
    """Each has answered once more and was given a follow-up; then its socket was closed."""
    nowhere = Nowhere()
    async with service_over(path, base_url, nowhere) as service:
        await all_rest(nowhere, count)
        for first in range(1, count + 1, AT_ONCE):
            some = range(first, min(first + AT_ONCE, count + 1))
            for candidate in some:
                service.deliver(candidate, Typed(10_000_000 + candidate, f"{candidate} {WORDS}"))
            while nowhere.posts < some[-1] or sockets():  # noqa: ASYNC110 - what is waited for has no event of its own
                await asyncio.sleep(0.02)
        yield


@contextlib.asynccontextmanager
async def service_over(path: Path, base_url: str, nowhere: Nowhere) -> AsyncIterator[InterviewService]:
    """A store and a service whose sockets sleep soon."""
    clock = steady_clock()
    live = LiveSettings(api_key=KEY, base_url=base_url, sleep_after=0.1)
    async with (
        Store.open(path, clock=clock) as store,
        InterviewService(
            store, live, nowhere, clock=clock, breaker=Breaker(), paid=False, timing=Timing(quiet=0.05)
        ) as service,
    ):
        await service.restore()
        yield service


async def all_rest(nowhere: Nowhere, count: int) -> None:
    """Wait until every runner has read its record and its thread."""
    while nowhere.reads < count:  # noqa: ASYNC110 - what is waited for has no event of its own
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.5)


def sockets() -> int:
    """How many sockets are open or being opened."""
    return sum(task.get_name().endswith(" socket") for task in asyncio.all_tasks())


Open = Callable[[Path, str, int], contextlib.AbstractAsyncContextManager[None]]
KINDS: dict[str, Open] = {
    "idle task": idle_tasks,
    "restored, nobody writes": restored,
    "asleep after an answer": asleep,
}

if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
