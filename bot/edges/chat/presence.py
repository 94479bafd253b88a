"""Whose a voice channel is, who is in it, and how, as the gateway last sent it. Makes no call."""

import discord

from bot.media.mic_check import Presence


def voice_channel(client: discord.Client, guild_id: int, channel_id: int | None) -> discord.VoiceChannel | None:
    """The channel, if it is a plain voice channel that we know of (a stage is none)."""
    guild = client.get_guild(guild_id)
    channel = guild.get_channel(channel_id) if guild is not None and channel_id is not None else None
    return channel if isinstance(channel, discord.VoiceChannel) else None


def made_by_us(channel: discord.VoiceChannel) -> bool:
    """Nobody else gives us the right to manage one single channel by name."""
    ours = channel.overwrites_for(channel.guild.me)
    return ours.manage_channels is True and ours.move_members is True


def presence(channel: discord.VoiceChannel, candidate_id: int, *, connected: bool, encrypted: bool) -> Presence:
    """How the candidate, and we, stand in the channel that we are in. `connected` and `encrypted` come from our own
    connection."""
    theirs = channel.voice_states.get(candidate_id)
    ours = channel.guild.me.voice
    candidate = channel.guild.get_member(candidate_id)
    free = candidate is None or channel.permissions_for(candidate).use_voice_activation
    return Presence(
        here=theirs is not None,
        self_muted=theirs is not None and theirs.self_mute,
        muted=theirs is not None and theirs.mute,
        suppressed=theirs is not None and theirs.suppress,
        self_deafened=theirs is not None and theirs.self_deaf,
        deafened=theirs is not None and theirs.deaf,
        push_to_talk=not free,
        we_are_muted=ours is not None and (ours.mute or ours.suppress),
        we_are_deaf=ours is not None and ours.deaf,
        connected=connected,
        encrypted=encrypted,
    )


def others(channel: discord.VoiceChannel, candidate_id: int) -> int:
    """How many are there beside the candidate and us; other bots count."""
    return len(channel.voice_states.keys() - {candidate_id, channel.guild.me.id})
