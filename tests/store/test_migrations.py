"""Older files arrive with every row; files that are not ours, or newer, are left as they are."""

import asyncio
import json
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import MigrationFailed, NotOurs, StoreError, TooNew
from bot.interview.models import InterviewType, Speaker, Status, TurnKind
from bot.store import Store
from bot.store.migrations import steps as migrations_steps
from bot.store.migrations.steps import MigrationStep, migrate
from bot.store.sqlite import backups, files, schema
from tests.harness.store_parts import NOON, SetClock, layout, older_file, rows

FIXTURES = ["legacy-no-type", "legacy-text-video"]


def epoch(text: str) -> float:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def dump(path: Path) -> list[str]:
    """Everything a file says, statement by statement."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def older_rows(path: Path, table: str) -> list[dict[str, str | int | None]]:
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY id")]  # noqa: S608 - a constant


@pytest.mark.parametrize("fixture", FIXTURES)
async def test_every_row_of_an_older_file_arrives(tmp_path: Path, clock: SetClock, fixture: str) -> None:
    """Compared one by one with the original, through the verbs that the bot reads with."""
    path = older_file(tmp_path / "a.db", fixture)
    interviews, messages = older_rows(path, "interview_sessions"), older_rows(path, "interview_messages")
    async with Store.open(path, clock=clock) as store:
        for old in interviews:
            detail = await store.detail(int(old["guild_id"] or 0), int(old["id"] or 0))
            assert detail is not None
            row = detail.row
            assert row.candidate_id == int(old["candidate_id"] or 0)
            assert row.candidate_name == ""
            assert row.created_at == epoch(str(old["started_at"]))
            assert row.ended_at == (epoch(str(old["ended_at"])) if old["ended_at"] else None)
            assert row.interview_type == (old.get("interview_type") or InterviewType.TEXT)
            assert row.status == (Status.ABANDONED if old["status"] == "active" else old["status"])
            said = [message for message in messages if message["session_id"] == old["id"]]
            assert [(turn.speaker, turn.kind, turn.text, turn.at) for turn in detail.turns] == [
                (Speaker(str(one["role"])), TurnKind.IMPORTED, one["content"], epoch(str(one["created_at"])))
                for one in said
            ]
            expected = []
            if not old.get("interview_type"):
                expected.append(("type_assumed", {"from": None, "to": "text"}))
            if old["status"] == "active":
                expected.append(("status", {"from": "active", "to": "abandoned", "reason": "imported"}))
            assert [(event.kind, event.detail) for event in detail.events] == expected
        assert await store.running() == []
        assert await store.quick_check()
    assert rows(path, "SELECT id FROM interview_sessions ORDER BY id") == [(old["id"],) for old in interviews]
    assert rows(path, "SELECT id, text FROM turns ORDER BY id") == [(one["id"], one["content"]) for one in messages]
    channels = [(int(old["channel_id"]) if old["channel_id"] else None,) for old in interviews]
    assert rows(path, "SELECT channel_id FROM interview_sessions ORDER BY id") == channels


@pytest.mark.parametrize("fixture", FIXTURES)
def test_a_migrated_file_has_the_newest_schema(tmp_path: Path, fixture: str) -> None:
    """The same tables, indexes and triggers as a new file, and nothing of the old ones."""
    old, new = older_file(tmp_path / "old.db", fixture), tmp_path / "new.db"
    migrate(old)
    migrate(new)
    assert layout(old) == layout(new)


def test_ids_go_on_where_the_older_file_stopped(tmp_path: Path) -> None:
    """An id whose row was deleted there is not given again."""
    path = older_file(
        tmp_path / "a.db",
        "legacy-no-type",
        "INSERT INTO interview_sessions VALUES (40, '1', NULL, '2', 'failed', '2025-09-01', NULL)",
        "DELETE FROM interview_sessions WHERE id = 40",
    )
    migrate(path)
    assert rows(path, "SELECT name, seq FROM sqlite_sequence WHERE name IN ('interview_sessions', 'turns')") == [
        ("interview_sessions", 40),
        ("turns", 2),
    ]


def test_unknown_columns_and_tables_are_kept(tmp_path: Path) -> None:
    """Columns in the row's `imported`, tables where they are, or under another name where we need theirs."""
    path = older_file(
        tmp_path / "a.db",
        "legacy-text-video",
        "ALTER TABLE interview_sessions ADD COLUMN mood TEXT",
        "ALTER TABLE interview_sessions ADD COLUMN picture BLOB",
        "UPDATE interview_sessions SET mood = 'fine', picture = x'00ff' WHERE id = 1",
        "ALTER TABLE interview_messages ADD COLUMN tokens INTEGER",
        "UPDATE interview_messages SET tokens = 7",
        "CREATE INDEX sessions_by_guild ON interview_sessions (guild_id)",
        "CREATE TABLE scores (session_id INTEGER REFERENCES interview_sessions (id), points INTEGER)",
        "INSERT INTO scores VALUES (3, 9)",
        "CREATE TABLE events (words TEXT)",
        "INSERT INTO events VALUES ('their own')",
    )
    report = migrate(path)
    kept = [json.loads(str(row[0])) for row in rows(path, "SELECT imported FROM interview_sessions ORDER BY id")]
    assert kept == [{"mood": "fine", "picture": {"base64": "AP8="}}, {"mood": None, "picture": None}]
    assert rows(path, "SELECT imported FROM turns") == [('{"tokens":7}',)]
    assert rows(path, "SELECT * FROM scores") == [(3, 9)]
    assert rows(path, "SELECT * FROM imported_events") == [("their own",)]
    assert rows(path, "PRAGMA foreign_key_check") == []
    assert "The unknown table scores is kept." in report.notes
    assert "The unknown table events is kept as imported_events." in report.notes


