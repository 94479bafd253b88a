"""Asked twice to go on by voice; and what must be forgotten, or held open, on the way."""

import asyncio
from pathlib import Path

from bot.errors import Reason
from bot.interview import item_ids
from bot.interview.models import Medium
from bot.interview.timing import Timing
from bot.ports.model import ModelTurn
from bot.ports.posts import Action
from sims.gemini import GeminiSim
from tests.failures.test_voice_faults import played
from tests.harness.paper_thread import PaperTown
from tests.harness.service_world import FOLLOW_UP, GUILD, house
from tests.harness.text_world import FIRST
from tests.harness.voice_world import Caller, VoiceHouse
from tests.runtime.test_crashes import runner_task_of
from tests.runtime.test_voice_messages import recorded, sends


def test_continue_by_voice_pressed_twice(tmp_path: Path) -> None:
    """No room can be made: both presses are one try, and one sentence. The next press is another."""

    async def scene(here: VoiceHouse, ada: Caller) -> None:
        def tries() -> int:
            return sum("could not open a voice channel" in text for text in ada.thread.said())

        await ada.presses(Action.WRITE)
        await ada.reads(FIRST)
        here.rooms.refuse = Reason.NO_SPACE
        for _ in range(2):
            assert await here.service.move(ada.interview_id, Medium.VOICE)
        await ada.reads("could not open a voice channel")
        await asyncio.sleep(10)
        assert tries() == 1
        assert here.service.voice_in(GUILD) is None
        assert await here.service.move(ada.interview_id, Medium.VOICE)
        await asyncio.sleep(10)
        assert tries() == 2

    played(tmp_path, scene)


async def test_what_a_lost_session_said_is_no_answer_to_the_next_runner(
    path: Path, sim: GeminiSim, town: PaperTown
) -> None:
    """A runner that crashes takes its Live session along: words of that one are for nobody."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        stale = "Did you like it?"
        running = here.service._supervisor.get(ada.interview_id)
        assert running is not None
        async with asyncio.timeout(30):
            await ada.says("I like maps.")
            while len(await here.turns(ada.interview_id)) < 3:  # noqa: ASYNC110 - as in `until`
                await asyncio.sleep(0.001)
        runner = runner_task_of(ada)
        running.inbox.put_own(ModelTurn(item_ids.hears(3), stale))
        runner.cancel()
        await ada.sees("Something broke on our side")
        await ada.presses(Action.CONTINUE)
        await ada.sees(FOLLOW_UP)
        assert not any(stale in text for text in ada.thread.said())


async def test_an_answer_stays_open_while_its_voice_message_is_read(
    path: Path, sim: GeminiSim, town: PaperTown
) -> None:
    """However long that takes: what was written beside it waits for it."""
    async with house(path, sim, town, timing=Timing()) as here:
        ada = await here.begin()
        town.delivers.clear()
        sends(ada, recorded(9))
        await asyncio.sleep(1)
        await ada.says("That is all.")
        await asyncio.sleep(20)
        assert await here.answered(ada.interview_id) == []
        town.delivers.set()
        await ada.sees(FOLLOW_UP)
        assert "That is all." in (await here.answered(ada.interview_id))[0]
