"""What `/diag discord` looks at, each finding with its fix: permissions, intents, who may invite, database, disk."""

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import discord

from bot.edges.invite import PERMISSIONS, PORTAL
from bot.errors import StoreError
from bot.store.records import GuildSettings
from bot.words import Say
from cogs import access, setup_state
from cogs.errors import gone_words
from cogs.host import Host
from cogs.press import Press, server

MEGABYTE = 2**20
LEAST_FREE = 500 * MEGABYTE
FOR_VOICE = frozenset(access.OWN_ROOM_PERMISSIONS) - frozenset((*access.THREAD_PERMISSIONS, *access.POST_PERMISSIONS))
NEEDED = tuple(
    name for name, wanted in PERMISSIONS if wanted and name not in FOR_VOICE and name != "use_voice_activation"
)
"""Everywhere; what only voice needs is asked about where voice is offered."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: how it stands, and what to do about it. `fix` is empty when it is fine."""

    fine: bool
    what: str
    fix: str = ""

    def __str__(self) -> str:
        mark = "✅" if self.fine else "⚠️"
        return f"{mark} {self.what}" + (f"\n-# → {self.fix}" if self.fix else "")


def permissions(press: Press, say: Say, settings: GuildSettings) -> Iterator[Finding]:
    """What is missing here, where interviews take place, and where reviewers are told."""
    guild = server(press)
    yield held(say, say("diag-here"), press.app_permissions, NEEDED)
    places = ((settings.channel_id, access.THREAD_PERMISSIONS), (settings.notify_channel_id, access.POST_PERMISSIONS))
    for channel_id, needed in places:
        if channel_id is None or channel_id == press.channel_id:
            continue
        channel = guild.get_channel(channel_id)
        if channel is None:
            yield Finding(False, say("diag-channel-gone", id=str(channel_id)), say("diag-channel-gone-fix"))
        else:
            yield held(say, channel.mention, channel.permissions_for(guild.me), needed)
    for role_id in (settings.candidate_role_id, settings.reviewer_role_id):
        if role_id is not None and guild.get_role(role_id) is None:
            yield Finding(False, say("diag-role-gone", id=str(role_id)), say("diag-role-gone-fix"))


def places(press: Press, say: Say) -> Iterator[Finding]:
    """What candidates met: places that Discord did not make, until it makes one again."""
    for found in press.client.desk.not_made(server(press).id):
        what = say("diag-not-made", when=f"<t:{int(found.at)}:R>", code=str(found.code))
        yield Finding(False, what, gone_words(say, found.reason, found.code))


def voice(press: Press, say: Say, settings: GuildSettings) -> Iterator[Finding]:
    """Whether interviews by voice can be held, where they are offered: the libraries, the permissions, the channels."""
    if not settings.voice:
        yield Finding(True, say("diag-aloud-off"))
        return
    problems = list(setup_state.voice_problems(press, settings))
    for problem in problems:
        yield Finding(False, say("diag-aloud-problem"), problem)
    if press.client.rooms is not None:
        yield Finding(True, say("diag-aloud-libraries"))
    if not problems:
        yield Finding(True, say("diag-aloud"))
    yield Finding(True, say(f"diag-camera-{setup_state.camera(press, settings)}"))


def held(say: Say, place: str, has: discord.Permissions, needed: tuple[str, ...]) -> Finding:
    """The permissions in one place."""
    lacking = access.missing(has, needed)
    if not lacking:
        return Finding(True, say("diag-permissions", place=place))
    names = access.permission_names(say, lacking)
    return Finding(False, say("diag-permissions-lacking", place=place, names=names), say("diag-permissions-fix"))


def portal(host: Host, say: Say) -> Iterator[Finding]:
    """What is switched in Discord's developer portal."""
    if host.intents.message_content:
        yield Finding(True, say("diag-content"))
    else:
        yield Finding(False, say("diag-content-off"), say("diag-content-fix", portal=PORTAL))
    public = host.application is not None and host.application.bot_public
    if not public:
        yield Finding(True, say("diag-private"))
    elif host.config.allowed_guilds:
        yield Finding(True, say("diag-listed", count=len(host.config.allowed_guilds)))
    else:
        yield Finding(False, say("diag-public"), say("diag-public-fix", portal=PORTAL))


async def machine(host: Host, say: Say) -> list[Finding]:
    """The database, the disk under it, and what runs."""
    findings = [await database(host, say), await disk(host.config.database_path, say)]
    running, most = host.desk.running_count(), host.config.max_interviews
    findings.append(Finding(running < most, say("diag-running", count=running, most=most)))
    blocked = host.breaker.blocked(host.clock())
    if blocked is not None:
        findings.append(Finding(False, say("diag-breaker", name=f"`{blocked.name}`"), say(blocked.operator_key)))
    return findings


async def database(host: Host, say: Say) -> Finding:
    """Whether SQLite finds the file sound."""
    try:
        sound, size = await host.store.quick_check(), await host.store.size()
    except StoreError:
        sound, size = False, 0
    if sound:
        return Finding(True, say("diag-database", size=megabytes(size)))
    return Finding(False, say("diag-database-bad"), say("diag-database-fix"))


async def disk(path: Path, say: Say) -> Finding:
    """Room on the disk that the database is on."""
    usage = await asyncio.to_thread(shutil.disk_usage, path.parent)
    free = usage.free >= LEAST_FREE
    return Finding(free, say("diag-disk", free=megabytes(usage.free)), "" if free else say("diag-disk-fix"))


def megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f} MB" if size < 1000 * MEGABYTE else f"{size / MEGABYTE / 1024:.1f} GB"
