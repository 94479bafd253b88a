"""`interview-bot diag` with a PUBLIC_URL, as an operator meets it: in a process of its own."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sims.gemini import GeminiSim
from tests.harness.web_front import Front, nobody

pytestmark = pytest.mark.real_time  # each starts a process

ROOT = Path(__file__).parents[2]
KEY = "AIzaMARKED-key-0123456789-MARKED"


async def shell(folder: Path, public_url: str, *arguments: str) -> tuple[int, str]:
    """Run it in an empty folder beside a Gemini that works; what it leaves with, and what it prints."""
    ours = ("DISCORD_", "GEMINI_", "PUBLIC_", "WEB_")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    async with GeminiSim(key=KEY) as gemini:
        settings = {"GEMINI_API_KEY": KEY, "GEMINI_BASE_URL": gemini.base_url, "PUBLIC_URL": public_url}
        run = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "diag", *arguments),
            cwd=folder,
            env={**clean, **settings, "PYTHONPATH": str(ROOT), "NO_PROXY": "*"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        out, err = await run.communicate()
    assert err == b""
    return run.returncode or 0, out.decode()


async def test_a_page_that_works(tmp_path: Path) -> None:
    """A line for each part; whose bot it is cannot be told from here; 0."""
    async with Front() as page:
        code, out = await shell(tmp_path, f"http://localhost:{page.port}")
    assert code == 0
    assert "  ok    Web socket: it gets through\n" in out
    assert "  note  Page: an interview-bot answers." in out
    assert "FAIL" not in out


@pytest.mark.parametrize(
    ("fault", "told"),
    [("502", "cannot reach the bot (502)"), ("no upgrade", "the web socket does not get through the proxy (400)")],
)
async def test_a_page_behind_a_broken_proxy(tmp_path: Path, fault: str, told: str) -> None:
    """The part, the side, the fix; 1."""
    async with Front(fault) as page:
        code, out = await shell(tmp_path, f"http://localhost:{page.port}")
    assert code == 1
    (line,) = [line for line in out.splitlines() if line.startswith("  FAIL ")]
    assert told in line
    assert "\nSide: " in out
    assert "\nFix: " in out


async def test_as_json(tmp_path: Path) -> None:
    """One object, with the page's findings in it."""
    async with nobody() as port:
        code, out = await shell(tmp_path, f"http://localhost:{port}", "--json")
    told = json.loads(out)
    assert (code, told["ok"], told["page"]["ok"]) == (1, True, False)
    assert told["page"]["findings"][-1]["key"] == "page-check-line-local"


async def test_without_a_page(tmp_path: Path) -> None:
    """No PUBLIC_URL is no fault: there are no video interviews then."""
    code, out = await shell(tmp_path, "", "--json")
    assert (code, json.loads(out)["page"]) == (0, None)
