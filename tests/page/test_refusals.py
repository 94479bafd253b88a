"""Everything that can be in the way of a picture has its own words and a way out; the interview goes on meanwhile."""

from pathlib import Path

import pytest

from bot.errors import Reason
from bot.interview.models import Status
from bot.web.camera.links import LINK_SECONDS, CameraLinks
from tests.harness.page_world import browser, house, visit, visited
from tests.harness.virtual_time import clock

pytestmark = pytest.mark.browser

MEANWHILE = "The interview goes on by voice meanwhile."
REFUSED = ("403", "404", "409", "410", "429")
FAILS = "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('no', '%s') }"


async def test_permission_refused(tmp_path: Path) -> None:
    """How to allow it; the link is not lost by it."""
    async with visited(tmp_path, simulated=False) as (_, visitor):
        await visitor.presses("Turn camera on")
        await visitor.warned("This page may not use your camera.")
        await visitor.warned(MEANWHILE)
        await visitor.standing("You are not seen.")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("NotReadableError", "Another program uses your camera."),
        ("NotFoundError", "I find no camera."),
        ("TypeError", "The camera could not be opened."),
    ],
)
async def test_the_camera_cannot_be_had(tmp_path: Path, name: str, words: str) -> None:
    """And can be had at the next press."""
    keep = "window.real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);"
    async with visited(tmp_path, script=keep + FAILS % name) as (_, visitor):
        await visitor.presses("Turn camera on")
        await visitor.warned(words)
        await visitor.warned(MEANWHILE)
        await visitor.page.evaluate("void (navigator.mediaDevices.getUserMedia = window.real)")
        await visitor.presses("Turn camera on")
        await visitor.standing("The interviewer can see you.")
        assert await visitor.page.get_by_role("alert").is_hidden()


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("Object.defineProperty(window, 'isSecureContext', {value: false})", "its address must begin with https"),
        ("Object.defineProperty(navigator, 'mediaDevices', {value: undefined})", "This browser cannot show a camera"),
    ],
)
async def test_a_browser_that_cannot(tmp_path: Path, script: str, words: str) -> None:
    """Said at once, before anything is used up."""
    async with visited(tmp_path, script=script) as (here, visitor):
        await visitor.warned(words)
        assert await visitor.page.get_by_role("button").count() == 0
        found = await here.store.camera_pass(here.number)
        assert found is not None
        assert not found.link_used


async def test_a_phone_has_no_screen_to_share(tmp_path: Path) -> None:
    script = "Object.defineProperty(navigator.mediaDevices, 'getDisplayMedia', {value: undefined})"
    async with visited(tmp_path, script=script) as (_, visitor):
        await visitor.presses("Turn camera on")
        await visitor.standing("The interviewer can see you.")
        assert await visitor.button("Share screen").is_hidden()


async def test_links_that_open_nothing(tmp_path: Path) -> None:
    """Used, expired, foreign, of an interview that is over, or no link at all."""
    async with house(tmp_path) as here, browser(tmp_path) as context:
        used = await here.link()
        await here.links.claim(used.partition("#")[2])
        await refused(context, used, "This link was used already, and works once.")
        older = CameraLinks(here.store, here.url, clock=lambda: clock() - LINK_SECONDS - 1)
        await refused(context, await older.new(here.number), "This link was valid for ten minutes.")
        await refused(context, f"{here.url}/camera#{here.number}.{'A' * 43}", "This link is not valid any more.")
        await refused(context, f"{here.url}/camera#nonsense", "This link is not valid any more.")
        await refused(context, f"{here.url}/camera", "This browser is not connected to an interview any more.")
        late = await here.link()
        await here.store.set_status(here.number, Status.ENDED, Reason.CANDIDATE)
        last = await visit(context, late, expected=REFUSED)
        await last.presses("Turn camera on")
        await last.standing("The interview is over.")
        await last.reads("You are not seen any more, and can close this page.")


async def refused(context: object, url: str, words: str) -> None:
    visitor = await visit(context, url, expected=REFUSED)  # type: ignore[arg-type]  # a BrowserContext
    name = "Turn camera on" if "#" in url else "Go on showing"
    await visitor.presses(name)
    await visitor.warned(words)
    assert visitor.trouble == []
    await visitor.page.close()


async def test_the_bot_cannot_be_reached(tmp_path: Path) -> None:
    """The link is kept, and works at the next press."""
    async with visited(tmp_path, expected=("ERR_CONNECTION_REFUSED",)) as (here, visitor):
        await here.serving.aclose()
        await visitor.presses("Turn camera on")
        await visitor.warned("The bot cannot be reached.")
        await here.serve()
        await visitor.presses("Turn camera on")
        await visitor.standing("The interviewer can see you.")


async def test_a_file_of_the_page_that_did_not_come(tmp_path: Path) -> None:
    """The clock by which pictures are sent, lost on the way once: it is fetched again."""
    lost = """
        const Real = Worker; let lost = false;
        window.Worker = function (url) { const made = new Real(lost ? url : url + ".lost"); lost = true; return made; };
    """
    async with visited(tmp_path, script=lost, expected=("404",)) as (_, visitor):
        await visitor.presses("Turn camera on")
        await visitor.standing("The interviewer can see you.")
