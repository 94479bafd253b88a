"""`/diag video`: what it finds on the way to the camera page, whose side it is on, and the fix."""

from functools import partial
from typing import Any

import pytest
import simcord

from bot.web.camera import page_report
from bot.web.camera.check import FAULTS, PageReport
from bot.words import Say, Value, Words, languages
from cogs.diag import page_check
from tests.cogs.conftest import Open
from tests.harness.bot_process import House, say
from tests.harness.web_front import nobody

SAY: Say = partial(Words().say, "en")
FILLED: dict[str, Value] = {
    "host": "interviews.example.org",
    "port": "443",
    "status": 502,
    "seconds": 90,
    "days": 3,
    "where": "elsewhere.example",
}
FILLED |= {"url": "https://interviews.example.org", "names": "Content-Security-Policy", "address": "192.0.2.1"}


def text(shown: Any) -> str:
    """Title and words of the answer's embed."""
    assert shown.response is not None
    assert shown.response.ephemeral
    (embed,) = shown.response.embeds
    return f"{embed.title}\n{embed.description}"


async def ask(house: House) -> str:
    return text(await house.alex.slash(house.channel, "diag video"))


async def test_without_an_address(open_house: Open) -> None:
    """What to set, and where it is explained."""
    async with open_house() as house:
        said = await ask(house)
        assert said.startswith(say("diag-video-fails"))
        assert say("diag-fix", fix=say("page-check-setting-missing-fix")) in said


async def test_nobody_listens(open_house: Open) -> None:
    """What passed stands above what is broken, with its side; and it is shown as it is found."""
    async with nobody() as port, open_house(public_url=f"http://localhost:{port}") as house:
        said = await ask(house)
        assert said.startswith(say("diag-video-fails"))
        assert f"❌ **{say('page-check-line-local', host='localhost', port=str(port))}**" in said
        assert say("diag-side", side=say("page-check-side-bot")) in said
        assert said.index("ℹ️") < said.index("❌")
        first = next(str(entry.json) for entry in house.env.http_requests if "callback" in entry.path)
        assert say("diag-going-on") in first


async def test_only_for_managers(open_house: Open) -> None:
    """Also where a server's own rule lets others see the command."""
    async with open_house(check_errors=False) as house:
        (command,) = [command for command in await house.bot.tree.fetch_commands() if command.name == "diag"]
        with pytest.raises(simcord.SetupError):
            await house.sam.slash(house.channel, "diag video")
        house.guild.set_command_permissions(command, {house.sam: True})
        shown = await house.sam.slash(house.channel, "diag video")
        assert shown.response is not None
        assert shown.response.content == say("access-managers-only")


@pytest.mark.parametrize("locale", languages())
def test_every_fault_has_its_side_and_its_fix(locale: str) -> None:
    """In words that Discord takes, all of them at once."""
    to: Say = partial(Words().say, locale)
    for key in FAULTS:
        embed = page_check.result(to, PageReport("", (page_report.fault(key, **FILLED),)))
        (what, whose, fix) = (embed.description or "").split("\n")
        assert what.startswith("❌ **")
        assert to("diag-side", side="") in whose
        assert len(fix) > 20
        assert len(embed) < 2000


def test_a_strange_server_says_nothing_of_its_own() -> None:
    """Where it leads on to is shown as it is, and formats nothing."""
    found = page_report.fault("page-check-page-elsewhere", where="**x** [y](https://evil.example)", status=302)
    (what, *_) = page_check.lines(SAY, [found])
    assert r"\*\*x\*\* \[y\]" in what


def test_what_to_mind_is_no_fault() -> None:
    """A note leaves the verdict as it is."""
    note = page_report.mind("page-check-outside", url="https://interviews.example.org")
    embed = page_check.result(SAY, PageReport("", (note,)))
    assert embed.title == SAY("diag-video-works")
    assert (embed.description or "").startswith("ℹ️ ")
