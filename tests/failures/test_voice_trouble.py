"""Voice interviews in trouble: killed in mid-answer, joins that hang, no model, and models that misbehave."""

import asyncio
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.interview.models import Medium, Plan, Question, Status, TurnKind
from bot.ports.posts import Action
from sims.gemini import AS_DOCUMENTED, ContextEntry, GeminiSim, Reply, ToolCall, canned
from sims.gemini.brain import FOLLOW_UPS
from sims.whistle import mark, phrase, speak
from tests.harness.paper_thread import PaperTown
from tests.harness.paper_voice import RATE, PaperRooms
from tests.harness.service_world import GUILD
from tests.harness.text_world import CLOSING, FIRST, SECOND, WORDS
from tests.harness.virtual_time import in_virtual_time, loop, until
from tests.harness.voice_world import Caller, voice_house

SORRY = WORDS.say("en", "interview-voice-say-sorry")
FOLLOWED = Plan("Moderator", (Question(FIRST, follow_ups=1), Question(SECOND, follow_ups=1)), closing=CLOSING)
TOOL = (ToolCall("answer_is_enough"),)
Mind = Callable[[Sequence[ContextEntry], Mapping[str, Any]], Reply]


def copied(path: Path, to: Path) -> Path:
    """The database as a killed process leaves it."""
    to.mkdir()
    for each in path.parent.glob(f"{path.name}*"):
        shutil.copy(each, to / each.name)
    return to / path.name


def test_killed_in_the_middle_of_an_answer(tmp_path: Path) -> None:
    """What was heard is an answer; one sentence of apology, the same question, and the candidate adds the rest."""

    async def main() -> None:
        rooms, path = PaperRooms(PaperTown()), tmp_path / "i.db"
        async with GeminiSim() as sim:
            sim.ear = AS_DOCUMENTED
            async with voice_house(path, sim, rooms) as here:
                ada = await here.begin()
                await ada.asked(FIRST)
                await ada.room.hears(speak(3, RATE, seconds=6.0), ends=False)
                killed = copied(path, tmp_path / "killed")
            async with voice_house(killed, sim, rooms) as here:
                assert await Caller(here, ada.interview_id).answered() == [], "it was no turn when it was killed"
                before = len(ada.room.sound)
                await here.service.restore()
                ada = Caller(here, ada.interview_id)
                await until(lambda: len(ada.room.sound) > before, lambda: "nothing is said")
                await ada.hears_out()
                del ada.room.sound[:before]
                assert ada.heard() == [mark(f"{SORRY} {FIRST}")]
                assert await ada.answered() == [phrase(3)]
                await ada.answers(4, then=SECOND)
                await ada.says(5)
                await ada.becomes(Status.COMPLETED)
                assert await ada.answered() == [phrase(3), phrase(4), phrase(5)]
                assert [turn.kind for turn in await ada.turns()].count(TurnKind.QUESTION) == 2

    in_virtual_time(main())


@pytest.mark.parametrize("action", [Action.END, Action.WRITE])
def test_a_join_that_hangs_holds_up_no_button(tmp_path: Path, action: Action) -> None:
    """Who presses meanwhile is served at once, and the line is free."""

    async def main() -> None:
        rooms = PaperRooms(PaperTown())
        rooms.joins_hang = True
        async with GeminiSim() as sim, voice_house(tmp_path / "i.db", sim, rooms) as here:
            ada = await here.begin()
            await until(lambda: ada.offered(action), lambda: "nothing to press")
            await ada.presses(action)
            await until(lambda: here.service.voice_in(GUILD) is None, lambda: "the line is kept")
            assert not rooms.rooms
            if action is Action.END:
                assert await ada.becomes(Status.ENDED) == "candidate"
            else:
                await ada.reads(FIRST)

    in_virtual_time(main())


def test_a_join_that_hangs_does_not_hold_up_the_end_of_the_process(tmp_path: Path) -> None:
    """The record leads the next one back."""

    async def main() -> None:
        rooms = PaperRooms(PaperTown())
        rooms.joins_hang = True
        async with GeminiSim() as sim:
            async with voice_house(tmp_path / "i.db", sim, rooms) as here:
                ada = await here.begin()
                await until(lambda: ada.offered(Action.END), lambda: "nothing is shown")
            rooms.joins_hang = False
            async with voice_house(tmp_path / "i.db", sim, rooms) as here:
                await here.service.restore()
                await Caller(here, ada.interview_id).asked(FIRST)

    in_virtual_time(main())


