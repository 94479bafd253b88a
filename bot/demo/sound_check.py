"""The demo's recording: a copy that stays, and whether other people's tools can read it."""

import asyncio
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import discord.opus
from discord.oggparse import OggError, OggStream

from sims.discord import libopus

SECONDS = 15.0
HEADERS = (b"OpusHead", b"OpusTags")


@dataclass(frozen=True, slots=True)
class SoundFigures:
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


async def look_at(file: Path) -> SoundFigures:
    """Raises ValueError when the file is not valid."""
    found = shutil.which("ffprobe")
    return await asyncio.to_thread(decode, file) if found is None else await probe(found, file)


async def probe(ffprobe: str, file: Path) -> SoundFigures:
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
    return SoundFigures(read["streams"][0]["codec_name"], float(read["format"]["duration"]), "ffprobe")


def decode(file: Path) -> SoundFigures:
    """By discord.py's reader and its binding of libopus: every packet is decoded. Raises ValueError."""
    libopus.load()
    decoder = discord.opus.Decoder()  # type: ignore[no-untyped-call]
    try:
        with file.open("rb") as stream:
            packets = list(OggStream(stream).iter_packets())
        if tuple(packet[:8] for packet in packets[:2]) != HEADERS:
            raise ValueError("it is not Opus in Ogg")
        frames = sum(len(decoder.decode(packet, fec=False)) // decoder.SAMPLE_SIZE for packet in packets[2:])
    except (OggError, discord.opus.OpusError) as wrong:
        raise ValueError(str(wrong)) from wrong
    return SoundFigures("opus", frames / decoder.SAMPLING_RATE, "discord.py")
