"""A service with everything real around it except Discord: a Store file, sockets to the simulator, paper threads."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bot.clock import Clock
from bot.gemini.api.breaker import Breaker
from bot.gemini.api.settings import LiveSettings
from bot.interview.models import InterviewType, Plan, Question, Speaker, Status, Turn
from bot.interview.plan.plan_json import plan_to_json
from bot.interview.timing import Timing
from bot.ports.events import ButtonPressed
from bot.ports.messages import Typed
from bot.ports.posts import Action
from bot.runtime.service import InterviewService, ProcessLimits
from bot.store import Store
from bot.store.records import Consent, InterviewDetail, NewInterview
from sims.gemini import GeminiSim
from tests.harness.paper_thread import BOT, Message, PaperTown, Thread
from tests.harness.virtual_time import clock

GUILD = 10
CHANNEL = 20
QUICK = Timing(quiet=0.05, typing_holds=0.2)
"""The candidate of a test is done with an answer sooner than a person."""

PLAN = Plan(
    title="Moderator",
    questions=(
        Question("What brings you here?", follow_ups=1),
        Question("Tell me about a conflict you settled.", follow_ups=0),
        Question("How much time do you have?", follow_ups=0),
    ),
    brief="A community about maps.",
    closing="Thank you, we will get back to you.",
)


def new_interview(candidate: int, *, plan: Plan = PLAN, guild: int = GUILD, channel: int = CHANNEL) -> NewInterview:
    now = clock()
    return NewInterview(
        guild_id=guild,
        candidate_id=candidate,
        candidate_name=f"candidate {candidate}",
        interview_type=InterviewType.TEXT,
        position_id=None,
        plan_json=plan_to_json(plan),
        title=plan.title,
        language="en",
        locale="en",
        model="gemini-3.8-live",
        parent_id=channel,
        deadline_at=now + 7 * 86400,
        turn_limit=60,
        token_limit=400_000,
        consent=Consent("1", "I agree.", now, now + 90 * 86400),
    )


@dataclass(slots=True)
class House:
    """What a test walks around in. `service` is the one of this "process"."""

    store: Store
    service: InterviewService
    town: PaperTown
    sim: GeminiSim
    breaker: Breaker

    async def begin(self, candidate: int = 7, *, plan: Plan = PLAN) -> "Candidate":
        """Start an interview; returns the person who sits in it, the first question before them."""
        started = await self.service.start(new_interview(candidate, plan=plan))
        person = Candidate(self, started.interview_id, self.town.threads[started.place_id])
        await person.sees(plan.questions[0].text)
        return person

    async def detail(self, interview_id: int) -> InterviewDetail:
        found = await self.store.detail(GUILD, interview_id)
        assert found is not None
        return found

    async def turns(self, interview_id: int) -> tuple[Turn, ...]:
        return (await self.detail(interview_id)).turns

    async def events(self, interview_id: int) -> list[str]:
        return [event.kind for event in (await self.detail(interview_id)).events]

    async def status(self, interview_id: int) -> Status:
        return (await self.detail(interview_id)).row.status

    async def becomes(self, interview_id: int, status: Status) -> str:
        """Wait until the record says so; returns the reason."""
        async with asyncio.timeout(8):
            while (row := (await self.detail(interview_id)).row).status is not status:  # noqa: ASYNC110 - as in `until`
                await asyncio.sleep(0.005)
        return row.status_reason

    async def answered(self, interview_id: int) -> list[str]:
        """The candidate's turns in the record, oldest first."""
        return [turn.text for turn in await self.turns(interview_id) if turn.speaker is Speaker.CANDIDATE]


@dataclass(slots=True)
class Candidate:
    """A person in a thread: writes, presses, waits for what is said."""

    house: House
    interview_id: int
    thread: Thread

    async def says(self, text: str) -> int:
        """Write; the gateway brings it to the service."""
        message_id = self.writes(text)
        assert self.house.service.deliver(self.thread.id, Typed(message_id, text))
        return message_id

    def writes(self, text: str) -> int:
        """Write while nobody listens."""
        message = Message(self.house.town.new_id(), self.thread.candidate, text)
        self.thread.messages.append(message)
        return message.id

    async def presses(self, action: Action) -> None:
        """Press a button that is there."""
        await until(lambda: self.offered(action), f"no {action} button")
        assert self.house.service.press_button(self.interview_id, ButtonPressed(action))

    def offered(self, action: Action) -> bool:
        panel = self.thread.panel()
        return panel is not None and action in panel.buttons

    async def sees(self, words: str, *, times: int = 1) -> None:
        """Wait until a message of the bot's holds these words."""
        await until(
            lambda: sum(words in text for text in self.thread.said()) >= times, lambda: f"{words!r} is not said: {self}"
        )

    async def answers(self, text: str, *, then: str) -> None:
        await self.says(text)
        await self.sees(then)

    async def answers_all(self) -> None:
        """From the first question to the end."""
        await self.answers(
            "I like maps.",
            then="?",
        )
        await self.sees(FOLLOW_UP)
        await self.answers("Maps of towns.", then="conflict")
        await self.answers("Two people, one map.", then="How much time")
        await self.answers("Two evenings a week.", then="get back to you")
        await until(lambda: self.thread.archived, "the thread is not archived")

    def __str__(self) -> str:
        lines = [f"{'bot' if message.author == BOT else 'person'}: {message.text}" for message in self.thread.messages]
        return "\n".join(lines)


FOLLOW_UP = "What did you learn from it?"
"""What the simulator's canned mind asks after the first question."""


async def until(holds: Callable[[], object], why: str | Callable[[], str], *, seconds: float = 30.0) -> None:
    """Wait until it holds, with a deadline."""
    try:
        async with asyncio.timeout(seconds):
            while not holds():  # noqa: ASYNC110 - what is waited for has no event of its own
                await asyncio.sleep(0.005)
    except TimeoutError:
        raise AssertionError(why if isinstance(why, str) else why()) from None


@asynccontextmanager
async def house(
    path: Path,
    sim: GeminiSim,
    town: PaperTown,
    *,
    limits: ProcessLimits | None = None,
    live: LiveSettings | None = None,
    now: Clock = clock,
    timing: Timing = QUICK,
) -> AsyncIterator[House]:
    """One life of the process: store and service open, then closed in order."""
    settings = replace(live or LiveSettings(api_key=sim.key), base_url=sim.base_url)
    breaker = Breaker()
    async with Store.open(path, clock=now) as store:
        service = InterviewService(
            store, settings, town, clock=now, breaker=breaker, paid=False, limits=limits, timing=timing
        )
        async with service:
            yield House(store, service, town, sim, breaker)
