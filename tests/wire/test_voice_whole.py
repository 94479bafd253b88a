"""A whole interview by voice on the wire, with everything that can happen to one within twenty seconds."""

import asyncio
from pathlib import Path

from sims.discord.rtp import SILENCE
from sims.discord.world import BOT
from sims.gemini import AS_DOCUMENTED, EarFacts, Moment
from sims.whistle import PHRASES, mark
from tests.harness.voice_town import ASKED, LONG, VoiceTown, voice_town

PROMPT = 5
"""Packets (100 ms) that may still arrive when the interruption is known: some of them were on their way."""


async def interrupt(here: VoiceTown, number: int) -> None:
    """Speak while the interviewer does; only a few more packets of what they said arrive."""
    cut = sum("interrupted" in frame.get("serverContent", {}) for frame in sent(here))
    speaking = asyncio.create_task(here.casey.say(number))
    await here.wait(
        lambda: sum("interrupted" in frame.get("serverContent", {}) for frame in sent(here)) > cut, "it is interrupted"
    )
    known = len(here.casey.heard)
    after = here.casey.heard
    await here.wait(lambda: [packet.opus for packet in after[-5:]] == [SILENCE] * 5, "five frames of silence")
    assert sum(packet.opus != SILENCE for packet in after[known:]) <= PROMPT
    await speaking


def sent(here: VoiceTown) -> list[dict[str, dict[str, object]]]:
    return [frame for session in here.gemini.sessions for frame in session.sent]


async def killed_in_mid_answer(here: VoiceTown, number: int) -> None:
    """`kill -9` while they speak, when the record knows what was understood."""
    speaking = asyncio.create_task(here.casey.say(number, seconds=3.0))
    await here.wait(lambda: here.rows("SELECT text FROM drafts WHERE text <> ''"), "a draft is kept")
    await here.kill_bot()
    speaking.cancel()
    heard = len(here.casey.marks)
    await here.start_bot()
    await here.wait(lambda: len(here.casey.marks) > heard, "it goes on")


async def test_a_whole_interview_by_voice(tmp_path: Path) -> None:
    """DAVE, loss, a barge-in, goAway in mid-sentence, `kill -9` in mid-answer: everything asked and stored once."""
    async with voice_town(tmp_path, second=LONG) as here:
        here.gemini.ear = AS_DOCUMENTED  # or nothing would be known of an answer before its end
        await here.start_bot()
        room = await here.begin_aloud()
        assert here.made_rooms() == {room}
        here.sim.voice.weather.set(loss=0.05)
        await here.casey.join(room)
        await here.check()
        await here.until_heard(ASKED[0])
        assert here.heard_by_model() == []  # what is said for the check alone goes nowhere
        await here.answer(1)
        await here.answer(2, listen=False)
        begun = len(here.casey.heard)
        await here.wait(lambda: len(here.casey.heard) > begun + 120, "most of the long question is said")
        here.gemini.fail_next("go_away_mid_reply", at=Moment.TOOL)
        await interrupt(here, 3)
        await here.wait(lambda: len(here.answers()) == 3, "the interruption is the answer")
        await here.wait(lambda: len(here.gemini.sessions) == 2, "another socket")
        await here.quiet()
        await killed_in_mid_answer(here, 4)
        await here.quiet()
        await here.answer(5)
        await here.becomes("completed", "finished")
        await here.wait(lambda: not here.made_rooms(), "the room is removed")
        await here.wait(lambda: BOT not in here.sim.world.voice_states, "the bot is gone")
        check_record(here)
        check_sound(here)
        check_sockets(here)
        assert await here.stop_bot() < 10
        assert here.sim.world.errors == []
        assert "Traceback" not in here.log()


async def test_a_detector_that_is_slow_and_heeds_nothing_else(tmp_path: Path) -> None:
    """Three seconds of silence and nothing less, with the words at the end: the silence really goes through."""
    async with voice_town(tmp_path) as here:
        here.gemini.ear = EarFacts(stream_end_ends_turn=False, silence_s=3.0, transcript_at_end=True)
        await here.start_bot()
        room = await here.begin_aloud()
        await here.casey.join(room)
        await here.check()
        await here.until_heard(ASKED[0])
        await here.answer(1)
        assert here.answers() == [PHRASES[1]]
        assert len(here.gemini.sessions) == 1


def check_record(here: VoiceTown) -> None:
    """Every question once and in order, every answer once, with what was really heard, and when."""
    assert here.rows("SELECT interview_type, medium FROM interview_sessions") == [("voice", "voice")]
    turns = here.turns()
    assert [turn.text for turn in turns if turn.kind == "question"] == [ASKED[0], LONG, ASKED[2]]
    assert [turn.kind for turn in turns if turn.speaker == "interviewer"] == [
        *("opening", "question", "follow_up", "question", "question", "closing")
    ]
    assert here.answers() == [PHRASES[number] for number in range(1, 6)]
    spoken = here.spoken()
    adopted = next(turn.seq for turn in turns if turn.text == PHRASES[4])  # when it was heard died with the process
    assert [said.seq for said in spoken] == [turn.seq for turn in turns if turn.seq != adopted]
    times = [(said.started_at, said.ended_at) for said in spoken]
    assert all(began <= ended for began, ended in times)
    assert times == sorted(times)
    cut = [said for said in spoken if said.cut]
    assert [(said.kind, here.turns()[said.seq - 1].text) for said in cut] == [("question", LONG)]
    assert not cut[0].text.endswith("what do you do first?")
    assert "Imagine that two members" in cut[0].text
    assert here.marks() == {"interrupted"}


def check_sound(here: VoiceTown) -> None:
    """Casey heard every sentence, none twice, one apology; and all of it encrypted from one end to the other."""
    said = [said.text for said in here.spoken() if said.speaker == "interviewer" and not said.cut]
    apology = f"Sorry, I was gone for a moment. Everything so far is saved. {ASKED[2]}"
    assert len(here.casey.marks) == len(set(here.casey.marks))
    assert {mark(text) for text in (*said, apology)} <= set(here.casey.marks)
    assert all(packet.encrypted or packet.opus == SILENCE for packet in here.casey.heard)


def check_sockets(here: VoiceTown) -> None:
    """One greeting over all sockets; the change of sockets stands in the log with its milliseconds."""
    said = [text for session in here.gemini.sessions for text in session.said]
    assert sum("Hello!" in text for text in said) == 1
    assert sum(text.startswith("Sorry, I was gone") for text in said) == 1
    kinds = [kind for kind, _ in here.events()]
    assert kinds.index("live_go_away") < kinds.index("live_rotated") < kinds.index("live_gap")
    assert all("milliseconds" in detail for kind, detail in here.events() if kind == "live_gap")
    heard = here.heard_by_model()
    assert heard[:3] == [PHRASES[number] for number in (1, 2, 3)]
    assert heard[-1] == PHRASES[5]
