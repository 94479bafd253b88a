"""Sound recordings: two Ogg/Opus files for each span of an interview, beside the database, and what ties turns to
their times.

`<database folder>/recordings/<interview id>/` holds `candidate-1.ogg`, `interviewer-1.ogg` and `turns.json`; after a
restart or a move it goes on with `candidate-2.ogg`, and so on. Both files of a span begin at the same moment.
"""

import json
import logging
import os
import shutil
from collections.abc import Callable
from io import FileIO
from pathlib import Path

from bot.errors import StoreError
from bot.interview.models import Speaker
from bot.media.ogg import OggOpusWriter
from bot.media.rtp import SILENCE

LOG = logging.getLogger(__name__)

TURNS = "turns.json"
VERSION = 1
"""Of the sidecar."""
LAG_MS = 1_000
"""How far the file of the silent side may stay behind: a late packet still finds its place."""


class Recorder:
    """Fulfils `bot.ports.voice.SoundRecorder`. Nothing is on the disk before the first packet; `close` at the end.

    A disk that is full or not ours stops the recording, not the interview: it is logged once, and `broken` says so.
    """

    # Written on the event loop. Measured at 4 kB/s: a packet costs 1.3 microseconds, the one with which a page goes out
    # 25, a turn in the sidecar 300; filling half a minute of silence 3 ms. A thread's queue would cost more, and what
    # waits in it would be lost with the process.

    def __init__(self, folder: Path, interview_id: int) -> None:
        self._folder = folder
        self._interview_id = interview_id
        self.broken = False
        """Whether sound is missing because it could not be written."""
        self._number = 0
        """Of this span; 0 before the first packet."""
        self._started_at = 0.0
        self._files: dict[Speaker, FileIO] = {}
        self._streams: dict[Speaker, OggOpusWriter] = {}
        self._parts: list[dict[str, object]] = []
        """The sidecar's spans; the last one is this one."""
        self._turns: list[dict[str, object]] = []
        self._closed = False

    def __repr__(self) -> str:
        return f"<Recorder interview={self._interview_id} number={self._number} broken={self.broken}>"

    def candidate(self, opus: bytes, at: float) -> None:
        """One Opus packet of the candidate's as it arrived, decrypted; epoch seconds."""
        self._packet(Speaker.CANDIDATE, opus, at)

    def interviewer(self, opus: bytes, at: float) -> None:
        """One Opus packet of ours as it was sent, before encryption; epoch seconds."""
        self._packet(Speaker.INTERVIEWER, opus, at)

    def turn(self, seq: int, speaker: Speaker, started_at: float, ended_at: float) -> None:
        """Note where a turn is; epoch seconds. Before the first packet there is nothing to tie it to."""
        if self.broken or self._closed or not self._number:
            return
        self._turns.append(
            {"seq": seq, "speaker": str(speaker), "from_ms": self._ms(started_at), "to_ms": self._ms(ended_at)}
        )
        try:
            self._write_turns()
        except OSError as error:
            self._break(error)

    def close(self) -> None:
        """Write what waits, and no more after that. Idempotent."""
        self._closed = True
        try:
            for stream in self._streams.values():
                stream.close()
        except OSError as error:
            self._break(error)
        self._drop()

    def _packet(self, speaker: Speaker, opus: bytes, at: float) -> None:
        if self.broken or self._closed:
            return
        try:
            if not self._number:
                self._begin(at)
            at_ms = (at - self._started_at) * 1000
            self._streams[speaker].packet(opus, at_ms)
            for other, stream in self._streams.items():
                # So that neither file ends long before the other when the process is killed.
                if other is not speaker and at_ms - stream.position_ms >= 2 * LAG_MS:
                    stream.packet(SILENCE, at_ms - LAG_MS)
        except OSError as error:
            self._break(error)

    def _begin(self, at: float) -> None:
        for folder in (self._folder.parent, self._folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._parts = spans(self._folder)
        self._number = 1 + max((number_of(path) for path in self._folder.glob("*.ogg")), default=0)
        self._started_at = at
        for speaker, channels, rate in ((Speaker.CANDIDATE, 2, 48_000), (Speaker.INTERVIEWER, 1, 24_000)):
            file = opened(self._folder / self._name(speaker))
            self._files[speaker] = file
            serial = self._interview_id << 8 ^ self._number << 1 ^ channels
            self._streams[speaker] = OggOpusWriter(write_all(file), serial, channels=channels, rate=rate)
        self._parts.append(
            {
                "started_at": at,
                **{str(speaker): self._name(speaker) for speaker in self._files},
                "turns": self._turns,
            }
        )
        self._write_turns()

    def _name(self, speaker: Speaker) -> str:
        return f"{speaker}-{self._number}.ogg"

    def _ms(self, at: float) -> int:
        return max(0, round((at - self._started_at) * 1000))

    def _write_turns(self) -> None:
        """The new sidecar takes the old one's place in one step: a killed process leaves one of them whole."""
        part = self._folder / f"{TURNS}.part"
        part.unlink(missing_ok=True)
        with opened(part) as file:
            write_all(file)(json.dumps({"version": VERSION, "parts": self._parts}).encode())
        part.replace(self._folder / TURNS)

    def _break(self, error: OSError) -> None:
        self.broken = True
        LOG.warning(
            "interview %d: its recording stopped, the interview goes on: %s",
            self._interview_id,
            error.strerror or type(error).__name__,
        )
        self._drop()

    def _drop(self) -> None:
        """Close the files; each page is out already, so nothing can be lost here."""
        for file in self._files.values():
            file.close()
        self._files.clear()
        self._streams.clear()


def opened(path: Path) -> FileIO:
    """A new file for the owner only, unbuffered: what was written survives the process."""
    return FileIO(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600), "wb")


