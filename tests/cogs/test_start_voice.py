"""Starting an interview by voice: kinds, accommodations, consent, what is missing; and a start that cannot succeed."""

from dataclasses import replace
from typing import Any

import discord

from bot.interview.models import InterviewType, Medium, Status
from bot.ports.accommodations import Accommodations
from cogs.interview import start_panel
from tests.cogs.conftest import Open
from tests.harness.bot_process import House, custom_ids, labels, say


async def panel_of(house: House, kind: str = "voice") -> Any:
    """What `/interview start type:…` shows ada."""
    shown = await house.ada.slash(house.channel, "interview start", type=kind)
    assert shown.response is not None
    assert shown.response.ephemeral
    return shown.response


def words(shown: Any) -> str:
    return "\n".join(embed.description or "" for embed in shown.embeds)


def agree_id(shown: Any) -> str:
    return next(each for each in custom_ids(shown) if each.startswith("start:agree:"))


async def test_kind_is_a_choice(open_house: Open) -> None:
    """Choosing voice redraws the panel with its own consent, and back; nothing is stored by looking."""
    async with open_house() as house:
        written = await panel_of(house, "text")
        kind = next(each for each in custom_ids(written) if each.startswith("start:kind:"))
        spoken = await house.ada.select(written, ["voice"], custom_id=kind)
        assert say("start-consent-voice-encryption") in await house.in_full(spoken.response)
        assert agree_id(spoken.response).startswith("start:agree:voice:")
        assert spoken.response is not None
        back = await house.ada.select(spoken.response, ["text"], custom_id=kind)
        assert say("start-consent-voice-encryption") not in await house.in_full(back.response)
        assert not any("comfort" in each for each in custom_ids(back.response))
        assert await house.store.running() == []


async def test_comforts_are_carried_into_the_interview(open_house: Open) -> None:
    """Chosen in the panel, they come back chosen, survive a restart, and stand in the record."""
    async with open_house() as house:
        panel = await panel_of(house)
        comfort = next(each for each in custom_ids(panel) if each.startswith("start:comfort:"))
        redrawn = await house.ada.select(panel, ["s", "c"], custom_id=comfort)
        assert redrawn.response is not None
        assert agree_id(redrawn.response).startswith("start:agree:voice.sc:")
        chosen = [
            option.value
            for row in redrawn.response.message.components
            for select in getattr(row, "children", [])
            if isinstance(select, discord.SelectMenu) and "comfort" in (select.custom_id or "")
            for option in select.options
            if option.default
        ]
        assert chosen == ["s", "c"]
        agreed = await house.in_full(redrawn.response)
        await house.restart()
        await house.ada.click(redrawn.response, label=say("start-agree"))
        snapshot = await house.store.snapshot(1)
        assert snapshot is not None
        assert snapshot.interview_type is InterviewType.VOICE
        assert snapshot.accommodations == Accommodations(slower=True, captions=False)
        assert not snapshot.record
        detail = await house.store.detail(house.guild.id, 1)
        assert detail is not None
        assert detail.consent is not None
        assert detail.consent.text == agreed


async def test_recording_is_agreed_to(open_house: Open) -> None:
    """The consent names it where the server records; a panel from before that is shown anew."""
    async with open_house() as house:
        panel = await panel_of(house)
        assert say("start-consent-short-not-recorded") in words(panel)
        assert say("start-consent-voice-not-recorded") in await house.in_full(panel)
        await house.set_up(record_voice=True)
        again = await house.ada.click(panel, label=say("start-agree"))
        assert again.response is not None
        assert again.response.content == say("start-changed")
        assert say("start-consent-short-recorded") in words(again.response)
        assert say("start-consent-voice-recorded") in await house.in_full(again.response)
        assert await house.store.running() == []


async def test_not_offered_when_off(open_house: Open) -> None:
    """Neither as a choice, nor by the command's option, nor by a panel from before."""
    async with open_house(check_errors=False) as house:
        panel = await panel_of(house)
        await house.set_up(voice=False)
        written = await panel_of(house, "text")
        assert not any(each.startswith("start:kind:") for each in custom_ids(written))
        shown = await house.ada.slash(house.channel, "interview start", type="voice")
        assert shown.response is not None
        assert shown.response.content == say("edge-refused-voice-off")
        clicked = await house.ada.click(panel, label=say("start-agree"))
        assert say("edge-refused-voice-off") in [
            each.content for each in (clicked.response, *clicked.followups) if each
        ]
        assert await house.store.running() == []


