"""How an interview is stopped, whatever it waits for: what becomes of it, and what is said."""

from collections.abc import Callable

from bot.errors import Reason
from bot.interview.lifecycle import Verb
from bot.interview.phases import Phase
from bot.interview.post_queue import PostQueue

GONE: dict[Reason, Verb] = {
    Reason.THREAD_DELETED: Verb.FAIL,
    Reason.BOT_REMOVED: Verb.FAIL,
    Reason.CANDIDATE_LEFT: Verb.END,
    Reason.THREAD_LOCKED: Verb.PAUSE,
    Reason.PERMISSIONS: Verb.PAUSE,
}
"""What becomes of an interview whose place or person is gone; anything else is a failure of ours."""

STOPPED: dict[Reason, tuple[Verb, str | None]] = {
    Reason.STAFF: (Verb.END, "interview-ended-staff"),
    Reason.CANDIDATE: (Verb.END, "interview-ended"),
    Reason.ERASED: (Verb.END, None),
    Reason.DEADLINE: (Verb.ABANDON, "interview-abandoned"),
}
"""How it is stopped and what is said; anything else is a failure of ours, with words."""


class Stopping:
    """`flush` stores what was said and is not stored yet."""

    def __init__(self, queue: PostQueue, flush: Callable[[float], object]) -> None:
        self._queue = queue
        self._flush = flush

    def stop(self, reason: Reason, now: float) -> None:
        """End it from outside or at the candidate's wish, with words."""
        verb, key = STOPPED.get(reason, (Verb.FAIL, "interview-failed"))
        self.leave(verb, reason, now, key)

    def leave(self, verb: Verb, reason: Reason, now: float, key: str | None = None) -> None:
        """End it now. The words come after the fact: what is stored is true even if they cannot be shown."""
        silent = key is None or self._queue.phase in {Phase.NEW, Phase.AWAY}
        self._flush(now)
        self._queue.show_typing(False)
        self._queue.record.move(verb, reason)
        if key is not None and not silent:
            self._queue.note(key)
        self._queue.over()
