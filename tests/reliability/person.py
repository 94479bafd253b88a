"""What everybody can do who is interviewed: start, see what stands there, press. Nobody minds that a try fails."""

import asyncio
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.interview.lifecycle import OVER
from sims.discord.world import BOT, CHANNEL, PRIVATE_THREAD, VOICE_CHANNEL, Json

if TYPE_CHECKING:
    from tests.reliability.town import Town

BUTTON = re.compile(r"iv:([a-z]+):\d+")
ANSWERED = 20.0
"""Seconds until somebody gives up an answer to a click."""
OPENED = 30.0
"""Seconds until somebody starts once more."""
LOOK = 0.2


@dataclass
class Person:
    """`said` is what stands of theirs in the chat, by message, in all its versions."""

    town: "Town"
    number: int
    kind: str
    """`text`, `voice` or `video`."""
    random: random.Random
    said: dict[int, list[str]] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    presses: int = 0
    absences: int = 0
    over: bool = False
    began: bool = False
    """Whether they asked for an interview; they go on asking."""

    @property
    def user(self) -> int:
        return 10_000 + self.number

    # What they see

    @property
    def thread(self) -> int | None:
        """Their newest thread."""
        world = self.town.sim.world
        mine = [id_ for id_, people in world.thread_members.items() if self.user in people and id_ in world.channels]
        return max((id_ for id_ in mine if world.channels[id_]["type"] == PRIVATE_THREAD), default=None)

    @property
    def room(self) -> int | None:
        """The voice channel that was made for them, while it stands."""
        for id_, channel in self.town.sim.world.channels.items():
            allowed = (
                {each["id"] for each in channel["permission_overwrites"]} if channel["type"] == VOICE_CHANNEL else ()
            )
            if str(self.user) in allowed:
                return id_
        return None

    def panel(self, place: int | None) -> Json | None:
        """The newest message of the bot's with live buttons."""
        messages = self.town.sim.world.messages.get(place or 0, {})
        live = (each for _, each in sorted(messages.items(), reverse=True) if each["author"]["id"] == str(BOT))
        return next((each for each in live if each["components"]), None)

    def buttons(self, place: int | None) -> set[str]:
        panel = self.panel(place)
        rows = panel["components"] if panel is not None else []
        found = (BUTTON.fullmatch(str(button.get("custom_id", ""))) for row in rows for button in row["components"])
        return {match[1] for match in found if match is not None}

    def newest(self, place: int | None) -> int:
        panel = self.panel(place)
        return int(panel["id"]) if panel is not None else 0

    def is_over(self) -> bool:
        thread = self.thread
        closed = thread is not None and self.town.sim.world.channels[thread]["thread_metadata"]["archived"]
        self.over = self.over or bool(closed and self.town.status(self.user) in OVER)
        return self.over or self.town.status(self.user) in OVER

    # What they do

    async def begins(self, place: Callable[[], int | None]) -> bool:
        """/interview start, Agree and start, again and again until there is a place; False: it was not to be."""
        self.town.sim.world.members.add(self.user)
        while self.began or not self.town.closing:
            self.began = True
            asked = await self.act("command", path=["interview", "start"], options={"type": self.kind})
            answer = await self.answer_to(asked)
            if place() is not None:
                return True
            if answer is not None and await self.presses_in_answer(answer, "start:agree"):
                await self.until(lambda: place() is not None, OPENED)
            if place() is not None:
                return True
            await asyncio.sleep(self.random.uniform(2.0, 6.0))
        return False

    async def act(self, verb: str, **asked: object) -> Json | None:
        """None where Discord's client would not let them, or nobody knows the command yet."""
        return await self.town.act(verb, user=self.user, **{"channel": CHANNEL, **asked})

    async def answer_to(self, asked: Json | None) -> int | None:
        """The interaction's id once it has an answer with buttons; None if that does not come."""
        if asked is None:
            return None
        made = int(asked["id"])
        there = await self.until(lambda: bool((self.town.answer(made) or {}).get("components")), ANSWERED)
        return made if there else None

    async def presses_in_answer(self, interaction: int, part: str) -> bool:
        answer = self.town.answer(interaction) or {}
        custom_id = custom_id_with(answer, part)
        return custom_id is not None and (
            await self.act("press", interaction=interaction, custom_id=custom_id) is not None
        )

    async def presses_button(self, place: int | None, action: str) -> int | None:
        """The interaction's id; None where the button is gone meanwhile."""
        panel = self.panel(place)
        custom_id = custom_id_with(panel, f"iv:{action}:") if panel is not None else None
        if panel is None or custom_id is None:
            return None
        self.presses += 1
        made = await self.act("press", channel=place, message=panel["id"], custom_id=custom_id)
        return None if made is None else int(made["id"])

    async def ends(self, place: int | None) -> None:
        """End, and yes."""
        asked = await self.presses_button(place, "end")
        answer = await self.answer_to(None if asked is None else {"id": asked})
        if answer is not None:
            await self.presses_in_answer(answer, "iv-end:")

    async def until(self, true: Callable[[], bool], patience: float) -> bool:
        """Whether it came true in time."""
        end = self.town.now + patience
        while not true():
            if self.town.now > end:
                return False
            await asyncio.sleep(LOOK)
        return True


def custom_id_with(message: Json, part: str) -> str | None:
    """Of the button that has this in its custom_id."""
    buttons: list[dict[str, Any]] = [each for row in message.get("components", ()) for each in row["components"]]
    return next((each["custom_id"] for each in buttons if part in str(each.get("custom_id", ""))), None)
