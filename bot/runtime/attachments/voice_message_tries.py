"""Which voice messages were begun, and how that ended: in the event log, where the next process finds it.

A file that kills the process would be read from the thread again at each start, and kill each; nobody but the record
knows that it was tried before.
"""

from enum import StrEnum

from bot.ports.events import VoiceMessage
from bot.store import Store

MOST_TRIES = 2
"""How often a message is begun without an end: the first death may have had another reason."""


class TryResult(StrEnum):
    """Whether a message is listened to."""

    GO = "go"
    REFUSED = "refused"
    """Its sender was asked to write instead, and is not asked again."""
    GIVEN_UP = "given_up"
    """It was begun too often, and never ended."""


class VoiceMessageTries:
    """Those of one interview."""

    def __init__(self, store: Store, interview_id: int) -> None:
        self._store = store
        self._interview_id = interview_id

    async def begin(self, message: VoiceMessage) -> TryResult:
        """Asked before a byte of it is fetched; with `GO` it stands in the record that it was begun."""
        found = await self._store.events_of(self._interview_id, "voice_message_%")
        kinds = [each.kind for each in found if each.detail.get("message") == message.message_id]
        if "voice_message_unclear" in kinds:
            return TryResult.REFUSED
        if kinds.count("voice_message_begun") - kinds.count("voice_message_ended") >= MOST_TRIES:
            return TryResult.GIVEN_UP
        await self._note("begun", message)
        return TryResult.GO

    async def ended(self, message: VoiceMessage) -> None:
        """It was understood, or let go of in order."""
        await self._note("ended", message)

    async def unclear(self, message: VoiceMessage, why: str) -> None:
        """Its sender was asked to write."""
        await self._note("unclear", message, seconds=message.seconds, why=why)

    async def _note(self, what: str, message: VoiceMessage, **more: float | str) -> None:
        detail = {"message": message.message_id, **more}
        await self._store.add_event(self._interview_id, f"voice_message_{what}", detail)
