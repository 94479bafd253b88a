"""The demo with a camera: what it needs, in one sentence each. `.ci/run` plays the whole of it."""

from pathlib import Path

from tests.harness.demo_launch import demo, ended


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
