"""`interview-bot restore`: what was deleted stays deleted, what is replaced is kept, what is refused stays as it is."""

import asyncio
import os
import shutil
import sqlite3
import stat
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.clock import DAY
from bot.errors import BackupRefused, SecondProcess
from bot.interview.plan.plan_json import plan_to_json
from bot.media.rtp import SILENCE
from bot.store import Store
from bot.store.backup import label, making, restoring
from bot.store.backup.label import BackupLabel
from bot.store.backup.restoring import RestoreReport
from bot.store.records import ErasureStep
from bot.store.sqlite import backups, files, instance_lock, schema
from tests.harness.command_line import shell, started
from tests.harness.small_disk import fill
from tests.harness.store_parts import DATA, NOON, PLAN, SetClock, answer, new_interview, rows
from tests.harness.troubles import locked

LATER = NOON + 3600


async def somebody(store: Store, candidate_id: int, guild_id: int = 1, *, sound: bool = False) -> int:
    """An interview with one answer, and perhaps its sound."""
    interview_id = await store.create_interview(new_interview(guild_id, candidate_id, record=sound))
    await store.add_turn(interview_id, answer(1, f"The words of {candidate_id} in {guild_id}."))
    if sound:
        recorder = store.recording(interview_id)
        recorder.candidate(SILENCE, NOON)
        recorder.close()
    return interview_id


async def erase(
    store: Store, user_id: int, guild_id: int | None = None, *, until: ErasureStep = ErasureStep.DONE
) -> None:
    erasure = await store.request_erasure(user_id, guild_id)
    if until is not ErasureStep.REQUESTED:
        await store.advance_erasure(erasure.id, until)


def back_up(path: Path, file: Path, *, now: float = LATER) -> Path:
    making.make(path, file, with_recordings=True, days=14, now=now)
    return file


def put_back(path: Path, file: Path, *, sound: bool = False, now: float = LATER + 3600) -> RestoreReport:
    return restoring.restore(path, file, with_recordings=sound, days=14, now=now)


def sound_of(path: Path) -> dict[int, int]:
    """How many files the recordings of each interview have."""
    return {int(each.name): len(list(each.iterdir())) for each in (path.parent / "recordings").iterdir()}


def holds(file: Path, words: bytes) -> bool:
    return words in file.read_bytes()


def who(path: Path) -> list[object]:
    return [person for (person,) in rows(path, "SELECT candidate_id FROM interview_sessions ORDER BY id")]


def start_anew(path: Path) -> None:
    """The database is lost."""
    for log in ("", *files.LOGS):
        files.beside(path, log).unlink(missing_ok=True)


def listing(folder: Path) -> list[str]:
    return sorted(str(each.relative_to(folder)) for each in folder.rglob("*"))


def snapshot(folder: Path) -> dict[str, object]:
    """Every file and what is in it, but for the locks; of the database what it says, with its log or without."""
    found = [each for each in folder.rglob("*") if each.is_file() and each.suffix != ".lock"]
    return {str(each.relative_to(folder)): said(each) for each in found if not each.name.endswith(files.LOGS)}


def said(file: Path) -> object:
    if file.name != "interviews.db" or not file.read_bytes().startswith(files.MAGIC):
        return file.read_bytes()
    with closing(sqlite3.connect(file)) as connection:
        return [*connection.iterdump(), *connection.execute("PRAGMA user_version")]


