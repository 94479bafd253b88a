"""The command line as an operator types it: a process of its own, in a folder, with no setting but those given."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]


def shell(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run it to its end."""
    return started(folder, arguments, environment)


def started(
    folder: Path, arguments: Sequence[str], environment: Mapping[str, str], *, umask: int = -1
) -> subprocess.CompletedProcess[str]:
    """The same with a umask of its own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DISCORD_", "GEMINI_"))}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env={**clean, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        umask=umask,
    )
