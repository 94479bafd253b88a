"""What `/setup` shows: what is set, whether interviews can begin, what is to be fixed, and what is good to know."""

from collections.abc import Iterator, Sequence

import discord

from bot.store.records import GuildSettings, Position
from bot.words import Say
from cogs.interview import channel as interview_channel
from cogs.ui import permissions
from cogs.ui.interaction import BotInteraction, guild_of, translator


def overview(interaction: BotInteraction, settings: GuildSettings, positions: Sequence[Position]) -> discord.Embed:
    """The whole panel's text: a verdict first, then every setting, then what to do about it."""
    say = translator(interaction)
    broken, notes = list(problems(interaction, settings, positions)), list(remarks(interaction, settings))
    parts = [
        f"⚠️ **{say('setup-not-ready')}**" if broken else f"✅ **{say('setup-ready')}**",
        "\n".join(lines(interaction, settings, len(positions))),
    ]
    for key, mark, found in (("setup-problems", "⚠️", broken), ("setup-remarks", "ℹ️", notes)):
        if found:
            parts.append("\n".join([f"**{say(key)}**", *(f"{mark} {each}" for each in found)]))
    colour = discord.Colour.orange() if broken else None
    return discord.Embed(title=say("setup-title"), description="\n\n".join(parts), colour=colour)


def lines(interaction: BotInteraction, settings: GuildSettings, positions: int) -> Iterator[str]:
    """Every setting, a line each."""
    say = translator(interaction)

    def role(role_id: int | None, nobody: str) -> str:
        return f"<@&{role_id}>" if role_id is not None else say(nobody)

    def channel(channel_id: int | None, nowhere: str) -> str:
        return f"<#{channel_id}>" if channel_id is not None else say(nowhere)

    yield say("setup-positions", count=positions)
    yield say("setup-who", who=role(settings.candidate_role_id, "setup-everyone"))
    yield say("setup-where", where=channel(settings.channel_id, "setup-anywhere"))
    yield say("setup-reviewers", who=role(settings.reviewer_role_id, "setup-managers"))
    yield say("setup-notify", where=channel(settings.notify_channel_id, "setup-nowhere"))
    yield say(f"setup-aloud-{is_voice(settings)}")
    yield say(f"setup-camera-{camera(interaction, settings)}")
    yield say("setup-days", retention=settings.retention_days, deadline=settings.deadline_days)
    yield say(
        "setup-limits",
        starts=settings.starts_per_day,
        interviews=settings.interviews_per_day,
        cost=f"{settings.cost_per_day_usd:g}",
    )
    yield say("setup-size", turns=settings.turn_limit, tokens=settings.token_limit)


def is_voice(settings: GuildSettings) -> str:
    """One word for what is set about voice: the end of the key `setup-aloud-…`."""
    if not settings.voice:
        return "off"
    return "recorded" if settings.record_voice else "on"


def camera(interaction: BotInteraction, settings: GuildSettings) -> str:
    """One word for what is set about cameras: the end of the key `setup-camera-…`."""
    if not (settings.voice and settings.video):
        return "off"
    return "missing" if interaction.client.links is None else "on"


def problems(interaction: BotInteraction, settings: GuildSettings, positions: Sequence[Position]) -> Iterator[str]:
    """What keeps interviews from working as they are set up; each with its fix."""
    say, guild = translator(interaction), guild_of(interaction)
    if not positions:
        yield say("setup-no-positions")
    yield from interview_channel.hindrances(say, interview_channel.meant(interaction, settings), guild)
    yield from notice_problems(say, guild, settings)
    for role_id in (settings.candidate_role_id, settings.reviewer_role_id):
        if role_id is not None and guild.get_role(role_id) is None:
            yield say("setup-role-gone")
    blocked = interaction.client.breaker.blocked(interaction.client.clock())
    if blocked is not None:
        yield say("setup-gemini-down")


def voice_problems(interaction: BotInteraction, settings: GuildSettings) -> Iterator[str]:
    """What keeps interviews by voice from working; each with its fix."""
    say, guild = translator(interaction), guild_of(interaction)
    if interaction.client.rooms is None:
        yield say("setup-voice-libraries")
    around = interview_channel.meant(interaction, settings)
    category = around.category if isinstance(around, discord.abc.GuildChannel) else None
    missing = permissions.missing(
        interview_channel.rights_for_a_room(guild, category), permissions.OWN_ROOM_PERMISSIONS
    )
    if missing:
        yield say("setup-voice-lacking", names=permissions.permission_names(say, missing))
    for room_id in settings.room_ids:
        room = guild.get_channel(room_id)
        if room is None:
            yield say("setup-channel-gone")
        else:
            yield from interview_channel.lacking(say, room, guild, permissions.ROOM_PERMISSIONS)
    if settings.reviewers_listen and settings.reviewer_role_id is None:
        yield say("setup-voice-no-role")


def notice_problems(say: Say, guild: discord.Guild, settings: GuildSettings) -> Iterator[str]:
    """What keeps the reviewers from being told, where a channel was chosen for that."""
    if settings.notify_channel_id is None:
        return
    channel = guild.get_channel(settings.notify_channel_id)
    if channel is None:
        yield say("setup-notice-gone")
    else:
        yield from interview_channel.lacking(say, channel, guild, permissions.POST_PERMISSIONS)


def remarks(interaction: BotInteraction, settings: GuildSettings) -> Iterator[str]:
    """What works, but maybe not as an admin expects."""
    say, host = translator(interaction), interaction.client
    for found in host.service.not_made(settings.guild_id):
        yield say("setup-not-made", when=f"<t:{int(found.at)}:R>")
    if settings.reviewer_role_id is None:
        yield say("setup-no-reviewers")
    if settings.notify_channel_id is None:
        yield say("setup-no-notice")
    meant = interview_channel.meant(interaction, settings)
    yield from interview_channel.shut_out(say, meant, guild_of(interaction), settings)
    if not host.config.gemini_paid:
        yield say("setup-unpaid")
    if settings.voice and any(voice_problems(interaction, settings)):
        yield say("setup-voice-not-ready")
    if not host.intents.message_content:
        yield say("setup-content-off")
