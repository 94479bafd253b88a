"""`python -m tests.mixtures SEED` plays one seed aloud; `python -m tests.mixtures COUNT FIRST` as many interviews as
COUNT, from seed FIRST on, on all cores."""

import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from tests.mixtures.play import Played, play


def main(arguments: list[str]) -> int:
    numbers = [int(each) for each in arguments]
    if len(numbers) == 1:
        played = play(numbers[0], loud=True)
        print(*played.log[-played.interviews :], played.wrong or "all is well", sep="\n\n")
        return bool(played.wrong)
    return soak(*numbers)


def soak(count: int, first: int) -> int:
    began, interviews, seed, failed = time.monotonic(), 0, first, 0
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        while interviews < count:
            batch = range(seed, seed + 400)
            seed += 400
            for played in pool.map(play, batch, chunksize=20):
                interviews += played.interviews
                failed += report(played)
    print(f"{interviews} interviews, seeds {first} to {seed - 1}, {failed} failed, {time.monotonic() - began:.0f} s")
    return bool(failed)


def report(played: Played) -> bool:
    if played.wrong:
        print(f"seed {played.seed}: {played.wrong.splitlines()[0][:200]}")
    return bool(played.wrong)


sys.exit(main(sys.argv[1:]))
