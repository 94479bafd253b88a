"""Writes captions into the chat of a voice channel: `Captions` decides which call is next, this makes it."""

import asyncio
import contextlib
from typing import Protocol

from bot.edges.chat.captions import CallBudget, Captions, Write
from bot.edges.refusals import Trouble

UNKNOWN_MESSAGE = 10008


class Put(Protocol):
    """Shows a text as a new message (None) or in place of one, in one attempt; returns its id."""

    async def __call__(self, message_id: int | None, text: str, /) -> int: ...


class CaptionWriter:
    """Takes captions at any time, and writes them while `run` runs. `budget` counts all calls of the chat."""

    def __init__(self, budget: CallBudget, put: Put) -> None:
        self._budget = budget
        self._put = put
        self._captions = Captions(budget)
        self._changed = asyncio.Event()
        self._shown = asyncio.Event()
        self._shown.set()

    def show(self, key: int, label: str, text: str, *, final: bool) -> None:
        """Show these words as the message of this key. Never waits."""
        self._captions.show(key, label, text, final=final)
        self._shown.clear()
        self._changed.set()

    async def all_shown(self) -> None:
        """Wait until everything stands in the chat."""
        await self._shown.wait()

    async def run(self) -> None:
        """Write what changes, for ever. Raises EdgeGone when the chat is gone."""
        while True:
            write = self._captions.next(_now())
            if write is not None:
                await self._write(write)
                continue
            self._changed.clear()
            deadline = self._captions.deadline()
            if deadline is None:
                self._shown.set()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(deadline):
                    await self._changed.wait()

    async def _write(self, write: Write) -> None:
        self._budget.spend(_now())
        try:
            message_id = await self._put(write.message_id, write.text)
        except Trouble as error:
            if getattr(error, "code", 0) != UNKNOWN_MESSAGE:
                self._captions.postpone(write, _now())
                return
            message_id = write.message_id or 0
        self._captions.written(write, message_id, _now())


def _now() -> float:
    return asyncio.get_running_loop().time()
