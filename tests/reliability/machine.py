"""What the machine does to the bot: a small disk, another program that holds the database, a limit of open files."""

import asyncio
import contextlib
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOMY, SMALL = 1_300_000_000, 48_000_000
"""Bytes of the disk: with the first one a filled disk is also what `disk` calls for. It takes as much memory when full,
so a machine with less than `MEMORY` gets the second."""
FILES = 24
"""So many a process may have that has just begun, whatever is done to it: with fewer Python and libuv do not start."""
MEMORY = 6_000_000_000
HOLD = (
    "import sqlite3, sys, time\n"
    "held = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60)\n"
    "held.execute('BEGIN IMMEDIATE')\n"
    "print('held', flush=True)\n"
    "time.sleep(float(sys.argv[2]))\n"
    "held.rollback()\n"
)


def free_memory() -> int:
    """Bytes."""
    told = Path("/proc/meminfo").read_text()
    return int(told.partition("MemAvailable:")[2].split()[0]) * 1024


@contextlib.contextmanager
def disk(folder: Path) -> Iterator[int]:
    """A disk of its own for the database; its bytes, 0 where none can be mounted: then it is the machine's."""
    size = ROOMY if free_memory() > MEMORY else SMALL
    asked = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(asked, check=False, stderr=subprocess.DEVNULL).returncode:
        yield 0
        return
    try:
        yield size
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def fill(folder: Path) -> None:
    """Take all room there is."""
    with (folder / "filler").open("wb", buffering=0) as file:
        with contextlib.suppress(OSError):
            os.posix_fallocate(file.fileno(), 0, max(1, shutil.disk_usage(folder).free - 65_536))
        file.seek(0, os.SEEK_END)
        with contextlib.suppress(OSError):
            while True:
                file.write(bytes(512))


def free(folder: Path) -> None:
    """Give it back."""
    (folder / "filler").unlink(missing_ok=True)


async def hold(database: Path, seconds: float) -> bool:
    """Hold the database's lock in another process; whether it could be had."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", HOLD, str(database), str(seconds)),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    held = (await process.stdout.readline()).strip() == b"held"
    await process.wait()
    return held


def limit_files(pid: int, more: int | None, *, least: int = 0) -> None:
    """Let the process open so many more files than it has now, and `least` in all; None: all that the system allows."""
    with contextlib.suppress(ProcessLookupError, FileNotFoundError):
        _, most = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        now = most if more is None else max(int(name) for name in os.listdir(f"/proc/{pid}/fd")) + 1 + more
        now = max(now, least)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (min(now, most), most))


def rows(database: Path, query: str, *values: object) -> list[tuple[object, ...]]:
    """Read from outside, as another program would; nothing while that cannot be."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as reader:
            return reader.execute(query, values).fetchall()
    except sqlite3.Error:
        return []
