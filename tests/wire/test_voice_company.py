"""Others in the room, cameras, and what is kept: only the candidate who agreed is heard, and their own packets last."""

import asyncio
import itertools
import json
from pathlib import Path
from typing import Any

import av
import pytest

from bot.media import ogg
from bot.media.rtp import SILENCE
from sims.discord.world import REVIEWER
from sims.whistle import PHRASES, Hearer
from tests.harness.voice_town import ASKED, VoiceTown, voice_town

SILENT = 100
"""Of 32,767: louder than what Opus makes of silence, softer than any tone."""
ROBINS = 0x300
"""Robin's numbers begin here; Casey's are phrases."""


async def chatter(here: VoiceTown) -> None:
    """Robin speaks all the time, whoever else does."""
    for number in itertools.count(ROBINS):
        await here.sim.voice.people[REVIEWER].say(number, seconds=0.6)


async def test_only_the_candidate_is_heard_and_kept(tmp_path: Path) -> None:
    """A third person talks and films through it all: not one of their samples reaches the model or the disk."""
    async with voice_town(tmp_path, record_voice=True) as here:
        robin = here.sim.voice.people[REVIEWER]
        await here.start_bot()
        room = await here.begin_aloud()
        await here.casey.join(room)
        await here.check()
        await here.until_heard(ASKED[0])
        await here.sim.voice.place(REVIEWER, room, {})
        await robin.camera(on=True)
        talking = asyncio.create_task(chatter(here))
        await here.until_said(room, "Somebody else is in this room now")
        await here.wait(lambda: len(robin.sent) > 10, "Robin talks")
        for number in (1, 2, 3):
            await here.answer(number)
        await robin.camera(on=False)
        await here.answer(4)
        await here.becomes("completed", "finished")
        await here.wait(lambda: not here.made_rooms(), "the room is removed")
        talking.cancel()
        assert robin.counters["unsent"] == 0
        check_model(here)
        check_files(here)
        assert here.sim.world.errors == []
        assert "Traceback" not in here.log()


def check_model(here: VoiceTown) -> None:
    """All it heard is Casey's."""
    assert here.heard_by_model() == here.answers() == [PHRASES[number] for number in (1, 2, 3, 4)]
    for session in here.gemini.sessions:
        assert Hearer(16_000).feed(session.heard_pcm) == [1, 2, 3, 4]


def check_files(here: VoiceTown) -> None:
    """Byte for byte what Casey's client sent, and what Casey was sent; nothing of Robin's; playable; tied to turns."""
    folder = here.folder / "recordings" / "1"
    assert {path.name for path in folder.iterdir()} == {"candidate-1.ogg", "interviewer-1.ogg", "turns.json"}
    candidate, interviewer = folder / "candidate-1.ogg", folder / "interviewer-1.ogg"
    assert sounding(ogg.read_packets(candidate.read_bytes())) == sounding(here.casey.sent)
    assert sounding(ogg.read_packets(interviewer.read_bytes())) == sounding([each.opus for each in here.casey.heard])
    (part,) = json.loads((folder / "turns.json").read_text())["parts"]
    said_at = {said.seq: (said.started_at, said.ended_at) for said in here.spoken()}
    assert sorted(turn["seq"] for turn in part["turns"]) == sorted(said_at)
    for turn in part["turns"]:
        began, ended = (at - part["started_at"] * 1000 for at in said_at[turn["seq"]])
        assert (turn["from_ms"], turn["to_ms"]) == (pytest.approx(began, abs=2), pytest.approx(ended, abs=2))
    speakers = {turn.seq: turn.speaker for turn in here.turns()}
    for path in (candidate, interviewer):
        own = [turn for turn in part["turns"] if path.name.startswith(speakers[turn["seq"]])]
        assert length_ms(path) >= max(turn["from_ms"] for turn in own)
        heard = Hearer(48_000).feed(decoded(path))
        assert heard == ([7, 1, 2, 3, 4] if path == candidate else here.casey.marks)


def sounding(packets: list[bytes]) -> list[bytes]:
    return [packet for packet in packets if packet != SILENCE]


def decoded(path: Path) -> bytes:
    """Its first channel, 16 bit at 48 kHz, by FFmpeg's own library, without the silence: where a busy machine made a
    pause within a number, the file has one, and the number would not be understood."""
    with av.open(str(path)) as file:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=48_000)
        frames: list[Any] = [made for frame in file.decode(audio=0) for made in resampler.resample(frame)]
        pieces = [bytes(frame.planes[0])[: frame.samples * 2] for frame in frames]
        return b"".join(piece for piece in pieces if max(memoryview(piece).cast("h"), default=0) > SILENT)


def length_ms(path: Path) -> float:
    with av.open(str(path)) as file:
        assert file.duration is not None
        return file.duration / 1000
