"""The demo's recording: a copy that stays, and whether other people's tools can read it."""

import asyncio
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import av

SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Sound:
    """What a tool says of one file."""

    codec: str
    seconds: float
    tool: str


def keep(files: Sequence[Path]) -> Path:
    """Copy them into a folder that nobody deletes; the folder."""
    folder = Path(tempfile.mkdtemp(prefix="interview-recording-"))
    for file in files:
        shutil.copy2(file, folder)
    return folder


async def look_at(file: Path) -> Sound:
    """Raises ValueError when the file is not valid."""
    found = shutil.which("ffprobe")
    return await asyncio.to_thread(decode, file) if found is None else await probe(found, file)


async def probe(ffprobe: str, file: Path) -> Sound:
    """By ffprobe, as anybody would. Raises ValueError with what it complains about."""
    what = ("-v", "warning", "-of", "json", "-show_entries", "stream=codec_name:format=duration", str(file))
    process = await asyncio.create_subprocess_exec(
        ffprobe, *what, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(SECONDS):
        told, complaints = await process.communicate()
    if process.returncode or complaints.strip():
        raise ValueError(complaints.decode(errors="replace").strip() or f"ffprobe ended with {process.returncode}")
    read = json.loads(told)
    return Sound(read["streams"][0]["codec_name"], float(read["format"]["duration"]), "ffprobe")


def decode(file: Path) -> Sound:
    """By PyAV, which brings FFmpeg's libraries: every packet is decoded. Raises ValueError."""
    try:
        with av.open(str(file)) as container:
            stream = container.streams.audio[0]
            seconds = sum(frame.samples / frame.sample_rate for frame in container.decode(stream))
            return Sound(stream.codec_context.name, seconds, "PyAV")
    except (av.FFmpegError, IndexError) as wrong:
        raise ValueError(str(wrong)) from wrong
