"""A candidate in a town: reads, writes, presses what is offered, corrects, and is never tired."""

import asyncio
import random
from dataclasses import dataclass, field

from bot.interview.lifecycle import OVER
from bot.ports.events import Deleted, Edited, Typing
from bot.ports.messages import Typed
from bot.ports.posts import Action
from bot.store.records import InterviewDetail
from tests.harness.paper_thread import BOT, Message, Thread
from tests.mixtures.town import Town

SILENCE = 420.0
"""Seconds in which somebody who can only wait must see something, where only Gemini fails: the watchdog's 300 s, the
longest answer, and what Discord takes."""
TIRED = 150
"""As many things one person does at most: an interview that is longer goes round in circles."""
ASKS = 60.0
"""Seconds after which it is looked whether the interview is over."""
THINKS = (0.5, 2.0, 5.0, 15.0, 40.0, 90.0, 400.0)
"""Seconds until they do the next thing."""


@dataclass
class Person:
    """`said` is what stands of theirs in the thread, each message in all its versions."""

    town: Town
    random: random.Random
    number: int
    interview_id: int
    thread: Thread
    said: dict[int, list[str]] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    ended: bool = False
    """Whether they ended it themselves."""
    finished: bool = False
    """Whether it turned out that it is over, though its thread could not be tidied up."""
    record: InterviewDetail | None = None
    """In the end."""
    _done: int = 0

    @property
    def over(self) -> bool:
        return self.finished or self.thread.archived or self.thread.id not in self.town.discord.threads

    @property
    def newest(self) -> int:
        """The id of the newest message that calls for something: by live buttons, or as what stands for a turn of which
        Discord did not take the buttons either."""
        panel = self.thread.panel()
        posted = self.town.discord.posted.get(self.thread.id, ())
        turns = (each.ids[-1] for each in reversed(posted) if each.post.turn is not None and each.ids)
        return max(0 if panel is None else panel.id, next(turns, 0))

    @property
    def buttons(self) -> tuple[Action, ...]:
        panel = self.thread.panel()
        return () if panel is None else panel.buttons

    async def live(self) -> None:
        """Until it is over."""
        await self._sees(0, "the first question")
        while not self.over:
            self._done += 1
            assert self._done < TIRED, f"it goes round in circles:\n{self}"
            await asyncio.sleep(self.random.choice(THINKS))
            if not self.over:
                await self._does_something()

    async def _does_something(self) -> None:
        before, buttons = self.newest, self.buttons
        if Action.WITHOUT in buttons:
            await self._chooses(before)
        elif Action.CONTINUE in buttons:
            await self._comes_back(before)
        elif Action.FINISH in buttons and self.random.random() < 0.5:
            await self._presses(Action.FINISH, before)
        elif Action.PAUSE in buttons:
            await self._is_asked(before)
        else:
            await self._sees(before, "a button that leads on")

    async def _chooses(self, before: int) -> None:
        if self.random.random() < 0.2:
            self._writes()
        else:
            await self._presses(self.random.choice((Action.WITHOUT, Action.PAUSE)), before)

    async def _comes_back(self, before: int) -> None:
        if self.random.random() < 0.3:
            await self._answers(before)
        else:
            await self._presses(Action.CONTINUE, before)

    async def _is_asked(self, before: int) -> None:
        chance = self.random.random()
        if chance < 0.84:
            await self._answers(before)
        elif chance < 0.9:
            await self._presses(Action.PAUSE, before)
        elif chance < 0.96 and Action.SKIP in self.buttons:
            await self._presses(Action.SKIP, before)
        elif chance < 0.98:
            self._press(Action.ASK)
        else:
            self.ended = True
            await self._presses(Action.END, before)

    async def _presses(self, action: Action, before: int) -> None:
        """Again and again, as people do with a button that does nothing, or is said to have failed."""
        async with asyncio.TaskGroup() as group:
            seen = group.create_task(self._sees(before, f"what {action} leads to"))
            while not seen.done():
                if action in self.buttons and self.newest == before:
                    self._press(action)
                await asyncio.wait({seen}, timeout=30.0)

    def _press(self, action: Action) -> None:
        self._note(f"presses {action}")
        self.town.press(self.interview_id, action)

    async def _answers(self, before: int) -> None:
        begun = len(self.said)
        for _ in range(self.random.choice((1, 1, 1, 2, 3))):
            if self.random.random() < 0.4:
                self._hands_in(Typing())
                await asyncio.sleep(self.random.choice((0.5, 4.0, 9.0)))
            await self._second_thoughts(self._writes())
            await asyncio.sleep(self.random.choice((0.1, 1.0, 2.4)))
        impatient = self.random.random() < 0.15
        if impatient:
            await asyncio.sleep(self.random.choice((0.5, 3.0, 11.0, 30.0)))
            if self.newest == before and not self.over:
                self._writes()
        if set(list(self.said)[begun:]) - self.deleted:  # a place that is gone takes no words, and some are taken back
            await self._sees(before, "what comes after an answer")

    async def _second_thoughts(self, newest: int | None) -> None:
        chance = self.random.random()
        if newest is None:
            return
        if chance < 0.1:
            await asyncio.sleep(self.random.choice((0.2, 1.5, 8.0)))
            self._edits(newest)
        elif chance < 0.14:
            await asyncio.sleep(0.2)
            self._deletes(newest)
            self._writes()
        elif chance < 0.2:
            self._hands_in(Typed(newest, self.said[newest][-1]))  # Discord brings it twice

    def _writes(self) -> int | None:
        """The message's id; None where nothing can be written."""
        message = Message(self.town.discord.new_id(), self.thread.candidate, f"I am {self.number}, {len(self.said)}.")
        if self.thread.gone is not None or self.over:
            return None
        self.thread.messages.append(message)
        self.said[message.id] = [message.text]
        self._note(f"writes {message.id}: {message.text}")
        self._hands_in(Typed(message.id, message.text))
        return message.id

    def _edits(self, id_: int) -> None:
        if self.over:
            return
        message = self._message(id_)
        message.text += "."
        self.said[id_].append(message.text)
        self._note(f"edits {id_}: {message.text}")
        self._hands_in(Edited(id_, message.text))

    def _deletes(self, id_: int) -> None:
        if self.over:
            return
        self.thread.messages.remove(self._message(id_))
        self.deleted.add(id_)
        self._note(f"deletes {id_}")
        self._hands_in(Deleted(id_))

    def _message(self, id_: int) -> Message:
        return next(each for each in self.thread.messages if each.id == id_)

    def _hands_in(self, event: Typed | Typing | Edited | Deleted) -> None:
        """By the gateway, if it is there; what it does not bring stands in the thread."""
        service = self.town.service
        if service is not None and not self.town.deaf:
            service.deliver(self.thread.id, event)

    async def _sees(self, before: int, what: str) -> None:
        """Wait for something newer to press, or the end. Nobody waits for ever in silence."""
        since = self.town.now
        while self.newest == before and not self.over:
            if not await self.town.discord.something_new(ASKS):
                self.finished = self.town.status(self.interview_id) in OVER
            since = max(since, self.town.troubled_until)
            if self.town.now - since > SILENCE and not self.over:
                raise AssertionError(f"silence: {self.name} waits for {what}")

    @property
    def name(self) -> str:
        return f"person {self.number}"

    def _note(self, words: str) -> None:
        self.town.log.note(f"{self.name} {words}")

    def __str__(self) -> str:
        lines = [f"{'bot' if message.author == BOT else self.name}: {message.text}" for message in self.thread.messages]
        return "\n".join((*lines, *recorded(self.record)))


def recorded(record: InterviewDetail | None) -> list[str]:
    """What stands in it, to be read."""
    turns = () if record is None else record.turns
    return [f"{turn.seq} {turn.kind} {turn.message_ids}: {turn.as_shown!r} {turn.spoken or ''}" for turn in turns]
