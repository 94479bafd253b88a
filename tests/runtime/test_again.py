"""Restarts and outages: from the record and the thread alone it goes on, nothing lost, nothing doubled."""

import asyncio
from pathlib import Path

from bot.interview.models import Mark, Status
from bot.ports.messages import Typed
from bot.ports.places import NewPlace
from bot.ports.posts import Action
from sims.gemini import GeminiSim
from tests.harness.paper_thread import BOT, PaperTown
from tests.harness.service_world import FOLLOW_UP, Candidate, House, house, new_interview, until
from tests.harness.virtual_time import clock
from tests.runtime.test_crashes import runner_task_of


def again(here: House, person: Candidate) -> Candidate:
    """The same person in the next life of the process."""
    return Candidate(here, person.interview_id, person.thread)


async def test_shutdown_and_restore(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Stopped between two questions; what was written meanwhile is answered once, and nothing is asked twice."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        await ada.answers("I like maps.", then=FOLLOW_UP)
    await until(lambda: all(session.closed is not None for session in sim.sessions), "a socket is left open")
    ada.writes("Maps of towns,")
    ada.writes("old ones.")
    async with house(path, sim, town) as here:
        await here.service.restore()
        ada = again(here, ada)
        await ada.sees("conflict")
        await ada.answers("Two people, one map.", then="How much time")
        await ada.answers("Two evenings a week.", then="get back to you")
        await here.becomes(ada.interview_id, Status.COMPLETED)
        assert await here.answered(ada.interview_id) == [
            "I like maps.",
            "Maps of towns,\nold ones.",
            "Two people, one map.",
            "Two evenings a week.",
        ]
    for words in ("What brings you here?", FOLLOW_UP, "Tell me about a conflict", "How much time"):
        assert sum(words in text for text in ada.thread.said()) == 1, words
    texts = [entry.text for entry in sim.sessions[-1].context]
    assert sum("Maps of towns,\nold ones." in text for text in texts) == 1


async def test_stopped_while_an_answer_is_being_written(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Leaving comes at the worst moment, right behind a message: it is stored or read again, never both."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        await ada.says("I like maps.")
    async with house(path, sim, town) as here:
        await here.service.restore()
        await again(here, ada).sees(FOLLOW_UP)
        assert await here.answered(ada.interview_id) == ["I like maps."]
    assert sum(FOLLOW_UP in text for text in ada.thread.said()) == 1


async def test_stopped_while_the_model_thinks(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """The answer is in the record, so the next life asks the model itself."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        sim.delay = 30
        await ada.says("I like maps.")
        await until(lambda: any("I like maps." in str(session.received) for session in sim.sessions), "never relayed")
    sim.delay = 0
    async with house(path, sim, town) as here:
        await here.service.restore()
        await again(here, ada).sees(FOLLOW_UP)
        assert await here.answered(ada.interview_id) == ["I like maps."]


async def test_leaving_takes_less_than_ten_seconds_even_without_discord(
    path: Path, sim: GeminiSim, town: PaperTown
) -> None:
    """A runner that hangs in a post is cancelled; the post is shown in the next life, once."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        town.present.clear()
        await ada.says("I like maps.")
        await until(lambda: sim.sessions and len(sim.sessions[0].context) > 1, "the model did not answer")
        await asyncio.sleep(0.1)
        began = clock()
    assert clock() - began < 10
    town.present.set()
    async with house(path, sim, town) as here:
        await here.service.restore()
        await again(here, ada).sees(FOLLOW_UP)
        await again(here, ada).answers("Maps of towns.", then="conflict")
    assert sum(FOLLOW_UP in text for text in ada.thread.said()) == 1


async def test_a_paused_interview_stays_paused(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """And its buttons work in the next life."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        await ada.presses(Action.PAUSE)
        await here.becomes(ada.interview_id, Status.PAUSED)
    said = len(ada.thread.said())
    async with house(path, sim, town) as here:
        await here.service.restore()
        await asyncio.sleep(0.1)
        assert await here.status(ada.interview_id) is Status.PAUSED
        assert len(sim.sessions) == 0
        ada = again(here, ada)
        await ada.presses(Action.CONTINUE)
        await here.becomes(ada.interview_id, Status.ACTIVE)
        await ada.answers("I like maps.", then=FOLLOW_UP)
    assert len(ada.thread.said()) > said


async def test_restored_interviews_sleep(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Nobody writes, so nothing is dialled and nothing is said."""
    async with house(path, sim, town) as here:
        people = [await here.begin(candidate) for candidate in range(BOT + 1, BOT + 6)]
    said = [person.thread.said() for person in people]
    async with house(path, sim, town) as here:
        await here.service.restore()
        await asyncio.sleep(0.2)
        assert here.service.running_count() == 5
    assert [person.thread.said() for person in people] == said
    assert sim.sessions == []


async def test_one_that_never_got_its_thread_is_closed(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """The process died between the click and the thread; the person can start again."""
    async with house(path, sim, town) as here:
        number = await here.store.create_interview(new_interview(7))
    async with house(path, sim, town) as here:
        await here.service.restore()
        assert await here.becomes(number, Status.FAILED) == "never_started"
        await here.begin(7)


async def test_a_thread_without_its_opening_is_begun(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """The process died between the thread and the first word."""
    async with house(path, sim, town) as here:
        new = new_interview(7)
        number = await here.store.create_interview(new)
        thread_id = await town.open(
            NewPlace(
                guild_id=new.guild_id,
                parent_id=new.parent_id,
                candidate_id=7,
                candidate_name="Ada",
                interview_id=number,
                title="Moderator",
            )
        )
        await here.store.set_thread(number, thread_id)
    async with house(path, sim, town) as here:
        await here.service.restore()
        ada = Candidate(here, number, town.threads[thread_id])
        await ada.sees("What brings you here?")
        await ada.answers_all()


async def test_a_gap_in_the_gateway_is_read_from_the_thread(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """What arrived is not read twice, what did not is; also what was written before the newest question."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        await ada.answers("I like maps.", then=FOLLOW_UP)
        ada.writes("Maps of towns.")
        await here.service.catch_up()
        await ada.sees("conflict")
        await here.service.catch_up()
        await here.service.catch_up()
        await ada.answers("Two people, one map.", then="How much time")
        assert await here.answered(ada.interview_id) == ["I like maps.", "Maps of towns.", "Two people, one map."]
        assert (await here.events(ada.interview_id)).count("caught_up") == 1


async def test_an_older_copy_comes_later(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """What was read from the thread is newer than what waited for a database that could not be written."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        runner_task_of(ada).cancel()
        await ada.sees("Something broke on our side")
        message_id = ada.writes("I like maps.")
        ada.thread.messages[-1].text = "I like globes."
        assert here.service.deliver(ada.thread.id, Typed(message_id, "I like maps."))
        await ada.sees(FOLLOW_UP)
        assert await here.answered(ada.interview_id) == ["I like globes."]


async def test_edited_in_a_gap_in_which_it_ends(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """The last answer: the look before the closing words sees it, and the record says so before it is over."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        await ada.answers("I like maps.", then=FOLLOW_UP)
        await ada.answers("Maps of towns.", then="conflict")
        await ada.answers("Two people, one map.", then="How much time")
        last = await ada.says("Two evenings a week.")
        next(each for each in ada.thread.messages if each.id == last).text = "Three evenings a week."
        await until(lambda: ada.thread.archived, "the thread is not archived")
        turn = next(each for each in await here.turns(ada.interview_id) if last in each.message_ids)
        assert (turn.text, turn.marks) == ("Two evenings a week.", (Mark.EDITED_LATER,))


async def test_an_outage_of_discord_delays_and_loses_nothing(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """The post waits; what was written meanwhile belongs to what was asked, and is answered once."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        town.present.clear()
        await ada.says("I like maps.")
        await asyncio.sleep(0.3)
        ada.writes("And globes.")
        town.present.set()
        await here.service.catch_up()
        await ada.sees(FOLLOW_UP)
        await ada.answers("Maps of towns.", then="conflict")
        answered = await here.answered(ada.interview_id)
        assert answered[0] == "I like maps."
        assert "\n".join(answered).count("And globes.") == 1
        assert "\n".join(answered).count("Maps of towns.") == 1


async def test_a_flood_is_read_from_the_thread(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """More than the inbox holds: nothing is kept in memory without end, and no text is lost."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        taken = 0
        for number in range(1200):
            words = f"line {number}"
            taken += here.service.deliver(ada.thread.id, Typed(ada.writes(words), words))
        assert taken == 1000
        await ada.sees(FOLLOW_UP)
        lines = "\n".join(await here.answered(ada.interview_id)).split("\n")
        assert lines == [f"line {number}" for number in range(1200)]
