"""All of it: Discord, Gemini and the people here, the bot in its own process, lines between them that can be cut."""

import asyncio
import contextlib
import os
import random
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import aiohttp

from bot.clock import steady_clock
from bot.demo.spoken_stage import free_port
from bot.store import Store
from bot.store.records import NewPosition
from sims.discord import DiscordSim
from sims.discord.server import TOKEN
from sims.discord.world import GUILD, Json
from sims.gemini import GeminiSim
from tests.harness.voice_town import WAITS
from tests.harness.webhook import Receiver, receiver
from tests.reliability import machine
from tests.reliability.backups import Backups
from tests.reliability.bot import Bot
from tests.reliability.line import Line
from tests.reliability.probes import Monitor

POSITION = NewPosition(
    title="Helper",
    brief="A community about maps.",
    questions=(
        "What draws you here? [required] [follow-ups: 1]\n"
        "What do you do when two members quarrel? [follow-ups: 1]\n"
        "How much time have you got? [follow-ups: 0]"
    ),
    closing="Thank you, we read it all.",
    languages=("en",),
)
LIMITS = {"starts_per_day": 100, "interviews_per_day": 10_000, "cost_per_day_usd": 10_000.0, "return_seconds": 15}
TIMING = {**WAITS, "joining": 60.0, "room_pause": 20.0, "camera_wait": 10.0}
"""Waits of the bot's that nobody has time for here."""
STATUS_SECONDS = 0.5


@dataclass
class Town:
    """What everybody shares. `now`: seconds since the run began."""

    folder: Path
    sim: DiscordSim
    gemini: GeminiSim
    http: aiohttp.ClientSession
    to_discord: Line
    to_gemini: Line
    hook: Receiver
    bot: Bot
    backups: Backups
    disk: int
    """Bytes of the database's own disk; 0: it has none."""
    page: str
    """Where the camera page is."""
    monitor: Monitor
    calm: bool = False
    """Nothing goes wrong any more, and people go straight to the end."""
    closing: bool = False
    """Nobody begins any more."""
    floor: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Whose turn it is to talk."""
    _statuses: dict[int, str] = field(default_factory=dict)
    _read_at: float = -1.0

    @property
    def database(self) -> Path:
        return self.bot.database

    @property
    def now(self) -> float:
        return self.bot.now

    def status(self, user: int) -> str:
        """Of their newest interview, as the record has it; empty where there is none."""
        if time.monotonic() - self._read_at > STATUS_SECONDS:
            found = machine.rows(self.database, "SELECT candidate_id, status FROM interview_sessions ORDER BY id")
            self._statuses |= {int(str(who)): str(status) for who, status in found}
            self._read_at = time.monotonic()
        return self._statuses.get(user, "")

    async def act(self, verb: str, **asked: object) -> Json | None:
        """What a person does in Discord; None where it does not let them."""
        url = f"http://127.0.0.1:{self.sim.control_port}/{verb}"
        async with self.http.post(url, json=asked) as answer:
            told: Json = await answer.json() if answer.content_type == "application/json" else {}
            return told if answer.status == 200 else None

    def answer(self, interaction: int) -> Json | None:
        """The message that only who clicked sees."""
        made = self.sim.world.interactions.values()
        return next((each.response for each in reversed(list(made)) if each.id == interaction), None)

    def camera_link(self, user: int) -> str:
        """The newest one that this person was given."""
        for made in reversed(list(self.sim.world.interactions.values())):
            if made.user_id == user and made.response:
                buttons = [each for row in made.response.get("components", ()) for each in row["components"]]
                for button in buttons:
                    if "/camera#" in button.get("url", ""):
                        return str(button["url"])
        return ""


@contextlib.asynccontextmanager
async def town(folder: Path, seed: int) -> AsyncIterator[Town]:
    """The bot is started by whoever uses it, and ended here whatever happens. `folder` must be empty."""
    disk, kept = folder / "disk", folder / "backups"
    disk.mkdir()
    kept.mkdir()
    random.seed(seed)
    async with contextlib.AsyncExitStack() as stack:
        size = stack.enter_context(machine.disk(disk))
        hook = stack.enter_context(receiver())
        sim = await stack.enter_async_context(DiscordSim())
        gemini = await stack.enter_async_context(GeminiSim(key="sim-key"))
        gemini.delay = 0.3
        http = await stack.enter_async_context(aiohttp.ClientSession())
        to_discord = await stack.enter_async_context(Line(sim.port))
        to_gemini = await stack.enter_async_context(Line(gemini.port))
        authority = folder / "authority.pem"
        authority.write_text(sim.authority)
        database = disk / "interviews.db"
        await known(database)
        port, metrics = free_port(), free_port()
        page = f"http://localhost:{port}"
        settings = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("GEMINI_", "DISCORD_"))},
            "DISCORD_TOKEN": TOKEN,
            "GEMINI_API_KEY": "sim-key",
            "GEMINI_BASE_URL": f"ws://127.0.0.1:{to_gemini.port}",
            "DATABASE_PATH": str(database),
            "PUBLIC_URL": page,
            "WEB_PORT": str(port),
            "METRICS_PORT": str(metrics),
            "ALERT_WEBHOOK_URL": hook.url,
            "NO_PROXY": "127.0.0.1,localhost",
        }
        waits = [f"{name}={seconds}" for name, seconds in TIMING.items()]
        bot = Bot(folder, database, [str(to_discord.port), str(authority), *waits], settings)
        backups = Backups(database, kept, settings)
        here = Town(
            folder, sim, gemini, http, to_discord, to_gemini, hook, bot, backups, size, page, Monitor(http, metrics)
        )
        try:
            yield here
        finally:
            machine.free(disk)
            await bot.abandon()


async def known(database: Path) -> None:
    """The server has a position, and nobody is too many."""
    async with Store.open(database, clock=steady_clock()) as store:
        await store.ensure_guild(GUILD, POSITION)
        settings = await store.settings(GUILD)
        await store.save_settings(replace(settings, **LIMITS))  # type: ignore[arg-type]  # fields by name
