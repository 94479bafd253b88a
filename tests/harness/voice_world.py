"""Whole voice interviews on the fast loop: everything is real but Discord, whose channels are paper, and Gemini."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.clock import Clock
from bot.gemini.api.breaker import Breaker
from bot.interview.models import InterviewType, Plan, Question, Speaker, Status, Turn
from bot.interview.timing import Timing
from bot.ports.events import ButtonPressed
from bot.ports.messages import Typed
from bot.ports.posts import Action
from bot.runtime.service import InterviewService
from bot.store import Store
from bot.store.records import InterviewDetail
from sims.gemini import GeminiSim
from sims.whistle import Hearer, speak
from tests.harness.paper_thread import Message, PaperTown, Thread
from tests.harness.paper_voice import RATE, PaperRoom, PaperRooms
from tests.harness.service_world import GUILD, new_interview
from tests.harness.text_world import CLOSING, FIRST, SECOND, running, settings
from tests.harness.virtual_time import clock, until

SPOKEN_PLAN = Plan("Moderator", (Question(FIRST, follow_ups=0), Question(SECOND, follow_ups=0)), closing=CLOSING)
SOUND_RATE = 24_000


@dataclass(slots=True)
class VoiceHouse:
    """One life of the process, with rooms to talk in."""

    store: Store
    service: InterviewService
    town: PaperTown
    rooms: PaperRooms
    sim: GeminiSim
    breaker: Breaker
    now: Clock

    async def begin(self, candidate: int = 7, *, plan: Plan = SPOKEN_PLAN, **changes: Any) -> "Caller":
        """Start an interview by voice; its room stands when this returns."""
        new = replace(new_interview(candidate, plan=plan), interview_type=InterviewType.VOICE, **changes)
        started = await self.service.start(new)
        return Caller(self, started.interview_id)


@asynccontextmanager
async def voice_house(path: Path, sim: GeminiSim, rooms: PaperRooms, **changes: Any) -> AsyncIterator[VoiceHouse]:
    """Open the store and the service; in the end nothing of any interview may still run."""
    now, breaker = clock, Breaker()
    async with Store.open(path, clock=now) as store:
        live = settings(sim, **changes)
        town = rooms.town
        timing = Timing(quiet=0.5, typing_holds=1.0, joining=20.0, room_pause=15.0)
        service = InterviewService(
            store, live, town, voice=rooms, clock=now, breaker=breaker, paid=False, timing=timing
        )
        async with service:
            yield VoiceHouse(store, service, town, rooms, sim, breaker, now)
    assert running() == set()


@dataclass(slots=True)
class Caller:
    """A candidate in a voice channel: hears, speaks, presses, leaves."""

    house: VoiceHouse
    interview_id: int

    @property
    def room(self) -> PaperRoom:
        """The room that stands for this interview."""
        [room] = [each for each in self.house.rooms.rooms.values() if each.chat.name.endswith(f"#{self.interview_id}")]
        return room

    @property
    def thread(self) -> Thread:
        """The private thread that it moved to."""
        rooms = self.house.rooms.rooms
        [thread] = [
            each
            for each in self.house.town.threads.values()
            if each.name.endswith(f"#{self.interview_id}") and each.id not in rooms
        ]
        return thread

    async def detail(self) -> InterviewDetail:
        found = await self.house.store.detail(GUILD, self.interview_id)
        assert found is not None
        return found

    async def turns(self) -> tuple[Turn, ...]:
        return (await self.detail()).turns

    async def events(self) -> list[str]:
        return [event.kind for event in (await self.detail()).events]

    async def answered(self) -> list[str]:
        """The candidate's words in the record, oldest first."""
        return [turn.words for turn in await self.turns() if turn.speaker is Speaker.CANDIDATE]

    async def becomes(self, status: Status) -> str:
        """Wait until the record says so; returns the reason."""
        async with asyncio.timeout(400):
            while (row := (await self.detail()).row).status is not status:  # noqa: ASYNC110 - as in `until`
                await asyncio.sleep(0.1)
        return row.status_reason

    async def asked(self, words: str) -> Turn:
        """Wait until a turn of the interviewer's with these words was heard to its end."""
        try:
            async with asyncio.timeout(200):
                while True:
                    for turn in await self.turns():
                        if words in turn.text and turn.spoken is not None and not turn.spoken.cut:
                            return turn
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise AssertionError(f"{words!r} is not asked:\n{await self.story()}") from None

    async def begins_to_hear(self) -> None:
        """Wait until the interviewer speaks."""
        await until(lambda: self.room.playout.busy, lambda: "nothing is said")

    async def hears_out(self) -> None:
        """Wait until the interviewer has been silent for a while: chunks come in bursts."""
        async with asyncio.timeout(200):
            quiet = 0
            while quiet < 20:
                quiet = 0 if self.room.playout.busy else quiet + 1
                await asyncio.sleep(0.1)

    async def says(self, number: int, *, seconds: float = 1.5, ends: bool = True) -> None:
        """One utterance, and the silence after it if it `ends`."""
        await self.room.hears(speak(number, RATE, seconds=seconds), ends=ends)

    async def answers(self, number: int, *, then: str) -> None:
        """Say it, and hear the next question to its end."""
        await self.says(number)
        await self.asked(then)

    async def writes(self, text: str) -> None:
        """In the thread; the gateway brings it to the service."""
        message = Message(self.house.town.new_id(), self.thread.candidate, text)
        self.thread.messages.append(message)
        assert self.house.service.deliver(self.thread.id, Typed(message.id, text))

    async def reads(self, words: str) -> None:
        """Wait until the thread shows it."""
        town, rooms = self.house.town, self.house.rooms.rooms

        def shown() -> bool:
            threads = [each for each in town.threads.values() if each.id not in rooms]
            return any(words in text for thread in threads for text in thread.said())

        await until(shown, lambda: f"{words!r} is not shown")

    async def reads_paused(self) -> None:
        """Wait until its thread stands and has a button to go on by."""
        rooms = self.house.rooms.rooms

        def offered() -> bool:
            threads = [each for each in self.house.town.threads.values() if each.id not in rooms]
            panels = [each.panel() for each in threads]
            return any(panel is not None and Action.CONTINUE in panel.buttons for panel in panels)

        await until(offered, lambda: "nothing to press")

    async def presses(self, action: Action) -> None:
        assert self.house.service.press_button(self.interview_id, ButtonPressed(action))

    def offered(self, action: Action) -> bool:
        """Whether the room's chat has this button."""
        panel = self.room.chat.panel()
        return panel is not None and action in panel.buttons

    def heard(self) -> list[int]:
        """The marks of everything that was played in the room, in order."""
        hearer = Hearer(SOUND_RATE)
        return [found for _, pcm in self.room.sound for found in hearer.feed(pcm)]

    async def story(self) -> str:
        """For a failure: what the record holds."""
        detail = await self.detail()
        turns = [f"{turn.seq} {turn.speaker}: {turn.text!r} {turn.spoken!r} {turn.marks}" for turn in detail.turns]
        events = [f"{event.kind} {event.detail}" for event in detail.events]
        return "\n".join([*turns, *events])
