"""A backup taken in the middle of a running service, put back, and the service goes on from there."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from bot.interview.models import Status
from bot.store import Store
from bot.store.backup import label, restoring
from bot.store.records import ErasureStep
from sims.gemini import GeminiSim
from tests.harness.command_line import ROOT, shell
from tests.harness.paper_thread import PaperTown
from tests.harness.service_world import FOLLOW_UP, Candidate, house
from tests.harness.store_parts import rows
from tests.harness.virtual_time import clock

BUSY = """
import asyncio, sys
from pathlib import Path
from bot.store import Store
from tests.harness.store_parts import SetClock, answer, new_interview

async def main():
    async with Store.open(Path(sys.argv[1]), clock=SetClock()) as store:
        interview_id = await store.create_interview(new_interview())
        for seq in range(1, 100_000):
            await store.add_turn(interview_id, answer(seq))
            if seq % 200 == 0:
                print(seq, flush=True)

asyncio.run(main())
"""

TURNS = "SELECT session_id, seq, speaker, text FROM turns ORDER BY session_id, seq"


@pytest.mark.real_time  # another process makes the backup
async def test_it_goes_on_from_where_the_backup_was_made(
    path: Path, sim: GeminiSim, town: PaperTown, tmp_path: Path
) -> None:
    """It holds the record of its moment; what stands in the threads since then is read again, and who had their data
    deleted is not back."""
    file = tmp_path / "copies" / "a.db"
    file.parent.mkdir()
    async with house(path, sim, town) as here:
        ada, bo = await here.begin(7), await here.begin(8)
        await ada.answers("I like maps.", then=FOLLOW_UP)
        record = rows(path, TURNS)
        # Beside the service, and not while it stands still in the middle of a transaction.
        told = await asyncio.to_thread(shell, tmp_path, "backup", str(file), DATABASE_PATH=str(path))
        assert told.returncode == 0, told.stderr
        assert "2 interviews" in told.stdout
        await ada.answers("Maps of towns.", then="conflict")
    async with Store.open(path, clock=clock) as store:
        erasure = await store.request_erasure(8)
        await store.advance_erasure(erasure.id, ErasureStep.DONE)
    assert rows(file, TURNS) == record
    restoring.restore(path, file, with_recordings=False, days=14, now=clock())
    assert rows(path, TURNS) == [turn for turn in record if turn[0] == ada.interview_id]
    assert label.read(path) is None
    async with house(path, sim, town) as here:
        await here.service.restore()
        ada = Candidate(here, ada.interview_id, ada.thread)
        await ada.sees("conflict", times=2)  # that it was asked is not in the backup; that they wrote, is in the thread
        await ada.answers("Two people, one map.", then="How much time")
        await ada.answers("Two evenings a week.", then="get back to you")
        await here.becomes(ada.interview_id, Status.COMPLETED)
        answers = ["I like maps.", "Maps of towns.", "Two people, one map.", "Two evenings a week."]
        assert await here.answered(ada.interview_id) == answers
        assert await here.store.my_interviews(8) == []
    assert bo.interview_id != ada.interview_id


@pytest.mark.real_time  # other processes write, and make the backups
def test_while_much_is_written(path: Path, tmp_path: Path) -> None:
    """Each of several backups is one moment: every turn that was saved before it is in it, and nothing has a gap."""
    command = [sys.executable, "-c", BUSY, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as busy:
        assert busy.stdout is not None
        for number in range(3):
            saved = int(busy.stdout.readline())
            file = tmp_path / f"{number}.db"
            told = shell(tmp_path, "backup", str(file), DATABASE_PATH=str(path))
            assert told.returncode == 0, told.stderr
            held = [seq for (seq,) in rows(file, "SELECT seq FROM turns ORDER BY seq")]
            assert held == list(range(1, len(held) + 1))
            assert len(held) >= saved
            assert rows(file, "SELECT count(*) FROM turn_messages") == [(len(held),)]
        assert busy.poll() is None
        busy.kill()
