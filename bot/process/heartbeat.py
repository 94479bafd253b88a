"""The heartbeat that `interview-bot health` reads: one small file beside the database.

It also says what is wrong, even on a full disk: so it always has the same size, and is overwritten in its place, which
takes no room. Its age is the file's own time, by the clock that `health` reads as well.
"""

import asyncio
import contextlib
import json
import logging
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.clock import DAY, Clock, WallClock
from bot.errors import StoreError
from bot.process import disk, loop_lag
from bot.process.loop_lag import LoopLag

if TYPE_CHECKING:
    from bot.store import Store

log = logging.getLogger(__name__)

EVERY = 10.0
PROBE = 30.0
"""Seconds between two tries whether the database can be written, though nobody writes: at night a disk that became
read-only, or a backup that holds the file, would be seen by the first candidate of the morning. One page each time."""
LOOK = 1.0
"""Seconds between two looks whether something changed, which is then written at once."""
STALE_AFTER = 60.0
AHEAD = 5.0
"""Seconds that the file may be younger than now: file systems round."""
SIZE = 4096
"""Bytes of the file."""
LONGEST = 256
"""Characters of a sentence in it. As JSON each may take six bytes; two sentences and the rest must fit into SIZE."""
STOPPED = "the bot was stopped"


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """One heartbeat. `trouble` is what is wrong, `note` what will be, as sentences for the operator.

    `lag`: how late the event loop was at most within the last half minute, in seconds.
    """

    ready: bool
    trouble: str = ""
    note: str = ""
    pid: int = 0
    host: str = ""
    lag: float = 0.0


class HeartbeatState:
    """What the next heartbeat says. `say` has it written at once."""

    def __init__(self) -> None:
        self.ready = False
        self.waits = ""
        """Why it is not ready yet, as a sentence."""
        self.lag = LoopLag()
        self.changed = asyncio.Event()

    def say(self, *, ready: bool, waits: str = "") -> None:
        self.ready, self.waits = ready, waits
        self.changed.set()


def path_of(database: Path) -> Path:
    return database.with_name(database.name + ".heartbeat")


def write(database: Path, said: Heartbeat) -> None:
    """Write the file in one call, so that a reader never sees half of it; only its owner may read it."""
    file = path_of(database)
    told = asdict(said) | {"trouble": said.trouble[:LONGEST], "note": said.note[:LONGEST], "host": said.host[:64]}
    with os.fdopen(os.open(file, os.O_CREAT | os.O_RDWR, 0o600), "r+b", buffering=0) as out:
        out.write(json.dumps(told).ljust(SIZE).encode())
        out.truncate(SIZE)
    file.chmod(0o600)


async def beat(store: "Store", clock: Clock, pulse: HeartbeatState) -> None:
    """Write it until cancelled, at once when something changes. The bot's own loop writes it, so one that hangs shows.

    It also tries whether the database can be written, after a refusal each time: nothing else may write for hours. And
    it checks what nothing else notices: the machine's clock, and its disk.
    """
    now = asyncio.get_running_loop().time
    said, due, warn_at, probe_at = None, now(), now(), now() + PROBE
    note = disk.look(store.path)
    try:
        while True:
            stepped = say_step(clock)
            if due <= now() or stepped or said != _told(store, pulse):
                note = disk.look(store.path)
                if note and warn_at <= now():
                    log.warning("%s", note)
                    warn_at = now() + DAY
                if store.refusal is not None or probe_at <= now():
                    probe_at = now() + PROBE
                    with contextlib.suppress(StoreError):
                        await store.probe()
                said, due = _told(store, pulse), now() + EVERY
                _try_to_write(store.path, sign_now(store, pulse, note))
            pulse.changed.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await pulse.changed.wait()
    finally:
        _try_to_write(store.path, Heartbeat(False, STOPPED, "", os.getpid(), socket.gethostname()))


