"""Where an interview would take place, and whether it can: asked before a candidate is shown anything to agree to."""

from collections.abc import Iterator, Sequence

import discord

from bot.errors import Refused
from bot.store.records import GuildSettings
from bot.words import Say
from cogs.ui import permissions
from cogs.ui.interaction import BotInteraction, guild_of, translator

KINDS = frozenset({"news", "voice", "stage_voice", "forum", "media", "category"})
"""Kinds of channels, as discord.py names them, that the catalogue has words for."""


def place(interaction: BotInteraction, settings: GuildSettings) -> discord.TextChannel:
    """The channel from the settings, else the one the person is in. Raises Refused: what is missing, and the fix."""
    guild = guild_of(interaction)
    channel = meant(interaction, settings)
    hindrance = next(hindrances(translator(interaction), channel, guild), None)
    if hindrance is not None or not isinstance(channel, discord.TextChannel):
        key = "access-not-here" if settings.channel_id is None else "access-not-ready"
        raise Refused(key, what=hindrance or "")
    if isinstance(interaction.user, discord.Member):
        missing = permissions.missing(channel.permissions_for(interaction.user), permissions.CANDIDATE_PERMISSIONS)
        if missing:
            names = permissions.permission_names(translator(interaction), missing)
            raise Refused("access-candidate-lacks", channel=channel.mention, names=names)
    return channel


def meant(interaction: BotInteraction, settings: GuildSettings) -> object:
    """The channel in which an interview would take place, whatever it is by now; None: there is none."""
    return (
        current(interaction) if settings.channel_id is None else guild_of(interaction).get_channel(settings.channel_id)
    )


def hindrances(say: Say, channel: object, guild: discord.Guild) -> Iterator[str]:
    """What keeps interviews from this channel, each with its fix: in these words for candidates and for admins.

    A channel changes in Discord after it was chosen: it becomes another kind, loses a permission, goes.
    """
    if not isinstance(channel, discord.abc.GuildChannel):
        yield say("place-gone")
    elif not isinstance(channel, discord.TextChannel) or channel.type is not discord.ChannelType.text:
        kind = channel.type.name if channel.type.name in KINDS else "other"
        yield say("place-kind", channel=channel.mention, kind=kind)
    else:
        yield from lacking(say, channel, guild, permissions.THREAD_PERMISSIONS)


def lacking(say: Say, channel: discord.abc.GuildChannel, guild: discord.Guild, needed: Sequence[str]) -> Iterator[str]:
    """What the bot is missing in a channel, if anything, and where to allow it."""
    names = permissions.missing(channel.permissions_for(guild.me), needed)
    if names:
        yield say("place-lacking", channel=channel.mention, names=permissions.permission_names(say, names))


def shut_out(say: Say, channel: object, guild: discord.Guild, settings: GuildSettings) -> Iterator[str]:
    """Whom the channel's permissions keep from what the settings give them: candidates from their interview, reviewers
    from its thread. By their role alone: another one that they have may allow it."""
    if not isinstance(channel, discord.TextChannel):
        return
    for key, role_id, needed in (
        ("place-candidates", settings.candidate_role_id or guild.id, permissions.CANDIDATE_PERMISSIONS),
        ("place-reviewers", settings.reviewer_role_id, permissions.REVIEWER_PERMISSIONS),
    ):
        role = guild.get_role(role_id or 0)
        names = () if role is None else permissions.missing(channel.permissions_for(role), needed)
        if role is not None and names:
            who = role.name if role.is_default() else role.mention
            yield say(key, role=who, channel=channel.mention, names=permissions.permission_names(say, names))


def room(interaction: BotInteraction, settings: GuildSettings) -> discord.VoiceChannel | None:
    """For a voice interview: the allowed voice channel that the person is in; None: one of its own will be made.

    Raises Refused: what is missing, and the fix.
    """
    guild = guild_of(interaction)
    here = connected(interaction)
    if here is not None and here.id in settings.room_ids:
        if not isinstance(here, discord.VoiceChannel):
            raise Refused("access-stage", channel=here.mention)
        full = here.user_limit and len(here.voice_states) >= here.user_limit
        if full and not here.permissions_for(guild.me).move_members:
            raise Refused("access-room-full", channel=here.mention)
        require_here(interaction, here, permissions.ROOM_PERMISSIONS)
        return here
    own_room(interaction, settings)
    return None


def own_room(interaction: BotInteraction, settings: GuildSettings) -> None:
    """Raises Refused, with what is missing and the fix, unless a voice channel can be made for an interview."""
    guild = guild_of(interaction)
    missing = permissions.missing(
        rights_for_a_room(guild, place(interaction, settings).category), permissions.OWN_ROOM_PERMISSIONS
    )
    if missing:
        raise Refused("access-bot-lacks-rooms", names=permissions.permission_names(translator(interaction), missing))


def rights_for_a_room(guild: discord.Guild, category: discord.CategoryChannel | None) -> discord.Permissions:
    """What counts when a channel is made: what the server allows the bot, less what the category takes away.

    What only the category allows does not: the bot could not take it from everybody else, and the room would be open.
    """
    ours = guild.me.guild_permissions
    return ours if category is None else ours & category.permissions_for(guild.me)


def connected(interaction: BotInteraction) -> discord.VoiceChannel | discord.StageChannel | None:
    """The voice channel the person is in right now."""
    voice = interaction.user.voice if isinstance(interaction.user, discord.Member) else None
    return voice.channel if voice is not None else None


def require_here(interaction: BotInteraction, channel: discord.VoiceChannel, needed: tuple[str, ...]) -> None:
    """Raises Refused unless the bot may do all this in the channel."""
    missing = permissions.missing(channel.permissions_for(guild_of(interaction).me), needed)
    if missing:
        names = permissions.permission_names(translator(interaction), missing)
        raise Refused("access-bot-lacks", channel=channel.mention, names=names)


def current(interaction: BotInteraction) -> object:
    """The channel the person is in; a thread counts as the channel it hangs on."""
    return interaction.channel.parent if isinstance(interaction.channel, discord.Thread) else interaction.channel


def require_role(interaction: BotInteraction, settings: GuildSettings) -> None:
    """Raises Refused unless this person may be interviewed here."""
    if permissions.may_start(settings, permissions.role_ids(interaction.user)):
        return
    role = guild_of(interaction).get_role(settings.candidate_role_id or 0)
    if role is None:
        raise Refused("access-no-role-gone")
    raise Refused("access-no-role", role=role.mention)


def reviewers_role(guild: discord.Guild, settings: GuildSettings) -> str:
    """The name of the reviewers' role; "" when those with Manage Server review. Raises Refused when the role is gone:
    then nobody could be named to the candidate."""
    if settings.reviewer_role_id is None:
        return ""
    role = guild.get_role(settings.reviewer_role_id)
    if role is None:
        raise Refused("access-reviewers-gone")
    return role.name