def test_without_gemini_from_the_beginning(tmp_path: Path) -> None:
    """The chat offers the ways out; when it answers again the candidate is greeted, once."""

    async def main() -> None:
        async with GeminiSim() as sim, voice_house(tmp_path / "i.db", sim, PaperRooms(PaperTown())) as here:
            sim.fail_always("bad_key")
            ada = await here.begin()
            await until(lambda: ada.offered(Action.CONTINUE), lambda: "no choice")
            assert ada.heard() == []
            sim.heal()
            here.breaker.success(here.now())
            await ada.presses(Action.CONTINUE)
            await ada.asked(FIRST)
            greeting = (await ada.turns())[0]
            assert greeting.kind is TurnKind.OPENING
            assert ada.heard() == [mark(greeting.text), mark(FIRST)]
            assert [turn.kind for turn in await ada.turns()].count(TurnKind.OPENING) == 1

    in_virtual_time(main())


def test_without_gemini_nobody_chooses(tmp_path: Path) -> None:
    """The room is given back after a while, and the thread goes on when the candidate likes."""

    async def main() -> None:
        async with GeminiSim() as sim, voice_house(tmp_path / "i.db", sim, PaperRooms(PaperTown())) as here:
            ada = await here.begin()
            await ada.asked(FIRST)
            sim.fail_always("bad_key")
            sim.drop_all()
            await ada.says(3)
            await until(lambda: ada.offered(Action.CONTINUE), lambda: "no choice")
            loop().jump(901.0)
            assert await ada.becomes(Status.PAUSED) == "provider"
            await until(lambda: here.service.voice_in(GUILD) is None, lambda: "the line is kept")
            await ada.reads_paused()

    in_virtual_time(main())


def test_without_gemini_at_the_closing_words(tmp_path: Path) -> None:
    """Everything was asked: it is complete, and the words stand in the chat."""

    async def main() -> None:
        async with GeminiSim() as sim, voice_house(tmp_path / "i.db", sim, PaperRooms(PaperTown())) as here:
            ada = await here.begin()
            await ada.asked(FIRST)
            await ada.answers(3, then=SECOND)
            room = ada.room
            await ada.says(5)
            await until(lambda: any(CLOSING in text for text in room.chat.said()), lambda: "no closing words")
            sim.fail_always("bad_key")
            sim.drop_all()
            await ada.becomes(Status.COMPLETED)
            assert await ada.answered() == [phrase(3), phrase(5)]
            await until(lambda: here.service.voice_in(GUILD) is None, lambda: "the line is kept")

    in_virtual_time(main())


def never_calls(context: Sequence[ContextEntry], setup: Mapping[str, Any]) -> Reply:
    """Only asks on, whatever it was told."""
    reply = canned(context, setup)
    return Reply("And what else comes to your mind?") if reply.tool_calls else reply


def always_calls(context: Sequence[ContextEntry], setup: Mapping[str, Any]) -> Reply:
    """Finds every answer enough at once."""
    reply = canned(context, setup)
    return Reply(tool_calls=TOOL) if reply.text in FOLLOW_UPS else reply


def three_at_once(context: Sequence[ContextEntry], setup: Mapping[str, Any]) -> Reply:
    """Three questions for one."""
    reply = canned(context, setup)
    return Reply("Why? With whom? And how often, would you say?") if reply.tool_calls else reply


def spams(context: Sequence[ContextEntry], setup: Mapping[str, Any]) -> Reply:
    """Speaks links and mentions."""
    reply = canned(context, setup)
    return Reply("Look at https://evil.example and @everyone, will you?") if reply.tool_calls else reply


def rambles(context: Sequence[ContextEntry], setup: Mapping[str, Any]) -> Reply:
    """Speaks for ever, as far as anybody waits."""
    reply = canned(context, setup)
    return Reply("and then " * 700) if reply.tool_calls else reply


@pytest.mark.parametrize(
    "mind", [never_calls, always_calls, three_at_once, spams, rambles], ids=lambda each: each.__name__
)
def test_models_that_misbehave(tmp_path: Path, mind: Mind) -> None:
    """Every planned question is asked once, every answer is kept, and nothing unfit is shown."""

    async def main() -> None:
        async with GeminiSim(mind) as sim, voice_house(tmp_path / "i.db", sim, PaperRooms(PaperTown())) as here:
            ada = await here.begin(plan=FOLLOWED)
            await ada.asked(FIRST)
            room, said = ada.room, [3]
            await ada.says(3)
            for number in range(4, 12):
                await until(lambda: room.playout.busy or not here.rooms.rooms, lambda: "nothing is said")
                await until(lambda: not room.playout.busy, lambda: "it does not stop")
                await asyncio.sleep(3.0)
                if not here.rooms.rooms:
                    break
                said.append(number)
                await ada.says(number)
            await ada.becomes(Status.COMPLETED)
            turns = await ada.turns()
            for words in (FIRST, SECOND, CLOSING):
                assert sum(words in turn.text for turn in turns) == 1, await ada.story()
            answers = await ada.answered()
            assert len(answers) >= 2, await ada.story()
            assert answers == [phrase(number) for number in said[: len(answers)]], await ada.story()
            shown = "\n".join(
                [*room.chat.said(), *(each.text for each in room.captions.values() if not each.candidate)]
            )
            assert "evil" not in shown
            assert "@everyone" not in shown
            await until(lambda: here.service.voice_in(GUILD) is None, lambda: "the line is kept")

    in_virtual_time(main())


