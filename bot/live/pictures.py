"""Pictures on their way to the model: the newest one of the page, and a few that were posted. Never a queue.

Pure. Of what is filmed only the newest picture means anything, so an older one that could not be sent is dropped;
somebody posted the others one by one, and they stay in order.
"""

from collections import deque

from bot.live.messages import realtime_video

POSTED = 4
"""So many posted pictures wait at most; the oldest is dropped."""


class Pictures:
    """What waits. Whoever took it and did not send it puts it back."""

    def __init__(self) -> None:
        self._newest: bytes | None = None
        self._posted: deque[bytes] = deque(maxlen=POSTED)
        self._taken: tuple[tuple[bytes, ...], bytes | None] = (), None

    def __bool__(self) -> bool:
        return self._newest is not None or bool(self._posted)

    def add(self, jpeg: bytes, *, keep: bool) -> None:
        """One more; `keep`: it was posted, and a newer one does not replace it."""
        if keep:
            self._posted.append(jpeg)
        else:
            self._newest = jpeg

    def take(self) -> list[str]:
        """Their frames, the posted ones first."""
        self._taken = tuple(self._posted), self._newest
        self._posted.clear()
        self._newest = None
        posted, newest = self._taken
        return [realtime_video(jpeg) for jpeg in (*posted, *(() if newest is None else (newest,)))]

    def put_back(self) -> None:
        """What was taken last was not sent after all."""
        posted, newest = self._taken
        self._taken = (), None
        self._posted = deque((*posted, *self._posted), POSTED)
        self._newest = newest if self._newest is None else self._newest

    def sent(self) -> None:
        """What was taken is on its way."""
        self._taken = (), None

    def forget_newest(self) -> None:
        """A rest, or nothing is filmed any more: what was filmed before is not shown after it."""
        self._newest, self._taken = None, (self._taken[0], None)

    def forget(self) -> None:
        """The end."""
        self._newest, self._taken = None, ((), None)
        self._posted.clear()
