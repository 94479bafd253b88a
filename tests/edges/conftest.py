"""A real discord.py client in simcord's Discord, and a thread in it."""

from dataclasses import dataclass

import discord
import pytest
import simcord
from discord.ext import commands
from simcord.builders import ChannelHandle, GuildHandle

from bot.edges.chat.channel import ChannelEdge
from bot.edges.chat.thread import ThreadPlaces
from bot.ports.places import Address, NewPlace
from bot.store.records import GuildSettings
from bot.words import Words

INTERVIEW = 3


class Settings:
    """Knows each guild's settings, like the store."""

    def __init__(self) -> None:
        self.notify_channel_id: int | None = None

    async def settings(self, guild_id: int) -> GuildSettings:
        return GuildSettings(guild_id, notify_channel_id=self.notify_channel_id)


@dataclass(slots=True)
class Place:
    """One interview's thread, seen from both sides."""

    env: simcord.Env
    client: commands.Bot
    guild: GuildHandle
    channel: ChannelHandle
    ada: simcord.MemberActor
    settings: Settings
    places: ThreadPlaces
    thread_id: int

    def edge(self) -> ChannelEdge:
        """An edge as after a restart: it knows nothing yet."""
        return self.places.edge(
            Address(
                interview_id=INTERVIEW,
                guild_id=self.guild.id,
                place_id=self.thread_id,
                candidate_id=self.ada.id,
                locale="en",
            )
        )

    @property
    def thread(self) -> ChannelHandle:
        return next(thread for thread in self.channel.threads if thread.id == self.thread_id)

    def texts(self) -> list[str]:
        """What stands in the thread, oldest first."""
        return [message.content for message in self.thread.history() if message.content]

    def buttons(self) -> dict[str, list[str]]:
        """The custom_ids that are live, by the text of their message."""
        return {
            message.content: [item.custom_id or "" for item in row.children if isinstance(item, discord.Button)]
            for message in self.thread.history()
            for row in message.components
            if isinstance(row, discord.ActionRow)
        }

    def fail(self, method: str, path: str, status: int, code: int = 0, *, times: int | None = 1) -> None:
        """Discord answers the next such calls with this error."""
        self.env.inject_error(method, path, status=status, code=code, times=times)

    def sent(self, method: str, ending: str) -> list[dict[str, object]]:
        """The bodies of the calls made so far."""
        return [
            call.json or {} for call in self.env.http_requests if call.method == method and call.path.endswith(ending)
        ]


def intents() -> discord.Intents:
    wanted = discord.Intents.none()
    wanted.guilds = wanted.guild_messages = wanted.message_content = wanted.voice_states = True
    return wanted


@pytest.fixture
def simcord_bot() -> commands.Bot:
    """What simcord's plugin starts before each test that asks for `simcord_env`."""
    nobody = discord.AllowedMentions.none()
    return commands.Bot("!", intents=intents(), allowed_mentions=nobody, help_command=None, max_messages=None)


@pytest.fixture
async def place(simcord_env: simcord.Env, simcord_bot: commands.Bot) -> Place:
    guild = simcord_env.create_guild()
    channel = guild.create_text_channel("interviews")
    ada = guild.add_member(simcord_env.create_user("ada"))
    await simcord_env.settle()
    settings = Settings()
    places = ThreadPlaces(simcord_bot, settings, Words())
    thread_id = await places.open(
        NewPlace(
            guild_id=guild.id,
            parent_id=channel.id,
            candidate_id=ada.id,
            candidate_name="Ada",
            interview_id=INTERVIEW,
            title="Moderator",
        )
    )
    return Place(simcord_env, simcord_bot, guild, channel, ada, settings, places, thread_id)
