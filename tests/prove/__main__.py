"""`make prove`, or `make prove ARGS="words of a kind"`: take out each cure in a copy, and see its tests fail."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.prove.removals import PROJECT, Removal, load

FAILED = 1
"""pytest's exit code for tests that ran and failed; any other is no proof (an import that breaks, a test not found)."""
LONGEST = 300
"""Seconds for one test; one that comes to no end says nothing."""
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "data", "node_modules")


def run(project: Path, test: str) -> tuple[bool, str]:
    """Whether this test fails in this copy, and pytest's last line."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "--no-header", test]
    try:
        done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return False, f"no end within {LONGEST} s"
    said = [line for line in done.stdout.splitlines() if line.strip()]
    return done.returncode == FAILED, said[-1] if said else done.stderr.strip()[-200:]


def prove(removal: Removal, project: Path) -> bool:
    """Take it out, run its tests, put it back. Prints a line for each test."""
    path = project / removal.file
    kept = path.read_text()
    removal.take_out(project)
    try:
        red = True
        for test in removal.tests:
            fails, said = run(project, test)
            red = red and fails
            print(f"  {'red  ' if fails else 'GREEN'}  {test}  ({said})", flush=True)
        return red
    finally:
        path.write_text(kept)


def main(words: str) -> int:
    """Prove those whose kind holds these words; all without any. Exit code 1 if one is not proved."""
    chosen = [removal for removal in load() if words.casefold() in removal.kind.casefold()]
    unproved = []
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        shutil.copytree(PROJECT, project, ignore=LEFT_OUT)
        for removal in chosen:
            print(f"{removal.kind}\n  switch {removal.switch}\n  without {removal.file}: {removal.line}", flush=True)
            if not prove(removal, project):
                unproved.append(removal.kind)
    print(f"{len(chosen) - len(unproved)} of {len(chosen)} are proved.")
    for kind in unproved:
        print(f"NOT PROVED: {kind}")
    return 1 if unproved or not chosen else 0


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:])))
