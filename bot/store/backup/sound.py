"""The recordings that go with a backup: copied beside it, and put back. Which of them, is decided without the disk."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from bot.store.blobs import recordings
from bot.store.sqlite import copies

PRIVATE = 0o700


def recorded(folder: Path) -> frozenset[int]:
    """The numbers of the interviews that have sound in this folder."""
    try:
        inner = list(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return frozenset()
    return frozenset(int(each.name) for each in inner if each.name.isdecimal() and any(recordings.files_in(each)))


def copy(interview_ids: Iterable[int], source: Path, target: Path) -> None:
    """Copy these interviews' recordings into `target`, which is made; a file that goes meanwhile is left out."""
    make_folder(target)
    for interview_id in sorted(interview_ids):
        inner = target / str(interview_id)
        make_folder(inner)
        for file in recordings.files_in(source / str(interview_id)):
            _copy_file(file, inner / file.name)
        copies.settle(inner)
    copies.settle(target)


def make_folder(folder: Path) -> None:
    """For its owner only, whatever the umask."""
    folder.mkdir(mode=PRIVATE, exist_ok=True)
    folder.chmod(PRIVATE)


def _copy_file(source: Path, target: Path) -> None:
    try:
        opened = source.open("rb")
    except FileNotFoundError:  # deleted since it was listed: with its interview
        return
    with opened:
        copies.create(target)
        with target.open("wb") as copy_of:
            shutil.copyfileobj(opened, copy_of)
            copy_of.flush()
            os.fsync(copy_of.fileno())
