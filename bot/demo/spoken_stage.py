"""What the spoken demo stands on: a Discord with voice, a Gemini that hears and speaks, and the bot between them.

All of it is in one process and on one clock, so that the moments at both ends can be compared.
"""

import asyncio
import contextlib
import random
import socket
import ssl
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aiohttp

from bot.app import InterviewBot, open_page
from bot.clock import steady_clock
from bot.config import load
from bot.store import Store
from bot.store.records import GuildSettings, NewPosition
from sims.discord.server import TOKEN, DiscordSim
from sims.discord.tls import Loopback
from sims.discord.world import CANDIDATE, CHANNEL, GUILD, VOICE_CHANNEL, Json
from sims.gemini import ContextEntry, GeminiSim, Reply, canned
from sims.gemini.brain import FOLLOW_UPS

SIM_KEY = "canned-interviewer"
BRIEF = "Event hosts plan and run our weekly game nights."
QUESTIONS = """\
Which events have you organised so far? [follow-ups: 1]
Somebody spoils the evening for others. What do you do? [follow-ups: 1]
How many days in the week can you be there? [follow-ups: 0]"""
CLOSING = "Thank you! The team reads every application by Sunday."
POSITION = NewPosition("Event host", BRIEF, QUESTIONS, CLOSING, ("en",))


LONG_QUESTION = (
    "Thank you. And if that does not help: what would you do with somebody who goes on like that for weeks, and whose"
    " friends take their side?"
)
"""It lasts two seconds, so that there is time to interrupt it; said in place of one of the canned ones."""


def interviewer(context: Sequence[ContextEntry], setup: Mapping[str, Any]) -> Reply:
    """The canned one, with a longer follow-up, which it takes for its own."""
    known = [replace(each, text=FOLLOW_UPS[2]) if is_long_question(each) else each for each in context]
    reply = canned(known, setup)
    return Reply(LONG_QUESTION) if reply.text == FOLLOW_UPS[2] else reply


def is_long_question(entry: ContextEntry) -> bool:
    """Also where it was cut off."""
    return entry.role == "model" and LONG_QUESTION.startswith(entry.text.strip())


@dataclass(frozen=True, slots=True)
class SpokenStage:
    """Everything that the demo needs."""

    discord: DiscordSim
    gemini: GeminiSim
    bot: InterviewBot
    store: Store


@contextlib.asynccontextmanager
async def spoken_stage(*, page: bool = False) -> AsyncIterator[SpokenStage]:
    """A server where sound is recorded. The temporary folder, with the database in it, goes when this closes.

    With `page` there are video interviews, and the page for them is served.
    """
    clock = steady_clock()
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="interview-demo-")))
        gemini = await stack.enter_async_context(GeminiSim(brain=interviewer, key=SIM_KEY))
        discord = await stack.enter_async_context(DiscordSim())
        config = load({"GEMINI_API_KEY": SIM_KEY, "GEMINI_BASE_URL": gemini.base_url})
        config = replace(config, database_path=folder / "demo.db")
        if page:
            port = free_port()
            config = replace(config, public_url=f"http://localhost:{port}", web_port=port)
        store = await stack.enter_async_context(Store.open(config.database_path, clock=clock))
        await store.ensure_guild(GUILD, POSITION)
        await store.save_settings(GuildSettings(GUILD, channel_id=CHANNEL, record_voice=True))
        trust = ssl.create_default_context(cadata=discord.authority)
        connector = aiohttp.TCPConnector(resolver=Loopback(discord.port), ssl=trust)
        bot = InterviewBot(config, store, clock=clock, connector=connector, guild_ready_timeout=0.1)
        gateway: list[asyncio.Task[None]] = []
        stack.push_async_callback(ended, gateway)
        await stack.enter_async_context(bot)
        if bot.rooms is not None:
            stack.push_async_callback(bot.rooms.close)
        await open_page(bot, stack)
        await stack.enter_async_context(bot.service)
        await bot.login(TOKEN)
        gateway.append(asyncio.create_task(bot.connect(), name="gateway"))
        await bot.wait_until_ready()
        yield SpokenStage(discord, gemini, bot, store)


def free_port() -> int:
    """One that nobody listens on, and that no connection is given by chance before somebody does."""
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)  # not `random`: tests seed it, all the same
        with socket.socket() as found, contextlib.suppress(OSError):
            found.bind(("127.0.0.1", port))
            return port


async def ended(tasks: list[asyncio.Task[None]]) -> None:
    """Wait for the gateway's task, which ends when the bot has closed."""
    await asyncio.gather(*tasks, return_exceptions=True)


def room_of(here: SpokenStage) -> int:
    """The voice channel that was made; 0 while there is none."""
    mine = [each for each in here.discord.world.channels.values() if each["type"] == VOICE_CHANNEL]
    return next((int(each["id"]) for each in mine if overwritten(each)), 0)


def overwritten(channel: Json) -> bool:
    """Whether the candidate was let in by name."""
    return any(each["id"] == str(CANDIDATE) for each in channel["permission_overwrites"])


def chat(here: SpokenStage, room: int) -> str:
    """What stands in the channel's chat now, each message with a line's end."""
    return "".join(f"{message['content']}\n" for message in here.discord.world.messages.get(room, {}).values())
