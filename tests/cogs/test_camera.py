"""Interviews with a camera at their doors: when they are offered, the link and whose it is, the line, the way back."""

from typing import Any

import discord
import pytest

from bot.edges.chat.panel import panel
from bot.errors import Reason
from bot.interview.models import InterviewType, Medium, Status
from bot.ports.posts import Action
from bot.web.camera.links import Admitted, CameraLinks, LinkDenied
from cogs.interview import camera_link
from tests.cogs.conftest import Open
from tests.harness.bot_process import House, custom_ids, labels, say
from tests.harness.stored_interviews import stored

PAGE = "https://interviews.example.org"


def words(shown: Any) -> str:
    return (shown.content or "") + "\n".join(embed.description or "" for embed in shown.embeds)


def said(result: Any) -> list[str]:
    """What only the person who interacted reads."""
    return [each.content for each in (result.response, *result.followups) if each is not None and each.ephemeral]


def links_of(message: Any) -> list[str]:
    """The addresses of its link buttons, in order."""
    rows = getattr(message, "message", message).components
    return [item.url for row in rows for item in getattr(row, "children", []) if getattr(item, "url", None)]


def token(message: Any) -> str:
    """The secret in the camera page's link, which stands in one button and nowhere else."""
    (url,) = [each for each in links_of(message) if each.startswith(PAGE)]
    address, _, secret = url.partition("#")
    assert address == f"{PAGE}/camera"
    assert secret not in words(getattr(message, "message", message))
    return str(secret)


def links(house: House) -> CameraLinks:
    made = house.bot.links
    assert made is not None
    return made


async def panel_of(house: House, kind: str = "video") -> Any:
    shown = await house.ada.slash(house.channel, "interview start", type=kind)
    assert shown.response is not None
    return shown.response


async def begun(house: House) -> Any:
    """What ada reads after Agree."""
    agreed = await house.ada.click(await panel_of(house), label=say("start-agree"))
    assert agreed.response is not None
    return agreed.response


async def with_button(house: House, number: int = 1) -> discord.Message:
    """A message with Open camera in the interview's voice channel, as its panel has it."""
    snapshot = await house.store.snapshot(number)
    assert snapshot is not None
    room = house.bot.get_channel(snapshot.room_id or 0)
    assert isinstance(room, discord.VoiceChannel)
    return await room.send("Question", view=panel(number, (Action.CAMERA,), say))


async def in_writing(house: House, kind: InterviewType) -> discord.Message:
    """An interview of this kind that goes on in a thread, after a restart; its newest panel."""
    await house.set_up(reviewer_role_id=house.reviewers.id)
    channel = house.bot.get_channel(house.channel.id)
    assert isinstance(channel, discord.TextChannel)
    thread = await channel.create_thread(name="ada · Helper · #1", type=discord.ChannelType.private_thread)
    await thread.add_user(discord.Object(house.ada.id))
    await stored(house.store, house.guild.id, house.ada.id, kind=kind, over=False, thread_id=thread.id)
    await house.restart()
    return await house.post_with("Anything else?", button=say("edge-button-pause"))


def kinds_of(message: Any) -> list[str]:
    """What the select of kinds offers."""
    rows = getattr(message, "message", message).components
    selects = [each for row in rows for each in row.children if isinstance(each, discord.SelectMenu)]
    return [option.value for each in selects if each.custom_id.startswith("start:kind:") for option in each.options]


async def test_not_offered_without_a_page(open_house: Open) -> None:
    """Neither as a choice nor by the command."""
    async with open_house(check_errors=False) as house:
        assert kinds_of(await panel_of(house, "voice")) == ["text", "voice"]
        assert words(await panel_of(house)) == say("edge-refused-video-off")


