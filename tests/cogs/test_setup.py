"""`/setup`: every choice is stored at once; the Start button it posts opens the panel."""

from typing import Any

import discord
import pytest
import simcord

from bot.store.records import GuildSettings
from tests.cogs.conftest import Open
from tests.harness.bot_process import House, custom_ids, labels, say


async def panel_of(house: House) -> simcord.ResponseMessage:
    shown = await house.alex.slash(house.channel, "setup")
    assert shown.response is not None
    assert shown.response.ephemeral
    return shown.response


def text_of(shown: simcord.ResponseMessage) -> str:
    embed = shown.embeds[0]
    return "\n".join([embed.description or "", *(field.value or "" for field in embed.fields)])


async def test_choices_are_stored_and_shown(open_house: Open) -> None:
    """Two roles, two channels; choosing nothing takes one back. Also after a restart."""
    async with open_house() as house:
        panel = await panel_of(house)
        choices: dict[str, Any] = {
            "candidate_role_id": house.guild.create_role("Members"),
            "reviewer_role_id": house.reviewers,
            "channel_id": house.channel,
            "notify_channel_id": house.guild.create_text_channel("team"),
        }
        for field, value in choices.items():
            redrawn = await house.alex.select(panel, [value], custom_id=f"setup:{field}")
            assert redrawn.response is not None
            assert value.mention in text_of(redrawn.response)
            panel = redrawn.response
        settings = await house.store.settings(house.guild.id)
        assert {field: getattr(settings, field) for field in choices} == {k: v.id for k, v in choices.items()}
        await house.restart()
        await house.alex.select(panel, [], custom_id="setup:candidate_role_id")
        assert (await house.store.settings(house.guild.id)).candidate_role_id is None


async def test_everyone(open_house: Open) -> None:
    """@everyone means no restriction for candidates, and is refused for reviewers."""
    async with open_house() as house:
        panel = await panel_of(house)
        everyone = house.guild.default_role
        await house.alex.select(panel, [everyone], custom_id="setup:candidate_role_id")
        assert (await house.store.settings(house.guild.id)).candidate_role_id is None
        refused = await house.alex.select(panel, [everyone], custom_id="setup:reviewer_role_id")
        assert refused.response is not None
        assert say("setup-not-everyone") in [said.content for said in [refused.response, *refused.followups]]
        assert (await house.store.settings(house.guild.id)).reviewer_role_id is None


async def test_days_and_limits(open_house: Open) -> None:
    """Numbers within their bounds are stored; the panel shows them."""
    async with open_house() as house:
        panel = await panel_of(house)
        days = await house.alex.click(panel, label=say("setup-change-days"))
        await house.alex.submit_modal(days, {"retention_days": "30", "deadline_days": " 3 ", "return_seconds": "90"})
        limits = await house.alex.click(panel, label=say("setup-change-limits"))
        redrawn = await house.alex.submit_modal(
            limits,
            {
                "starts_per_day": "1",
                "interviews_per_day": "9",
                "cost_per_day_usd": "5",
                "turn_limit": "40",
                "token_limit": "90000",
            },
        )
        assert await house.store.settings(house.guild.id) == GuildSettings(
            house.guild.id,
            retention_days=30,
            deadline_days=3,
            return_seconds=90,
            starts_per_day=1,
            interviews_per_day=9,
            cost_per_day_usd=5.0,
            turn_limit=40,
            token_limit=90_000,
        )
        assert redrawn.response is not None
        assert "30 days" in text_of(redrawn.response)


@pytest.mark.parametrize(
    ("retention", "deadline", "key"),
    [("many", "3", "setup-bad-number"), ("5000", "3", "setup-bad-number"), ("7", "7", "setup-bad-days")],
)
async def test_wrong_numbers(open_house: Open, retention: str, deadline: str, key: str) -> None:
    """Named with what would be right; nothing is stored."""
    async with open_house() as house:
        form = await house.alex.click(await panel_of(house), label=say("setup-change-days"))
        typed = {"retention_days": retention, "deadline_days": deadline, "return_seconds": "60"}
        wrong = await house.alex.submit_modal(form, typed)
        said = [each.content for each in [wrong.response, *wrong.followups] if each is not None]
        field = say("setup-field-retention-days")
        assert say(key, field=field, low="2", high="730", deadline=7) in said
        assert await house.store.settings(house.guild.id) == GuildSettings(house.guild.id)


