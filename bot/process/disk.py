"""Warns before the disk is full. Pure except for `space` and `look`."""

import shutil
from pathlib import Path

LEAST_BYTES = 1_000_000_000
LEAST_SHARE = 0.05


def low(total: int, free: int) -> bool:
    """Whether so little is free that somebody should make room before nothing can be saved: less than 1 GB or 5 %."""
    return free < LEAST_BYTES or free < total * LEAST_SHARE


def space(database: Path) -> tuple[int, int] | None:
    """(all, free) bytes where the database is; None where nobody can say."""
    try:
        total, _, free = shutil.disk_usage(database.parent)
    except OSError:
        return None
    return total, free


def look(database: Path) -> str:
    """A sentence about the disk that the database is on; empty while there is room, or where nobody can say."""
    found = space(database)
    if found is None:
        return ""
    total, free = found
    if not low(total, free):
        return ""
    return f"only {free / 1e9:.1f} GB ({100 * free / max(total, 1):.0f} %) are free where the database is; make room"