async def test_odd_values_are_kept_beside_what_was_assumed(tmp_path: Path, clock: SetClock) -> None:
    """Unknown roles, states, types, places; messages whose interview is gone; times with offsets."""
    path = older_file(
        tmp_path / "a.db",
        "legacy-no-type",
        "ALTER TABLE interview_sessions ADD COLUMN interview_type TEXT",
        """INSERT INTO interview_sessions
           VALUES (50, '5000', 'dm', '202', 'waiting', '2025-09-01 12:00:00.250+02:00', NULL, 'phone')""",
        "INSERT INTO interview_messages VALUES (90, 50, 'system', 'Hello', '2025-09-01T10:00:01Z')",
        "INSERT INTO interview_messages VALUES (91, 66, 'candidate', 'Where am I?', '2025-09-01T10:00:02')",
    )
    report = migrate(path, clock=clock)
    assert "1 messages belong to no interview; they get an empty one, outside every server." in report.notes
    async with Store.open(path, clock=clock) as store:
        detail = await store.detail(5000, 50)
        assert detail is not None
        assert detail.row.created_at == epoch("2025-09-01T10:00:00.250Z")
        assert [event.detail for event in detail.events] == [
            {"from": "phone", "to": "text"},
            {"from": "waiting", "to": "abandoned", "reason": "imported"},
        ]
        assert [turn.speaker for turn in detail.turns] == [Speaker.INTERVIEWER]
        assert await store.detail(0, 66) is not None
    assert rows(path, "SELECT imported FROM interview_sessions WHERE id = 50") == [('{"channel_id":"dm"}',)]
    assert rows(path, "SELECT imported FROM turns WHERE id = 90") == [('{"role":"system"}',)]
    assert rows(path, "SELECT text FROM turns WHERE session_id = 66") == [("Where am I?",)]


def test_an_older_file_without_messages_is_one_too(tmp_path: Path) -> None:
    """The table of messages came later."""
    path = older_file(tmp_path / "a.db", "legacy-no-type", "DROP TABLE interview_messages")
    assert migrate(path).notes[0] == "3 interviews and 0 messages arrive."


def test_an_older_file_in_wal_mode(tmp_path: Path) -> None:
    """With what its log still holds."""
    path = older_file(tmp_path / "a.db", "legacy-no-type")
    with closing(sqlite3.connect(path)) as running:
        running.execute("PRAGMA journal_mode = WAL")
        running.execute("UPDATE interview_sessions SET status = 'completed'")
        running.commit()
        migrate(path)
    assert rows(path, "SELECT DISTINCT status FROM interview_sessions") == [("completed",)]


