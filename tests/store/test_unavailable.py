"""A database that takes nothing for a while: who waits how long, what is said of it, and when it is well again."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from bot.errors import StoreError, StoreUnavailable
from bot.store import Store
from bot.store.sqlite.connection import HURRY_SECONDS, somebody_waits
from tests.harness.store_parts import SetClock, answer, new_interview
from tests.harness.troubles import full, locked, read_only


def now() -> float:
    return asyncio.get_running_loop().time()


async def test_a_short_lock_is_waited_for(store: Store, path: Path) -> None:
    """Somebody else's transaction is no trouble of ours."""
    with locked(path):
        writing = asyncio.create_task(store.create_interview(new_interview()))
        await asyncio.sleep(4)
    await writing
    assert store.refusal is None


async def test_a_long_lock_is_waited_for_once(store: Store, path: Path) -> None:
    """Those who come after the first learn at once that it is of no use; nobody queues behind them."""
    with locked(path):
        for seconds in (5.0, 0.0, 0.0):
            began = now()
            with pytest.raises(StoreUnavailable, match="database is locked"):
                await store.create_interview(new_interview())
            assert seconds <= now() - began < seconds + 0.5
    await store.create_interview(new_interview())


async def test_at_a_door_it_is_waited_for_shorter(store: Store, path: Path) -> None:
    """Discord gives three seconds, also to a task that queues behind one with the long wait."""

    async def while_a_person_waits() -> float:
        somebody_waits()
        began = now()
        with pytest.raises(StoreUnavailable):
            await store.create_interview(new_interview(candidate_id=3))
        return now() - began

    with locked(path):
        assert await asyncio.create_task(while_a_person_waits()) < HURRY_SECONDS + 0.5
    await store.probe()
    with locked(path):
        patient = asyncio.create_task(store.create_interview(new_interview()))
        await asyncio.sleep(0.1)
        assert await asyncio.create_task(while_a_person_waits()) < HURRY_SECONDS + 0.5
    await patient
    with locked(path):  # first in the queue, and then for the other program
        async with store._writer._exclusive():
            waiting = asyncio.create_task(while_a_person_waits())
            await asyncio.sleep(HURRY_SECONDS - 0.1)
        assert await waiting < HURRY_SECONDS + 0.5


@pytest.mark.parametrize(("switch", "why"), [(full, "database or disk is full"), (read_only, "readonly database")])
async def test_the_reason_stands_until_something_is_written(
    store: Store, switch: Callable[[Store], AbstractAsyncContextManager[None]], why: str
) -> None:
    """To have begun a transaction proves nothing; neither does one that found nothing to change."""
    recovered: list[float] = []
    store.on_recovered(lambda: recovered.append(now()))
    interview_id = await store.create_interview(new_interview())
    async with switch(store):
        with pytest.raises(StoreUnavailable, match=why):
            await store.add_turn(interview_id, answer(1, "Words. " * 5000))
        assert store.refusal is not None
        assert why in store.refusal
        async with store.reading():
            pass
        assert store.refusal is not None
    assert recovered == []
    await store.add_turn(interview_id, answer(1, "Words. " * 5000))
    assert store.refusal is None
    assert len(recovered) == 1


async def test_a_mistake_is_no_state_of_the_database(store: Store) -> None:
    """What a rule of the schema refuses says nothing about the next write."""
    await store.create_interview(new_interview())
    with pytest.raises(StoreError) as twice:
        await store.create_interview(new_interview())
    assert not isinstance(twice.value, StoreUnavailable)
    assert store.refusal is None


async def test_a_start_on_a_locked_database(path: Path, clock: SetClock) -> None:
    """One sentence: which file, and what to do."""
    async with Store.open(path, clock=clock):
        pass
    sentence = r"interviews\.db is held by another program \(a backup, an editor, a second bot\)\. Close it and start"
    with locked(path), pytest.raises(StoreError, match=sentence):
        async with Store.open(path, clock=clock):
            pass


async def test_a_probe_writes(store: Store, path: Path) -> None:
    """It would not notice a full disk otherwise."""
    log = path.with_name(path.name + "-wal")
    before = log.stat().st_size
    await store.probe()
    assert log.stat().st_size > before
