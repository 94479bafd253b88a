"""The first page of the history with 1,000,000 interviews, for every filter, beside what it is compared to.

    python -m bench.history [interviews]

The floor is one row read by its rowid through the same Store connection; the naive query is what one would write first
(`WHERE … ORDER BY created_at DESC LIMIT 10` with the same indexes). The budget is 5 ms, for a filter that matches
nothing too. The database is made in a temporary folder and deleted.
"""

import asyncio
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from itertools import product
from pathlib import Path

from bot.clock import steady_clock
from bot.interview.models import InterviewType, Plan, Status
from bot.interview.plan.plan_json import plan_to_json
from bot.store import Store
from bot.store.names import fold
from bot.store.records import Cursor, Filters
from bot.store.rows import HISTORY_COLUMNS, to_ms

GUILD = 5000
BUDGET_MS = 5.0
START_MS = 1_700_000_000_000
OVER = ("completed", "ended", "abandoned", "failed")
TITLES = tuple(f"Community role {number}" for number in range(20))
BUSY_CANDIDATE = 1
"""Has a thousand interviews; everybody else a few."""
ROUNDS = 15

Bench = Callable[[], Awaitable[object]]


def interviews(count: int) -> Iterator[tuple[object, ...]]:
    """Rows of one server; none is video, and none of voice failed: what matches nothing must be fast too."""
    dice = random.Random(7)
    plan = plan_to_json(Plan(title=TITLES[0], questions=()))
    for number in range(count):
        kind = "text" if number % 3 else "voice"
        status = OVER[dice.randrange(4 if kind == "text" else 3)]
        candidate = BUSY_CANDIDATE if number % max(1, count // 1000) == 0 else 2 + dice.randrange(max(1, count // 5))
        created = START_MS + number * 60_000
        title = dice.choice(TITLES)
        yield (GUILD, candidate, kind, status, created, title, created + 1, f"Person {candidate}", plan)


def fill(path: Path, count: int) -> None:
    """A million rows in a minute: one transaction, and the names from the rows."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.create_function("fold", 1, fold, deterministic=True)
        connection.executemany(
            """INSERT INTO interview_sessions (guild_id, candidate_id, interview_type, status, created_at, title,
                   deadline_at, candidate_name, plan, language, locale, model, turn_limit, token_limit)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'en', 'en-US', 'm', 60, 400000)""",
            interviews(count),
        )
        connection.execute(
            """INSERT INTO guild_candidates
               SELECT guild_id, candidate_id, max(candidate_name), fold(max(candidate_name))
                 FROM interview_sessions GROUP BY guild_id, candidate_id"""
        )
        connection.execute(
            "INSERT INTO guild_titles SELECT DISTINCT guild_id, title, fold(title) FROM interview_sessions"
        )
        connection.execute("INSERT INTO consents SELECT id, '1', '', created_at, 4102444800000 FROM interview_sessions")
        connection.execute(
            """INSERT INTO turns (session_id, seq, speaker, kind, at, text)
               SELECT id, seq, iif(seq % 2, 'interviewer', 'candidate'), iif(seq % 2, 'question', 'answer'), created_at,
                      'A sentence or two, as people write them.'
                 FROM interview_sessions, (SELECT 1 AS seq UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4)
                WHERE id % 10 = 0"""
        )


def every_filter(count: int) -> Iterator[tuple[str, Filters]]:
    """Every combination of the five filters, with values that match; then ones that match nothing."""
    since = (START_MS + count * 30_000) / 1000
    given: dict[str, tuple[object, ...]] = {
        "candidate_id": (None, BUSY_CANDIDATE),
        "interview_type": (None, InterviewType.TEXT),
        "status": (None, Status.COMPLETED),
        "title": (None, TITLES[3]),
        "since": (None, since),
    }
    for values in product(*given.values()):
        chosen = {name: value for name, value in zip(given, values, strict=True) if value is not None}
        yield " + ".join(chosen) or "no filter", Filters(**chosen)  # type: ignore[arg-type] # the names are the fields'
    yield "nothing: type video", Filters(interview_type=InterviewType.VIDEO)
    yield "nothing: status active", Filters(status=Status.ACTIVE)
    yield "nothing: voice + failed", Filters(interview_type=InterviewType.VOICE, status=Status.FAILED)
    yield "nothing: title + status active", Filters(title=TITLES[3], status=Status.ACTIVE)
    yield "nothing: an unknown title", Filters(title="Nobody's role")
    yield "nothing: an unknown candidate", Filters(candidate_id=-1)
    yield "nothing: candidate + status active", Filters(candidate_id=BUSY_CANDIDATE, status=Status.ACTIVE)
    yield "nothing: candidate + unknown title", Filters(candidate_id=BUSY_CANDIDATE, title="Nobody's role")
    yield "nothing: since tomorrow", Filters(since=(START_MS + count * 60_000) / 1000 + 86_400)


def naive(filters: Filters) -> tuple[str, list[object]]:
    """What one would write first."""
    where = ["guild_id = ?"]
    parameters: list[object] = [GUILD]
    for column in ("candidate_id", "interview_type", "status", "title"):
        value = getattr(filters, column)
        if value is not None:
            where.append(f"{column} = ?")
            parameters.append(value)
    if filters.since is not None:
        where.append("created_at >= ?")
        parameters.append(to_ms(filters.since))
    condition = " AND ".join(where)
    order = "ORDER BY created_at DESC, id DESC LIMIT 10"
    return f"SELECT {HISTORY_COLUMNS} FROM interview_sessions AS s WHERE {condition} {order}", parameters


async def timed(work: Bench, rounds: int = ROUNDS) -> tuple[float, float]:
    """(median, worst) in milliseconds, after one round to warm up."""
    await work()
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        await work()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken), max(taken)


async def run(store: Store, count: int) -> bool:
    """Print the table; True when every page is within the budget."""

    async def raw(sql: str, parameters: list[object]) -> object:
        async with store.reading() as connection:
            return await connection.execute_fetchall(sql, parameters)

    def one_row() -> Awaitable[object]:
        return raw("SELECT * FROM interview_sessions WHERE rowid = ?", [count // 2])

    print("milliseconds; floor: one row by its rowid through the same connection, measured beside each line\n")
    print(f"{'filter':<58}{'median':>8}{'worst':>8}{'floor':>8}{'x floor':>9}{'naive':>10}{'naive/ours':>12}")
    slowest = 0.0
    for name, filters in every_filter(count):
        median, worst = await timed(lambda filters=filters: store.history(GUILD, filters))  # type: ignore[misc] # a bound default
        floor, _ = await timed(one_row)
        simple, _ = await timed(lambda filters=filters: raw(*naive(filters)), 1)  # type: ignore[misc] # as above
        slowest = max(slowest, median)
        ours = f"{name:<58}{median:>8.2f}{worst:>8.2f}{floor:>8.2f}{median / floor:>9.1f}"
        print(f"{ours}{simple:>10.2f}{simple / median:>12.1f}")
    middle = Cursor((START_MS + count * 30_000) / 1000, count // 2)
    others: list[tuple[str, Bench]] = [
        ("a page in the middle", lambda: store.history(GUILD, before=middle)),
        ("autocomplete: candidates by prefix", lambda: store.candidate_names(GUILD, "person 19")),
        ("autocomplete: titles by prefix", lambda: store.titles(GUILD, "comm")),
        ("limits of one person and the server", lambda: store.counts(GUILD, 2, START_MS / 1000 + count * 60 - 86_400)),
    ]
    for name, work in others:
        median, worst = await timed(work)
        floor, _ = await timed(one_row)
        slowest = max(slowest, median)
        print(f"{name:<58}{median:>8.2f}{worst:>8.2f}{floor:>8.2f}{median / floor:>9.1f}")
    print(
        f"\nslowest median {slowest:.2f} ms, budget {BUDGET_MS:.0f} ms: {'kept' if slowest < BUDGET_MS else 'BROKEN'}"
    )
    return slowest < BUDGET_MS


async def main(count: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        async with Store.open(path, clock=steady_clock()):
            pass
        begun = time.perf_counter()
        await asyncio.to_thread(fill, path, count)
        size = path.stat().st_size / 1e6
        print(f"{count:,} interviews in {size:.0f} MB, made in {time.perf_counter() - begun:.0f} s")
        async with Store.open(path, clock=steady_clock()) as store:
            return 0 if await run(store, count) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)))
