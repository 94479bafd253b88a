"""Whole interviews on a fast loop: service, runner, store and sockets are real, Discord is paper, Gemini simulated."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.clock import Clock
from bot.gemini.api.breaker import Breaker
from bot.gemini.api.failures import ROWS, ConnectionStage
from bot.gemini.api.settings import LiveSettings, Timeouts
from bot.interview.models import Plan, Question, Speaker, Status, Turn
from bot.interview.timing import Timing
from bot.ports.events import ButtonPressed, Typing
from bot.ports.messages import Typed
from bot.ports.posts import Action
from bot.runtime.service import InterviewService
from bot.store import Store
from bot.store.records import InterviewDetail
from bot.words import Words
from sims.gemini import FAULTS, GeminiSim
from tests.harness.paper_thread import BOT, Message, PaperTown, Thread
from tests.harness.service_world import GUILD, new_interview
from tests.harness.virtual_time import clock, until

TIMEOUTS = Timeouts(dns=2.0, tcp=2.0, tls=2.0, upgrade=2.0, setup=2.0, first_reply=5.0, turn=20.0, close=5.0)
"""Short: a failure that is waited for is waited for up to six times in a row."""
TIMING = Timing(quiet=0.5, typing_holds=1.0)
FIRST, SECOND = "What brings you here?", "Tell me about a conflict you settled."
CLOSING = "Thank you, we will get back to you."
FOLLOW_UPS = ("What did you learn from it?", "What would you do differently next time?")
"""What the simulator's canned mind asks after the first and the second question."""
PLAN = Plan("Moderator", (Question(FIRST, follow_ups=1), Question(SECOND, follow_ups=1)), closing=CLOSING)
WORDS = Words()


def settings(sim: GeminiSim, **changes: Any) -> LiveSettings:
    """The production's settings but for the address and shorter time limits."""
    return replace(LiveSettings(api_key=sim.key, base_url=sim.base_url, timeouts=TIMEOUTS), **changes)


@dataclass(slots=True)
class Room:
    """One life of the process."""

    store: Store
    service: InterviewService
    town: PaperTown
    sim: GeminiSim
    breaker: Breaker
    now: Clock

    async def begin(self, candidate: int = 7, *, plan: Plan = PLAN) -> "Person":
        """Start an interview; the first question stands in its thread when this returns."""
        started = await self.service.start(new_interview(candidate, plan=plan))
        person = Person(self, started.interview_id, self.town.threads[started.place_id])
        await person.sees(plan.questions[0].text)
        return person


@asynccontextmanager
async def room(path: Path, sim: GeminiSim, town: PaperTown, **changes: Any) -> AsyncIterator[Room]:
    """Open the store and the service; in the end nothing of any interview may still run."""
    now, breaker = clock, Breaker()
    async with Store.open(path, clock=now) as store:
        service = InterviewService(
            store, settings(sim, **changes), town, clock=now, breaker=breaker, paid=False, limits=None, timing=TIMING
        )
        async with service:
            yield Room(store, service, town, sim, breaker, now)
    assert running() == set()


def running() -> set[str]:
    """The names of the tasks that belong to interviews and their sockets."""
    names = {task.get_name() for task in asyncio.all_tasks()}
    return {name for name in names if name.startswith(("interview", "live", "typing", "supervisor"))}


