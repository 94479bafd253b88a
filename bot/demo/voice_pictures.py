"""The pictures of an interview by voice: what really stood in its channel's chat, posted anew where a page can show it.

The page's Discord (simcord) has no sound; so the interview takes place in the other one, as in the spoken demo.
"""

import asyncio
import contextlib
import io
from dataclasses import dataclass

import aiohttp
import discord
from simcord.builders import ChannelHandle

from bot.demo import spoken
from bot.demo.caller import Caller, Json, until
from bot.demo.spoken_stage import chat, spoken_stage
from bot.demo.stage import DemoStage
from sims.discord.people import RATE
from sims.discord.world import CANDIDATE
from sims.whistle import phrase, speak

THINKING_SECONDS = 2.5
"""As a real conversation goes: the captions of an answer stand there before the next question."""
ANSWERS = (8, 17)
WORD_SECONDS, PAUSE_SECONDS = 0.3, 1.2
"""Spoken into the microphone check: enough for a level, too short to pass it."""


@dataclass(frozen=True, slots=True)
class PicturedChat:
    """The messages of the channel at two moments."""

    microphone_check: list[Json]
    interview: list[Json]


async def talked() -> PicturedChat:
    """Hold the beginning of an interview, and copy what stands in the chat; half a minute."""
    with contextlib.redirect_stdout(io.StringIO()):
        async with spoken_stage() as here, aiohttp.ClientSession() as http:
            here.gemini.delay = THINKING_SECONDS
            caller = Caller(here, http)
            room = await spoken.agree(here, caller)

            def messages() -> list[Json]:
                return [dict(message) for message in here.discord.world.messages[room].values()]

            await spoken.join(here, caller, room)
            murmuring = asyncio.create_task(murmur(caller))
            try:
                await until(lambda: "▰▰" in chat(here, room), "the microphone check shows no level")
                check = messages()
            finally:
                murmuring.cancel()
            await spoken.pass_check(here, caller, room)
            for number in ANSWERS:
                await caller.is_asked()
                await caller.says(number)
            await caller.is_asked()
            last = f"{phrase(ANSWERS[-1])}\n"  # its captions are final: no “ …” at the end
            await until(lambda: last in chat(here, room), "there is no caption")
            return PicturedChat(check, messages())


async def murmur(caller: Caller) -> None:
    """Short sounds, again and again."""
    sound = speak(spoken.HELLO, RATE)[: int(WORD_SECONDS * RATE) * 2]
    while True:
        await caller.person.say(sound)
        await asyncio.sleep(PAUSE_SECONDS)


async def post(here: DemoStage, name: str, messages: list[Json]) -> ChannelHandle:
    """A channel of the page's server with these messages of the bot's."""
    made = here.guild.create_text_channel(name)
    channel = here.bot.get_channel(made.id)
    if not isinstance(channel, discord.TextChannel):
        raise AssertionError("the bot sees the channel that was made")
    for message in messages:
        words = message["content"].replace(f"<@{CANDIDATE}>", here.candidate.mention)
        await channel.send(words, view=view_of(message["components"]))
    return made


def view_of(rows: list[Json]) -> discord.ui.View:
    """The same buttons."""
    view = discord.ui.View(timeout=None)
    for button in (each for row in rows for each in row["components"]):
        style = discord.ButtonStyle(button["style"])
        view.add_item(
            discord.ui.Button(
                label=button.get("label"), style=style, custom_id=button["custom_id"], disabled=button["disabled"]
            )
        )
    return view