def _told(store: "Store", pulse: HeartbeatState) -> tuple[object, ...]:
    """What is written at once when it changes."""
    worst = pulse.lag.worst(asyncio.get_running_loop().time())
    return pulse.ready, pulse.waits, store.refusal, bool(loop_lag.sentence(worst))


def sign_now(store: "Store", pulse: HeartbeatState, note: str = "") -> Heartbeat:
    """How it stands with the bot right now. `note`: see `disk.look`."""
    refusal = store.refusal
    trouble = pulse.waits if refusal is None else f"nothing can be saved: {refusal}"
    worst = pulse.lag.worst(asyncio.get_running_loop().time())
    return Heartbeat(pulse.ready, trouble, note, os.getpid(), socket.gethostname(), round(worst, 3))


def ready(store: "Store", pulse: HeartbeatState) -> tuple[bool, str]:
    """What `judge` would find just now, for who asks the process itself."""
    return verdict(sign_now(store, pulse, disk.look(store.path)), 0.0, alive=True)


def say_step(clock: Clock) -> bool:
    """Whether the machine's clock was set since the last call; logs it."""
    step = clock.step() if isinstance(clock, WallClock) else None
    if step is None:
        return False
    if step > 0:
        log.warning("the machine's clock was set forward by %.0f s: times, deadlines and deletions follow it", step)
    else:
        log.warning(
            "the machine's clock was set back by %.0f s: times stand still until it has caught up, and interviews that "
            "run now keep their own; whatever waits goes on",
            -step,
        )
    return True


def _try_to_write(database: Path, told: Heartbeat) -> None:
    try:
        write(database, told)
    except OSError as error:
        # It shows in the stale file; interviews must not end over it.
        log.error("the sign of life cannot be written: %s", error.strerror)


def judge(database: Path, now: float, lives: Callable[[int], bool] | None = None) -> tuple[bool, str]:
    """Whether the bot lives and is well, and the sentence that says so. `now` by the clock that stamps files."""
    file = path_of(database)
    try:
        written, found = file.stat().st_mtime, json.loads(file.read_text(encoding="utf-8"))
        read = Heartbeat(
            bool(found["ready"]),
            str(found.get("trouble", "")),
            str(found.get("note", "")),
            int(found.get("pid", 0)),
            str(found.get("host", "")),
            float(found.get("lag", 0.0)),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False, "no sign of life: the bot has not been started with this DATABASE_PATH"
    return verdict(read, now - written, alive=may_live(read, lives or process_lives))


def may_live(sign: Heartbeat, lives: Callable[[int], bool]) -> bool:
    """Whether its process may still be there: a number means something on its own machine, or container, alone."""
    return not sign.pid or sign.host != socket.gethostname() or lives(sign.pid)


def verdict(sign: Heartbeat, age: float, *, alive: bool) -> tuple[bool, str]:
    """Pure; `/readyz` says the same of a sign that is written nowhere. `age` in seconds."""
    if sign.trouble == STOPPED:
        return False, f"{STOPPED}, {max(age, 0):.0f} s ago"
    if not alive:
        return False, f"the bot's process ({sign.pid}) is gone, without a goodbye; its last sign is {age:.0f} s old"
    if age < -AHEAD:
        return (
            False,
            f"the last sign of life is {-age:.0f} s in the future: the clock was set back, and nothing came since",
        )
    if age > STALE_AFTER:
        return False, f"the last sign of life is {age:.0f} s old: the bot has stopped or hangs"
    if sign.trouble:
        return False, sign.trouble
    if behind := loop_lag.sentence(sign.lag):
        return False, behind
    if not sign.ready:
        return False, "the bot runs, but is not connected to Discord"
    return True, f"alive {max(age, 0):.0f} s ago and connected to Discord" + (f"; {sign.note}" if sign.note else "")


def process_lives(pid: int) -> bool:
    """Whether there is a process of this number. Where asking would end it (Windows), yes."""
    if sys.platform == "win32":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
