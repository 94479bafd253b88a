"""Commands and buttons while the database takes nothing, or an interview does not go on: true words, in time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import discord
import pytest
import simcord

from bot.interview.models import Status
from tests.cogs.conftest import Open
from tests.cogs.test_controls import FOLLOW_UP, answers, begun, ended
from tests.harness.bot_process import House, labels, say
from tests.harness.troubles import locked, read_only, torn

DISCORD_WAITS = 3.0


@asynccontextmanager
async def in_time() -> AsyncIterator[None]:
    """Discord would still take the answer."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    yield
    assert loop.time() - began < DISCORD_WAITS


@pytest.mark.parametrize("command", ["interview start", "setup"])
async def test_entrances_of_a_known_server_write_nothing(open_house: Open, command: str) -> None:
    """They work while another program holds the database."""
    async with open_house(check_errors=False) as house:
        await house.set_up()
        with locked(house.config.database_path):
            async with in_time():
                shown = await house.alex.slash(house.channel, command)
            assert shown.response is not None
            assert labels(shown.response)


@pytest.mark.parametrize("known", [True, False])
async def test_a_start_is_refused_in_words(open_house: Open, known: bool) -> None:
    """At the consent, or in a server that is not known yet; and it works a moment later."""
    async with open_house(check_errors=False) as house:
        if known:
            await house.set_up()
            shown = (await house.ada.slash(house.channel, "interview start")).response
        with locked(house.config.database_path):
            async with in_time():
                if known:
                    assert shown is not None
                    said = await house.ada.click(shown, label=say("start-agree"))
                else:
                    said = await house.ada.slash(house.channel, "interview start")
            words = [said.response and said.response.content, *(each.content for each in said.followups)]
            assert say("common-not-saved") in words
        await begun(house)


async def test_other_doors_refuse_in_words(open_house: Open) -> None:
    """Somebody's who wants their data deleted, with a disk that may only be read."""
    async with open_house(check_errors=False) as house:
        await house.set_up()
        await begun(house)
        shown = await house.ada.slash(house.channel, "my-data")
        assert shown.response is not None
        asked = await house.ada.click(shown.response, label=say("mydata-button-ask"))
        assert asked.response is not None
        async with read_only(house.store), in_time():
            said = await house.ada.click(asked.response, label=say("mydata-button-delete"))
            words = [said.response and said.response.content, *(each.content for each in said.followups)]
            assert say("common-not-saved") in words


async def test_nothing_is_over_that_is_not(open_house: Open) -> None:
    """Buttons of an interview that fell: each press is a try, and nobody reads that it is over."""
    async with open_house() as house:
        await begun(house)
        with locked(house.config.database_path):
            await house.ada.send(house.thread, "Because.")
            for times in range(1, 7):
                await house.until(partial(told_so_often, house, times))
                fallen = await house.post_with(say("edge-cannot-save"), button=say("edge-button-continue"))
                pressed = await house.ada.click(fallen, label=say("edge-button-continue"))
                assert pressed.followups == []
        await asyncio.sleep(20)
        await house.post_with(FOLLOW_UP)
        assert await answers(house) == ["Because."]


def told_so_often(house: House, times: int) -> bool:
    """Whether it stands in the thread so often that nothing can be saved."""
    return sum(post.content == say("edge-cannot-save") for post in house.posts()) == times


async def end(house: House, panel: discord.Message, member: simcord.MemberActor) -> str:
    """Press End, and say yes; what is read then."""
    asked = await member.click(panel, label=say("edge-button-end"))
    assert asked.response is not None
    sure = await member.click(asked.response, label=say("start-end-now"))
    assert sure.response is not None
    return sure.response.content or ""


async def test_end_while_nothing_can_be_saved(open_house: Open) -> None:
    """It is said so, and it ends by itself; a new start works then."""
    async with open_house() as house:
        await begun(house)
        with locked(house.config.database_path):
            await house.ada.send(house.thread, "Because.")
            fallen = await house.post_with(say("edge-cannot-save"), button=say("edge-button-end"))
            assert await end(house, fallen, house.ada) == say("start-ends-later")
        assert (await ended(house)).row.status is Status.ENDED
        await house.ada.slash(house.channel, "interview start")


async def test_end_of_what_cannot_be_read(open_house: Open) -> None:
    """After a new start of the process, with a record that is torn: End works, and then a new interview."""
    async with open_house() as house:
        await begun(house)
        with torn(house.config.database_path, 1):
            await house.restart()
            question = await house.post_with(say("edge-fell"), button=say("edge-button-end"))
            assert await end(house, question, house.ada) == say("start-ended")
            row = (await ended(house)).row
            assert (row.status, row.status_reason) == (Status.ENDED, "candidate")
        shown = await house.ada.slash(house.channel, "interview start")
        assert shown.response is not None
        assert say("start-agree") in labels(shown.response)


async def test_reviewers_can_end_what_does_not_go_on(open_house: Open) -> None:
    """Whatever state its runner is in."""
    async with open_house() as house:
        await house.set_up(reviewer_role_id=house.reviewers.id)
        await begun(house)
        with torn(house.config.database_path, 1):
            await house.restart()
            fallen = await house.post_with(say("edge-fell"), button=say("edge-button-end"))
            assert await end(house, fallen, house.robin) == say("start-ended")
            assert (await ended(house)).row.status_reason == "staff"
