"""The end of a reply that was taken already: words may still come that belong to it. Pure."""

from bot.gemini.api.messages import ServerMessage
from bot.gemini.api.sentences import is_whole

MOMENT = 2.0
"""Seconds after the end of a turn in which its last words may still come."""


class Tail:
    """Kept until something else is asked on the socket. `transcript` is what came until now, with its blanks."""

    def __init__(self, item_id: int, transcript: str, now: float) -> None:
        self.item_id = item_id
        self.grown = False
        self._transcript = transcript
        self._until = now + MOMENT

    @property
    def text(self) -> str:
        """All that the model said."""
        return self._transcript.strip()

    @property
    def broken_off(self) -> bool:
        """Whether it said something, and stopped in the middle of a sentence."""
        return bool(self.text) and not is_whole(self.text)

    def takes(self, message: ServerMessage, now: float, *, owed: bool) -> bool:
        """Take what belongs to it; whether it did. `owed`: its turn is not over yet. Once it is, only words may be
        late: sound then belongs to something else, unless the reply had stopped in the middle of a sentence."""
        late = not message.audio or not is_whole(self.text)
        if message.calls or not (owed or (late and now < self._until)):
            return False
        self.grown = self.grown or bool(message.transcript)
        self._transcript += message.transcript
        return True
