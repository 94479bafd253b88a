"""A candidate who talks: says numbers that the model hears as phrases, interrupts, leaves, comes back, or writes."""

import asyncio
import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.interview.lifecycle import OVER
from bot.ports.posts import Action
from bot.store.records import InterviewDetail
from sims.whistle import PHRASES, speak
from tests.harness.paper_thread import Thread
from tests.harness.paper_voice import RATE, PaperRoom
from tests.mixtures.person import ASKS, SILENCE, THINKS, Person, recorded
from tests.mixtures.town import Town

WAITS = (20.0, 60.0, 300.0)
"""Seconds after which they say something again where nothing comes."""
TALKS = 60
"""As many things one caller does at most."""


@dataclass
class Caller:
    """`spoken` are the numbers, in order. Once it goes on in writing it is a `Person`."""

    town: Town
    random: random.Random
    number: int
    interview_id: int
    spoken: list[int] = field(default_factory=list)
    writer: Person | None = None
    over: bool = False
    record: InterviewDetail | None = None
    """In the end."""
    _done: int = 0

    @property
    def room(self) -> PaperRoom | None:
        """The voice channel, while there is one."""
        mine = f"#{self.interview_id}"
        return next((each for each in self.town.rooms.rooms.values() if each.chat.name.endswith(mine)), None)

    @property
    def thread(self) -> Thread | None:
        """Where it goes on in writing, if it does."""
        mine, rooms = f"#{self.interview_id}", self.town.rooms.rooms
        threads = [each for each in self.town.discord.threads.values() if each.name.endswith(mine)]
        return next((each for each in threads if each.id not in rooms), None)

    async def live(self) -> None:
        """Until it is over, here or in writing."""
        await self._something(lambda: (self.room is not None and self.room.listener is not None) or self.gone)
        while not self.gone:
            self._done += 1
            assert self._done < TALKS, f"{self.name} goes round in circles"
            await asyncio.sleep(self.random.choice(THINKS[:5]))
            await self._hears_out()
            if not self.gone:
                await self._does_something()
        if self.thread is not None:
            self.writer = Person(self.town, self.random, self.number, self.interview_id, self.thread)
            await self.writer.live()

    @property
    def gone(self) -> bool:
        """Whether there is nothing to talk in any more."""
        self.over = self.over or self.town.status(self.interview_id) in OVER
        return self.over or (self.room is None and self.thread is not None)

    async def _does_something(self) -> None:
        room = self.room
        buttons = () if room is None or (panel := room.chat.panel()) is None else panel.buttons
        if Action.CONTINUE in buttons:
            await self._presses(self.random.choice((Action.CONTINUE, Action.CONTINUE, Action.WRITE)))
            return
        chance = self.random.random()
        if chance < 0.8:
            await self._says(self.random.choice((1.0, 1.5, 3.0)))
        elif chance < 0.86:
            await self._leaves()
        elif chance < 0.9:
            await self._presses(Action.PAUSE)
        elif chance < 0.94:
            await self._presses(Action.REPEAT)
        elif chance < 0.97:
            await self._presses(Action.WRITE)
        else:
            await self._presses(Action.FINISH if Action.FINISH in buttons else Action.END)

    async def _says(self, seconds: float) -> None:
        room, number = self.room, len(self.spoken) % len(PHRASES)
        if room is None or not room.candidate_in:
            return
        before = self._seen()
        self.spoken.append(number)
        self._note(f"says {number}: {PHRASES[number]}")
        await room.hears(speak(number, RATE, seconds=seconds))
        await self._something(lambda: self._seen() != before or self.gone, patience=self.random.choice(WAITS))

    async def _leaves(self) -> None:
        room = self.room
        if room is not None:
            self._note("leaves")
            room.go()
            await asyncio.sleep(self.random.choice((2.0, 20.0, 100.0)))
            self._note("comes back")
            room.come()

    async def _presses(self, action: Action) -> None:
        self._note(f"presses {action}")
        self.town.press(self.interview_id, action)
        await asyncio.sleep(5.0)

    async def _hears_out(self) -> None:
        """Until the interviewer has been silent for two seconds; now and then not even that."""
        quiet = 0 if self.random.random() < 0.9 else 4
        while quiet < 4 and not self.gone:
            busy = self.room is not None and self.room.playout.busy
            quiet = 0 if busy else quiet + 1
            await asyncio.sleep(0.5)

    def _seen(self) -> tuple[int, int, bool]:
        """What shows that something happens."""
        room = self.room
        posts = 0 if room is None else len(room.chat.messages)
        return self.town.sounds(self.interview_id), posts, self.thread is not None

    async def _something(self, holds: Callable[[], bool], *, patience: float = math.inf) -> None:
        """Wait for it, or so long: who has the word may say it again. Nobody waits for ever in silence."""
        since = asked = began = self.town.now
        while not holds() and self.town.now - began < patience:
            await asyncio.sleep(1.0)
            since = max(since, self.town.troubled_until)
            if self.town.now - asked > ASKS:
                asked, self.over = self.town.now, self.town.status(self.interview_id) in OVER
            assert self.town.now - since < SILENCE, f"silence: {self.name} is left alone"

    @property
    def name(self) -> str:
        return f"caller {self.number}"

    def __str__(self) -> str:
        return "\n".join((str(self.writer or ""), *recorded(self.record)))

    def _note(self, words: str) -> None:
        self.town.log.note(f"{self.name} {words}")
