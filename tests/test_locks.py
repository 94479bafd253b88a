"""The locks: hashed, without an index's address, and one and the same set of versions."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PIN = re.compile(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)", re.MULTILINE)


def canonical(name: str) -> str:
    """PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(name: str) -> dict[str, str]:
    return {canonical(package): version for package, version in PIN.findall((ROOT / name).read_text())}


def test_the_container_runs_what_was_tested() -> None:
    """The lock of the container is a part of the lock that the tests ran with."""
    assert pins("requirements-run.lock").items() <= pins("requirements.lock").items()


def test_every_dependency_is_locked() -> None:
    """A dependency without a new lock would be missing on a fresh machine."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    names = {canonical(re.split(r"[\[<>=;]", one)[0]) for one in wanted}
    assert names <= set(pins("requirements.lock"))


def test_hashes_and_no_addresses() -> None:
    """pip --require-hashes needs one for each; where packages come from is each machine's own setting."""
    for name in ("requirements.lock", "requirements-run.lock"):
        text = (ROOT / name).read_text()
        assert text.count("--hash=sha256:") >= len(pins(name))
        assert "://" not in text
        assert "--index" not in text
