"""The page of /setup about voice: every switch, the rooms, who may; and what the first page says of it."""

from typing import Any

import discord
import pytest

from bot.store.records import GuildSettings
from cogs.setup import voice
from tests.cogs.conftest import Open
from tests.harness.bot_process import House, labels, say


async def first_page(house: House) -> Any:
    shown = await house.alex.slash(house.channel, "setup")
    assert shown.response is not None
    return shown.response


async def page_of(house: House) -> Any:
    """The page about voice."""
    shown = await house.alex.click(await first_page(house), label=say("setup-voice-open"))
    assert shown.response is not None
    assert shown.response.ephemeral
    return shown.response


def text_of(shown: Any) -> str:
    return "\n".join(embed.description or "" for embed in shown.embeds)


@pytest.mark.parametrize("field", voice.SWITCHES)
async def test_every_switch(open_house: Open, field: str) -> None:
    """Stored at once, said in words, and the button says what it would do next; nothing else changes."""
    async with open_house() as house:
        await house.set_up(reviewer_role_id=house.reviewers.id)
        before = await house.store.settings(house.guild.id)
        page, key = await page_of(house), f"setup-voice-{field.replace('_', '-')}"
        on = bool(getattr(before, field))
        words = {True: ("is-on", "off"), False: ("is-off", "on")}
        for is_on in (on, not on):
            state, does = words[is_on]
            assert say(f"{key}-{state}") in text_of(page)
            pressed = await house.alex.click(page, label=say(f"{key}-{does}"))
            page = pressed.response
            after = await house.store.settings(house.guild.id)
            assert getattr(after, field) is not is_on
        assert after == before


async def test_rooms(open_house: Open) -> None:
    """Voice channels that may be used as they are; one that is gone, or closed to the bot, is named with the fix."""
    async with open_house() as house:
        lounge, closed = house.guild.create_voice_channel("Lounge"), house.guild.create_voice_channel("Closed")
        page = await page_of(house)
        assert say("setup-voice-no-rooms") in text_of(page)
        chosen = await house.alex.select(page, [lounge, closed], custom_id="setup:rooms")
        settings = await house.store.settings(house.guild.id)
        assert settings.room_ids == (lounge.id, closed.id)
        assert chosen.response is not None
        assert f"{lounge.mention}, {closed.mention}" in text_of(chosen.response)
        real = house.bot.get_channel(closed.id)
        assert isinstance(real, discord.VoiceChannel)
        await real.set_permissions(real.guild.default_role, speak=False)
        await house.set_up(room_ids=(lounge.id, closed.id, 4242))
        text = text_of(await page_of(house))
        assert say("place-lacking", channel=closed.mention, names=f"**{say('access-permission-speak')}**") in text
        assert say("setup-channel-gone") in text
        emptied = await house.alex.select(await page_of(house), [], custom_id="setup:rooms")
        assert emptied.response is not None
        assert (await house.store.settings(house.guild.id)).room_ids == ()


async def test_for_managers_on_every_press(open_house: Open) -> None:
    """A person who lost Manage Server while the page stood open changes nothing, and opens nothing."""
    async with open_house(check_errors=False) as house:
        first, page = await first_page(house), await page_of(house)
        role = discord.utils.get(house.bot.guilds[0].roles, name="Managers")
        assert role is not None
        await role.edit(permissions=discord.Permissions.none())
        for pressed in (
            await house.alex.click(first, label=say("setup-voice-open")),
            await house.alex.click(page, label=say("setup-voice-record-voice-on")),
            await house.alex.select(page, [], custom_id="setup:rooms"),
        ):
            assert say("access-managers-only") in [
                each.content for each in (pressed.response, *pressed.followups) if each
            ]
        assert await house.store.settings(house.guild.id) == GuildSettings(house.guild.id)


async def test_the_first_page_says_how_it_stands(open_house: Open) -> None:
    """Offered, recorded, or not; and a remark, no problem, when something is missing: writing works."""
    async with open_house() as house:
        assert say("setup-aloud-on") in text_of(await first_page(house))
        await house.set_up(record_voice=True)
        assert say("setup-aloud-recorded") in text_of(await first_page(house))
        house.bot.rooms = None
        text = text_of(await first_page(house))
        assert text.startswith(f"✅ **{say('setup-ready')}**")
        assert say("setup-voice-not-ready") in text
        assert say("setup-voice-libraries") in text_of(await page_of(house))
        await house.set_up(voice=False)
        text = text_of(await first_page(house))
        assert say("setup-aloud-off") in text
        assert say("setup-voice-not-ready") not in text
        assert say("setup-voice-libraries") not in text_of(await page_of(house))


async def test_cameras_need_a_page(open_house: Open) -> None:
    """Without one both pages say that it cannot be yet, and the second what is missing; it is no problem to be fixed by
    whoever reads it."""
    async with open_house() as house:
        text = text_of(await first_page(house))
        assert text.startswith(f"✅ **{say('setup-ready')}**")
        assert say("setup-camera-missing") in text
        page = text_of(await page_of(house))
        assert f"ℹ️ {say('setup-voice-no-page')}" in page
        assert say("setup-problems") not in page
        await house.set_up(video=False)
        assert say("setup-camera-off") in text_of(await first_page(house))
        assert say("setup-voice-no-page") not in text_of(await page_of(house))


async def test_cameras_with_a_page(open_house: Open) -> None:
    """Offered, until they or voice are switched off."""
    async with open_house(public_url="https://interviews.example.org") as house:
        assert say("setup-camera-on") in text_of(await first_page(house))
        assert say("setup-voice-no-page") not in text_of(await page_of(house))
        await house.set_up(voice=False)
        assert say("setup-camera-off") in text_of(await first_page(house))


async def test_listening_needs_a_role(open_house: Open) -> None:
    """Reviewers may listen, but nobody reviews: named, because the consent would have nobody to name."""
    async with open_house() as house:
        await house.set_up(reviewers_listen=True)
        assert say("setup-voice-no-role") in text_of(await page_of(house))
        assert say("setup-voice-reviewers-listen-off") in labels(await page_of(house))