def overwrite(file: Path, table: str) -> bytes:
    """Damage the first page of a table; what is in the file then."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        [(root,)] = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,))
        [(size,)] = connection.execute("PRAGMA page_size")
    with file.open("r+b") as changed:
        changed.seek((root - 1) * size)
        changed.write(b"x" * size)
    return file.read_bytes()


async def test_what_was_deleted_stays_deleted(path: Path, tmp_path: Path, clock: SetClock) -> None:
    """By a person everywhere or in one server, by the retention, and what had only been asked for; all else is back."""
    async with Store.open(path, clock=clock) as store:
        for candidate_id, guild_id in ((2, 1), (2, 5), (3, 1), (3, 5), (4, 1), (6, 1), (7, 1)):
            await somebody(store, candidate_id, guild_id)
        await store.join_queue(1, 2, 50, None, "en", "en-GB")
        await store.join_queue(1, 7, 50, None, "en", "en-GB")
        back_up(path, tmp_path / "a.db")
        clock.now = LATER + 60
        await erase(store, 2)
        await erase(store, 3, 5)
        await store.erase_interview(5)
        await erase(store, 6, until=ErasureStep.REQUESTED)
        await store.add_turn(7, answer(2, "Said after the backup."))
        newest = await somebody(store, 8)
    report = put_back(path, tmp_path / "a.db")
    assert rows(path, "SELECT candidate_id, guild_id FROM interview_sessions ORDER BY id") == [(3, 1), (7, 1)]
    assert "Deleted since then, and so deleted again: 5 interviews." in report.lines()
    for gone in (b"The words of 2", b"The words of 3 in 5", b"The words of 4", b"The words of 6", b"Said after"):
        assert not holds(path, gone)
    assert rows(path, "SELECT user_id, guild_id, step FROM erasures ORDER BY id") == [
        (2, None, "done"),
        (3, 5, "done"),
        (6, None, "requested"),
    ]
    assert rows(path, "SELECT user_id FROM voice_line") == [(7,)]
    assert rows(path, "SELECT count(*) FROM deleted_interviews") == [(5,)]
    assert not files.beside(path, "-wal").exists()
    async with Store.open(path, clock=clock) as store:
        assert await somebody(store, 8) > newest  # a button of the lost one leads nowhere, and to nobody else's
        assert await store.last_backup_expiry() == LATER + 3600 + 14 * DAY
        assert [erasure.user_id for erasure in await store.erasures()] == [6]


async def test_a_second_restore_forgets_nothing(path: Path, tmp_path: Path, clock: SetClock) -> None:
    """An older backup first, by mistake, and then the newer one: all of that is back, and no deletion is forgotten."""
    async with Store.open(path, clock=clock) as store:
        await somebody(store, 2)
        await somebody(store, 3)
        back_up(path, tmp_path / "a.db")
        await somebody(store, 4)
        await somebody(store, 5)
        back_up(path, tmp_path / "b.db", now=LATER + 1)
        clock.now = LATER + 60
        await erase(store, 3)
        await erase(store, 5)
    put_back(path, tmp_path / "a.db")
    assert who(path) == [2]
    put_back(path, tmp_path / "b.db", now=LATER + 7200)
    assert who(path) == [2, 4]


async def test_what_is_replaced_is_kept_and_can_be_put_back(path: Path, tmp_path: Path, clock: SetClock) -> None:
    """For its owner only, with the sound that the backup does not know, and with an end like every copy."""
    async with Store.open(path, clock=clock) as store:
        await somebody(store, 2)
        back_up(path, tmp_path / "a.db")
        await somebody(store, 3, sound=True)
    report = put_back(path, tmp_path / "a.db")
    kept = report.kept.path
    assert (who(path), who(kept)) == ([2], [2, 3])
    assert kept == backups.name_for(path, version=schema.VERSION, now=LATER + 3600)
    assert label.read(kept) == BackupLabel(report.kept.label.id, LATER + 3600, LATER + 3600 + 14 * DAY)
    assert not (path.parent / "recordings" / "2").exists()
    assert {file.name for file in (kept.with_name(kept.name + ".recordings") / "2").iterdir()} >= {"candidate-1.ogg"}
    assert f"The recordings of 1 interview that it does not hold are kept in {kept}.recordings." in report.lines()
    put_back(path, kept, sound=True, now=LATER + 7200)
    assert who(path) == [2, 3]
    assert (path.parent / "recordings" / "2" / "candidate-1.ogg").exists()
    async with Store.open(path, clock=clock) as store:
        clock.now = LATER + 7200 + 14 * DAY
        await store.purge_backups()
    assert listing(path.parent) == [
        *("interviews.db", "interviews.db.lock", "recordings", "recordings/2"),
        *(f"recordings/2/{name}" for name in ("candidate-1.ogg", "interviewer-1.ogg", "turns.json")),
    ]


async def test_recordings_come_back_if_asked_for(path: Path, tmp_path: Path, clock: SetClock) -> None:
    """Not those of what was deleted; without --recordings it is said how many were left."""
    async with Store.open(path, clock=clock) as store:
        for candidate_id in (2, 3, 4):
            await somebody(store, candidate_id, sound=True)
        back_up(path, tmp_path / "a.db")
        clock.now = LATER + 60
        await erase(store, 2)
    shutil.rmtree(path.parent / "recordings")
    left = put_back(path, tmp_path / "a.db")
    assert any(line.startswith("The recordings of 2 interviews in ") for line in left.lines())
    assert not (path.parent / "recordings").exists()
    brought = put_back(path, tmp_path / "a.db", sound=True, now=LATER + 7200)
    assert "The recordings of 2 interviews were brought back." in brought.lines()
    assert sound_of(path) == {2: 3, 3: 3}
    start_anew(path)
    back = put_back(path, tmp_path / "a.db", sound=True, now=LATER + 9000)
    assert "There was no database here: what was deleted since then is not known, and is back." in " ".join(
        back.lines()
    )
    assert sound_of(path) == {1: 3, 2: 3, 3: 3}
    assert [name for name in listing(path.parent) if ".new" in name] == []


async def test_sound_of_nobody_ends_too(path: Path, tmp_path: Path, clock: SetClock) -> None:
    """The database is lost, and recordings are there of interviews that the backup does not know."""
    async with Store.open(path, clock=clock) as store:
        await somebody(store, 2, sound=True)
        back_up(path, tmp_path / "a.db")
        await somebody(store, 3, sound=True)
    start_anew(path)
    report = put_back(path, tmp_path / "a.db")
    assert sound_of(path) == {1: 3}
    aside = report.kept.path.with_name(report.kept.path.name + ".recordings")
    assert listing(aside / "2") == ["candidate-1.ogg", "interviewer-1.ogg", "turns.json"]
    async with Store.open(path, clock=clock) as store:
        assert await somebody(store, 4) == 3  # and not 2, whose sound may come back
        clock.now = LATER + 3600 + 14 * DAY
        await store.purge_backups()
    assert not aside.exists()


async def test_a_number_alone_is_nobody(path: Path, tmp_path: Path, clock: SetClock) -> None:
    """A database that was begun anew has given the same numbers to others: their deletions and sound are theirs."""
    async with Store.open(path, clock=clock) as store:
        await somebody(store, 2, sound=True)
        await somebody(store, 3)
        back_up(path, tmp_path / "a.db")
    start_anew(path)
    (path.parent / "recordings").rename(tmp_path / "lost")
    clock.now = LATER + 60
    async with Store.open(path, clock=clock) as store:
        await somebody(store, 8, sound=True)
        await store.erase_interview(await somebody(store, 9))
        number = await somebody(store, 10, guild_id=7)
    report = put_back(path, tmp_path / "a.db", sound=True)
    assert who(path) == [2, 3]
    assert any("does not know this backup" in line for line in report.lines())
    assert report.plan.aside == report.plan.bring == {1}
    theirs = (tmp_path / "lost" / "1" / "candidate-1.ogg").read_bytes()
    assert (path.parent / "recordings" / "1" / "candidate-1.ogg").read_bytes() == theirs
    async with Store.open(path, clock=clock) as store:
        assert await somebody(store, 11) > number


def text(file: Path) -> None:
    file.write_text("these are my notes")


def plain(file: Path) -> None:
    """A copy that somebody made by other means."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        schema.create(connection)


