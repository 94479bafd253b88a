"""What both kinds of demo stand on: a server with a channel, three people, the real bot and its store."""

import contextlib
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import discord
import simcord
from simcord.builders import ChannelHandle, GuildHandle

from bot.app import InterviewBot
from bot.clock import Clock
from bot.config import Config, load
from bot.store import Store
from bot.store.records import GuildSettings, NewPosition
from sims.gemini import GeminiSim

SERVER, CHANNEL = "Lantern Harbour", "applications"
BOT, CANDIDATE, MODERATOR, ADMIN = "Interviews", "casey", "robin", "alex"
SIM_KEY = "canned-interviewer"
SETTLE_SECONDS = 60.0
"""How long simcord waits for one callback of the bot: /diag asks a Gemini, which may be the real one."""

TITLE = "Event host"
BRIEF = "Event hosts plan and run our weekly game nights. There are two a week; a host runs about one in three."
QUESTIONS = """\
Which event would you like to host first, and how would you run it? [follow-ups: 1]
Somebody spoils the evening for others. What do you do? [follow-ups: 1]
How many evenings a month can you give? [follow-ups: 0]"""
CLOSING = "Thank you! The team reads every application by Sunday and writes to you here on the server."


@dataclass(frozen=True, slots=True)
class DemoStage:
    """Everything a demo needs. `canned` is False when the real Gemini interviews."""

    env: simcord.Env
    bot: InterviewBot
    store: Store
    clock: Clock
    guild: GuildHandle
    channel: ChannelHandle
    candidate: simcord.MemberActor
    moderator: simcord.MemberActor
    admin: simcord.MemberActor
    canned: bool


@contextlib.asynccontextmanager
async def stage(config: Config | None) -> AsyncIterator[DemoStage]:
    """Open everything; the temporary folder goes when it closes."""
    clock = time.time  # simcord moves it inside the bot, and follows it here: one clock for both
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="interview-demo-")))
        canned = config is None
        if config is None:
            gemini = await stack.enter_async_context(GeminiSim(key=SIM_KEY))
            gemini.delay = 0.4
            config = load({"GEMINI_API_KEY": SIM_KEY, "GEMINI_BASE_URL": gemini.base_url})
        config = replace(config, database_path=folder / "demo.db")
        store = await stack.enter_async_context(Store.open(config.database_path, clock=clock))
        bot = InterviewBot(config, store, clock=clock)
        await stack.enter_async_context(bot.service)
        env = await stack.enter_async_context(simcord.run(bot, settle_timeout=SETTLE_SECONDS))
        # The simulated clock stands at a fixed day: what the bot shows as "today" must be the reader's today.
        await env.advance_time(max(0.0, (datetime.now(UTC) - env.now()).total_seconds()))
        here = await furnish(env, bot, store, clock, canned=canned)
        await post_start_button(here)
        yield here


async def furnish(env: simcord.Env, bot: InterviewBot, store: Store, clock: Clock, *, canned: bool) -> DemoStage:
    """A server that has just been set up, with one position."""
    env.backend.bot_user.name = BOT
    guild = env.create_guild(SERVER)
    channel = guild.create_text_channel(CHANNEL)
    reviewers = guild.create_role("Reviewers", permissions=discord.Permissions(manage_threads=True))
    admins = guild.create_role("Admins", permissions=discord.Permissions(administrator=True))
    position = NewPosition(TITLE, BRIEF, QUESTIONS, CLOSING, ("en",))
    await store.ensure_guild(guild.id, position)
    await store.save_settings(GuildSettings(guild.id, channel_id=channel.id, reviewer_role_id=reviewers.id))
    return DemoStage(
        env=env,
        bot=bot,
        store=store,
        clock=clock,
        guild=guild,
        channel=channel,
        candidate=guild.add_member(env.create_user(CANDIDATE)),
        moderator=guild.add_member(env.create_user(MODERATOR), roles=[reviewers]),
        admin=guild.add_member(env.create_user(ADMIN), roles=[admins]),
        canned=canned,
    )


async def post_start_button(here: DemoStage) -> None:
    """What an admin does once: /setup, then its button that posts "Start an interview" into the channel."""
    panel = await here.admin.slash(here.channel, "setup")
    if panel.response is None:
        raise AssertionError("/setup answers with its panel")
    await here.admin.click(panel.response.message, custom_id="setup:post")
