"""The process-wide breaker: a failure that every interview would meet (quota, billing, region, key) stops dialling.

    failure = breaker.blocked(now)
    if failure is not None and not breaker.may_probe(now):
        session.blocked(failure)                # with words; nothing is dialled
    …
    breaker.record(failure, now)                # what a LiveDown of a socket of our own carried
    breaker.success(now)                        # on the first ModelTurn: only a real turn proves quota (§4.1)

While it is open one probe at a time may pass: the first caller to dial once the wait is over. The wait doubles with
each failed probe; what only a person can repair starts long, because nobody tells us when it is repaired.
"""

from bot.gemini.api.failures import Failure, FailureSide, Retry

FIRST_WAIT = {Retry.LATER: 30.0, Retry.NEVER: 900.0}
"""Seconds until the first probe."""
LONGEST_WAIT = {Retry.LATER: 900.0, Retry.NEVER: 3600.0}
PROBE_TAKES = 120.0
"""Seconds after which a probe that reported nothing (its candidate went to sleep) is given up."""


ONE_ALONE = frozenset({"declined", "silent", "picture_refused"})
"""Failures that come of what one interview said or showed."""
IN_ROW = 2
"""Dials in a row that ended in a failure, with no answer to anybody in between: no accident any more."""


class Breaker:
    """One for the process. Has no clock: every method takes the time (epoch seconds)."""

    def __init__(self) -> None:
        self._failure: Failure | None = None
        self._until = 0.0
        self._wait = 0.0
        self._probe_at: float | None = None
        self._in_row = 0
        self._last: Failure | None = None
        self.tried = False
        """Whether anything came of the service yet, an answer or a failure."""

    def __repr__(self) -> str:
        return f"<Breaker {'closed' if self._failure is None else self._failure.name}>"

    @property
    def until(self) -> float | None:
        """When the next probe may go; None while nothing is blocked. For words: `<t:…:R>`."""
        return None if self._failure is None else self._until

    def blocked(self, now: float) -> Failure | None:
        """The failure that forbids dialling, also while a probe is out; None when all is well."""
        if self._probe_at is not None and abs(now - self._probe_at) >= PROBE_TAKES:
            self._probe_at = None
        return self._failure

    @property
    def trouble(self) -> Failure | None:
        """Why nobody gets an answer right now, for those who look after the process; None while they do, or nobody
        asked. Unlike `blocked` it stops nothing, and knows of networks and servers that are down."""
        return self._failure or (self._last if self._in_row >= IN_ROW else None)

    def may_probe(self, now: float) -> bool:
        """Whether the caller may dial although blocked. True reserves the one probe: the caller must dial."""
        self._until = min(self._until, now + self._wait)  # those who ask may live by clocks that were set apart
        if self.blocked(now) is None or self._probe_at is not None or now < self._until:
            return False
        self._probe_at = now
        return True

    def record(self, failure: Failure, now: float) -> None:
        """Take the failure in which a dial ended. One that concerns a single interview does not block the others.

        Of many interviews that fail together only the first counts; of later ones only the probe's.
        """
        if failure.side is not FailureSide.OURS and failure.name not in ONE_ALONE:
            self._last, self._in_row, self.tried = failure, self._in_row + 1, True
        if self._failure is not None and self._probe_at is None:
            return
        probing = self._failure is not None
        if not failure.everyone:
            self._probe_at = None  # it proved nothing: the next may try
            return
        same = probing and self._failure is not None and self._failure.name == failure.name
        self._wait = min(self._wait * 2, LONGEST_WAIT[_kind(failure)]) if same else FIRST_WAIT[_kind(failure)]
        self._failure, self._until, self._probe_at = failure, now + self._wait, None

    def success(self, now: float) -> None:
        """A model turn was completed: everything works (again)."""
        self._failure, self._until, self._wait, self._probe_at = None, now, 0.0, None
        self._last, self._in_row, self.tried = None, 0, True


def _kind(failure: Failure) -> Retry:
    return Retry.NEVER if failure.retry is Retry.NEVER else Retry.LATER
