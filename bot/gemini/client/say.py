"""One sentence said by the model on a socket of its own: for `/diag voice`, which has no interview around it."""

import asyncio
from collections.abc import Callable

from bot.clock import Clock
from bot.gemini.api.breaker import Breaker
from bot.gemini.api.failures import Cause, CauseKind, ConnectionStage, Failure, classify
from bot.gemini.api.settings import LiveSettings, Speech
from bot.gemini.client.live_client import LiveClient
from bot.gemini.live.session import LiveSession
from bot.ports.model import AudioChunk, ContextItem, Declined, LiveDown, LiveEvent, ModelTurn, Silent

INSTRUCTIONS = "You say aloud what you are given, word for word, and nothing else."


async def say(
    settings: LiveSettings,
    text: str,
    *,
    language: str,
    clock: Clock,
    breaker: Breaker,
    on_sound: Callable[[bytes], None],
) -> Failure | None:
    """Hand its sound (PCM16, mono, 24 kHz) to `on_sound` as it comes; why there is none, or None when it was said."""
    outcome: asyncio.Future[Failure | None] = asyncio.get_running_loop().create_future()

    def took(event: LiveEvent) -> None:
        match event:
            case AudioChunk(pcm=pcm):
                on_sound(pcm)
                return
            case ModelTurn():
                found = None
            case LiveDown(failure=failure):
                found = failure
            case Declined(reason=reason):
                found = classify(Cause(CauseKind.DECLINED, ConnectionStage.LIVE, reason=reason))
            case Silent():
                found = classify(Cause(CauseKind.SILENT, ConnectionStage.LIVE))
            case _:
                return
        if not outcome.done():
            outcome.set_result(found)

    session = LiveSession(settings, instructions=INSTRUCTIONS, tools=(), speech=Speech(language))
    async with LiveClient(session, settings, breaker=breaker, clock=clock, on_event=took, label="check") as client:
        client.ask(
            ContextItem(1, f"Say exactly this, word for word, in {language}, and nothing else:\n<<<\n{text}\n>>>")
        )
        try:
            async with asyncio.timeout(settings.timeouts.turn):
                return await outcome
        except TimeoutError:
            return classify(Cause(CauseKind.SILENT, ConnectionStage.LIVE))
