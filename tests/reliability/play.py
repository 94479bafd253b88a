"""One run: people come, things go wrong, the sun comes out, everybody is asked how it was."""

import asyncio
import contextlib
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.harness.webhook import SECRET
from tests.reliability import alerts, figures, machine, oracle, probes
from tests.reliability.alerts import Owed, Told
from tests.reliability.bot import Life
from tests.reliability.caller import Caller
from tests.reliability.figures import Figures
from tests.reliability.gathering import gather
from tests.reliability.oracle import Played
from tests.reliability.person import Person
from tests.reliability.probes import Probe
from tests.reliability.schedule import MINUTE, Fault, draw
from tests.reliability.town import Town, town
from tests.reliability.weather import Done, Weather
from tests.reliability.writer import Writer

AN_HOUR = 100
"""Interviews that begin within an hour."""
LEAST = 8
KINDS = ("text", "text", "voice", "text", "text", "video", "text", "text")
"""In turn: six of eight in writing."""
ARRIVE = 0.92
"""Share of the run in which people come."""
SHORT = 5.0
"""Minutes of a run that is so short that everybody who comes has their turn, if need be in the calm."""
SETTLES = 420.0
"""Seconds that everybody has at most to come to the end when nothing goes wrong any more."""
ALERTS_END = 200.0
"""Seconds for the last alert to be over: two minutes, and what is still tried."""
BACKUP_EVERY = 2 * MINUTE
Say = Callable[[str], None]


@dataclass
class Run:
    """What a run came to. Seconds."""

    seed: int
    minutes: float
    seconds: float = 0.0
    disk: int = 0
    played: list[Played] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
    lives: list[Life] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    figures: Figures | None = None
    probes: list[Probe] = field(default_factory=list)
    backups: int = 0
    refused: int = 0
    late_answers: int = 0
    """Clicks that the bot answered when Discord did not wait any more."""
    restored: int = 0
    sentences: list[str] = field(default_factory=list)
    """What the bot said that ended by itself, and commands that were refused."""
    wrong: list[str] = field(default_factory=list)


async def play(folder: Path, minutes: float, seed: int, *, say: Say = print) -> Run:
    """Play it; what is wrong stands in the answer's `wrong`."""
    run = Run(seed, minutes)
    async with town(folder, seed) as here:
        run.disk = here.disk
        weather = Weather(here, draw(seed, minutes), seed)
        run.people = people(here, minutes, seed)
        await here.bot.begin()
        watch = [asyncio.create_task(beside(here, run, say)), asyncio.create_task(monitors(here))]
        await through(here, run, weather, say)
        run.seconds = here.now
        for task in watch:
            task.cancel()
        failed = await asyncio.gather(*watch, return_exceptions=True)
        run.wrong += [f"what watches broke: {each!r}" for each in failed if isinstance(each, Exception)]
        note_alerts(here, run)
        run.wrong += probes.judge_calm(await here.monitor.look(here.now), statuses(here), len(here.gemini.live))
        run.wrong += await health(here)
        await here.bot.end()
        await judge(here, run, weather)
    return run


async def through(here: Town, run: Run, weather: Weather, say: Say) -> None:
    """The storm, then the calm, until nobody has anything to do."""
    playing = [asyncio.create_task(arrives(here, run, person)) for person in run.people]
    backups = asyncio.create_task(backs_up(here, run.minutes))
    storm = asyncio.create_task(weather.run())
    await asyncio.wait({storm, asyncio.create_task(asyncio.sleep(run.minutes * MINUTE))})
    await storm
    await weather.clear()
    here.calm, here.closing = True, run.minutes > SHORT
    say(f"{here.now:.0f} s: the sun comes out")
    await here.bot.until_ready()
    _, left = await asyncio.wait(playing, timeout=SETTLES)
    say(f"{here.now:.0f} s: {len(left)} people are still at it")
    for task in (*left, backups):
        task.cancel()
    failed = await asyncio.gather(*playing, backups, return_exceptions=True)
    run.wrong += [f"a person of ours broke: {each!r}" for each in failed if isinstance(each, Exception)]
    if not here.backups.taken:
        await here.backups.take()
    if any(cause.startswith("gemini") for cause in open_alerts(here)):
        await one_more(here, run)
    end = here.now + ALERTS_END
    while here.now < end and open_alerts(here) - alerts.LASTING - small_disk(here):
        note_alerts(here, run)
        await asyncio.sleep(1.0)


