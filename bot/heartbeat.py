"""The sign of life that `interview-bot health` reads: one small file beside the database."""

import asyncio
import json
import logging
import os
from collections.abc import Callable
from pathlib import Path

from bot.clock import Clock

log = logging.getLogger(__name__)

EVERY = 10.0
STALE_AFTER = 60.0


def path_of(database: Path) -> Path:
    return database.with_name(database.name + ".heartbeat")


def write(database: Path, now: float, *, ready: bool) -> None:
    """Replace the file in one step, so that a reader never sees half of it. Like everything beside the database it is
    the owner's alone."""
    file = path_of(database)
    fresh = file.with_name(file.name + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as out:
        out.write(json.dumps({"at": now, "ready": ready, "pid": os.getpid()}))
    fresh.replace(file)


async def beat(database: Path, clock: Clock, ready: Callable[[], bool]) -> None:
    """Write it until cancelled. The bot's own loop writes it: a loop that hangs shows."""
    while True:
        try:
            write(database, clock(), ready=ready())
        except OSError as error:
            # A full disk shows in the stale file; interviews must not end over it.
            log.error("the sign of life cannot be written: %s", error.strerror)
        await asyncio.sleep(EVERY)


def judge(database: Path, now: float) -> tuple[bool, str]:
    """Whether the bot lives, and the sentence that says so."""
    try:
        sign = json.loads(path_of(database).read_text(encoding="utf-8"))
        at, ready = float(sign["at"]), bool(sign["ready"])
    except (OSError, ValueError, KeyError, TypeError):
        return False, "no sign of life: the bot has not been started with this DATABASE_PATH"
    age = now - at
    if age > STALE_AFTER:
        return False, f"the last sign of life is {age:.0f} s old: the bot has stopped or hangs"
    if not ready:
        return False, "the bot runs, but is not connected to Discord"
    return True, f"alive {age:.0f} s ago and connected to Discord"
