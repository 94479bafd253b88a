"""What a session puts out: frames for the socket, events for the interview, notes for its record. Pure."""

from collections.abc import Sequence

from bot.ports.model import LiveEvent, Noted

_MOST_UNKNOWN = 50


class LiveOutput:
    """Frames and events in order, until the client takes them."""

    def __init__(self) -> None:
        self.frames: list[str] = []
        self.events: list[LiveEvent] = []
        self._question_at: int | None = None  # its first frame; None when it was taken, and may have been heard
        self._noted: set[str] = set()
        self._unknown: set[str] = set()

    def open(self, frame: str) -> None:
        """A new socket, and the first frame on it: what was noted once may be noted again."""
        self.frames, self._noted = [frame], set()

    def close(self) -> None:
        """The socket is left: nothing is sent any more."""
        self.frames, self._question_at = [], None

    def begin_question(self) -> None:
        """The frames that follow are a question's, which may be taken back."""
        self._question_at = len(self.frames)

    def take_back_question(self) -> bool:
        """Drop the question's frames; False, and nothing is done, when they were taken already."""
        if self._question_at is None:
            return False
        del self.frames[self._question_at :]
        self._question_at = None
        return True

    def take_frames(self) -> list[str]:
        """What is to be sent now; from here on the model may have heard it."""
        taken, self.frames, self._question_at = self.frames, [], None
        return taken

    def take_events(self) -> list[LiveEvent]:
        """What happened, in order."""
        taken, self.events = self.events, []
        return taken

    def note(self, kind: str, **detail: str | float | bool) -> None:
        """For the event log."""
        self.events.append(Noted(kind, detail))

    def note_once(self, kind: str, **detail: str | float | bool) -> None:
        """The same, once for each socket: a server may say a thing a thousand times a second."""
        if kind not in self._noted:
            self._noted.add(kind)
            self.note(kind, **detail)

    def note_unknown(self, names: Sequence[str]) -> None:
        """Fields of the server's: once for each name, so that a chatty new one fills no log."""
        new = [name for name in names if name not in self._unknown]
        if new and len(self._unknown) < _MOST_UNKNOWN:
            self._unknown.update(new)
            self.note("unknown_fields", names=" ".join(new))
