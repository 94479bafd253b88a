"""The candidate's page as the relay sees it: a room for each running video interview, with at most one page in it.

Knows no web socket: a page is a `PageLine`, and `bot.web` fulfils it.
"""

from collections.abc import Callable
from typing import Literal, Protocol

from bot.edge import Filming, PageEnd, Source, Watcher

Elsewhere = Literal["elsewhere"]
ELSEWHERE: Elsewhere = "elsewhere"
"""Closed because the same interview's page was opened once more."""


class PageLine(Protocol):
    """What an open page is told. Nothing blocks, nothing raises, also when the page is gone."""

    def state(self, resting: bool, number: int, total: int, ends_at: float | None) -> None:
        """Where the interview stands; `ends_at` epoch seconds, None where no time is shown."""

    def caption(self, key: int, text: str, final: bool) -> None:
        """What the interviewer says; newer text for the same key replaces it."""

    def close(self, why: PageEnd | Elsewhere) -> None:
        """Hang up, with that word."""


class CameraRoom:
    """Fulfils `CameraEdge` for the relay, and hands on what the newest page shows."""

    def __init__(self) -> None:
        self._watcher: Watcher | None = None
        self._line: PageLine | None = None
        self._source: Source | None = None
        self._rests = True
        self._question: tuple[int, int, float | None] = (0, 0, None)
        self._ended: PageEnd | None = None

    @property
    def ended(self) -> PageEnd | None:
        """Why no page may connect now."""
        return self._ended

    # What the relay says

    def watch(self, watcher: Watcher | None) -> None:
        self._watcher = watcher
        if watcher is None:
            self._rests = True
        else:
            self._ended = None
            watcher.happened(Filming(self._source))
        self._tell()

    def question(self, number: int, total: int, ends_at: float | None) -> None:
        self._question = number, total, ends_at
        self._tell()

    def rest(self, *, on: bool) -> None:
        self._rests = on
        self._tell()

    def caption(self, key: int, text: str, *, final: bool) -> None:
        if self._line is not None:
            self._line.caption(key, text, final)

    def end(self, why: PageEnd) -> None:
        self._ended = why
        line = self._line
        self._leave()
        if line is not None:
            line.close(why)

    # What the page says

    def connect(self, line: PageLine) -> Callable[[], None]:
        """A page is open; the earlier one is closed. Returns what to call when it is gone."""
        earlier = self._line
        self._leave()
        if earlier is not None:
            earlier.close(ELSEWHERE)
        self._line = line
        self._tell()

        def disconnect() -> None:
            if self._line is line:  # else a newer one has its place
                self._leave()

        return disconnect

    def shows(self, source: Source | None) -> None:
        """What the page films from now on."""
        if source is not self._source:
            self._source = source
            if self._watcher is not None:
                self._watcher.happened(Filming(source))

    def picture(self, source: Source, jpeg: bytes) -> bool:
        """One checked picture. Whether it was handed to the interviewer."""
        return self._watcher is not None and self._ended is None and self._watcher.see(source, jpeg)

    def _leave(self) -> None:
        self._line = None
        self.shows(None)

    def _tell(self) -> None:
        if self._line is not None:
            self._line.state(self._rests or self._watcher is None, *self._question)


class Cameras:
    """The rooms of all running video interviews."""

    def __init__(self) -> None:
        self._rooms: dict[int, CameraRoom] = {}

    def of(self, interview_id: int) -> CameraRoom:
        """The room of a running interview, made when there is none."""
        return self._rooms.setdefault(interview_id, CameraRoom())

    def known(self, interview_id: int) -> CameraRoom | None:
        """The room, if it was made."""
        return self._rooms.get(interview_id)

    def drop(self, interview_id: int) -> None:
        """The interview is over."""
        self._rooms.pop(interview_id, None)
