"""The queue for a server's one voice channel."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store import Store
from bot.store.records import NewPosition, QueuedCandidate
from tests.harness.store_parts import NOON, SetClock

POSITION = NewPosition("Moderator", "What we do.", "Why?", "Thanks.", ("en",))


async def test_the_first_to_come_stands_first(store: Store, clock: SetClock) -> None:
    """In each server on its own; the place is counted from 1."""
    assert await store.join_queue(1, 30, 50, None, "en", "en-GB") == 1
    clock.now += 1
    assert await store.join_queue(1, 20, 50, None, "de", "de") == 2
    assert await store.join_queue(7, 20, 51, None, "", "en-GB") == 1
    assert await store.queue_of(1) == [
        QueuedCandidate(1, 30, 50, None, "en", "en-GB", NOON),
        QueuedCandidate(1, 20, 50, None, "de", "de", NOON + 1),
    ]
    assert await store.guilds_with_queue() == [1, 7]
    await store.leave_queue(1, 30)
    await store.leave_queue(1, 30)
    assert [one.user_id for one in await store.queue_of(1)] == [20]
    assert await store.join_queue(1, 30, 50, None, "en", "en-GB") == 2


async def test_nobody_stands_there_twice(store: Store, clock: SetClock) -> None:
    """Who joins again keeps the place and the call, with the newest choices."""
    position_id = await store.add_position(1, POSITION)
    await store.join_queue(1, 30, 50, position_id, "en", "en-GB")
    await store.join_queue(1, 20, 50, None, "en", "en-GB")
    await store.set_called(1, 30, NOON + 5, 900)
    clock.now += 60
    assert await store.join_queue(1, 30, 51, None, "de", "de") == 1
    assert (await store.queue_of(1))[0] == QueuedCandidate(1, 30, 51, None, "de", "de", NOON, NOON + 5, 900)


async def test_whose_turn_it_is_survives_a_restart(path: Path, clock: SetClock) -> None:
    """The call with its time and its message, so that the grace time goes on."""
    async with Store.open(path, clock=clock) as store:
        position_id = await store.add_position(1, POSITION)
        await store.join_queue(1, 30, 50, position_id, "en", "en-GB")
        [before] = await store.queue_of(1)
        assert (before.position_id, before.called_at) == (position_id, None)
        await store.set_called(1, 30, NOON + 5, 900)
    async with Store.open(path, clock=clock) as store:
        assert await store.queue_of(1) == [replace(before, called_at=NOON + 5, message_id=900)]


async def test_who_left_cannot_be_called(store: Store) -> None:
    """The caller hears of it instead of waiting for nobody."""
    with pytest.raises(StoreError, match="in no line of this server any more"):
        await store.set_called(1, 30, NOON, 900)


async def test_a_position_that_is_gone_is_no_mistake(store: Store) -> None:
    """The button in an old message may name one that was never there."""
    await store.join_queue(1, 30, 50, 404, "en", "en-GB")
    assert [one.position_id for one in await store.queue_of(1)] == [None]


async def test_a_deletion_takes_the_place_in_the_queue(store: Store) -> None:
    """At once, only in the servers that are meant, and for nobody else."""
    for guild_id, user_id in ((1, 20), (1, 30), (7, 20)):
        await store.join_queue(guild_id, user_id, 50, None, "en", "en-GB")
    await store.request_erasure(20, 7)
    assert await store.guilds_with_queue() == [1]
    await store.request_erasure(20)
    assert [one.user_id for one in await store.queue_of(1)] == [30]
