"""Starts the bot as `tests.harness.wire_launch` does, with a clock that can be set and a loop that can be blocked.

`python -m tests.reliability.launch FOLDER PORT AUTHORITY.pem [NAME=SECONDS …]`. SIGUSR1: read `FOLDER/clock` again
(seconds by which `time.time` is off), and write how many tasks there are into `FOLDER/tasks`. SIGUSR2: block the loop.

Only what Python reads by `time.time` follows that clock: not the times of files, and not `datetime.now`. To set the
machine's own clock takes root, and everybody's processes would follow it.
"""

import asyncio
import logging
import os
import signal
import sys
import time
from pathlib import Path

BLOCKED = 1.0
"""Seconds."""
WIDTH = 16
"""Bytes of each file: they are open from the start, so that a process without a file left can still read and write."""


class Hooks:
    """`time` is the clock."""

    def __init__(self, folder: Path) -> None:
        self._real = time.time
        self._clock = os.open(folder / "clock", os.O_RDONLY)
        self._tasks = os.open(folder / "tasks", os.O_WRONLY)
        self._off = 0.0
        self.read()

    def time(self) -> float:
        return self._real() + self._off

    def read(self) -> None:
        self._off = float(os.pread(self._clock, WIDTH, 0))

    def told(self, *_: object) -> None:
        """On SIGUSR1."""
        self.read()
        try:
            count = len(asyncio.all_tasks(asyncio.get_running_loop()))
        except RuntimeError:  # it does not run yet, or any more
            return
        os.pwrite(self._tasks, f"{count:<{WIDTH}}".encode(), 0)

    def blocked(self, *_: object) -> None:
        """On SIGUSR2."""
        time.sleep(BLOCKED)


def main() -> None:
    hooks = Hooks(Path(sys.argv[1]))
    signal.signal(signal.SIGUSR1, hooks.told)
    signal.signal(signal.SIGUSR2, hooks.blocked)
    time.time = hooks.time
    from bot.errors import BotError  # what this and the next one import takes the clock as it finds it
    from tests.harness import wire_launch

    del sys.argv[1]
    try:
        wire_launch.main()
    except BotError as wrong:  # as in bot/__main__.py
        logging.getLogger("bot.__main__").critical("%s", wrong)
        sys.exit(wrong.exit_code)


if __name__ == "__main__":
    main()
