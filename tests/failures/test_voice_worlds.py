"""Whole voice interviews in each world that may be the real one: what ends a turn of speech is not certain."""

from pathlib import Path

import pytest

from bot.interview.models import Status
from bot.ports.posts import Action
from sims.gemini import SILENCES_TRIED, EarFacts, GeminiSim
from sims.whistle import phrase
from tests.harness.paper_thread import PaperTown
from tests.harness.paper_voice import PaperRooms
from tests.harness.text_world import CLOSING, FIRST, SECOND
from tests.harness.virtual_time import in_virtual_time
from tests.harness.voice_world import voice_house


@pytest.mark.parametrize("late", [False, True], ids=["words at once", "words at the end"])
@pytest.mark.parametrize("stream_end", [False, True], ids=["silence alone ends it", "the stream's end ends it"])
@pytest.mark.parametrize("silence_s", SILENCES_TRIED)
def test_every_answer_is_taken_once(tmp_path: Path, silence_s: float, stream_end: bool, late: bool) -> None:
    """Whatever the detector wants: no answer hangs, none is joined to the next, and nothing is asked twice."""

    async def main() -> None:
        async with GeminiSim() as sim, voice_house(tmp_path / "i.db", sim, PaperRooms(PaperTown())) as here:
            sim.ear = EarFacts(stream_end_ends_turn=stream_end, silence_s=silence_s, transcript_at_end=late)
            ada = await here.begin()
            await ada.asked(FIRST)
            await ada.answers(3, then=SECOND)
            await ada.says(5)
            await ada.becomes(Status.COMPLETED)
            assert await ada.answered() == [phrase(3), phrase(5)], await ada.story()
            turns = await ada.turns()
            for words in (FIRST, SECOND, CLOSING):
                assert sum(words in turn.text for turn in turns) == 1, await ada.story()
            assert not {"live_no_sign", "model_silent", "not_said"} & set(await ada.events())

    in_virtual_time(main())


@pytest.mark.parametrize("silence_s", SILENCES_TRIED)
def test_a_pause_in_mid_sentence_is_joined_to_nothing(tmp_path: Path, silence_s: float) -> None:
    """The microphone closes within a sentence whose turn never ends: it is no part of what is said later."""

    async def main() -> None:
        async with GeminiSim() as sim, voice_house(tmp_path / "i.db", sim, PaperRooms(PaperTown())) as here:
            sim.ear = EarFacts(stream_end_ends_turn=False, silence_s=silence_s, transcript_at_end=True)
            ada = await here.begin()
            await ada.asked(FIRST)
            await ada.says(7, seconds=1.0, ends=False)
            await ada.presses(Action.PAUSE)
            await ada.becomes(Status.PAUSED)
            await ada.presses(Action.CONTINUE)
            await ada.becomes(Status.ACTIVE)
            await ada.hears_out()
            await ada.answers(3, then=SECOND)
            await ada.says(5)
            await ada.becomes(Status.COMPLETED)
            assert (await ada.answered())[-2:] == [phrase(3), phrase(5)], await ada.story()

    in_virtual_time(main())
