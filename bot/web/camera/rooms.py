"""The pages beside the running video interviews: one `CameraRoom` each, between a browser and a runner.

No foreign library: the web server hands in a `PageConnection` for each socket, the runner watches.
"""

from collections.abc import Callable
from typing import Literal, Protocol

from bot.ports.camera import PageEnd, Watcher
from bot.ports.events import ShownSource, Source

LATEST_CAPTIONS = 3
"""How many a page gets when it connects: the current one, and a few before it."""

Goodbye = PageEnd | Literal["elsewhere"]


class PageConnection(Protocol):
    """One open page. Called on the event loop; never blocks, never raises."""

    def state(self, resting: bool, number: int, total: int, ends_at: float | None, words: str) -> None:
        """Where the interview stands; `ends_at` in epoch seconds, `words` of the question."""

    def caption(self, key: int, text: str, final: bool) -> None:
        """What the interviewer says."""

    def close(self, why: Goodbye) -> None:
        """It is over for this page. "elsewhere": the same interview's page was opened once more."""


class CameraRoom:
    """Fulfils `bot.ports.camera.CameraEdge` for one interview. At most one page is connected: the newest."""

    def __init__(self) -> None:
        self.ended: PageEnd | None = None
        """Why no page may connect now; None while one may."""
        self._connection: PageConnection | None = None
        self._watcher: Watcher | None = None
        self._source: Source | None = None
        self._resting = True
        self._number = self._total = 0
        self._ends_at: float | None = None
        self._words = ""
        self._captions: dict[int, tuple[str, bool]] = {}

    def __repr__(self) -> str:
        return (
            f"<CameraRoom open={self._connection is not None} watched={self._watcher is not None} ended={self.ended}>"
        )

    # Called by the runner

    def watch(self, watcher: Watcher | None) -> None:
        """See `CameraEdge.watch`. Until it says otherwise the interview rests."""
        self._watcher = watcher
        self._resting = True
        if watcher is not None:
            self.ended = None
            watcher.happened(ShownSource(self._source))
        self._tell()

    def question(self, number: int, total: int, ends_at: float | None, words: str) -> None:
        """See `CameraEdge.question`."""
        self._number, self._total, self._ends_at, self._words = number, total, ends_at, words
        self._tell()

    def rest(self, *, on: bool) -> None:
        """See `CameraEdge.rest`."""
        self._resting = on
        self._tell()

    def caption(self, key: int, text: str, *, final: bool) -> None:
        """See `CameraEdge.caption`."""
        self._captions[key] = text, final
        if len(self._captions) > LATEST_CAPTIONS:
            del self._captions[next(iter(self._captions))]
        if self._connection is not None:
            self._connection.caption(key, text, final)

    def end(self, why: PageEnd) -> None:
        """See `CameraEdge.end`."""
        self.ended = why
        self._captions.clear()
        self._let_go(why)

    # Called by the page's socket

    def connect(self, connection: PageConnection) -> Callable[[], None]:
        """Connect the newest page, and close the one before. Call what is returned when its socket is closed."""
        self._let_go("elsewhere")
        self._connection = connection
        self._tell()
        for key, (text, final) in self._captions.items():
            connection.caption(key, text, final)

        def disconnect() -> None:
            if self._connection is connection:
                self._connection = None
                self.shows(None)

        return disconnect

    def shows(self, source: Source | None) -> None:
        """Record what the page shows from now on."""
        if source is not self._source:
            self._source = source
            if self._watcher is not None:
                self._watcher.happened(ShownSource(source))

    def picture(self, source: Source, jpeg: bytes) -> bool:
        """Take a checked picture; return whether it went to the interviewer. One of a source not announced does not."""
        if self._watcher is None or source is not self._source:
            return False
        return self._watcher.see(source, jpeg)

    def _let_go(self, why: Goodbye) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close(why)
            self.shows(None)

    def _tell(self) -> None:
        if self._connection is not None:
            resting = self._resting or self._watcher is None
            self._connection.state(resting, self._number, self._total, self._ends_at, self._words)


class Cameras:
    """The rooms of the interviews that run in this process."""

    def __init__(self) -> None:
        self._rooms: dict[int, CameraRoom] = {}

    def __repr__(self) -> str:
        return f"<Cameras {len(self._rooms)}>"

    def of(self, interview_id: int) -> CameraRoom:
        """Return the room of this interview, made when it is first asked for."""
        return self._rooms.setdefault(interview_id, CameraRoom())

    def known(self, interview_id: int) -> CameraRoom | None:
        """Return the room of this interview, if it was made."""
        return self._rooms.get(interview_id)

    def drop(self, interview_id: int) -> None:
        """Forget the room of this interview."""
        self._rooms.pop(interview_id, None)
