"""Whoever left the private thread, or the server, and asks for the way is let in again; nobody is pulled back."""

import discord
import pytest

from bot.edges.chat.panel import custom_id
from bot.ports.posts import Action
from cogs.interview.start_panel import StartButton
from tests.cogs.conftest import Open
from tests.harness.bot_process import House, say


async def begin(house: House) -> discord.Message:
    """To the first question; returns a panel that was left open."""
    shown = await house.ada.slash(house.channel, "interview start")
    left_open = await house.ada.slash(house.channel, "interview start")
    assert shown.response is not None
    assert left_open.response is not None
    await house.ada.click(shown.response.message, label=say("start-agree"))
    await house.post_with("Question 1 of", button=say("edge-button-pause"))
    assert inside(house)
    return left_open.response.message


def inside(house: House) -> bool:
    """Whether Discord shows ada the thread."""
    return house.ada.id in house.env.backend.get_thread(house.thread.id).thread_members


def leave_thread(house: House) -> None:
    house.env.backend.remove_thread_member(house.thread.id, house.ada.id)


def leave_server(house: House) -> None:
    """And come back: Discord takes people who leave out of every thread."""
    user = house.ada.user
    house.guild.remove_member(house.ada)
    house.ada = house.guild.add_member(user)


LEFT = pytest.mark.parametrize("leave", [leave_thread, leave_server])


async def ask(house: House) -> str:
    """`/interview start`; what is shown."""
    shown = await house.ada.slash(house.channel, "interview start")
    assert shown.response is not None
    return str(shown.response.embeds[0].description)


@LEFT
async def test_the_command_lets_in(open_house: Open, leave) -> None:  # type: ignore[no-untyped-def]  # one of the two above
    """And what is written then is heard."""
    async with open_house() as house:
        await begin(house)
        leave(house)
        assert not inside(house)
        assert await ask(house) == say("start-running", thread=house.thread.mention)
        assert inside(house)
        seen = frozenset(post.id for post in house.posts())
        await house.ada.send(house.thread, "Here I am again.")
        await house.news(house.thread, seen)


@LEFT
async def test_the_posted_button_lets_in(open_house: Open, leave) -> None:  # type: ignore[no-untyped-def]  # as above
    """The one that /setup posts, and Agree on a panel that was left open."""
    async with open_house() as house:
        panel = await begin(house)
        posted = house.env.backend.create_message(
            house.channel.id,
            house.bot.user.id if house.bot.user else 0,
            "Interviews",
            components=[{"type": 1, "components": [StartButton.labelled("Start").item.to_component_dict()]}],
        )
        message = next(each for each in house.channel.history() if each.id == posted.id)
        for button in (message, panel):
            leave(house)
            await house.ada.click(button, label="Start" if button is message else say("start-agree"))
            assert inside(house)


async def test_continue_lets_in(open_house: Open) -> None:
    """Somebody who may see every thread presses it without being in this one: then they are told of what is said."""
    async with open_house() as house:
        await begin(house)
        panel = await house.post_with("Question 1 of")
        await house.ada.click(panel, custom_id=custom_id(Action.PAUSE, 1))
        paused = await house.post_with("Paused", button=say("edge-button-continue"))
        leave_thread(house)
        house.env.backend.add_member_role(house.guild.id, house.ada.id, house.reviewers.id)
        await house.ada.click(paused, custom_id=custom_id(Action.CONTINUE, 1))
        await house.until(lambda: inside(house))


async def test_our_own_posts_pull_nobody_back(open_house: Open) -> None:
    """Who left on purpose stays away until they ask."""
    async with open_house() as house:
        await begin(house)
        await house.set_up(reviewer_role_id=house.reviewers.id)
        panel = await house.post_with("Question 1 of")
        leave_thread(house)
        await house.robin.click(panel, custom_id=custom_id(Action.PAUSE, 1))
        await house.post_with(say("interview-paused-staff", deadline="0").partition(".")[0])
        await house.restart()
        await house.until(lambda: house.bot.service.running_count() == 1)
        assert not inside(house)


async def test_an_archived_thread_is_opened(open_house: Open) -> None:
    """Discord archives after a week of quiet, and adds nobody to what is archived."""
    async with open_house() as house:
        await begin(house)
        leave_thread(house)
        house.env.inject_error("PUT", "/channels/*/thread-members/*", status=400, code=50083)
        assert await ask(house) == say("start-running", thread=house.thread.mention)
        assert inside(house)


@pytest.mark.parametrize(
    ("status", "code", "key"),
    [
        (403, 50001, "start-shut-permissions"),
        (403, 50013, "start-shut-permissions"),
        (404, 10003, "start-shut-deleted"),
        (403, 160005, "start-shut-locked"),
        (400, 30033, "start-shut-now"),
        (503, 0, "start-shut-now"),
    ],
)
async def test_where_discord_refuses(open_house: Open, status: int, code: int, key: str) -> None:
    """The way is shown all the same, with what can be done."""
    async with open_house() as house:
        await begin(house)
        leave_thread(house)
        house.env.inject_error("PUT", "/channels/*/thread-members/*", status=status, code=code, times=None)
        assert (await ask(house)).endswith(say(key))


async def test_a_locked_thread(open_house: Open) -> None:
    """Nobody is let into what they could not write in."""
    async with open_house() as house:
        await begin(house)
        leave_thread(house)
        house.env.backend.edit_channel(house.thread.id, {}, thread_metadata={"locked": True})
        assert (await ask(house)).endswith(say("start-shut-locked"))
        assert not inside(house)
