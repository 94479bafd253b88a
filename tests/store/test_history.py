"""The history: every filter gives what the plain question would, by a walk along an index, inside one server."""

import random
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest

from bot.interview.models import InterviewType, Status
from bot.interview.plan.plan_json import plan_to_json
from bot.store import Store, history
from bot.store.names import fold
from bot.store.records import Cursor, Filters, InterviewSummary
from bot.store.sqlite import schema
from tests.harness.store_parts import NOON, PLAN, SetClock, answer, new_interview

GUILD = 1
GIVEN = {
    "candidate_id": (None, 2, 99),
    "interview_type": (None, InterviewType.TEXT, InterviewType.VIDEO),
    "status": (None, Status.COMPLETED, Status.ACTIVE),
    "title": (None, "Helper", "No such role"),
    "since": (None, NOON + 40),
}
EVERY_FILTER = [
    Filters(candidate_id=who, interview_type=kind, status=status, title=title, since=since)
    for who, kind, status, title, since in product(*GIVEN.values())
    if isinstance(who, int | None)
    and isinstance(kind, InterviewType | None)
    and isinstance(status, Status | None)
    and isinstance(title, str | None)
    and isinstance(since, float | None)
]


def interviews() -> Iterator[tuple[object, ...]]:
    """Three hundred in two servers; several begin in the same millisecond, none is video."""
    dice = random.Random(5)
    over = [Status.COMPLETED, Status.ENDED, Status.ABANDONED, Status.FAILED]
    for number in range(300):
        kind = dice.choice([InterviewType.TEXT, InterviewType.VOICE])
        created = round(NOON * 1000) + number // 4 * 1000
        title = dice.choice(["Helper", "Greeter"])
        yield dice.choice([GUILD, 7]), dice.randrange(2, 6), kind, dice.choice(over), created, title, plan_to_json(PLAN)


@pytest.fixture
def filled(path: Path, store: Store) -> Store:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            """INSERT INTO interview_sessions (guild_id, candidate_id, interview_type, status, created_at, title, plan,
                   deadline_at, candidate_name, language, locale, model, turn_limit, token_limit)
               VALUES (?, ?, ?, ?, ?, ?, ?, 1, 'Änne', 'en', 'en-GB', 'm', 1, 1)""",
            interviews(),
        )
    return store


def plainly(rows: list[InterviewSummary], filters: Filters) -> list[InterviewSummary]:
    """The filter as a plain question over rows that are already there."""
    return [
        row
        for row in rows
        if filters.candidate_id in (None, row.candidate_id)
        and filters.interview_type in (None, row.interview_type)
        and filters.status in (None, row.status)
        and filters.title in (None, row.title)
        and (filters.since is None or row.created_at >= filters.since)
    ]


async def all_pages(store: Store, filters: Filters, limit: int, only: int | None = None) -> list[InterviewSummary]:
    """Every page, one after the other."""
    found: list[InterviewSummary] = []
    before = None
    for _ in range(1000):
        page = await store.history(GUILD, filters, before=before, limit=limit, only_candidate=only)
        if not page:
            return found
        found += page
        before = Cursor(page[-1].created_at, page[-1].id)
    raise AssertionError("the pages never end")


async def test_pages_joined_are_everything_once_newest_first(filled: Store) -> None:
    """No row is lost or doubled where a page ends, also among interviews of the same millisecond."""
    everything = await filled.history(GUILD, limit=1000)
    assert len(everything) > 100
    assert everything == sorted(everything, key=lambda row: (row.created_at, row.id), reverse=True)
    assert {row.guild_id for row in everything} == {GUILD}
    assert await all_pages(filled, Filters(), 7) == everything


async def test_every_filter_gives_what_the_plain_question_gives(filled: Store) -> None:
    """All combinations, those that match nothing included, page by page."""
    everything = await filled.history(GUILD, limit=1000)
    for filters in EVERY_FILTER:
        assert await all_pages(filled, filters, 9) == plainly(everything, filters), filters