async def one_more(here: Town, run: Run) -> None:
    """After a restart nobody knows how it is with Gemini until somebody asks: so does the next candidate."""
    number = len(run.people)
    person = Writer(here, number, "text", random.Random(f"{run.seed}/{number}"), began=True)
    run.people.append(person)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(person.play(), SETTLES)


def people(here: Town, minutes: float, seed: int) -> list[Person]:
    """Who comes; each has their own dice."""
    found: list[Person] = []
    for number in range(max(LEAST, round(AN_HOUR * minutes / 60))):
        kind, dice = KINDS[number % len(KINDS)], random.Random(f"{seed}/{number}")
        made = Writer if kind == "text" else Caller
        found.append(made(here, number, kind, dice))
    return found


async def arrives(here: Town, run: Run, person: Person) -> None:
    """Some time within the run, a short one's all at its beginning; who talks, when it is their turn."""
    assert isinstance(person, Writer)
    span = run.minutes * MINUTE * ARRIVE
    await asyncio.sleep(span * person.number / len(run.people) * (0.3 if run.minutes <= SHORT else 1.0))
    if not here.closing:
        await person.play()


async def backs_up(here: Town, minutes: float) -> None:
    """In the middle, and every few minutes of a long run."""
    while True:
        await asyncio.sleep(min(BACKUP_EVERY, minutes * MINUTE / 2))
        await here.backups.take()


async def beside(here: Town, run: Run, say: Say) -> None:
    """Note alerts as they come, and say now and then how it goes."""
    said = 0.0
    while True:
        note_alerts(here, run)
        if here.now - said > 30:
            said = here.now
            at_it = len(machine.rows(here.database, "SELECT 1 FROM interview_sessions WHERE ended_at IS NULL"))
            over = len(machine.rows(here.database, "SELECT 1 FROM interview_sessions WHERE ended_at IS NOT NULL"))
            last = here.bot.lives[-1]
            held = f"{last.samples[-1].resident / 1e6:.0f} MB" if last.samples else "just started"
            told = f"process {len(here.bot.lives)} ({held}), {at_it} interviews under way, {over} over"
            say(f"{said:.0f} s: {told}, {len(run.told)} alerts, {len(here.backups.taken)} backups")
        await asyncio.sleep(0.5)


async def monitors(here: Town) -> None:
    while True:
        await here.monitor.look(here.now)
        await asyncio.sleep(probes.EVERY)


def statuses(here: Town) -> Counter[str]:
    """How many interviews the record has, by state."""
    found = machine.rows(here.database, "SELECT status, count(*) FROM interview_sessions GROUP BY status")
    return Counter({str(status): int(str(number)) for status, number in found})


async def health(here: Town) -> list[str]:
    """What `interview-bot health` says in the end, unless it is well."""
    code, says = await here.backups.command("health")
    return [f"health: {says}"] if code else []


def note_alerts(here: Town, run: Run) -> None:
    for body in here.hook.bodies[len(run.told) :]:
        run.told.append(Told(here.now, str(body["cause"]), body["state"] == "began"))


def open_alerts(here: Town) -> set[str]:
    opened: set[str] = set()
    for body in here.hook.bodies:
        (opened.add if body["state"] == "began" else opened.discard)(str(body["cause"]))
    return opened