async def test_not_offered_without_the_libraries(open_house: Open) -> None:
    """What does not load is not offered, whatever the server's admins chose."""
    async with open_house(check_errors=False) as house:
        house.bot.rooms = None
        written = await panel_of(house, "text")
        assert not any(each.startswith("start:kind:") for each in custom_ids(written))
        shown = await house.ada.slash(house.channel, "interview start", type="voice")
        assert shown.response is not None
        assert shown.response.content == say("start-type-gone")


async def test_missing_permissions_are_named_before_anything_starts(open_house: Open) -> None:
    """The bot's own, in the category where the room would be made."""
    async with open_house(check_errors=False) as house:
        category = house.guild.create_category("quiet")
        inside = house.guild.create_text_channel("inside", category=category)
        await house.set_up(channel_id=inside.id)
        real = house.bot.get_channel(category.id)
        assert isinstance(real, discord.CategoryChannel)
        everyone = house.bot.guilds[0].default_role
        await real.set_permissions(everyone, manage_channels=False, move_members=False)
        shown = await house.ada.slash(house.channel, "interview start", type="voice")
        assert shown.response is not None
        names = f"**{say('access-permission-manage-channels')}**, **{say('access-permission-move-members')}**"
        assert shown.response.content == say("access-bot-lacks-rooms", names=names)
        written = await panel_of(house, "text")
        assert say("start-agree") in labels(written)


async def test_their_own_channel_is_named_in_the_consent(open_house: Open) -> None:
    """One that is allowed, where they are now; any other one is not used."""
    async with open_house() as house:
        lounge = house.guild.create_voice_channel("Lounge")
        await house.ada.join_voice(lounge)
        assert say("start-consent-voice-room-own") in await house.in_full(await panel_of(house))
        await house.set_up(room_ids=(lounge.id,))
        panel = await panel_of(house)
        assert say("start-consent-short-heard-open", room="Lounge") in words(panel)
        assert say("start-consent-voice-room-open", room="Lounge") in await house.in_full(panel)
        await house.ada.leave_voice()
        again = await house.ada.click(panel, label=say("start-agree"))
        assert again.response is not None
        assert again.response.content == say("start-changed")


async def test_a_start_that_cannot_be_leaves_nothing(open_house: Open) -> None:
    """Discord refuses the channel: words, no room, no line taken, and the next start is free."""
    async with open_house() as house:
        panel = await panel_of(house)
        house.env.inject_error("POST", "/guilds/*/channels", status=403, code=50013)
        refused = await house.ada.click(panel, label=say("start-agree"))
        assert [said.content for said in refused.followups] == [say("access-permissions-gone")]
        assert house.bot.service.voice_in(house.guild.id) is None
        assert house.bot.guilds[0].voice_channels == []
        assert await house.store.running() == []
        assert say("start-agree") in labels(await panel_of(house))


async def test_continue_by_voice_needs_its_own_consent(open_house: Open) -> None:
    """A person who agreed to writing alone is never moved to a voice channel, whatever is pressed."""
    async with open_house(check_errors=False) as house:
        panel = await panel_of(house, "text")
        await house.ada.click(panel, label=say("start-agree"))
        post = await house.post_with("Question 1 of", button=say("edge-button-ask"))
        assert say("edge-button-talk") not in labels(post)
        snapshot = await house.store.snapshot(1)
        assert snapshot is not None
        assert (snapshot.medium, snapshot.status) == (Medium.TEXT, Status.ACTIVE)


def test_choices_are_registered() -> None:
    """A select that is built and not registered would answer nobody after a restart."""
    built = {
        start_panel.TypeSelect,
        start_panel.AccommodationSelect,
        start_panel.PositionSelect,
        start_panel.LanguageSelect,
    }
    built |= {start_panel.AgreeButton, start_panel.MoreButton}
    assert built <= set(start_panel.ITEMS)
    assert replace(Accommodations(), slower=True) != Accommodations()
