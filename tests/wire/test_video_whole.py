"""A whole video interview: the voice from the simulated Discord, the camera from a real Chromium."""

import base64
import io
from pathlib import Path

import pytest
from PIL import Image

from bot.demo.camera import camera_page
from sims.gemini import SeenPicture
from sims.whistle import PHRASES
from tests.harness.video_town import begin_filmed, chromium, counted, link, seen, video_town
from tests.harness.voice_town import ASKED, VoiceTown

pytestmark = pytest.mark.browser

LOW, MEDIUM = "MEDIA_RESOLUTION_LOW", "MEDIA_RESOLUTION_MEDIUM"


async def test_a_whole_video_interview(tmp_path: Path) -> None:
    """Camera, then screen, `kill -9` in between; stored as video with turns, events and counts, and not one picture."""
    async with video_town(tmp_path) as here:
        await here.start_bot()
        room, url = await begin_filmed(here)
        async with camera_page(chromium(), url) as page:
            await page.turn_on()
            await here.casey.join(room)
            await here.check()
            await here.until_heard(ASKED[0])
            await page.is_seen("camera")
            await here.wait(lambda: len(seen(here)) >= 2, "the camera's moving pattern is seen")
            await here.answer(1)
            await page.share_screen()
            await here.wait(lambda: of(here, MEDIUM), "the screen is looked at closely")
            await page.is_seen("screen")
            await here.kill_bot()
            before, heard = len(seen(here)), len(here.casey.marks)
            await here.start_bot()
            await here.wait(lambda: len(here.casey.marks) > heard, "it goes on")
            await here.quiet()
            await page.is_seen("screen")
            await here.wait(lambda: len(seen(here)) > before, "the page came back by itself")
            for number in (2, 3, 4):
                await here.answer(number)
            await here.becomes("completed", "finished")
            await page.is_over()
        check_record(here)
        check_pictures(here)
        check_secrets(here, url)
        assert await here.stop_bot() < 10
        assert here.sim.world.errors == []
        assert "Traceback" not in here.log()


def drawing() -> str:
    """What somebody without a camera posts."""
    made = io.BytesIO()
    Image.new("RGB", (2000, 1000), "teal").save(made, "PNG")
    return base64.b64encode(made.getvalue()).decode()


def of(here: VoiceTown, resolution: str) -> list[SeenPicture]:
    return [each for each in seen(here) if each.resolution == resolution]


def check_record(here: VoiceTown) -> None:
    """Stored as video; nothing asked or answered twice."""
    assert here.rows("SELECT interview_type, medium FROM interview_sessions") == [("video", "voice")]
    assert [turn.text for turn in here.turns() if turn.kind == "question"] == list(ASKED)
    assert here.answers() == [PHRASES[number] for number in (1, 2, 3, 4)]
    kinds = [kind for kind, _ in here.events()]
    assert "filming" in kinds
    assert '"resolution"' in next(detail for kind, detail in here.events() if kind == "live_rotated")


def check_pictures(here: VoiceTown) -> None:
    """What arrived is what is counted, but for those of the moment of the kill; small, and not too often."""
    counts = counted(here)
    assert counts["camera"] >= 2
    assert counts["screen"] >= 2
    assert 0 <= len(seen(here)) - sum(counts.values()) <= 12
    assert all(max(each.width, each.height) <= 768 for each in of(here, LOW)[:2])
    assert all(max(each.width, each.height) <= 1024 for each in seen(here))
    assert len({each.jpeg for each in seen(here)}) > 3, "the pattern moves"
    for session in here.gemini.sessions:
        assert not session.pictures or len(session.pictures) <= lasted(session.pictures) + 2


def lasted(pictures: list[SeenPicture]) -> float:
    """Seconds. The gap of two neighbours tells nothing here: one that is read late makes the next one look early."""
    return pictures[-1].at - pictures[0].at


def check_secrets(here: VoiceTown, url: str) -> None:
    """No picture on the disk, and the link's secret in no log and no file."""
    secret = url.partition("#")[2].encode()
    for file in here.folder.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert secret not in data, file.name
            assert b"\xff\xd8\xff" not in data, file.name


async def test_without_a_camera_it_goes_on_by_voice(tmp_path: Path) -> None:
    """A kind message with a button for a new link; an image in the chat is seen, and so is a camera that comes late."""
    async with video_town(tmp_path) as here:
        here.waits["camera_wait"] = 1.0
        await here.start_bot()
        room, first = await begin_filmed(here)
        await here.casey.join(room)
        await here.check()
        await here.until_said(room, "No picture arrives from you")
        await here.until_heard(ASKED[0])
        await here.do("write", channel=room, picture=drawing())
        await here.wait(lambda: len(seen(here)) == 1, "a picture from the chat is seen")
        await here.until_said(room, "I have seen your picture")
        await here.answer(1)
        await here.click(room, "iv:camera")
        url = await link(here)
        assert url != first
        async with camera_page(chromium(), url) as page:
            await page.turn_on()
            await page.is_seen("camera")
            for number in (2, 3, 4):
                await here.answer(number)
            await here.becomes("completed", "finished")
            await page.is_over()
        assert counted(here)["camera"] >= 1
        assert counted(here)["chat"] == 1
        assert [kind for kind, _ in here.events()].count("camera_missing") == 1
