"""Recordings: playable everywhere, whole up to the last second, and gone with their interview."""

import json
import logging
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import av
import pytest

from bot.errors import StoreError
from bot.interview.models import Speaker
from bot.media.ogg import read_packets
from bot.media.opus import Encoder
from bot.media.rtp import SILENCE
from bot.store import Store
from bot.store.blobs.recordings import Recorder
from tests.harness.store_parts import NOON, new_interview

ROOT = Path(__file__).parents[2]
SOUND = Encoder().encode(bytes(960))

RECORDING_BOT = """
import sys, time
from pathlib import Path
from bot.media.opus import Encoder
from bot.store.blobs.recordings import Recorder

encoder = Encoder()
recorder = Recorder(Path(sys.argv[1]), 7)
for number in range(175):  # three and a half seconds of the candidate; the bot speaks in the first
    recorder.candidate(encoder.encode(bytes(960)), 1000.0 + number * 0.02)
    if number < 50:
        recorder.interviewer(encoder.encode(bytes(960)), 1000.0 + number * 0.02)
print("in the middle", flush=True)
time.sleep(60)
"""


def seconds(path: Path) -> float:
    """How long FFmpeg's decoder plays a file."""
    with av.open(str(path)) as container:
        return sum(frame.samples for frame in container.decode(audio=0)) / 48_000


def sidecar(folder: Path) -> list[dict[str, object]]:
    found = json.loads((folder / "turns.json").read_text(encoding="utf-8"))
    assert found["version"] == 1
    parts: list[dict[str, object]] = found["parts"]
    return parts


def speak(recorder: Recorder, begin: float, count: int, *, every: float = 0.02) -> None:
    for number in range(count):
        recorder.candidate(SOUND, begin + number * every)


def test_both_files_begin_and_end_together(tmp_path: Path) -> None:
    """A silent side is silent in the file, too; packets stand in it as they came."""
    recorder = Recorder(tmp_path / "7", 7)
    recorder.interviewer(SOUND, NOON)
    speak(recorder, NOON + 5, 100)
    recorder.interviewer(SOUND, NOON + 7)
    recorder.close()
    recorder.close()
    candidate = read_packets((tmp_path / "7" / "candidate-1.ogg").read_bytes())
    interviewer = read_packets((tmp_path / "7" / "interviewer-1.ogg").read_bytes())
    assert len(candidate) == 350
    assert candidate[250:] == [SOUND] * 100
    assert set(candidate[:250]) == {SILENCE}
    assert interviewer == [SOUND, *[SILENCE] * 349, SOUND]


def test_turns_are_tied_to_their_times(tmp_path: Path) -> None:
    """By number and speaker, without a word."""
    recorder = Recorder(tmp_path / "7", 7)
    recorder.turn(1, Speaker.INTERVIEWER, NOON - 9, NOON - 8)
    recorder.interviewer(SOUND, NOON)
    recorder.turn(1, Speaker.INTERVIEWER, NOON - 0.01, NOON + 1.25)
    recorder.turn(2, Speaker.CANDIDATE, NOON + 2, NOON + 3.5)
    recorder.close()
    recorder.turn(3, Speaker.CANDIDATE, NOON + 4, NOON + 5)
    assert sidecar(tmp_path / "7") == [
        {
            "started_at": NOON,
            "candidate": "candidate-1.ogg",
            "interviewer": "interviewer-1.ogg",
            "turns": [
                {"seq": 1, "speaker": "interviewer", "from_ms": 0, "to_ms": 1250},
                {"seq": 2, "speaker": "candidate", "from_ms": 2000, "to_ms": 3500},
            ],
        }
    ]


def test_a_restart_goes_on_with_the_next_files(tmp_path: Path) -> None:
    """What was recorded before is not touched; a damaged sidecar is no reason to stop."""
    for number in (1, 2):
        recorder = Recorder(tmp_path / "7", 7)
        speak(recorder, NOON + number, 60)
        recorder.turn(number, Speaker.CANDIDATE, NOON + number, NOON + number + 1)
        recorder.close()
    assert [part["candidate"] for part in sidecar(tmp_path / "7")] == ["candidate-1.ogg", "candidate-2.ogg"]
    (tmp_path / "7" / "turns.json").write_text("{", encoding="utf-8")
    recorder = Recorder(tmp_path / "7", 7)
    speak(recorder, NOON + 9, 1)
    recorder.close()
    assert [part["candidate"] for part in sidecar(tmp_path / "7")] == ["candidate-3.ogg"]


