"""What one interview already has of its place: which Discord messages, and who spoke each turn."""

from bot.interview.models import Speaker, Turn


class SeenMessages:
    """The Discord messages that this interview already has.

    `read_from`: a catch-up reads what comes after it. Everything the candidate wrote before is in the record, and so is
    the newest answer, which is read once more. It lies before the newest question, because somebody may have begun an
    answer before that was shown.
    """

    def __init__(self, turns: tuple[Turn, ...]) -> None:
        self.read_from = 0
        self.newest = 0
        self._ids: set[int] = set()
        self._in_turns: set[int] = set()
        self._taken: set[int] = set()
        self._speakers: dict[int, Speaker] = {}
        for turn in turns:
            self.stored(turn)

    def __contains__(self, message_id: int) -> bool:
        return message_id in self._ids

    def in_turn(self, message_id: int) -> bool:
        """Whether it is part of a stored turn."""
        return message_id in self._in_turns

    def add(self, message_id: int) -> None:
        """Note that it was received."""
        self._ids.add(message_id)

    def take(self, message_id: int) -> bool:
        """Whether this is its first copy. Read from the place and brought live it comes twice, and the one that waited
        in the inbox may be older than what was read."""
        first = message_id not in self._taken
        self._taken.add(message_id)
        return first

    def shown(self, ids: tuple[int, ...]) -> None:
        """Note that these carry one of our turns."""
        self._ids.update(ids)
        self.newest = max((self.newest, *ids))

    def stored(self, turn: Turn) -> None:
        """Note that the turn is in the record."""
        self._speakers[turn.seq] = turn.speaker
        self._in_turns.update(turn.message_ids)
        self.shown(turn.message_ids)
        if turn.speaker is Speaker.CANDIDATE:
            self.read_from = max(self.read_from, min(turn.message_ids) - 1) if turn.message_ids else self.newest

    def speaker(self, seq: int) -> Speaker:
        """Who spoke this stored turn."""
        return self._speakers[seq]
