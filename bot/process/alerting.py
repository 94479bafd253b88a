"""When an operator is called: once for each cause, and once when it is over. Pure.

A condition counts once it has lasted, and is over once it has been away for a while, so that what comes and goes calls
nobody twice. An alert counts as told when the receiver took it; what was told survives a restart.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from bot.gemini.api.failures import FailureSide
from bot.process.conditions import AlertCause, Condition, Vitals

LASTS = {
    AlertCause.DATABASE: 30.0,
    AlertCause.DISK: 60.0,
    AlertCause.GEMINI_DOWN: 120.0,
    AlertCause.GEMINI_QUOTA: 30.0,
    AlertCause.LOOP_LATE: 60.0,
}
"""Seconds for which a condition must have lasted; the others count at once. What the loop was late by is remembered for
half a minute, so one hiccup lasts that long."""
AWAY = 120.0
"""Seconds for which it must have been away before it is over."""
TEXT_LIMIT = 1900
"""Characters; Discord takes 2,000."""
SIDES = {
    FailureSide.OURS: "the bot's side",
    FailureSide.OPERATOR: "your side",
    FailureSide.GOOGLE: "Google's side",
    FailureSide.NETWORK: "the network between",
}


@dataclass(slots=True)
class OpenAlert:
    """One cause that the operator is, or is about to be, called for. Times are epoch seconds."""

    since: float
    seen: float
    """When it was last there."""
    what: str
    told: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """One message: the beginning of something, or its end."""

    cause: AlertCause
    began: bool
    side: FailureSide | None
    what: str
    fix: str
    under_way: int
    waiting: int
    lasted: float
    """Seconds since it began."""

    def text(self, bold: str = "") -> str:
        """The message for people: what happened, whose side it is on, what to do. `bold` is the receiver's mark."""
        what = self.what if self.what.endswith(".") else f"{self.what}."
        if not self.began:
            over = f"it is over, after {duration(self.lasted)}."
            return f"✅ {bold}interview-bot: {over}{bold} What it was: {what}"[:TEXT_LIMIT]
        side = f" This is on {SIDES[self.side]}." if self.side is not None else ""
        words = f"⚠️ {bold}interview-bot: {what}{bold}{side}\nWhat to do: {self.fix}{self._running()}"
        return words[:TEXT_LIMIT]

    def _running(self) -> str:
        """How many interviews it concerns."""
        if not self.under_way:
            return ""
        goes_on = "all of them go on"
        if self.waiting:
            stuck = "none of them" if self.waiting >= self.under_way else f"{self.under_way - self.waiting} of them"
            goes_on = f"{stuck} can go on until then"
        return f"\nInterviews under way: {self.under_way}; {goes_on}."

    def body(self, url: str) -> Mapping[str, object]:
        """The JSON that the receiver at this address reads: Discord's, Slack's, or a plain object."""
        if "/api/webhooks/" in url:
            return {"content": self.text("**"), "allowed_mentions": {"parse": []}}
        if "hooks.slack.com" in url:
            return {"text": self.text("*")}
        return {
            "cause": self.cause.value,
            "state": "began" if self.began else "over",
            "side": None if self.side is None else self.side.value,
            "what": self.what,
            "fix": self.fix,
            "interviews": self.under_way,
            "waiting": self.waiting,
            "seconds": round(self.lasted),
            "text": self.text(),
        }


def duration(seconds: float) -> str:
    """Roughly, in words."""
    if seconds < 120:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.0f} hours"


@dataclass(slots=True)
class AlertBook:
    """Which alerts are open. Call `look` every few seconds, and `told` for each alert that was taken."""

    open: dict[AlertCause, OpenAlert] = field(default_factory=dict)

    def look(
        self, found: Iterable[Condition], vitals: Vitals, now: float, *, unknown: Collection[AlertCause] = ()
    ) -> list[Alert]:
        """What is to be told now; the same again at the next call, until `told`. Nothing is over that is `unknown`."""
        due = []
        here = {condition.cause: condition for condition in found}
        for cause, condition in here.items():
            known = self.open.setdefault(cause, OpenAlert(now, now, condition.what))
            known.seen = now
            if not known.told and now - known.since >= LASTS.get(cause, 0.0):
                known.what = condition.what
                due.append(
                    Alert(
                        cause,
                        True,
                        condition.side,
                        condition.what,
                        condition.fix,
                        vitals.under_way,
                        vitals.waiting,
                        now - known.since,
                    )
                )
        for cause, known in list(self.open.items()):
            if cause in here:
                continue
            if cause in unknown:
                known.seen = now
            elif not known.told:
                del self.open[cause]  # it was gone before anybody was called
            elif now - known.seen >= AWAY:
                lasted = known.seen - known.since
                due.append(Alert(cause, False, None, known.what, "", vitals.under_way, vitals.waiting, lasted))
        return due

    def move(self, seconds: float) -> None:
        """Count all of it from a clock that was set by so many seconds."""
        for known in self.open.values():
            known.since += seconds
            known.seen += seconds

    def told(self, alert: Alert) -> None:
        """Note that the receiver took it."""
        if not alert.began:
            self.open.pop(alert.cause, None)
        elif alert.cause in self.open:
            self.open[alert.cause].told = True
