"""The composition root: opens everything in order, runs until told to stop, closes in order.

Order of closing: the camera page (its browsers are told to try again), the interviews (saved, candidates told), then
Discord, then the database.
"""

import asyncio
import contextlib
import logging
import signal
import urllib.request
from collections.abc import AsyncIterator, Callable, Coroutine
from functools import partial
from typing import Any, TypeVar

import aiohttp
import discord
from discord.ext import commands

from bot.clock import Clock, WallClock, to_wait_by
from bot.config import Config, in_clear
from bot.edges import login
from bot.edges.chat.thread import ThreadPlaces
from bot.edges.invite import PORTAL, intents, invite_link
from bot.edges.voice.metronome import Metronome
from bot.edges.voice.places import VoicePlaces
from bot.errors import BotError, ConfigError, DiscordAway
from bot.gemini.api.breaker import Breaker
from bot.gemini.api.settings import LiveSettings
from bot.interview.timing import Timing
from bot.jobs.retention import housekeep
from bot.log import where
from bot.media import libraries
from bot.operating import errno_label, serving
from bot.process import heartbeat, loop_lag, session_starts
from bot.process.conditions import Vitals
from bot.process.watchman import reporting, watching
from bot.runtime.service import InterviewService, ProcessLimits
from bot.store import Store
from bot.store.sqlite import instance_lock
from bot.web.camera.links import CameraLinks
from bot.web.camera.rooms import Cameras
from bot.web.site import CameraSite
from bot.web.texts import operator_text
from bot.web.texts.operator_text import Texts
from bot.words import Words
from cogs.interview.public_facts import facts
from cogs.ui.errors import BotTree
from cogs.ui.long_work import LongWork

log = logging.getLogger(__name__)
T = TypeVar("T")

COGS = (
    "cogs.ui.errors",
    "cogs.interview.command",
    "cogs.interview.queue_runner",
    "cogs.history.command",
    "cogs.setup.command",
    "cogs.positions.command",
    "cogs.my_data.command",
    "cogs.diag.command",
    "cogs.ui.unclaimed",
)

Connector = Callable[[], aiohttp.BaseConnector]
"""Makes the connector for one client; None: discord.py's own. The launcher of tests points it at loopback."""


class InterviewBot(commands.Bot):
    """discord.py's bot, with everything that the cogs use. Enter `service` before the bot connects."""

    def __init__(
        self,
        config: Config,
        store: Store,
        *,
        clock: Clock,
        content: bool = True,
        timing: Timing | None = None,
        connector: aiohttp.BaseConnector | None = None,
        proxy: str | None = None,
        guild_ready_timeout: float = 2.0,
        pulse: heartbeat.HeartbeatState | None = None,
    ) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=intents(content=content),
            allowed_mentions=discord.AllowedMentions.none(),
            connector=connector,
            proxy=proxy,
            guild_ready_timeout=guild_ready_timeout,
            max_messages=None,  # no copies of what people wrote: edits and deletions are taken from the raw events
            tree_cls=BotTree,
        )
        self.config = config
        self.store = store
        self.clock = clock
        self.pulse = pulse or heartbeat.HeartbeatState()
        self.words = Words()
        self.breaker = Breaker()
        self.live: LiveSettings = config.gemini
        self.long_work = LongWork()
        self.places = ThreadPlaces(self, store, self.words)
        self.rooms = rooms(self, timing or Timing())
        self.cameras = Cameras() if config.public_url else None
        self.links = CameraLinks(store, config.public_url, clock=clock) if config.public_url else None
        self.page: CameraSite | None = None
        """Set once it is open."""
        self.service = InterviewService(
            store,
            config.gemini,
            self.places,
            clock=clock,
            breaker=self.breaker,
            paid=config.gemini_paid,
            voice=self.rooms,
            cameras=self.cameras,
            limits=ProcessLimits(interviews=config.max_interviews),
            timing=timing,
        )
        self._restored = False

    @property
    def connected(self) -> bool:
        """Whether the gateway is up now; `is_ready` stays true through an outage."""
        return self.pulse.ready

    async def setup_hook(self) -> None:
        for name in COGS:
            await self.load_extension(name)
        await self.tree.sync()

    async def on_ready(self) -> None:
        """Take up the running interviews. Later calls follow a gap of the gateway: read what was missed."""
        self.pulse.say(ready=True)
        if self._restored:
            await self.service.catch_up()
            return
        # Before the await: discord.py may call this again meanwhile (its documentation, `on_ready`).
        self._restored = True
        await self.service.restore()
        self.dispatch("restored")
        log.info("ready: %d servers, %d interviews running", len(self.guilds), self.service.running_count())

    async def on_resumed(self) -> None:
        self.pulse.say(ready=True)

    async def on_disconnect(self) -> None:
        self.pulse.say(ready=False)

    def announce(self) -> None:
        """Log what the operator needs to know at every start."""
        if in_clear(self.config.gemini.base_url):
            log.warning("GEMINI_BASE_URL is not encrypted: the key and everybody's answers can be read on the way")
        application = self.application
        if application is None:
            return
        log.info("invite link: %s", invite_link(application.id))
        if application.bot_public and not self.config.allowed_guilds:
            log.warning(
                "the bot is public and ALLOWED_GUILDS is empty: any server may invite it and spend your Gemini quota. "
                "List your servers in ALLOWED_GUILDS, or switch off Public Bot at %s",
                PORTAL,
            )
        if not self.intents.message_content:
            log.warning(
                "the Message Content intent is off: candidates answer by a button instead of a message. "
                "Switch it on at %s (Bot → Privileged Gateway Intents) and start again",
                PORTAL,
            )


