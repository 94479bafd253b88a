"""The pictures of a video interview: what is counted of them, how closely they are looked at, and when one is missed.

The pictures themselves never come here. Beside both sides, since images can be posted in writing, too.
"""

from dataclasses import replace

from bot.interview import agenda, posts
from bot.interview.agenda import NextStep
from bot.interview.commands import LookCloser, SavePictures
from bot.interview.event_table import EventRow, on
from bot.interview.models import InterviewType, Medium, PictureSpan
from bot.interview.phases import EVERY, Phase
from bot.interview.post_queue import PostQueue
from bot.interview.timing import Timing
from bot.ports.events import CandidateAway, CandidateReady, PictureSent, ShownSource, Source
from bot.ports.model import PicturesRefused

IN_CONVERSATION = frozenset({Phase.SPEAKING, Phase.LISTENING})
"""When a picture could be seen, and a missing one is missed."""
MOST_REMINDERS = 3
MOST_CHANGES = 100
"""A page can be anybody: of one that changes what it shows more often, in one runner's life, no more is logged.
Its pictures are counted as before."""
SPAN_ENDS = 60.0
"""Seconds without a picture after which the next one begins a new span."""
KEEP_EVERY = 10.0
"""A span that grows is stored this often; a kill loses the count of at most so many seconds. Posted pictures are
stored one by one: in writing the next one may be days away."""
MOMENT = 0.002
"""A span is known by its source and its start, in milliseconds: two of one source never begin at the same one."""


class PictureMonitor:
    """Does nothing in an interview without pictures."""

    def __init__(self, queue: PostQueue, timing: Timing) -> None:
        snapshot = queue.record.snapshot
        self._queue = queue
        self._timing = timing
        self._on = snapshot.interview_type is InterviewType.VIDEO
        self._by_voice = snapshot.medium is Medium.VOICE
        self._source: Source | None = None
        self._closer = False
        self._here = False
        self._missed_at: float | None = None  # then the candidate is told
        self._reminders = 0
        self._changes = 0
        self._reminded = False  # of this absence
        self._posted = False  # the candidate knows that posted pictures are seen
        self._open: dict[Source, PictureSpan] = {}
        self._stored: dict[Source, PictureSpan] = {}
        queue.before_end = self.flush

    @staticmethod
    def rows() -> "list[EventRow[PictureMonitor]]":
        """What it takes, before anybody else does. Without video nothing is."""
        return [
            on(ShownSource, lambda monitor, event, _: monitor._source_changed(event.source)),
            on(PictureSent, lambda monitor, event, now: monitor._count(event.source, now)),
            on(CandidateReady, PictureMonitor._arrived),
            on(CandidateAway, PictureMonitor._left),
            on(PicturesRefused, PictureMonitor._refused, EVERY - {Phase.AWAY}),
        ]

    def _arrived(self, _event: CandidateReady, _now: float) -> None:
        self._here = True

    def _left(self, _event: CandidateAway, _now: float) -> None:
        self._here = False

    def _refused(self, _event: PicturesRefused, _now: float) -> None:
        self._queue.note("interview-picture-refused")

    def settle(self, now: float) -> None:
        """Whatever happened: is there a picture, should there be one? In a rest none is seen, so what was is stored."""
        if self._queue.phase not in IN_CONVERSATION:
            self.flush()
        wanted = self._on and self._by_voice and self._here and self._could_be_seen
        if not wanted or self._source is not None or self._reminded or self._reminders >= MOST_REMINDERS:
            self._missed_at = None
        elif self._missed_at is None:
            self._missed_at = now + self._timing.camera_wait

    @property
    def _could_be_seen(self) -> bool:
        """Whether a picture can be seen now and is worth asking for; not any more during the closing words."""
        return self._queue.phase in IN_CONVERSATION and agenda.step(self._queue.record.turns) is not NextStep.FINISH

    def due_at(self) -> float | None:
        """When the candidate is to be told that no picture comes."""
        return self._missed_at

    def do_due(self) -> None:
        """Tell the candidate that no picture comes, with the button for a new link; they may go on by voice alone."""
        self._reminded = True
        self._reminders += 1
        self._queue.log("camera_missing")
        record = self._queue.record
        self._queue.show(posts.camera_missing(record.snapshot, agenda.open_turn(record.turns)))

    def flush(self) -> None:
        """Store what is counted and not stored yet."""
        for source, span in self._open.items():
            if self._stored.get(source) != span:
                self._stored[source] = span
                self._queue.do(SavePictures(span))

    def _source_changed(self, source: Source | None) -> None:
        if source is self._source:
            return
        self._source = source
        self._changes += 1
        if self._changes <= MOST_CHANGES:
            self.flush()
            for each in (Source.CAMERA, Source.SCREEN):
                self._open.pop(each, None)
            self._queue.log("filming", {"source": source or "none"})
        if source is not None:
            self._reminded = False
            self._look_closer(source is Source.SCREEN)

    def _look_closer(self, on: bool) -> None:
        if on is not self._closer:
            self._closer = on
            self._queue.do(LookCloser(on))

    def _count(self, source: Source, now: float) -> None:
        open_, stored = self._open.get(source), self._stored.get(source)
        if open_ is None or now - open_.ended_at > SPAN_ENDS:
            self.flush()
            at = now if stored is None else max(now, stored.ended_at + MOMENT)
            self._open[source] = PictureSpan(source, at, at, 1)
            self.flush()
        else:
            self._open[source] = replace(open_, ended_at=max(now, open_.ended_at), count=open_.count + 1)
            if source is Source.CHAT or stored is None or now - stored.ended_at >= KEEP_EVERY:
                self.flush()
        if source is Source.CHAT and not self._posted and self._queue.phase is not Phase.AWAY:
            self._posted = True
            self._queue.note("interview-video-picture-shown")
