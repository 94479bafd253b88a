"""Pictures on their way to the model: the newest one of the page, and a few that were posted. Never a queue.

Pure. Of the live video only the newest picture means anything, so an older one that could not be sent is dropped;
somebody posted the others one by one, and they stay in order.
"""

from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from bot.gemini.api.messages import realtime_video

POSTED = 4
"""So many posted pictures wait at most; the oldest is dropped."""


class Posted(NamedTuple):
    """One that was posted; `again`: it was sent once, on a socket that was left."""

    jpeg: bytes
    again: bool = False


class Pictures:
    """The pictures that wait. A caller that took them and did not send them must put them back (`put_back`).

    A handle stands for the end of a reply: what was posted since is not in it, and goes once more when the socket is
    left before a reply ends. Not twice: a picture that ends a socket would end every one. And not at all when the
    socket was closed because of it (`refuse`).
    """

    def __init__(self) -> None:
        self._newest: bytes | None = None
        self._posted: deque[Posted] = deque(maxlen=POSTED)
        self._taken: tuple[tuple[Posted, ...], bytes | None] = (), None
        self._unsettled: deque[Posted] = deque(maxlen=POSTED)  # sent, and no reply ended since
        self._gone = 0  # how many of these the socket had that was left last

    def __bool__(self) -> bool:
        return self._newest is not None or bool(self._posted)

    def add(self, jpeg: bytes, *, keep: bool) -> None:
        """One more; `keep`: it was posted, and a newer one does not replace it."""
        if keep:
            self._posted.append(Posted(jpeg))
        else:
            self._newest = jpeg

    def take(self) -> list[str]:
        """Their frames, the posted ones first."""
        self._taken = tuple(self._posted), self._newest
        self._posted.clear()
        self._newest = None
        posted, newest = self._taken
        jpegs = [each.jpeg for each in posted]
        return [realtime_video(jpeg) for jpeg in (*jpegs, *(() if newest is None else (newest,)))]

    def put_back(self) -> None:
        """What was taken last was not sent after all."""
        posted, newest = self._taken
        self._taken = (), None
        self._put_before(posted)
        self._newest = newest if self._newest is None else self._newest

    def sent(self) -> None:
        """What was taken is on its way."""
        self._unsettled += self._taken[0]
        self._taken = (), None

    def settled(self) -> None:
        """A reply ended: what was sent before stands in its context."""
        self._unsettled.clear()
        self._gone = 0

    def lost(self) -> None:
        """The socket is left: what was taken was not sent, and what was sent is not in the last handle."""
        self.put_back()
        if self._unsettled:
            self._gone = len(self._unsettled)
            self._put_before(Posted(each.jpeg, again=True) for each in self._unsettled if not each.again)
            self._unsettled.clear()

    def refuse(self) -> int:
        """The socket was closed because of a picture: those that were posted and sent on it are not sent again. How
        many these are."""
        count, self._gone = self._gone, 0
        if count:
            self._posted = deque((each for each in self._posted if not each.again), POSTED)
        return count

    def forget_newest(self) -> None:
        """Drop the page's picture: the video stopped or the session rests, and it must not be shown later."""
        self._newest, self._taken = None, (self._taken[0], None)

    def forget(self) -> None:
        """Drop everything."""
        self._newest, self._taken = None, ((), None)
        self._posted.clear()
        self._unsettled.clear()

    def _put_before(self, posted: Iterable[Posted]) -> None:
        self._posted = deque((*posted, *self._posted), POSTED)
