"""The writer's discipline: whole transactions, whatever happens to the caller."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store import Store
from tests.harness.store_parts import SetClock, answer, new_interview


async def count_turns(store: Store, interview_id: int) -> int:
    snapshot = await store.snapshot(interview_id)
    assert snapshot is not None
    return len(snapshot.turns)


async def test_a_caller_cancelled_in_the_middle_leaves_nothing(store: Store) -> None:
    """Neither the half that was written, nor a transaction that the next one would share."""
    interview_id = await store.create_interview(new_interview())
    half_done = asyncio.Event()

    async def half() -> None:
        async with store.transaction() as connection:
            await connection.execute_insert(
                """INSERT INTO turns (session_id, seq, speaker, kind, at, text)
                   VALUES (?, 1, 'candidate', 'answer', 1, 'half')""",
                (interview_id,),
            )
            half_done.set()
            await asyncio.sleep(3600)

    task = asyncio.create_task(half())
    await half_done.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await count_turns(store, interview_id) == 0
    await store.add_turn(interview_id, answer(1))
    assert await count_turns(store, interview_id) == 1


@pytest.mark.parametrize("steps", range(12))
async def test_cancelled_at_any_step_a_turn_is_there_whole_or_not_at_all(store: Store, steps: int) -> None:
    """The loop runs `steps` times before the task is cancelled; the next writer never notices."""
    interview_id = await store.create_interview(new_interview())
    task = asyncio.create_task(store.add_turn(interview_id, answer(1, "Words.", 100, 101, 102)))
    for _ in range(steps):
        await asyncio.sleep(0.0005 if steps > 4 else 0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await store.add_turn(interview_id, answer(2, "More.", 200))
    snapshot = await store.snapshot(interview_id)
    assert snapshot is not None
    found = [(turn.seq, turn.message_ids) for turn in snapshot.turns]
    assert found in ([(2, (200,))], [(1, (100, 101, 102)), (2, (200,))])


async def test_cancelled_twice_while_committing(store: Store) -> None:
    """A second cancellation does not let the next transaction in before the first has ended."""
    interview_id = await store.create_interview(new_interview())
    inside = asyncio.Event()

    async def write() -> None:
        async with store.transaction() as connection:
            await connection.execute_fetchall(
                "UPDATE interview_sessions SET thread_id = 5 WHERE id = ?", (interview_id,)
            )
            inside.set()

    task = asyncio.create_task(write())
    await inside.wait()
    task.cancel()
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await store.set_reminded(interview_id)
    snapshot = await store.snapshot(interview_id)
    assert snapshot is not None
    assert snapshot.reminded
    assert snapshot.thread_id in (None, 5)


async def test_many_writers_at_once_each_have_their_own_transaction(store: Store) -> None:
    """A hundred tasks, and one that fails takes only its own words back."""
    interview_id = await store.create_interview(new_interview())
    seqs = [*range(1, 101), 50]
    results = await asyncio.gather(
        *(store.add_turn(interview_id, answer(seq, "x", 1000 + index)) for index, seq in enumerate(seqs)),
        return_exceptions=True,
    )
    assert [type(result) for result in results if result is not None] == [StoreError]
    assert await count_turns(store, interview_id) == 100


async def test_a_long_read_does_not_hold_up_a_write(store: Store) -> None:
    """Reading is a moment of its own, on a connection of its own."""
    interview_id = await store.create_interview(new_interview())
    async with store.reading() as connection:
        before = list(await connection.execute_fetchall("SELECT * FROM turns"))
        await asyncio.wait_for(store.add_turn(interview_id, answer()), 2)
        assert list(await connection.execute_fetchall("SELECT * FROM turns")) == before == []
    assert await count_turns(store, interview_id) == 1


async def test_the_reading_connection_refuses_to_write(store: Store) -> None:
    """A mistake in a query cannot become a write."""
    with pytest.raises(StoreError, match="readonly"):
        async with store.reading() as connection:
            await connection.execute_fetchall("DELETE FROM positions")


async def test_a_mistake_of_ours_is_not_dressed_up_as_a_database_error(store: Store) -> None:
    """Wrong SQL parameters are a bug, and look like one."""
    with pytest.raises(Exception, match="Incorrect number of bindings") as caught:
        async with store.transaction() as connection:
            await connection.execute_fetchall("SELECT ?", ())
    assert not isinstance(caught.value, StoreError)
    await store.create_interview(new_interview())


async def test_a_closed_store_says_so(path: Path, clock: SetClock) -> None:
    """A late caller gets a StoreError, and waits for nothing."""
    async with Store.open(path, clock=clock) as store:
        pass
    with pytest.raises(StoreError, match="closed"):
        await store.running()
    with pytest.raises(StoreError, match="closed"):
        await store.create_interview(new_interview())


async def test_closing_waits_for_the_transaction_under_way(path: Path, clock: SetClock) -> None:
    """What was begun is on the disk before the file is let go."""
    async with Store.open(path, clock=clock) as store:
        interview_id = await store.create_interview(new_interview())
        task = asyncio.create_task(store.add_turn(interview_id, answer()))
        await asyncio.sleep(0)
    await task
    async with Store.open(path, clock=clock) as store:
        assert await count_turns(store, interview_id) == 1


async def test_an_error_quotes_nothing_that_was_stored(store: Store, path: Path) -> None:
    """Neither parameters nor a text that cannot be decoded."""
    interview_id = await store.create_interview(new_interview(name="marked name"))
    with pytest.raises(StoreError) as twice:
        await store.create_interview(new_interview(name="marked name"))
    await store.add_turn(interview_id, answer(1, "marked words"))
    with pytest.raises(StoreError) as again:
        await store.add_turn(interview_id, answer(1, "marked words"))
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE interview_sessions SET language = CAST(CAST('marked' AS BLOB) || x'ff' AS TEXT)")
    with pytest.raises(StoreError, match="Could not decode") as torn:
        await store.snapshot(interview_id)
    for failed in (twice, again, torn):
        assert "marked" not in str(failed.value)
