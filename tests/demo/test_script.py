"""The demo in the terminal, and how both demos begin and end."""

import asyncio
import os
import re
import signal
import socket
from pathlib import Path

from sims.gemini import GeminiSim
from tests.harness.demo_launch import demo, ended, printed

KEY = "a-key-that-happens-to-be-set"


async def test_it_plays_a_whole_interview_and_never_uses_a_key_that_happens_to_be_set(tmp_path: Path) -> None:
    """Both at once: `--script` with its canned interviewer, and `--real`, whose "Google" is ours here."""
    async with (
        GeminiSim(key=KEY) as google,
        demo(tmp_path, "--script", GEMINI_API_KEY=KEY, GEMINI_BASE_URL="ws://127.0.0.1:9") as canned,
        demo(tmp_path, "--script", "--real", GEMINI_API_KEY=KEY, GEMINI_BASE_URL=google.base_url) as real,
    ):
        (code, text), (real_code, real_text) = await asyncio.gather(ended(canned), ended(real))

    assert (code, real_code) == (0, 0), text + real_text
    assert "a canned interviewer (no key, nothing leaves this machine)" in text
    assert "the real Gemini" in real_text
    assert google.handshakes, "--real speaks to the service that is set"
    for output in (text, real_text):
        assert "Traceback" not in output
        assert "WARNING" not in output
        assert KEY not in output
        assert "Question 3 of 3" in output
        assert "completed (finished)" in output
        assert re.search(r"\d+ +candidate +answer +question 3 +Three evenings", output)
        assert re.search(r"Done in \d+ s", output)
    assert os.listdir(tmp_path) == [], "it leaves nothing behind"


async def test_real_without_a_key_is_refused_with_one_sentence(tmp_path: Path) -> None:
    async with demo(tmp_path, "--real") as process:
        code, text = await ended(process)
    assert code == 2
    assert text.count("\n") == 1
    assert "GEMINI_API_KEY" in text


async def test_a_taken_port_is_refused_with_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with demo(tmp_path, "--port", str(port)) as process:
            code, text = await ended(process)
    assert (code, text) == (2, f"interview-bot: Port {port} is taken; choose another with --port.\n")


async def test_it_says_who_interviews_and_ends_quietly_with_ctrl_c(tmp_path: Path) -> None:
    async with demo(tmp_path, "--port", "0", GEMINI_API_KEY=KEY) as process:
        text = await printed(process, "Ctrl+C ends")
        await asyncio.sleep(1.2)  # in the middle of keeping the page fresh
        process.send_signal(signal.SIGINT)
        code, rest = await ended(process)
    assert code in {0, 130}
    assert rest.strip() == ""
    assert "The interviewer is CANNED" in text
    assert re.search(r"http://127\.0\.0\.1:\d+/#\S+", text)
