"""One seed: a town, its people, its weather; and the judgement."""

import asyncio
import logging
import random
import tempfile
import traceback
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from bot.interview.models import InterviewType, Plan, Question
from bot.interview.plan.plan_json import plan_to_json
from bot.store.records import Consent, NewInterview
from sims.gemini import canned, obeys_silence
from sims.gemini.brain import Brain
from tests.failures.test_every_failure import eager
from tests.mixtures import oracle
from tests.mixtures.caller import Caller
from tests.mixtures.loop import MachineLoop, on_a_machine
from tests.mixtures.person import Person
from tests.mixtures.town import CHANNEL, GUILD, Gemini, Log, Town
from tests.mixtures.weather import Weather

MINDS: tuple[Brain, ...] = (canned, canned, obeys_silence, eager)
QUESTIONS = ("What brings you here?", "Tell me about a conflict you settled.", "How much time do you have?")
MEMORY = next((str(path) for path in [Path("/dev/shm")] if path.is_dir()), None)
"""Where the file of each town is made, if the system has it: no disk need be waited for."""


Anybody = TypeVar("Anybody", Person, Caller)


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a seed: how many interviews, and what was wrong."""

    seed: int
    interviews: int
    wrong: str
    log: tuple[str, ...]


def play(seed: int, *, aloud: bool = False, loud: bool = False) -> Played:
    """Everything that this seed stands for: people who write, or, `aloud`, one who talks. `loud`: with its log."""
    played: Played = on_a_machine(lambda loop: _play(loop, seed, aloud=aloud, loud=loud))
    return played


async def _play(loop: MachineLoop, seed: int, *, aloud: bool, loud: bool) -> Played:
    draw = random.Random(seed)
    random.seed(seed)  # the product's own draws
    log = Log(loop.time, loud=loud)
    root = logging.getLogger("bot")
    kept = root.level, root.propagate
    root.setLevel(logging.INFO)
    root.addHandler(log)
    root.propagate = False
    people: list[Person] = []
    callers: list[Caller] = []
    try:
        with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
            async with Gemini(brain=draw.choice(MINDS)) as sim:
                town = Town(seed, draw, loop, Path(folder) / "interviews.db", sim, log)
                await (_a_call(town, callers) if aloud else _a_day(town, people))
        wrong = ""
    except* Exception as group:
        wrong = "; ".join(map(_told, _flat(group)))
    finally:
        left = asyncio.all_tasks() - {asyncio.current_task()}  # of processes that were killed
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left, timeout=60.0)
        root.removeHandler(log)
        root.setLevel(kept[0])
        root.propagate = kept[1]
    everybody = [*people, *callers]
    return Played(seed, len(everybody), wrong, (*log.lines, *map(str, everybody)))


def _flat(group: BaseException) -> list[BaseException]:
    inner = getattr(group, "exceptions", None)
    return [group] if inner is None else [each for one in inner for each in _flat(one)]


def _told(error: BaseException) -> str:
    return str(error) if isinstance(error, AssertionError) else "".join(traceback.format_exception(error)[-9:])


async def _a_day(town: Town, people: list[Person]) -> None:
    draw = town.random
    plan, language = _plan(draw), draw.choice(("en", "en", "en", "de"))
    weather = Weather(town)
    await town.begin()
    weather.draw()
    service = town.service
    assert service is not None
    for number in range(draw.choice((1, 2, 3, 4))):
        started = await service.start(_new(town, plan, language, number))
        thread = town.discord.threads[started.place_id]
        people.append(Person(town, random.Random(draw.random()), number, started.interview_id, thread))
    for person in await _lived(town, weather, people):
        oracle.judge(town, person, plan, language)
    await town.end()
    oracle.the_town_is_sound(town)


async def _a_call(town: Town, people: list[Caller]) -> None:
    draw = town.random
    plan = _plan(draw)
    weather = Weather(town, aloud=True)
    await town.begin()
    weather.draw()
    service = town.service
    assert service is not None
    started = await service.start(replace(_new(town, plan, "en", 0), interview_type=InterviewType.VOICE))
    people.append(Caller(town, random.Random(draw.random()), 0, started.interview_id))
    for caller in await _lived(town, weather, people):
        oracle.judge_aloud(caller, plan)
    await town.end()
    oracle.the_town_is_sound(town)


async def _lived(town: Town, weather: Weather, people: list[Anybody]) -> list[Anybody]:
    """Them, with what the record has of each in the end."""
    async with asyncio.TaskGroup() as group:
        group.create_task(weather.run(), name="town: weather")
        for person in people:
            group.create_task(person.live(), name="town: person")
    store = town.discord.life.store
    assert store is not None
    await asyncio.sleep(5.0)
    for person in people:
        person.record = await store.detail(GUILD, person.interview_id)
    return people


def _plan(draw: random.Random) -> Plan:
    questions = tuple(
        Question(text, draw.choice((0, 1, 1, 2)), draw.random() < 0.3)
        for text in QUESTIONS[: draw.choice((1, 2, 2, 3))]
    )
    return Plan("Moderator", questions, brief="Maps.", closing=draw.choice(("", "Thank you, that was all.")))


def _new(town: Town, plan: Plan, language: str, number: int) -> NewInterview:
    now = town.clock()
    few = town.random.random() < 0.1
    return NewInterview(
        guild_id=GUILD,
        candidate_id=100 + number,
        candidate_name=f"candidate {number}",
        interview_type=InterviewType.TEXT,
        position_id=None,
        plan_json=plan_to_json(plan),
        title=plan.title,
        language=language,
        locale=language,
        model=town.random.choice(("gemini-3.8-live", "gemini-3.8-live")),
        parent_id=CHANNEL,
        deadline_at=now + 7 * 86400,
        turn_limit=6 if few else 60,
        token_limit=400 if few else 400_000,
        consent=Consent("1", "I agree.", now, now + 90 * 86400),
    )
