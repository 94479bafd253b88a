"""Carries out a schedule, and notes what was done and when."""

import asyncio
import contextlib
import random
import signal
from dataclasses import dataclass

from tests.reliability import machine
from tests.reliability.line import Line
from tests.reliability.schedule import Fault, Strike
from tests.reliability.town import Town

FARTHEST = 10_800.0
"""Seconds by which the clock is off at most: the deadlines of interviews are days."""


@dataclass(frozen=True, slots=True)
class Done:
    """A fault as it happened. Seconds since the run began."""

    strike: Strike
    began: float
    ended: float
    note: str = ""
    """Why it could not be done; empty where it was."""


class Weather:
    """`async with asyncio.TaskGroup`: `run`. What was done stands in `done`."""

    def __init__(self, town: Town, schedule: tuple[Strike, ...], seed: int) -> None:
        self._town = town
        self._schedule = schedule
        self._random = random.Random(seed + 1)
        self.done: list[Done] = []
        self.off = 0.0

    async def run(self) -> None:
        """All of it, one upon another; returns when the last one is over."""
        async with asyncio.TaskGroup() as group:
            for strike in self._schedule:
                await asyncio.sleep(max(0.0, strike.at - self._town.now))
                group.create_task(self._strike(strike))

    async def clear(self) -> None:
        """Whatever is left of it ends; the clock stays where it is."""
        town = self._town
        machine.free(town.database.parent)
        if town.bot.pid is not None:
            machine.limit_files(town.bot.pid, None)
        town.sim.rest.weather.down = False
        town.sim.rest.weather.lose = town.sim.rest.weather.limit = 0
        town.gemini.heal()
        await town.to_gemini.mend()
        await town.to_discord.mend()

    async def _strike(self, strike: Strike) -> None:
        if strike.watched:
            await self._town.bot.until_ready()
        began = self._town.now
        note = await self._does(strike) or ""
        self.done.append(Done(strike, began, self._town.now, note))

    async def _does(self, strike: Strike) -> str | None:
        town, seconds = self._town, strike.lasts
        match strike.fault:
            case Fault.KILL:
                await town.bot.kill()
            case Fault.STOP:
                await town.bot.stop()
            case Fault.DISK:
                return await self._fills(seconds)
            case Fault.LOCK:
                held = await machine.hold(town.database, seconds)
                return None if held else "the lock could not be had"
            case Fault.FILES:
                await self._few_files(seconds)
            case Fault.CLOCK:
                self.off = max(-FARTHEST, min(FARTHEST, self.off + strike.by))
                town.bot.set_clock(self.off)
            case Fault.GEMINI:
                await cut(town.to_gemini, seconds)
            case Fault.SOCKETS:
                town.to_gemini.tear()
            case Fault.QUOTA:
                town.gemini.fail_always("quota")
                town.to_gemini.tear()
                await asyncio.sleep(seconds)
                town.gemini.heal()
            case Fault.DISCORD:
                await cut(town.to_discord, seconds)
            case Fault.AWAY:
                town.sim.rest.weather.down = True
                await asyncio.sleep(seconds)
                town.sim.rest.weather.down = False
            case Fault.LOST:
                town.sim.rest.weather.lose += self._random.choice((0, 1, 2))
                town.sim.rest.weather.limit += self._random.choice((0, 1, 2))
            case Fault.GATEWAY:
                await town.sim.gateway.drop(resumable=self._random.random() < 0.5)
            case Fault.VOICE:
                self._tears_voice()
            case Fault.BLOCK:
                town.bot.send(signal.SIGUSR2)
        return None

    async def _fills(self, seconds: float) -> str | None:
        folder = self._town.database.parent
        if not self._town.disk:
            return "no disk of its own could be mounted"
        try:
            await asyncio.to_thread(machine.fill, folder)
            await asyncio.sleep(seconds)
        finally:
            machine.free(folder)
        return None

    async def _few_files(self, seconds: float) -> None:
        pid = self._town.bot.pid
        if pid is None:
            return
        with contextlib.suppress(OSError):
            machine.limit_files(pid, self._random.choice((0, 1, 3)), least=machine.FILES)
        await asyncio.sleep(seconds)
        machine.limit_files(pid, None)

    def _tears_voice(self) -> None:
        voice = self._town.sim.voice
        self._random.choice((voice.abort, lambda: voice.close(4006), lambda: voice.close(4015)))()


async def cut(line: Line, seconds: float) -> None:
    """Nobody gets through for so long."""
    line.cut()
    await asyncio.sleep(seconds)
    await line.mend()
