"""The locks: hashed, without an index's address, one and the same set of versions, and with every extra by its name."""

import importlib.metadata
import itertools
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCKS = {
    "requirements-run.lock": ("build",),
    "requirements-demo.lock": ("build", "demo"),
    "requirements.lock": ("build", "demo", "test"),
}
"""Which extras of the project each was made for."""
SYSTEMS = (("linux", "Linux", "posix"), ("darwin", "Darwin", "posix"), ("win32", "Windows", "nt"))
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def read(name: str) -> str:
    return (ROOT / name).read_text()


def locked(text: str) -> list[Requirement]:
    """The pinned requirements; one package may have several, for different Pythons."""
    return [Requirement(line.rstrip(" \\")) for line in text.splitlines() if re.match(r"[a-z0-9]", line)]


def pins(name: str) -> dict[str, frozenset[str]]:
    """The versions of each package."""
    found: dict[str, frozenset[str]] = {}
    for each in locked(read(name)):
        package = canonicalize_name(each.name)
        found[package] = found.get(package, frozenset()) | {str(each.specifier)}
    return found


def asked(name: str) -> list[Requirement]:
    """What the project itself wants of this lock."""
    extras = [PROJECT["optional-dependencies"][extra] for extra in LOCKS[name]]
    return [Requirement(one) for one in (*PROJECT["dependencies"], *itertools.chain(*extras))]


def environments() -> Iterator[dict[str, str]]:
    """Every Python and system that the locks are for."""
    for python, (system, long, posix) in itertools.product(PYTHONS, SYSTEMS):
        python_is = {"python_version": python, "python_full_version": f"{python}.0"}
        yield {**python_is, "sys_platform": system, "platform_system": long, "os_name": posix}


def holds(marker: Marker | None, extras: Iterable[str]) -> bool:
    """Anywhere, with any of these extras or with none."""
    if marker is None:
        return True
    return any(marker.evaluate({**where, "extra": extra}) for where in environments() for extra in ("", *extras))


def unnamed_extras(text: str, wanted: list[Requirement]) -> set[str]:
    """The requirements with an extra that the lock does not name: pip before 23.3 refuses these in hash mode."""
    named: dict[str, set[str]] = {}
    for each in locked(text):
        named.setdefault(canonicalize_name(each.name), set()).update(each.extras)
    asking = list(wanted)
    for each in locked(text):
        if each.marker is not None and not each.marker.evaluate():
            continue  # another Python's or system's: it is not installed here
        lines = map(Requirement, importlib.metadata.requires(each.name) or ())
        asking.extend(one for one in lines if holds(one.marker, each.extras))
    return {
        f"{each.name}[{extra}]"
        for each in asking
        for extra in each.extras
        if canonicalize_name(each.name) in named and extra not in named[canonicalize_name(each.name)]
    }


def test_each_lock_is_a_part_of_the_next() -> None:
    """The container and the demo run what was tested, and who has the workshop lacks nothing (scripts/install)."""
    run, demo, test = (pins(name) for name in LOCKS)
    assert run.items() <= demo.items()
    assert demo.items() <= test.items()


@pytest.mark.parametrize("name", LOCKS)
def test_every_dependency_is_locked(name: str) -> None:
    """A dependency without a new lock would be missing on a fresh machine."""
    assert {canonicalize_name(each.name) for each in asked(name)} <= pins(name).keys()


@pytest.mark.parametrize("name", LOCKS)
def test_hashes_and_no_addresses(name: str) -> None:
    """pip --require-hashes needs one for each; where packages come from is each machine's own setting."""
    text = read(name)
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(entries) == len(locked(text))
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text
    assert "--index" not in text


@pytest.mark.parametrize("name", LOCKS)
def test_every_extra_is_named(name: str) -> None:
    """The pip that 3.11 and 3.12 bring takes `package[extra]` for another requirement than a pinned `package`."""
    assert unnamed_extras(read(name), asked(name)) == set()


def test_an_extra_taken_out_of_the_lock_is_missed() -> None:
    """Whoever asks for it: a dependency, or the project itself."""
    text = read("requirements.lock")
    without = text.replace("google-auth[requests]==", "google-auth==")
    assert without != text
    assert unnamed_extras(without, asked("requirements.lock")) == {"google-auth[requests]"}
    assert unnamed_extras(text, [Requirement("simcord[preview]")]) == {"simcord[preview]"}


@pytest.mark.parametrize("name", LOCKS)
def test_what_is_resolved_from_afar_is_what_would_be_installed(name: str) -> None:
    """.ci/run lets Linux resolve for macOS, and Python 3.13 for 3.14: pip asks the markers of where it runs itself."""
    for each in locked(read(name)):
        if each.marker is None:
            continue
        for python, (system, long, posix) in itertools.product(PYTHONS, SYSTEMS[:2]):
            there = {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": system}
            here = {**there, "sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"}
            if python == "3.14":
                here |= {"python_version": "3.13", "python_full_version": "3.13.0"}
            there |= {"platform_system": long, "os_name": posix}
            assert each.marker.evaluate(there) == each.marker.evaluate(here), str(each)
