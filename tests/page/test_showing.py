"""Being seen: from the click to the picture, the screen in the camera's place, hiding, coming back."""

from pathlib import Path

import pytest

from bot.ports.camera import PageEnd
from bot.ports.events import Source
from tests.harness.page_world import QUESTION, browser, house, until, visit, visited

pytestmark = pytest.mark.browser

SEEN = "The interviewer can see you."
SCREEN_SEEN = "The interviewer can see your screen."


async def test_the_link_is_used_by_the_click_and_not_by_opening(tmp_path: Path) -> None:
    """Then its secret leaves the address, and what is seen is the camera's moving pattern, small, as JPEG."""
    async with visited(tmp_path) as (here, visitor):
        await visitor.standing("You are not seen.")
        found = await here.store.camera_pass(here.number)
        assert found is not None
        assert not found.link_used
        await visitor.presses("Turn camera on")
        await visitor.standing(SEEN)
        assert await visitor.page.evaluate("location.hash") == ""
        found = await here.store.camera_pass(here.number)
        assert found is not None
        assert found.link_used
        await until(visitor.page, lambda: len(here.interviewer.pictures) >= 3, "three pictures")
        assert {picture.size for _, picture in here.interviewer.pictures} == {(768, 432)}
        assert len({picture.tobytes() for _, picture in here.interviewer.pictures}) >= 3, "the pattern moves"
        await visitor.reads("Question 1 of 3")
        await visitor.reads(QUESTION)
        await visitor.reads("25 min left")
        await visitor.reads("Last picture sent")


async def test_camera_screen_hidden_shown(tmp_path: Path) -> None:
    """One at a time; the page says which; hidden means that nothing is sent."""
    async with visited(tmp_path) as (here, visitor):
        await visitor.presses("Turn camera on")
        await visitor.standing(SEEN)
        await visitor.presses("Share screen")
        await visitor.standing(SCREEN_SEEN)
        await until(visitor.page, lambda: here.interviewer.pictures[-1][0] is Source.SCREEN, "the screen is seen")
        assert max(here.interviewer.pictures[-1][1].size) <= 1024
        assert await visitor.page.locator("video").evaluate("video => video.classList.contains('mirrored')") is False
        await visitor.presses("Turn camera on")
        await visitor.standing(SEEN)
        await visitor.presses("Hide my picture")
        await visitor.standing("Hidden. You are not seen.")
        await until(visitor.page, lambda: here.interviewer.filmed[-1] is None, "nothing is filmed")
        seen = len(here.interviewer.pictures)
        await visitor.page.wait_for_timeout(1500)
        assert len(here.interviewer.pictures) == seen
        await visitor.presses("Show my picture")
        await visitor.standing(SEEN)
        camera, screen = Source.CAMERA, Source.SCREEN
        changes = [source for source in here.interviewer.filmed if source is not None]
        assert changes == [camera, screen, camera, camera]


async def test_a_rest_and_the_end(tmp_path: Path) -> None:
    """While the interview rests nothing is seen, and captions and question are there when it goes on."""
    async with visited(tmp_path) as (here, visitor):
        await visitor.presses("Turn camera on")
        await visitor.standing(SEEN)
        here.interviewer.listens = False
        here.room.rest(on=True)
        await visitor.standing("The interview rests. You are not seen.")
        here.interviewer.listens = True
        here.room.rest(on=False)
        here.room.caption(1, "What would you do", final=False)
        await visitor.reads("What would you do …")
        here.room.caption(1, "What would you do?", final=True)
        here.room.caption(-2, "And <b>then</b>?", final=True)
        await visitor.reads("And <b>then</b>?")
        assert await visitor.page.locator("#said p").all_inner_texts() == ["What would you do?", "And <b>then</b>?"]
        await visitor.standing(SEEN)
        here.room.end(PageEnd.OVER)
        await visitor.standing("The interview is over.")
        assert await visitor.page.get_by_role("button").count() == 0
        assert await visitor.page.get_by_role("alert").is_hidden()
        assert await visitor.page.evaluate("document.querySelector('video').srcObject") is None


async def test_in_writing_nothing_is_shown_until_it_goes_on_by_voice(tmp_path: Path) -> None:
    """With words, and a button that works then."""
    async with visited(tmp_path) as (here, visitor):
        await visitor.presses("Turn camera on")
        await visitor.standing(SEEN)
        here.room.end(PageEnd.WRITING)
        await visitor.warned("The interview goes on in writing, so nothing is shown.")
        await visitor.presses("Go on showing")
        await visitor.warned("The interview goes on in writing, so nothing is shown.")
        here.watch()
        await visitor.presses("Go on showing")
        await visitor.standing(SEEN)


