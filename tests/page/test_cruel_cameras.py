"""What phones, drivers and calls do to a camera is said, has a way out, and is not taken for being seen."""

import json
from pathlib import Path

import pytest
from PIL import Image

from bot.ports.events import Source
from tests.harness.cruel_browser import world
from tests.harness.page_world import House, Visitor, until, visited
from tests.page.test_for_everybody import PHONE, check

pytestmark = pytest.mark.browser

SEEN = "The interviewer can see you."
NOT_SEEN = "You are not seen."
BUSY = "Another program uses your camera."
SLOW = "Your browser has not opened the camera yet."
LIVE = "world.open.filter((track) => track.readyState === 'live').map((track) => track.getSettings().deviceId)"


def camera_of(picture: Image.Image) -> str:
    """Which of the world's cameras a picture came from."""
    red, _, blue = picture.resize((1, 1)).getpixel((0, 0))  # type: ignore[misc]  # RGB has three
    return "front" if red > blue else "back"


async def sees_from(here: House, visitor: Visitor, camera: str) -> None:
    """The newest picture comes from it, the list says so, and no other is open."""
    seen = len(here.interviewer.pictures)
    await until(
        visitor.page,
        lambda: len(here.interviewer.pictures) > seen and camera_of(here.interviewer.pictures[-1][1]) == camera,
        f"a picture from the {camera} camera",
    )
    assert await visitor.page.locator("#device").input_value() == camera
    assert await visitor.page.evaluate(LIVE) == [camera]


async def test_a_phone_opens_one_camera_at_a_time(tmp_path: Path) -> None:
    """The other one can be chosen, and this one again."""
    async with visited(tmp_path, script=world(alone=True)) as (here, visitor):
        await visitor.presses("Turn camera on")
        await sees_from(here, visitor, "front")
        for camera in ("back", "front"):
            await visitor.page.get_by_label("Which camera").select_option(camera)
            await sees_from(here, visitor, camera)
        assert await visitor.page.get_by_role("alert").is_hidden()


async def test_the_other_camera_cannot_be_had(tmp_path: Path) -> None:
    """Then it goes on with the one that was shown, the list says that one, and the alert what was wrong."""
    async with visited(tmp_path, script=world(alone=True, taken=["back"])) as (here, visitor):
        await visitor.presses("Turn camera on")
        await sees_from(here, visitor, "front")
        await visitor.page.get_by_label("Which camera").select_option("back")
        await visitor.warned(BUSY)
        await sees_from(here, visitor, "front")


async def test_the_free_camera_can_be_chosen_after_a_failure(tmp_path: Path) -> None:
    async with visited(tmp_path, script=world(taken=["front"])) as (here, visitor):
        await visitor.presses("Turn camera on")
        await visitor.warned(BUSY)
        await visitor.warned("You can also choose another camera below.")
        await visitor.page.get_by_label("Which camera").select_option("back")
        await sees_from(here, visitor, "back")
        assert await visitor.page.get_by_role("alert").is_hidden()


async def test_a_list_that_never_comes(tmp_path: Path) -> None:
    """Keeps nobody: neither after a failure nor with a camera that is open."""
    async with visited(tmp_path, script=world(taken=["front"], noList=True)) as (_, visitor):
        await visitor.presses("Turn camera on")
        await visitor.warned(BUSY)
        await visitor.page.evaluate("world.taken = []")
        await visitor.presses("Turn camera on")
        await visitor.standing(SEEN)


async def test_a_browser_that_never_answers(tmp_path: Path) -> None:
    """Said, and the buttons are back: a screen can be shown, and what comes of the camera then is closed again."""
    async with visited(tmp_path, script=world(silent=True)) as (_, visitor):
        await visitor.presses("Turn camera on")
        await visitor.warned(SLOW)
        await visitor.standing(NOT_SEEN)
        await visitor.presses("Share screen")
        await visitor.standing("The interviewer can see your screen.")
        await visitor.page.evaluate("world.answers.forEach((answer) => answer())")
        await visitor.page.wait_for_function(f"JSON.stringify({LIVE}) === '[\"screen\"]'")
        await visitor.standing("The interviewer can see your screen.")


async def test_a_browser_that_answers_late(tmp_path: Path) -> None:
    """Whoever reads the question for long is seen by their answer, without another press."""
    async with visited(tmp_path, script=world(silent=True)) as (here, visitor):
        await visitor.presses("Turn camera on")
        await visitor.warned(SLOW)
        await visitor.page.evaluate("world.answers.forEach((answer) => answer())")
        await sees_from(here, visitor, "front")
        assert await visitor.page.get_by_role("alert").is_hidden()


async def test_no_picture_is_not_being_seen(tmp_path: Path) -> None:
    """Muted, black, or green: from the beginning and in the middle it is said, nothing is sent, and the interviewer
    knows that nothing is filmed."""
    well = {"muted": False, "even": None}
    muted, empty = "No picture comes through. You are not seen.", "Your picture is empty. You are not seen."
    call, even = "a call or another program may have the camera", "Your camera sends one even colour."
    ills = [({"even": "#000"}, empty, even), ({"muted": True}, muted, call), ({"even": "#00c040"}, empty, even)]
    async with visited(tmp_path, script=world(even="#000")) as (here, visitor):
        await visitor.presses("Turn camera on")
        for at, (ill, state, words) in enumerate(ills):
            await visitor.page.evaluate(f"Object.assign(world, {json.dumps(ill)})")
            await visitor.standing(state)
            await visitor.warned(words)
            await until(visitor.page, lambda: here.interviewer.filmed[-1] is None, "nothing is filmed")
            assert at or here.interviewer.pictures == []
            await visitor.page.evaluate(f"Object.assign(world, {json.dumps(well)})")
            await visitor.standing(SEEN)
            assert await visitor.page.get_by_role("alert").is_hidden()
            assert here.interviewer.filmed[-1] is Source.CAMERA


async def test_a_black_screen_is_not_being_seen_and_a_white_page_is(tmp_path: Path) -> None:
    async with visited(tmp_path, script=world(even="#000")) as (_, visitor):
        await visitor.presses("Share screen")
        await visitor.warned("What you share gives no picture.")
        await visitor.page.evaluate("world.even = '#fff'")
        await visitor.standing("The interviewer can see your screen.")


async def test_on_a_phone_and_for_everybody(tmp_path: Path) -> None:
    """Each new state is checked by axe in both colours, and photographed into the test's folder."""

    async def look(state: str) -> None:
        for scheme in ("light", "dark"):
            await visitor.page.emulate_media(color_scheme=scheme)
            await check(visitor.page, f"{state}, {scheme}")
            await visitor.page.screenshot(path=tmp_path / f"{state}-{scheme}.png", full_page=True)

    async with visited(tmp_path, script=world(taken=["front"]), locale="de-DE", **PHONE) as (_, visitor):
        await visitor.presses("Kamera einschalten")
        await visitor.warned("Du kannst unten auch eine andere Kamera wählen.")
        await look("taken")
        await visitor.page.evaluate("Object.assign(world, {taken: [], even: '#000'})")
        await visitor.presses("Kamera einschalten")
        await visitor.standing("Dein Bild ist leer. Du wirst nicht gesehen.")
        await look("blank")
        await visitor.page.evaluate("Object.assign(world, {silent: true})")
        await visitor.page.get_by_label("Welche Kamera").select_option("back")
        await visitor.warned("Dein Browser hat die Kamera noch nicht geöffnet.")
        await look("slow")
