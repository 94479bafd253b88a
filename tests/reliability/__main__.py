"""`python -m tests.reliability MINUTES SEED`: play, and write `docs/reliability.md` and its picture. Exit 1 where
something is wrong.

Without a seed, one that is drawn; with `--keep` the folder with logs, database and backups stays, and is named.
"""

import asyncio
import random
import shutil
import sys
import tempfile
from pathlib import Path

from tests.reliability.play import play
from tests.reliability.plot import draw
from tests.reliability.report import write

REPORT = Path(__file__).parents[2] / "docs" / "reliability.md"
PICTURE = REPORT.parent / "pictures" / "metrics.svg"


def main(arguments: list[str]) -> int:
    keep = "--keep" in arguments
    numbers = [each for each in arguments if each != "--keep"]
    minutes = float(numbers[0]) if numbers else 60.0
    seed = int(numbers[1]) if numbers[1:] else random.SystemRandom().randrange(1, 10**6)
    print(f"{minutes:g} minutes, seed {seed}", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="reliability-"))
    run = asyncio.run(play(folder, minutes, seed, say=lambda words: print(words, flush=True)))
    REPORT.write_text(write(run), encoding="utf-8")
    PICTURE.write_text(draw(run.probes), encoding="utf-8")
    print("\n".join(run.wrong) or "all is well")
    if keep or run.wrong:
        print(f"logs, database and backups: {folder}")
    else:
        shutil.rmtree(folder)
    return bool(run.wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