async def test_a_choice_where_there_is_a_page(open_house: Open) -> None:
    """With its own consent, and the accommodations of a voice; gone again when it is switched off, or voice is."""
    async with open_house(check_errors=False, public_url=PAGE) as house:
        shown = await panel_of(house, "text")
        assert kinds_of(shown) == ["text", "voice", "video"]
        kind = next(each for each in custom_ids(shown) if each.startswith("start:kind:"))
        filmed = await house.ada.select(shown, ["video"], custom_id=kind)
        assert say("start-consent-video-shown", host="interviews.example.org") in await house.in_full(filmed.response)
        assert any(each.startswith("start:agree:video:") for each in custom_ids(filmed.response))
        assert any(each.startswith("start:comfort:video:") for each in custom_ids(filmed.response))
        await house.set_up(video=False)
        assert words(await panel_of(house)) == say("edge-refused-video-off")
        assert say("start-agree") in labels(await panel_of(house, "voice"))
        assert filmed.response is not None
        clicked = await house.ada.click(filmed.response, label=say("start-agree"))
        assert say("edge-refused-video-off") in said(clicked)
        await house.set_up(video=True, voice=False)
        assert words(await panel_of(house)) == say("edge-refused-voice-off")
        assert await house.store.running() == []


async def test_two_steps_after_agreeing(open_house: Open) -> None:
    """The voice channel and the page, each behind its button, for the candidate alone; the link opens this interview,
    and that once."""
    async with open_house(public_url=PAGE) as house:
        shown = await begun(house)
        snapshot = await house.store.snapshot(1)
        assert snapshot is not None
        assert (snapshot.interview_type, snapshot.medium) == (InterviewType.VIDEO, Medium.VOICE)
        assert shown.ephemeral
        assert words(shown) == say("start-ready-video", thread=f"<#{snapshot.room_id}>", minutes=10)
        assert labels(shown) == [say("start-go"), say("edge-button-camera")]
        assert str(snapshot.room_id) in links_of(shown)[0]
        admitted = await links(house).claim(token(shown))
        assert isinstance(admitted, Admitted)
        assert admitted.interview_id == 1
        assert await links(house).claim(token(shown)) is LinkDenied.USED
        detail = await house.store.detail(house.guild.id, 1)
        assert detail is not None
        assert detail.consent is not None
        assert say("start-consent-video-never") in detail.consent.text


async def test_a_new_link_for_the_candidate_alone(open_house: Open) -> None:
    """The panel's button: not for reviewers, not for others; each press makes the earlier link worthless, and leaves
    the browser that is open as it is."""
    async with open_house(public_url=PAGE) as house:
        lounge = house.guild.create_voice_channel("Lounge")
        await house.set_up(reviewer_role_id=house.reviewers.id, room_ids=(lounge.id,))
        await house.ada.join_voice(lounge)
        first = token(await begun(house))
        post = await with_button(house)
        for who, key in ((house.robin, "start-reviewers-only-some"), (house.sam, "start-not-yours")):
            pressed = await who.click(post, label=say("edge-button-camera"))
            assert said(pressed) == [say(key)]
            assert links_of(pressed.response) == []
        opened = await links(house).claim(first)
        assert isinstance(opened, Admitted)
        one, two = [await house.ada.click(post, label=say("edge-button-camera")) for _ in range(2)]
        assert said(two) == [say("start-camera", minutes=camera_link.MINUTES)]
        assert isinstance(await links(house).recognise(opened.cookie), Admitted)
        assert await links(house).claim(token(one.response)) in set(LinkDenied)
        assert isinstance(await links(house).claim(token(two.response)), Admitted)


async def test_nothing_to_open_in_a_thread(open_house: Open) -> None:
    """In writing, or over: kind words, and no link."""
    async with open_house(check_errors=False, public_url=PAGE) as house:
        await in_writing(house, InterviewType.VIDEO)
        thread = house.bot.get_channel(house.thread.id)
        assert isinstance(thread, discord.Thread)
        odd = await thread.send("x", view=panel(1, (Action.CAMERA,), say))
        pressed = await house.ada.click(odd, label=say("edge-button-camera"))
        assert said(pressed) == [say("start-camera-in-writing")]
        over = await thread.send("x", view=panel(99, (Action.CAMERA,), say))
        pressed = await house.ada.click(over, label=say("edge-button-camera"))
        assert said(pressed) == [say("start-over")]


