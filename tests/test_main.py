"""The command line as an operator meets it: one sentence each, the right exit code, never a traceback."""

import json
import os
import stat
from pathlib import Path

import pytest

from bot import __version__
from bot.store.sqlite import instance_lock
from tests.harness.command_line import shell
from tests.harness.store_parts import older_file, rows

pytestmark = pytest.mark.real_time  # each starts a process

GOOD = {"DISCORD_TOKEN": "abc.def.ghi", "GEMINI_API_KEY": "AIza-marked-key"}


def test_version(tmp_path: Path) -> None:
    """Needs no setting at all."""
    told = shell(tmp_path, "--version")
    assert (told.returncode, told.stdout.strip()) == (0, f"interview-bot {__version__}")


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({**GOOD, "DISCORD_TOKEN": ""}, "DISCORD_TOKEN is missing"),
        ({**GOOD, "DISCORD_TOKEN": "your-discord-token"}, "placeholder"),
        ({**GOOD, "GEMINI_API_KEY": "your-gemini-key"}, "placeholder"),
        ({**GOOD, "GEMINI_MODLE": "x"}, "did you mean GEMINI_MODEL?"),
        ({**GOOD, "LOG_LEVEL": "loud"}, "LOG_LEVEL"),
        ({**GOOD, "DATABASE_PATH": "/proc/none/interviews.db"}, "/proc/none/interviews.db"),
    ],
)
def test_a_start_that_cannot_be_is_one_sentence(tmp_path: Path, settings: dict[str, str], says: str) -> None:
    """Missing, placeholder, misspelt, wrong, unwritable."""
    told = shell(tmp_path, "run", **settings)
    assert told.returncode == (5 if "DATABASE_PATH" in settings else 2)
    assert says in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize(
    ("settings", "code"), [({"GEMINI_MODLE": "x"}, 2), ({"DATABASE_PATH": "/proc/none/interviews.db"}, 5)]
)
def test_a_log_for_machines_says_why_it_ended(tmp_path: Path, settings: dict[str, str], code: int) -> None:
    """The sentence that matters most is a line like the others, with its time; also when a setting is what is wrong."""
    told = shell(tmp_path, "run", **GOOD, LOG_FORMAT="json", **settings)
    (line,) = [json.loads(line) for line in told.stderr.splitlines()]
    assert (told.returncode, line["level"]) == (code, "CRITICAL")
    assert line["at"]
    assert next(iter(settings.values())) in line["message"] or next(iter(settings)) in line["message"]


def test_a_second_process_is_refused(tmp_path: Path) -> None:
    """By a code of its own, before anybody is called; what only looks works beside the first."""
    (tmp_path / "notes.db").write_text("where it does not ask for the lock, it goes no further than this")
    with instance_lock.held(tmp_path / "notes.db"):
        told = shell(tmp_path, "run", **GOOD, DATABASE_PATH="notes.db")
        assert (told.returncode, len(told.stderr.strip().splitlines())) == (6, 1)
        assert f"notes.db is in use by another bot (process {os.getpid()} on " in told.stderr
    with instance_lock.held(tmp_path / "x.db"):
        assert shell(tmp_path, "migrate", DATABASE_PATH="x.db").returncode == 6
        assert shell(tmp_path, "migrate", "--dry-run", DATABASE_PATH="x.db").returncode == 0
        assert "no sign of life" in shell(tmp_path, "health", DATABASE_PATH="x.db").stdout


def test_settings_come_from_the_file_too(tmp_path: Path) -> None:
    """`.env` in the folder where it is started; the environment wins."""
    (tmp_path / ".env").write_text("DISCORD_TOKEN=abc\nGEMINI_API_KEY=k\nLOG_LEVEL=loud\n")
    assert "LOG_LEVEL" in shell(tmp_path, "run").stderr
    assert "DATABASE" not in shell(tmp_path, "health", LOG_LEVEL="INFO").stderr


def test_migrate_needs_no_token(tmp_path: Path) -> None:
    """It makes the file, and a dry run touches nothing."""
    dry = shell(tmp_path, "migrate", "--dry-run", DATABASE_PATH="x.db")
    assert dry.returncode == 0
    assert "would be made" in dry.stdout
    assert not (tmp_path / "x.db").exists()
    assert shell(tmp_path, "migrate", DATABASE_PATH="x.db").returncode == 0
    assert "up to date" in shell(tmp_path, "migrate", DATABASE_PATH="x.db").stdout


@pytest.mark.parametrize("fixture", ["legacy-no-type", "legacy-text-video"])
def test_migrate_brings_an_older_file_over(tmp_path: Path, fixture: str) -> None:
    """A dry run tells and leaves every byte; then every row arrives, and the copy beside it is the original."""
    path = older_file(tmp_path / "x.db", fixture)
    before, words = path.read_bytes(), rows(path, "SELECT id, session_id, role, content FROM interview_messages")
    dry = shell(tmp_path, "migrate", "--dry-run", DATABASE_PATH="x.db")
    assert dry.returncode == 0
    assert "would go from version 0" in dry.stdout
    assert "90 days" in dry.stdout
    assert [file.name for file in tmp_path.iterdir()] == ["x.db"]
    assert path.read_bytes() == before
    told = shell(tmp_path, "migrate", DATABASE_PATH="x.db")
    assert told.returncode == 0
    assert dry.stdout.splitlines()[1:] == told.stdout.splitlines()[1:-1]
    (backup,) = tmp_path.glob("x.db.*.backup")
    assert rows(backup, "SELECT id, session_id, role, content FROM interview_messages") == words
    assert rows(path, "SELECT id, session_id, speaker, text FROM turns") == words
    assert rows(path, "SELECT count(*) FROM interview_sessions WHERE imported_at IS NULL") == [(0,)]
    assert {stat.S_IMODE(file.stat().st_mode) for file in (path, backup)} == {0o600}


def test_a_foreign_file_is_refused(tmp_path: Path) -> None:
    """In one sentence, and it stays as it is."""
    (tmp_path / "notes.db").write_text("these are my notes")
    told = shell(tmp_path, "migrate", DATABASE_PATH="notes.db")
    assert told.returncode == 5
    assert len(told.stderr.strip().splitlines()) == 1
    assert (tmp_path / "notes.db").read_text() == "these are my notes"


def test_health_of_a_bot_that_never_ran(tmp_path: Path) -> None:
    """Exit 1, with the reason."""
    told = shell(tmp_path, "health")
    assert told.returncode == 1
    assert "no sign of life" in told.stdout


def test_diag_says_what_is_wrong(tmp_path: Path) -> None:
    """A port where nobody listens: class, side, fix; exit 1; the key nowhere; --json is JSON."""
    closed = {**GOOD, "GEMINI_BASE_URL": "ws://127.0.0.1:9", "NO_PROXY": "127.0.0.1"}
    told = shell(tmp_path, "diag", **closed)
    assert told.returncode == 1
    assert "refused" in told.stdout
    assert "Fix:" in told.stdout
    machine = shell(tmp_path, "diag", "--json", **closed)
    read = json.loads(machine.stdout)
    assert read["failure"]["side"] == "network"
    assert read["voice_missing"] == []
    assert "libraries for voice load" in told.stdout
    for text in (told.stdout, told.stderr, machine.stdout, machine.stderr):
        assert GOOD["GEMINI_API_KEY"] not in text


def test_a_trace_that_cannot_be_written(tmp_path: Path) -> None:
    """One sentence, before anything is dialled."""
    told = shell(tmp_path, "diag", "--record", "/proc/none/trace", **GOOD)
    assert told.returncode == 2
    assert "trace cannot be written" in told.stderr
