"""Voice beside interviews in writing: a recorded answer, and the operator's look at the voice channel meanwhile."""

import asyncio
import base64
from pathlib import Path

from bot.media.ogg import OggOpusWriter
from sims.discord.world import LOUNGE, OWNER
from sims.whistle import PHRASES, speak
from tests.harness.voice_town import ASKED, VoiceTown, encoded, voice_town


def ogg(number: int, seconds: float) -> str:
    """A whistled number as Discord's client would record it."""
    file = bytearray()
    writer = OggOpusWriter(file.extend, 1, channels=2, rate=48_000)
    for place, packet in enumerate(encoded(speak(number, 48_000, seconds=seconds))):
        writer.packet(packet, place * 20)
    writer.close()
    return base64.b64encode(file).decode()


async def record(here: VoiceTown, thread: int, sound: str, seconds: float) -> None:
    await here.do("write", channel=thread, voice=sound, seconds=seconds)


async def diagnose(here: VoiceTown) -> None:
    """Ten seconds in the admin's channel: what arrives is counted, and a sentence is said back."""
    owner = here.sim.voice.people[OWNER]
    await owner.join(LOUNGE)
    asked = await here.do("command", path=["diag", "voice"], user=OWNER)
    await here.wait(lambda: owner.dave is not None and owner.dave.ready, "it comes")
    await owner.say(9)

    def told() -> str:
        found = next(each for each in here.sim.world.interactions.values() if each.id == asked["id"])
        return str(found.response["embeds"][0]["title"]) if found.response and found.response["embeds"] else ""

    await here.wait(lambda: told() == "Voice works", f"it works: {told()}")
    assert len(owner.marks) == 1


async def test_a_voice_message_and_a_look_at_the_channel(tmp_path: Path) -> None:
    """Said, understood, stored as words with their length; one that is no sound is asked for in writing."""
    async with voice_town(tmp_path) as here:
        await here.start_bot()
        looking = asyncio.create_task(diagnose(here))
        thread = await here.begin()
        await here.until_asked(thread, ASKED[0])
        await record(here, thread, ogg(3, 1.4), 1.4)
        await here.until_asked(thread, "What did you learn")
        assert here.answers() == [f"[voice message 0:01] {PHRASES[3]}"]
        await record(here, thread, base64.b64encode(b"no sound at all").decode(), 9.0)
        await here.until_said(thread, "could not make out your voice message")
        await here.says(thread, "Patience.")
        await here.until_asked(thread, ASKED[1])
        assert here.answers()[1] == "Patience."
        await looking
        assert here.sim.world.errors == []
        assert "Traceback" not in here.log()
