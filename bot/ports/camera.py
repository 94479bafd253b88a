"""The candidate's page beside a voice channel: pictures in, words out."""

from enum import StrEnum
from typing import Protocol

from bot.ports.events import EdgeEvent, Source


class Watcher(Protocol):
    """Receives what a candidate's page sends. Called on the event loop, never slow, never raises."""

    def see(self, source: Source, jpeg: bytes) -> bool:
        """One checked picture. Whether it was handed to the model: while the interview rests none is."""

    def happened(self, event: EdgeEvent) -> None:
        """`ShownSource`."""


class PageEnd(StrEnum):
    """Why a candidate's page is told to stop."""

    OVER = "over"
    """The interview is over."""
    WRITING = "writing"
    """It goes on in writing; the page may be used again when it goes on by voice."""


class CameraEdge(Protocol):
    """The candidate's page beside a voice channel: pictures come in, what stands on it goes out. Nothing waits.

    There is one for each running video interview, whether a page is open or not. It outlives runners, and tells a new
    watcher at once what the page shows right now.
    """

    def watch(self, watcher: Watcher | None) -> None:
        """Hand pictures and `ShownSource` to this one from now on; None: to nobody, and the page says that it waits."""

    def question(self, number: int, total: int, ends_at: float | None, words: str) -> None:
        """The planned question that is being talked about, with its words as the chat has them; `ends_at` (epoch
        seconds) is None where it is not shown."""

    def rest(self, *, on: bool) -> None:
        """Whether the interview rests: then the page says that nothing is sent."""

    def caption(self, key: int, text: str, *, final: bool) -> None:
        """What the interviewer says; newer text for the same key replaces it."""

    def end(self, why: PageEnd) -> None:
        """Close the page's connection, with that word."""
