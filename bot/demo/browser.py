"""The demo in the browser: simcord's preview, which looks and works like Discord's client.

A person plays everybody on one page: it is kept fresh twice a second, and moves to an interview's thread when there is
a new one. Enter in the terminal goes back to the channel, and to the thread again.
"""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator

from simcord.builders import ChannelHandle

from bot.config import Config
from bot.demo.page import LivePage, opened
from bot.demo.stage import ADMIN, CANDIDATE, CHANNEL, MODERATOR, DemoStage, stage

REFRESH_SECONDS = 0.5
INTRODUCTION = f"""\
{{who}}

Open this page in a browser:

    {{url}}

  1. You are {CANDIDATE}, a candidate, in #{CHANNEL}. Press “Start an interview”. (Or type /interview start in the
     box at the bottom, press Enter, then the arrow at its right.)
  2. Read what it says and press “Agree and start”. The page moves to the interview's thread by itself.
  3. Answer in the box at the bottom, as in Discord. The bot goes on when you have stopped writing for 2.5 seconds.
     Or press a button under the question.
  4. At the top, change “Viewing as” to {MODERATOR}, who reviews: /interview history, Enter, the arrow; then choose
     the interview. Or to {ADMIN}, an admin: /setup, /position add, /diag gemini, /diag discord.

Enter, pressed here, moves the page between #{CHANNEL} and the newest thread.
Ctrl+C ends the demo and deletes everything.
"""
CANNED = """\
The real bot in a simulated Discord. The interviewer is CANNED: it follows a script and understands nothing.
No key is used and nothing leaves this machine."""
REAL = """\
The real bot in a simulated Discord. The interviewer is the real Gemini, with your GEMINI_API_KEY: what you write as the
candidate is sent to Google, and counts against your quota."""


class Threads:
    """Which thread is the newest, and whose page goes there."""

    def __init__(self, here: DemoStage, page: LivePage) -> None:
        self._here = here
        self._page = page
        self._seen: set[int] = set()

    @property
    def newest(self) -> ChannelHandle | None:
        return next(reversed(self._here.channel.threads), None)

    async def follow(self) -> None:
        """Take the candidate of a new interview to its thread."""
        for thread in self._here.channel.threads:
            owner = self._here.bot.service.owner(thread.id)
            if thread.id in self._seen or owner is None:
                continue
            self._seen.add(thread.id)
            await self._page.move(owner[1], thread)
            print("→ The page has moved to the interview's thread.", flush=True)

    async def toggle(self) -> None:
        """Move the viewer of the page: out of the thread, or into the newest one."""
        if self.newest is None:
            print("→ There is no thread yet: /interview start makes one.", flush=True)
            return
        for viewer_id in self._page.looking():
            there = self._here.channel if self._page.place(viewer_id).id == self.newest.id else self.newest
            await self._page.move(viewer_id, there)
            print(f"→ The page has moved to #{there.name}.", flush=True)


async def serve(config: Config | None, port: int) -> int:
    """Until Ctrl+C, or until the session is ended from the page. Raises ConfigError when the port is taken."""
    async with stage(config) as here:
        viewers = [here.candidate, here.moderator, here.admin]
        async with opened(here.env, here.channel, viewers, port) as page:
            print(INTRODUCTION.format(who=CANNED if here.canned else REAL, url=page.url), flush=True)
            threads = Threads(here, page)
            async with following_enter(threads):
                while page.is_open:
                    await page.tick()
                    await threads.follow()
                    await asyncio.sleep(REFRESH_SECONDS)
    return 0


@contextlib.asynccontextmanager
async def following_enter(threads: Threads) -> AsyncIterator[None]:
    """Enter in the terminal moves the page. Without a terminal there is nothing to follow."""
    if not sys.stdin.isatty():
        yield
        return
    loop = asyncio.get_running_loop()
    moves: set[asyncio.Task[None]] = set()

    def pressed() -> None:
        if not sys.stdin.readline():
            loop.remove_reader(sys.stdin)
            return
        move = asyncio.create_task(threads.toggle())
        moves.add(move)
        move.add_done_callback(moves.discard)

    loop.add_reader(sys.stdin, pressed)
    try:
        yield
    finally:
        loop.remove_reader(sys.stdin)
        await asyncio.gather(*moves, return_exceptions=True)
