"""Continue by voice, Continue in text: the way there, who may, and what keeps it from happening."""

from typing import Any

import discord

from bot.edges.chat.panel import panel
from bot.interview.models import InterviewType, Medium, Status
from bot.ports.posts import Action
from tests.cogs.conftest import Open
from tests.harness.bot_process import House, labels, say
from tests.harness.stored_interviews import stored


async def in_writing(house: House, kind: InterviewType = InterviewType.VOICE) -> discord.Message:
    """An interview that goes on in writing, in a thread of its own, after a restart; its newest panel."""
    await house.set_up()
    channel = house.bot.get_channel(house.channel.id)
    assert isinstance(channel, discord.TextChannel)
    thread = await channel.create_thread(name="ada · Helper · #1", type=discord.ChannelType.private_thread)
    await thread.add_user(discord.Object(house.ada.id))
    number = await stored(house.store, house.guild.id, house.ada.id, kind=kind, over=False, thread_id=thread.id)
    assert number == 1
    await house.restart()
    return await house.post_with("Anything else?", button=say("edge-button-pause"))


def said(result: Any) -> list[str]:
    """What only the person who interacted reads."""
    return [each.content for each in (result.response, *result.followups) if each is not None and each.ephemeral]


async def test_the_way_to_the_voice_channel(open_house: Open) -> None:
    """Pressed in the thread: a room is made, the line is taken, and the link stands under the answer. Whoever presses
    the thread's old button again is led there, too."""
    async with open_house() as house:
        post = await in_writing(house)
        pressed = await house.ada.click(post, label=say("edge-button-talk"))
        (room,) = house.bot.guilds[0].voice_channels
        (answer,) = pressed.followups
        assert answer.content == say("start-on-aloud", place=room.mention)
        assert labels(answer) == [say("start-go")]
        assert answer.ephemeral
        assert house.bot.service.voice_in(house.guild.id) == 1
        snapshot = await house.store.snapshot(1)
        assert snapshot is not None
        assert (snapshot.medium, snapshot.room_id) == (Medium.VOICE, room.id)


async def test_only_the_candidate_moves_it(open_house: Open) -> None:
    """Reviewers may pause and end; where somebody talks is theirs alone."""
    async with open_house() as house:
        await house.set_up(reviewer_role_id=house.reviewers.id)
        post = await in_writing(house)
        for who, key in ((house.robin, "start-reviewers-only-some"), (house.sam, "start-not-yours")):
            assert said(await who.click(post, label=say("edge-button-talk"))) == [say(key)]
        assert house.bot.guilds[0].voice_channels == []


async def test_whoever_agreed_to_writing_stays_in_writing(open_house: Open) -> None:
    """They never agreed that their voice is heard: no button, and no way round it."""
    async with open_house(check_errors=False) as house:
        post = await in_writing(house, InterviewType.TEXT)
        assert say("edge-button-talk") not in labels(post)
        thread = house.bot.get_channel(house.thread.id)
        assert isinstance(thread, discord.Thread)
        odd = await thread.send("x", view=panel(1, (Action.TALK,), say))
        assert said(await house.ada.click(odd, label=say("edge-button-talk"))) == [say("start-type-gone")]
        assert house.bot.guilds[0].voice_channels == []


async def test_the_line_is_taken(open_house: Open) -> None:
    """By another interview, or kept for somebody who was called: words, and it goes on in the thread."""
    async with open_house(check_errors=False) as house:
        post = await in_writing(house)
        with house.bot.service.borrowed_voice_slot(house.guild.id):
            assert said(await house.ada.click(post, label=say("edge-button-talk"))) == [say("start-talk-busy")]
            await house.store.join_queue(house.guild.id, house.sam.id, house.channel.id, None, "en", "en-GB")
        await house.until(lambda: any(str(house.sam.id) in each.content for each in house.channel.history()))
        assert said(await house.ada.click(post, label=say("edge-button-talk"))) == [say("start-talk-busy")]
        await house.ada.send(house.thread, "Then I write.")
        snapshot = await house.store.snapshot(1)
        assert snapshot is not None
        assert (snapshot.medium, snapshot.status) == (Medium.TEXT, Status.ACTIVE)


async def test_no_room_can_be_made(open_house: Open) -> None:
    """Discord refuses the channel: the thread says so, nothing is taken, and it goes on there."""
    async with open_house() as house:
        post = await in_writing(house)
        house.env.inject_error("POST", "/guilds/*/channels", status=403, code=50013)
        pressed = await house.ada.click(post, label=say("edge-button-talk"))
        assert said(pressed) == []
        await house.post_with(say("edge-move-no-room"))
        await house.until(lambda: house.bot.service.voice_in(house.guild.id) is None)


async def test_switched_off_meanwhile(open_house: Open) -> None:
    """The button that stands there is refused in words."""
    async with open_house(check_errors=False) as house:
        post = await in_writing(house)
        await house.set_up(voice=False)
        assert said(await house.ada.click(post, label=say("edge-button-talk"))) == [say("start-type-gone")]
