"""kill -9 in the middle of a restore, at one point after another: the old database is whole, or the new one is."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.media.rtp import SILENCE
from bot.store import Store
from bot.store.backup import making, restoring
from bot.store.sqlite import backups
from tests.harness.command_line import ROOT
from tests.harness.store_parts import NOON, SetClock, answer, new_interview

pytestmark = [pytest.mark.real_time, pytest.mark.slow]  # it starts processes

LATER = NOON + 3600

KILLED = """
import json, os, shutil, signal, sys
from pathlib import Path
from bot.store.backup import former, restoring, sound
from bot.store.sqlite import copies

OURS = tuple(module.__file__ for module in (former, restoring, sound, copies, shutil))

def restore(folder, at):
    \"\"\"Restore there, and be killed at the call of this number; how many there were.\"\"\"
    calls = 0

    def count(frame, event, what):
        nonlocal calls
        if frame.f_code.co_filename.endswith(OURS) and event in ("call", "c_call", "c_return"):
            calls += 1
            if calls == at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)
    try:
        restoring.restore(folder / "interviews.db", folder / "a.db", with_recordings=True, days=14, now=float({now}))
    finally:
        sys.setprofile(None)
    return calls

whole, work = map(Path, sys.argv[1:])
shutil.copytree(whole, work / "all")
total = restore(work / "all", 0)
print(json.dumps(total), flush=True)
for line in sys.stdin:
    at = int(line)
    folder = work / str(at)
    shutil.copytree(whole, folder)
    child = os.fork()
    if child == 0:
        restore(folder, at)
        os._exit(0)
    print(json.dumps(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])), flush=True)
"""


def told(path: Path) -> list[str]:
    """Everything the database says, read by nobody's code but SQLite's."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        names = (
            "SELECT 'turn', session_id, text FROM turns UNION ALL SELECT 'gone', session_id, '' FROM deleted_interviews"
        )
        return sorted(map(str, connection.execute(names)))


async def two_databases(folder: Path) -> None:
    """A database with its log, as a killed bot leaves it, and an older backup of it, both with sound."""
    work = folder.with_name("open")
    async with Store.open(work / "interviews.db", clock=SetClock()) as store:
        for candidate_id in (2, 3):
            interview_id = await store.create_interview(new_interview(candidate_id=candidate_id, record=True))
            await store.add_turn(interview_id, answer(1, f"Words of {candidate_id}."))
            recorder = store.recording(interview_id)
            recorder.candidate(SILENCE, NOON)
            recorder.close()
        making.make(work / "interviews.db", work / "a.db", with_recordings=True, days=14, now=LATER)
        await store.erase_interview(1)
        third = await store.create_interview(new_interview(candidate_id=4, record=True))
        await store.add_turn(third, answer(1, "Words of 4."))
        recorder = store.recording(third)
        recorder.candidate(SILENCE, NOON)
        recorder.close()
        copy_tree(work, folder)  # with -wal and -shm, as they are at this moment


def copy_tree(source: Path, target: Path) -> None:
    for file in (each for each in source.rglob("*") if each.is_file()):
        copied = target / file.relative_to(source)
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_bytes(file.read_bytes())


def killed_everywhere(whole: Path, work: Path, points: int) -> list[Path]:
    """Kill one restore after another at points spread over all of it; the folders as they were left."""
    code = KILLED.format(now=LATER + 3600)
    command = [sys.executable, "-c", code, str(whole), str(work)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        total = json.loads(process.stdout.readline())
        killed = sorted({1 + round(number * (total - 1) / (points - 1)) for number in range(points)})
        for at in killed:
            process.stdin.write(f"{at}\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline()) == -9
        process.stdin.close()
    return [work / str(at) for at in killed]


async def test_killed_anywhere_one_of_the_two_is_whole(tmp_path: Path) -> None:
    """And the same command, run again, does what the first was to do; what is left over goes by its name."""
    whole, work = tmp_path / "whole", tmp_path / "work"
    work.mkdir()
    await two_databases(whole)
    copy_tree(whole, tmp_path / "read")
    old = told(tmp_path / "read" / "interviews.db")
    folders = killed_everywhere(whole, work, 100)
    new = told(work / "all" / "interviews.db")
    assert old != new
    found = [told(folder / "interviews.db") for folder in folders]
    assert set(map(tuple, found)) == {tuple(old), tuple(new)}
    assert found == sorted(found, key=new.__eq__)  # once it is the new one it stays so
    for folder in folders[::8]:
        restoring.restore(folder / "interviews.db", folder / "a.db", with_recordings=True, days=14, now=LATER + 7200)
        assert told(folder / "interviews.db") == new
        assert [each.name for each in sorted((folder / "recordings").iterdir())] == ["2"]
        backups.purge(folder / "interviews.db", days=14, now=LATER + 7200 + 14 * 86_400)
        left = {each.name for each in folder.iterdir()} - {"a.db", "a.db.recordings", "recordings"}
        assert left == {"interviews.db", "interviews.db.lock"}
