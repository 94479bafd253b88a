"""The pure checks: who may start, where the bot works, what is missing."""

from functools import partial

import discord
import pytest

from bot.edges.invite import PERMISSIONS
from bot.errors import Refused
from bot.store.records import GuildSettings
from bot.words import Say, Words
from cogs.ui import permissions

NOBODY = discord.Permissions.none()
MANAGER = discord.Permissions(manage_guild=True)
ENGLISH: Say = partial(Words().say, "en")
GERMAN: Say = partial(Words().say, "de")


@pytest.mark.parametrize(
    ("allowed", "guild", "expected"),
    [((), 1, True), ((1, 2), 1, True), ((2,), 1, False), ((2,), None, True)],
)
def test_enabled(allowed: tuple[int, ...], guild: int | None, expected: bool) -> None:
    """An empty list means everywhere; direct messages are never closed."""
    assert permissions.enabled(allowed, guild) is expected


def test_who_may_start() -> None:
    """Everyone without a role set, else exactly those who have it."""
    assert permissions.may_start(GuildSettings(1), ())
    assert permissions.may_start(GuildSettings(1, candidate_role_id=7), (6, 7))
    assert not permissions.may_start(GuildSettings(1, candidate_role_id=7), (6,))


def test_missing_is_named() -> None:
    """In the order asked, as Discord calls them."""
    lacking = permissions.missing(
        discord.Permissions(view_channel=True), ("view_channel", "manage_threads", "embed_links")
    )
    assert lacking == ("manage_threads", "embed_links")
    assert permissions.permission_names(ENGLISH, lacking) == "**Manage Threads**, **Embed Links**"
    assert (
        permissions.permission_names(ENGLISH, ["manage_guild", "ban_members"]) == "**Manage Server**, **Ban Members**"
    )
    assert permissions.permission_names(GERMAN, lacking) == "**Threads verwalten**, **Links einbetten**"


def test_every_permission_that_we_ask_for_has_its_name() -> None:
    """An admin looks for it in Discord's settings, in their own language."""
    for name in {name for name, wanted in PERMISSIONS if wanted} | permissions.NAMED:
        english, german = permissions.permission_name(ENGLISH, name), permissions.permission_name(GERMAN, name)
        assert english != german
    assert permissions.permission_name(ENGLISH, "read_messages") == "View Channel"


def test_managers_only() -> None:
    permissions.require_manager(MANAGER)
    with pytest.raises(Refused) as refused:
        permissions.require_manager(NOBODY)
    assert refused.value.key == "access-managers-only"
