"""What to do after a socket failed: dial again, when, and with what. Pure; one for each Live session."""

from dataclasses import dataclass

from bot.gemini.api.failures import Failure, Retry

DELAYS = (0.0, 1.0, 2.0, 4.0, 8.0)
"""Seconds before each retry; after the last one the session gives up, until it is asked or woken again."""
STABLE = 30.0
"""Seconds: a socket that stood so long was a good one, even if nothing was said on it."""
GO_AWAY_MARGIN = 5.0
"""Seconds before the announced end at which we leave even in the middle of a reply."""
LAST_MINUTE = 60.0
"""Seconds before the announced end from which on we leave at an idle moment: as much as one long reply takes, and the
margin. The service was seen to announce 50."""
LONGEST = 60.0
"""Seconds of failures in a row: somebody waits, and dials that run into their time limits take half a minute each."""
_HANDLE_REFUSED = frozenset(
    (
        "bad_setup",
        "invalid_argument",
        "context_exhausted",
        "entity_not_found",
        "picture_refused",
        "unknown",
        "timeout_setup",
    )
)
_TOO_MUCH = frozenset(("invalid_argument", "context_exhausted"))


@dataclass(slots=True)
class SocketHistory:
    """What is known of the present socket; each new one starts from nothing.

    `resumed`: by handle. `seeded`: its setup announced a history. `turns`: replies completed on it. `doubtful`: we
    are not sure whose turn it is, so it is used for nothing more. `owed`: the end of an earlier turn may still come.
    `ends_at`: set by goAway. `handle`: came within a reply that was said but not yet ended. `opened_at`: never, while
    it is dialled: a dial that takes half a minute to fail proves nothing either. `prompt`: the tokens of its context,
    as they were counted last. `looked_at`: whether its resume was.
    """

    opened_at: float = float("inf")
    setup_due: float = 0.0
    ends_at: float = float("inf")
    resumed: bool = False
    seeded: bool = False
    turns: int = 0
    doubtful: bool = False
    owed: bool = False
    handle: str | None = None
    prompt: int = 0
    looked_at: bool = False

    @property
    def leaving(self) -> bool:
        """Whether the server said that it will close."""
        return self.ends_at < float("inf")

    @property
    def leave_by(self) -> float:
        """When it is left even in the middle of something."""
        return self.ends_at - GO_AWAY_MARGIN

    @property
    def leave_from(self) -> float:
        """From when on it is left at an idle moment: late, and not while it is young, or a server that announces the
        end of each new socket at once would have us do nothing but dial."""
        late = self.ends_at - LAST_MINUTE
        return min(self.leave_by, late if self.turns else max(late, self.opened_at + STABLE))

    def go_away(self, seconds: float, now: float) -> None:
        """The server closes it in so many seconds. Of two announcements the earlier end counts: to be too early costs
        nothing."""
        self.ends_at = min(self.ends_at, now + seconds)

    def of_use(self, now: float, seconds: float) -> bool:
        """Whether something was answered on it, or could have been, which takes so many seconds."""
        return self.turns > 0 or now >= self.opened_at + seconds

    def young(self, now: float) -> bool:
        """Whether it proved nothing yet: no reply, and not up for long."""
        return self.turns == 0 and now < self.opened_at + STABLE


@dataclass(frozen=True, slots=True)
class Decision:
    """`delay` seconds until the next dial, None to give up. `fresh`: without the handle. `shorten`: a smaller seed."""

    delay: float | None
    fresh: bool = False
    shorten: bool = False


class Recovery:
    """Counts failures in a row; a completed reply, or being asked after giving up, starts the count anew."""

    def __init__(self) -> None:
        self._failures = 0
        self._failing_since = 0.0
        self._lost_resumes = 0
        self._mute_setups = 0
        self._repeated = False
        self._shortened = False

    def renew(self) -> None:
        """Everything may be tried again."""
        self._failures = self._lost_resumes = self._mute_setups = 0
        self._repeated = self._shortened = False

    def decide(self, failure: Failure, socket: SocketHistory, now: float) -> Decision:
        """What follows from this failure of this socket."""
        if not socket.young(now):
            self._failures = 0
        fresh = self._resume_refused(failure, socket)
        shorten = failure.name in _TOO_MUCH and not fresh and not self._once_as_it_is(failure, socket, now)
        if shorten and self._shortened:
            return Decision(None)  # the same again would fail the same (gemini-live §4.1)
        self._shortened = self._shortened or shorten
        if self._failures == 0:
            self._failing_since = now
        hopeless = self._mute(failure) or failure.everyone or (failure.retry is not Retry.NOW and not fresh)
        if hopeless or self._failures >= len(DELAYS) or now >= self._failing_since + LONGEST:
            return Decision(None, fresh, shorten)
        delay = DELAYS[self._failures]
        self._failures += 1
        return Decision(delay, fresh, shorten)

    def _once_as_it_is(self, failure: Failure, socket: SocketHistory, now: float) -> bool:
        """A message was refused, and nobody says why, on a socket that took others: seen of faults of the service's
        own. So it is said once more as it is, before the history is blamed."""
        if failure.name != "invalid_argument" or self._repeated or socket.young(now):
            return False
        self._repeated = True
        return True

    def _mute(self, failure: Failure) -> bool:
        """Whether this is the second setup in a row without an answer: each takes a quarter of a minute."""
        self._mute_setups = self._mute_setups + 1 if failure.name == "timeout_setup" else 0
        return self._mute_setups > 1

    def _resume_refused(self, failure: Failure, socket: SocketHistory) -> bool:
        """A resumed socket that died before its first reply: at once, or at the second time, the handle is to blame."""
        if not socket.resumed or socket.turns > 0 or failure.everyone:
            return False
        self._lost_resumes += 1
        return failure.name in _HANDLE_REFUSED or self._lost_resumes >= 2
