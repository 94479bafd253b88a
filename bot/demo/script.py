"""One whole interview that plays itself: the transcript as it grows, then the stored record."""

import asyncio
import re
import time
from datetime import datetime
from typing import Any

import discord
from simcord.builders import ChannelHandle

from bot.config import Config
from bot.demo.stage import DemoStage, stage
from bot.store.records import Filters

ANSWERS = (
    "A quiz night about our own server: three rounds, one of them by voice, and a tie-break nobody expects.",
    "I would keep the rounds short, so that late guests can join in at any time.",
    "I write to them in private first, say what I saw and what I would like instead. The evening goes on meanwhile.",
    "If it goes on I ask a moderator; that is not a host's decision alone.",
    "Three evenings a month, on Fridays or Saturdays.",
)
PATIENCE = 25.0
REAL_PATIENCE = 60.0


class Unfinished(Exception):
    """The demo waited for something that did not come."""


async def act(config: Config | None) -> int:
    """Returns the exit code: 0 when the interview went from the command to the record."""
    began = time.monotonic()
    async with stage(config) as here:
        who = "a canned interviewer (no key, nothing leaves this machine)" if here.canned else "the real Gemini"
        print(f"One text interview in a simulated Discord, with {who}.\n")
        try:
            thread = await start(here)
            await converse(here, thread)
            await show_record(here)
        except Unfinished as missing:
            print(f"\nThe demo stopped: {missing}")
            return 1
    print(f"\nDone in {time.monotonic() - began:.0f} s.")
    return 0


async def start(here: DemoStage) -> ChannelHandle:
    """`/interview start`, then Agree and start; the thread that was made."""
    print("casey   /interview start")
    panel = await here.candidate.slash(here.channel, "interview start")
    if panel.response is None:
        raise Unfinished("/interview start was not answered")
    for line in shown_text(panel.response.message):
        print(f"        │ {line}")
    agree = custom_id(panel.response.components, "start:agree")
    print("casey   presses “Agree and start”\n")
    await here.candidate.click(panel.response.message, custom_id=agree)
    threads = here.channel.threads
    if not threads:
        raise Unfinished("there is no thread")
    return threads[-1]


async def converse(here: DemoStage, thread: ChannelHandle) -> None:
    """Answer whenever the bot waits, until it says goodbye."""
    answers = iter(ANSWERS)
    printed = 0
    end = time.monotonic() + (PATIENCE if here.canned else REAL_PATIENCE)
    while time.monotonic() < end:
        messages = thread.history()
        for message in messages[printed:]:
            print_message(message)
        if len(messages) > printed:
            end = time.monotonic() + (PATIENCE if here.canned else REAL_PATIENCE)
        printed = len(messages)
        if not here.bot.service.running_count():
            return
        last = messages[-1] if messages else None
        if last is not None and last.author.bot and last.components:
            words = next(answers, "I have nothing to add, thank you.")
            await here.candidate.send(thread, words)
        await asyncio.sleep(0.1)
    raise Unfinished("the interviewer stopped answering")


async def show_record(here: DemoStage) -> None:
    """What is in the database, as a reviewer may export it."""
    print("\nThe record, as it is stored:")
    rows = await here.store.history(here.guild.id, Filters())
    if not rows:
        raise Unfinished("nothing is recorded")
    detail = await here.store.detail(here.guild.id, rows[0].id)
    if detail is None:
        raise Unfinished("nothing is recorded")
    row = detail.row
    print(f"  interview #{row.id} · type {row.interview_type} · {row.title} · {row.status} ({row.status_reason})")
    for turn in detail.turns:
        where = f"question {turn.question + 1}" if turn.question is not None else ""
        print(f"  {turn.seq:>3}  {turn.speaker:<12} {turn.kind:<10} {where:<11} {turn.text.splitlines()[0][:90]}")
    print(f"  {len(detail.events)} events · {detail.tokens} tokens · about ${detail.cost_usd:.4f}")


def print_message(message: discord.Message) -> None:
    name = "bot" if message.author.bot else message.author.name
    for index, line in enumerate(shown_text(message)):
        print(f"{name if index == 0 else '':<7} {line}")
    print()


def shown_text(message: discord.Message) -> list[str]:
    """The words a person would read, embeds included."""
    parts = [message.content]
    for embed in message.embeds:
        parts += [embed.title or "", embed.description or ""]
        parts += [f"{field.name}: {field.value}" for field in embed.fields]
    return [plain(message, line) for part in parts for line in part.splitlines() if line.strip()]


def plain(message: discord.Message, line: str) -> str:
    """Discord's markup as a terminal can show it."""
    line = re.sub(r"<t:(\d+)(?::\w)?>", lambda at: f"{datetime.fromtimestamp(int(at[1])).astimezone():%d %b %Y}", line)
    for user in message.mentions:
        line = line.replace(user.mention, f"@{user.display_name}")
    return line.removeprefix("-# ").replace("**", "").replace("`", "")


def custom_id(components: list[dict[str, Any]], prefix: str) -> str:
    """The custom_id of the first component that begins so."""
    for row in components:
        for component in row.get("components", []):
            found = str(component.get("custom_id", ""))
            if found.startswith(prefix):
                return found
    raise Unfinished(f"the panel has no button {prefix}")