def rooms(bot: InterviewBot, timing: Timing) -> VoicePlaces | None:
    """The voice channels; None, and a log line for the operator, if a library for voice does not load."""
    missing = libraries.missing()
    for sentence in missing:
        log.error("there will be no interviews by voice: %s", sentence)
    if missing:
        return None
    return VoicePlaces(
        bot, bot.store, bot.words, Metronome(), clock=to_wait_by(bot.clock), closing_seconds=timing.last_words
    )


async def until_allowed(
    config: Config, clock: Clock, pulse: heartbeat.HeartbeatState, connector: Connector | None
) -> login.Application:
    """Wait for the network, and for Discord to allow another start, for as long as that takes; the log and `health` say
    for what. Raises TokenRefused, and DiscordAway if waiting would not help.

    Each start counts: Discord takes the token away after a thousand a day (`bot.process.session_starts`).
    """
    waits = session_starts.waits()
    while True:
        try:
            application = await login.ask(config.discord_token, connector and connector(), discord_proxy(connector))
        except DiscordAway as away:
            if not away.passes:
                raise
            why, wait = str(away), next(waits)
        else:
            waits = session_starts.waits()
            wait = session_starts.limit_wait(application.starts_left, application.resets_in)
            why = (
                f"Discord has {application.starts_left} starts left for this bot today, which are kept for emergencies"
            )
            if not wait:
                before = session_starts.read(config.database_path)
                wait = session_starts.crash_wait(before, clock())
                if not wait:
                    # Before it happens: a start that ends in a crash counts, too.
                    session_starts.note(config.database_path, [*before, clock()])
                    return application
                why = "The bot has started very often within an hour (does it crash?), and Discord counts"
        wait = min(wait, session_starts.LONGEST_WAIT)
        log.warning("%s; tried again in %.0f s", why, wait)
        pulse.say(ready=False, waits=f"{why}; it is tried again by itself")
        await asyncio.sleep(wait)


async def run(
    config: Config,
    *,
    connector: Connector | None = None,
    guild_ready_timeout: float = 2.0,
    timing: Timing | None = None,
) -> None:
    """Run until SIGTERM or SIGINT. Raises ConfigError, DiscordAway or StoreError, one sentence each, when it
    cannot start."""
    texts = operator_texts(config)
    clock = WallClock()
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with contextlib.AsyncExitStack() as stack:
        # Before the database is opened: that may migrate it, and take back what another process has half written.
        stack.enter_context(instance_lock.held(config.database_path))
        watchman = stack.enter_context(watching(config.alert_webhook_url, config.database_path, page=config.public_url))
        store = await stack.enter_async_context(
            Store.open(config.database_path, clock=clock, backup_days=config.backup_days)
        )
        pulse = heartbeat.HeartbeatState()
        await stack.enter_async_context(beating(store, clock, pulse))
        view = await stack.enter_async_context(serving(config, store, pulse))
        application = await unless(stop, until_allowed(config, clock, pulse, connector))
        if application is None:
            return
        bot = InterviewBot(
            config,
            store,
            clock=clock,
            content=application.content,
            timing=timing,
            connector=connector and connector(),
            proxy=discord_proxy(connector),
            guild_ready_timeout=guild_ready_timeout,
            pulse=pulse,
        )
        view.service, view.rooms = bot.service, bot.rooms
        # The stack unwinds from its end: this waits until `bot` has closed, for only that ends the gateway's task.
        gateway: list[asyncio.Task[None]] = []
        stack.push_async_callback(ended, gateway)
        await stack.enter_async_context(bot)
        if watchman is not None:
            await stack.enter_async_context(reporting(watchman, partial(vitals, bot)))
        if bot.rooms is not None:
            stack.push_async_callback(bot.rooms.close)
        await stack.enter_async_context(bot.service)
        await open_page(bot, stack, texts)
        await unless(stop, log_in(bot))
        if stop.is_set():
            return
        bot.announce()
        gateway.append(asyncio.create_task(bot.connect(), name="gateway"))
        await serve(bot, stop, gateway[0])
        log.info("stopping: saving running interviews")


