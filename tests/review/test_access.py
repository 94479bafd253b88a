"""Who may read what, asked with values alone: no interaction is needed, so a page on the web gets the same answers."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.errors import Refused
from bot.review.access import PAGE_SIZE, History, Reader, is_reviewer
from bot.store import Store
from bot.store.records import LARGEST_ID, Cursor, Filters, GuildSettings
from tests.harness.store_parts import SetClock
from tests.harness.stored_interviews import PLAN, stored

ROLE = 7
ADA, SAM, ROBIN = 222222222222222222, 333333333333333333, 444444444444444444


def reader(user_id: int = ROBIN, *, roles: tuple[int, ...] = (), manager: bool = False, guild_id: int = 1) -> Reader:
    return Reader(guild_id, user_id, frozenset(roles), manage_guild=manager)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.open(tmp_path / "interviews.db", clock=SetClock()) as opened:
        await opened.save_settings(GuildSettings(1, reviewer_role_id=ROLE))
        yield opened


async def refused(history: History, interview_id: int) -> str:
    with pytest.raises(Refused) as refusal:
        await history.interview(interview_id)
    return refusal.value.key


def test_who_reads() -> None:
    """Who the consent text names, and nobody else: the role when one is set, else Manage Server."""
    assert is_reviewer(GuildSettings(1), reader(manager=True))
    assert not is_reviewer(GuildSettings(1), reader())
    assert is_reviewer(GuildSettings(1, reviewer_role_id=ROLE), reader(roles=(6, ROLE)))
    assert not is_reviewer(GuildSettings(1, reviewer_role_id=ROLE), reader(roles=(6,), manager=True))


async def test_a_reviewer_reads_all_and_everyone_else_their_own(store: Store) -> None:
    """Rows, an interview with its plan, names and titles; what is another's is refused like what is not there."""
    first = await stored(store, 1, ADA, title="Guide")
    second = await stored(store, 1, SAM, name="Sam")
    team = await History.open(store, reader(roles=(ROLE,)))
    assert [row.id for row in (await team.page(Filters())).rows] == [second, first]
    assert (await team.interview(first))[1] == PLAN
    assert await team.names("") == [(ADA, "Ada"), (SAM, "Sam")]
    assert await team.titles("") == ["Guide", "Helper"]
    own = await History.open(store, reader(ADA, manager=True))
    assert [row.id for row in (await own.page(Filters())).rows] == [first]
    assert (await own.interview(first))[0].row.id == first
    assert await own.names("a") == [(ADA, "Ada")]
    assert await own.names("s") == []
    assert await own.titles("") == ["Guide"]
    assert await refused(own, second) == await refused(own, 999) == "review-not-found"


async def test_another_servers_interviews_are_not_there(store: Store) -> None:
    """Not even for who reviews in both."""
    number = await stored(store, 1, ADA)
    elsewhere = await History.open(store, reader(roles=(ROLE,), manager=True, guild_id=2))
    assert (await elsewhere.page(Filters())).rows == []
    assert await refused(elsewhere, number) == "review-not-found"
    assert await elsewhere.names("") == []


async def test_pages_on_either_side(store: Store) -> None:
    """Newest first, and each page knows what is beside it."""
    numbers = [await stored(store, 1, ADA + n) for n in range(2 * PAGE_SIZE + 1)][::-1]
    team = await History.open(store, reader(roles=(ROLE,)))
    first = await team.page(Filters())
    assert ([row.id for row in first.rows], first.newer, first.older) == (numbers[:PAGE_SIZE], False, True)
    last = first.rows[-1]
    second = await team.page(Filters(), before=Cursor(last.created_at, last.id))
    assert [row.id for row in second.rows] == numbers[PAGE_SIZE : 2 * PAGE_SIZE]
    assert second.newer
    assert second.older
    top = second.rows[0]
    back = await team.page(Filters(), after=Cursor(top.created_at, top.id))
    assert (back.rows, back.newer, back.older) == (first.rows, False, True)


async def test_the_person_meant(store: Store) -> None:
    """By id, mention or whole name; a name of nobody or of several is refused, and no number is too large."""
    await stored(store, 1, ADA)
    await stored(store, 1, SAM, name="Robin")
    await stored(store, 1, ROBIN, name="robin")
    team = await History.open(store, reader(roles=(ROLE,)))
    for typed in (str(ADA), f"<@{ADA}>", " ADA "):
        assert await team.candidate(typed) == ADA
    assert await team.candidate("9" * 19) == LARGEST_ID
    for typed, key in (("A", "review-candidate-not-found"), ("Robin", "review-candidate-several")):
        with pytest.raises(Refused) as refusal:
            await team.candidate(typed)
        assert refusal.value.key == key


async def test_an_interview_without_sound(store: Store) -> None:
    number = await stored(store, 1, ADA)
    own = await History.open(store, reader(ADA))
    with pytest.raises(Refused) as refusal:
        await own.recording(number)
    assert refusal.value.key == "review-no-recording"
