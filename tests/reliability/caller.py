"""A candidate who talks, and perhaps films: says numbers, interrupts, leaves, comes back, goes on in writing."""

import asyncio
import contextlib
import io
import json
from dataclasses import dataclass, field

import aiohttp
from PIL import Image

from bot.interview.lifecycle import OVER
from bot.web.camera.protocol import CloseCode
from sims.discord import people
from sims.discord.world import Refusal
from sims.whistle import PHRASES
from tests.reliability.writer import Writer

SPOKEN = 1.0
"""Seconds of an answer."""
LONGEST = 240.0
"""Seconds after which they would rather write."""
STUCK = 90.0
"""And after which they leave the channel to the next one."""
QUIET = 0.8
REACTION = 15.0
GONE_FOR_GOOD = {CloseCode.OVER, CloseCode.WRITING, CloseCode.UNKNOWN, CloseCode.ELSEWHERE}


@dataclass
class Caller(Writer):
    """Plays one interview by voice. One at a time: a bot is in one voice channel of a server."""

    spoken: list[int] = field(default_factory=list)
    pictures: int = 0
    shown: int = 0

    async def play(self) -> None:
        async with self.town.floor:
            if not await self.begins(lambda: self.room or self.thread):
                return
            async with contextlib.AsyncExitStack() as stack:
                if self.kind == "video":
                    page = asyncio.create_task(self._films())
                    stack.push_async_callback(ended, page)
                await self._talks()
            with contextlib.suppress(Refusal):
                await self._me.leave()
        if not self.is_over() and self.thread is not None:
            await self.writes_to_the_end()

    @property
    def _me(self) -> people.Person:
        return self.town.sim.voice.people[self.user]

    async def _talks(self) -> None:
        began = self.town.now
        await self._comes()
        while not self.is_over() and (self.room is not None or self.thread is None):
            late = self.town.now - began
            if late > LONGEST + STUCK:
                return
            if late > LONGEST or len(self.spoken) >= len(PHRASES) - 3:
                await self.presses_button(self.room, "write")
                await asyncio.sleep(5.0)
                continue
            await self._does_something_aloud()
            await asyncio.sleep(0.1 if self.town.calm else self.random.choice((0.1, 0.5, 2.0)))

    async def _does_something_aloud(self) -> None:
        room, chance = self.room, 0.0 if self.town.calm else self.random.random()
        if self._me.channel_id is None:
            await self._comes()
        if "continue" in self.buttons(room):
            await self.presses_button(room, "continue" if chance < 0.8 else "write")
            await asyncio.sleep(3.0)
        elif chance < 0.88:
            await self._says_a_number()
        elif chance < 0.93:
            self.absences += 1
            await self._me.leave()
            await asyncio.sleep(self.random.choice((2.0, 8.0, 25.0)))
            await self._comes()
        elif chance < 0.95:
            await self.presses_button(room, "repeat")
        elif chance < 0.97:
            await self.presses_button(room, "pause")
            await asyncio.sleep(3.0)
        elif chance < 0.985:
            await self.presses_button(room, "write")
            await asyncio.sleep(3.0)
        else:
            await self.ends(room)

    async def _comes(self) -> None:
        room = self.room
        if room is not None:
            with contextlib.suppress(Refusal, KeyError):
                await self._me.join(room)

    async def _says_a_number(self) -> None:
        """When the interviewer has been silent for a moment; a number only once, so that a doubled one shows."""
        if self.random.random() < 0.9:
            await self._hears_out()
        if not self._line_stands:
            return
        before = len(self._me.marks), self.newest(self.room)
        self.spoken.append(len(self.spoken))
        await self._me.say(self.spoken[-1], seconds=SPOKEN)
        await self.until(lambda: (len(self._me.marks), self.newest(self.room)) != before or self.is_over(), REACTION)

    async def _hears_out(self) -> None:
        quiet, end = 0.0, self.town.now + 30.0
        while quiet < QUIET and self.town.now < end and not self.is_over():
            await asyncio.sleep(0.1)
            quiet = quiet + 0.1 if self._line_stands and not self._interviewer_speaks else 0.0

    @property
    def _line_stands(self) -> bool:
        bot, dave = self.town.sim.voice.bot, self._me.dave
        return bot is not None and bot.described and dave is not None and dave.ready

    @property
    def _interviewer_speaks(self) -> bool:
        bot = self.town.sim.voice.bot
        return bot is not None and bot.speaking == 1

    # The page

    async def _films(self) -> None:
        """Open the newest link, and show a picture a second for as long as the page is wanted."""
        while self.town.status(self.user) not in OVER:
            link = self.town.camera_link(self.user)
            cookie = await self._claims(link) if link else ""
            if cookie and await self._shows(cookie):
                return
            await asyncio.sleep(3.0)
            if not cookie and self.room is not None:
                asked = await self.presses_button(self.room, "camera")
                await self.answer_to(None if asked is None else {"id": asked})

    async def _claims(self, link: str) -> str:
        """The cookie; empty where the link is worth nothing, or nobody serves."""
        base, _, token = link.partition("/camera#")
        with contextlib.suppress(aiohttp.ClientError, OSError):
            for _ in range(10):
                asked = self.town.http.post(f"{base}/camera/claim", json={"token": token}, headers={"Origin": base})
                async with asked as answer:
                    return answer.cookies["camera"].value if answer.status == 200 else ""
        return ""

    async def _shows(self, cookie: str) -> bool:
        """Comes back after each break. True: nothing more is wanted here."""
        base = self.town.page
        for _ in range(200):
            headers = {"Origin": base, "Cookie": f"camera={cookie}"}
            with contextlib.suppress(aiohttp.ClientError, OSError):
                async with self.town.http.ws_connect(f"{base}/camera/socket", headers=headers) as socket:
                    await socket.send_json({"type": "hello", "version": 1})
                    await socket.send_json({"type": "source", "source": "camera"})
                    sending = asyncio.create_task(self._sends(socket))
                    async for message in socket:
                        told = json.loads(message.data)
                        self.shown += told.get("type") == "ack" and told["shown"]
                    await ended(sending)
                    if socket.close_code in GONE_FOR_GOOD:
                        return True
            await asyncio.sleep(1.0)
        return True

    async def _sends(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        with contextlib.suppress(aiohttp.ClientError, OSError):
            while not socket.closed:
                self.pictures += 1
                await socket.send_bytes(b"\x01" + self.pictures.to_bytes(4, "big") + picture(self.pictures))
                await asyncio.sleep(1.1)


def picture(number: int) -> bytes:
    """What a camera sees in that second: something else than before."""
    out = io.BytesIO()
    Image.linear_gradient("L").rotate(37 * number).convert("RGB").save(out, "JPEG")
    return out.getvalue()


async def ended(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
