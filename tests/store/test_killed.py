"""kill -9 in the middle: of a migration, and of a running bot."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.store import Store
from bot.store.migrations.steps import migrate
from bot.store.sqlite import backups
from tests.harness.store_parts import SetClock, answer, older_file, rows

ROOT = Path(__file__).parents[2]

SLOW_MIGRATION = """
import sys, time
from pathlib import Path
from bot.store.migrations import legacy
from bot.store.migrations.steps import MigrationStep, migrate

def slow(connection, now):
    connection.execute("PRAGMA cache_size = 5")  # so that half of the step is in the file itself when it is killed
    notes = legacy.apply(connection, now)
    connection.execute("CREATE TABLE ballast AS SELECT randomblob(4000) AS b FROM pragma_function_list")
    print("in the middle", flush=True)
    time.sleep(60)
    return notes

migrate(Path(sys.argv[1]), steps={0: MigrationStep("slow", slow)})
"""

RUNNING_BOT = """
import asyncio, sys
from pathlib import Path
from bot.store import Store
from tests.harness.store_parts import SetClock, answer, new_interview

async def main():
    async with Store.open(Path(sys.argv[1]), clock=SetClock()) as store:
        interview_id = await store.create_interview(new_interview())
        await store.add_turn(interview_id, answer(1))
        async with store.transaction() as connection:
            await connection.execute_fetchall("UPDATE interview_sessions SET thread_id = 5")
            print("in the middle", flush=True)
            await asyncio.sleep(60)

asyncio.run(main())
"""


@contextmanager
def killed_in_the_middle(code: str, path: Path) -> Iterator[None]:
    """Run it in another process until it says it is in the middle; kill it as the kernel would."""
    process = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "in the middle\n"
        yield
        os.kill(process.pid, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL


def test_a_killed_migration_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    """Half of it was in the file: SQLite takes it back, to the byte; the next start goes through."""
    path = older_file(tmp_path / "a.db", "legacy-no-type")
    before = path.read_bytes()
    with killed_in_the_middle(SLOW_MIGRATION, path):
        pass
    assert path.read_bytes() != before
    report = migrate(path, dry_run=True)
    assert path.read_bytes() == before
    assert report.before == 0
    assert migrate(path).notes == report.notes
    assert rows(path, "SELECT count(*) FROM interview_sessions") == [(3,)]
    assert [backup.part for backup in backups.list_backups(path)] == [False, False]


def test_any_other_reader_finds_the_old_file_too(tmp_path: Path) -> None:
    """Not only our own code knows how to take it back."""
    path, untouched = older_file(tmp_path / "a.db", "legacy-text-video"), tmp_path / "untouched.db"
    older_file(untouched, "legacy-text-video")
    with killed_in_the_middle(SLOW_MIGRATION, path):
        pass
    with closing(sqlite3.connect(path)) as found, closing(sqlite3.connect(untouched)) as expected:
        assert list(found.iterdump()) == list(expected.iterdump())


async def test_a_killed_bot_loses_nothing_that_was_saved(path: Path, clock: SetClock) -> None:
    """What add_turn returned from is there; half a transaction is not."""
    with killed_in_the_middle(RUNNING_BOT, path):
        pass
    async with Store.open(path, clock=clock) as store:
        [interview_id] = await store.running()
        snapshot = await store.snapshot(interview_id)
        assert snapshot is not None
        assert snapshot.turns == (answer(1),)
        assert snapshot.thread_id is None
        assert await store.quick_check()
