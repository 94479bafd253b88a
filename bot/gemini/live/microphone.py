"""The candidate's sound on its way to the model: kept until it is settled, framed, and sent once to each socket.

Pure. The stream is one queue: what stands behind `sent` waits (for a socket, or for a function's answer), what stands
before it went to the present socket and is kept, because a new socket must hear it again while it is unanswered.
"""

from collections import deque
from itertools import islice

from bot.gemini.api.messages import audio_stream_end, realtime_audio

FRAME_MS = 20
KEPT = 60_000 // FRAME_MS
"""Frames: a minute, 2 MB. Of a longer speech a new socket hears the end."""
_REMEMBERED = 600_000 // FRAME_MS


def silent(pcm: bytes) -> bool:
    """Whether it is digital silence: what a listener is given where Discord sends nothing."""
    return pcm.count(0) == len(pcm)


class Microphone:
    """Positions count the frames and ends since the conversation began."""

    def __init__(self) -> None:
        self.speaking = False
        """Whether sound came since the last end of it."""
        self.lost_ms = 0
        """Milliseconds that were dropped from the queue before they were sent."""
        self._queue: deque[bytes | None] = deque()  # frames of 20 ms; None: the sound ended here
        self._after_end = True  # what stands before the queue
        self._base = 0  # the position of the queue's first
        self._sent = 0
        self._mark = 0  # what stands before it is answered, as soon as the reply is over
        self._spoke = 0  # behind the last frame that is not silence
        self._quiet = 0  # frames of silence since then
        self._forgotten: deque[int] = deque(maxlen=_REMEMBERED)  # what was sent and is not kept, though not answered

    @property
    def position(self) -> int:
        """Where the next frame will stand."""
        return self._base + len(self._queue)

    @property
    def start(self) -> int:
        """Where the oldest frame that is kept stands."""
        return self._base

    @property
    def fresh(self) -> bool:
        """Whether anything but silence came since the last `mark`."""
        return self._spoke > self._mark

    @property
    def quiet_ms(self) -> int:
        """How much silence came since the last sound."""
        return self._quiet * FRAME_MS

    @property
    def voiced_ms(self) -> int:
        """How much sound that is not silence waits for a reply."""
        first = max(0, self._mark - self._base)
        waiting = islice(self._queue, first, None)
        return FRAME_MS * sum(frame is not None and not silent(frame) for frame in waiting)

    def hear(self, pcm: bytes) -> None:
        """20 ms of sound."""
        self.speaking = True
        self._queue.append(pcm)
        if silent(pcm):
            self._quiet += 1
        else:
            self._spoke, self._quiet = self.position, 0
        if len(self._queue) > KEPT:
            self._forget(self.position - KEPT)

    def end(self) -> None:
        """No sound comes for now."""
        if self.speaking:
            self.speaking = False
            self._queue.append(None)

    def mark(self) -> None:
        """The reply begins: what was heard so far is what it answers."""
        self._mark = self.position

    def unmark(self) -> None:
        """That reply is void: what is kept waits for one again."""
        self._mark = self._base

    def settle(self) -> None:
        """The reply is over, or there will be none: what stands before the mark is needed no more."""
        self._drop(min(self._mark, self._sent))
        self._forgotten.clear()  # answered

    def clear(self) -> None:
        """Forget everything."""
        self._drop(self.position)
        self._sent = self._mark = self._base
        self._forgotten.clear()

    def rewind(self) -> bool:
        """A new socket: it hears all that is kept. True when some of that was sent before."""
        again = self._sent > self._base
        self._sent = self._base
        return again

    def take_forgotten(self, covered: int) -> int:
        """Milliseconds of what was sent before, and waits for a reply, that a new socket does not hear: from this
        position on, without silence. Each is reported once."""
        forgotten = FRAME_MS * sum(at >= covered for at in self._forgotten)
        self._forgotten.clear()
        return forgotten

    def take(self, *, joins: bool) -> list[str]:
        """The messages to be sent now: 40 ms each, as far as so much waits, and the last 20 ms at once. With `joins`
        only the first 20 ms of a speech and its rest go by themselves."""
        messages: list[str] = []
        pcm = b""
        at = self._sent
        for index in range(at - self._base, len(self._queue)):  # near its end a deque is indexed at once
            frame = self._queue[index]
            if frame is None:
                messages += [realtime_audio(pcm), audio_stream_end()] if pcm else [audio_stream_end()]
                pcm = b""
                self._sent = at + 1
            elif pcm or (joins and self._first(at)):
                messages.append(realtime_audio(pcm + frame))
                pcm = b""
                self._sent = at + 1
            else:
                pcm = frame
            at += 1
        if pcm and not joins:
            messages.append(realtime_audio(pcm))
            self._sent = at
        return messages

    def _first(self, at: int) -> bool:
        """Whether the frame at this position begins a speech."""
        before = at - self._base - 1
        return self._after_end if before < 0 else self._queue[before] is None

    def _forget(self, end: int) -> None:
        """The queue is full: drop the oldest."""
        self.lost_ms += max(0, end - max(self._base, self._sent)) * FRAME_MS
        for at in range(max(self._base, self._mark), min(end, self._sent)):
            frame = self._queue[at - self._base]
            if frame is not None and not silent(frame):
                self._forgotten.append(at)
        self._drop(end)

    def _drop(self, end: int) -> None:
        while self._base < end:
            self._after_end = self._queue.popleft() is None
            self._base += 1
        self._sent = max(self._sent, self._base)
