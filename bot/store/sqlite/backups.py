"""Backups beside the database, made before a migration: their names, their making, their end.

`interviews.db` of version 0, copied on 1 September 2025 at 10:00 UTC, is `interviews.db.v0-20250901T100000123Z.backup`.
The time in the name decides when it goes, not the file's own (a copied volume changes that one).
"""

import os
import re
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.clock import DAY

STAMP = re.compile(r"\.v(\d+)-(\d{8}T\d{6})(\d{3})Z\.backup(\.part)?")
PART_AGE = 3_600.0
"""A half-made backup older than this is what a killed process left."""


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup; `at` is epoch seconds. `part` is one that never became whole."""

    path: Path
    version: int
    at: float
    part: bool = False


def make(source: sqlite3.Connection, path: Path, *, version: int, now: float) -> Path:
    """Copy the database behind `source` beside `path`, mode 0600, checked, whole or not there. Returns its path."""
    moment = datetime.fromtimestamp(round(now * 1000) / 1000, UTC)
    stamp = f"{moment:%Y%m%dT%H%M%S}{moment.microsecond // 1000:03d}Z"
    target = path.with_name(f"{path.name}.v{version}-{stamp}.backup")
    part = target.with_name(target.name + ".part")
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        copy = sqlite3.connect(part)
        try:
            source.backup(copy)
            if copy.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
                raise sqlite3.DatabaseError("the backup is not a sound copy")
        finally:
            copy.close()
        # On the disk before it has its name: what is called a backup after a power cut is a whole one.
        settle(part)
        part.rename(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    # The name, too: the caller changes the database next, and then this must be found.
    settle(path.parent)
    return target


def settle(path: Path) -> None:
    """Wait until the file's contents, or a folder's names, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def list_backups(path: Path) -> list[Backup]:
    """The backups beside the database, oldest first."""
    backups = []
    for beside in path.parent.glob("*.backup*"):
        stamp = STAMP.fullmatch(beside.name.removeprefix(path.name))
        if stamp and beside.name.startswith(path.name):
            second = datetime.strptime(stamp[2] + "Z", "%Y%m%dT%H%M%S%z")
            at = second.timestamp() + int(stamp[3]) / 1000
            backups.append(Backup(beside, int(stamp[1]), at, stamp[4] is not None))
    return sorted(backups, key=lambda backup: backup.at)


def purge(path: Path, *, days: int, now: float) -> list[Backup]:
    """Delete the backups older than `days`, and half-made ones; return them, so that the caller can say so."""
    gone = []
    for backup in list_backups(path):
        if backup.at + (PART_AGE if backup.part else days * DAY) <= now:
            backup.path.unlink(missing_ok=True)
            gone.append(backup)
    return gone