async def test_reload_and_another_server(tmp_path: Path) -> None:
    """The cookie brings a reloaded page back by a click; a server that starts anew is found by itself."""
    refused = ("ERR_CONNECTION_REFUSED", "WebSocket")
    async with visited(tmp_path, expected=refused) as (here, visitor):
        await visitor.presses("Turn camera on")
        await visitor.standing(SEEN)
        await visitor.page.reload()
        await visitor.standing("You are not seen.")
        await visitor.presses("Go on showing")
        await visitor.standing(SEEN)
        await here.serving.aclose()
        await visitor.standing("The connection broke. You are not seen; I keep trying.")
        await here.serve()
        await visitor.standing(SEEN)


async def test_two_tabs(tmp_path: Path) -> None:
    """The newer counts; the older says so, and may take over again."""
    async with house(tmp_path) as here, browser(tmp_path) as context:
        first = await visit(context, await here.link())
        await first.presses("Turn camera on")
        await first.standing(SEEN)
        second = await visit(context, f"{here.url}/camera")
        await second.presses("Go on showing")
        await second.standing(SEEN)
        await first.warned("open somewhere else now, and the newer one counts")
        await first.page.bring_to_front()
        await first.presses("Go on showing")
        await first.standing(SEEN)
        await second.warned("open somewhere else now")
        assert first.trouble == second.trouble == []


AWAY = "Object.defineProperty(document, 'hidden', {get: () => window.away === true})"
LEAVES = "window.away = %s; document.dispatchEvent(new Event('visibilitychange'))"


async def test_a_page_in_the_background_switches_the_camera_off(tmp_path: Path) -> None:
    """And on again; but not a screen, which is shown just while one looks at something else."""
    async with visited(tmp_path, script=AWAY) as (here, visitor):
        await visitor.presses("Turn camera on")
        await visitor.standing(SEEN)
        await visitor.page.evaluate(LEAVES % "true")
        await visitor.standing("This page is in the background, so your camera is off. It comes back when you do.")
        await until(visitor.page, lambda: here.interviewer.filmed[-1] is None, "nothing is filmed")
        await visitor.page.evaluate(LEAVES % "false")
        await visitor.standing(SEEN)
        await visitor.presses("Share screen")
        await visitor.standing(SCREEN_SEEN)
        await visitor.page.evaluate(LEAVES % "true")
        seen = len(here.interviewer.pictures)
        await until(visitor.page, lambda: len(here.interviewer.pictures) > seen, "the screen is shown on")


SLOW = """;const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = (asked) => open(asked).then((stream) => {
  window.opened = stream;
  return new Promise((done) => { window.allow = () => done(stream); });
});"""


async def test_a_page_that_left_while_the_browser_asked_shows_nothing(tmp_path: Path) -> None:
    """The camera is let go at once, and comes back with the person."""
    async with visited(tmp_path, script=AWAY + SLOW) as (here, visitor):
        await visitor.presses("Turn camera on")
        await visitor.page.evaluate("new Promise((done) => setInterval(() => window.allow && done(), 20))")
        await visitor.page.evaluate(f"{LEAVES % 'true'}; window.allow()")
        await visitor.standing("This page is in the background, so your camera is off. It comes back when you do.")
        assert await visitor.page.evaluate("window.opened.getTracks().map((track) => track.readyState)") == ["ended"]
        assert here.interviewer.pictures == []
        await visitor.page.evaluate(f"window.allow = null; {LEAVES % 'false'}")
        await visitor.page.evaluate("new Promise((done) => setInterval(() => window.allow && done(), 20))")
        await visitor.page.evaluate("window.allow()")
        await visitor.standing(SEEN)


BUSY = "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('no', 'NotReadableError') };"


async def test_back_at_the_page_and_the_camera_is_taken(tmp_path: Path) -> None:
    """The page does not go on saying that it is in the background."""
    async with visited(tmp_path, script=AWAY) as (_, visitor):
        await visitor.presses("Turn camera on")
        await visitor.standing(SEEN)
        await visitor.page.evaluate(LEAVES % "true")
        await visitor.page.evaluate(BUSY + LEAVES % "false")
        await visitor.warned("Another program uses your camera.")
        await visitor.standing("You are not seen.")


NO_JPEG = """const make = HTMLCanvasElement.prototype.toBlob;
HTMLCanvasElement.prototype.toBlob = function (done, ...how) {
  window.whole ? make.call(this, done, ...how) : done(new Blob(['no picture']));
}"""


async def test_pictures_that_are_none_are_not_tried_for_ever(tmp_path: Path) -> None:
    """Said, with a button; not sent again and again."""
    async with visited(tmp_path, script=NO_JPEG) as (here, visitor):
        await visitor.presses("Turn camera on")
        await visitor.warned("Something went wrong between this page and the bot.")
        await visitor.standing("You are not seen.")
        assert here.interviewer.pictures == []
        await visitor.page.evaluate("window.whole = true")
        await visitor.presses("Go on showing")
        await visitor.standing(SEEN)


async def test_without_what_older_browsers_lack(tmp_path: Path) -> None:
    async with visited(tmp_path, script="delete window.OffscreenCanvas") as (_, visitor):
        await visitor.presses("Turn camera on")
        await visitor.standing(SEEN)