def recipes(file: Path) -> None:
    """Somebody else's database."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")


def over(file: Path) -> None:
    plain(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        label.write(connection, BackupLabel("00", NOON - DAY, LATER))


def newer(file: Path) -> None:
    over(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        label.write(connection, BackupLabel("00", NOON, LATER + DAY))
        connection.execute("PRAGMA user_version = 99")


def torn(file: Path) -> None:
    """Whole at first sight: what is broken is a page of its turns."""
    newer(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA user_version = {schema.VERSION}")
    overwrite(file, "turns")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (None, "is not there"),
        (Path.mkdir, "is not there, or no file"),
        (text, "is no backup by `interview-bot backup`"),
        (plain, "is no backup by `interview-bot backup`"),
        (over, "may not be restored any more"),
        (newer, "this bot knows"),
        (torn, "cannot be restored"),
    ],
)
async def test_what_is_refused_changes_nothing(
    path: Path, tmp_path: Path, clock: SetClock, make: Callable[[Path], object] | None, says: str
) -> None:
    """One sentence; the database, what is beside it, and the file are as they were."""
    async with Store.open(path, clock=clock) as store:
        await somebody(store, 2, sound=True)
    if make is not None:
        make(tmp_path / "a.db")
    before = snapshot(tmp_path)
    with pytest.raises(Exception, match=says) as refused:
        put_back(path, tmp_path / "a.db")
    assert str(refused.value).endswith((".", "bot"))
    assert snapshot(tmp_path) == before


async def test_not_over_what_is_not_ours(path: Path, tmp_path: Path, clock: SetClock) -> None:
    """Nor over the database of a newer version; nor does a backup replace itself."""
    async with Store.open(path, clock=clock) as store:
        await somebody(store, 2)
    file = back_up(path, tmp_path / "a.db")
    with pytest.raises(BackupRefused, match="the database itself"):
        put_back(file, file)
    for make in (text, recipes, newer):
        start_anew(path)
        make(path)
        before = snapshot(tmp_path)
        with pytest.raises(BackupRefused, match="move it away yourself"):
            put_back(path, file)
        assert snapshot(tmp_path) == before


async def test_beside_a_running_bot_it_is_refused(path: Path, tmp_path: Path, clock: SetClock) -> None:
    """Or beside another program that has the database open."""
    async with Store.open(path, clock=clock) as store:
        await somebody(store, 2)
        file = back_up(path, tmp_path / "a.db")
        with instance_lock.held(path), pytest.raises(SecondProcess, match="Stop the bot first"):
            put_back(path, file)
        with pytest.raises(BackupRefused, match="held by another program"):
            await asyncio.to_thread(put_back, path, file)
    with locked(path), pytest.raises(BackupRefused, match="held by another program"):
        put_back(path, file)
    assert backups.list_backups(path) == []


@pytest.mark.parametrize("leave", [40_000, 220_000])
async def test_a_full_disk_changes_nothing(disk: Path, tmp_path: Path, clock: SetClock, leave: int) -> None:
    """Whether it is full before what is new is whole, or before what is there is kept."""
    path = disk / "interviews.db"
    async with Store.open(path, clock=clock) as store:
        await somebody(store, 2)
        file = back_up(path, tmp_path / "a.db")
        await somebody(store, 3)
    fill(disk, leave=leave)
    before = snapshot(disk)
    with pytest.raises(BackupRefused, match=r"(full|space).*was left as it is"):
        put_back(path, file)
    assert snapshot(disk) == before
    (disk / "filler").unlink()
    put_back(path, file)
    assert who(path) == [2]


async def test_only_as_the_bots_user(path: Path, tmp_path: Path, clock: SetClock) -> None:
    """Else the bot could not open what it finds at its next start."""
    async with Store.open(path, clock=clock) as store:
        await somebody(store, 2)
    file = back_up(path, tmp_path / "a.db")
    try:
        os.chown(path, 12345, -1)
    except PermissionError:
        # There is no other way to a file of somebody else's; CI is root, so it runs there.
        pytest.skip("only root can give a file away")
    with pytest.raises(BackupRefused, match="belongs to user 12345, and this is user"):
        put_back(path, file)
    assert backups.list_backups(path) == []


@pytest.mark.parametrize("version", [1, 2, 3])
async def test_an_older_layout_is_brought_up(path: Path, tmp_path: Path, clock: SetClock, version: int) -> None:
    """As by a start; the receipts are applied to what comes of it, also to an interview that a stranger points at."""
    async with Store.open(path, clock=clock) as store:
        await erase(store, 21)
    file = tmp_path / "a.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        schema.create_first(connection)
        for later in range(2, version + 1):
            for statement in schema.statements(schema.version_text(later)):
                connection.execute(statement)
            connection.executescript((DATA / f"version-{later}.sql").read_text(encoding="utf-8"))
        if version == 1:
            connection.executescript((DATA / "version-1.sql").read_text(encoding="utf-8"))
        connection.execute("UPDATE interview_sessions SET plan = ?", (plan_to_json(PLAN),))
        connection.execute("CREATE TABLE scores (of INTEGER REFERENCES interview_sessions (id))")
        connection.execute("INSERT INTO scores SELECT id FROM interview_sessions")
        connection.execute(f"PRAGMA user_version = {version}")
        label.write(connection, BackupLabel("00", NOON, LATER + DAY))
        before = [each for (each,) in connection.execute("SELECT id FROM interview_sessions WHERE candidate_id <> 21")]
        assert connection.execute("SELECT 1 FROM interview_sessions WHERE candidate_id = 21").fetchone()
    put_back(path, file)
    assert rows(path, "SELECT id FROM interview_sessions ORDER BY id") == [(each,) for each in sorted(before)]
    assert rows(path, "SELECT of FROM scores ORDER BY 1") == [(each,) for each in sorted(before)]
    assert rows(path, "PRAGMA user_version") == [(schema.VERSION,)]
    assert rows(path, "PRAGMA foreign_key_check") == []
    assert label.read(path) is None


@pytest.mark.parametrize("broken", ["turns", "erasures"])
async def test_over_a_damaged_database(path: Path, tmp_path: Path, clock: SetClock, broken: str) -> None:
    """Its bytes are kept; what it can still tell of deletions counts, and what it cannot is said."""
    async with Store.open(path, clock=clock) as store:
        await somebody(store, 2)
        await somebody(store, 3)
        file = back_up(path, tmp_path / "a.db")
        clock.now = LATER + 60
        await erase(store, 2)
    damaged = overwrite(path, broken)
    report = put_back(path, file)
    assert report.kept.path.read_bytes() == damaged
    assert stat.S_IMODE(report.kept.path.stat().st_mode) == 0o600
    assert who(path) == ([3] if broken == "turns" else [2, 3])
    assert any("is not known, and is back" in line for line in report.lines()) == (broken == "erasures")
    assert any(line.endswith("It is damaged.") for line in report.lines())
    with pytest.raises(BackupRefused, match="no backup"):
        put_back(path, report.kept.path, now=LATER + 7200)
    async with Store.open(path, clock=clock) as store:
        clock.now = LATER + 3600 + 14 * DAY
        await store.purge_backups()
    assert listing(path.parent) == ["interviews.db", "interviews.db.lock"]


@pytest.mark.real_time  # it starts processes
async def test_the_commands(path: Path, tmp_path: Path) -> None:
    """As an operator types them: the answer, the exit codes, and files for their owner only, whatever the umask."""
    async with Store.open(path, clock=SetClock(time.time())) as store:
        await somebody(store, 2)
    settings = {"DATABASE_PATH": "data/interviews.db", "BACKUP_DAYS": "2"}
    assert shell(tmp_path, "backup", "a.db", **settings).returncode == 0
    told = started(tmp_path, ("restore", "a.db"), settings, umask=0)
    assert (told.returncode, told.stderr) == (0, "")
    first, second, third = told.stdout.splitlines()
    assert first.startswith(f"{path} holds what was in a.db, made ")
    assert first.endswith(" UTC: 1 interview.")
    assert second == "None of it was deleted since then."
    assert third.startswith(f"What was there before is kept in {path}.v{schema.VERSION}-")
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}
    with instance_lock.held(path):
        told = shell(tmp_path, "restore", "a.db", **settings)
    assert (told.returncode, len(told.stderr.splitlines())) == (6, 1)
    told = shell(tmp_path, "restore", "none.db", **settings)
    assert (told.returncode, told.stdout, len(told.stderr.splitlines())) == (1, "", 1)
