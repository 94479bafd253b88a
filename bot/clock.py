"""The one clock: epoch seconds that never jump."""

import time
from collections.abc import Callable

Clock = Callable[[], float]
"""Returns epoch seconds (UTC), never less than before."""


def steady_clock() -> Clock:
    """Epoch time anchored once and carried on by the monotonic clock, so that a corrected wall clock fires no timer."""
    anchor = time.time() - time.monotonic()
    return lambda: anchor + time.monotonic()
