"""How one socket's frames are read: what belongs together in them, and what was counted before. Pure."""

from dataclasses import astuple

from bot.live.messages import Malformed, ServerMessage, Usage, parse_server
from bot.live.seams import Seams


class Reception:
    """One for each socket. `sound`: the model's sound is wanted."""

    def __init__(self, *, sound: bool) -> None:
        self._sound = sound
        self._seams = Seams()
        self._counted = Usage()  # of the turn that goes on
        self._over = False

    def read(self, raw: bytes | str) -> ServerMessage | Malformed:
        """One frame, joined with what the one before left open."""
        return parse_server(raw, sound=self._sound, seams=self._seams)

    def spent(self, message: ServerMessage) -> list[Usage]:
        """What this message's count adds to those before it in the same turn, if anything.

        Counts may come with each fragment of a turn, growing (gemini-live §3.3): the largest is the turn's. A call
        ends a count, since the model is asked anew by its result; a frame with nothing else is of the turn before.
        """
        if self._over and (message.content or message.turn_complete or message.interrupted):
            self._counted, self._over = Usage(), False
        added = [] if message.usage is None else self._grown(message.usage)
        self._over = self._over or message.turn_complete or bool(message.calls)
        return added

    def _grown(self, usage: Usage) -> list[Usage]:
        before, now = astuple(self._counted), astuple(usage)
        self._counted = Usage(*map(max, before, now))
        added = Usage(*(max(0, new - old) for old, new in zip(before, now, strict=True)))
        return [added] if added.total else []
