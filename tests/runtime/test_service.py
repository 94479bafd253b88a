"""Whole interviews over a real Store file and real Live sockets."""

import asyncio
from pathlib import Path

from bot.clock import DAY
from bot.errors import Reason
from bot.interview.models import Status
from bot.ports.posts import Action
from sims.gemini import GeminiSim
from tests.harness.paper_thread import PaperTown
from tests.harness.service_world import FOLLOW_UP, house, until


async def test_an_interview_from_start_to_end(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Asked in order, followed up, bridged, closed; every word in the record, linked to its message."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        await ada.answers_all()
        detail = await here.detail(ada.interview_id)
        assert detail.row.status is Status.COMPLETED
        assert await here.answered(ada.interview_id) == [
            "I like maps.",
            "Maps of towns.",
            "Two people, one map.",
            "Two evenings a week.",
        ]
        assert all(turn.message_ids for turn in detail.turns)
        assert detail.tokens > 0
        assert detail.cost_usd > 0
        assert {"live_up"} <= {event.kind for event in detail.events}
        await until(lambda: here.service.running_count() == 0, "it still runs")
        assert here.service.owner(ada.thread.id) is None
        assert ada.thread.typings > 0
        assert sum(message.pings for message in ada.thread.messages) == 1


async def test_two_at_once_do_not_meet(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Each has its thread, its record, and its own socket that never hears of the other."""
    async with house(path, sim, town) as here:
        people = await asyncio.gather(*(here.begin(candidate) for candidate in (7, 8, 9)))
        await asyncio.gather(*(person.answers_all() for person in people))
        for person in people:
            assert await here.status(person.interview_id) is Status.COMPLETED
        assert len(sim.sessions) == 3
        relayed = [sum("I like maps." in entry.text for entry in session.context) for session in sim.sessions]
        assert relayed == [1, 1, 1]


async def test_the_candidate_ends_it(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """By a button; the place is tidied up and nothing runs."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        await ada.presses(Action.END)
        assert await here.becomes(ada.interview_id, Status.ENDED) == "candidate"
        await until(lambda: here.service.running_count() == 0, "it still runs")
        assert ada.thread.archived
        assert ada.thread.panel() is None


async def test_an_answer_stands_once_in_record_and_context(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Although its socket dies under it: resumed or seeded anew, the model is told once."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        await ada.answers("I like maps.", then="What did you learn")
        sim.drop_all()
        await ada.answers("Maps of towns.", then="conflict")
        texts = [entry.text for entry in sim.sessions[-1].context]
        assert sum("Maps of towns." in text for text in texts) == 1
        assert sum("<<<\nI like maps." in text for text in texts) == 1
        assert await here.answered(ada.interview_id) == ["I like maps.", "Maps of towns."]


async def test_the_reminder_lets_in_again(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """It would be read by nobody in a thread that the candidate has left; who left the server is not called back."""
    async with house(path, sim, town) as here:
        ada, bob = await here.begin(7), await here.begin(8)
        ada.thread.inside = bob.thread.inside = False
        town.members.discard(8)
        await asyncio.sleep(6.5 * DAY)
        await ada.sees("friendly reminder")
        assert ada.thread.inside
        assert not bob.thread.inside
        assert ada.thread.let_in == 1


async def test_the_reminder_of_another_process_lets_in(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """What was left meanwhile is known to nobody."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
    ada.thread.inside = False
    async with house(path, sim, town) as here:
        await here.service.restore()
        await asyncio.sleep(6.5 * DAY)
        await until(lambda: any("friendly reminder" in text for text in ada.thread.said()), "nobody is reminded")
        assert ada.thread.inside


async def test_no_other_post_pulls_back(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Who left on purpose is let in when they ask."""
    async with house(path, sim, town) as here:
        ada = await here.begin()
        ada.thread.inside = False
        await ada.answers("I like maps.", then=FOLLOW_UP)
        assert not ada.thread.inside
        assert await here.service.let_in(ada.interview_id) is None
        assert ada.thread.inside
        ada.thread.gone = Reason.THREAD_LOCKED
        assert await here.service.let_in(ada.interview_id) is Reason.THREAD_LOCKED
        town.present.clear()
        assert await here.service.let_in(ada.interview_id) is Reason.INTERNAL
        town.present.set()
        assert await here.service.let_in(4711) is None
