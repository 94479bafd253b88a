"""The real bot, service, store and sockets, with Discord and Gemini simulated: for tests of whole commands.

async with launch(tmp_path) as house:
    panel = await house.ada.slash(house.channel, "interview start")
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import discord
import simcord

from bot.app import InterviewBot
from bot.clock import Clock
from bot.config import Config, load
from bot.interview.timing import Timing
from bot.store import Store
from bot.words import Value, Words
from cogs.ui.guild_settings import ready_made
from sims.gemini import GeminiSim
from tests.harness.virtual_time import clock

KEY = "sim-key"
QUICK = Timing(quiet=0.4, typing_holds=0.8)
"""People type at once in these tests; long enough that a busy machine takes two messages for one answer."""

PATIENCE = 15.0
"""Seconds until a test stops waiting for what should come at once."""


@dataclass
class House:
    """A server with four people, and the bot in it. `restart` puts a new bot on the same record."""

    env: simcord.Env
    sim: GeminiSim
    store: Store
    config: Config
    clock: Clock
    content: bool
    bot: InterviewBot
    services: contextlib.AsyncExitStack
    guild: simcord.GuildHandle
    channel: simcord.ChannelHandle
    reviewers: simcord.RoleHandle
    ada: simcord.MemberActor
    """Somebody who wants to be interviewed."""
    robin: simcord.MemberActor
    """Has the reviewers' role, which may manage threads."""
    alex: simcord.MemberActor
    """Has Manage Server."""
    sam: simcord.MemberActor
    """May manage threads, and so sees the interviews', but reviews nothing."""

    async def restart(self) -> None:
        """Stop the bot in order, and start another one on the same database."""
        await self.services.aclose()
        self.bot = make_bot(self.config, self.store, self.clock, content=self.content)
        await self.services.enter_async_context(self.bot.service)
        await self.env.restart_bot(self.bot)

    async def set_up(self, **changes: Any) -> None:
        """Fields of GuildSettings, as if chosen in /setup; the server has its ready-made position."""
        guild = self.bot.get_guild(self.guild.id)
        assert guild is not None
        await self.store.ensure_guild(guild.id, ready_made(Words(), guild))
        await self.store.save_settings(replace(await self.store.settings(guild.id), **changes))

    async def in_full(self, panel: Any) -> str:
        """What ada reads of a panel's consent after **More**; the panel is as before when it returns."""
        more = await self.ada.click(panel, label=say("start-more"))
        assert more.response is not None
        text = "\n\n".join(embed.description or "" for embed in more.response.embeds)
        less = await self.ada.click(more.response, label=say("start-less"))
        assert less.response is not None
        assert less.response.embeds[0].description == panel.embeds[0].description
        return text

    async def until(self, true: Callable[[], Any]) -> Any:
        """Wait for what the service's own tasks will do; returns what `true` returned. Raises TimeoutError."""
        async with asyncio.timeout(PATIENCE):
            while not (found := true()):  # noqa: ASYNC110 -- simcord has no event for what the service posts
                await asyncio.sleep(0.02)
        return found

    @property
    def thread(self) -> simcord.ChannelHandle:
        """The newest thread under the channel."""
        return max(self.channel.threads, key=lambda thread: thread.id)

    def posts(self, thread: simcord.ChannelHandle | None = None) -> list[discord.Message]:
        """What the bot wrote into the thread, oldest first."""
        me = self.bot.user.id if self.bot.user else 0
        return [message for message in (thread or self.thread).history() if message.author.id == me]

    async def post_with(self, text: str, *, button: str = "") -> discord.Message:
        """Wait for a post of the bot that holds `text` and, if named, has this button."""

        def found() -> list[discord.Message]:
            return [
                message
                for message in self.posts()
                if text in message.content and (not button or button in labels(message))
            ]

        posts: list[discord.Message] = await self.until(found)
        return posts[-1]

    async def news(self, thread: simcord.ChannelHandle, seen: frozenset[int]) -> None:
        """Wait for a post with live buttons that was not there before, or for the end of the interview."""

        def come() -> bool:
            live = any(labels(post) for post in self.posts(thread) if post.id not in seen)
            return live or self.bot.service.owner(thread.id) is None

        await self.until(come)


def say(key: str, /, locale: str = "en", **words: Value) -> str:
    """What the catalogue says; simcord's people speak English."""
    return Words().say(locale, key, **words)


def labels(message: Any) -> list[str]:
    """The labels of a message's buttons, in order; also of an answer's."""
    rows = getattr(message, "message", message).components
    return [item.label for row in rows for item in getattr(row, "children", []) if getattr(item, "label", None)]


def custom_ids(message: Any) -> list[str]:
    """The custom_ids of a message's buttons and selects, in order."""
    rows = getattr(message, "message", message).components
    return [item.custom_id for row in rows for item in getattr(row, "children", []) if getattr(item, "custom_id", None)]


def make_bot(config: Config, store: Store, clock: Clock, *, content: bool) -> InterviewBot:
    return InterviewBot(config, store, clock=clock, content=content, timing=QUICK)


@contextlib.asynccontextmanager
async def launch(
    folder: Path, *, content: bool = True, check_errors: bool = True, **changes: Any
) -> AsyncIterator[House]:
    """Everything open; `changes` are fields of Config. The service starts before simcord does and stops before it."""
    async with contextlib.AsyncExitStack() as stack:
        sim = await stack.enter_async_context(GeminiSim(key=KEY))
        config = load({"GEMINI_API_KEY": KEY, "GEMINI_BASE_URL": sim.base_url})
        config = replace(config, database_path=folder / "test.db", **changes)
        store = await stack.enter_async_context(Store.open(config.database_path, clock=clock))
        services = contextlib.AsyncExitStack()
        bot = make_bot(config, store, clock, content=content)
        await services.enter_async_context(bot.service)
        env = await stack.enter_async_context(simcord.run(bot, check_errors=check_errors))
        stack.push_async_callback(services.aclose)
        guild = env.create_guild("Lantern Harbour")
        threads = discord.Permissions(manage_threads=True)
        reviewers = guild.create_role("Reviewers", permissions=threads)
        helpers = guild.create_role("Helpers", permissions=threads)
        managers = guild.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
        yield House(
            env=env,
            sim=sim,
            store=store,
            config=config,
            clock=clock,
            content=content,
            bot=bot,
            services=services,
            guild=guild,
            channel=guild.create_text_channel("interviews"),
            reviewers=reviewers,
            ada=guild.add_member(env.create_user("ada")),
            robin=guild.add_member(env.create_user("robin"), roles=[reviewers]),
            alex=guild.add_member(env.create_user("alex"), roles=[managers]),
            sam=guild.add_member(env.create_user("sam"), roles=[helpers]),
        )
