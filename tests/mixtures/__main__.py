"""`python -m tests.mixtures SEED` plays one seed with its log; `python -m tests.mixtures COUNT FIRST` so many of them.

COUNT interviews from seed FIRST on (0: from any), on all cores. With `voice` behind it they are interviews by voice.
"""

import os
import random
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import count

from tests.mixtures.play import Played, play

AT_ONCE = 400


def main(arguments: list[str]) -> int:
    voice = arguments[-1:] == ["voice"]
    numbers = [int(each) for each in arguments if each != "voice"]
    return one(*numbers, voice=voice) if len(numbers) == 1 else soak(*numbers, voice=voice)


def one(seed: int, *, voice: bool) -> int:
    """With its log as it happens, and what stood there in the end."""
    played = play(seed, aloud=voice, loud=True)
    print(*played.log[-played.interviews :], played.wrong or "all is well", sep="\n\n")
    return bool(played.wrong)


def soak(wanted: int, first: int, *, voice: bool) -> int:
    """As many as wanted; each that failed is printed, and how to see it."""
    first = first or random.SystemRandom().randrange(1, 10**9)
    print(f"from seed {first} on")
    began, interviews, failed = time.monotonic(), 0, 0
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for seed in count(first, AT_ONCE):
            for played in pool.map(partial(play, aloud=voice), range(seed, seed + AT_ONCE), chunksize=20):
                interviews += played.interviews
                failed += told(played)
            if interviews >= wanted:
                print(f"{interviews} interviews, {failed} seeds failed, {time.monotonic() - began:.0f} s")
                return bool(failed)
    raise AssertionError("there is always another seed")


def told(played: Played) -> bool:
    if played.wrong:
        print(f"python -m tests.mixtures {played.seed}: {played.wrong.splitlines()[0][:200]}", flush=True)
    return bool(played.wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