async def test_somebody_who_is_no_reviewer_sees_their_own(filled: Store) -> None:
    """Whatever they filter by."""
    everything = await filled.history(GUILD, limit=1000)
    mine = Filters(candidate_id=2)
    assert await all_pages(filled, Filters(), 9, only=2) == plainly(everything, mine)
    assert await all_pages(filled, mine, 9, only=2) == plainly(everything, mine)
    assert await filled.history(GUILD, Filters(candidate_id=3), only_candidate=2) == []


@pytest.mark.parametrize("before", [None, Cursor(NOON + 9, 3)], ids=["first page", "next page"])
def test_every_filter_walks_an_index(before: Cursor | None) -> None:
    """The plan of each page: no scan of the table, no sort but of the few rows found."""
    with closing(sqlite3.connect(":memory:")) as connection:
        schema.create(connection)
        for filters in EVERY_FILTER:
            sql, values = history.query(GUILD, filters, before=before, limit=10, only_candidate=None)
            plan = [row[3] for row in connection.execute("EXPLAIN QUERY PLAN " + sql, values)]
            walks = [step for step in plan if re.match(r"(SEARCH|SCAN) interview_sessions", step)]
            assert walks
            for step in walks:
                assert re.fullmatch(
                    r"SEARCH interview_sessions USING COVERING INDEX sessions_by_(guild|title|candidate)"
                    r" \(.*AND created_at>\? AND created_at<\?\)",
                    step,
                ), step
            assert all(re.match(r"SCAN (page|\(subquery-\d+\))", step) for step in plan if step.startswith("SCAN"))
            # The inner walks come sorted out of the index: sorting happens outside, over at most 21 pages of ids.
            assert sum("TEMP B-TREE" in step for step in plan) <= 2


async def test_a_foreign_interview_is_not_found(store: Store) -> None:
    """Another server's, and for those who are no reviewers another person's."""
    interview_id = await store.create_interview(new_interview())
    await store.add_turn(interview_id, answer())
    detail = await store.detail(1, interview_id)
    assert detail is not None
    assert [turn.text for turn in detail.turns] == [answer().text]
    assert await store.detail(1, interview_id, only_candidate=2) == detail
    assert await store.detail(9, interview_id) is None
    assert await store.detail(1, interview_id, only_candidate=3) is None
    assert await store.detail(1, interview_id + 1) is None


async def test_names_are_found_by_prefix_in_their_own_server(store: Store) -> None:
    """Case and accents as typed do not matter; another server's people are never offered."""
    for number, name in enumerate(["Änne", "ANNA", "Bo", "annika", "ﬁnn"]):
        await store.create_interview(new_interview(candidate_id=10 + number, name=name))
    await store.create_interview(new_interview(guild_id=7, candidate_id=50, name="Anselm", title="Greeter"))
    assert await store.candidate_names(1, "an") == [(11, "ANNA"), (13, "annika")]
    assert await store.candidate_names(1, "ÄN") == [(10, "Änne")]
    assert await store.candidate_names(1, "fi") == [(14, "ﬁnn")]
    assert await store.titles(1, "") == ["Helper"]
    assert await store.titles(7, "g") == ["Greeter"]
    assert await store.titles(7, "h") == []


async def test_a_name_is_the_newest_and_the_history_keeps_that_of_the_time(store: Store, clock: SetClock) -> None:
    """People rename themselves."""
    first = await store.create_interview(new_interview(name="Old"))
    await store.set_status(first, Status.ENDED)
    clock.now += 1
    await store.create_interview(new_interview(name="New"))
    assert await store.candidate_names(1, "") == [(2, "New")]
    assert [row.candidate_name for row in await store.history(1)] == ["New", "Old"]


def test_folding_makes_alike_what_people_take_for_the_same() -> None:
    """Compatible characters, case, and spaces around."""
    assert fold(" STRASSE ") == fold("straße")
    assert fold("Ｗide") == "wide"
