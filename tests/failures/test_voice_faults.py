"""What a voice interview lives through: interruptions, sockets that die, rooms that are left, processes that end."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.interview.models import Mark, Medium, Plan, Question, Status
from bot.ports.posts import Action
from sims.gemini import GeminiSim
from sims.whistle import mark, phrase
from tests.harness.paper_thread import PaperTown
from tests.harness.paper_voice import PaperRooms
from tests.harness.service_world import GUILD
from tests.harness.text_world import CLOSING, FIRST, SECOND
from tests.harness.troubles import read_only
from tests.harness.virtual_time import in_virtual_time, until
from tests.harness.voice_world import SPOKEN_PLAN, Caller, VoiceHouse, voice_house

WHILE_THEY_SPEAK = ("drop_mid_speech", "go_away_mid_speech", "late_input_transcription", "out_of_order", "heard_twice")
WHILE_BOTH_SPEAK = ("interrupted_without_turn_complete", "late_audio_after_interrupt")
NOT_UNDERSTOOD = ("cough", "cut_at_once", "deaf_ear", "noise_label", "no_input_transcription")
ALOUD = (*WHILE_THEY_SPEAK, *WHILE_BOTH_SPEAK, *NOT_UNDERSTOOD)
"""The simulated service's failures that only a spoken conversation meets."""

Scene = Callable[[VoiceHouse, Caller], Awaitable[None]]


LONG = "Tell me about a conflict you settled" + ", and what came of it in the end" * 8 + "."
LONG_PLAN = Plan("Moderator", (Question(FIRST, follow_ups=0), Question(LONG, follow_ups=0)), closing=CLOSING)
"""More than seven seconds: who interrupts its end has heard most of it, however slow the machine is."""


def played(path: Path, scene: Scene, plan: Plan = SPOKEN_PLAN) -> None:
    """One candidate in one process; the scene begins when the first question was heard."""

    async def main() -> None:
        async with GeminiSim() as sim, voice_house(path / "i.db", sim, PaperRooms(PaperTown())) as here:
            ada = await here.begin(plan=plan)
            await ada.asked(FIRST)
            await scene(here, ada)

    in_virtual_time(main())


async def ends_well(ada: Caller, *answers: int) -> None:
    """Completed with exactly these answers, and nothing asked twice."""
    await ada.becomes(Status.COMPLETED)
    assert await ada.answered() == [phrase(number) for number in answers], await ada.story()
    turns = await ada.turns()
    for words in (FIRST, SECOND, CLOSING):
        assert sum(words in turn.text for turn in turns) == 1, await ada.story()


@pytest.mark.parametrize("fault", ["", *WHILE_BOTH_SPEAK])
def test_barge_in(tmp_path: Path, fault: str) -> None:
    """Who speaks into the end of a question silences it at once; the record holds what was heard, and it is marked."""

    async def scene(here: VoiceHouse, ada: Caller) -> None:
        if fault:
            here.sim.fail_next(fault)
        await ada.says(3)
        await ada.begins_to_hear()
        await asyncio.sleep(5)
        await ada.says(5)
        await ada.becomes(Status.COMPLETED)
        assert await ada.answered() == [phrase(3), phrase(5)], await ada.story()
        [cut] = [turn for turn in await ada.turns() if Mark.INTERRUPTED in turn.marks]
        assert cut.spoken is not None, await ada.story()
        assert cut.spoken.cut
        assert 4000 < cut.spoken.heard_ms < 7000

    played(tmp_path, scene, LONG_PLAN)


def test_a_question_that_nobody_heard_is_said_again(tmp_path: Path) -> None:
    """Cut in its first word: what was said then is kept, and the question comes again, as the same turn."""

    async def scene(here: VoiceHouse, ada: Caller) -> None:
        await ada.says(3)
        await ada.begins_to_hear()
        await asyncio.sleep(0.2)
        await ada.says(5)
        await ada.asked(LONG)
        await ada.says(7)
        await ada.becomes(Status.COMPLETED)
        answered = await ada.answered()
        assert answered[0] == phrase(3)
        assert answered[-1] == phrase(7)
        assert phrase(5) in answered
        assert sum(LONG in turn.text for turn in await ada.turns()) == 1

    played(tmp_path, scene, LONG_PLAN)


@pytest.mark.parametrize("fault", [*WHILE_THEY_SPEAK, "drop", "go_away", "go_away_mid_reply"])
def test_a_socket_that_goes(tmp_path: Path, fault: str) -> None:
    """Whatever the moment: both answers are in the record, and nobody is asked or greeted twice."""

    async def scene(here: VoiceHouse, ada: Caller) -> None:
        here.sim.fail_next(fault)
        await ada.answers(3, then=SECOND)
        await ada.says(5)
        await ends_well(ada, 3, 5)

    played(tmp_path, scene)


def test_a_cough(tmp_path: Path) -> None:
    """It may cut a question; it is no answer, and the interview goes on."""

    async def scene(here: VoiceHouse, ada: Caller) -> None:
        here.sim.fail_next("cough")
        await ada.says(9, seconds=0.6)
        await asyncio.sleep(3)
        await ada.answers(3, then=SECOND)
        await ada.says(5)
        await ends_well(ada, 3, 5)

    played(tmp_path, scene)


