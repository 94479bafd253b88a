"""What is wrong with the bot as a whole, and what the operator can do about it. Pure.

`Vitals` are what the running bot knows of itself; `conditions` says which of it is a reason to call somebody.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.clock import DAY
from bot.gemini.api.failures import Failure, FailureSide, FailureTopic
from bot.process.loop_lag import TOO_LATE
from bot.words import Words

SILENT_SECONDS = 15.0
"""So long nothing came from the event loop: it hangs, or is far too late."""
DEAF_CALLS = 3
"""Calls in a row in which nothing of the candidate came: one may be a broken microphone."""
MANY_STARTS = 5
WITHIN = 1800.0
"""Starts of the process within so many seconds that are a crash loop."""
CERTIFICATE_DAYS = 14
"""A certificate that renews itself is renewed weeks before."""


class AlertCause(StrEnum):
    """What an operator is called for; each has one alert at a time. The values stand in alerts and in their file."""

    DATABASE = "database"
    DISK = "disk"
    GEMINI_DOWN = "gemini-down"
    GEMINI_QUOTA = "gemini-quota"
    GEMINI_KEY = "gemini-key"
    VOICE_DEAF = "voice-deaf"
    LOOP_LATE = "loop-late"
    CRASH_LOOP = "crash-loop"
    CERTIFICATE = "certificate"
    INTENT = "intent"


GEMINI = {
    FailureTopic.KEY: (AlertCause.GEMINI_KEY, "Gemini does not take the key"),
    FailureTopic.QUOTA: (AlertCause.GEMINI_QUOTA, "Gemini's quota or budget is used up"),
    FailureTopic.SERVICE: (AlertCause.GEMINI_DOWN, "Gemini cannot be used"),
}
"""What is told of each topic."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that is wrong: whose side it is on, what it is and what to do, as sentences."""

    cause: AlertCause
    side: FailureSide
    what: str
    fix: str


@dataclass(frozen=True, slots=True)
class Vitals:
    """What the bot knows of itself at one moment. It holds nothing that a candidate said or is called."""

    refusal: str | None = None
    """Why the database takes nothing."""
    gemini: Failure | None = None
    """Why nothing can be had from Gemini, for one interview after another."""
    gemini_tried: bool = False
    """Whether this process had anything of Gemini yet, an answer or a failure."""
    deaf_calls: int | None = None
    """Calls in a row in which nothing was received; None before the first."""
    late: float = 0.0
    """By how many seconds the event loop was late at worst (`LoopLag.worst`)."""
    no_content: bool = False
    """Discord does not hand over what people write."""
    under_way: int = 0
    """Interviews that run."""
    waiting: int = 0
    """Those of them that cannot go on because of a fault."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known without the bot's own loop. Times are epoch seconds."""

    silent: float = 0.0
    """Seconds since the last `Vitals`."""
    disk: str = ""
    """A sentence about a disk that is nearly full (`bot.process.disk.look`)."""
    starts: Sequence[float] = ()
    """When the process started lately, this start included."""
    certificate_ends: float | None = None
    """When the certificate of the camera page ends; None where there is none, or nobody can say."""


def conditions(vitals: Vitals, around: Surroundings, now: float) -> Iterator[Condition]:
    """Everything that is wrong now, at most one for each cause."""
    if vitals.refusal is not None:
        yield Condition(
            AlertCause.DATABASE,
            FailureSide.OPERATOR,
            f"Nothing can be saved: {vitals.refusal}",
            "Make room, or close the program that holds the file. Nothing needs to be restarted: it goes on by itself.",
        )
    if around.disk:
        yield Condition(
            AlertCause.DISK,
            FailureSide.OPERATOR,
            f"The disk is nearly full: {around.disk}.",
            "Make room before nothing can be saved.",
        )
    if vitals.gemini is not None:
        yield of_gemini(vitals.gemini)
    if (vitals.deaf_calls or 0) >= DEAF_CALLS:
        yield Condition(
            AlertCause.VOICE_DEAF,
            FailureSide.OPERATOR,
            f"In {vitals.deaf_calls} calls in a row nothing was heard of the candidate.",
            "Run /diag voice in Discord: most often outgoing UDP is blocked, or the bot is deafened in the server.",
        )
    if around.silent > SILENT_SECONDS or vitals.late > TOO_LATE:
        yield late(max(vitals.late, around.silent if around.silent > SILENT_SECONDS else 0.0))
    recent = [at for at in around.starts if now - WITHIN < at <= now]
    if len(recent) >= MANY_STARTS:
        yield Condition(
            AlertCause.CRASH_LOOP,
            FailureSide.OPERATOR,
            f"The bot was started {len(recent)} times within {WITHIN / 60:.0f} minutes; it seems to end at once.",
            "Look at the last lines of its log: they say why it ended, and the exit code says whether a restart helps.",
        )
    ends = around.certificate_ends
    if ends is not None and ends - now < CERTIFICATE_DAYS * DAY:
        yield certificate(ends - now)
    if vitals.no_content:
        yield Condition(
            AlertCause.INTENT,
            FailureSide.OPERATOR,
            "The Message Content intent is off: candidates answer by a button and a form.",
            "Switch it on in the Discord developer portal (Bot → Privileged Gateway Intents) and start the bot again.",
        )


def unknown(vitals: Vitals | None, around: Surroundings) -> Iterator[AlertCause]:
    """The causes of which nobody can say now whether they are there: nothing begins by that, and nothing is over."""
    if vitals is None:
        yield from (AlertCause.DATABASE, AlertCause.INTENT, AlertCause.LOOP_LATE)
    if vitals is None or not vitals.gemini_tried:
        yield from (AlertCause.GEMINI_DOWN, AlertCause.GEMINI_QUOTA, AlertCause.GEMINI_KEY)
    if vitals is None or vitals.deaf_calls is None:
        yield AlertCause.VOICE_DEAF
    if around.certificate_ends is None:
        yield AlertCause.CERTIFICATE


def of_gemini(failure: Failure) -> Condition:
    """The condition that a failure of Gemini is, with the fix that `/diag gemini` names."""
    cause, what = GEMINI[failure.topic]
    fix = Words().say("en", failure.operator_key)
    return Condition(cause, failure.side, f"{what} ({failure.name}).", fix)


def late(seconds: float) -> Condition:
    """The condition that the event loop is late."""
    return Condition(
        AlertCause.LOOP_LATE,
        FailureSide.OPERATOR,
        f"The bot is late by {seconds:.0f} s: it hangs, or the machine is too busy.",
        "Look what else runs on the machine, and lower MAX_INTERVIEWS if it stays so. If it hangs for minutes, start "
        "the bot again.",
    )


def certificate(left: float) -> Condition:
    """The condition that the camera page's certificate ends so many seconds from now."""
    what = "has ended" if left <= 0 else f"ends in {left // DAY:.0f} days"
    return Condition(
        AlertCause.CERTIFICATE,
        FailureSide.OPERATOR,
        f"The certificate of the camera page {what}.",
        "Renew it in the proxy in front of the bot; a proxy that renews by itself would have done so weeks ago.",
    )