@dataclass(slots=True)
class Person:
    """A candidate: writes, presses, reads, and remembers what it said."""

    room: Room
    interview_id: int
    thread: Thread
    said: list[str] = field(default_factory=list)

    def says(self, text: str, *, heard: bool = True) -> None:
        """Write; the gateway brings it to the service, if it is `heard`."""
        message = Message(self.room.town.new_id(), self.thread.candidate, text)
        self.thread.messages.append(message)
        self.said.append(text)
        if heard:
            assert self.room.service.deliver(self.thread.id, Typed(message.id, text))

    def types(self) -> None:
        """The typing sign."""
        self.room.service.deliver(self.thread.id, Typing())

    async def answers(self, text: str, *, then: str) -> None:
        self.says(text)
        await self.sees(then)

    async def sees(self, words: str, *, times: int = 1) -> None:
        """Wait until this often a message of the bot's held these words."""
        await until(lambda: self.shown(words) >= times, lambda: f"{words!r} is not said:\n{self}")

    async def presses(self, action: Action) -> None:
        """Press a button that is there."""
        await until(lambda: self.offered(action), lambda: f"no {action} button:\n{self}")
        assert self.room.service.press_button(self.interview_id, ButtonPressed(action))

    def offered(self, action: Action) -> bool:
        panel = self.thread.panel()
        return panel is not None and action in panel.buttons

    def shown(self, words: str) -> int:
        """How many messages of the bot's hold these words."""
        return sum(words in text for text in self.thread.said())

    @property
    def choices(self) -> int:
        """How often it was left to the candidate to go on without follow-ups or to pause."""
        return self.shown(WORDS.say("en", "interview-choice"))

    async def detail(self) -> InterviewDetail:
        found = await self.room.store.detail(GUILD, self.interview_id)
        assert found is not None
        return found

    async def turns(self) -> tuple[Turn, ...]:
        return (await self.detail()).turns

    async def events(self) -> list[tuple[str, dict[str, object]]]:
        return [(event.kind, dict(event.detail)) for event in (await self.detail()).events]

    async def becomes(self, status: Status) -> str:
        """Wait until the record says so; returns the reason."""
        async with asyncio.timeout(400):
            while (row := (await self.detail()).row).status is not status:  # noqa: ASYNC110 - as in `until`
                await asyncio.sleep(0.1)
        return row.status_reason

    async def is_whole(self) -> None:
        """The promises that hold whatever fails."""
        turns = await self.turns()
        recorded = [turn.text for turn in turns if turn.speaker is Speaker.CANDIDATE]
        assert "\n".join(recorded).split("\n") == self.said, f"lost, doubled or out of order:\n{self}"
        for question in (FIRST, SECOND, CLOSING):
            assert self.shown(question) <= 1, f"shown twice:\n{self}"
        assert self.shown(PLAN.title) == 1, f"greeted twice:\n{self}"
        for session in self.room.sim.sessions:
            told = [entry.text for entry in session.context if entry.role == "user"]
            for text in self.said:
                assert sum(f"<<<\n{text}\n>>>" in each for each in told) <= 1, f"told twice: {text}"
        self.is_told_nothing_technical()

    def is_told_nothing_technical(self) -> None:
        """Neither the operator's words, nor classes, codes and what Google said."""
        text = re.sub(r"<t:\d+", "", "\n".join(self.thread.said()))  # a time may have a code's digits in it
        for row in ROWS:
            failure = row.failure(ConnectionStage.LIVE)
            assert WORDS.say("en", failure.operator_key) not in text
            assert "_" not in row.name or row.name not in text
        for fault in FAULTS.values():
            assert not fault.code or str(fault.code) not in text
            assert not fault.reason or fault.reason[:25] not in text

    def told(self) -> list[str]:
        """This person's answers as the model knows them, in order, in the last session that was asked anything of
        theirs: one that was only dialled, after a rotation, is told the newest exchange together with the next."""
        for session in reversed(self.room.sim.sessions):
            if not any(f"<<<\\n{text}\\n>>>" in str(session.received) for text in self.said):
                continue
            found = [entry.text for entry in session.context if entry.role == "user"]
            told = [text for each in found for text in self.said if f"<<<\n{text}\n>>>" in each]
            if told:
                return told
        return []

    async def comes(self, *, after: int) -> str:
        """Wait for something newer to press, or the end: "question", "choice" or "over"."""
        await until(lambda: self.newest != after or self.thread.archived, lambda: f"nothing comes:\n{self}")
        return "over" if self.thread.archived else "choice" if self.offered(Action.WITHOUT) else "question"

    @property
    def newest(self) -> int:
        """The id of the newest message with live buttons."""
        panel = self.thread.panel()
        return 0 if panel is None else panel.id

    def __str__(self) -> str:
        lines = [f"{'bot' if message.author == BOT else 'person'}: {message.text}" for message in self.thread.messages]
        return "\n".join(lines)
