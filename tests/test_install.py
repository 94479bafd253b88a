"""The first command, `make demo`: what it installs, when it need not, and one sentence when it cannot.

scripts/install runs here with Pythons and pips that are played by a script; .ci/run does the same with real ones.
"""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCKS = {"run": "requirements-run.lock", "demo": "requirements-demo.lock", "test": "requirements.lock"}
PLAYED = """\
#!/bin/sh
# A Python of version {version}. Its venv is a copy of it; its pip writes down what it was asked, and may fail.
case "$*" in
*sys.executable*) echo "{version} $0" ;;
*sys.version_info*) echo {version} ;;
*ensurepip*) {ensurepip} ;;
"-m venv"*) for venv in "$@"; do :; done; rm -rf "$venv"; mkdir -p "$venv/bin"; : >"$venv/pyvenv.cfg"
    cp "$0" "$venv/bin/python" ;;
"-m pip"*) echo "$*" >>pip.log; [ ! -e pip.fails ] ;;
esac
"""


class Clone:
    """A folder that holds what `scripts/install` reads, and Pythons of whatever version."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bin = folder.parent / "bin"
        self.bin.mkdir()
        (folder / "scripts").mkdir(parents=True)
        for name in ("scripts/install", "scripts/pythons", "pyproject.toml", *LOCKS.values()):
            shutil.copy(ROOT / name, folder / name)

    def python(self, version: str, name: str = "python3", *, ensurepip: bool = True) -> Path:
        """Put one on the PATH."""
        made = self.bin / name
        made.write_text(PLAYED.format(version=version, ensurepip="true" if ensurepip else "false"))
        made.chmod(0o755)
        return made

    def install(self, what: str, python: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        """As the Makefile asks for it. Nothing else is on the PATH than the system's tools."""
        return subprocess.run(
            ["/bin/sh", "scripts/install", what],
            cwd=self.folder,
            env={"PATH": f"{self.bin}:/usr/bin:/bin", "HOME": str(self.bin), "PYTHON": python, "GOAL": what}
            | environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def installed(self) -> list[str]:
        """Which locks pip was given since this was last asked."""
        log = self.folder / "pip.log"
        asked = log.read_text() if log.exists() else ""
        log.unlink(missing_ok=True)
        assert asked.count("--no-deps --no-build-isolation -e .") <= asked.count("--require-hashes")
        return re.findall(r"--require-hashes -r (\S+)", asked)


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path / "clone")


def said(told: subprocess.CompletedProcess[str]) -> str:
    """The one sentence of a refusal."""
    assert told.returncode == 1
    assert told.stdout == ""
    assert len(told.stderr.splitlines()) == 1
    return told.stderr


def test_it_installs_once_and_says_so_in_one_line(clone: Clone) -> None:
    clone.python("3.12.1")
    first = clone.install("demo")
    assert (first.returncode, first.stderr) == (0, "")
    assert re.fullmatch(
        r"Installing what the demo needs \(\d+ MB, some \w+ seconds\) into \.venv \.\.\.\n", first.stdout
    )
    assert clone.installed() == [LOCKS["demo"]]
    again = clone.install("demo")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert clone.installed() == []


@pytest.mark.parametrize(
    ("has", "needs"),
    [("run", {"demo", "test"}), ("demo", {"test"}), ("test", set[str]())],
)
def test_who_has_the_greater_one_needs_no_smaller(clone: Clone, has: str, needs: set[str]) -> None:
    clone.python("3.11.2")
    for what, lock in LOCKS.items():
        clone.install(has)
        clone.installed()
        assert clone.install(what).returncode == 0
        assert clone.installed() == ([lock] if what in needs else [])
        shutil.rmtree(clone.folder / ".venv")


@pytest.mark.parametrize("changed", ["requirements-demo.lock", "pyproject.toml"])
def test_a_changed_lock_is_installed(clone: Clone, changed: str) -> None:
    clone.python("3.11.2")
    clone.install("demo")
    clone.installed()
    with (clone.folder / changed).open("a") as file:
        file.write("# changed\n")
    clone.install("demo")
    assert clone.installed() == [LOCKS["demo"]]


def test_half_an_installation_is_none(clone: Clone) -> None:
    """Whichever of the two calls of pip fails, and also where another lock was there whole."""
    clone.python("3.13.0")
    clone.install("demo")
    (clone.folder / "pip.fails").touch()
    assert "To go on where it stopped: make test" in clone.install("test").stderr
    assert clone.install("demo").returncode == 1
    (clone.folder / "pip.fails").unlink()
    clone.installed()
    assert clone.install("demo").returncode == 0
    assert clone.installed() == [LOCKS["demo"]]


