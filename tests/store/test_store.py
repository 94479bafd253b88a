"""The verbs: what is written comes back, whole and to its own server only."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import AlreadyRunning, StoreError
from bot.interview.models import InterviewSnapshot, InterviewType, Limits, Mark, Speaker, Status, Turn, TurnKind
from bot.ports.model import Handle
from bot.store import Store
from bot.store.migrations.steps import migrate
from bot.store.records import Counts, GuildSettings, NewPosition
from tests.harness.store_parts import NOON, PLAN, SetClock, answer, new_interview, rows

POSITION = NewPosition("Moderator", "What we do.", "Why?", "Thanks.", ("en", "de"))


async def test_an_interview_comes_back_with_all_that_is_needed_to_go_on(store: Store) -> None:
    """From the database alone an interview can go on."""
    interview_id = await store.create_interview(new_interview())
    opening = Turn(
        1, Speaker.INTERVIEWER, TurnKind.QUESTION, "Warum?", NOON, question=0, lead="Gut.", source_text="Why?"
    )
    await store.add_turn(interview_id, opening)
    await store.link_messages(interview_id, 1, (11, 10))
    await store.link_messages(interview_id, 1, (11,))
    await store.add_turn(interview_id, answer(2, "Words 🎯\n`code`", 31, 30))
    await store.mark_turn(interview_id, 2, Mark.EDITED_LATER)
    await store.mark_turn(interview_id, 2, Mark.EDITED_LATER)
    await store.set_thread(interview_id, 77)
    await store.set_status(interview_id, Status.ACTIVE, "")
    await store.set_follow_ups(interview_id, False)
    await store.set_reminded(interview_id)
    await store.add_usage(interview_id, 500, 0.25)
    await store.add_usage(interview_id, 500, 0.25)
    handle = Handle("secret", covers=4, at=NOON + 1.5)
    await store.save_handle(interview_id, handle)

    expected = InterviewSnapshot(
        interview_id=interview_id,
        guild_id=1,
        candidate_id=2,
        plan=PLAN,
        language="en",
        locale="en-GB",
        status=Status.ACTIVE,
        follow_ups=False,
        turns=(
            replace(opening, message_ids=(10, 11)),
            replace(answer(2, "Words 🎯\n`code`"), message_ids=(30, 31), marks=(Mark.EDITED_LATER,)),
        ),
        limits=Limits(turns=60, tokens=400_000),
        started_at=NOON,
        deadline_at=NOON + 7 * 86_400,
        reminded=True,
        tokens=1000,
        handle=handle,
        thread_id=77,
        parent_id=50,
    )
    assert await store.snapshot(interview_id) == expected
    detail = await store.detail(1, interview_id)
    assert detail is not None
    assert (detail.tokens, detail.cost_usd, detail.model) == (1000, 0.5, "some-model")
    assert detail.row.answers == 1
    assert detail.consent == new_interview().consent


async def test_everything_is_still_there_after_a_restart(path: Path, clock: SetClock) -> None:
    """Closing and opening changes nothing."""
    async with Store.open(path, clock=clock) as store:
        interview_id = await store.create_interview(new_interview())
        await store.add_turn(interview_id, answer())
        before = await store.snapshot(interview_id)
    async with Store.open(path, clock=clock) as store:
        assert await store.snapshot(interview_id) == before
        assert await store.running() == [interview_id]


async def test_an_interview_that_does_not_exist(store: Store) -> None:
    """Reading gives None, writing says so."""
    assert await store.snapshot(9) is None
    with pytest.raises(StoreError, match="interview 9 is not in the database"):
        await store.set_thread(9, 1)
    with pytest.raises(StoreError, match="interview 9 is not in the database"):
        await store.set_status(9, Status.ENDED)
    with pytest.raises(StoreError, match="FOREIGN KEY"):
        await store.add_turn(9, answer())


async def test_one_running_interview_per_person_and_server(store: Store) -> None:
    """Also when two clicks race; the next one may start when the first is over."""
    first = await store.create_interview(new_interview())
    with pytest.raises(AlreadyRunning):
        await store.create_interview(new_interview())
    other = await store.create_interview(new_interview(guild_id=3))
    await store.set_thread(first, 77)
    assert await store.running_for(1, 2) == (first, 77)
    assert await store.running_for(3, 2) == (other, None)
    assert await store.running_for(1, 9) is None
    await store.set_status(first, Status.PAUSED, "candidate")
    assert await store.running() == [first, other]
    await store.set_status(first, Status.ENDED, "candidate")
    assert await store.running_for(1, 2) is None
    assert await store.create_interview(new_interview()) > other


async def test_a_refused_start_leaves_nothing(store: Store, path: Path) -> None:
    """No consent and no event without its interview."""
    await store.create_interview(new_interview())
    with pytest.raises(AlreadyRunning):
        await store.create_interview(new_interview(title="Another"))
    assert rows(path, "SELECT count(*) FROM consents") == [(1,)]
    assert await store.titles(1, "") == [PLAN.title]


async def test_the_end_is_noted_and_the_handle_forgotten(store: Store, clock: SetClock) -> None:
    """A finished interview keeps no key to a Live session; every change of state is an event."""
    interview_id = await store.create_interview(new_interview())
    await store.save_handle(interview_id, Handle("secret", covers=2, at=NOON))
    await store.set_status(interview_id, Status.ACTIVE)
    clock.now += 60
    await store.set_status(interview_id, Status.COMPLETED, "finished")
    snapshot, detail = await store.snapshot(interview_id), await store.detail(1, interview_id)
    assert snapshot is not None
    assert detail is not None
    assert (snapshot.handle, snapshot.status, snapshot.status_reason) == (None, Status.COMPLETED, "finished")
    assert detail.row.ended_at == NOON + 60
    assert [event.detail for event in detail.events] == [
        {"to": "starting"},
        {"from": "starting", "to": "active", "reason": ""},
        {"from": "active", "to": "completed", "reason": "finished"},
    ]


async def test_no_turn_twice_and_no_message_in_two_turns(store: Store) -> None:
    """A second turn with the same number or the same message is refused, whole."""
    interview_id = await store.create_interview(new_interview())
    await store.add_turn(interview_id, answer(1, "First.", 100))
    with pytest.raises(StoreError, match="UNIQUE constraint failed: turns"):
        await store.add_turn(interview_id, answer(1, "Again.", 101))
    with pytest.raises(StoreError, match="UNIQUE constraint failed: turn_messages"):
        await store.add_turn(interview_id, answer(2, "First.", 100))
    snapshot = await store.snapshot(interview_id)
    assert snapshot is not None
    assert [(turn.text, turn.message_ids) for turn in snapshot.turns] == [("First.", (100,))]


async def test_a_refusal_never_repeats_what_was_said(store: Store) -> None:
    """An error's text may reach a log."""
    interview_id = await store.create_interview(new_interview())
    await store.add_turn(interview_id, answer(1, "a marked sentence"))
    with pytest.raises(StoreError) as caught:
        await store.add_turn(interview_id, answer(1, "a marked sentence"))
    assert "marked" not in repr(caught.value) + repr(caught.value.__cause__)


