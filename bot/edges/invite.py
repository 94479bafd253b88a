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
)
"""Exactly what the bot uses; the invite link asks for these and nothing else."""

PORTAL = "https://discord.com/developers/applications"


def intents(*, content: bool) -> discord.Intents:
    """Exactly what the bot listens to. Message content is privileged: without it candidates answer by a button."""
    wanted = discord.Intents.none()
    wanted.guilds = True
    wanted.guild_messages = True
    wanted.guild_typing = True
    wanted.message_content = content
    return wanted


def invite_link(application_id: int) -> str:
    return discord.utils.oauth_url(application_id, permissions=PERMISSIONS, scopes=("bot", "applications.commands"))