async def test_no_page_any_more(open_house: Open) -> None:
    """Its address was taken out of the settings while an interview ran: it goes on by voice."""
    async with open_house(check_errors=False, public_url=PAGE) as house:
        await begun(house)
        post = await with_button(house)
        house.bot.links = None
        pressed = await house.ada.click(post, label=say("edge-button-camera"))
        assert said(pressed) == [say("start-camera-gone")]


async def test_no_link_when_it_is_over(open_house: Open) -> None:
    """The record says so a moment before the service lets go of it."""
    async with open_house(check_errors=False, public_url=PAGE) as house:
        await begun(house)
        post = await with_button(house)
        await house.store.set_status(1, Status.ENDED, Reason.STAFF)
        pressed = await house.ada.click(post, label=say("edge-button-camera"))
        assert said(pressed) == [say("start-camera-gone")]
        assert links_of(pressed.response) == []


async def test_back_to_the_voice_channel_and_the_camera(open_house: Open) -> None:
    """Continue by voice leads to both, and so does asking for another interview meanwhile."""
    async with open_house(public_url=PAGE) as house:
        post = await in_writing(house, InterviewType.VIDEO)
        pressed = await house.ada.click(post, label=say("edge-button-talk"))
        (room,) = house.bot.guilds[0].voice_channels
        (answer,) = pressed.followups
        assert answer.content == say("start-on-camera", place=room.mention, minutes=10)
        assert labels(answer) == [say("start-go"), say("edge-button-camera")]
        assert isinstance(await links(house).claim(token(answer)), Admitted)
        again = await panel_of(house)
        assert words(again) == say("start-running", thread=room.mention)
        assert isinstance(await links(house).claim(token(again)), Admitted)


@pytest.mark.parametrize("kind", [InterviewType.VOICE, InterviewType.VIDEO])
async def test_back_without_a_page(open_house: Open, kind: InterviewType) -> None:
    """An interview by voice has no camera, and neither has one with a camera where the page is gone."""
    async with open_house(public_url=PAGE if kind is InterviewType.VOICE else "") as house:
        post = await in_writing(house, kind)
        pressed = await house.ada.click(post, label=say("edge-button-talk"))
        (answer,) = pressed.followups
        (room,) = house.bot.guilds[0].voice_channels
        assert answer.content == say("start-on-aloud", place=room.mention)
        assert labels(answer) == [say("start-go")]


async def test_the_line_keeps_the_kind(open_house: Open) -> None:
    """A candidate who waits with a camera is called to the consent that names it."""
    async with open_house(public_url=PAGE) as house:
        await house.set_up()
        with house.bot.service.borrowed_voice_slot(house.guild.id):
            offer = await panel_of(house)
            await house.ada.click(offer, label=say("line-join"))
            (mine,) = await house.store.queue_of(house.guild.id)
            assert mine.interview_type is InterviewType.VIDEO
        calls = await house.until(
            lambda: [each for each in house.channel.history() if house.ada.mention in each.content]
        )
        mine = (await house.store.queue_of(house.guild.id))[0]
        while mine.called_at is None:
            await house.env.settle()
            mine = (await house.store.queue_of(house.guild.id))[0]
        opened = await house.ada.click(calls[-1], label=say("line-begin"))
        assert say("start-consent-video-never") in await house.in_full(opened.response)


@pytest.mark.parametrize("language", ["en", "de"])
def test_words_name_the_buttons_as_they_are(language: str) -> None:
    """What somebody is told to press must be there to be pressed."""
    label = say("edge-button-camera", language)
    for key in ("start-ready-video", "start-on-camera", "start-camera"):
        assert f"**{label}**" in say(key, language, thread="#x", place="#x", minutes=10)
    assert f"**{say('edge-button-talk', language)}**" in say("start-camera-in-writing", language)
