"""What the process held over time, as figures. Pure."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from tests.reliability.bot import Life, Sample

SETTLED = 20.0
"""Seconds of age from which on a process counts: before, it imports and takes up what ran."""
WARM = 120.0
"""Seconds of age from which on growth within one process means something: until then it meets its first call, its first
picture, its first fault of each kind."""
FLAT = 1_000_000
"""Bytes a minute from one process to the next: more is growth. Of interviews one takes 100 to 200 kB."""
LONG_ENOUGH = 1800.0
"""Seconds of a run from which on a slope means something: a process has a minute, and people come and go."""
MOST_RESIDENT = 400_000_000
MOST_FILES = 400
MOST_TASKS = 2_000
LEFT_FILES, LEFT_TASKS, LEFT_THREADS = 40, 20, 24
"""When nobody is there any more; a bot that has just started has 24, 9 and 13."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Over all lives. Bytes; `slope`: bytes a minute that settled processes grew by over the run; `last` is the newest
    process when everything was over."""

    lives: int
    peak: Sample | None
    files: int
    sockets: int
    tasks: int
    threads: int
    slope: float | None
    within: float | None
    """Bytes a minute within one process, the median of those that lived for a minute after they were warm."""
    last: Sample | None


def measure(lives: Sequence[Life]) -> Figures:
    samples = [each for life in lives for each in life.samples]
    settled = [each for each in samples if each.age >= SETTLED]
    slopes = [slope([each for each in life.samples if each.age >= WARM]) for life in lives]
    return Figures(
        lives=len(lives),
        peak=max(samples, key=lambda each: each.resident, default=None),
        files=max((each.files for each in samples), default=0),
        sockets=max((each.sockets for each in samples), default=0),
        tasks=max((each.tasks for each in samples), default=0),
        threads=max((each.threads for each in samples), default=0),
        slope=slope(settled),
        within=statistics.median(found) if (found := [each for each in slopes if each is not None]) else None,
        last=samples[-1] if samples else None,
    )


def slope(samples: Sequence[Sample]) -> float | None:
    """Bytes a minute, by least squares; None where they are too few or lie within a minute."""
    if len(samples) < 10 or samples[-1].at - samples[0].at < 60.0:
        return None
    return statistics.linear_regression([each.at / 60 for each in samples], [each.resident for each in samples]).slope


def judge(figures: Figures, seconds: float, *, all_over: bool = False) -> list[str]:
    """What is wrong, as sentences. `all_over`: no interview is left, so nothing may be left of any."""
    wrong = []
    if all_over and (last := figures.last) is not None:
        left = (
            (last.files, LEFT_FILES, "files"),
            (last.tasks, LEFT_TASKS, "tasks"),
            (last.threads, LEFT_THREADS, "threads"),
        )
        wrong += [f"{number} {name} are left when nobody is there" for number, most, name in left if number > most]
    if figures.peak is not None and figures.peak.resident > MOST_RESIDENT:
        wrong.append(f"the process held {figures.peak.resident / 1e6:.0f} MB")
    if figures.files > MOST_FILES:
        wrong.append(f"the process held {figures.files} files")
    if figures.tasks > MOST_TASKS:
        wrong.append(f"the process had {figures.tasks} tasks")
    if seconds >= LONG_ENOUGH and figures.slope is not None and figures.slope > FLAT:
        wrong.append(f"memory grew by {figures.slope / 1e6:.1f} MB a minute")
    return wrong