async def log_in(bot: InterviewBot) -> None:
    """Log in to Discord. Raises TokenRefused, DiscordAway.

    Discord answered a moment ago, so this does not wait: the supervisor of the process is to start it again.
    """
    try:
        await bot.login(bot.config.discord_token)
    except discord.LoginFailure as refused:
        raise login.refused() from refused
    except (discord.HTTPException, OSError, aiohttp.ClientError) as trouble:
        raise login.away(trouble) from trouble


@contextlib.asynccontextmanager
async def beating(store: Store, clock: Clock, pulse: heartbeat.HeartbeatState) -> AsyncIterator[None]:
    """Write the heartbeat until the block ends, and then that the bot was stopped."""
    tasks = [
        asyncio.create_task(loop_lag.watch(pulse.lag), name="loop lag"),
        asyncio.create_task(heartbeat.beat(store, clock, pulse), name="heartbeat"),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for broke in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(broke, Exception):
                log.error("there was no sign of life: %s", where(broke))


def vitals(bot: InterviewBot) -> Vitals:
    """What the bot knows of itself now."""
    return Vitals(
        refusal=bot.store.refusal,
        gemini=bot.breaker.trouble,
        gemini_tried=bot.breaker.tried,
        deaf_calls=None if bot.rooms is None else bot.rooms.deaf_calls,
        late=bot.pulse.lag.worst(asyncio.get_running_loop().time()),
        no_content=not bot.intents.message_content,
        under_way=bot.service.running_count(),
        waiting=bot.service.waiting_count(),
    )


def operator_texts(config: Config) -> Texts:
    """The privacy policy and the terms that the settings name. Raises ConfigError."""
    return operator_text.load_all(config, partial(facts, config, Words()))


async def open_page(bot: InterviewBot, stack: contextlib.AsyncExitStack, texts: Texts | None = None) -> None:
    """Serve the camera page and the operator's texts, where there is one, until `stack` closes. Raises ConfigError."""
    if bot.links is None or bot.cameras is None:
        return
    at, port, public_url = bot.config.web_host, bot.config.web_port, bot.config.public_url
    waits, proxies = to_wait_by(bot.clock), bot.config.web_proxies
    page = CameraSite(
        bot.links, bot.cameras, bot.words, public_url, at, port, clock=waits, proxies=proxies, texts=texts
    )
    try:
        bot.page = await stack.enter_async_context(page)
    except OSError as taken:
        raise ConfigError(
            f"The camera page cannot listen on {at} port {port} ({errno_label(taken)}); "
            "choose another WEB_PORT or WEB_HOST."
        ) from taken
    log.info("the camera page is served on %s port %d, for %s", at, page.port, public_url)
    for kind in texts or {}:
        log.info("a text of yours is served at %s/%s", public_url, kind)


async def unless(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """Await `work`; cancel it and return None if `stop` is set first: Discord may keep us waiting for minutes."""
    job, stopped = asyncio.ensure_future(work), asyncio.create_task(stop.wait(), name="stop")
    try:
        await asyncio.wait((job, stopped), return_when=asyncio.FIRST_COMPLETED)
        return job.result() if job.done() else None
    finally:
        job.cancel()
        stopped.cancel()
        await asyncio.gather(job, stopped, return_exceptions=True)


async def serve(bot: InterviewBot, stop: asyncio.Event, gateway: asyncio.Task[None]) -> None:
    """Run until `stop` is set. Raises BotError when Discord ends the connection for good.

    The gateway goes on when this returns: the interviews are saved, and their candidates told, before it closes.
    """
    jobs = [
        asyncio.create_task(stop.wait(), name="stop"),
        asyncio.create_task(housekeep(bot.store, bot.service, bot.places, clock=bot.clock), name="housekeeping"),
    ]
    try:
        done, _ = await asyncio.wait([gateway, *jobs], return_when=asyncio.FIRST_COMPLETED)
        for job in done:
            job.result()
    except discord.DiscordException as lost:
        raise BotError(
            f"Discord ended the connection for good ({type(lost).__name__}); check token and intents at {PORTAL}."
        ) from lost
    finally:
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)


async def ended(gateway: list[asyncio.Task[None]]) -> None:
    """Wait for the gateway's task, which ends when the bot has closed."""
    await asyncio.gather(*gateway, return_exceptions=True)


def discord_proxy(connector: Connector | None) -> str | None:
    """The proxy that the usual variables name for Discord; discord.py does not look at them by itself."""
    if connector is not None or urllib.request.proxy_bypass("discord.com"):
        return None
    return urllib.request.getproxies().get("https")
