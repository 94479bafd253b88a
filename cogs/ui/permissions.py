"""Who may do what: plain checks on plain values, so that every command and component asks the same."""

from collections.abc import Collection, Iterable

import discord

from bot.errors import Refused
from bot.review.access import Reader
from bot.store.records import GuildSettings
from bot.words import Say
from cogs.ui.interaction import BotInteraction

THREAD_PERMISSIONS = (
    "view_channel",
    "create_private_threads",
    "send_messages_in_threads",
    "manage_threads",
    "read_message_history",
    "embed_links",
)
"""What the bot needs where interviews take place. Deleting a thread takes Manage Threads, and deletion is promised."""

CANDIDATE_PERMISSIONS = ("view_channel", "send_messages_in_threads")
"""What a candidate needs there: without it they would be asked in a thread that they cannot read or write in."""

REVIEWER_PERMISSIONS = ("view_channel", "manage_threads")
"""What a reviewer needs there to open a private thread that they are no member of."""

POST_PERMISSIONS = ("view_channel", "send_messages", "embed_links")
"""What the bot needs where it posts the Start button, or tells reviewers."""

ROOM_PERMISSIONS = ("view_channel", "connect", "speak", "send_messages", "embed_links", "read_message_history")
"""What the bot needs in a voice channel that exists already."""

OWN_ROOM_PERMISSIONS = (*ROOM_PERMISSIONS, "manage_channels", "move_members")
"""What it needs to make a voice channel for one interview: Discord lets nobody hand out what they do not have."""

NAMED = frozenset(
    (
        *THREAD_PERMISSIONS,
        *CANDIDATE_PERMISSIONS,
        *POST_PERMISSIONS,
        *OWN_ROOM_PERMISSIONS,
        "attach_files",
        "manage_guild",
        "use_voice_activation",
    )
)
"""Permissions that stand in the catalogue: every one that the bot asks for or asks about."""


def enabled(allowed_guilds: Collection[int], guild_id: int | None) -> bool:
    """Whether the operator lets the bot work here. Direct messages are open: there people only see their own data."""
    return guild_id is None or not allowed_guilds or guild_id in allowed_guilds


def role_ids(person: discord.Member | discord.User) -> frozenset[int]:
    """The roles of the person who interacted; none outside a server."""
    return frozenset(role.id for role in person.roles) if isinstance(person, discord.Member) else frozenset()


def reader(interaction: BotInteraction) -> Reader:
    """The person who interacted, for `bot.review.access`: with the roles and permissions that Discord sent with this
    interaction. Raises Refused in direct messages."""
    if interaction.guild_id is None:
        raise Refused("access-servers-only")
    person = interaction.user
    return Reader(interaction.guild_id, person.id, role_ids(person), interaction.permissions.manage_guild)


def may_start(settings: GuildSettings, roles: Iterable[int]) -> bool:
    """Whether somebody with these roles may be interviewed."""
    return settings.candidate_role_id is None or settings.candidate_role_id in roles


def missing(permissions: discord.Permissions, needed: Iterable[str]) -> tuple[str, ...]:
    """Which of the needed permissions are not there, in the order asked."""
    return tuple(name for name in needed if not getattr(permissions, name))


def permission_names(say: Say, names: Iterable[str]) -> str:
    """Permissions as Discord's own settings call them, in the reader's language; any that is not ours in English."""
    return ", ".join(f"**{permission_name(say, name)}**" for name in names)


def permission_name(say: Say, name: str) -> str:
    # discord.py gives two names to one permission, and counts it under the older one.
    name = "view_channel" if name == "read_messages" else name
    if name in NAMED:
        return say(f"access-permission-{name.replace('_', '-')}")
    return name.replace("_", " ").replace("guild", "server").title()


def require_manager(permissions: discord.Permissions) -> None:
    """Raises Refused unless the person has Manage Server. Check it on every interaction: rights may go."""
    if not permissions.manage_guild:
        raise Refused("access-managers-only")
