"""The recordings that go with a backup: copied beside it, and put back. Which of them, is decided without the disk."""

import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class SoundPlan:
    """What becomes of recordings at a restore: interview ids. Those named nowhere stay where they are."""

    bring: frozenset[int]
    """Copied from the backup."""
    aside: frozenset[int]
    """Of interviews that are not in the backup: kept with the database that is replaced."""
    erase: frozenset[int]
    """Of interviews that were deleted again."""
    left: frozenset[int]
    """Those of the backup that are not wanted."""


def plan(
    *,
    former: Mapping[int, int] | None,
    restored: Mapping[int, int],
    erased: Mapping[int, int],
    here: frozenset[int],
    there: frozenset[int],
    wanted: bool,
) -> SoundPlan:
    """Decide it. Interviews as id → start, of the database that is replaced (None: it cannot be read), of the restored
    one, and of what was deleted again in that; `here` and `there` have sound beside the database, and in the backup.

    A number alone is no proof: another database may have given it to somebody else.
    """

    def same(interviews: Mapping[int, int]) -> frozenset[int]:
        return frozenset(
            each for each in here & interviews.keys() if former is None or former.get(each) == interviews[each]
        )

    stays, gone = same(restored), same(erased)
    missing = (there & restored.keys()) - stays
    return SoundPlan(
        bring=missing if wanted else frozenset(),
        aside=here - stays - gone,
        erase=gone,
        left=frozenset() if wanted else missing,
    )


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


def move(interview_ids: Iterable[int], source: Path, target: Path) -> None:
    """Move these interviews' folders into `target`, which is made if there is anything to move."""
    for interview_id in sorted(interview_ids):
        make_folder(target)
        (source / str(interview_id)).rename(target / str(interview_id))
    for folder in (source, target):
        if folder.is_dir():
            copies.settle(folder)
