"""`python -m tests.spec`: runs the tests, and holds what went back and forth against Discord's own description.

`DISCORD_OPENAPI` names that file (openapi.json of github.com/discord/discord-api-spec, or the same as .gz); without it
this says that it was skipped. `EXCHANGES` may name the folder of an earlier run, which is then read, and no test runs.
Exit 1 where a request that a simulator accepted, or an answer of `sims.discord`, differs and is not in known.toml.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.spec import exchanges
from tests.spec.compare import Known, compare, report
from tests.spec.description import Description

KNOWN = Path(__file__).with_name("known.toml")


def main() -> int:
    if not (file := os.environ.get("DISCORD_OPENAPI")):
        print("check-spec was skipped: set DISCORD_OPENAPI to Discord's openapi.json to run it.")
        return 0
    with tempfile.TemporaryDirectory() as made:
        folder = Path(os.environ.get(exchanges.FOLDER) or made)
        if not any(folder.glob("*.jsonl")):
            run_tests(folder)
        found = compare(exchanges.read(folder), Description.load(Path(file)))
    print(report(found, Known.load(KNOWN)))
    return 1 if found.count == 0 or Known.load(KNOWN).new(found) else 0


def run_tests(folder: Path) -> None:
    """All that talks to a Discord. Whether they pass is `make test`'s business."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "-n", "4", *sys.argv[1:]]
    subprocess.run(command, env={**os.environ, exchanges.FOLDER: str(folder)}, check=False)


if __name__ == "__main__":
    sys.exit(main())
