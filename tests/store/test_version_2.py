"""A file of version 2 arrives at the newest: every row of every table, and exactly the schema of a new file."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.interview.models import InterviewType, Medium, Status
from bot.interview.plan.plan_json import plan_to_json
from bot.ports.accommodations import Accommodations
from bot.store import Store
from bot.store.migrations.steps import migrate
from bot.store.records import CameraPass, GuildSettings, QueuedCandidate
from bot.store.sqlite import backups, schema
from tests.harness.store_parts import DATA, NOON, PLAN, SetClock, columns_of, contents, layout, rows


@pytest.fixture
def second(tmp_path: Path) -> Path:
    """Three interviews, one by voice at this moment, and something in every table."""
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        schema.create_first(connection)
        for statement in schema.statements(schema.version_text(2)):
            connection.execute(statement)
        connection.execute("PRAGMA user_version = 2")
        connection.executescript((DATA / "version-2.sql").read_text(encoding="utf-8"))
        connection.execute("UPDATE interview_sessions SET plan = ?", (plan_to_json(PLAN),))
    return path


def test_no_row_is_lost(second: Path) -> None:
    """Each table is full before, and says the same afterwards."""
    columns = columns_of(second)
    before = contents(second, columns)
    assert all(before.values()), [table for table, found in before.items() if not found]
    numbers = rows(second, "SELECT name, seq FROM sqlite_sequence ORDER BY name")
    report = migrate(second)
    assert (report.before, report.after, report.notes) == (2, schema.VERSION, ())
    assert contents(second, columns) == before
    assert rows(second, "SELECT name, seq FROM sqlite_sequence ORDER BY name") == numbers
    assert rows(second, "PRAGMA foreign_key_check") == []


def test_the_schema_is_that_of_a_new_file(second: Path, tmp_path: Path) -> None:
    """Tables, columns and their order, checks, indexes and triggers."""
    new = tmp_path / "new.db"
    migrate(second)
    migrate(new)
    assert layout(second) == layout(new)
    assert columns_of(second) == columns_of(new)
    for pragma in ("user_version", "application_id"):
        assert rows(second, f"PRAGMA {pragma}") == rows(new, f"PRAGMA {pragma}")


async def test_what_is_new_has_its_defaults(second: Path, clock: SetClock) -> None:
    """Video is offered, nothing opens a page, no picture was shown, and who waits in a line waits for voice."""
    async with Store.open(second, clock=clock) as store:
        snapshot = await store.snapshot(1)
        assert snapshot is not None
        assert (snapshot.interview_type, snapshot.medium, snapshot.place_id) == (InterviewType.VOICE, Medium.VOICE, 80)
        assert (snapshot.accommodations, snapshot.draft) == (Accommodations(slower=True), "And then")
        assert await store.camera_pass(1) == CameraPass(1, "Helper", Status.ACTIVE, Medium.VOICE)
        detail = await store.detail(5, 1)
        assert detail is not None
        assert detail.pictures == ()
        assert await store.settings(5) == GuildSettings(
            5,
            channel_id=50,
            retention_days=30,
            voice=False,
            room_ids=(81, 82),
            reviewers_listen=True,
            pause_on_company=True,
            record_voice=True,
            return_seconds=30,
            video=True,
        )
        assert await store.queue_of(5) == [
            QueuedCandidate(5, 24, 50, 3, "en", "en-GB", NOON, interview_type=InterviewType.VOICE),
            QueuedCandidate(5, 25, 50, None, "", "de", NOON + 1, NOON + 2, 900, InterviewType.VOICE),
        ]
        assert await store.rooms() == [(1, 80)]
        assert await store.quick_check()


def test_strangers_make_room(second: Path) -> None:
    """Tables kept from an older file may have names that version 3 needs; theirs keep what is in them."""
    with closing(sqlite3.connect(second)) as connection, connection:
        connection.execute("CREATE TABLE Pictures (path TEXT, session_id INTEGER REFERENCES interview_sessions (id))")
        connection.execute("INSERT INTO Pictures VALUES ('their own', 1)")
        connection.execute("CREATE TABLE camera_passes (words TEXT)")
    told = migrate(second, dry_run=True).notes
    assert migrate(second).notes == told
    assert sorted(told) == [
        "The unknown table Pictures is kept as imported_Pictures.",
        "The unknown table camera_passes is kept as imported_camera_passes.",
    ]
    assert rows(second, "SELECT * FROM imported_Pictures") == [("their own", 1)]
    for table in ("imported_camera_passes", "pictures", "camera_passes"):
        assert rows(second, f"SELECT count(*) FROM {table}") == [(0,)]  # noqa: S608 - names above


def test_the_backup_is_of_version_2(second: Path, clock: SetClock) -> None:
    """Named by the version it holds."""
    report = migrate(second, clock=clock)
    assert report.backup is not None
    assert backups.list_backups(second) == [backups.Backup(report.backup, 2, NOON)]
    assert rows(report.backup, "PRAGMA user_version") == [(2,)]
