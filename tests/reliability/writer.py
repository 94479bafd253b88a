"""A candidate who writes: answers, corrects, takes back, presses what is offered, goes away and comes back."""

import asyncio
from dataclasses import dataclass

from tests.reliability.person import Person

THINKS = (0.5, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds until they do the next thing."""
AWAY = (20.0, 60.0)
PATIENCE = (10.0, 20.0, 45.0)
"""Seconds after which they do something more where nothing comes."""


@dataclass
class Writer(Person):
    """Plays one interview in writing, or the rest of one that moved there."""

    async def play(self) -> None:
        if await self.begins(lambda: self.thread):
            await self.writes_to_the_end()

    async def writes_to_the_end(self) -> None:
        await self.until(lambda: self.newest(self.thread) > 0 or self.is_over(), 60.0)
        while not self.is_over():
            await asyncio.sleep(min(self.random.choice(THINKS), 2.0 if self.town.calm else 99.0))
            if self.is_over() or self.thread is None:
                continue
            before = self.newest(self.thread)
            await self._does_something(self.thread, self.buttons(self.thread))
            await self.until(
                lambda before=before: self.newest(self.thread) != before or self.is_over(),  # type: ignore[misc]
                self.random.choice(PATIENCE),
            )

    async def _does_something(self, thread: int, buttons: set[str]) -> None:
        chance = 0.5 if self.town.calm else self.random.random()
        if "without" in buttons:
            await self.presses_button(thread, "without" if chance < 0.8 else "pause")
        elif "continue" in buttons:
            if chance < 0.3:
                await self._answers(thread)
            else:
                await self.presses_button(thread, "continue")
        elif "finish" in buttons and chance < 0.6:
            await self.presses_button(thread, "finish")
        elif chance < 0.84 or "pause" not in buttons:
            await self._answers(thread)
        elif chance < 0.9:
            self.absences += 1
            await asyncio.sleep(self.random.uniform(*AWAY))
            await self._answers(thread)
        elif chance < 0.94:
            await self.presses_button(thread, "pause")
        elif chance < 0.97 and "skip" in buttons:
            await self.presses_button(thread, "skip")
        elif chance < 0.985:
            await self.presses_button(thread, "ask")
        else:
            await self.ends(thread)

    async def _answers(self, thread: int) -> None:
        for _ in range(self.random.choice((1, 1, 1, 2, 3))):
            if self.random.random() < 0.3:
                await self.act("typing", channel=thread)
                await asyncio.sleep(self.random.choice((0.3, 1.0)))
            if self.is_over():
                return
            id_ = await self._writes(thread)
            if id_ is not None:
                await self._second_thoughts(thread, id_)
            await asyncio.sleep(self.random.choice((0.05, 0.3, 0.6)))

    async def _writes(self, thread: int) -> int | None:
        words = f"I am {self.number}, this is my answer {len(self.said)}."
        made = await self.act("write", channel=thread, content=words)
        if made is None:
            return None
        self.said[int(made["id"])] = [words]
        return int(made["id"])

    async def _second_thoughts(self, thread: int, id_: int) -> None:
        chance = self.random.random()
        if chance < 0.1:
            await asyncio.sleep(self.random.choice((0.1, 1.5, 6.0)))
            words = self.said[id_][-1] + "."
            if not self.is_over() and await self.act("edit", channel=thread, message=id_, content=words) is not None:
                self.said[id_].append(words)
        elif chance < 0.13:
            await asyncio.sleep(0.2)
            self.deleted.add(id_)
            await self.act("delete", channel=thread, message=id_)
            await self._writes(thread)
