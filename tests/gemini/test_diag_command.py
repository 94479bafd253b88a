"""`interview-bot diag` and `make show-failures` as a tired operator meets them: in a process of their own."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.gemini.api.failures import BY_NAME, ROWS, ConnectionStage
from bot.gemini.client.show_failures import lines
from bot.words import Words
from sims.gemini import EarFacts, GeminiSim
from tests.harness.live_peers import KEY

pytestmark = pytest.mark.real_time  # each starts a process

ROOT = Path(__file__).parents[2]


async def shell(folder: Path, base_url: str, *arguments: str) -> tuple[int, str, str]:
    """Run it in an empty folder; what it leaves with, and what it prints."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DISCORD_", "GEMINI_"))}
    run = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "diag",
        *arguments,
        cwd=folder,
        env={**clean, "PYTHONPATH": str(ROOT), "GEMINI_API_KEY": KEY, "GEMINI_BASE_URL": base_url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    out, err = await run.communicate()
    return run.returncode or 0, out.decode(), err.decode()


async def test_a_line_that_works(sim: GeminiSim, tmp_path: Path) -> None:
    """Every stage with its time, the model, and 0."""
    code, out, err = await shell(tmp_path, sim.base_url)
    assert (code, err) == (0, "")
    assert "Gemini answers: gemini-3.8-live (v1beta)" in out
    assert out.count(" ms\n") == 6


@pytest.mark.parametrize(
    ("fault", "row"),
    [
        ("bad_key", "bad_key"),
        ("region", "region"),
        ("quota", "quota"),
        ("prepayment", "billing_depleted"),
        ("model_not_found", "model_not_found"),
        ("refuse_http_403", "http_403"),
        ("refuse_http_503", "http_5xx"),
        ("drop", "dropped"),
        ("decline_input", "declined"),
    ],
)
async def test_a_failure_by_name(sim: GeminiSim, tmp_path: Path, fault: str, row: str) -> None:
    """Class, side and fix, in words and as JSON; 1; and never the key."""
    sim.fail_always(fault)
    told = await asyncio.gather(shell(tmp_path, sim.base_url), shell(tmp_path, sim.base_url, "--json"))
    (code, words, _), (json_code, plain, _) = told
    assert (code, json_code) == (1, 1)
    fix = Words().say("en", BY_NAME[row].failure(ConnectionStage.LIVE).operator_key)
    assert f"Class: {row}. Side: {BY_NAME[row].side}. " in words
    assert f"Fix: {fix}" in words
    failure = json.loads(plain)["failure"]
    assert (failure["class"], failure["side"], failure["fix"]) == (row, BY_NAME[row].side, fix)
    if failure["code"] is not None:
        assert f"({failure['code']})" in words
    assert not any(KEY in text for _, *texts in told for text in texts)


@pytest.mark.parametrize(("frame", "why"), [(b"{", "not_json"), (b'{"new": 1}', "unknown")])
async def test_frames_that_cannot_be_read(sim: GeminiSim, tmp_path: Path, frame: bytes, why: str) -> None:
    """It is answered, and yet: how many there were, the fix, and 1."""
    sim.malformed = frame
    sim.fail_always("malformed_frame")
    told = await asyncio.gather(shell(tmp_path, sim.base_url), shell(tmp_path, sim.base_url, "--json"))
    (code, words, _), (json_code, plain, _) = told
    assert (code, json_code) == (1, 1)
    key = why.replace("_", "-")
    assert Words().say("en", f"diag-unreadable-{key}", count=1) in words
    assert Words().say("en", "diag-unreadable-fix") in words
    found = json.loads(plain)
    assert (found["ok"], found["failure"], found["unreadable"]) == (False, None, {why: 1})


@pytest.mark.parametrize(
    ("ear", "said"),
    [
        (EarFacts(stream_end_ends_turn=False, silence_s=0.8), "It does not end one at audioStreamEnd."),
        (EarFacts(stream_end_ends_turn=True, silence_s=3.0), "This model ends a turn at audioStreamEnd and at about"),
    ],
)
async def test_the_end_of_speech(sim: GeminiSim, tmp_path: Path, ear: EarFacts, said: str) -> None:
    """Each ending, what came of it, and what follows."""
    sim.ear, sim.speed, sim.playback = ear, 40.0, 40.0
    told = await asyncio.gather(
        shell(tmp_path, sim.base_url, "--end-of-speech", "--record", "trace.jsonl"),
        shell(tmp_path, sim.base_url, "--end-of-speech", "--json"),
    )
    (code, words, err), (json_code, plain, _) = told
    assert (code, json_code, err) == (0, 0, "")
    assert said in words
    assert words.count(" s of silence, then audioStreamEnd: ") == words.count("silence only, up to ") == 1
    found = json.loads(plain)
    assert [each["ending"] for each in found["endings"]] == ["stream_end", "silence", "explicit"]
    assert [each["ends_turn"] for each in found["endings"]] == [ear.stream_end_ends_turn, True, True]
    assert " ".join(found["conclusion"]).count(said) == 1
    assert KEY not in (tmp_path / "trace.jsonl").read_text()


async def test_the_end_of_speech_without_a_sentence(sim: GeminiSim, tmp_path: Path) -> None:
    """The failure by its name, with its fix, and 1."""
    sim.fail_always("quota")
    code, words, _ = await shell(tmp_path, sim.base_url, "--end-of-speech")
    assert code == 1
    assert "Class: quota." in words
    assert "Fix: " in words


async def test_a_failure_on_the_record(sim: GeminiSim, tmp_path: Path) -> None:
    """The trace holds how far it came."""
    sim.fail_next("bad_key")
    code, _, _ = await shell(tmp_path, sim.base_url, "--record", "trace.jsonl")
    assert code == 1
    trace = (tmp_path / "trace.jsonl").read_text()
    assert {json.loads(line)["what"] for line in trace.splitlines()} == {"stage", "sent", "closed"}
    assert KEY not in trace


def test_the_table_of_failures() -> None:
    """A head with one line for each failure, that fits a terminal; then each one's words."""
    table = list(lines(Words()))
    assert max(map(len, table)) <= 120
    for row in ROWS:
        found = [line for line in table if line.split()[:1] == [row.name]]
        assert found, row.name
        assert row.side in found[0]
        assert row.retry in found[0]


def test_the_table_into_a_pipe_that_closes() -> None:
    """`make show-failures | head` is no error."""
    command = f"{sys.executable} -m bot.gemini.client.show_failures"
    told = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command} | head -1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, told.stderr) == (0, "")
