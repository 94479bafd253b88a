"""One interaction (a command, a button, a select, a form), and the words for the person behind it."""

from functools import partial
from typing import TypeAlias

import discord

from bot.errors import Refused
from bot.words import Say, Value
from cogs.ui.services import BotServices

BotInteraction: TypeAlias = discord.Interaction[BotServices]


def say(interaction: BotInteraction, key: str, /, **words: Value) -> str:
    """The words for `key` in the language of the person who interacted."""
    return interaction.client.words.say(interaction.locale.value, key, **words)


def translator(interaction: BotInteraction) -> Say:
    """The catalogue in the language of the person who interacted."""
    return partial(interaction.client.words.say, interaction.locale.value)


def guild_of(interaction: BotInteraction) -> discord.Guild:
    """The server it happened in. Raises Refused in direct messages."""
    if interaction.guild is None:
        raise Refused("access-servers-only")
    return interaction.guild