def small_disk(here: Town) -> frozenset[str]:
    """On a disk of less than a gigabyte the operator is called from the start, and it is never over."""
    return frozenset() if here.disk == machine.ROOMY else frozenset({"disk"})


async def judge(here: Town, run: Run, weather: Weather) -> None:
    """Everything that was promised."""
    run.done, run.lives = weather.done, here.bot.lives
    run.played = gather(here, run.people)
    for played in run.played:
        run.wrong += oracle.judge(played)
    run.wrong += oracle.homeless(run.played, [id_ for person in run.people for id_ in person.said])
    contexts = ["\n".join(e.text for e in each.context if e.role == "user") for each in here.gemini.sessions]
    words = [text for person in run.people for versions in person.said.values() for text in versions]
    run.wrong += oracle.told_once(contexts, words)
    run.wrong += alerts.judge(run.told, owed(run.done), alerts.LASTING | small_disk(here))
    run.probes = here.monitor.probes
    run.wrong += probes.judge(run.probes, owed(run.done))
    run.figures = figures.measure(run.lives)
    run.wrong += figures.judge(
        run.figures, run.seconds, all_over=all(each.status in oracle.OVER for each in run.played)
    )
    run.wrong += await here.backups.check()
    run.backups, run.restored = len(here.backups.taken), here.backups.restored
    run.refused = sum(len(each.refused) for each in here.backups.taken)
    run.wrong += secrets(here, words)
    refused = Counter(here.sim.world.errors)
    run.late_answers = sum(number for words, number in refused.items() if words.endswith(TOO_LATE))
    run.wrong += [f"Discord refused: {each}" for each in sorted(refused) if not each.endswith(TOO_LATE)]
    run.wrong += [
        f"Gemini refused what was sent: {each.closed_reason}" for each in here.gemini.sessions if each.closed == 1007
    ]
    for check in ("PRAGMA integrity_check", "PRAGMA foreign_key_check"):
        found = machine.rows(here.database, check)
        run.wrong += [f"{check}: {found[:2]}"] if found not in ([("ok",)], []) else []
    run.sentences = endings(run.lives)
    with contextlib.suppress(IndexError):
        run.wrong += [f"the last process ended with {run.lives[-1].code}"] if run.lives[-1].code else []


def endings(lives: Sequence[Life]) -> list[str]:
    """What processes said that ended by themselves."""
    return [f"code {life.code}: {life.how}" for life in lives if life.how not in MEANT]


MEANT = ("killed", "stopped")
TOO_LATE = ("404 Unknown interaction", "400 Interaction has already been acknowledged.")
"""What Discord says to an answer that comes later than three seconds after the click, since the loop hung or the line
was cut: who clicked reads that it failed, and clicks again. And to one that is sent anew: its receipt was lost."""
TRACE = re.compile(r"Traceback.*(?:\n .*)*\n\S.*|.* never retrieved.*(?:\n .*)*\n\S.*")


def owed(done: Sequence[Done]) -> list[Owed]:
    """What an operator must have been told: of what lasted, while nothing else happened."""
    found = []
    for each in done:
        if each.strike.watched and not each.note:
            if each.strike.fault is Fault.LOCK:  # on a full disk SQLite writes on for as long as its log has room
                found.append(Owed("database", each.began, each.ended))
            if each.strike.fault is Fault.DISK:
                found.append(Owed("disk", each.began, each.ended))
    return found


def secrets(here: Town, words: Sequence[str]) -> list[str]:
    """No candidate's word, and no key or address, in a log, an alert or a metric; and no bug in a log."""
    wrong = []
    told = repr((here.hook.bodies, here.monitor.words, here.monitor.newest))
    for number in range(len(here.bot.lives)):
        text = here.bot.log_of(number).read_text()
        told += text
        wrong += [f"log {number}: {found}" for found in sorted(set(TRACE.findall(text)))]
    wrong += [f"in a log, an alert or a metric: {each!r}" for each in (SECRET, "sim-key", *words) if each in told]
    return wrong
