"""The simulated model stops in the middle of a sentence, in whole interviews: half a sentence is never shown."""

from pathlib import Path

import pytest

from bot.interview.models import Speaker
from sims.gemini import GeminiSim, Reply
from tests.harness.paper_thread import PaperTown
from tests.harness.text_world import room
from tests.harness.virtual_time import in_virtual_time

ASKED = "Which library did you use for that?"


@pytest.mark.parametrize(
    ("name", "times", "follow_ups"),
    [("cut_mid_sentence", 99, 0), ("cut_mid_sentence", 1, 1), ("rest_after_the_end", 99, 1)],
)
def test_only_whole_sentences_stand_there(name: str, times: int, follow_ups: int, tmp_path: Path) -> None:
    """Neither in the thread nor in the record; what can be had whole is shown."""
    in_virtual_time(stand_there(name, times, follow_ups, tmp_path / "interviews.db"))


async def stand_there(name: str, times: int, follow_ups: int, path: Path) -> None:
    async with GeminiSim(brain=lambda context, setup: Reply(ASKED)) as sim, room(path, sim, PaperTown()) as here:
        sim.late = 0.3
        for _ in range(times):
            sim.fail_next(name)
        ada = await here.begin()
        newest = ada.newest
        ada.says("Answer 1 of Ada.")
        assert await ada.comes(after=newest) == "question"
        assert ada.shown(ASKED) == follow_ups
        assert ada.shown("Which library") == follow_ups, f"half of it is shown:\n{ada}"
        ours = [f"{turn.lead} {turn.text}" for turn in await ada.turns() if turn.speaker is Speaker.INTERVIEWER]
        assert sum("Which library" in words for words in ours) == follow_ups
        assert any("Which library" in words for session in sim.sessions for words in session.said)
