"""What the bot installs goes with its own license, MIT; docs/licenses.md says it in words."""

import importlib.metadata
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
FREE = {
    "MIT",
    "MIT-0",
    "MIT-CMU",  # Pillow's: MIT in older words
    "BSD-2-Clause",
    "BSD-3-Clause",
    "Apache-2.0",
    "PSF-2.0",
}
"""They ask for their notice, and for nothing of ours."""
OTHERS = {
    "pathspec": ("MPL-2.0", "builds the package (hatchling's), changed by nobody; its own files stay under it"),
}
IN_OTHER_WORDS = {
    "MIT License": "MIT",
    "The MIT License (MIT)": "MIT",
    "Apache 2.0": "Apache-2.0",
    "APL 2": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
COPYLEFT = {"libx264", "libx265"}
"""In wheels, by the names of their files: GPL. They came with av, which only the tests use now."""


def run_time() -> list[str]:
    """The packages of the bot that are installed on this Python and system."""
    lines = re.findall(r"^[a-z0-9].*?(?= \\$)", (ROOT / "requirements-run.lock").read_text(), re.MULTILINE)
    locked = map(Requirement, lines)
    return sorted(each.name for each in locked if each.marker is None or each.marker.evaluate())


def license_of(package: str) -> str:
    """As its metadata say it: in the newer field, the older one, or the classifiers."""
    told = importlib.metadata.metadata(package)
    newer, older = (told.get_all(name, [""])[0] for name in ("License-Expression", "License"))
    classified = [line.split(" :: ")[-1] for line in told.get_all("Classifier", []) if line.startswith("License ::")]
    found = newer or older.split("\n")[0].strip() or " AND ".join(classified)
    return IN_OTHER_WORDS.get(found, found)


@pytest.mark.parametrize("package", run_time())
def test_it_goes_with_mit(package: str) -> None:
    """A new dependency, or a new license of an old one, is looked at by a person, who writes the reason here."""
    found = license_of(package)
    if package in OTHERS:
        assert (found, OTHERS[package][1]) == OTHERS[package]
        return
    choices = [set(re.split(r" AND ", choice)) for choice in found.strip("()").split(" OR ")]
    assert any(parts <= FREE for parts in choices), f"{package} is under {found}"


def test_no_wheel_brings_what_is_under_the_gpl() -> None:
    """Other people's libraries lie beside a package in its wheel, and its metadata do not speak of them."""
    for package in run_time():
        files = importlib.metadata.files(package) or ()
        names = {re.split(r"[-.]", file.name)[0] for file in files if ".libs/" in str(file) or ".dylibs/" in str(file)}
        assert not names & COPYLEFT, package
    page = (ROOT / "docs/licenses.md").read_text()
    assert all(package in page for package in OTHERS)


def test_our_own() -> None:
    """The file, the field that package indexes read, and the README say the same."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["license"] == "MIT"
    (name,) = project["license-files"]
    text = (ROOT / name).read_text()
    assert text.startswith("MIT License\n\nCopyright (c) 2026 the interview-bot contributors\n")
    assert "[MIT](LICENSE)" in (ROOT / "README.md").read_text()
