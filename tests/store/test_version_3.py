"""A file of version 3 arrives at the newest: every row of every table, and exactly the schema of a new file."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.interview.plan.plan_json import plan_to_json
from bot.store import Store
from bot.store.migrations.steps import migrate
from bot.store.records import ErasureStep
from bot.store.sqlite import backups, schema
from tests.harness.store_parts import DATA, NOON, PLAN, SetClock, columns_of, contents, layout, rows


@pytest.fixture
def third(tmp_path: Path) -> Path:
    """Three interviews, one by voice at this moment, and something in every table."""
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        schema.create_first(connection)
        for version in (2, 3):
            for statement in schema.statements(schema.version_text(version)):
                connection.execute(statement)
            connection.executescript((DATA / f"version-{version}.sql").read_text(encoding="utf-8"))
        connection.execute("PRAGMA user_version = 3")
        connection.execute("UPDATE interview_sessions SET plan = ?", (plan_to_json(PLAN),))
    return path


def test_no_row_is_lost(third: Path) -> None:
    """Each table is full before, and says the same afterwards."""
    columns = columns_of(third)
    before = contents(third, columns)
    assert all(before.values()), [table for table, found in before.items() if not found]
    numbers = rows(third, "SELECT name, seq FROM sqlite_sequence ORDER BY name")
    report = migrate(third)
    assert (report.before, report.after, report.notes) == (3, schema.VERSION, ())
    assert contents(third, columns) == before
    assert rows(third, "SELECT name, seq FROM sqlite_sequence ORDER BY name") == numbers
    assert rows(third, "PRAGMA foreign_key_check") == []


def test_the_schema_is_that_of_a_new_file(third: Path, tmp_path: Path) -> None:
    """Tables, columns and their order, checks, indexes and triggers."""
    new = tmp_path / "new.db"
    migrate(third)
    migrate(new)
    assert layout(third) == layout(new)
    assert columns_of(third) == columns_of(new)
    for pragma in ("user_version", "application_id"):
        assert rows(third, f"PRAGMA {pragma}") == rows(new, f"PRAGMA {pragma}")


async def test_what_is_deleted_from_now_on_is_noted(third: Path, clock: SetClock) -> None:
    """By number and start, as long as the backup of version 3 exists; nothing is noted of what was deleted before."""
    async with Store.open(third, clock=clock) as store:
        assert rows(third, "SELECT * FROM backups") == rows(third, "SELECT * FROM deleted_interviews") == []
        await store.erase_interview(6)
        erasure = await store.request_erasure(20)
        await store.advance_erasure(erasure.id, ErasureStep.ROWS)
        await store.purge_backups()
    noted = [(1, 1_760_000_000_000, int(NOON * 1000)), (6, 1_760_000_000_000, int(NOON * 1000))]
    assert rows(third, "SELECT session_id, created_at, deleted_at FROM deleted_interviews ORDER BY 1") == noted


def test_strangers_make_room(third: Path) -> None:
    """Tables kept from an older file may have names that version 4 needs; theirs keep what is in them."""
    with closing(sqlite3.connect(third)) as connection, connection:
        connection.execute("CREATE TABLE Backups (path TEXT, session_id INTEGER REFERENCES interview_sessions (id))")
        connection.execute("INSERT INTO Backups VALUES ('their own', 1)")
    told = migrate(third, dry_run=True).notes
    assert migrate(third).notes == told == ("The unknown table Backups is kept as imported_Backups.",)
    assert rows(third, "SELECT * FROM imported_Backups") == [("their own", 1)]
    assert rows(third, "SELECT count(*) FROM backups") == [(0,)]


def test_the_backup_is_of_version_3(third: Path, clock: SetClock) -> None:
    """Named by the version it holds."""
    report = migrate(third, clock=clock)
    assert report.backup is not None
    assert backups.list_backups(third) == [backups.Backup(report.backup, 3, NOON)]
