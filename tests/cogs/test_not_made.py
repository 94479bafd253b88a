"""Discord makes no place for an interview: true words with their way out, no start used up, and admins see it."""

import logging
from typing import Any

import pytest
import simcord

from tests.cogs.conftest import Open
from tests.cogs.test_diag import ask
from tests.cogs.test_start import agree, panel_of
from tests.harness.bot_process import House, say

THREADS = "/channels/*/threads"
MEMBERS = "/channels/*/thread-members/*"


async def refused(house: House) -> str:
    """What ada reads after she agreed."""
    pressed = await house.ada.click(await panel_of(house), label=say("start-agree"))
    return "\n".join(str(each.content) for each in (pressed.response, *pressed.followups) if each is not None)


async def setup_text(house: House) -> str:
    shown = await house.alex.slash(house.channel, "setup")
    assert shown.response is not None
    return str(shown.response.embeds[0].description)


@pytest.mark.parametrize(
    ("method", "path", "status", "code", "key"),
    [
        ("POST", THREADS, 400, 50035, "access-name-refused"),
        ("POST", THREADS, 400, 160006, "access-threads-full"),
        ("POST", THREADS, 403, 60003, "access-two-factor"),
        ("POST", THREADS, 400, 424242, "access-refused"),
        ("POST", THREADS, 403, 50013, "access-permissions-gone"),
        ("PUT", MEMBERS, 400, 30033, "access-not-admitted"),
        ("PUT", MEMBERS, 404, 10013, "access-not-admitted"),
    ],
)
async def test_no_place(
    open_house: Open, caplog: pytest.LogCaptureFixture, method: str, path: str, status: int, code: int, key: str
) -> None:
    """Tried more often than a person may start in a day; in the log and with admins by its number, until it works."""
    async with open_house(check_errors=False) as house:
        await house.set_up(starts_per_day=1)
        for _ in range(2):
            times = 2 if method == "POST" and code == 50035 else 1
            house.env.inject_error(method, path, status=status, code=code, times=times)
            assert say(key, code=str(code)) in await refused(house)
        assert house.channel.threads == []
        assert f"({code})" in "\n".join(
            record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING
        )
        assert say(key, code=str(code)) in await ask(house, "discord")
        assert f"number {code}" in await ask(house, "discord")
        assert "`/diag discord` says why" in await setup_text(house)
        await agree(house, await panel_of(house))
        assert f"number {code}" not in await ask(house, "discord")


async def test_a_name_that_discord_does_not_take(open_house: Open) -> None:
    """The place has a number only; reviewers still find the interview by its candidate."""
    async with open_house() as house:
        house.env.inject_error("POST", THREADS, status=400, code=200001, times=1)
        await agree(house, await panel_of(house))
        assert house.thread.name == "Interview · #1"
        found = await house.store.my_interviews(house.ada.id)
        assert [row.candidate_name for row in found] == ["ada"]


async def test_a_post_that_discord_does_not_take_from_a_panel(open_house: Open) -> None:
    """Its number, and no word of something that broke on our side."""
    async with open_house(check_errors=False) as house:
        panel: Any = (await house.alex.slash(house.channel, "setup")).response
        house.env.inject_error("POST", f"/channels/{house.channel.id}/messages", status=400, code=240000, times=1)
        said: simcord.InteractionResult = await house.alex.click(panel, label=say("setup-post"))
        assert say("access-answer-refused", code="240000") in [each.content for each in said.followups]