@pytest.mark.parametrize("fixture", FIXTURES)
def test_a_dry_run_tells_and_touches_nothing(tmp_path: Path, fixture: str) -> None:
    """The same sentences as the real run, on a copy in memory."""
    path = older_file(tmp_path / "a.db", fixture)
    before = path.read_bytes()
    told = migrate(path, dry_run=True)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["a.db"]
    assert told.changed
    held = "3 interviews, 2 turns" if fixture == "legacy-no-type" else "2 interviews, 1 turns"
    assert told.lines()[:2] == [f"{path} would go from version 0 to 4.", f"Before: {held}. After: {held}."]
    done = migrate(path)
    assert (told.before, told.after, told.notes) == (done.before, done.after, done.notes)
    assert told.rows == done.rows
    assert migrate(path).lines() == [f"{path} is up to date (version {schema.VERSION})."]


def test_a_dry_run_makes_no_file(tmp_path: Path) -> None:
    """Nor a folder."""
    path = tmp_path / "data" / "a.db"
    assert migrate(path, dry_run=True).lines() == [f"{path} would be made (version {schema.VERSION})."]
    assert not path.parent.exists()
    assert migrate(path).lines() == [f"{path} was made (version {schema.VERSION})."]


def test_the_backup_holds_the_file_as_it_was(tmp_path: Path, clock: SetClock) -> None:
    """Named in the report, with its version and time."""
    path = older_file(tmp_path / "a.db", "legacy-text-video")
    before = dump(path)
    report = migrate(path, clock=clock)
    assert report.backup is not None
    assert dump(report.backup) == before
    assert backups.list_backups(path) == [backups.Backup(report.backup, 0, NOON)]
    assert f"A backup was made: {report.backup}." in report.lines()


