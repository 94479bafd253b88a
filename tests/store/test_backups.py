"""Backups beside the database: whole, private, and gone when their time is over."""

import logging
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.clock import DAY
from bot.store import Store
from bot.store.sqlite import backups
from tests.harness.store_parts import NOON, SetClock, older_file, rows


def backup(path: Path, now: float = NOON) -> Path:
    with closing(sqlite3.connect(path)) as source:
        return backups.make(source, path, version=0, now=now)


def test_a_backup_is_a_whole_copy_that_only_the_owner_reads(tmp_path: Path) -> None:
    """Its name says of which version and when."""
    path = older_file(tmp_path / "a.db", "legacy-no-type")
    made = backup(path)
    assert made.name == "a.db.v0-20251009T085320000Z.backup"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert rows(made, "SELECT * FROM interview_messages") == rows(path, "SELECT * FROM interview_messages")
    assert backups.list_backups(path) == [backups.Backup(made, 0, NOON)]


def test_they_go_after_their_days_by_the_time_in_the_name(tmp_path: Path) -> None:
    """A copied volume changes the file's own time; others' files are nobody's business."""
    path = older_file(tmp_path / "a.db", "legacy-no-type")
    old, new = backup(path), backup(path, NOON + DAY)
    os.utime(old, (NOON * 2, NOON * 2))
    (tmp_path / "a.db.old.backup").write_text("somebody's own")
    (tmp_path / "b.db.v0-20200101T000000000Z.backup").write_text("of another database")
    gone = backups.purge(path, days=14, now=NOON + 14 * DAY)
    assert [one.path for one in gone] == [old]
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(
        ["a.db", new.name, "a.db.old.backup", "b.db.v0-20200101T000000000Z.backup"]
    )


def test_what_a_killed_process_left_goes_after_an_hour(tmp_path: Path) -> None:
    """Half a backup holds people's words too."""
    path = older_file(tmp_path / "a.db", "legacy-no-type")
    part = tmp_path / (backup(path).name + ".part")
    part.write_text("half")
    assert backups.purge(path, days=14, now=NOON + 60) == []
    assert [one.path for one in backups.purge(path, days=14, now=NOON + 3600)] == [part]


def test_a_backup_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """A damaged source is an error, not a backup."""
    path = tmp_path / "a.db"
    path.write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    with pytest.raises(sqlite3.DatabaseError):
        backup(path)
    assert [file.name for file in tmp_path.iterdir()] == ["a.db"]


async def test_the_end_of_a_backup_is_said(tmp_path: Path, clock: SetClock, caplog: pytest.LogCaptureFixture) -> None:
    """In the log, with its name."""
    caplog.set_level(logging.INFO)
    path = older_file(tmp_path / "a.db", "legacy-no-type")
    async with Store.open(path, clock=clock, backup_days=2):
        assert "A backup was made" in caplog.text
    clock.now += 2 * DAY
    async with Store.open(path, clock=clock, backup_days=2):
        assert "deleted the backup a.db.v0-20251009T085320000Z.backup: older than 2 days" in caplog.text


@contextmanager
def no_more_files() -> Iterator[None]:
    """This process can open nothing."""
    resource = pytest.importorskip("resource")  # Windows has no such limit
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (1, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (now, most))


async def test_a_folder_that_cannot_be_read_is_not_an_empty_one(
    tmp_path: Path, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    """Out of files, as at a start between two floods: nothing ends over it, and the next time does what is left."""
    path = older_file(tmp_path / "a.db", "legacy-no-type")
    async with Store.open(path, clock=clock, backup_days=2) as store:
        (made,) = backups.list_backups(path)
        clock.now += 2 * DAY
        with no_more_files():
            await store.purge_backups()
            with pytest.raises(OSError, match="Too many open files"):
                backups.list_backups(path)
        assert "cannot be deleted now (Too many open files)" in caplog.text
        assert made.path.exists()
        await store.purge_backups()
        assert not made.path.exists()
