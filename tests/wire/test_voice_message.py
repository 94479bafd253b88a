"""A voice message answers in a text interview: fetched, heard by Gemini on a socket of its own, marked as spoken."""

import base64
from pathlib import Path

import pytest

from bot.media.ogg import OggOpusWriter
from sims.discord.world import CHANNEL
from sims.whistle import PHRASES, speak
from tests.wire.town import ASKED, Town, town
from tests.wire.voice_town import encoded

pytestmark = pytest.mark.xdist_group("voice-wire")


def ogg(number: int, seconds: float) -> str:
    """A whistled number as Discord's client would record it."""
    file = bytearray()
    writer = OggOpusWriter(file.extend, 1, channels=2, rate=48_000)
    for place, packet in enumerate(encoded(speak(number, 48_000, seconds=seconds))):
        writer.packet(packet, place * 20)
    writer.close()
    return base64.b64encode(file).decode()


async def record(here: Town, thread: int, sound: str, seconds: float) -> None:
    await here.do("write", channel=thread, voice=sound, seconds=seconds)


async def test_a_voice_message_is_an_answer(tmp_path: Path) -> None:
    """Said, understood, stored as words with their length; one that is no sound is asked for in writing."""
    async with town(tmp_path, short=True) as here:
        await here.start_bot()
        thread = await here.begin()
        assert thread != CHANNEL
        await here.until_asked(thread, ASKED[0])
        await record(here, thread, ogg(3, 1.4), 1.4)
        await here.until_asked(thread, "What did you learn")
        assert here.answers() == [f"[voice message 0:01] {PHRASES[3]}"]
        await record(here, thread, base64.b64encode(b"no sound at all").decode(), 9.0)
        await here.until_said(thread, "could not make out your voice message")
        await here.says(thread, "Patience.")
        await here.until_asked(thread, ASKED[1])
        assert here.answers()[1] == "Patience."
        assert not (await here.state())["errors"]
        assert "Traceback" not in here.log()
