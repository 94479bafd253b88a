"""Whatever crashes runners, and however often: the interview goes on by itself, and people are told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import EdgeRefused, Reason, Refused, StoreUnavailable
from bot.interview.models import Plan, Question, Speaker, Status
from bot.ports.events import Edited, PlaceRestored
from bot.ports.messages import Typed
from bot.ports.posts import Action
from sims.gemini import GeminiSim
from tests.harness.paper_thread import PaperTown
from tests.harness.service_world import Candidate, House, house, new_interview, until
from tests.harness.troubles import full, killed, locked, read_only, runner_task_of, torn
from tests.harness.virtual_time import clock

HOUR = 3600.0
QUESTIONS = ("Why maps?", "Why towns?", "Why here?", "Why now?", "Why us?")
PLAN = Plan(
    title="Moderator",
    questions=tuple(Question(text, follow_ups=0) for text in QUESTIONS),
    brief="A community about maps.",
    closing="Thank you for all of it.",
)
LONG = "Because of this. " * 249 + "Because."
"""An answer that does not fit into what SQLite has left."""
TOLD = ("I cannot save anything right now", "Something broke on our side")
STAFF = 99

Fault = Callable[[House, Path, Candidate], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def lock(_: House, path: Path, __: Candidate) -> AsyncIterator[None]:
    with locked(path):
        yield


def full_disk(here: House, _: Path, __: Candidate) -> AbstractAsyncContextManager[None]:
    return full(here.store)


def read_only_disk(here: House, _: Path, __: Candidate) -> AbstractAsyncContextManager[None]:
    return read_only(here.store)


def a_bug(_: House, __: Path, ada: Candidate) -> AbstractAsyncContextManager[None]:
    return killed(ada)


@asynccontextmanager
async def unknown_error(here: House, _: Path, __: Candidate) -> AsyncIterator[None]:
    """What nobody foresaw, at a post."""
    here.town.faults.append(RuntimeError("marked words"))
    yield


FAULTS: tuple[Fault, ...] = (lock, full_disk, read_only_disk, a_bug, unknown_error)


def told(ada: Candidate) -> int:
    """How often the candidate read that it does not go on."""
    return sum(any(words in text for words in TOLD) for text in ada.thread.said())


async def asked(ada: Candidate, words: str) -> None:
    """The next question stands there, without anybody having done anything."""
    await until(lambda: any(words in text for text in ada.thread.said()), lambda: f"{words!r}: {ada}", seconds=1000)


@pytest.mark.parametrize("fault", FAULTS)
async def test_faults_that_were_followed_by_an_answer_count_no_more(
    path: Path, sim: GeminiSim, town: PaperTown, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    """Hours apart, one at each answer: all are answered, in order and once, and nobody had to press anything."""
    async with house(path, sim, town) as here:
        ada = await here.begin(plan=PLAN)
        for number, then in enumerate((*QUESTIONS[1:], PLAN.closing)):
            async with fault(here, path, ada):
                await ada.says(f"{number} {LONG}")
                await until(lambda seen=number: told(ada) > seen, lambda: str(ada), seconds=60)  # type: ignore[misc]
            await asked(ada, then)
            await asyncio.sleep(3 * HOUR)
        await here.becomes(ada.interview_id, Status.COMPLETED)
        answers = await here.answered(ada.interview_id)
    assert answers == [f"{number} {LONG}" for number in range(5)]
    assert told(ada) == 5
    for text in QUESTIONS:
        assert sum(text in said for said in ada.thread.said()) == 1
    assert "Because of this" not in caplog.text
    assert "marked words" not in caplog.text


@pytest.mark.parametrize("fault", FAULTS)
async def test_four_troubles_that_passed_tell_nobody(path: Path, sim: GeminiSim, town: PaperTown, fault: Fault) -> None:
    """Minutes apart, each followed by an answer: none of them lasted, and nobody is called."""
    async with house(path, sim, town) as here:
        ada = await here.begin(plan=PLAN)
        await here.store.save_settings(replace(await here.store.settings(10), notify_channel_id=STAFF))
        for number, then in enumerate(QUESTIONS[1:]):
            async with fault(here, path, ada):
                await ada.says(f"{number} {LONG}")
                await until(lambda seen=number: told(ada) > seen, lambda: str(ada), seconds=60)  # type: ignore[misc]
            await asked(ada, then)
            await asyncio.sleep(150)
    assert not any("keeps breaking" in text for text in ada.thread.said())
    assert town.reviewers == []


async def test_one_lock_in_which_much_is_written(
    path: Path, sim: GeminiSim, town: PaperTown, caplog: pytest.LogCaptureFixture
) -> None:
    """Told once, whose side it is on; all of it is read once, in order; the log names the cause."""
    async with house(path, sim, town) as here:
        ada = await here.begin(plan=PLAN)
        with locked(path):
            for number in range(6):
                await ada.says(f"line {number}")
                await asyncio.sleep(7)
        await asked(ada, QUESTIONS[1])
        assert await here.answered(ada.interview_id) == ["\n".join(f"line {number}" for number in range(6))]
    assert told(ada) == 1
    assert "database is locked" in caplog.text


async def test_it_goes_on_as_soon_as_anything_is_written(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """The first write after an outage starts all interviews again that crashed over it."""
    async with house(path, sim, town) as here:
        people = [await here.begin(candidate, plan=PLAN) for candidate in (7, 8, 9)]
        with locked(path):
            for person in people:
                await person.says("Because.")
            await asyncio.sleep(100)
            assert here.store.refusal == "the database refused: database is locked"
        await here.store.probe()
        for person in people:
            await person.sees(QUESTIONS[1])
        assert here.store.refusal is None


async def test_a_lost_press_is_answered_by_where_we_were(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Nothing was written that could be replied to: a sign says that it goes on, and shows the question once more."""
    async with house(path, sim, town) as here:
        ada = await here.begin(plan=PLAN)
        with locked(path):
            await ada.presses(Action.SKIP)
            await until(lambda: told(ada), lambda: str(ada), seconds=20)
        await asked(ada, "It goes on again")
        assert QUESTIONS[0] in ada.thread.said()[-1]
        assert "goes_on" in await here.events(ada.interview_id)
        await ada.presses(Action.SKIP)
        await ada.sees(QUESTIONS[1])


