"""The candidate of the spoken demo: clicks what a person clicks, speaks, and listens for their turn."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import aiohttp

from bot.demo.script import Unfinished
from bot.demo.spoken_stage import SpokenStage
from sims.discord.people import Person
from sims.discord.rtp import SILENCE
from sims.discord.world import CANDIDATE, CHANNEL

Json = dict[str, Any]
PATIENCE = 20.0
QUIET_SECONDS = 0.4
"""After so long a silence it is the other one's turn."""
SPEAKS_SECONDS = 1.4


async def until(holds: Callable[[], object], what: str) -> None:
    """Wait until it holds. Raises Unfinished with `what`."""
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise Unfinished(what)
        await asyncio.sleep(0.02)


class Caller:
    """Casey, with a mouse and a headset."""

    def __init__(self, here: SpokenStage, http: aiohttp.ClientSession) -> None:
        self._here = here
        self._http = http
        self.person: Person = here.discord.voice.people[CANDIDATE]

    # The mouse

    async def commands(self, *path: str, **options: str) -> Json:
        """A slash command; the panel that answers it."""
        return await self._answered(await self._do("command", path=path, options=options), "the command")

    async def presses(self, panel: Json, prefix: str) -> None:
        """The first button of an answer whose custom_id begins so."""
        for row in panel["response"]["components"]:
            for item in row["components"]:
                if item.get("custom_id", "").startswith(prefix):
                    asked = {"interaction": panel["id"], "custom_id": item["custom_id"]}
                    await self._answered(await self._do("press", **asked), "the button")
                    return
        raise Unfinished(f"the panel has no button {prefix}")

    async def _do(self, what: str, **asked: object) -> int:
        url = f"http://127.0.0.1:{self._here.discord.control_port}/{what}"
        async with self._http.post(url, json={"user": CANDIDATE, "channel": CHANNEL, **asked}) as answer:
            told: Json = await answer.json()
            if answer.status != 200:
                raise Unfinished(f"the simulated Discord refuses {what}: {told.get('error')}")
            return int(told["id"])

    async def _answered(self, id_: int, what: str) -> Json:
        interactions = self._here.discord.world.interactions
        made = next(each for each in interactions.values() if each.id == id_)
        await until(lambda: made.callback is not None, f"{what} was not answered")
        return {"id": id_, "response": made.response}

    # The headset

    async def says(self, number: int) -> None:
        """Whistle it; returns when it is over."""
        await self.person.say(number, seconds=SPEAKS_SECONDS)

    async def is_asked(self) -> None:
        """Wait until a question was said to its end, and nothing more comes."""
        after = self._last_spoke()

        def asked() -> bool:
            last = self._last_sound()
            return last > after and time.monotonic() - last > QUIET_SECONDS and self._last_words().endswith("?")

        await until(asked, "no question came")

    async def loses_patience(self, seconds: float) -> None:
        """Wait until the interviewer has spoken for so long."""
        after = self._last_spoke()

        def begun() -> float:
            return next((each.time for each in self.person.heard if each.time > after and each.opus != SILENCE), 0.0)

        await until(begun, "the interviewer says nothing")
        await asyncio.sleep(max(0.0, begun() + seconds - time.monotonic()))

    def _last_spoke(self) -> float:
        return self.person.spoke[-1].ended if self.person.spoke else 0.0

    def _last_sound(self) -> float:
        return next((each.time for each in reversed(self.person.heard) if each.opus != SILENCE), 0.0)

    def _last_words(self) -> str:
        said = [words for session in self._here.gemini.sessions for words in session.said]
        return said[-1].rstrip() if said else ""
