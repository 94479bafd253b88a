"""A server that was never set up can interview at once: it gets the ready-made position on first contact."""

import discord

from bot.interview.plan.grammar import DEFAULT_POSITION
from bot.store.records import GuildSettings, NewPosition
from bot.words import Words, nearest
from cogs.ui.interaction import BotInteraction, guild_of


def ready_made(words: Words, guild: discord.Guild) -> NewPosition:
    """The "Community application", in the server's own language where we speak it."""
    language = nearest(guild.preferred_locale.value)

    return NewPosition(
        title=words.say(language, DEFAULT_POSITION.title),
        brief=words.say(language, DEFAULT_POSITION.brief),
        questions=words.say(language, DEFAULT_POSITION.questions),
        closing=words.say(language, DEFAULT_POSITION.closing),
        languages=(language,),
    )


async def get_or_create(interaction: BotInteraction) -> GuildSettings:
    """This server's settings; its row and its ready-made position are made if it has none yet."""
    guild = guild_of(interaction)
    store = interaction.client.store
    await store.ensure_guild(guild.id, ready_made(interaction.client.words, guild))
    return await store.settings(guild.id)