def write_all(file: FileIO) -> Callable[[bytes], None]:
    """What writes all of it or raises OSError: an unbuffered file takes only a part when the disk becomes full."""

    def write(data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            taken = file.write(rest)
            if not taken:
                raise OSError("nothing was written")
            rest = rest[taken:]

    return write


def number_of(path: Path) -> int:
    """The number of the span that a sound file belongs to."""
    number = path.stem.rpartition("-")[2]
    return int(number) if number.isdecimal() else 0


def spans(folder: Path) -> list[dict[str, object]]:
    """What the sidecar says of the spans before; none where there is no sidecar, or a damaged one."""
    try:
        found = json.loads((folder / TURNS).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return []
    parts = found.get("parts") if isinstance(found, dict) else None
    return parts if isinstance(parts, list) else []


def folder_of(database: Path, interview_id: int) -> Path:
    """Where an interview's recording is, or would be."""
    return all_of(database) / str(interview_id)


def all_of(database: Path) -> Path:
    """The folder of all recordings of this database."""
    return database.parent / "recordings"


def files_of(database: Path, interview_id: int) -> list[Path]:
    """The files of an interview's recording, by name; none where nothing was recorded."""
    return files_in(folder_of(database, interview_id))


def files_in(folder: Path) -> list[Path]:
    """The same of the folder of one interview, wherever it is."""
    try:
        return sorted(path for path in folder.iterdir() if path.suffix != ".part")
    except (FileNotFoundError, NotADirectoryError):
        return []


def listed(database: Path, interview_id: int) -> list[dict[str, object]]:
    """Name and bytes of each file, for the person's export."""
    return [{"name": path.name, "bytes": path.stat().st_size} for path in files_of(database, interview_id)]


def erase(database: Path, interview_id: int) -> None:
    """Delete it; raises StoreError where the disk refuses, so that it is not reported as deleted."""
    try:
        shutil.rmtree(folder_of(database, interview_id))
    except FileNotFoundError:
        return
    except OSError as error:
        raise StoreError(f"the recording of interview {interview_id} cannot be deleted: {error.strerror}") from error
