"""Where an interview would take place, and whether it can: asked before a candidate is shown anything to agree to."""

import discord

from bot.errors import Refused
from bot.store.records import GuildSettings
from cogs import access
from cogs.press import Press, say_to, server


def place(press: Press, settings: GuildSettings) -> discord.TextChannel:
    """The channel from the settings, else the one the person is in. Raises Refused: what is missing, and the fix."""
    guild = server(press)
    channel = current(press) if settings.channel_id is None else guild.get_channel(settings.channel_id)
    if not isinstance(channel, discord.TextChannel) or channel.type is not discord.ChannelType.text:
        raise Refused("access-no-channel" if settings.channel_id is None else "access-channel-gone")
    lacking = lacking_here(channel, guild)
    if lacking:
        names = access.permission_names(say_to(press), lacking)
        raise Refused("access-bot-lacks", channel=channel.mention, names=names)
    if isinstance(press.user, discord.Member):
        lacking = access.missing(channel.permissions_for(press.user), access.CANDIDATE_PERMISSIONS)
        if lacking:
            names = access.permission_names(say_to(press), lacking)
            raise Refused("access-candidate-lacks", channel=channel.mention, names=names)
    return channel


def room(press: Press, settings: GuildSettings) -> discord.VoiceChannel | None:
    """For a voice interview: the allowed voice channel that the person is in; None: one of its own will be made.

    Raises Refused: what is missing, and the fix.
    """
    guild = server(press)
    here = connected(press)
    if here is not None and here.id in settings.room_ids:
        if not isinstance(here, discord.VoiceChannel):
            raise Refused("access-stage", channel=here.mention)
        full = here.user_limit and len(here.voice_states) >= here.user_limit
        if full and not here.permissions_for(guild.me).move_members:
            raise Refused("access-room-full", channel=here.mention)
        require_here(press, here, access.ROOM_PERMISSIONS)
        return here
    own_room(press, settings)
    return None


def own_room(press: Press, settings: GuildSettings) -> None:
    """Raises Refused, with what is missing and the fix, unless a voice channel can be made for an interview."""
    guild = server(press)
    lacking = access.missing(rights_for_a_room(guild, place(press, settings).category), access.OWN_ROOM_PERMISSIONS)
    if lacking:
        raise Refused("access-bot-lacks-rooms", names=access.permission_names(say_to(press), lacking))


def rights_for_a_room(guild: discord.Guild, category: discord.CategoryChannel | None) -> discord.Permissions:
    """What counts when a channel is made: what the server allows the bot, less what the category takes away.

    What only the category allows does not: the bot could not take it from everybody else, and the room would be open.
    """
    ours = guild.me.guild_permissions
    return ours if category is None else ours & category.permissions_for(guild.me)


def connected(press: Press) -> discord.VoiceChannel | discord.StageChannel | None:
    """The voice channel the person is in right now."""
    voice = press.user.voice if isinstance(press.user, discord.Member) else None
    return voice.channel if voice is not None else None


def require_here(press: Press, channel: discord.VoiceChannel, needed: tuple[str, ...]) -> None:
    """Raises Refused unless the bot may do all this in the channel."""
    lacking = access.missing(channel.permissions_for(server(press).me), needed)
    if lacking:
        names = access.permission_names(say_to(press), lacking)
        raise Refused("access-bot-lacks", channel=channel.mention, names=names)


def current(press: Press) -> object:
    """The channel the person is in; a thread counts as the channel it hangs on."""
    return press.channel.parent if isinstance(press.channel, discord.Thread) else press.channel


def lacking_here(channel: discord.TextChannel, guild: discord.Guild) -> tuple[str, ...]:
    """What the bot is missing to hold interviews in this channel."""
    return access.missing(channel.permissions_for(guild.me), access.THREAD_PERMISSIONS)


def require_role(press: Press, settings: GuildSettings) -> None:
    """Raises Refused unless this person may be interviewed here."""
    if access.may_start(settings, access.role_ids(press.user)):
        return
    role = server(press).get_role(settings.candidate_role_id or 0)
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
