"""Switches for what crashes a runner: each is on while its block lasts, and acts on the real thing."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path

from bot.store import Store
from tests.harness.service_world import Candidate


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program holds the database."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@asynccontextmanager
async def full(store: Store) -> AsyncIterator[None]:
    """SQLite may not use one page more: what needs one is refused with SQLITE_FULL."""
    async with store.transaction() as connection:
        [(pages,)] = await connection.execute_fetchall("PRAGMA page_count")
        [(before,)] = await connection.execute_fetchall("PRAGMA max_page_count")
        await connection.execute_fetchall(f"PRAGMA max_page_count = {pages}")
    yield
    async with store.transaction() as connection:
        await connection.execute_fetchall(f"PRAGMA max_page_count = {before}")


@asynccontextmanager
async def read_only(store: Store) -> AsyncIterator[None]:
    """Nothing can be written, as on a disk that was mounted anew after a fault."""
    async with store.transaction() as connection:
        await connection.execute_fetchall("PRAGMA query_only = ON")
    yield
    async with store.reading():  # the switch is the connection's, and a transaction cannot begin
        await store._writer.run("PRAGMA query_only = OFF")


@contextmanager
def torn(path: Path, interview_id: int) -> Iterator[None]:
    """The record's plan cannot be read."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        [(plan,)] = other.execute("SELECT plan FROM interview_sessions WHERE id = ?", (interview_id,))
        other.execute("UPDATE interview_sessions SET plan = '{}' WHERE id = ?", (interview_id,))
        yield
        other.execute("UPDATE interview_sessions SET plan = ? WHERE id = ?", (plan, interview_id))


def runner_task_of(person: Candidate) -> "asyncio.Task[None] | None":
    """The running task of a person's interview, if one runs."""
    name = f"interview {person.interview_id}"
    return next((task for task in asyncio.all_tasks() if task.get_name() == name), None)


@asynccontextmanager
async def killed(person: Candidate, *, every: float = 0.5) -> AsyncIterator[None]:
    """Something of ours cancels its runner again and again."""

    async def kill() -> None:
        while True:
            runner = runner_task_of(person)
            if runner is not None:
                runner.cancel()
            await asyncio.sleep(every)

    killer = asyncio.create_task(kill(), name="killer")
    try:
        yield
    finally:
        killer.cancel()
