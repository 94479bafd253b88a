"""What somebody recorded becomes text, on a short socket of its own."""

from collections.abc import Iterable

from bot.clock import Clock
from bot.live.breaker import Breaker
from bot.live.settings import LiveSettings


async def transcribe(
    settings: LiveSettings, frames: Iterable[bytes], *, language: str, clock: Clock, breaker: Breaker
) -> str | None:
    """The words in these frames of 20 ms (PCM16, mono, 16 kHz); None when there are none or nobody could be asked."""
    return None
