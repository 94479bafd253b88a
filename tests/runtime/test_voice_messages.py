"""Voice messages as answers in writing: fetched, decoded, transcribed on their own socket, kept with a mark."""

from pathlib import Path

import pytest

from bot.media.ogg import OggOpusWriter, read_packets
from bot.media.opus import Encoder
from bot.ports.events import VoiceMessage
from bot.runtime.attachments.voice_messages import frames_of
from sims.gemini import GeminiSim
from sims.whistle import Hearer, phrase, speak
from tests.harness.paper_thread import Message, PaperTown
from tests.harness.service_world import FOLLOW_UP, Candidate, house

RATE = 24_000
FRAME_BYTES = RATE // 50 * 2


def recorded(number: int) -> bytes:
    """The file of a voice message that says this number."""
    pages: list[bytes] = []
    writer, encoder = OggOpusWriter(pages.append, 1, channels=1, rate=RATE), Encoder(RATE)
    sound = speak(number, RATE, seconds=1.5)
    for place, at in enumerate(range(0, len(sound), FRAME_BYTES)):
        writer.packet(encoder.encode(sound[at : at + FRAME_BYTES].ljust(FRAME_BYTES, b"\0")), place * 20.0)
    writer.close()
    return b"".join(pages)


def sends(ada: Candidate, data: bytes | None, seconds: float = 3.0) -> int:
    """A voice message arrives; `data` is its file, None when it cannot be had."""
    town = ada.house.town
    message = Message(town.new_id(), ada.thread.candidate, "")
    ada.thread.messages.append(message)
    if data is not None:
        town.recordings[message.id] = data
    assert ada.house.service.deliver(ada.thread.id, VoiceMessage(message.id, seconds))
    return message.id


def test_frames() -> None:
    """20 ms each, 16 kHz, and still understood."""
    frames = list(frames_of(read_packets(recorded(9))))
    assert {len(frame) for frame in frames} == {640}
    assert Hearer(16_000).feed(b"".join(frames)) == [9]


async def test_a_voice_message_is_an_answer(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """In the record with its length and its words; what is written right behind it belongs to it."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        message_id = sends(ada, recorded(9))
        await ada.sees(FOLLOW_UP)
        assert await here.answered(ada.interview_id) == [f"[voice message 0:03] {phrase(9)}"]
        turns = await here.turns(ada.interview_id)
        assert any(message_id in turn.message_ids for turn in turns)
        await here.service.catch_up()
        await ada.answers("Maps of towns.", then="conflict")
        assert len(await here.answered(ada.interview_id)) == 2


@pytest.mark.parametrize("data", [None, b"not a sound file"])
async def test_one_that_is_not_understood(path: Path, sim: GeminiSim, town: PaperTown, data: bytes | None) -> None:
    """It is no answer: the question stays open, and its sender is asked to write."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        sends(ada, data)
        await ada.sees("I could not make out your voice message")
        await ada.answers("I like maps.", then=FOLLOW_UP)
        assert await here.answered(ada.interview_id) == ["I like maps."]
        assert "voice_message_unclear" in await here.events(ada.interview_id)


@pytest.mark.parametrize("label", ["[noise]", "..."])
async def test_noise_is_no_answer(path: Path, sim: GeminiSim, town: PaperTown, label: str) -> None:
    """Whatever is written down for it: the question stays open, and the next message is heard."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        sim.label = label
        sim.fail_next("noise_label")
        sends(ada, recorded(9))
        await ada.sees("I could not make out your voice message")
        sends(ada, recorded(8))
        await ada.sees(FOLLOW_UP)
        assert await here.answered(ada.interview_id) == [f"[voice message 0:03] {phrase(8)}"]


async def test_one_that_is_far_too_long(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """It is not even fetched."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        sends(ada, recorded(9), seconds=3600)
        await ada.sees("more than I can listen to for one question")


async def test_one_that_a_restart_interrupts(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """It stands in no record yet, so the next process reads it from the thread."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        sends(ada, recorded(9))
    async with house(path, sim, town) as here:
        await here.service.restore()
        again = Candidate(here, ada.interview_id, ada.thread)
        await again.sees(FOLLOW_UP)
        assert await here.answered(ada.interview_id) == [f"[voice message 0:03] {phrase(9)}"]


async def test_it_holds_the_answer_open(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Nobody is hurried on while we still listen to it."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        sends(ada, recorded(9))
        await ada.says("That is all.")
        await ada.sees(FOLLOW_UP)
        first = (await here.answered(ada.interview_id))[0]
        assert "That is all." in first
