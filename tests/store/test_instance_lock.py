"""One process on one database: the second is told who was first."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.errors import SecondProcess, StoreError
from bot.store.sqlite import instance_lock

ROOT = Path(__file__).parents[2]
HOLD = """
import sys
from pathlib import Path
from bot.store.sqlite import instance_lock
with instance_lock.held(Path(sys.argv[1])): """
WAIT = "print(flush=True); sys.stdin.read()"


@contextmanager
def holder(database: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that holds it until it is killed."""
    command = [sys.executable, "-c", HOLD + WAIT, str(database)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        try:
            assert other.stdout is not None
            other.stdout.readline()
            yield other
        finally:
            other.kill()


@pytest.mark.real_time  # it starts a process
def test_the_second_is_told_the_first(tmp_path: Path) -> None:
    """By its number, and by any other path to the same file; kill -9 frees it at once."""
    database = tmp_path / "new folder" / "interviews.db"
    with holder(database) as first:
        (tmp_path / "link.db").symlink_to(database)
        for path in (database, tmp_path / "link.db"):
            with pytest.raises(SecondProcess, match=rf"process {first.pid} on ") as refused, instance_lock.held(path):
                pass
            assert str(path) in str(refused.value)
        with instance_lock.held(tmp_path / "another.db"):
            pass
        first.send_signal(signal.SIGKILL)
        first.wait()
        with instance_lock.held(database):
            pass


def test_nobody_else_reads_the_file_or_needs_what_stands_in_it(tmp_path: Path) -> None:
    """An empty or foreign one is no reason to start beside another bot."""
    database = tmp_path / "x.db"
    with instance_lock.held(database):
        assert instance_lock.path_of(database).stat().st_mode & 0o777 == 0o600
        instance_lock.path_of(database).write_text("[]")
        with pytest.raises(SecondProcess, match="in use by another bot"), instance_lock.held(database):
            pass


def test_what_a_dead_one_left_is_no_lock(tmp_path: Path) -> None:
    """The file of a machine that lost its power, though its number lives again in another process."""
    instance_lock.path_of(tmp_path / "x.db").write_text(f'{{"pid": {os.getppid()}, "host": "here"}}')
    with instance_lock.held(tmp_path / "x.db"):
        pass


def test_a_place_that_takes_no_file(tmp_path: Path) -> None:
    """A sentence that names the database."""
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(StoreError, match=r"interviews\.db cannot be used: "),
        instance_lock.held(tmp_path / "file/interviews.db"),
    ):
        pass
