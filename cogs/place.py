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
