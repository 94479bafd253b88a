"""What a process leaves behind when it dies or crashes: rows, threads, interviews that nobody runs."""

from dataclasses import replace
from pathlib import Path

from bot.interview.models import Status
from bot.ports.places import NewPlace
from sims.gemini import GeminiSim
from tests.harness.paper_thread import PaperTown
from tests.harness.service_world import CHANNEL, GUILD, Candidate, house, new_interview, until
from tests.harness.virtual_time import clock
from tests.runtime.test_crashes import runner_task_of


async def test_a_thread_that_no_record_knows(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Killed between making the thread and storing it: both go, and the person may start anew at once."""
    async with house(path, sim, town) as here:
        number = await here.store.create_interview(new_interview(7))
        await town.open(
            NewPlace(
                guild_id=GUILD,
                parent_id=CHANNEL,
                candidate_id=7,
                candidate_name="candidate 7",
                interview_id=number,
                title="Moderator",
            )
        )
    async with house(path, sim, town) as here:
        await here.service.restore()
        assert (await here.detail(number)).row.status_reason == "never_started"
        assert not town.threads
        await here.begin(7)


async def test_one_record_that_cannot_be_read(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """It keeps nobody else waiting."""
    async with house(path, sim, town) as here:
        await here.begin(7)
        bob = await here.begin(8)
        async with here.store.transaction() as connection:
            await connection.execute("UPDATE interview_sessions SET plan = '{}' WHERE candidate_id = 7")
    async with house(path, sim, town) as here:
        await here.service.restore()
        assert here.service.running_count() == 2  # it runs: its candidate is told, and it can be ended
        await Candidate(here, bob.interview_id, bob.thread).answers("I like games.", then="learn")


async def test_many_are_restored_gently(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Their threads are read one after another, not in one burst that Discord would refuse."""
    async with house(path, sim, town) as here:
        people = [await here.begin(person) for person in range(7, 27)]
    town.reads.clear()
    began = clock()
    async with house(path, sim, town) as here:
        await here.service.restore()
        await until(lambda: len(town.reads) == len(people), "not all threads are read")
        assert clock() - began > 0.04 * len(people)


async def test_the_deadline_of_a_fallen_interview(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """No runner runs any more, and it is closed as abandoned all the same."""
    async with house(path, sim, town) as here:
        soon = replace(new_interview(7), deadline_at=clock() + 1.5)
        started = await here.service.start(soon)
        ada = Candidate(here, started.interview_id, town.threads[started.place_id])
        await ada.sees("What brings you here?")
        runner_task_of(ada).cancel()
        await ada.sees("Something broke on our side")
        assert await here.becomes(ada.interview_id, Status.ABANDONED) == "deadline"
        await ada.sees("its time was over")
        await until(lambda: here.service.running_count() == 0, "it still runs")


async def test_a_thread_that_was_not_archived(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Killed between the end of an interview and the archiving of its thread: the next start archives it, once."""
    async with house(path, sim, town) as here:
        ada = await here.begin(7)
    async with house(path, sim, town) as here:
        await here.store.set_status(ada.interview_id, Status.ENDED, "candidate")
        await here.service.restore()
        assert ada.thread.archived
        ada.thread.archived = False
        await here.service.restore()
        assert not ada.thread.archived