def test_to_writing_and_back(tmp_path: Path) -> None:
    """The same interview, the same plan; the line is free while it is written, and nothing is asked twice."""

    async def scene(here: VoiceHouse, ada: Caller) -> None:
        await ada.presses(Action.WRITE)
        await until(lambda: here.service.voice_in(GUILD) is None, lambda: "the line is kept")
        assert not here.rooms.rooms
        await ada.reads(FIRST)
        await ada.writes("I like maps.")
        await ada.reads(SECOND)
        assert await here.service.move(ada.interview_id, Medium.VOICE)
        assert here.service.voice_in(GUILD) == ada.interview_id
        await until(lambda: here.rooms.rooms, lambda: "no room is made")
        await until(lambda: mark(SECOND) in ada.heard() or ada.room.sound, lambda: "nothing is said")
        await ada.asked(SECOND)
        await ada.says(5)
        await ada.becomes(Status.COMPLETED)
        assert await ada.answered() == ["I like maps.", phrase(5)]
        assert sum(FIRST in turn.text for turn in await ada.turns()) == 1

    played(tmp_path, scene)


def test_who_leaves_and_comes_back(tmp_path: Path) -> None:
    """In time: welcomed, and the open question is said again, as the same turn."""

    async def scene(here: VoiceHouse, ada: Caller) -> None:
        ada.room.go()
        await asyncio.sleep(5)
        said = len(ada.room.sound)
        ada.room.come()
        await until(lambda: len(ada.room.sound) > said, lambda: "nobody is welcomed")
        await ada.hears_out()
        await ada.answers(3, then=SECOND)
        await ada.says(5)
        await ends_well(ada, 3, 5)

    played(tmp_path, scene)


def test_who_does_not_come_back(tmp_path: Path) -> None:
    """Paused in the thread; the line is free for others."""

    async def scene(here: VoiceHouse, ada: Caller) -> None:
        ada.room.go()
        assert await ada.becomes(Status.PAUSED) == "room_left"
        await until(lambda: here.service.voice_in(GUILD) is None, lambda: "the line is kept")
        assert not here.rooms.rooms

    played(tmp_path, scene)


def test_a_relay_that_falls_calls_again(tmp_path: Path) -> None:
    """The channel is left and joined anew, the candidate hears an apology and the question, and answers it once."""

    async def scene(here: VoiceHouse, ada: Caller) -> None:
        room = ada.room
        said = len(room.sound)
        name = f"interview {ada.interview_id}"
        next(task for task in asyncio.all_tasks() if task.get_name() == name).cancel()
        await until(lambda: room.joins == 2 and len(room.sound) > said, lambda: "it does not call again")
        await ada.hears_out()
        assert here.service.voice_in(GUILD) == ada.interview_id
        await ada.answers(3, then=SECOND)
        await ada.says(5)
        await ends_well(ada, 3, 5)
        assert "fell" in await ada.events()

    played(tmp_path, scene)


def test_no_thread_is_made_that_the_record_cannot_know(tmp_path: Path) -> None:
    """It falls again and again over a database that cannot be written: it goes on by voice once that can be."""

    async def scene(here: VoiceHouse, ada: Caller) -> None:
        async with read_only(here.store):
            await ada.says(3)
            await asyncio.sleep(1200)
            for _ in range(3):
                await ada.presses(Action.CONTINUE)
                await asyncio.sleep(60)
            assert set(here.town.threads) == set(here.rooms.rooms)
        await ada.presses(Action.CONTINUE)
        await ada.hears_out()
        await ada.answers(5, then=SECOND)

    played(tmp_path, scene)


def test_a_process_that_ends(tmp_path: Path) -> None:
    """In the middle of an answer: the next one comes back into the same room, and goes on with what was heard."""

    async def main() -> None:
        rooms = PaperRooms(PaperTown())
        async with GeminiSim() as sim:
            async with voice_house(tmp_path / "i.db", sim, rooms) as here:
                ada = await here.begin()
                await ada.asked(FIRST)
                await ada.answers(3, then=SECOND)
                room = ada.room
            assert room.listener is None
            async with voice_house(tmp_path / "i.db", sim, rooms) as here:
                await here.service.restore()
                ada = Caller(here, ada.interview_id)
                assert ada.room is room
                assert here.service.voice_in(GUILD) == ada.interview_id
                said = len(room.sound)
                await until(lambda: len(room.sound) > said, lambda: "nothing is said")
                await ada.hears_out()
                await ada.says(5)
                await ends_well(ada, 3, 5)

    in_virtual_time(main())


def test_without_gemini(tmp_path: Path) -> None:
    """The room's chat leaves the choice; in writing every planned question is asked all the same."""

    async def scene(here: VoiceHouse, ada: Caller) -> None:
        here.sim.fail_always("bad_key")
        here.sim.drop_all()
        await ada.says(3)
        await until(lambda: ada.offered(Action.WRITE), lambda: "no choice")
        await ada.presses(Action.WRITE)
        await ada.reads(FIRST)
        assert "live_down" in await ada.events()

    played(tmp_path, scene)
