"""`interview-bot backup`: whole, private, with an end; and never a file of anybody else's is touched."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.clock import DAY
from bot.errors import BackupRefused
from bot.media.rtp import SILENCE
from bot.store import Store
from bot.store.backup import label, making, sound
from bot.store.backup.label import BackupLabel
from bot.store.records import ErasureStep
from bot.store.sqlite import backups, schema
from tests.harness.command_line import ROOT, shell, started
from tests.harness.small_disk import fill
from tests.harness.store_parts import NOON, SetClock, answer, new_interview, rows
from tests.harness.troubles import locked

pytestmark = pytest.mark.real_time  # each starts a process

COPYING = """
import sys, time
from pathlib import Path
from bot.store.backup import making
from bot.store.sqlite import copies

def stuck(path):
    print("in the middle", flush=True)
    time.sleep(60)

copies.settle = stuck
database, file = map(Path, sys.argv[1:])
making.make(database, file, with_recordings=True, days=14, now=float({now}))
"""


async def filled(path: Path, *, sound: bool = False, candidate_id: int = 2) -> int:
    """An interview with one answer, perhaps with its sound."""
    async with Store.open(path, clock=SetClock()) as store:
        interview_id = await store.create_interview(new_interview(candidate_id=candidate_id, record=sound))
        await store.add_turn(interview_id, answer(1, "A marked answer."))
        if sound:
            recorder = store.recording(interview_id)
            recorder.candidate(SILENCE, NOON)
            recorder.close()
    return interview_id


def backup(path: Path, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    return shell(path.parent, "backup", *arguments, DATABASE_PATH=str(path), **settings)


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def everything(folder: Path) -> list[str]:
    return sorted(str(each.relative_to(folder)) for each in folder.rglob("*"))


def modes(folder: Path) -> set[tuple[bool, int]]:
    return {(file.is_dir(), stat.S_IMODE(file.stat().st_mode)) for file in (folder, *folder.rglob("*"))}


@pytest.mark.parametrize("umask", [0, 0o777])
async def test_a_copy_for_its_owner_only(path: Path, tmp_path: Path, umask: int) -> None:
    """Whatever the umask; it holds every row, and says itself until when it may be kept."""
    await filled(path, sound=True)
    began = time.time()
    settings = {"DATABASE_PATH": str(path), "BACKUP_DAYS": "3"}
    told = started(path.parent, ("backup", "../copy.db", "--recordings"), settings, umask=umask)
    file = tmp_path / "copy.db"
    assert (told.returncode, told.stderr) == (0, "")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert modes(tmp_path / "copy.db.recordings") == {(True, 0o700), (False, 0o600)}
    assert rows(file, "SELECT * FROM turns") == rows(path, "SELECT * FROM turns")
    for name in ("candidate-1.ogg", "interviewer-1.ogg", "turns.json"):
        copied = tmp_path / "copy.db.recordings" / "1" / name
        assert copied.read_bytes() == (path.parent / "recordings" / "1" / name).read_bytes()
    made = label.read(file)
    assert made is not None
    assert made.made_at == pytest.approx(began, abs=60)
    assert made.ends_at == made.made_at + 3 * DAY
    assert rows(path, "SELECT id, path, ends_at FROM backups") == [(made.id, str(file), round(made.ends_at * 1000))]
    assert names(tmp_path) == ["copy.db", "copy.db.recordings", "data"]
    assert f"1 interview, {file.stat().st_size:,} bytes, to be kept until {label.utc(made.ends_at)}" in told.stdout
    assert "the recordings of 1 interview are in " in told.stdout


async def test_recordings_left_out_are_said(path: Path, tmp_path: Path) -> None:
    """How many, and how to have them; nothing where there are none."""
    await filled(path)
    assert "there are no recordings." in backup(path, "../one.db").stdout
    await filled(path, sound=True, candidate_id=3)
    assert "the recordings of 1 interview are not in it (--recordings)." in backup(path, "../two.db").stdout
    assert not (tmp_path / "two.db.recordings").exists()


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("there.db", "there.db is there already"),
        ("taken.db", "taken.db.recordings is there already"),
        ("link.db", "link.db is there already"),
        ("data", "data is a folder"),
        ("none/x.db", "none is no folder"),
        ("data/interviews.db", "is there already"),
        ("data/interviews.db-wal", "the database itself uses"),
        ("data/interviews.db.copy", "the database itself uses"),
        ("data/recordings/x.db", "the folder of the recordings"),
        ("/proc/x.db", "/proc/x.db cannot be written"),
    ],
)
async def test_where_none_is_written(path: Path, tmp_path: Path, file: str, says: str) -> None:
    """One sentence, and nothing changed anywhere: not in the folder, and not in the database."""
    await filled(path, sound=True)
    (tmp_path / "there.db").write_text("mine")
    (tmp_path / "taken.db.recordings").mkdir()
    (tmp_path / "link.db").symlink_to("nowhere")
    before = everything(tmp_path)
    told = shell(tmp_path, "backup", file, DATABASE_PATH="data/interviews.db")
    assert (told.returncode, told.stdout, len(told.stderr.splitlines())) == (1, "", 1)
    assert says in told.stderr
    assert everything(tmp_path) == before
    assert (tmp_path / "there.db").read_text() == "mine"
    assert rows(path, "SELECT * FROM backups") == []


def test_no_database_is_made_where_there_is_none(tmp_path: Path) -> None:
    """A wrong DATABASE_PATH is said."""
    told = shell(tmp_path, "backup", "x.db", DATABASE_PATH="none.db")
    assert (told.returncode, list(tmp_path.iterdir())) == (1, [])
    assert "Is DATABASE_PATH right?" in told.stderr


async def test_a_database_that_is_held_is_said(path: Path, tmp_path: Path) -> None:
    """What cannot be noted is not copied."""
    await filled(path)
    with locked(path):
        told = backup(path, "../x.db")
    assert told.returncode == 5
    assert "is held by another program (a backup, an editor, a second bot). Close it and try again." in told.stderr
    assert names(tmp_path) == ["data"]


async def test_two_at_once_to_one_name(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second finds the name taken at its end; the first stays whole, with its sound."""
    await filled(path, sound=True)
    file, copy = tmp_path / "a.db", sound.copy

    def meanwhile(*arguments: Any) -> None:
        monkeypatch.undo()
        copy(*arguments)
        assert backup(path, str(file), "--recordings").returncode == 0

    monkeypatch.setattr(sound, "copy", meanwhile)  # which comes between its look at the name and its end
    with pytest.raises(BackupRefused, match=r"a\.db cannot be written"):
        making.make(path, file, with_recordings=True, days=14, now=time.time())
    assert everything(tmp_path / "a.db.recordings") == ["1", "1/candidate-1.ogg", "1/interviewer-1.ogg", "1/turns.json"]
    made = label.read(file)
    assert made is not None
    assert rows(path, "SELECT id FROM backups") == [(made.id,)]
    assert names(tmp_path) == ["a.db", "a.db.recordings", "data"]


