"""By voice, in writing, by voice again; a candidate who leaves and comes back, and one who does not."""

from pathlib import Path

from sims.discord.world import BOT, CANDIDATE
from sims.whistle import PHRASES
from tests.harness.voice_town import ASKED, VoiceTown, voice_town


async def thread_of(here: VoiceTown) -> int:
    """The interview's thread, once it goes on there."""
    in_writing = "SELECT 1 FROM interview_sessions WHERE medium = 'text'"
    await here.wait(lambda: here.rows(in_writing), "it goes on in writing")
    return int(here.rows("SELECT thread_id FROM interview_sessions")[0][0])


async def test_from_voice_to_writing_and_back(tmp_path: Path) -> None:
    """One interview, one plan, one record, nothing asked twice; the line is free in between."""
    async with voice_town(tmp_path, return_seconds=1) as here:
        await here.start_bot()
        first = await here.begin_aloud()
        await here.casey.join(first)
        await here.check()
        await here.until_heard(ASKED[0])
        await here.click(first, "iv:write")
        thread = await thread_of(here)
        await here.until_said(thread, "Let us go on here, in writing.")
        await here.wait(lambda: BOT not in here.sim.world.voice_states, "the line is free")
        await here.wait(lambda: not here.made_rooms(), "the room is removed")
        await here.says(thread, "I like maps.")
        await here.until_asked(thread, "What did you learn")
        await here.click(thread, "iv:talk")
        await here.wait(here.made_rooms, "there is a room again")
        (second,) = here.made_rooms()
        await here.casey.join(second)
        await here.check()
        await here.until_heard("Good to hear you here. This is where we were. Thank you. What did you learn from it?")
        await here.answer(5)
        await leaves_and_returns(here, second)
        await here.answer(6)
        await here.casey.leave()
        await here.becomes("paused", "room_left")
        assert await thread_of(here) == thread
        await here.until_said(thread, "This interview rests")
        await here.wait(lambda: not here.made_rooms(), "the second room is removed")
        await here.click(thread, "iv:continue")
        await here.until_asked(thread, ASKED[2])
        await here.says(thread, "Two evenings.")
        await here.becomes("completed", "finished")
        check(here)


async def leaves_and_returns(here: VoiceTown, room: int) -> None:
    """In the middle of what the interviewer says."""
    await here.casey.leave()
    await here.until_said(room, "I do not hear you any more")
    await here.casey.join(room)
    await here.until_heard(f"Good to have you back. This is where we were. {ASKED[1]}")


def check(here: VoiceTown) -> None:
    kept = here.rows("SELECT interview_type, medium, candidate_id FROM interview_sessions")
    assert kept == [("voice", "text", CANDIDATE)]
    assert [turn.text for turn in here.turns() if turn.kind == "question"] == list(ASKED)
    assert here.answers() == ["I like maps.", PHRASES[5], PHRASES[6], "Two evenings."]
    said = [text for session in here.gemini.sessions for text in session.said]
    assert sum("Hello!" in text for text in said) == 1
    moved = [detail for kind, detail in here.events() if kind == "moved"]
    assert ["text" in each for each in moved] == [True, False, True]
    assert here.sim.world.errors == []
    assert "Traceback" not in here.log()
