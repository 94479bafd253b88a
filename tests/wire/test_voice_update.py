"""An update in mid-talk: the candidate is told before the bot goes, and the next start goes on by itself."""

import asyncio
import time
from pathlib import Path

from sims.discord.rtp import SILENCE
from sims.whistle import PHRASES
from tests.harness.voice_town import ASKED, LONG, VoiceTown, voice_town

TOLD = "The bot restarts for a moment. Everything so far is saved, and I go on by myself."


async def updated(here: VoiceTown, room: int) -> tuple[float, float, float]:
    """SIGTERM, and a start as soon as it has ended, as systemd does. Seconds from SIGTERM: until the process had ended,
    until the next was connected to Discord, and until the candidate hears something again."""
    began, before = time.monotonic(), len(told(here, room))
    stopping = await here.stop_bot()
    assert len(told(here, room)) == before + 1  # in the call's chat, while the bot was still there
    heard = len(here.casey.heard)
    await here.start_bot()
    connected = time.monotonic() - began
    await here.wait(lambda: any(packet.opus != SILENCE for packet in here.casey.heard[heard:]), "somebody speaks again")
    return stopping, connected, time.monotonic() - began


def told(here: VoiceTown, room: int) -> list[str]:
    return [message["content"] for message in here.sim.world.messages[room].values() if TOLD in message["content"]]


async def test_a_talk_goes_on_behind_an_update(tmp_path: Path) -> None:
    """Once while the interviewer speaks, once while the candidate does: told, apologized for, and nothing lost or asked
    twice."""
    async with voice_town(tmp_path, second=LONG) as here:
        await here.start_bot()
        room = await here.begin_aloud()
        await here.casey.join(room)
        await here.check()
        await here.until_heard(ASKED[0])
        await here.answer(1)
        await here.answer(2, listen=False)
        begun = len(here.casey.heard)
        await here.wait(lambda: len(here.casey.heard) > begun + 100, "the long question is on its way")
        measured = [await updated(here, room)]
        await here.quiet()
        speaking = asyncio.create_task(here.casey.say(3, seconds=4.0))
        await asyncio.sleep(1.0)
        measured.append(await updated(here, room))
        await speaking
        await here.quiet()
        while len(here.answers()) < 4:  # what was said before the end may have become the answer to the long question
            await here.answer(4)
        await here.becomes("completed", "finished")
        for stopping, connected, silent in measured:
            print(f"stopped after {stopping:.1f} s, connected after {connected:.1f} s, silence {silent:.1f} s")
            assert stopping < 10
        assert [turn.text for turn in here.turns() if turn.kind == "question"] == [ASKED[0], LONG, ASKED[2]]
        assert here.answers()[:2] == [PHRASES[1], PHRASES[2]]
        said = [text for session in here.gemini.sessions for text in session.said]
        assert sum("Sorry, I was gone" in text for text in said) == 2
        assert here.sim.world.errors == []
        assert "Traceback" not in here.log()
