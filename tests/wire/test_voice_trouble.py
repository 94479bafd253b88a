"""Voice connections that break in every way while somebody is interviewed: it goes on, or it goes on in writing."""

import os
from pathlib import Path

from sims.discord import channels
from sims.discord.world import BOT, LOUNGE
from sims.whistle import PHRASES
from tests.harness.voice_town import ASKED, VoiceTown, voice_town

UP = "its voice connection is up"


async def breaks(here: VoiceTown, close_code: int | None = None) -> None:
    """The voice connection ends, by a close code or torn off; it is up again before long."""
    before = here.log().count(UP)
    if close_code is None:
        here.sim.voice.abort()
    else:
        here.sim.voice.close(close_code)
    await here.wait(lambda: here.log().count(UP) > before, "it is up again")


def hostile(here: VoiceTown) -> None:
    """What anybody on the Internet may send to an open port; and what was sent already once more."""
    head = bytes.fromhex("80780001000000010000")
    for datagram in (b"", b"\0", head, os.urandom(12), os.urandom(200), b"\x90\x78" + os.urandom(60), bytes(1400)):
        here.sim.voice.hostile(datagram)
    here.sim.voice.replay()


async def test_it_goes_on_whatever_breaks(tmp_path: Path) -> None:
    """4006, 4015, torn, a poisoned group, other keys, another region, dragged elsewhere; taken out: in writing."""
    async with voice_town(tmp_path, room_ids=(LOUNGE,), return_seconds=30) as here:
        here.sim.voice.weather.set(reorder=0.05, duplicate=0.05, late_ssrc=0.1)
        await here.casey.join(LOUNGE)
        await here.start_bot()
        assert await here.begin_aloud() == LOUNGE
        await here.check()
        await here.until_heard(ASKED[0])
        await breaks(here, 4006)
        hostile(here)
        await here.answer(1)
        await breaks(here, 4015)
        here.sim.voice.rotate_key()
        here.sim.voice.poison()
        await here.answer(2, listen=False)
        await breaks(here)
        await here.wait(lambda: len(here.turns()) == 6, "the next question is on its way")
        await here.quiet()
        await dragged(here)
        await here.answer(3)
        before = here.log().count(UP)
        await here.sim.voice.region()
        await here.wait(lambda: here.log().count(UP) > before, "it is up on another server")
        await taken_out(here)
        check(here)


async def dragged(here: VoiceTown) -> None:
    """A moderator moves the bot into another channel: it comes back to the one where Casey is."""
    made = await channels.create(here.sim.world, here.sim.gateway, {"type": 2, "name": "Quiet corner"})
    before = here.log().count(UP)
    await here.sim.voice.move_bot(int(made["id"]))
    await here.wait(lambda: here.log().count(UP) > before, "it is back")


async def taken_out(here: VoiceTown) -> None:
    """A moderator disconnects the bot, which does not come back uninvited: the thread is there, with words."""
    await here.sim.voice.move_bot(None)
    await here.becomes("paused", "line_lost")
    await here.wait(lambda: here.rows("SELECT thread_id FROM interview_sessions")[0][0], "there is a thread")
    thread = int(here.rows("SELECT thread_id FROM interview_sessions")[0][0])
    await here.until_said(thread, "This interview rests")
    await here.click(thread, "iv:continue")
    await here.until_asked(thread, ASKED[2])
    await here.says(thread, "Two evenings.")
    await here.becomes("completed", "finished")
    assert BOT not in here.sim.world.voice_states


def check(here: VoiceTown) -> None:
    assert LOUNGE in here.sim.world.channels  # it was lent
    assert [turn.text for turn in here.turns() if turn.kind == "question"] == list(ASKED)
    assert here.answers() == [*(PHRASES[number] for number in (1, 2, 3)), "Two evenings."]
    said = [text for session in here.gemini.sessions for text in session.said]
    assert sum("Hello!" in text for text in said) == 1
    assert here.sim.world.errors == []
    assert "Traceback" not in here.log()
