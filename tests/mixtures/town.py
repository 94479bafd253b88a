"""A town with one bot in it, which may stop, be killed and start again; Discord and Gemini go on without it."""

import asyncio
import contextlib
import logging
import random
import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import EdgeGone, StoreError
from bot.gemini.api.breaker import Breaker
from bot.gemini.api.settings import LiveSettings
from bot.ports.events import ButtonPressed, EdgeEvent
from bot.ports.places import Address
from bot.ports.posts import Action, Post
from bot.ports.voice import Listener
from bot.runtime.service import InterviewService
from bot.store import Store
from sims.gemini import Brain, Fault, GeminiSim, Moment
from tests.harness.paper_thread import PaperEdge, PaperTown
from tests.harness.paper_voice import PaperRooms, PaperVoiceEdge
from tests.mixtures import database
from tests.mixtures.loop import ADDRESS, MachineLoop

START = 1_800_000_000.0
OUTSIDE = "town: "
"""How the names of tasks begin that are no part of the bot."""
GUILD, CHANNEL = 10, 20


class Gemini(GeminiSim):
    """Also counts in which words it refused by a fault that was asked for."""

    refusals: Counter[str]

    def take(self, moment: Moment) -> Fault | None:
        fault = super().take(moment)
        if fault is not None:
            self.refusals[fault.reason] += 1
        return fault

    def __init__(self, brain: Brain) -> None:
        super().__init__(brain)
        self.refusals = Counter()


class Log(logging.Handler):
    """What the bot said of itself, and what the town did, in order and in the town's time."""

    def __init__(self, now: Callable[[], float], *, loud: bool) -> None:
        super().__init__(logging.INFO)
        self.lines: list[str] = []
        self.errors: list[str] = []
        self._now = now
        self._loud = loud

    def note(self, words: str) -> None:
        self.lines.append(f"{self._now():9.2f}  {words}")
        if self._loud:
            print(self.lines[-1])

    def emit(self, record: logging.LogRecord) -> None:
        words = f"{record.levelname.lower()}: {record.getMessage()}"
        self.note(words)
        if record.levelno >= logging.ERROR:
            self.errors.append(words)


@dataclass(slots=True)
class Life:
    """One process of the bot: everything that ends when it is killed."""

    disk: database.Disk
    dead: bool = False
    service: InterviewService | None = None
    store: Store | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """What an edge was asked to show, and the messages that carry it."""

    post: Post
    ids: tuple[int, ...]


class Discord(PaperTown):
    """Also remembers what was meant by each message, and takes nothing from a process that is dead."""

    def __init__(self) -> None:
        super().__init__()
        self.life = Life(database.Disk())
        self.posted: dict[int, list[Posted]] = {}
        self._new = asyncio.Event()

    async def something_new(self, seconds: float) -> bool:
        """Wait until anything is shown or closed anywhere; False when nothing was for so long."""
        try:
            async with asyncio.timeout(seconds):
                await self._new.wait()
        except TimeoutError:
            return False
        return True

    def show(self) -> None:
        """Something was."""
        self._new.set()
        self._new = asyncio.Event()

    def edge(self, address: Address) -> "PaperEdge":
        return Edge(self, address.place_id, address.locale)


class Channels(PaperRooms):
    """The town's voice channels. Who speaks there, and from which process."""

    def __init__(self, town: Discord) -> None:
        super().__init__(town)
        self._discord = town

    def edge(self, address: Address) -> PaperVoiceEdge:
        return VoiceEdge(self, self._discord, address.place_id, address.locale, own=address.own_room)

    def hang_up(self) -> None:
        """The process that spoke is dead."""
        for room in self.rooms.values():
            room.hush()
            room.listener = None
            room.playout.connect(None)


class Edge(PaperEdge):
    """A paper edge of one life."""

    def __init__(self, town: Discord, thread_id: int, locale: str) -> None:
        super().__init__(town, thread_id, locale)
        self._discord = town
        self._life = town.life

    async def post(self, post: Post, *, look_first: bool = False, after: int = 0) -> tuple[int, ...]:
        await self._alive()
        ids = await super().post(post, look_first=look_first, after=after)
        self._discord.posted.setdefault(self._thread_id, []).append(Posted(post, ids))
        self._discord.show()
        await self._alive()
        return ids

    async def amend(self, post: Post, message_ids: tuple[int, ...]) -> bool:
        await self._alive()
        return await super().amend(post, message_ids)

    async def missed(self, after: int) -> list[EdgeEvent]:
        await self._alive()
        return await super().missed(after)

    async def close(self) -> None:
        await self._alive()
        with contextlib.suppress(EdgeGone):  # what cannot be tidied up is left, as by the real one
            await super().close()
        self._discord.show()

    async def _alive(self) -> None:
        if self._life.dead:
            await asyncio.Event().wait()


