"""The demo's own lock is enough for the demo, and what is missing is said in one sentence."""

import importlib.metadata
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.demo import sound_check
from bot.media import opus
from bot.media.ogg import OggOpusWriter
from tests.media.sounds import sweep

ROOT = Path(__file__).parents[2]
INSTALLED_ANYHOW = {"interview-bot", "pip", "setuptools"}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def workshop_only() -> set[str]:
    """The modules that are here and come with no package of the demo's."""
    lock = re.findall(r"^([a-z0-9._-]+).*==", (ROOT / "requirements-demo.lock").read_text(), re.MULTILINE)
    demo = {canonical(name) for name in lock} | INSTALLED_ANYHOW
    found = importlib.metadata.packages_distributions()
    return {module for module, packages in found.items() if not demo & {canonical(each) for each in packages}}


@pytest.mark.parametrize("entry", ["bot.demo.browser", "bot.demo.script", "bot.demo.spoken"])
def test_it_imports_nothing_of_the_workshop(entry: str) -> None:
    """Neither at its start nor where the simulators import more as they go."""
    closed = workshop_only()
    assert {"playwright", "av", "pytest", "numpy"} <= closed
    code = f"import sys; sys.modules.update(dict.fromkeys({sorted(closed)!r})); import {entry}, sims.discord.server"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (0, "")


@pytest.mark.parametrize(
    ("absent", "arguments", "says"),
    [
        ("simcord", [], "make demo"),
        ("sims", ["--script"], "make demo"),
        ("dave", ["--script", "--voice"], "make demo"),
        ("playwright", ["--script", "--video"], 'make demo ARGS="--script --video"'),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(
    absent: str,
    arguments: list[str],
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, absent, None)
    assert main(["demo", *arguments]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert told.err.endswith(f": {says}\n")


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Two seconds, as the bot writes them."""
    encoder, sound = opus.Encoder(), sweep(24_000, 2.0)
    path = tmp_path / "candidate-1.ogg"
    with path.open("wb") as file:
        writer = OggOpusWriter(file.write, 77, channels=1, rate=24_000)
        for place, at in enumerate(range(0, len(sound), 960)):
            writer.packet(encoder.encode(sound[at : at + 960]), 20.0 * place)
        writer.close()
    return path


def test_without_ffprobe_the_recording_is_read_all_the_same(recording: Path) -> None:
    sound = sound_check.decode(recording)
    assert (sound.codec, sound.tool) == ("opus", "discord.py")
    assert sound.seconds == pytest.approx(2.0)


@pytest.mark.parametrize("broken", ["no head", "no page", "no sound"])
def test_a_recording_that_is_not_valid(recording: Path, broken: str) -> None:
    data = recording.read_bytes()
    if broken == "no head":
        data = data.replace(b"OpusHead", b"PopsHead")
    elif broken == "no page":
        data += b"more"
    else:
        data = b""
    recording.write_bytes(data)
    with pytest.raises(ValueError, match=r"\w"):
        sound_check.decode(recording)