def test_only_the_owner_can_listen(tmp_path: Path) -> None:
    """Folders 0700, files 0600; nothing at all before the first packet."""
    recorder = Recorder(tmp_path / "recordings" / "7", 7)
    assert list(tmp_path.iterdir()) == []
    speak(recorder, NOON, 1)
    recorder.close()
    folder = tmp_path / "recordings" / "7"
    assert {stat.S_IMODE(each.stat().st_mode) for each in (folder, folder.parent)} == {0o700}
    assert {each.name: stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {
        "candidate-1.ogg": 0o600,
        "interviewer-1.ogg": 0o600,
        "turns.json": 0o600,
    }


def test_a_killed_bot_loses_less_than_a_second(tmp_path: Path) -> None:
    """kill -9 in the middle: both files play up to their last page, and neither ends long before the other."""
    folder = tmp_path / "7"
    process = subprocess.Popen(
        [sys.executable, "-c", RECORDING_BOT, str(folder)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "in the middle\n"
        os.kill(process.pid, signal.SIGKILL)
    assert seconds(folder / "candidate-1.ogg") == pytest.approx(3.0, abs=0.05)
    assert seconds(folder / "interviewer-1.ogg") == pytest.approx(2.0, abs=0.05)
    assert sidecar(folder)[0]["turns"] == []


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffprobe is not installed; PyAV reads the same files above")
def test_ffprobe_finds_no_fault(tmp_path: Path) -> None:
    """Another reader, with everything it has to say."""
    recorder = Recorder(tmp_path / "7", 7)
    speak(recorder, NOON, 100)
    recorder.close()
    probe = ["ffprobe", "-v", "warning", "-show_entries", "stream=codec_name,channels", "-of", "json"]
    told = subprocess.run([*probe, str(tmp_path / "7" / "candidate-1.ogg")], capture_output=True, text=True, check=True)
    assert told.stderr == ""
    assert json.loads(told.stdout)["streams"] == [{"codec_name": "opus", "channels": 2}]


def a_file_in_the_way(folder: Path, recorder: Recorder) -> None:
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("a file where the folder should be", encoding="utf-8")


def gone_in_the_middle(folder: Path, recorder: Recorder) -> None:
    speak(recorder, NOON, 1)
    shutil.rmtree(folder)


@pytest.mark.parametrize("trouble", [a_file_in_the_way, gone_in_the_middle])
def test_a_disk_that_refuses_stops_the_recording_only(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, trouble: Callable[[Path, Recorder], None]
) -> None:
    """It is said once, with the interview's number, and no call raises."""
    recorder = Recorder(tmp_path / "7", 7)
    trouble(tmp_path / "7", recorder)
    with caplog.at_level(logging.WARNING):
        speak(recorder, NOON + 1, 60)
        recorder.turn(1, Speaker.CANDIDATE, NOON, NOON + 1)
        recorder.turn(2, Speaker.CANDIDATE, NOON, NOON + 1)
        recorder.interviewer(SOUND, NOON + 2)
        recorder.close()
    assert recorder.broken
    assert len(caplog.messages) == 1
    assert caplog.messages[0].startswith("interview 7: its recording stopped, the interview goes on: ")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is Linux's")
def test_a_full_disk_stops_the_recording_only(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The kernel's own full disk takes the place of the file in the middle of an interview."""
    recorder = Recorder(tmp_path / "7", 7)
    speak(recorder, NOON, 1)
    descriptor = os.open("/dev/full", os.O_WRONLY)
    try:
        # The candidate's open file is made to lead to the full disk.
        [number] = [
            int(each.name)
            for each in Path("/proc/self/fd").iterdir()
            if os.path.realpath(each) == str((tmp_path / "7" / "candidate-1.ogg").resolve())
        ]
        os.dup2(descriptor, number)
    finally:
        os.close(descriptor)
    speak(recorder, NOON + 0.02, 120)
    assert recorder.broken
    assert caplog.messages == ["interview 7: its recording stopped, the interview goes on: No space left on device"]
    recorder.close()
    assert len(caplog.messages) == 1


async def test_a_recording_goes_with_its_interview(store: Store, path: Path) -> None:
    """Row and sound; the recording of somebody else stays."""
    first, second = [
        await store.create_interview(new_interview(candidate_id=candidate_id, record=True)) for candidate_id in (2, 3)
    ]
    for interview_id in (first, second):
        assert store.recordings(interview_id) == []
        recorder = store.recording(interview_id)
        speak(recorder, NOON, 10)
        recorder.close()
        assert [file.name for file in store.recordings(interview_id)] == [
            "candidate-1.ogg",
            "interviewer-1.ogg",
            "turns.json",
        ]
    await store.erase_interview(first)
    assert store.recordings(first) == []
    assert [folder.name for folder in (path.parent / "recordings").iterdir()] == [str(second)]
    await store.erase_interview(first)


async def test_a_recording_that_cannot_be_deleted_keeps_its_interview(store: Store, path: Path) -> None:
    """Nobody is told that it is gone; the next try finds the row again."""
    interview_id = await store.create_interview(new_interview(record=True))
    folder = path.parent / "recordings" / str(interview_id)
    folder.parent.mkdir()
    folder.write_text("no folder", encoding="utf-8")
    with pytest.raises(StoreError, match=f"the recording of interview {interview_id} cannot be deleted"):
        await store.erase_interview(interview_id)
    assert await store.snapshot(interview_id) is not None
    folder.unlink()
    await store.erase_interview(interview_id)
    assert await store.snapshot(interview_id) is None


async def test_recorded_means_that_there_is_sound(store: Store) -> None:
    """Agreed to is not yet recorded."""
    interview_id = await store.create_interview(new_interview(record=True))
    assert [row.recorded for row in await store.history(1)] == [False]
    recorder = store.recording(interview_id)
    speak(recorder, NOON, 1)
    recorder.close()
    detail = await store.detail(1, interview_id)
    assert detail is not None
    assert detail.row.recorded
    assert [row.recorded for row in [*await store.history(1), *await store.my_interviews(2)]] == [True, True]
