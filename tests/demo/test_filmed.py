"""The demo with a camera: a real browser at the real page, and what the record says of its pictures."""

import re
import shutil
from pathlib import Path

import pytest

from tests.demo.launch import demo, ended
from tests.page.house import chromium

PATIENCE = 120.0
"""Seconds; half a minute of it is speech, which nothing makes faster."""


@pytest.mark.browser
@pytest.mark.xdist_group("demo-voice")
async def test_it_shows_a_camera_and_a_screen_and_leaves_a_screenshot(tmp_path: Path) -> None:
    chromium()
    here = tmp_path / "here"
    here.mkdir()
    async with demo(here, "--script", "--video") as process:
        code, text = await ended(process, PATIENCE)
    assert code == 0, text
    assert "Traceback" not in text
    assert "WARNING" not in text
    assert "The interviewer can see the screen." in text
    assert "type video" in text
    assert re.search(r"^ +\d+ from the camera", text, re.MULTILINE)
    assert re.search(r"^ +\d+ arrived at Gemini: JPEG, 1000x564, MEDIA_RESOLUTION_MEDIUM$", text, re.MULTILINE)
    assert not re.search(r"camera#(?!…)", text), "the link's secret is not printed"
    assert re.search(r"^Everything held\. Done in \d+ s\.$", text, re.MULTILINE)
    assert list(here.iterdir()) == [], "it leaves nothing else behind"
    shot = re.search(r"a screenshot of it: (.+page\.png)", text)
    assert shot is not None
    check_picture(Path(shot[1]))


def check_picture(shot: Path) -> None:
    """It is one; then it goes."""
    assert shot.read_bytes().startswith(b"\x89PNG")
    shutil.rmtree(shot.parent)


async def test_without_a_browser_it_says_so_in_one_sentence(tmp_path: Path) -> None:
    async with demo(tmp_path, "--script", "--video", PATH="") as process:
        code, text = await ended(process)
    assert code == 2
    assert "There is no Chromium" in text
    assert text.count("\n") == 1


async def test_video_alone_is_refused_with_one_sentence(tmp_path: Path) -> None:
    async with demo(tmp_path, "--video") as process:
        code, text = await ended(process)
    assert (code, text) == (2, "interview-bot: --video goes with --script, and not with --real\n")
