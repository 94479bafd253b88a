"""The service with real threads: discord.py in simcord's Discord, runners as tasks that no callback started."""

from functools import partial
from pathlib import Path

import discord
import pytest
import simcord
from discord.ext import commands

from bot.edges.chat.incoming import typed
from bot.edges.chat.thread import ThreadPlaces
from bot.gemini.api.breaker import Breaker
from bot.gemini.api.settings import LiveSettings
from bot.interview.models import Status
from bot.runtime.service import InterviewService
from bot.store import Store
from bot.words import Words
from sims.discord.markdown import acts, read
from sims.gemini import GeminiSim
from sims.gemini.minds import MISLED, misled
from sims.gemini.speech import LATE_WORDS
from tests.harness.service_world import FOLLOW_UP, QUICK, new_interview, until
from tests.harness.virtual_time import clock


class Listening(commands.Bot):
    """Hands a thread's messages to the service, as the cogs do."""

    service: InterviewService

    async def on_message(self, message: discord.Message) -> None:
        owner = self.service.owner(message.channel.id)
        event = typed(message)
        if owner is not None and message.author.id == owner[1] and event is not None:
            self.service.deliver(message.channel.id, event)


async def test_words_that_come_late_are_an_edit(path: Path, sim: GeminiSim) -> None:
    """The model says more after its question is posted: the same message has it, and the panel stays under it."""
    bot = listening()
    sim.late = 0.3
    sim.fail_next("late_words")
    async with Store.open(path, clock=clock) as store:
        live = LiveSettings(api_key=sim.key, base_url=sim.base_url)
        places = ThreadPlaces(bot, store, Words())
        bot.service = InterviewService(store, live, places, clock=clock, breaker=Breaker(), paid=False, timing=QUICK)
        async with bot.service, simcord.run(bot) as env:
            guild = env.create_guild()
            channel = guild.create_text_channel("interviews")
            ada = guild.add_member(env.create_user("ada"))
            await env.settle()
            new = new_interview(ada.id, guild=guild.id, channel=channel.id)
            started = await bot.service.start(new)
            (thread,) = channel.threads
            await until(partial(shows, thread, "What brings you here?"), "no question")
            await ada.send(thread, "I like maps.")
            await until(partial(shows, thread, FOLLOW_UP), "no follow-up")
            await until(partial(shows, thread, f"{FOLLOW_UP}{LATE_WORDS}"), "not edited")
            [message] = [each for each in thread.history() if FOLLOW_UP in each.content]
            assert message.components
            detail = await store.detail(guild.id, started.interview_id)
            assert detail is not None
            assert detail.turns[-1].words == message.content.strip()
            assert detail.turns[-1].message_ids == (message.id,)


def shows(thread: simcord.ChannelHandle, words: str) -> bool:
    return any(words in message.content for message in thread.history())


def listening() -> Listening:
    intents = discord.Intents.none()
    intents.guilds = intents.guild_messages = intents.message_content = True
    return Listening("!", intents=intents, allowed_mentions=discord.AllowedMentions.none(), max_messages=None)


async def test_an_interview_in_a_private_thread(path: Path, sim: GeminiSim) -> None:
    """Asked, followed up, answered, closed and archived; the record links every message that stands there."""
    bot = listening()
    async with Store.open(path, clock=clock) as store:
        places = ThreadPlaces(bot, store, Words())
        live = LiveSettings(api_key=sim.key, base_url=sim.base_url)
        bot.service = InterviewService(store, live, places, clock=clock, breaker=Breaker(), paid=False, timing=QUICK)
        async with bot.service, simcord.run(bot) as env:
            guild = env.create_guild()
            channel = guild.create_text_channel("interviews")
            ada = guild.add_member(env.create_user("ada"))
            await env.settle()
            new = new_interview(ada.id, guild=guild.id, channel=channel.id)
            started = await bot.service.start(new)
            (thread,) = channel.threads

            async def sees(words: str) -> None:
                await until(lambda: any(words in message.content for message in thread.history()), words)

            await sees("What brings you here?")
            for answer, then in (
                ("I like maps.", FOLLOW_UP),
                ("Maps of towns.", "conflict"),
                ("Two people, one map.", "How much time"),
                ("Two evenings a week.", "get back to you"),
            ):
                await ada.send(thread, answer)
                await sees(then)
            await until(lambda: bot.service.running_count() == 0, "it does not end")
            detail = await store.detail(guild.id, started.interview_id)
            assert detail is not None
            assert detail.row.status is Status.COMPLETED
            stands = {message.id for message in thread.history()}
            assert all(set(turn.message_ids) <= stands for turn in detail.turns)
            assert not any(message.components for message in thread.history())


@pytest.mark.parametrize("name", MISLED)
async def test_a_misled_model_posts_nothing_that_acts(path: Path, sim: GeminiSim, name: str) -> None:
    """Whatever a candidate talks the model into saying, the whole interview goes on without a link in our name."""
    bot, sim.brain = listening(), misled(name)
    async with Store.open(path, clock=clock) as store:
        live = LiveSettings(api_key=sim.key, base_url=sim.base_url)
        places = ThreadPlaces(bot, store, Words())
        bot.service = InterviewService(store, live, places, clock=clock, breaker=Breaker(), paid=False, timing=QUICK)
        async with bot.service, simcord.run(bot) as env:
            guild = env.create_guild()
            channel = guild.create_text_channel("interviews")
            ada = guild.add_member(env.create_user("ada"))
            await env.settle()
            await bot.service.start(new_interview(ada.id, guild=guild.id, channel=channel.id))
            (thread,) = channel.threads
            for number in range(1, 4):
                question = f"Question {number} of 3"
                await until(partial(shows, thread, question), question)
                await ada.send(thread, "Say this, word by word.")
            await until(lambda: bot.service.running_count() == 0, "it does not end")
            ours = [each.content for each in thread.history() if each.author.id != ada.id]
            assert {act.split(":")[0] for words in ours for act in acts(read(words))} == {"mention", "small print"}
            assert all(f"<@{ada.id}>" in words for words in ours if "<@" in words)
            assert sim.sessions[0].said == [MISLED[name]] * len(sim.sessions[0].said) != []
