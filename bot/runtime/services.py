"""What the runners of one process share, whatever the number of interviews."""

import asyncio
from dataclasses import dataclass, field

from bot.clock import Clock
from bot.gemini.api.breaker import Breaker
from bot.gemini.api.settings import LiveSettings
from bot.interview.timing import Timing
from bot.ports.tallies import Tallies
from bot.store import Store

FETCHES = 4
"""Messages of all interviews whose files are fetched at once."""


@dataclass(frozen=True, slots=True)
class SharedLocks:
    """What runners do one after another, or a few at once."""

    reading: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Reading threads again: after a start all runners want to, and Discord allows 50 calls a second."""
    pictures: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Decoding pictures: a large one takes 100 MB for a moment."""
    voice_messages: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Decoding voice messages: a file may have 10 MB, and decoding takes the loop's time."""
    files: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(FETCHES))
    """Fetching text files."""


@dataclass(frozen=True, slots=True)
class RunnerServices:
    """The supervisor makes one, and hands it to every runner."""

    store: Store
    live: LiveSettings
    breaker: Breaker
    clock: Clock
    """For waiting: see `bot.clock.to_wait_by`."""
    timing: Timing
    locks: SharedLocks = field(default_factory=SharedLocks)
    tallies: Tallies = field(default_factory=Tallies)
