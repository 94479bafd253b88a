"""The demo in the browser: simcord's preview, which looks and works like Discord's client.

A preview shows one channel and is refreshed from here, so this module keeps it fresh (twice a second, with the
simulated clock following the real one), and moves it: to the interview's thread when there is a new one, back to the
channel on Enter in the terminal. The address stays the same; the page then wants a reload.
"""

import asyncio
import contextlib
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from simcord.builders import ChannelHandle
from simcord.preview import Preview

from bot.config import Config
from bot.demo.stage import Stage, stage
from bot.errors import ConfigError

REFRESH_SECONDS = 0.5
INTRODUCTION = """\
{who}

Open this in a browser:

    {url}

You are casey, a candidate in #applications. Type /interview start and press Enter, agree, and answer in the
thread: this page moves there (reload it when this terminal says so). In "viewing as" you can become robin, a
reviewer, and type /interview history, or alex, an admin: /setup, /position add, /diag gemini.

Press Enter here to move the page between #applications and the newest thread. Ctrl+C ends the demo and deletes
everything.
"""
CANNED = "The interviewer is CANNED: it follows a script, understands nothing, and nothing leaves this machine."
REAL = "The interviewer is the real Gemini: what you write is sent to Google."


class Patient(Preview):
    """A preview whose actions wait for our refresh instead of failing: simcord allows one operation at a time."""

    turn: asyncio.Lock

    async def _action(self, context_id: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        async with self.turn:
            return await super()._action(context_id, body)


class Window:
    """The one page, and which channel it shows."""

    def __init__(self, here: Stage, port: int) -> None:
        self._here = here
        self._port = port
        self._capability: str | None = None
        self._lock = asyncio.Lock()
        self._preview: Patient | None = None
        self._channel = here.channel
        self._seen_threads = 0

    @property
    def url(self) -> str:
        if self._preview is None:
            raise AssertionError("the window is open once `show` has run")
        return self._preview.url

    async def show(self, channel: ChannelHandle) -> None:
        """Show another channel at the same address."""
        async with self._lock:
            await self.close()
            viewers = [self._here.candidate, self._here.moderator, self._here.admin]
            made = self._here.env.preview(channel, viewers=viewers, layout="channel", port=self._port)
            made.__class__ = Patient  # the factory names its class; ours differs by one method
            if not isinstance(made, Patient):
                raise AssertionError("the class was just set")
            made.turn = self._lock
            if self._capability is not None:
                made.capability = self._capability
            try:
                self._preview = await made.__aenter__()  # type: ignore[assignment]  # it returns itself, a Patient
            except Exception as trouble:
                raise ConfigError(f"Port {self._port} is taken; choose another with --port.") from trouble
            self._capability = made.capability
            self._channel = channel

    async def close(self) -> None:
        if self._preview is not None:
            await self._preview.close()
            self._preview = None

    async def keep_fresh(self) -> None:
        """Until cancelled: time goes on, new messages appear, a new thread is shown."""
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            threads = self._here.channel.threads
            if len(threads) > self._seen_threads:
                self._seen_threads = len(threads)
                await self.show(threads[-1])
                print(f"→ the page now shows the interview's thread: reload it ({self.url})", flush=True)
                continue
            async with self._lock:
                behind = (datetime.now(UTC) - self._here.env.now()).total_seconds()
                await self._here.env.advance_time(max(0.0, behind))
                if self._preview is not None:
                    await self._preview.refresh()

    async def toggle(self) -> None:
        threads = self._here.channel.threads
        there = threads[-1] if threads and self._channel.id == self._here.channel.id else self._here.channel
        await self.show(there)
        print(f"→ the page now shows #{there.name}: reload it ({self.url})", flush=True)


async def serve(config: Config | None, port: int) -> int:
    """Until Ctrl+C. Raises ConfigError when the port is taken."""
    async with stage(config) as here:
        window = Window(here, port)
        await window.show(here.channel)
        print(INTRODUCTION.format(who=CANNED if here.canned else REAL, url=window.url), flush=True)
        keys = asyncio.create_task(follow_enter(window))
        try:
            await window.keep_fresh()
        finally:
            keys.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await keys
            await window.close()
    return 0


async def follow_enter(window: Window) -> None:
    """Enter in the terminal moves the page. Without a terminal there is nothing to follow."""
    if not sys.stdin.isatty():
        return
    lines: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    loop.add_reader(sys.stdin, lambda: lines.put_nowait(sys.stdin.readline()))
    try:
        while await lines.get():
            await window.toggle()
    finally:
        loop.remove_reader(sys.stdin)
