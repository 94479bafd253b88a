"""A file of version 1 arrives at the newest: every row of every table, and exactly the schema of a new file."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.interview.models import InterviewType, Mark, Medium
from bot.interview.plan.plan_json import plan_to_json
from bot.ports.accommodations import Accommodations
from bot.store import Store
from bot.store.migrations.steps import migrate
from bot.store.records import GuildSettings
from bot.store.sqlite import backups, schema
from tests.harness.store_parts import DATA, NOON, PLAN, SetClock, columns_of, contents, layout, rows


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """Two interviews, one of them by voice in name, and something in every table."""
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        schema.create_first(connection)
        connection.executescript((DATA / "version-1.sql").read_text(encoding="utf-8"))
        connection.execute("UPDATE interview_sessions SET plan = ?", (plan_to_json(PLAN),))
    return path


def test_no_row_is_lost(first: Path) -> None:
    """Each table is full before, and says the same afterwards."""
    columns = columns_of(first)
    before = contents(first, columns)
    assert all(before.values()), [table for table, found in before.items() if not found]
    numbers = rows(first, "SELECT name, seq FROM sqlite_sequence ORDER BY name")
    report = migrate(first)
    assert (report.before, report.after, report.notes) == (1, schema.VERSION, ())
    assert contents(first, columns) == before
    assert set(numbers) <= set(rows(first, "SELECT name, seq FROM sqlite_sequence"))
    assert rows(first, "PRAGMA foreign_key_check") == []


def test_the_schema_is_that_of_a_new_file(first: Path, tmp_path: Path) -> None:
    """Tables, columns and their order, checks, indexes and triggers."""
    new = tmp_path / "new.db"
    migrate(first)
    migrate(new)
    assert layout(first) == layout(new)
    assert columns_of(first) == columns_of(new)
    for pragma in ("user_version", "application_id"):
        assert rows(first, f"PRAGMA {pragma}") == rows(new, f"PRAGMA {pragma}")


async def test_what_is_new_has_its_defaults(first: Path, clock: SetClock) -> None:
    """Interviews go on in writing; servers offer voice, as the record of their settings says."""
    async with Store.open(first, clock=clock) as store:
        snapshot = await store.snapshot(1)
        assert snapshot is not None
        assert (snapshot.interview_type, snapshot.medium, snapshot.room_id) == (InterviewType.TEXT, Medium.TEXT, None)
        assert (snapshot.own_room, snapshot.record, snapshot.accommodations, snapshot.draft) == (
            False,
            False,
            Accommodations(),
            "",
        )
        assert snapshot.place_id == 70
        assert snapshot.turns[1].marks == (Mark.EDITED_LATER,)
        await store.mark_turn(1, 1, Mark.MISREAD)
        assert await store.settings(5) == GuildSettings(5, channel_id=50, retention_days=30)
        assert await store.rooms() == []
        assert await store.quick_check()


def test_what_is_protected_stays_so(first: Path) -> None:
    """The triggers came along, and the marks still go with their turn."""
    migrate(first)
    with closing(sqlite3.connect(first, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(sqlite3.IntegrityError, match="turns are append-only"):
            connection.execute("UPDATE turns SET text = 'y'")
        connection.execute("DELETE FROM interview_sessions WHERE id = 1")
        assert connection.execute("SELECT count(*) FROM turn_marks").fetchone() == (0,)
        assert connection.execute("SELECT candidate_id FROM guild_candidates").fetchall() == [(21,)]


def test_a_stranger_makes_room(first: Path) -> None:
    """A table kept from an older file may have a name that version 2 needs."""
    with closing(sqlite3.connect(first)) as connection, connection:
        connection.execute("CREATE TABLE Drafts (words TEXT)")
        connection.execute("INSERT INTO Drafts VALUES ('their own')")
    told = migrate(first, dry_run=True).notes
    assert migrate(first).notes == told == ("The unknown table Drafts is kept as imported_Drafts.",)
    assert rows(first, "SELECT * FROM imported_Drafts") == [("their own",)]


def test_the_backup_is_of_version_1(first: Path, clock: SetClock) -> None:
    """Named by the version it holds."""
    report = migrate(first, clock=clock)
    assert report.backup is not None
    assert backups.list_backups(first) == [backups.Backup(report.backup, 1, NOON)]
    assert rows(report.backup, "PRAGMA user_version") == [(1,)]
