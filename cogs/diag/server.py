"""What `/diag discord` looks at, each finding with its fix: permissions, intents, who may invite, database, disk.

The machine is shown only to the people who run the bot, not to every server's admins.
"""

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import discord

from bot.edges.invite import PERMISSIONS, PORTAL
from bot.errors import StoreError
from bot.store.records import GuildSettings
from bot.words import Say
from cogs.interview import channel as interview_channel
from cogs.setup import state
from cogs.ui import permissions as ui_permissions
from cogs.ui.errors import gone_words
from cogs.ui.interaction import BotInteraction, guild_of
from cogs.ui.services import BotServices

MEGABYTE = 2**20
LEAST_FREE = 500 * MEGABYTE
FOR_VOICE = frozenset(ui_permissions.OWN_ROOM_PERMISSIONS) - frozenset(
    (*ui_permissions.THREAD_PERMISSIONS, *ui_permissions.POST_PERMISSIONS)
)
NEEDED = tuple(
    name for name, wanted in PERMISSIONS if wanted and name not in FOR_VOICE and name != "use_voice_activation"
)
"""Everywhere; what only voice needs is asked about where voice is offered."""


class FindingState(StrEnum):
    """How it stands."""

    FINE = "✅"
    OFF = "➖"
    """Not switched on, which is nobody's fault."""
    WRONG = "⚠️"


@dataclass(frozen=True, slots=True)
class ServerFinding:
    """One line: how it stands, and what to do about it, where that is not in the line."""

    mark: FindingState
    what: str
    fix: str = ""

    def __str__(self) -> str:
        return f"{self.mark} {self.what}" + (f"\n-# → {self.fix}" if self.fix else "")


def permissions(interaction: BotInteraction, say: Say, settings: GuildSettings) -> Iterator[ServerFinding]:
    """What is missing here, where interviews take place, and where reviewers are told."""
    guild = guild_of(interaction)
    yield held(say, say("diag-here"), interaction.app_permissions, NEEDED)
    channel = interview_channel.meant(interaction, settings)
    hindrances = list(interview_channel.hindrances(say, channel, guild))
    yield from (ServerFinding(FindingState.WRONG, words) for words in hindrances)
    if isinstance(channel, discord.TextChannel) and not hindrances:
        yield ServerFinding(FindingState.FINE, say("diag-place", place=channel.mention))
    yield from (
        ServerFinding(FindingState.WRONG, words) for words in interview_channel.shut_out(say, channel, guild, settings)
    )
    yield from (ServerFinding(FindingState.WRONG, words) for words in state.notice_problems(say, guild, settings))
    for role_id in (settings.candidate_role_id, settings.reviewer_role_id):
        if role_id is not None and guild.get_role(role_id) is None:
            yield ServerFinding(FindingState.WRONG, say("diag-role-gone", id=str(role_id)), say("diag-role-gone-fix"))


def places(interaction: BotInteraction, say: Say) -> Iterator[ServerFinding]:
    """What candidates met: places that Discord did not make, until it makes one again."""
    for found in interaction.client.service.not_made(guild_of(interaction).id):
        what = say("diag-not-made", when=f"<t:{int(found.at)}:R>", code=str(found.code))
        yield ServerFinding(FindingState.WRONG, what, gone_words(say, found.reason, found.code))


def voice(interaction: BotInteraction, say: Say, settings: GuildSettings) -> Iterator[ServerFinding]:
    """Whether interviews by voice can be held, where they are offered: the libraries, the permissions, the channels."""
    if not settings.voice:
        yield ServerFinding(FindingState.OFF, say("diag-aloud-off"))
        return
    problems = list(state.voice_problems(interaction, settings))
    for problem in problems:
        yield ServerFinding(FindingState.WRONG, say("diag-aloud-problem"), problem)
    if interaction.client.rooms is not None:
        yield ServerFinding(FindingState.FINE, say("diag-aloud-libraries"))
    if not problems:
        yield ServerFinding(FindingState.FINE, say("diag-aloud"))
    camera = state.camera(interaction, settings)
    yield ServerFinding(FindingState.FINE if camera == "on" else FindingState.OFF, say(f"diag-camera-{camera}"))


def held(say: Say, place: str, has: discord.Permissions, needed: tuple[str, ...]) -> ServerFinding:
    """The permissions in one place."""
    lacking = ui_permissions.missing(has, needed)
    if not lacking:
        return ServerFinding(FindingState.FINE, say("diag-permissions", place=place))
    names = ui_permissions.permission_names(say, lacking)
    return ServerFinding(
        FindingState.WRONG, say("diag-permissions-lacking", place=place, names=names), say("diag-permissions-fix")
    )


def portal(host: BotServices, say: Say) -> Iterator[ServerFinding]:
    """What is switched in Discord's developer portal."""
    if host.intents.message_content:
        yield ServerFinding(FindingState.FINE, say("diag-content"))
    else:
        yield ServerFinding(FindingState.WRONG, say("diag-content-off"), say("diag-content-fix", portal=PORTAL))
    public = host.application is not None and host.application.bot_public
    if not public:
        yield ServerFinding(FindingState.FINE, say("diag-private"))
    elif host.config.allowed_guilds:
        yield ServerFinding(FindingState.FINE, say("diag-listed", count=len(host.config.allowed_guilds)))
    else:
        yield ServerFinding(FindingState.WRONG, say("diag-public"), say("diag-public-fix", portal=PORTAL))


def gemini(host: BotServices, say: Say) -> Iterator[ServerFinding]:
    """Why interviews rest, if they do."""
    blocked = host.breaker.blocked(host.clock())
    if blocked is not None:
        yield ServerFinding(
            FindingState.WRONG, say("diag-breaker", name=f"`{blocked.name}`"), say(blocked.operator_key)
        )


def runs_it(interaction: BotInteraction) -> bool:
    """Whether this person runs the bot, or is one of the team that does."""
    application = interaction.client.application
    if application is None:
        return False
    people = [application.owner] if application.team is None else application.team.members
    return interaction.user.id in {each.id for each in people}


async def machine(interaction: BotInteraction, say: Say) -> list[ServerFinding]:
    """The database, the disk under it, and what runs: for the people who run the bot."""
    host = interaction.client
    if not runs_it(interaction):
        return []
    findings = [await database(host, say), await disk(host.config.database_path, say)]
    running, awake, most = host.service.running_count(), await host.service.awake_count(), host.config.max_interviews
    mark = FindingState.FINE if awake < most else FindingState.WRONG
    return [*findings, ServerFinding(mark, say("diag-running", count=running, awake=awake, most=most))]


async def database(host: BotServices, say: Say) -> ServerFinding:
    """Whether SQLite finds the file sound."""
    try:
        sound, size = await host.store.quick_check(), await host.store.size()
    except StoreError:
        sound, size = False, 0
    if sound:
        return ServerFinding(FindingState.FINE, say("diag-database", size=megabytes(size)))
    return ServerFinding(FindingState.WRONG, say("diag-database-bad"), say("diag-database-fix"))


async def disk(path: Path, say: Say) -> ServerFinding:
    """Room on the disk that the database is on."""
    usage = await asyncio.to_thread(shutil.disk_usage, path.parent)
    free = say("diag-disk", free=megabytes(usage.free))
    if usage.free >= LEAST_FREE:
        return ServerFinding(FindingState.FINE, free)
    return ServerFinding(FindingState.WRONG, free, say("diag-disk-fix"))


def megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f} MB" if size < 1000 * MEGABYTE else f"{size / MEGABYTE / 1024:.1f} GB"
