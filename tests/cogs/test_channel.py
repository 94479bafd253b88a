"""Whether an interview can be begun here: candidates, `/setup` and `/diag discord` are told the same, by one check."""

from collections.abc import Awaitable, Callable
from functools import partial

import discord
import pytest

from bot.store.records import GuildSettings
from bot.words import Say, Words
from cogs.interview import channel as interview_channel
from tests.cogs.conftest import Open
from tests.harness import forged
from tests.harness.bot_process import House, say
from tests.harness.forged import told as said

Spoil = Callable[[House, discord.TextChannel], Awaitable[str]]


async def announcement(house: House, channel: discord.TextChannel) -> str:
    house.env.backend.edit_channel(channel.id, {"type": discord.ChannelType.news.value})
    return say("place-kind", channel=channel.mention, kind="news")


async def gone(house: House, channel: discord.TextChannel) -> str:
    await channel.delete()
    return say("place-gone")


async def forbidden(house: House, channel: discord.TextChannel) -> str:
    await channel.set_permissions(channel.guild.default_role, manage_threads=False)
    return say("place-lacking", channel=channel.mention, names=f"**{say('access-permission-manage-threads')}**")


@pytest.mark.parametrize("spoil", [announcement, gone, forbidden])
async def test_both_sides_are_told_the_same(open_house: Open, spoil: Spoil) -> None:
    """What became of a chosen channel keeps candidates out, so no admin reads that interviews can begin."""
    async with open_house(check_errors=False) as house:
        chosen = house.guild.create_text_channel("chosen")
        await house.set_up(channel_id=chosen.id)
        channel = house.bot.get_channel(chosen.id)
        assert isinstance(channel, discord.TextChannel)
        words = await spoil(house, channel)
        await house.env.settle()
        refused = await house.ada.slash(house.channel, "interview start")
        assert refused.response is not None
        assert refused.response.content == say("access-not-ready", what=words)
        panel = await house.alex.slash(house.channel, "setup")
        assert panel.response is not None
        assert f"⚠️ {words}" in said(panel)
        assert say("setup-not-ready") in said(panel)
        assert f"⚠️ {words}" in said(await house.alex.slash(house.channel, "diag discord"))
        posted = await house.alex.click(panel.response, label=say("setup-post"))
        assert say("setup-not-posted", what=words) in said(posted)
        assert house.channel.last_message is None


async def test_where_no_channel_was_chosen(open_house: Open) -> None:
    """It is the one that somebody is in: both are told, and the Start button is not posted for nobody."""
    async with open_house(check_errors=False) as house:
        news = house.guild.create_news_channel("news")
        words = say("place-kind", channel=news.mention, kind="news")
        refused = await house.ada.slash(news, "interview start")
        assert said(refused).startswith(say("access-not-here", what=words))
        panel = await house.alex.slash(news, "setup")
        assert panel.response is not None
        assert f"⚠️ {words}" in said(panel)
        assert f"⚠️ {words}" in said(await house.alex.slash(news, "diag discord"))
        posted = await house.alex.click(panel.response, label=say("setup-post"))
        assert say("setup-not-posted", what=words) in said(posted)


async def test_a_start_button_in_an_announcement_channel(open_house: Open) -> None:
    """It may stand there, where interviews take place elsewhere."""
    async with open_house(check_errors=False) as house:
        await house.set_up(channel_id=house.channel.id)
        news = house.guild.create_news_channel("news")
        panel = await house.alex.slash(news, "setup")
        assert panel.response is not None
        assert say("setup-ready") in said(panel)
        await house.alex.click(panel.response, label=say("setup-post"))
        assert news.last_message is not None


@pytest.mark.parametrize("locale", ["en", "de"])
def test_every_kind_has_words(locale: str) -> None:
    """Whatever discord.py calls a channel."""
    to: Say = partial(Words().say, locale)
    words = {to("place-kind", channel="#c", kind=kind) for kind in (*interview_channel.KINDS, "other")}
    assert len(words) == len(interview_channel.KINDS) + 1
    assert {kind.name for kind in discord.ChannelType} >= interview_channel.KINDS


async def test_who_is_shut_out_by_the_channel(open_house: Open) -> None:
    """Reviewers who cannot open the threads, and candidates who see nothing: interviews can begin, and admins know."""
    async with open_house(check_errors=False) as house:
        readers, me = house.guild.create_role("Readers"), house.guild.me
        assert me is not None
        bots = house.guild.roles[me.top_role.name]
        closed = house.guild.create_text_channel(
            "closed",
            overwrites={
                house.guild.default_role: discord.PermissionOverwrite(view_channel=False),
                bots: discord.PermissionOverwrite(view_channel=True),
            },
        )
        await house.set_up(channel_id=closed.id, reviewer_role_id=readers.id)
        await house.env.settle()
        kinds = ("view-channel", "send-messages-in-threads", "manage-threads")
        view, write, manage = (f"**{say(f'access-permission-{kind}')}**" for kind in kinds)
        shut = [
            say("place-candidates", role="@everyone", channel=closed.mention, names=f"{view}, {write}"),
            say("place-reviewers", role=readers.mention, channel=closed.mention, names=f"{view}, {manage}"),
        ]
        panel, found = [said(await house.alex.slash(house.channel, what)) for what in ("setup", "diag discord")]
        assert [each for each in shut if f"ℹ️ {each}" not in panel] == []
        assert [each for each in shut if f"⚠️ {each}" not in found] == []
        assert say("setup-ready") in panel
        await house.set_up(channel_id=house.channel.id, reviewer_role_id=house.reviewers.id)
        panel = said(await house.alex.slash(house.channel, "setup"))
        assert not any(each in panel for each in shut)


@pytest.mark.parametrize("field", ["channel_id", "notify_channel_id", "candidate_role_id", "reviewer_role_id", "rooms"])
async def test_only_what_is_of_this_server_is_stored(open_house: Open, field: str) -> None:
    """Discord checks what a select is answered with; a forged one that got through would name another server's."""
    async with open_house(check_errors=False) as house:
        elsewhere = house.env.create_guild("Elsewhere")
        panel = (await house.alex.slash(house.channel, "setup")).response
        if field == "rooms":
            assert panel is not None
            panel = (await house.alex.click(panel, label=say("setup-voice-open"))).response
        if "role" in field:
            theirs, kind = str(elsewhere.create_role("Theirs").id), forged.ROLES
            resolved = {"roles": {theirs: {"id": theirs, "name": "Theirs", "permissions": "0", "position": 1}}}
        else:
            theirs, kind = str(elsewhere.create_text_channel("theirs").id), forged.CHANNELS
            resolved = {"channels": {theirs: {"id": theirs, "name": "theirs", "type": 0, "permissions": "0"}}}
        refused = await forged.press(
            house, house.alex, panel, f"setup:{field}", kind=kind, values=(theirs,), resolved=resolved
        )
        assert say("setup-not-ours") in said(refused)
        assert await house.store.settings(house.guild.id) == GuildSettings(house.guild.id)
