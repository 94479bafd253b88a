"""What is written in the thread after the end: it is not in the record, which its writer and the reviewers are told."""

from typing import Any

import pytest

from bot.errors import Reason
from tests.cogs.conftest import Open
from tests.harness.bot_process import House, say

AFTER = say("interview-after-end")


async def ended(house: House, reason: Reason = Reason.CANDIDATE) -> None:
    """An interview of ada's that is over."""
    panel = (await house.ada.slash(house.channel, "interview start")).response
    assert panel is not None
    await house.ada.click(panel, label=say("start-agree"))
    await house.post_with("Question 1 of")
    await house.bot.service.stop_interview(1, reason)


def said(house: House) -> int:
    return sum(post.content == AFTER for post in house.posts())


async def events(house: House) -> list[str]:
    detail = await house.store.detail(house.guild.id, 1)
    return [] if detail is None else [event.kind for event in detail.events]


@pytest.mark.parametrize("reason", [Reason.CANDIDATE, Reason.STAFF, Reason.DEADLINE])
async def test_it_is_said_once(open_house: Open, reason: Reason) -> None:
    """However it ended, however much is written, and after a restart; the thread is not closed to them."""
    async with open_house() as house:
        await ended(house, reason)
        thread = house.thread
        await house.ada.send(thread, "Wait, I forgot: 14 evenings.")
        await house.until(lambda: said(house) == 1)
        await house.ada.send(thread, "And one more.")
        await house.restart()
        await house.ada.send(thread, "And another.")
        await house.env.settle()
        assert said(house) == 1
        assert (await events(house)).count("wrote_after_end") == 1
        await house.set_up(reviewer_role_id=house.reviewers.id)
        opened = await house.robin.slash(house.channel, "interview history")
        assert opened.response is not None
        shown: Any = await house.robin.select(opened.response, ["1"])
        assert say("review-event-wrote-after") in (shown.response.embeds[0].description or "")


async def test_others_are_not_told(open_house: Open) -> None:
    """Neither a reviewer in that thread, nor anybody in another thread or channel."""
    async with open_house() as house:
        await ended(house)
        await house.robin.send(house.thread, "I read it.")
        await house.ada.send(house.channel, "Hello!")
        await house.env.settle()
        assert said(house) == 0
        assert "wrote_after_end" not in await events(house)


async def test_what_was_deleted_is_not_remembered(open_house: Open) -> None:
    """No record, no words about one."""
    async with open_house() as house:
        await ended(house)
        await house.store.erase_interview(1)
        await house.ada.send(house.thread, "Am I forgotten?")
        await house.env.settle()
        assert said(house) == 0
