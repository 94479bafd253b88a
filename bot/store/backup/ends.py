"""The end of a backup: what is past it is deleted with its recordings, and never what is no backup of ours."""

import re
from pathlib import Path

from bot.clock import DAY
from bot.store.backup import label
from bot.store.backup.notes import BackupNote
from bot.store.sqlite import copies

SOUND = re.compile(r"(candidate|interviewer)-\d+\.ogg|turns\.json")
PART_AGE = DAY
"""Seconds after which a backup that is not whole yet is what a killed process left."""


def recordings_of(file: Path) -> Path:
    """The folder with the recordings that go with a backup, whether there is one or not."""
    return file.with_name(file.name + ".recordings")


def remove(file: Path) -> None:
    """Delete a backup, the recordings first: whatever interrupts this, what is left is still known for a backup."""
    remove_sound(recordings_of(file))
    copies.discard(file)


def remove_sound(folder: Path) -> None:
    """Delete the recordings in it, and it and its folders if nothing else is in them."""
    if folder.is_symlink() or not folder.is_dir():
        return
    for inner in folder.iterdir():
        if not inner.name.isdecimal() or inner.is_symlink() or not inner.is_dir():
            continue
        for file in inner.iterdir():
            if SOUND.fullmatch(file.name):
                file.unlink(missing_ok=True)
        _remove_empty(inner)
    _remove_empty(folder)


def _remove_empty(folder: Path) -> None:
    if not any(folder.iterdir()):
        folder.rmdir()


def sweep(folder: Path, *, keep: Path, now: float) -> list[Path]:
    """Delete the backups in this folder that are past their end, and return them. `keep` is the database in use."""
    gone = []
    for file in sorted(folder.iterdir()):
        found = label.recognised(file)
        if found is not None and found.ends_at <= now and file.resolve() != keep:
            remove(file)
            gone.append(file)
    return gone


def end(note: BackupNote, *, keep: Path, now: float) -> bool:
    """Delete what this note is about, where it is time; whether the note can be forgotten. Raises OSError.

    A file that was put there by others, or moved away, is none of it.
    """
    if note.label.made_at + PART_AGE <= now:
        copies.discard(note.part)
        remove_sound(note.sound_part)
    if note.label.ends_at > now:
        return False
    found = label.recognised(note.path)
    if found is not None and found.id == note.label.id and note.path.resolve() != keep:
        remove(note.path)
    return True
