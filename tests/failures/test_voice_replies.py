"""By voice, replies that stop, never end, or are no speech: the whole product, from the socket to the record."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.gemini.api.settings import Timeouts
from bot.interview.models import Plan, Question, Status
from sims.gemini import ContextEntry, GeminiSim, Moment, Reply, obeys_silence
from sims.whistle import mark, phrase
from tests.harness.paper_thread import PaperTown
from tests.harness.paper_voice import PaperRooms
from tests.harness.text_world import CLOSING, FIRST, SECOND
from tests.harness.virtual_time import clock, in_virtual_time
from tests.harness.voice_world import SPOKEN_PLAN, Caller, VoiceHouse, voice_house

Scene = Callable[[VoiceHouse, Caller], Awaitable[None]]
LONGEST = ("Tell me what you would do and " + "why that would help them, and " * 32)[:980] + " say how you know?"
LONG_PLAN = Plan("Moderator", (Question(FIRST, follow_ups=0), Question(LONGEST, follow_ups=0)), closing=CLOSING)

FOLLOWED_PLAN = Plan("Moderator", (Question(FIRST, follow_ups=1), Question(SECOND, follow_ups=0)), closing=CLOSING)
ASKED = "What came of it?"


def played(path: Path, scene: Scene, plan: Plan = SPOKEN_PLAN) -> None:
    """One candidate; the scene begins when the first question was heard."""

    async def main() -> None:
        async with (
            GeminiSim(brain=obeys_silence) as sim,
            voice_house(path / "i.db", sim, PaperRooms(PaperTown()), timeouts=Timeouts()) as here,
        ):
            ada = await here.begin(plan=plan)
            await ada.asked(FIRST)
            await scene(here, ada)

    in_virtual_time(main())


async def ends_well(ada: Caller, *answers: int) -> None:
    """Each answer is in the record, once, and each question was said without a mark."""
    await ada.becomes(Status.COMPLETED)
    assert await ada.answered() == [phrase(number) for number in answers], await ada.story()
    assert all(turn.spoken is not None and not turn.marks for turn in await ada.turns()), await ada.story()


@pytest.mark.parametrize("fault", ["stalls", "tone"])
def test_a_question_that_was_not_said_to_its_end_is_said_again_soon(tmp_path: Path, fault: str) -> None:
    """While the candidate still waits for it."""

    async def scene(here: VoiceHouse, ada: Caller) -> None:
        here.sim.fail_next(fault, at=Moment.TOOL)
        await ada.says(3)
        began = clock()
        await ada.asked(SECOND)
        assert clock() - began < 40.0
        assert mark(SECOND) in ada.heard()
        await ada.says(5)
        await ends_well(ada, 3, 5)

    played(tmp_path, scene)


def test_the_longest_question_is_heard_once_and_whole(tmp_path: Path) -> None:
    """1,000 characters, said slowly and sent as they are said."""

    async def scene(here: VoiceHouse, ada: Caller) -> None:
        here.sim.drawl, here.sim.speed = 5.5, 1.0
        await ada.says(3)
        turn = await ada.asked(LONGEST[:60])
        assert turn.spoken is not None
        assert turn.spoken.heard_ms > 90_000
        here.sim.drawl = 1.0
        await ada.says(5)
        await ends_well(ada, 3, 5)
        assert "live_rotated" not in await ada.events()

    played(tmp_path, scene, LONG_PLAN)


def test_replies_that_are_cut_at_their_first_word_leave_no_trace(tmp_path: Path) -> None:
    """Somebody rustles, four times; nothing is posted for that, and the answer after it is taken as ever."""

    async def scene(here: VoiceHouse, ada: Caller) -> None:
        posted = len(ada.room.chat.messages)
        here.sim.fail_always("cut_at_once")
        for _ in range(4):
            await ada.says(9, seconds=0.5)
            await ada.hears_out()
        assert len(await ada.turns()) == 2, await ada.story()
        assert len(ada.room.chat.messages) == posted
        assert "live_replies_cut" in await ada.events()
        here.sim.heal()
        await ada.says(3)
        await ada.asked(SECOND)
        await ada.says(5)
        await ends_well(ada, 3, 5)

    played(tmp_path, scene)


def asks_back(context: Sequence[ContextEntry], setup: Mapping[str, Any]) -> Reply:
    """A follow-up to each first answer; what it is given to say it says."""
    last = context[-1].text
    return Reply(ASKED) if last in {phrase(3), phrase(5)} else obeys_silence(context, setup)


def test_what_is_said_twice_is_heard_once(tmp_path: Path) -> None:
    """A question, and a follow-up: neither is posted, or asked, a second time."""

    async def scene(here: VoiceHouse, ada: Caller) -> None:
        here.sim.brain = asks_back
        here.sim.fail_next("twice")
        await ada.says(3)
        await ada.asked(ASKED)
        await ada.hears_out()
        await ada.hears_out()
        assert ada.heard().count(mark(ASKED)) == 1
        here.sim.fail_next("twice", at=Moment.TOOL)
        await ada.says(4)
        await ada.asked(SECOND)
        await ada.hears_out()
        await ada.hears_out()
        await ada.says(6)
        await ends_well(ada, 3, 4, 6)
        assert [turn.text for turn in await ada.turns() if turn.text == ASKED] == [ASKED]
        assert "live_unasked" in await ada.events()

    played(tmp_path, scene, FOLLOWED_PLAN)


@pytest.mark.parametrize("late", [3.5, 6.0])
def test_words_that_come_long_after_the_call(tmp_path: Path, late: float) -> None:
    """Nobody is asked to say it again."""

    async def scene(here: VoiceHouse, ada: Caller) -> None:
        here.sim.late = late
        here.sim.fail_next("late_input_transcription")
        await ada.says(3)
        await ada.asked(SECOND)
        await ada.says(5)
        await ends_well(ada, 3, 5)
        outputs = [frame for session in here.sim.sessions for frame in session.received if "toolResponse" in frame]
        assert len(outputs) == 2

    played(tmp_path, scene)


def test_a_very_long_answer_whose_socket_goes_is_marked(tmp_path: Path) -> None:
    """Two minutes of which no word had come yet; reviewers read that something is missing."""

    async def scene(here: VoiceHouse, ada: Caller) -> None:
        here.sim.fail_next("cough")
        await ada.says(3, seconds=110.0, ends=False)
        here.sim.sessions[-1].drop()
        await ada.says(4, seconds=2.0)
        await ada.asked(SECOND)
        assert "live_audio_untranscribed" in await ada.events()

    played(tmp_path, scene)