def an_empty_newer_file(path: Path) -> None:
    migrate(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")


def a_newer_older_file(path: Path) -> None:
    older_file(path, "legacy-no-type", "PRAGMA user_version = 99")


def somebody_elses_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")


def somebody_elses_log(path: Path) -> None:
    """In WAL mode, and closed without a checkpoint."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE recipes (name TEXT)")
        connection.commit()
        log, index = (path.with_name(path.name + end).read_bytes() for end in ("-wal", "-shm"))
    path.with_name(path.name + "-wal").write_bytes(log)
    path.with_name(path.name + "-shm").write_bytes(index)


def somebody_elses_signature(path: Path) -> None:
    older_file(path, "legacy-no-type", "PRAGMA application_id = 12345")


def other_sessions(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE interview_sessions (id INTEGER PRIMARY KEY, notes TEXT)")


def no_database(path: Path) -> None:
    path.write_text("Dear diary, " * 500)


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (an_empty_newer_file, TooNew),
        (a_newer_older_file, TooNew),
        (somebody_elses_tables, NotOurs),
        (somebody_elses_log, NotOurs),
        (somebody_elses_signature, NotOurs),
        (other_sessions, NotOurs),
        (no_database, NotOurs),
    ],
)
def test_a_file_that_is_not_for_us_is_refused_untouched(
    tmp_path: Path, make: Callable[[Path], object], error: type[StoreError]
) -> None:
    """Byte for byte, and with nothing new beside it, also by a dry run."""
    path = tmp_path / "a.db"
    make(path)
    path.chmod(0o640)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir() if not file.name.endswith("-shm")}
    for dry_run in (True, False):
        with pytest.raises(error, match="left untouched"):
            migrate(path, dry_run=dry_run)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir() if not file.name.endswith("-shm")} == before
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("contents", ["nothing", "an empty database"])
def test_an_empty_file_is_filled(tmp_path: Path, contents: str) -> None:
    """Somebody may have made it for us."""
    path = tmp_path / "a.db"
    path.touch(mode=0o644)
    if contents == "an empty database":
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("VACUUM")
    assert migrate(path).before is None
    assert path.stat().st_mode & 0o777 == 0o600
    assert rows(path, "PRAGMA user_version") == [(schema.VERSION,)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (
            "UPDATE interview_sessions SET started_at = 'a marked word' WHERE id = 2",
            "interview 2: started_at is not a time",
        ),
        ("UPDATE interview_sessions SET guild_id = 'a marked word' WHERE id = 2", "interview 2: guild_id is not an id"),
        ("UPDATE interview_messages SET content = x'00' WHERE id = 2", "message 2: content is not text"),
        ("UPDATE interview_messages SET created_at = 'a marked word'", "message 1: created_at is not a time"),
    ],
)
def test_a_row_that_cannot_arrive_stops_the_migration_with_the_file_as_it_was(
    tmp_path: Path, row: str, reason: str
) -> None:
    """Byte for byte; no backup piles up at every try; the reason names the row and not its words."""
    path = older_file(tmp_path / "a.db", "legacy-no-type", row)
    before = path.read_bytes()
    for dry_run in (True, False):
        with pytest.raises(MigrationFailed, match=reason) as caught:
            migrate(path, dry_run=dry_run)
        assert "marked" not in str(caught.value)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["a.db"]


def test_a_step_that_breaks_a_reference_is_undone(tmp_path: Path) -> None:
    """The check after each step, on a chain of two: the first stays, the second is as if it never ran."""

    def break_a_reference(connection: sqlite3.Connection, now: float) -> list[str]:
        connection.execute("INSERT INTO turn_messages (session_id, seq, message_id) VALUES (77, 1, 1)")
        return []

    path = older_file(tmp_path / "a.db", "legacy-no-type")
    steps = {**migrations_steps.STEPS, 1: MigrationStep("a mistake", break_a_reference)}
    with pytest.raises(MigrationFailed, match=r"stays at version 1: a row of turn_messages refers to nothing\.$"):
        migrate(path, steps=steps)
    assert rows(path, "PRAGMA user_version") == [(1,)]
    assert rows(path, "SELECT count(*) FROM turn_messages") == [(0,)]
    assert len(backups.list_backups(path)) == 1


def test_each_step_runs_once_and_in_order(tmp_path: Path) -> None:
    """n -> n+1, each seeing what the one before left."""

    def note_version(connection: sqlite3.Connection, now: float) -> list[str]:
        return [f"saw {connection.execute('PRAGMA user_version').fetchone()[0]}"]

    path = older_file(tmp_path / "a.db", "legacy-no-type")
    steps = {
        **migrations_steps.STEPS,
        1: MigrationStep("", note_version),
        2: MigrationStep("", note_version),
        3: MigrationStep("", note_version),
        4: MigrationStep("", note_version),
    }
    assert migrate(path, steps=steps).notes[-4:] == ("saw 1", "saw 2", "saw 3", "saw 4")
    assert rows(path, "PRAGMA user_version") == [(5,)]
    with pytest.raises(TooNew):
        migrate(path)


@pytest.mark.slow
def test_a_file_in_use_by_another_process_is_left_alone(tmp_path: Path) -> None:
    """Somebody writes to it: the migration says so after its patience, and changed nothing."""
    path = older_file(tmp_path / "a.db", "legacy-no-type")
    before = path.read_bytes()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(MigrationFailed, match="locked"):
            migrate(path)
        other.execute("ROLLBACK")
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    """The start stops with it."""
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match=r"data/a\.db cannot be used: (Not a directory|File exists)\."):
        migrate(tmp_path / "data" / "a.db")


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_text_that_nobody_can_decode_is_not_quoted(tmp_path: Path, dry_run: bool) -> None:
    """Python's own message would repeat what a candidate wrote."""
    path = older_file(
        tmp_path / "a.db",
        "legacy-no-type",
        "UPDATE interview_messages SET content = CAST(CAST('marked words ' AS BLOB) || x'ff' AS TEXT) WHERE id = 2",
    )
    before = path.read_bytes()
    with pytest.raises(MigrationFailed, match="Could not decode") as failed:
        migrate(path, dry_run=dry_run)
    assert "marked" not in str(failed.value)
    assert path.read_bytes() == before


async def test_two_processes_start_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second waits for the first's lock, sees that it came too late, and does nothing."""
    path = older_file(tmp_path / "a.db", "legacy-no-type")
    looked, prepare = threading.Event(), files.prepare

    def told(path: Path) -> None:
        looked.set()
        prepare(path)

    monkeypatch.setattr(files, "prepare", told)  # which comes between its look at the version and its wait
    with closing(files.connect(path)) as first:
        with files.transaction(first):
            second = asyncio.create_task(asyncio.to_thread(migrate, path))
            await asyncio.to_thread(looked.wait)
            for version, step in migrations_steps.STEPS.items():
                migrations_steps.run_step(first, step, version, NOON)
        with pytest.raises(StoreError, match="being changed by another process"):
            await second
    assert migrate(path).lines() == [f"{path} is up to date (version {schema.VERSION})."]
    assert backups.list_backups(path) == []


def test_what_a_migration_deletes_is_overwritten() -> None:
    """Whatever this SQLite was built to do: what older tables held must not stand in free pages."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        files.prepare_connection(connection)
        assert connection.execute("PRAGMA secure_delete").fetchone() == (1,)
