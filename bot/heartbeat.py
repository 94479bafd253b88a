"""The sign of life that `interview-bot health` reads: one small file beside the database.

It says also what is wrong. It must do so on a disk that is full: so it always has the same size, and is written again
in its place, which takes no room.
"""

import asyncio
import contextlib
import json
import logging
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.clock import Clock
from bot.errors import StoreError

if TYPE_CHECKING:
    from bot.store import Store

log = logging.getLogger(__name__)

EVERY = 10.0
LOOK = 1.0
"""How often it is looked whether there is something new to say before that."""
STALE_AFTER = 60.0
SIZE = 512
"""Bytes of the file."""
STOPPED = "the bot was stopped"


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of life. `trouble` is what is wrong, as a sentence for whoever runs the bot."""

    at: float
    ready: bool
    trouble: str = ""
    pid: int = 0


def path_of(database: Path) -> Path:
    return database.with_name(database.name + ".heartbeat")


def write(database: Path, sign: Sign) -> None:
    """In one call, so that a reader never sees half of it. Like everything beside the database it is the owner's."""
    file = path_of(database)
    with os.fdopen(os.open(file, os.O_CREAT | os.O_RDWR, 0o600), "r+b", buffering=0) as out:
        out.write(json.dumps({**asdict(sign), "trouble": sign.trouble[: SIZE // 2]}).ljust(SIZE).encode()[:SIZE])
        out.truncate(SIZE)
    file.chmod(0o600)


async def beat(store: "Store", clock: Clock, ready: Callable[[], bool]) -> None:
    """Write it until cancelled, at once when something changes. The bot's own loop writes it: a loop that hangs shows.

    After a refusal it also tries whether the database can be written again: nobody else may do so for hours.
    """
    now = asyncio.get_running_loop().time
    said, due = None, now()
    try:
        while True:
            if due <= now() or said != (ready(), store.refusal):
                if store.refusal is not None:
                    with contextlib.suppress(StoreError):
                        await store.probe()
                said, due = (ready(), store.refusal), now() + EVERY
                _try_to_write(store.path, Sign(clock(), ready(), _sentence(store.refusal), os.getpid()))
            await asyncio.sleep(LOOK)
    finally:
        _try_to_write(store.path, Sign(clock(), ready=False, trouble=STOPPED, pid=os.getpid()))


def _sentence(refusal: str | None) -> str:
    return "" if refusal is None else f"nothing can be saved: {refusal}"


def _try_to_write(database: Path, sign: Sign) -> None:
    try:
        write(database, sign)
    except OSError as error:
        # It shows in the stale file; interviews must not end over it.
        log.error("the sign of life cannot be written: %s", error.strerror)


def judge(database: Path, now: float) -> tuple[bool, str]:
    """Whether the bot lives and is well, and the sentence that says so."""
    try:
        found = json.loads(path_of(database).read_text(encoding="utf-8"))
        sign = Sign(float(found["at"]), bool(found["ready"]), str(found.get("trouble", "")))
    except (OSError, ValueError, KeyError, TypeError):
        return False, "no sign of life: the bot has not been started with this DATABASE_PATH"
    age = now - sign.at
    if sign.trouble == STOPPED:
        return False, f"{STOPPED}, {age:.0f} s ago"
    if age > STALE_AFTER:
        return False, f"the last sign of life is {age:.0f} s old: the bot has stopped or hangs"
    if sign.trouble:
        return False, sign.trouble
    if not sign.ready:
        return False, "the bot runs, but is not connected to Discord"
    return True, f"alive {age:.0f} s ago and connected to Discord"
