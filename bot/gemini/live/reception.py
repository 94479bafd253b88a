"""How one socket's frames are read: what belongs together in them, and what was counted before. Pure."""

from dataclasses import astuple, replace

from bot.gemini.api.messages import IDLE, IN_PROGRESS, Malformed, ServerMessage, Usage, parse_server
from bot.gemini.api.seams import Seams


class Reception:
    """One for each socket. `sound`: the model's sound is wanted."""

    def __init__(self, *, sound: bool) -> None:
        self._sound = sound
        self._seams = Seams()
        self._counted = Usage()  # of the turn that goes on
        self._over = False
        self._in_progress = False
        self._reason = ""  # of an end that was none yet

    def read(self, raw: bytes | str) -> ServerMessage | Malformed:
        """One frame, joined with what the one before left open."""
        message = parse_server(raw, sound=self._sound, seams=self._seams)
        return message if isinstance(message, Malformed) else self._as_it_counts(message)

    def _as_it_counts(self, message: ServerMessage) -> ServerMessage:
        """While a model says that it is at work, nothing ends its turn but that it says IDLE, with an end or without: a
        filler has ends of its own, and then comes the reply."""
        was = self._in_progress
        if message.status or message.interrupted:
            self._in_progress = message.status == IN_PROGRESS
        if self._in_progress:
            self._reason = message.reason or self._reason
            over = message.piece_over or message.generation_complete or message.turn_complete
            return replace(message, generation_complete=False, turn_complete=False, piece_over=over)
        if not was or message.status != IDLE:
            return message
        self._seams.end()
        reason, self._reason = message.reason or self._reason, ""
        return replace(message, turn_complete=True, reason=reason)

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