def labelled(file: Path, ends_at: float, *, signature: int = schema.APPLICATION_ID) -> Path:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA application_id = {signature}")
        connection.execute("CREATE TABLE turns (text TEXT)")
        label.write(connection, BackupLabel("0011", 1.0, ends_at))
    return file


async def test_what_is_over_is_deleted_and_nothing_else(path: Path, tmp_path: Path) -> None:
    """In the folder that is written into: backups of ours past their end, with their sound. Whatever else is there
    stays, also another program's file that looks like one, and what lies among the sound."""
    await filled(path)
    folder = tmp_path / "copies"
    folder.mkdir()
    over = labelled(folder / "over.db", time.time() - 60)
    beside = folder / "over.db.recordings"
    for inner in ("1", "notes"):
        (beside / inner).mkdir(parents=True)
    (beside / "1" / "candidate-1.ogg").write_bytes(b"OggS")
    (beside / "notes" / "mine.txt").write_text("mine")
    labelled(folder / "young.db", time.time() + 60)
    labelled(folder / "theirs.db", 1.0, signature=5)
    with closing(sqlite3.connect(folder / "plain.db")) as connection:
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    (folder / "text.db").write_text("not a database")
    labelled(tmp_path / "elsewhere.db", 1.0)
    (folder / "link.db").symlink_to(tmp_path / "elsewhere.db")
    told = backup(path, "../copies/new.db")
    assert told.stdout.splitlines()[0] == f"{over}: deleted, its time was over."
    assert everything(folder) == [
        *("link.db", "new.db", "over.db.recordings", "over.db.recordings/notes", "over.db.recordings/notes/mine.txt"),
        *("plain.db", "text.db", "theirs.db", "young.db"),
    ]
    assert (tmp_path / "elsewhere.db").exists()


async def test_the_bot_ends_them_too(path: Path, tmp_path: Path, clock: SetClock) -> None:
    """Wherever they were written, also when nobody makes another; not a file that is another one by then."""
    await filled(path, sound=True)
    for name in ("a", "b", "c"):
        assert backup(path, f"../{name}.db", "--recordings", BACKUP_DAYS="1").returncode == 0
    (tmp_path / "b.db").write_text("mine by now")
    (tmp_path / "c.db").rename(tmp_path / "moved.db")
    clock.now = time.time()
    async with Store.open(path, clock=clock) as store:
        until = await store.last_backup_expiry()
        assert until == pytest.approx(time.time() + DAY, abs=60)
        assert (tmp_path / "a.db").exists()
        clock.now += DAY + 60
        await store.purge_backups()
        assert await store.last_backup_expiry() is None
    left = ["b.db", "b.db.recordings", "c.db.recordings", "data", "moved.db"]
    assert names(tmp_path) == left


