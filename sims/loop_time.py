"""The time that a simulator lives in: that of the loop which runs it, so that a test's virtual time is also its own."""

import asyncio


def now() -> float:
    """Seconds by the running loop's clock; on an ordinary loop the same as `time.monotonic`."""
    return asyncio.get_running_loop().time()