def test_a_model_that_does_nothing_but_call(tmp_path: Path) -> None:
    """It is given up with words; in writing the planned questions come as they are."""

    def calls(context: Sequence[ContextEntry], setup: Mapping[str, Any]) -> Reply:
        reply = canned(context, setup)
        return Reply(tool_calls=TOOL) if reply.tool_calls or context[-1].role == "tool" else reply

    async def main() -> None:
        async with GeminiSim(calls) as sim, voice_house(tmp_path / "i.db", sim, PaperRooms(PaperTown())) as here:
            ada = await here.begin()
            await ada.asked(FIRST)
            await ada.says(3)
            await until(lambda: ada.offered(Action.CONTINUE), lambda: "no choice")
            assert await ada.answered() == [phrase(3)]
            assert "model_calls" in await ada.events()
            await ada.presses(Action.END)
            await ada.becomes(Status.ENDED)

    in_virtual_time(main())


def test_a_move_begins_with_a_fresh_context(tmp_path: Path) -> None:
    """What the stored handle resumes was told how to go on in the other place: the record is told instead."""

    async def main() -> None:
        async with GeminiSim() as sim, voice_house(tmp_path / "i.db", sim, PaperRooms(PaperTown())) as here:
            ada = await here.begin()
            await ada.asked(FIRST)
            await ada.answers(3, then=SECOND)
            snapshot = await here.store.snapshot(ada.interview_id)
            assert snapshot is not None
            assert snapshot.handle is not None
            await ada.presses(Action.WRITE)
            await ada.reads(SECOND)
            snapshot = await here.store.snapshot(ada.interview_id)
            assert snapshot is not None
            assert snapshot.handle is None
            sockets = len(sim.sessions)
            assert await here.service.move(ada.interview_id, Medium.VOICE)
            await until(lambda: here.rooms.rooms, lambda: "no room is made")
            await until(lambda: SECOND in str(ada.room.chat.said()) or ada.heard(), lambda: "nothing is said")
            await ada.hears_out()
            first = sim.sessions[sockets]
            assert phrase(3) in str(first.context[0].text), "the record seeds it"
            await ada.says(5)
            await ada.becomes(Status.COMPLETED)
            assert await ada.answered() == [phrase(3), phrase(5)]

    in_virtual_time(main())


def test_what_is_heard_is_paid(tmp_path: Path) -> None:
    """Sound counts; over the limit the planned questions go on alone."""

    async def main() -> None:
        async with GeminiSim() as sim, voice_house(tmp_path / "i.db", sim, PaperRooms(PaperTown())) as here:
            ada = await here.begin(plan=FOLLOWED, token_limit=10)
            await ada.asked(FIRST)
            assert (await ada.detail()).tokens > 10
            await ada.answers(3, then=SECOND)
            await ada.says(5)
            await ada.becomes(Status.COMPLETED)
            assert TurnKind.FOLLOW_UP not in [turn.kind for turn in await ada.turns()]
            assert "limit_reached" in await ada.events()
            assert (await ada.detail()).cost_usd > 0

    in_virtual_time(main())


def test_the_time_is_over(tmp_path: Path) -> None:
    """In mid-conversation, too: what was said is kept, the room and the line are given back."""

    async def main() -> None:
        async with GeminiSim() as sim, voice_house(tmp_path / "i.db", sim, PaperRooms(PaperTown())) as here:
            sim.ear = AS_DOCUMENTED
            ada = await here.begin()
            await ada.asked(FIRST)
            await ada.answers(3, then=SECOND)
            snapshot = await here.store.snapshot(ada.interview_id)
            assert snapshot is not None
            await ada.room.hears(speak(5, RATE, seconds=3.0), ends=False)
            loop().jump(snapshot.deadline_at - here.now())
            assert await ada.becomes(Status.ABANDONED) == "deadline"
            assert await ada.answered() == [phrase(3), phrase(5)]
            await until(lambda: here.service.voice_in(GUILD) is None, lambda: "the line is kept")

    in_virtual_time(main())


def test_a_cough_into_a_question(tmp_path: Path) -> None:
    """It cut the first words, and nothing was understood: the question comes again by itself."""

    async def main() -> None:
        async with GeminiSim() as sim, voice_house(tmp_path / "i.db", sim, PaperRooms(PaperTown())) as here:
            ada = await here.begin()
            await ada.asked(FIRST)
            await ada.says(3)
            await ada.begins_to_hear()
            sim.fail_next("cough")
            await ada.room.hears(speak(9, RATE, seconds=0.6))
            await ada.asked(SECOND)
            await ada.says(5)
            await ada.becomes(Status.COMPLETED)
            assert await ada.answered() == [phrase(3), phrase(5)]

    in_virtual_time(main())