async def test_receipts_stay_as_long_as_a_backup(path: Path, clock: SetClock) -> None:
    """Of persons and of interviews; a deletion that was written a moment after its time, too."""
    await filled(path)
    await filled(path, candidate_id=3)
    assert backup(path, "../a.db", BACKUP_DAYS="1").returncode == 0
    clock.now = time.time() - 5
    async with Store.open(path, clock=clock) as store:
        erasure = await store.request_erasure(2)
        await store.advance_erasure(erasure.id, ErasureStep.DONE)
        await store.erase_interview(2)
        for later, expected in ((60, [(2,)]), (DAY + 60, [])):
            clock.now = time.time() + later
            await store.purge_backups()
            assert rows(path, "SELECT user_id FROM erasures") == expected
            assert rows(path, "SELECT count(*) FROM deleted_interviews") == [(2 * len(expected),)]


async def test_one_that_cannot_be_deleted_is_said(
    path: Path, tmp_path: Path, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    """Every hour, until somebody did it; the note stays until then."""
    await filled(path)
    assert backup(path, "../a.db", BACKUP_DAYS="1").returncode == 0
    held = tmp_path / "a.db.recordings" / "1" / "candidate-1.ogg"
    held.mkdir(parents=True)  # a folder where a file should be: nobody can unlink it
    clock.now = time.time() + DAY + 60
    async with Store.open(path, clock=clock) as store:
        assert f"the backup {tmp_path / 'a.db'} cannot be deleted" in caplog.text
        assert rows(path, "SELECT count(*) FROM backups") == [(1,)]
        held.rmdir()
        await store.purge_backups()
        assert not (tmp_path / "a.db").exists()
        assert rows(path, "SELECT count(*) FROM backups") == [(0,)]


async def test_a_backup_put_in_place_by_hand_is_a_database_again(path: Path, clock: SetClock) -> None:
    """So nobody deletes it at its end."""
    await filled(path)
    assert backup(path, "../a.db").returncode == 0
    (path.parent.parent / "a.db").replace(path)
    assert label.read(path) is not None
    async with Store.open(path, clock=clock):
        assert label.read(path) is None


def killed_in_the_middle(code: str, path: Path, file: Path) -> None:
    """Run it until it says it is there; kill it as the kernel would."""
    with subprocess.Popen([sys.executable, "-c", code, path, file], stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"in the middle\n"
        os.kill(process.pid, signal.SIGKILL)


async def test_killed_in_the_middle_there_is_no_backup(path: Path, tmp_path: Path, clock: SetClock) -> None:
    """What is left goes a day later, and the note with its end; the next one is made."""
    await filled(path, sound=True)
    code = COPYING.format(now=NOON)
    for stuck in (1, 3):  # in the copy of the rows, and in the copy of the sound
        code = code.replace(
            "def stuck(path):", f"left = [{stuck}]\ndef stuck(path):\n    left[0] -= 1\n    if left[0]: return"
        )
        killed_in_the_middle(code, path, tmp_path / "a.db")
        assert not (tmp_path / "a.db").exists()
        code = COPYING.format(now=NOON + 1)
    assert len(names(tmp_path)) == 4
    async with Store.open(path, clock=clock) as store:
        assert await store.last_backup_expiry() == NOON + 1 + 14 * DAY
        clock.now += DAY + 2
        await store.purge_backups()
        assert names(tmp_path) == ["data"]
    assert backup(path, "../a.db").returncode == 0


async def test_a_full_disk_under_the_copy(path: Path, disk: Path) -> None:
    """Said with what to do; nothing is left, and the database promises nothing for it."""
    await filled(path, sound=True)
    fill(disk, leave=40_000)
    told = backup(path, str(disk / "a.db"), "--recordings")
    assert told.returncode == 1
    assert "its disk is full. Make room there, or write it to another." in told.stderr
    assert names(disk) == ["filler"]
    assert rows(path, "SELECT * FROM backups") == []


async def test_a_full_disk_under_the_database(tmp_path: Path, disk: Path) -> None:
    """What cannot be noted is not copied, and the sentence says where there is to be room."""
    await filled(disk / "interviews.db")
    fill(disk)
    told = backup(disk / "interviews.db", str(tmp_path / "a.db"))
    assert told.returncode == 5
    assert "full" in told.stderr
    assert "try again. No backup was made." in told.stderr
    assert names(tmp_path) == ["small"]


def test_an_older_layout_is_not_copied(tmp_path: Path) -> None:
    """It could not be noted there; the sentence says what makes it new."""
    with closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None)) as connection:
        schema.create_first(connection)
    told = shell(tmp_path, "backup", "a.db", DATABASE_PATH="x.db")
    assert (told.returncode, names(tmp_path)) == (1, ["x.db"])
    assert "interview-bot migrate" in told.stderr
    assert backups.list_backups(tmp_path / "x.db") == []
