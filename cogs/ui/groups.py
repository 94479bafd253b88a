"""The `/interview` group, shared by the cogs that put a command into it, and descriptions from the catalogue.

discord.py wants one Group object on the tree. A cog joins it when it is loaded:

    async def cog_load(self) -> None:
        interview_group(self.bot.tree).add_command(
            app_commands.Command(name="history", description=described("review-command"), callback=self.history)
        )

    async def cog_unload(self) -> None:
        interview_group(self.bot.tree).remove_command("history")
"""

from typing import Any

import discord
from discord import app_commands

from bot.words import FALLBACK, Words

NAME = "interview"


def described(key: str) -> app_commands.locale_str:
    """A command's or option's description: English as it stands in the catalogue, the key for `Translator`."""
    return app_commands.locale_str(Words().say(FALLBACK, key), key=key)


def interview_group(tree: app_commands.CommandTree[Any]) -> app_commands.Group:
    """The one group of this tree, put there at the first call."""
    found = tree.get_command(NAME)
    if isinstance(found, app_commands.Group):
        return found
    group = app_commands.Group(name=NAME, description=described("common-interview-group"), guild_only=True)
    tree.add_command(group)
    return group


class Translator(app_commands.Translator):
    """Gives Discord the other languages of every description made by `described`."""

    def __init__(self) -> None:
        self.words = Words()

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        key = string.extras.get("key")
        if not isinstance(key, str):
            return None
        said = self.words.say(locale.value, key)
        return said if said != string.message else None
