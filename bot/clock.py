"""The one clock: epoch seconds that never jump."""

import time
from collections.abc import Callable

DAY = 86_400.0
"""Seconds."""

Clock = Callable[[], float]
"""Returns epoch seconds (UTC), never less than before."""


def steady_clock() -> Clock:
    """Epoch time anchored once and carried on by the monotonic clock, so that a corrected wall clock fires no timer."""
    read = time.monotonic  # taken once: whoever turns time for a part of this process turns it for that part only
    anchor = time.time() - read()
    return lambda: anchor + read()
