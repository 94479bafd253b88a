"""The spoken demo in the terminal: the interview, its recording, and the times that it measured."""

import re
from pathlib import Path

from tests.harness.demo_launch import demo, ended

PATIENCE = 120.0
"""Seconds; half a minute of it is speech, which nothing makes faster."""


async def test_it_talks_through_a_whole_interview_and_leaves_a_valid_recording(tmp_path: Path) -> None:
    here, kept = tmp_path / "here", tmp_path / "kept"
    here.mkdir()
    kept.mkdir()
    async with demo(here, "--script", "--voice", TMPDIR=str(kept)) as process:
        code, text = await ended(process, PATIENCE)

    assert code == 0, text
    assert "Traceback" not in text
    assert "WARNING" not in text
    assert "whistle" in text
    assert re.search(r"^casey +\(interrupts\) First I would ask", text, re.MULTILINE)
    assert re.search(r"\d+ +candidate +answer +question 3 +I can be there three or four days in the week", text)
    assert "completed (finished)" in text
    assert len(re.findall(r"^  (?:candidate|interviewer)-1\.ogg +opus, .* valid, says ", text, re.MULTILINE)) == 2
    assert len(re.findall(r" → .* \d+ +\d+ ms +\d+ ms$", text, re.MULTILINE)) == 5
    assert re.search(r"^Everything held\. Done in \d+ s\.$", text, re.MULTILINE)
    (folder,) = kept.iterdir()
    assert f"The recording, kept in {folder}:" in text
    assert {file.name for file in folder.iterdir()} == {"candidate-1.ogg", "interviewer-1.ogg", "turns.json"}
    assert list(here.iterdir()) == [], "it leaves nothing else behind"


async def test_a_library_that_does_not_load_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "davey.py").write_text("raise ImportError('broken')\n")
    async with demo(tmp_path, "--script", "--voice", PYTHONPATH=str(tmp_path)) as process:
        code, text = await ended(process)
    assert code == 2
    assert text.count("\n") == 1
    assert "davey" in text


async def test_voice_alone_is_refused_with_one_sentence(tmp_path: Path) -> None:
    async with demo(tmp_path, "--voice") as process:
        code, text = await ended(process)
    assert (code, text) == (2, "interview-bot: --voice goes with --script, and not with --real\n")
