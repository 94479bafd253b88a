"""What arrives while the last words are posted: the runner takes nothing any more, and its author is told as well."""

from pathlib import Path

from bot.interview.models import Status
from bot.ports.posts import Action
from sims.gemini import GeminiSim
from tests.harness.paper_thread import PaperTown
from tests.harness.service_world import house, until

AFTER = "it is not in the record"


async def test_written_between_the_end_and_the_last_words(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Once, also when more comes later."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        town.present.clear()
        await ada.presses(Action.END)
        await here.becomes(ada.interview_id, Status.ENDED)
        await ada.says("Wait, I forgot something.")
        town.present.set()
        await ada.sees(AFTER)
        await here.service.wrote_after_end(ada.thread.id, ada.thread.candidate)
        assert sum(AFTER in text for text in ada.thread.said()) == 1
        assert await here.answered(ada.interview_id) == []
        assert (await here.events(ada.interview_id)).count("wrote_after_end") == 1


async def test_nobody_is_told_while_it_runs(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Nor after it, when nothing was written, nor somebody else than its candidate."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        await here.service.wrote_after_end(ada.thread.id, ada.thread.candidate)
        await ada.answers_all()
        await until(lambda: here.service.running_count() == 0, "it is over")
        await here.service.wrote_after_end(ada.thread.id, ada.thread.candidate + 1)
        assert not any(AFTER in text for text in ada.thread.said())
        assert "wrote_after_end" not in await here.events(ada.interview_id)
