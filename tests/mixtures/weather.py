"""What goes wrong, when: drawn from the seed before it begins, told in the log while it does, healed in the end."""

import asyncio
import contextlib
import random
import sqlite3
from collections.abc import Callable, Coroutine
from typing import Any

from websockets.exceptions import ConnectionClosed

from bot.errors import EdgeRefused, Reason
from bot.ports.events import PlaceLost, PlaceRestored
from sims.gemini import FAULTS, GeminiSim, Moment
from tests.mixtures.loop import Way
from tests.mixtures.town import Town

WRITTEN = sorted(
    name
    for name, fault in FAULTS.items()
    if fault.at not in {Moment.SPEECH, Moment.INTERRUPT} and name not in {"too_big", "go_away_mid_reply"}
)
"""Of `too_big` 16 MiB for each: `tests/failures` has it. `go_away_mid_reply` strikes speech alone."""
SPOKEN = sorted(set(FAULTS) - {"too_big", "text_frame"})
"""Where somebody talks."""
FELL = 960.0
"""Seconds after which a relay that fell is tried again, at the latest."""
SETTLES = 60.0
"""Seconds of dials after a trouble of the network."""
Strike = Callable[[], Coroutine[Any, Any, None]]


class Weather:
    """`draw` turns the service's knobs; `run` lets things go wrong, one after another and upon each other."""

    def __init__(self, town: Town, *, aloud: bool = False) -> None:
        self._town = town
        self._names = SPOKEN if aloud else WRITTEN
        self._random = random.Random(town.random.random())
        self._lasting: set[asyncio.Task[None]] = set()

    def draw(self) -> None:
        """Knobs that stay."""
        sim, draw = self._town.sim, self._random
        sim.delay = draw.choice((0.0, 0.0, 0.5, 2.0, 9.0, 14.0))
        sim.pace = draw.choice((0.0, 0.0, 0.2, 2.0))
        sim.late = draw.choice((0.1, 0.8, 3.0, 12.0))
        sim.go_away_time_left = draw.choice((0.0, 2.0, 8.0, 50.0))
        sim.handle_life = draw.choice((0.0, 30.0, 600.0, 7200.0))
        sim.malformed = draw.choice(
            (b'{"serverContent": {"turnComp', b"", b"[]", b"null", b"\xff\xfe", b'{"toolCall":3}')
        )
        self._town.loop.network.seconds = draw.choice((0.0, 0.0, 0.05, 0.4))
        for number in range(draw.choice((0, 1, 2, 4))):
            self._at_a_turn(sim, number)

    def _at_a_turn(self, sim: GeminiSim, number: int) -> None:
        turn, name = self._random.randint(1, 8), self._random.choice(self._names)
        if FAULTS[name].at is Moment.TURN:
            self._note(f"turn {turn}: {name}")
            sim.fail_on_turn(turn, name)

    async def run(self) -> None:
        """A ration of trouble; then the sun comes out."""
        kinds: tuple[Strike, ...] = (
            *(self._gemini,) * 6,
            *(self._gemini_lasts,) * 2,
            *(self._sockets,) * 2,
            self._handles,
            self._network,
            self._disk,
            self._discord_away,
            self._posts_refused,
            self._place_lost,
            self._gateway,
            self._restart,
            self._killed,
        )
        for _ in range(self._random.choice((1, 2, 4, 7, 12))):
            await asyncio.sleep(self._random.choice((0.0, 0.3, 2.6, 3.0, 12.0, 70.0)))
            await self._random.choice(kinds)()
        if self._lasting:
            await asyncio.wait(self._lasting)
        self._town.sim.heal()
        self._note("the sun comes out")

    # Gemini

    async def _gemini(self) -> None:
        name = self._random.choice(self._names)
        at = self._moment(name)
        self._town.sim.fail_next(name, at=at)
        self._note(f"next: {name} at {at}")

    async def _gemini_lasts(self) -> None:
        name = self._random.choice(self._names)
        at = self._moment(name)
        self._town.sim.fail_always(name, at=at)
        seconds = self._random.choice((5.0, 60.0, 300.0, 2000.0))
        self._lasts(seconds, f"always: {name} at {at}", self._town.sim.heal, 0.0)

    def _moment(self, name: str) -> Moment:
        """Its own, or another at which it can strike: what bends a reply bends also the one after a function call."""
        fault = FAULTS[name]
        if fault.code or name == "drop":
            return self._random.choice((fault.at, fault.at, Moment.TURN, Moment.READY, Moment.TOOL))
        return self._random.choice((Moment.TURN, Moment.TOOL)) if fault.at is Moment.TURN else fault.at

    async def _sockets(self) -> None:
        sim = self._town.sim
        kind = self._random.choice(("drop", "go_away", "close"))
        self._note(f"every socket: {kind}")
        if kind == "drop":
            sim.drop_all()
        elif kind == "go_away":
            await self._aside(sim.go_away(sim.go_away_time_left))
        else:
            code = self._random.choice((1000, 1001, 1008, 1011, 1012, 1013))
            await self._aside(sim.close_all(code, "The service is going down."))

    async def _handles(self) -> None:
        self._note("every handle is forgotten")
        self._town.sim.forget_handles()

    # What lies between

    async def _network(self) -> None:
        network, way = self._town.loop.network, self._random.choice(tuple(Way))
        network.refuses = way
        if self._random.random() < 0.5:
            network.cut()

        def back() -> None:
            network.refuses = None

        self._lasts(self._random.choice((1.0, 20.0, 200.0)), f"the network: {way}", back, SETTLES)

    async def _disk(self) -> None:
        disk = self._town.discord.life.disk
        refuses = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR)
        disk.refuses = self._random.choice(refuses)
        self._town.hard = True

        def back() -> None:
            disk.refuses = self._town.discord.life.disk.refuses = 0

        self._lasts(self._random.choice((0.2, 3.0, 30.0, 600.0)), f"the disk refuses: {disk.refuses}", back, FELL)

    # Discord

    async def _discord_away(self) -> None:
        discord = self._town.discord
        discord.present.clear()
        self._town.hard = True
        self._lasts(self._random.choice((1.0, 10.0, 100.0, 700.0)), "Discord is away", discord.present.set, FELL)

    async def _posts_refused(self) -> None:
        """As often as the words may be at fault: the last two versions of a post hold none but ours."""
        number = self._random.choice((1, 2))
        if self._town.discord.faults:
            return
        self._town.discord.faults.extend(EdgeRefused(400, 240000) for _ in range(number))
        self._town.hard = True  # of more in a row than there are versions a relay falls
        self._town.blame_nobody(FELL)
        self._note(f"{number} posts are refused")

    async def _place_lost(self) -> None:
        threads = [thread for thread in self._town.discord.threads.values() if thread.gone is None]
        if not threads:
            return
        thread = self._random.choice(threads)
        thread.gone = self._random.choice((Reason.PERMISSIONS, Reason.THREAD_LOCKED))
        if self._random.random() < 0.5 and self._town.service is not None:
            self._town.service.deliver(thread.id, PlaceLost(thread.gone))

        def back() -> None:
            thread.gone = None
            if self._town.service is not None:
                self._town.service.deliver(thread.id, PlaceRestored())

        self._lasts(self._random.choice((1.0, 30.0, 300.0)), f"thread {thread.id}: {thread.gone}", back, FELL)

    async def _gateway(self) -> None:
        """What happens meanwhile is told to nobody; then the bot is told to look."""
        town = self._town
        town.deaf = True

        async def back() -> None:
            town.deaf = False
            if town.service is not None:
                await town.service.catch_up()

        self._lasts(self._random.choice((1.0, 15.0, 120.0)), "the gateway hears nothing", back, FELL)

    # The bot

    async def _restart(self) -> None:
        await self._anew(self._town.end, "restarts")

    async def _killed(self) -> None:
        await self._anew(self._town.kill, "is killed")

    async def _anew(self, end: Strike, what: str) -> None:
        self._note(f"the bot {what}")
        self._town.hard = True
        await end()
        await asyncio.sleep(self._random.choice((0.5, 5.0, 60.0)))
        await self._town.begin()
        self._town.blame_nobody(FELL)

    # How

    def _lasts(self, seconds: float, what: str, back: Callable[[], object], settles: float) -> None:
        self._note(f"{what}, for {seconds:g} s")
        self._town.blame_nobody(seconds + settles)

        async def until() -> None:
            await asyncio.sleep(seconds)
            done = back()
            if isinstance(done, Coroutine):
                await done
            self._note(f"no more: {what}")
            self._town.blame_nobody(settles)

        task = asyncio.create_task(until(), name="town: weather")
        self._lasting.add(task)
        task.add_done_callback(self._lasting.discard)

    async def _aside(self, work: Coroutine[Any, Any, None]) -> None:
        """Closing waits for the other end."""

        async def until() -> None:
            with contextlib.suppress(ConnectionClosed):  # before it was told
                await work

        task = asyncio.create_task(until(), name="town: sockets")
        self._lasting.add(task)
        task.add_done_callback(self._lasting.discard)

    def _note(self, words: str) -> None:
        self._town.log.note(f"-- {words}")
