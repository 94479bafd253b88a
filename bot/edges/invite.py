"""What the bot asks Discord for: permissions, intents, and the link that invites it with exactly these."""

import discord

PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_private_threads=True,
    manage_threads=True,
    read_message_history=True,
    embed_links=True,
    attach_files=True,
    connect=True,
    speak=True,
    use_voice_activation=True,
    manage_channels=True,
    move_members=True,
)
"""Exactly what the bot uses; the invite link asks for these and nothing else.

The last five are for interviews by voice: `use_voice_activation` is only handed on to candidates in their own channel,
and Discord lets nobody hand on what they do not have. Manage Roles is not needed to make a channel with overwrites:
https://github.com/discord/discord-api-docs/issues/2522
"""

PORTAL = "https://discord.com/developers/applications"


def intents(*, content: bool) -> discord.Intents:
    """Exactly what the bot listens to. Message content is privileged: without it candidates answer by a button."""
    wanted = discord.Intents.none()
    wanted.guilds = True
    wanted.guild_messages = True
    wanted.guild_typing = True
    wanted.voice_states = True
    wanted.message_content = content
    return wanted


def invite_link(application_id: int) -> str:
    return discord.utils.oauth_url(application_id, permissions=PERMISSIONS, scopes=("bot", "applications.commands"))
