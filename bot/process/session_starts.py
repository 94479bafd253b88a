"""How often the bot may identify itself to Discord. Pure, except for a small file beside the database.

Discord gives a bot a thousand starts (IDENTIFY) a day; after that it takes its token away. A bot that crashes at each
start, under a supervisor that restarts it, would get there in a night.
https://docs.discord.com/developers/events/gateway#session-start-limit-object
"""

import json
import logging
import math
import os
from collections.abc import Iterator, Sequence
from itertools import chain, repeat
from pathlib import Path

log = logging.getLogger(__name__)

HOUR = 3600.0
FREE = 8
"""Starts within an hour that do not wait."""
FIRST_WAIT = 15.0
LONGEST_WAIT = 900.0
KEPT_BACK = 20
"""With so few starts left by Discord's count the bot waits for the next day: a person may need them."""
KEPT = 50
"""How many starts are remembered."""


def waits() -> Iterator[float]:
    """Seconds between one try to reach Discord and the next, for as long as it takes."""
    return chain((5.0, 10.0, 20.0, 40.0, 80.0, 160.0), repeat(300.0))


def crash_wait(starts: Sequence[float], now: float) -> float:
    """Seconds to wait before another start: 0 for the first ones of an hour, then longer with each."""
    recent = [at for at in starts if now - HOUR < at <= now]
    if len(recent) < FREE:
        return 0.0
    wait = min(FIRST_WAIT * 2.0 ** min(len(recent) - FREE, 10), LONGEST_WAIT)
    return max(0.0, max(recent) + wait - now)


def limit_wait(left: int, resets_in: float) -> float:
    """Seconds to wait where Discord has so few starts left; 0 where there are enough."""
    return 0.0 if left > KEPT_BACK else max(resets_in, 60.0)


def path_of(database: Path) -> Path:
    return database.with_name(database.name + ".starts")


def read(database: Path) -> list[float]:
    """When the bot started lately, epoch seconds; nothing where the file is missing or broken."""
    try:
        found = json.loads(path_of(database).read_text(encoding="utf-8"))
        return [at for at in map(float, found) if math.isfinite(at)]
    except (OSError, ValueError, TypeError):
        return []


def note(database: Path, starts: Sequence[float]) -> None:
    """Store these. If that fails, Discord's own count still protects the token."""
    try:
        file = os.open(path_of(database), os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(file, "w", encoding="utf-8") as out:
            json.dump(list(starts)[-KEPT:], out)
    except OSError as error:
        log.warning("the starts of this bot cannot be noted: %s", error.strerror)
