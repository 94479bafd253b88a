"""Nothing of what is said in a voice interview is ever printed: at DEBUG, with everything going wrong, in both ways."""

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import log
from bot.interview.models import Status
from bot.log import NEVER_DEBUG
from bot.ports.posts import Action
from sims.gemini import GeminiSim
from sims.whistle import phrase
from tests.harness.paper_thread import PaperTown
from tests.harness.paper_voice import PaperRooms
from tests.harness.service_world import GUILD
from tests.harness.text_world import FIRST, SECOND
from tests.harness.virtual_time import in_virtual_time, until
from tests.harness.voice_world import VoiceHouse, voice_house

SAID = 3
WRITTEN = "MARKED words, written."
FAULTS = ("drop_mid_speech", "late_input_transcription", "unknown_frame")


@pytest.fixture
def loud(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """All that the bot's logging lets through. The handler is the same for all tests: it gets back what it had."""
    caplog.set_level(logging.DEBUG)
    for name in NEVER_DEBUG:
        caplog.set_level(logging.INFO, logger=name)
    handler, formatter, filters = caplog.handler, caplog.handler.formatter, caplog.handler.filters[:]
    handler.setFormatter(log.Scrubbed([]))
    handler.addFilter(lambda record: not record.name.startswith("sims."))
    yield caplog
    handler.setFormatter(formatter)
    handler.filters[:] = filters


async def crashes(here: VoiceHouse, number: int) -> None:
    """The relay falls in the middle, and calls again."""
    next(task for task in asyncio.all_tasks() if task.get_name() == f"interview {number}").cancel()


def test_no_word_is_printed(tmp_path: Path, loud: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    """A draft, a lost socket, a fallen relay, a move, an end: answers, questions and replies stay out of the log."""
    shown: list[object] = []

    async def main() -> None:
        async with GeminiSim() as sim, voice_house(tmp_path / "i.db", sim, PaperRooms(PaperTown())) as here:
            ada = await here.begin()
            await ada.asked(FIRST)
            for fault in FAULTS:
                sim.fail_next(fault)
            await ada.answers(SAID, then=SECOND)
            room = ada.room
            joins = room.joins
            await crashes(here, ada.interview_id)
            await until(lambda: room.joins > joins, lambda: "it does not call again")
            await ada.hears_out()
            await ada.presses(Action.WRITE)
            await until(lambda: here.service.voice_in(GUILD) is None, lambda: "the line is kept")
            await ada.reads(SECOND)
            await ada.writes(WRITTEN)
            shown.extend(asyncio.all_tasks())
            shown.append(here.service)
            await ada.becomes(Status.COMPLETED)
            assert await ada.answered() == [phrase(SAID), WRITTEN]

    in_virtual_time(main())
    out, err = capfd.readouterr()
    printed = "\n".join([loud.text, out, err, *map(repr, shown)])
    assert "crashed" in printed
    for words in (phrase(SAID), WRITTEN, FIRST, SECOND):
        assert words not in printed
