"""What crashes, crashes alone: runners, places, the provider."""

import asyncio
from pathlib import Path

import pytest

from bot.errors import Reason
from bot.interview.models import Status
from bot.ports.events import PlaceLost
from bot.ports.messages import Typed
from bot.ports.posts import Action
from sims.gemini import GeminiSim
from tests.harness.paper_thread import PaperTown
from tests.harness.service_world import FOLLOW_UP, Candidate, house, until


def runner_task_of(person: Candidate) -> "asyncio.Task[None]":
    """The running task of a person's interview."""
    return next(task for task in asyncio.all_tasks() if task.get_name() == f"interview {person.interview_id}")


async def test_a_killed_relay_pauses_its_interview_alone(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """The candidate is told, the record is kept, the next press goes on, and nobody else notices."""
    async with house(path, sim, town) as here:
        ada, bob = await here.begin(7), await here.begin(8)
        await ada.answers("I like maps.", then=FOLLOW_UP)
        runner_task_of(ada).cancel()
        await ada.sees("Something broke on our side")
        assert await here.becomes(ada.interview_id, Status.PAUSED) == "internal"
        await bob.answers("I like games.", then=FOLLOW_UP)
        await ada.presses(Action.CONTINUE)
        await here.becomes(ada.interview_id, Status.ACTIVE)
        await ada.answers("Maps of towns.", then="conflict")
        assert await here.answered(ada.interview_id) == ["I like maps.", "Maps of towns."]
        assert "fell" in await here.events(ada.interview_id)
        assert "fell" not in await here.events(bob.interview_id)


async def test_what_was_written_while_it_lay_is_answered(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """The next message starts a runner again; the ones before it are read from the thread."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        runner_task_of(ada).cancel()
        await ada.sees("Something broke on our side")
        ada.writes("I like maps,")
        await ada.says("all of them.")
        await here.becomes(ada.interview_id, Status.ACTIVE)
        await ada.sees(FOLLOW_UP)
        assert await here.answered(ada.interview_id) == ["I like maps,\nall of them."]


async def test_a_relay_that_keeps_falling_is_never_left_alone(
    path: Path, sim: GeminiSim, town: PaperTown, caplog: pytest.LogCaptureFixture
) -> None:
    """Each press and each message is a try, however many there were before."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        for crash in range(1, 7):
            runner_task_of(ada).cancel()
            await ada.sees("on our side, and it is not your fault", times=crash)
            await until(lambda: here.service.running_count() == 1, "it runs no more")
            await ada.presses(Action.CONTINUE)
            await here.becomes(ada.interview_id, Status.ACTIVE)
        await ada.answers("Hello?", then=FOLLOW_UP)
    assert sum(f"interview {ada.interview_id}: its runner crashed" in line for line in caplog.messages) == 6
    assert "Hello?" not in caplog.text


async def test_a_lost_thread_ends_its_interview(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Found out while posting: the answer is in the record, the reason too, and nothing is said anywhere."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        ada.thread.gone = Reason.THREAD_DELETED
        await ada.says("I like maps.")
        assert await here.becomes(ada.interview_id, Status.FAILED) == "thread_deleted"
        assert await here.answered(ada.interview_id) == ["I like maps."]
        await until(lambda: here.service.running_count() == 0, "it still runs")


async def test_a_removed_bot_ends_the_interviews_of_that_server(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Told by the gateway."""
    async with house(path, sim, town) as here:
        ada, bob = await here.begin(7), await here.begin(8)
        here.service.guild_gone(10)
        assert await here.becomes(ada.interview_id, Status.FAILED) == "bot_removed"
        assert await here.becomes(bob.interview_id, Status.FAILED) == "bot_removed"


async def test_a_locked_thread_pauses(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """It may be unlocked again."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        here.service.deliver(ada.thread.id, PlaceLost(Reason.THREAD_LOCKED))
        assert await here.becomes(ada.interview_id, Status.PAUSED) == "thread_locked"
        assert here.service.running_count() == 1


async def test_without_the_provider_it_goes_on_without_follow_ups(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """The candidate chooses; every planned question is asked; the failure stands in the event log by name."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        sim.fail_always("bad_key")
        await ada.says("I like maps.")
        await ada.presses(Action.WITHOUT)
        await ada.sees("conflict")
        await ada.answers("Two people, one map.", then="How much time")
        await ada.answers("Two evenings a week.", then="get back to you")
        await here.becomes(ada.interview_id, Status.COMPLETED)
        assert "live_down" in await here.events(ada.interview_id)
        assert here.breaker.blocked(0.0) is not None


async def test_an_erased_interview_stops_without_a_word(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """When `stop_interview` returns nothing of it runs, so its rows can be deleted."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        before = ada.thread.said()
        await here.service.stop_interview(ada.interview_id, Reason.ERASED)
        assert ada.thread.said() == before
        assert here.service.running_count() == 0
        assert not here.service.deliver(ada.thread.id, Typed(town.new_id(), "?"))
        await here.store.erase_interview(ada.interview_id)
        await here.service.stop_interview(ada.interview_id, Reason.ERASED)


async def test_it_ends_also_where_nothing_can_be_shown(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """The goodbye has no place any more; the end is stored, and nothing of it runs."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        await until(lambda: ada.offered(Action.END), "no End button")
        ada.thread.gone = Reason.PERMISSIONS
        await ada.presses(Action.END)
        assert await here.becomes(ada.interview_id, Status.ENDED) == "candidate"
        await until(lambda: here.service.running_count() == 0, "it still runs")


async def test_a_gap_is_read_from_the_newest_answer_on(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Discord gives so many messages at once: what was said long ago must not fill them."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        newest = await ada.says("I like maps.")
        await ada.sees(FOLLOW_UP)
        town.reads.clear()
        await here.service.catch_up()
        await until(lambda: town.reads, "the thread is not read")
        assert town.reads[-1] == (ada.thread.id, newest - 1)