@pytest.mark.parametrize("version", ["3.10.13", "3.15.0", "2.7.18"])
def test_a_python_that_is_too_old_or_too_new(clone: Clone, version: str) -> None:
    clone.python(version)
    clone.python("3.14.0", "python3.14")
    sentence = said(clone.install("demo"))
    assert f"python3 is Python {version}" in sentence
    assert "from 3.11 to 3.14" in sentence
    assert re.search(r"this machine has one: make demo PYTHON=/\S+/python3\S*$", sentence)
    assert not (clone.folder / ".venv").exists()


def test_a_python_that_is_not_there(clone: Clone) -> None:
    assert said(clone.install("run", python="python3.99")).startswith("python3.99 does not run here")


def test_a_python_without_its_venv(clone: Clone) -> None:
    """Debian's and Ubuntu's, without a package of theirs."""
    clone.python("3.11.2", ensurepip=False)
    assert said(clone.install("demo")).endswith("on Debian and Ubuntu: apt-get install python3.11-venv\n")


def test_another_python_is_noticed(clone: Clone) -> None:
    """If it was asked for; else the one stays that was taken first."""
    clone.python("3.11.7")
    clone.python("3.12.1", "python3.12")
    clone.install("demo", python="python3.12")
    clone.installed()
    assert clone.install("demo").stdout == ""
    assert clone.install("demo", python="python3.12").stdout == ""
    assert clone.installed() == []
    told = clone.install("demo", python="python3").stdout.splitlines()
    assert told[0].startswith("Making .venv anew")
    assert clone.installed() == [LOCKS["demo"]]


@pytest.mark.parametrize("trouble", ["moved", "python gone", "not complete"])
def test_an_environment_that_cannot_be_used_is_made_anew(clone: Clone, trouble: str) -> None:
    """Its scripts name its whole path; its Python may be uninstalled; Ctrl+C may come while it is made."""
    clone.python("3.11.7")
    clone.install("demo")
    clone.installed()
    if trouble == "moved":
        clone.folder = clone.folder.rename(clone.folder.with_name("elsewhere"))
    elif trouble == "python gone":
        (clone.folder / ".venv/bin/python").unlink()
    else:
        (clone.folder / ".venv/.made").unlink()
    assert clone.install("demo").stdout.startswith("Making .venv anew")
    assert clone.installed() == [LOCKS["demo"]]


def test_a_folder_of_somebody_is_left_alone(clone: Clone) -> None:
    """VENV may be misspelt."""
    clone.python("3.11.7")
    (clone.folder / "letters").mkdir()
    (clone.folder / "letters/to-mum.txt").write_text("dear")
    assert "is no virtual environment" in said(clone.install("demo", VENV="letters"))
    assert (clone.folder / "letters/to-mum.txt").read_text() == "dear"


def test_all_say_the_same_pythons() -> None:
    """pyproject.toml, the script that looks for them, the one that refuses the others, and the sentences."""
    bounds = SpecifierSet(PROJECT["requires-python"])
    minors = [str(minor) for minor in range(30) if f"3.{minor}.1" in bounds]
    listed = re.search(r"^for minor in (.*); do$", (ROOT / "scripts/pythons").read_text(), re.MULTILINE)
    assert listed is not None
    assert listed[1].split() == minors
    install = (ROOT / "scripts/install").read_text()
    assert " | ".join(f"3.{minor}.*" for minor in minors) in install
    words = f"3.{minors[0]} to 3.{minors[-1]}"
    for name in ("scripts/install", "Makefile", "README.md"):
        assert words in (ROOT / name).read_text(), name


@pytest.mark.parametrize(
    ("goals", "what"),
    [
        (["demo"], "demo"),
        (["demo", "ARGS=--script --voice"], "demo"),
        (["demo", "ARGS=--script --video"], "test"),
        (["run"], "run"),
        (["test"], "test"),
        (["quick"], "test"),
    ],
)
def test_each_command_installs_what_it_needs(goals: list[str], what: str) -> None:
    """And no uv: newcomers have none."""
    outer = ("MAKE", "MFLAGS", "PYTHON", "VENV", "ARGS")  # `make test` itself may have been called with some
    plan = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", *goals],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith(outer)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert re.findall(r"sh scripts/install (\w+)", plan) == [what]
    assert not re.search(r"\buv\b", plan)


def test_the_container_has_what_its_steps_need() -> None:
    """What pyproject.toml names must pass .dockerignore and be copied, or the build fails at its last step."""
    named = {PROJECT["readme"], *PROJECT["license-files"], "pyproject.toml", "schema.sql", "bot", "cogs"}
    named |= {"requirements-run.lock"}
    passed = set(re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert named == passed == {name for line in copied for name in line.split()}