async def test_counts_for_the_limits(store: Store, clock: SetClock) -> None:
    """Starts and cost since a moment; what never got its thread does not count."""
    assert await store.counts(1, 2, NOON) == Counts(0, 0, 0.0, None, None)
    first = await store.create_interview(new_interview())
    await store.add_usage(first, 10, 0.5)
    await store.set_status(first, Status.ENDED, "candidate")
    clock.now = NOON + 10
    failed = await store.create_interview(new_interview())
    await store.set_status(failed, Status.FAILED, "never_started")
    clock.now = NOON + 20
    await store.create_interview(new_interview(kind=InterviewType.VOICE))
    await store.create_interview(new_interview(candidate_id=3))
    await store.create_interview(new_interview(guild_id=9))
    assert await store.counts(1, 2, NOON) == Counts(2, 3, 0.5, NOON, NOON)
    assert await store.counts(1, 2, NOON + 5) == Counts(1, 2, 0.0, NOON + 20, NOON + 20)


async def test_settings_are_the_defaults_until_they_are_written(store: Store) -> None:
    """And each server has its own."""
    assert await store.settings(1) == GuildSettings(1)
    mine = GuildSettings(1, channel_id=5, reviewer_role_id=6, retention_days=30, cost_per_day_usd=1.5)
    await store.save_settings(mine)
    assert await store.settings(1) == mine
    assert await store.settings(2) == GuildSettings(2)


async def test_a_new_server_gets_its_first_position_once(store: Store) -> None:
    """Archiving it is final: the next start does not bring it back."""
    await store.ensure_guild(1, POSITION)
    [position] = await store.positions(1)
    assert position.languages == ("en", "de")
    assert await store.archive_position(1, position.id)
    await store.ensure_guild(1, POSITION)
    assert await store.positions(1) == []


async def test_positions_are_edited_in_their_own_server_only(store: Store) -> None:
    """A foreign id is not found."""
    position_id = await store.add_position(1, POSITION)
    [position] = await store.positions(1)
    assert await store.positions(2) == []
    assert not await store.archive_position(2, position_id)
    with pytest.raises(StoreError):
        await store.save_position(replace(position, guild_id=2, title="Mine now"))
    await store.save_position(replace(position, title="Greeter"))
    assert await store.positions(1) == [replace(position, title="Greeter")]


async def test_only_the_owner_can_read_the_file(store: Store, path: Path) -> None:
    """File, log and folder: candidates' words are nobody else's."""
    await store.create_interview(new_interview())
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == {"interviews.db": 0o600, "interviews.db-wal": 0o600, "interviews.db-shm": 0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_that_was_open_to_others_is_closed_to_them(path: Path, clock: SetClock) -> None:
    """A lax mode is corrected at the next start."""
    migrate(path, clock=clock)
    path.chmod(0o644)
    migrate(path, clock=clock)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_the_pragmas_that_the_promises_stand_on(store: Store) -> None:
    """WAL, a disk that is waited for, overwritten deletions, foreign keys; and the file is signed."""
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "busy_timeout": 0,  # it is waited for between tries, in DatabaseLane
        "user_version": 4,
        "application_id": 0x494E5456,
    }
    async with store.transaction() as connection:
        found = {name: next(iter(await connection.execute_fetchall(f"PRAGMA {name}")))[0] for name in expected}
    assert found == expected
    assert await store.quick_check()
    assert await store.size() > 50_000
