"""Backups beside the database, made before a migration or a restore: their names, their making, their end.

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
from bot.store.backup import ends
from bot.store.sqlite import copies

STAMP = re.compile(r"\.v(\d+)-(\d{8}T\d{6})(\d{3})Z\.backup(\.part|\.new)?")
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
    target = name_for(path, version=version, now=now)
    copies.write(source, target, part=target.with_name(target.name + ".part"))
    return target


def name_for(path: Path, *, version: int, now: float) -> Path:
    """What a backup of this database that is made now is called."""
    moment = datetime.fromtimestamp(round(now * 1000) / 1000, UTC)
    stamp = f"{moment:%Y%m%dT%H%M%S}{moment.microsecond // 1000:03d}Z"
    return path.with_name(f"{path.name}.v{version}-{stamp}.backup")


def list_backups(path: Path) -> list[Backup]:
    """The backups beside the database, oldest first; also one of which only the recordings are left.

    Raises OSError where the folder cannot be read: who took that for none would forget what was deleted too early.
    """
    backups = set()
    for name in os.listdir(path.parent):  # not `glob`, which on Python 3.13 finds nothing in such a folder
        file = path.with_name(name.removesuffix(".recordings"))
        stamp = STAMP.fullmatch(file.name.removeprefix(path.name))
        if stamp and file.name.startswith(path.name):
            second = datetime.strptime(stamp[2] + "Z", "%Y%m%dT%H%M%S%z")
            at = second.timestamp() + int(stamp[3]) / 1000
            backups.add(Backup(file, int(stamp[1]), at, stamp[4] is not None))
    return sorted(backups, key=lambda backup: backup.at)


def purge(path: Path, *, days: int, now: float) -> list[Backup]:
    """Delete the backups older than `days` with their recordings, and half-made ones; return them, so that the caller
    can say so."""
    gone = []
    for backup in list_backups(path):
        if backup.at + (PART_AGE if backup.part else days * DAY) <= now:
            ends.remove(backup.path)
            gone.append(backup)
    return gone