async def test_a_press_in_a_long_trouble_is_answered(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Who presses reads each time what is; who only writes is not told again and again."""
    async with house(path, sim, town) as here:
        ada = await here.begin(plan=PLAN)
        with locked(path):
            await ada.says("Because.")
            await until(lambda: told(ada), lambda: str(ada), seconds=20)
            for words in ("And.", "Also."):
                await ada.says(words)
                await asyncio.sleep(1)
            assert told(ada) == 1
            await ada.presses(Action.CONTINUE)
            await until(lambda: told(ada) == 2, lambda: str(ada), seconds=20)
        await asked(ada, QUESTIONS[1])
        assert await here.answered(ada.interview_id) == ["Because.\nAnd.\nAlso."]


@pytest.mark.parametrize("channel", [True, False])
async def test_the_team_is_told_once_and_when_it_goes_on(
    path: Path, sim: GeminiSim, town: PaperTown, channel: bool
) -> None:
    """Of a trouble that lasts; and the candidate reads whether anybody was told."""
    async with house(path, sim, town) as here:
        ada = await here.begin(plan=PLAN)
        settings = await here.store.settings(10)
        await here.store.save_settings(replace(settings, notify_channel_id=STAFF if channel else None))
        with locked(path):
            await ada.says("Because.")
            await asyncio.sleep(2 * HOUR)
            words = "I have told the server's team" if channel else "I could not tell anybody"
            assert sum(words in text for text in ada.thread.said()) == 1
            assert len(town.reviewers) == int(channel)
        await asked(ada, QUESTIONS[1])
        await asyncio.sleep(HOUR)
    assert [("does not go on" in text, "goes on again" in text) for text in town.reviewers] == (
        [(True, False), (False, True)] if channel else []
    )


async def test_what_falls_for_ever_does_not_talk_for_ever(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """A day of crashes, each a moment after its runner began: a few posts, and it is still tried, and can be ended."""
    async with house(path, sim, town) as here:
        ada = await here.begin(plan=PLAN)
        async with killed(ada, every=20.0):
            await asyncio.sleep(24 * HOUR)
        assert len(ada.thread.said()) < 15
        await asked(ada, "It goes on again")
        await ada.answers("Because.", then=QUESTIONS[1])


async def test_a_record_that_cannot_be_read(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """It crashes at each start. Mended it goes on by itself; also after a new start of the process."""
    async with house(path, sim, town) as here:
        ada = await here.begin(plan=PLAN)
    with torn(path, ada.interview_id):
        async with house(path, sim, town) as here:
            await here.service.restore()
            ada = Candidate(here, ada.interview_id, ada.thread)
            await ada.sees(TOLD[1])
            await ada.says("Because.")
            await asyncio.sleep(HOUR)
            assert here.service.owner(ada.thread.id) == (ada.interview_id, 7)
    async with house(path, sim, town) as here:
        await here.service.restore()
        await Candidate(here, ada.interview_id, ada.thread).sees(QUESTIONS[1])


@pytest.mark.parametrize("reason", [Reason.CANDIDATE, Reason.STAFF])
async def test_end_works_where_nothing_else_does(path: Path, sim: GeminiSim, town: PaperTown, reason: Reason) -> None:
    """With a record that cannot be read; and then a new start works."""
    async with house(path, sim, town) as here:
        ada = await here.begin(plan=PLAN)
    with torn(path, ada.interview_id):
        async with house(path, sim, town) as here:
            await here.service.restore()
            with pytest.raises(Refused):
                await here.service.start(new_interview(7))
            assert await here.service.stop_interview(ada.interview_id, reason)
            assert await here.status(ada.interview_id) is Status.ENDED
            assert here.service.running_count() == 0
            await until(lambda: ada.thread.archived, "its thread is left open")
            await here.begin(7, plan=PLAN)


async def test_end_while_nothing_can_be_saved(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """The caller is told so; it ends by itself later, and nothing else is asked before."""
    async with house(path, sim, town) as here:
        ada = await here.begin(plan=PLAN)
        with locked(path):
            await ada.says("Because.")
            await until(lambda: told(ada), lambda: str(ada), seconds=20)
            with pytest.raises(StoreUnavailable, match="locked"):
                await here.service.stop_interview(ada.interview_id, Reason.CANDIDATE)
            await ada.says("Hello?")
            await asyncio.sleep(30)
        await until(lambda: here.service.running_count() == 0, "it does not end", seconds=1000)
        assert await here.status(ada.interview_id) is Status.ENDED
        await ada.sees("is ended")
    assert not any(QUESTIONS[1] in text for text in ada.thread.said())


async def test_end_of_a_relay_that_hangs(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Discord takes nothing, so the goodbye cannot be said; the record ends all the same."""
    async with house(path, sim, town) as here:
        ada = await here.begin(plan=PLAN)
        town.present.clear()
        await ada.says("Because.")
        await asyncio.sleep(3)
        assert await here.service.stop_interview(ada.interview_id, Reason.STAFF)
        assert await here.status(ada.interview_id) is Status.ENDED
        assert here.service.running_count() == 0
        town.present.set()


async def test_a_start_that_broke_in_the_middle_blocks_no_other(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """The database was locked between the row and its thread."""
    async with house(path, sim, town) as here:
        await here.service.restore()
        lock = locked(path)
        town.on_open = lock.__enter__
        with pytest.raises(StoreUnavailable):
            await here.service.start(new_interview(7))
        town.on_open = lambda: None
        lock.__exit__(None, None, None)
        await here.begin(7, plan=PLAN)


async def test_the_deadline_ends_also_what_cannot_go_on(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Its runner crashes again and again until there is no time left."""
    async with house(path, sim, town) as here:
        started = await here.service.start(replace(new_interview(7, plan=PLAN), deadline_at=clock() + 3 * HOUR))
        ada = Candidate(here, started.interview_id, town.threads[started.place_id])
        await ada.sees(QUESTIONS[0])
        async with killed(ada):
            await asyncio.sleep(4 * HOUR)
        assert await here.status(ada.interview_id) is Status.ABANDONED


@pytest.mark.parametrize("refusal", [EdgeRefused(400, 50035), EdgeRefused(400, 200000), EdgeRefused(403, 0)])
async def test_a_refused_post_is_said_otherwise(
    path: Path, sim: GeminiSim, town: PaperTown, refusal: EdgeRefused
) -> None:
    """Nothing crashes; the record names Discord's numbers."""
    async with house(path, sim, town) as here:
        ada = await here.begin(plan=PLAN)
        for number, then in enumerate((*QUESTIONS[1:], PLAN.closing)):
            town.faults.append(refusal)
            await ada.answers(f"Because {number}.", then=then)
            await asyncio.sleep(HOUR)
        await here.becomes(ada.interview_id, Status.COMPLETED)
        detail = await here.detail(ada.interview_id)
    kinds = [event.kind for event in detail.events]
    assert "fell" not in kinds
    assert kinds.count("post_refused") == 5
    refused = [event.detail for event in detail.events if event.kind == "post_refused"]
    assert {(each["status"], each["code"]) for each in refused} == {(refusal.status, refusal.code)}


@pytest.mark.parametrize(
    ("question", "forbidden", "sees"),
    [
        ("Read https://maps.example/rules first. Agreed?", "https://", "Read [link] first. Agreed?"),
        ("What is a swearword to you?", "swearword", "Discord does not take the words that belong here"),
    ],
)
async def test_words_that_discord_never_takes(
    path: Path, sim: GeminiSim, town: PaperTown, question: str, forbidden: str, sees: str
) -> None:
    """A link is left out; other words are said to be refused, and the buttons are there to go on."""
    plan = replace(PLAN, questions=(PLAN.questions[0], Question(question, follow_ups=0), PLAN.questions[2]))
    async with house(path, sim, town) as here:
        ada = await here.begin(plan=plan)
        town.forbidden = forbidden
        await ada.answers("Because.", then=sees)
        await ada.presses(Action.SKIP)
        await ada.sees(QUESTIONS[2])
        turns = [turn.text for turn in await here.turns(ada.interview_id) if turn.speaker is Speaker.INTERVIEWER]
        assert question in turns
        assert "fell" not in await here.events(ada.interview_id)


async def test_a_place_that_takes_no_words_at_all(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Every post is refused for a day: neither a loop nor the end; then it goes on."""
    async with house(path, sim, town) as here:
        ada = await here.begin(plan=PLAN)
        town.faults.extend([EdgeRefused(400, 50035)] * 100_000)
        await ada.says("Because.")
        await asyncio.sleep(24 * HOUR)
        assert 100_000 - len(town.faults) < 1_500
        town.faults.clear()
        await asked(ada, QUESTIONS[1])
        assert await here.answered(ada.interview_id) == ["Because."]


async def test_what_is_typed_does_not_wake(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Only what somebody does on purpose is worth a try at once; a message is."""
    async with house(path, sim, town) as here:
        ada = await here.begin(plan=PLAN)
        async with killed(ada):
            await ada.sees(TOLD[1])
        await ada.says("Because.")
        assert here.service.deliver(ada.thread.id, Typed(town.new_id(), ""))
        await ada.sees(QUESTIONS[1])


async def test_a_question_that_cannot_be_noted_is_not_shown_at_each_try(
    path: Path, sim: GeminiSim, town: PaperTown
) -> None:
    """It stands there, but its place in the record could not be written: shown anew once that can be, not before."""
    async with house(path, sim, town) as here:
        ada = await here.begin(plan=PLAN)
        town.present.clear()
        await ada.says(LONG)
        await asyncio.sleep(5)  # the question is in the record, and waits for Discord
        with locked(path):
            town.present.set()
            await asyncio.sleep(2 * HOUR)
            assert sum(QUESTIONS[1] in said for said in ada.thread.said()) == 1
        await until(lambda: ada.offered(Action.PAUSE), lambda: str(ada), seconds=1000)
        assert sum(QUESTIONS[1] in said for said in ada.thread.said()) == 2


async def test_what_was_written_before_a_fall_is_not_overtaken(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """It stands in a thread that cannot be read at first, while what was written later was delivered."""
    async with house(path, sim, town) as here:
        ada = await here.begin(plan=PLAN)
        await ada.says("one")
        await asyncio.sleep(0.01)  # it is taken, and not yet an answer
        runner = runner_task_of(ada)
        assert runner is not None
        ada.thread.gone = Reason.PERMISSIONS
        runner.cancel()
        await ada.says("two")
        await asyncio.sleep(30)
        ada.thread.gone = None
        here.service.deliver(ada.thread.id, PlaceRestored())
        await asked(ada, QUESTIONS[1])
        assert await here.answered(ada.interview_id) == ["one\ntwo"]


async def test_a_thread_that_could_not_be_read_in_a_pause_is_read_when_it_can_be(
    path: Path, sim: GeminiSim, town: PaperTown
) -> None:
    """Written in a gap of the gateway; when that was over the thread was locked for a moment."""
    async with house(path, sim, town) as here:
        ada = await here.begin(plan=PLAN)
        await ada.presses(Action.PAUSE)
        await here.becomes(ada.interview_id, Status.PAUSED)
        ada.writes(LONG)
        ada.thread.gone = Reason.THREAD_LOCKED
        await here.service.catch_up()
        await asyncio.sleep(5)
        ada.thread.gone = None
        here.service.deliver(ada.thread.id, PlaceRestored())
        await asked(ada, QUESTIONS[1])
        assert await here.answered(ada.interview_id) == [LONG]


async def test_what_could_not_be_read_is_not_hidden_by_what_is_edited_meanwhile(
    path: Path, sim: GeminiSim, town: PaperTown
) -> None:
    """Two messages in a gap, and the thread is locked when it is over: one of them is edited, and that is told."""
    async with house(path, sim, town) as here:
        ada = await here.begin(plan=PLAN)
        ada.writes("one")
        second = ada.writes("two")
        ada.thread.gone = Reason.THREAD_LOCKED
        await here.service.catch_up()
        await here.becomes(ada.interview_id, Status.PAUSED)
        assert here.service.deliver(ada.thread.id, Edited(second, "two."))
        ada.thread.messages[-1].text = "two."
        await asyncio.sleep(5)
        ada.thread.gone = None
        here.service.deliver(ada.thread.id, PlaceRestored())
        await asked(ada, QUESTIONS[1])
        assert await here.answered(ada.interview_id) == ["one\ntwo."]


async def test_an_edit_is_the_first_that_is_heard_of_a_message(path: Path, sim: GeminiSim, town: PaperTown) -> None:
    """Written in a gap, edited after it, and a follow-up was posted in between: it is an answer, not an old one."""
    async with house(path, sim, town) as here:
        ada = await here.begin(plan=PLAN)
        town.present.clear()
        await ada.says("one")
        await asyncio.sleep(5)
        second = ada.writes("two")
        town.present.set()
        await until(lambda: len(ada.thread.messages) > 4, "nothing is asked")
        ada.thread.messages[[each.id for each in ada.thread.messages].index(second)].text = "two."
        assert here.service.deliver(ada.thread.id, Edited(second, "two."))
        await asyncio.sleep(5)
        assert "two." in "\n".join(await here.answered(ada.interview_id))