async def test_numbers_from_a_form_of_an_earlier_process(open_house: Open) -> None:
    """The form says which it is."""
    async with open_house() as house:
        form = await house.alex.click(await panel_of(house), label=say("setup-change-days"))
        await house.restart()
        typed = {"retention_days": "30", "deadline_days": "3", "return_seconds": "60"}
        redrawn = await house.alex.submit_modal(form, typed)
        assert redrawn.response is not None
        assert (await house.store.settings(house.guild.id)).retention_days == 30


async def test_start_button(open_house: Open) -> None:
    """Posted for everybody, it opens the same panel as the command, also after a restart."""
    async with open_house() as house:
        await house.alex.click(await panel_of(house), label=say("setup-post"))
        post = house.channel.history(viewer=house.ada)[-1]
        assert custom_ids(post) == ["start:open"]
        await house.restart()
        shown = await house.ada.click(post, label=say("start-open"))
        assert shown.response is not None
        assert shown.response.ephemeral
        assert say("start-agree") in labels(shown.response)


async def test_what_is_missing_is_named(open_house: Open) -> None:
    """Permissions missing in a chosen channel, and a role that is gone, stand in the panel with the fix."""
    async with open_house() as house:
        denied = discord.PermissionOverwrite(manage_threads=False, embed_links=False)
        overwrites: dict[Any, discord.PermissionOverwrite] = {house.guild.default_role: denied}
        narrow = house.guild.create_text_channel("narrow", overwrites=overwrites)
        await house.set_up(channel_id=narrow.id, reviewer_role_id=12345)
        text = text_of(await panel_of(house))
        assert "**Embed Links**" in text
        assert say("setup-role-gone") in text
        shown = await house.ada.slash(house.channel, "interview start")
        assert shown.response is not None
        assert "**Embed Links**" in shown.response.content
        assert len(house.env.errors) == 1


async def test_rights_are_asked_for_on_every_press(open_house: Open) -> None:
    """A panel left open by somebody who lost Manage Server changes nothing."""
    async with open_house() as house:
        panel = await panel_of(house)
        role = discord.utils.get(house.bot.guilds[0].roles, name="Managers")
        assert role is not None
        await role.edit(permissions=discord.Permissions.none())
        refused = await house.alex.select(panel, [house.reviewers], custom_id="setup:reviewer_role_id")
        assert refused.response is not None
        assert say("access-managers-only") in [said.content for said in [refused.response, *refused.followups]]
        assert await house.store.settings(house.guild.id) == GuildSettings(house.guild.id)


async def test_a_fresh_server_sees_what_it_has_and_what_to_know(open_house: Open) -> None:
    """Ready at once; what an admin may not expect stands below, each only while it holds."""
    remarks = [say(f"setup-{name}") for name in ("no-reviewers", "no-notice", "unpaid")]
    async with open_house() as house:
        text = text_of(await panel_of(house))
        assert text.startswith(f"✅ **{say('setup-ready')}**")
        assert say("setup-positions", count=1) in text
        assert all(remark in text for remark in remarks)
        assert say("setup-content-off") not in text
        await house.set_up(reviewer_role_id=house.reviewers.id, notify_channel_id=house.channel.id)
        text = text_of(await panel_of(house))
        assert [remark in text for remark in remarks] == [False, False, True]
    async with open_house(gemini_paid=True, content=False) as house:
        text = text_of(await panel_of(house))
        assert say("setup-unpaid") not in text
        assert say("setup-content-off") in text


async def test_what_keeps_interviews_from_beginning(open_house: Open) -> None:
    """Nothing to be interviewed for, the place people are in, Gemini: each named with its fix."""
    async with open_house() as house:
        denied = discord.PermissionOverwrite(create_private_threads=False)
        narrow = house.guild.create_text_channel("narrow", overwrites={house.guild.default_role: denied})
        await house.set_up()
        (position,) = await house.store.positions(house.guild.id)
        await house.store.archive_position(house.guild.id, position.id)
        house.sim.fail_always("bad_key")
        await house.alex.slash(house.channel, "diag gemini")
        shown = await house.alex.slash(narrow, "setup")
        assert shown.response is not None
        text = text_of(shown.response)
        assert text.startswith(f"⚠️ **{say('setup-not-ready')}**")
        lacking = say("place-lacking", channel=narrow.mention, names="**Create Private Threads**")
        for problem in (say("setup-no-positions"), lacking, say("setup-gemini-down")):
            assert f"⚠️ {problem}" in text
