"""The pure checks: who may start, who reads, where the bot works, what is missing."""

import discord
import pytest

from bot.errors import Refused
from bot.interview.languages import LANGUAGES
from bot.store.records import GuildSettings
from cogs import access
from cogs.languages import NAMES, best, named

NOBODY = discord.Permissions.none()
MANAGER = discord.Permissions(manage_guild=True)


@pytest.mark.parametrize(
    ("allowed", "guild", "expected"),
    [((), 1, True), ((1, 2), 1, True), ((2,), 1, False), ((2,), None, True)],
)
def test_enabled(allowed: tuple[int, ...], guild: int | None, expected: bool) -> None:
    """An empty list means everywhere; direct messages are never closed."""
    assert access.enabled(allowed, guild) is expected


def test_who_may_start() -> None:
    """Everyone without a role set, else exactly those who have it."""
    assert access.may_start(GuildSettings(1), ())
    assert access.may_start(GuildSettings(1, candidate_role_id=7), (6, 7))
    assert not access.may_start(GuildSettings(1, candidate_role_id=7), (6,))


def test_who_reads() -> None:
    """Who the consent text names, and nobody else: the role when one is set, else Manage Server."""
    assert access.is_reviewer(GuildSettings(1), (), MANAGER)
    assert not access.is_reviewer(GuildSettings(1), (), NOBODY)
    assert access.is_reviewer(GuildSettings(1, reviewer_role_id=7), (7,), NOBODY)
    assert not access.is_reviewer(GuildSettings(1, reviewer_role_id=7), (), MANAGER)


def test_missing_is_named() -> None:
    """In the order asked, as Discord calls them."""
    lacking = access.missing(discord.Permissions(view_channel=True), ("view_channel", "manage_threads", "embed_links"))
    assert lacking == ("manage_threads", "embed_links")
    assert access.permission_names(lacking) == "**Manage Threads**, **Embed Links**"
    assert access.permission_names(["manage_guild"]) == "**Manage Server**"


def test_managers_only() -> None:
    access.require_manager(MANAGER)
    with pytest.raises(Refused) as refused:
        access.require_manager(NOBODY)
    assert refused.value.key == "access-managers-only"


@pytest.mark.parametrize(
    ("locale", "offered", "expected"),
    [
        ("de", ("en", "de"), "de"),
        ("en-US", ("de", "en"), "en"),
        ("pt-BR", ("en", "pt-BR"), "pt-BR"),
        ("pt-PT", ("en", "pt-BR"), "pt-BR"),
        ("ja", ("en", "de"), "en"),
    ],
)
def test_language_that_suits(locale: str, offered: tuple[str, ...], expected: str) -> None:
    """The person's own if offered, a relative of it, else the questions' own."""
    assert best(locale, offered) == expected


def test_every_language_has_its_own_name() -> None:
    """What can be offered can be named."""
    assert {tag.partition("-")[0] for tag in LANGUAGES} <= NAMES.keys()
    assert named("pt-BR") == "Português (pt-BR)"