class VoiceEdge(PaperVoiceEdge):
    """The same of a voice channel."""

    def __init__(self, rooms: Channels, town: Discord, room_id: int, locale: str, *, own: bool) -> None:
        super().__init__(rooms, room_id, locale, own=own)
        self._discord = town
        self._life = town.life

    async def post(self, post: Post, *, look_first: bool = False, after: int = 0) -> tuple[int, ...]:
        await self._alive()
        ids = await super().post(post, look_first=look_first, after=after)
        self._discord.posted.setdefault(self._thread_id, []).append(Posted(post, ids))
        self._discord.show()
        await self._alive()
        return ids

    async def join(self, listener: Listener) -> None:
        await self._alive()
        await super().join(listener)

    async def leave(self) -> None:
        if not self._life.dead:
            await super().leave()

    async def close(self) -> None:
        await self._alive()
        await super().close()
        self._discord.show()

    async def _alive(self) -> None:
        if self._life.dead:
            await asyncio.Event().wait()


@dataclass
class Town:
    """Everything of one seed."""

    seed: int
    random: random.Random
    loop: MachineLoop
    path: Path
    sim: Gemini
    log: Log
    discord: Discord = field(default_factory=Discord)
    rooms: Channels = field(init=False)
    troubled_until: float = 0.0
    """Until then nobody can be blamed for silence."""
    deaf: bool = False
    """Whether the gateway brings nothing."""
    kills: int = 0
    hard: bool = False
    """Whether disk, place or process were in trouble: then a bot may say in its log that it fell."""

    def __post_init__(self) -> None:
        self.rooms = Channels(self.discord)

    @property
    def now(self) -> float:
        return self.loop.time()

    def clock(self) -> float:
        return START + self.loop.time()

    def blame_nobody(self, seconds: float) -> None:
        """From now on for so long."""
        self.troubled_until = max(self.troubled_until, self.now + seconds)

    @property
    def service(self) -> InterviewService | None:
        return None if self.discord.life.dead else self.discord.life.service

    def press(self, interview_id: int, action: Action) -> None:
        """A button, if anybody is there to be told."""
        if self.service is not None and not self.deaf:
            self.service.press_button(interview_id, ButtonPressed(action))

    def sounds(self, interview_id: int) -> int:
        """How many pieces of sound were played in its voice channel."""
        mine = f"#{interview_id}"
        return sum(len(room.sound) for room in self.rooms.rooms.values() if room.chat.name.endswith(mine))

    def status(self, interview_id: int) -> str:
        """What the record says, whoever may write it."""
        with contextlib.closing(sqlite3.connect(self.path)) as connection:
            [(status,)] = connection.execute("SELECT status FROM interview_sessions WHERE id = ?", (interview_id,))
        return str(status)

    async def begin(self) -> None:
        """The bot starts. Where its disk does not let it, it is started again and again, as by systemd."""
        life = self.discord.life = Life(database.Disk(refuses=self.discord.life.disk.refuses))
        refused = 0
        while True:
            try:
                with database.on(life.disk):
                    life.store = await self._open()
                break
            except StoreError as error:
                if life.disk.refuses != refused:
                    self.log.note(f"the bot cannot start: {error}")
                refused = life.disk.refuses
                await asyncio.sleep(5.0)
        live = LiveSettings(api_key=self.sim.key, base_url="ws://{}:{}".format(*ADDRESS))
        life.service = InterviewService(
            life.store, live, self.discord, voice=self.rooms, clock=self.clock, breaker=Breaker(), paid=False
        )
        await life.service.__aenter__()
        await self._restore(life.service)
        self.log.note("the bot runs")

    async def _open(self) -> Store:
        self._open_store = Store.open(self.path, clock=self.clock)
        return await self._open_store.__aenter__()

    async def _restore(self, service: InterviewService) -> None:
        while True:
            try:
                await service.restore()
                return
            except StoreError:
                await asyncio.sleep(1.0)

    async def end(self) -> None:
        """In order."""
        life = self.discord.life
        service, life.service = life.service, None
        if service is not None and not life.dead:
            await service.__aexit__(None, None, None)
            with contextlib.suppress(StoreError):
                await self._open_store.__aexit__(None, None, None)
        life.dead = True

    async def kill(self) -> None:
        """At once: nothing of it does anything more."""
        life = self.discord.life
        self.kills += 1
        life.dead = life.disk.dead = True
        if life.service is not None:
            life.service._supervisor.stopping = True
        for end in list(self.loop.network.ends):
            end.abort()
        self.rooms.hang_up()
        mine = [task for task in asyncio.all_tasks() if self._is_of_the_bot(task)]
        for task in mine:
            task.cancel()
        for lane in (life.store._writer, life.store._reader) if life.store is not None else ():
            connection = lane._connection._connection
            if connection is not None:
                connection.close()
            lane._connection._connection = None
        await asyncio.sleep(0)

    def _is_of_the_bot(self, task: "asyncio.Task[object]") -> bool:
        name = task.get_name()
        return name.startswith(("live", "interview", "typing", "supervisor", "every interview"))
