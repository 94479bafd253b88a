"""The life of an interview as one table; a missing key is the error.

Everything about its states is here and only here. The names are those of the CHECK in `schema.sql`. `docs/lifecycle.md`
is written from this table and those of `phases` (`python -m bot.interview.lifecycle > docs/lifecycle.md`).
"""

from enum import StrEnum

from bot.interview import phases
from bot.interview.models import Status


class Verb(StrEnum):
    """What can happen to an interview as a whole."""

    BEGIN = "begin"
    PAUSE = "pause"
    RESUME = "resume"
    COMPLETE = "complete"
    END = "end"
    ABANDON = "abandon"
    FAIL = "fail"


TRANSITIONS: dict[tuple[Status, Verb], Status] = {
    (Status.STARTING, Verb.BEGIN): Status.ACTIVE,
    (Status.STARTING, Verb.END): Status.ENDED,
    (Status.STARTING, Verb.ABANDON): Status.ABANDONED,
    (Status.STARTING, Verb.FAIL): Status.FAILED,
    (Status.ACTIVE, Verb.PAUSE): Status.PAUSED,
    (Status.ACTIVE, Verb.COMPLETE): Status.COMPLETED,
    (Status.ACTIVE, Verb.END): Status.ENDED,
    (Status.ACTIVE, Verb.ABANDON): Status.ABANDONED,
    (Status.ACTIVE, Verb.FAIL): Status.FAILED,
    (Status.PAUSED, Verb.RESUME): Status.ACTIVE,
    (Status.PAUSED, Verb.END): Status.ENDED,
    (Status.PAUSED, Verb.ABANDON): Status.ABANDONED,
    (Status.PAUSED, Verb.FAIL): Status.FAILED,
}

MEANINGS: dict[Status, str] = {
    Status.STARTING: "consent is stored, the thread or voice channel is being made",
    Status.ACTIVE: "somebody may answer, or is being answered",
    Status.PAUSED: "the candidate asked for it or left the voice channel, or the place cannot be used for now; "
    "or a fault on the bot's side is being tried again",
    Status.COMPLETED: "every planned question was asked",
    Status.ENDED: "ended early by the candidate or the team, or the candidate left the server",
    Status.ABANDONED: "the deadline passed",
    Status.FAILED: "it could not go on: the thread is gone, the bot was removed",
}

OVER = frozenset(set(Status) - {status for status, _ in TRANSITIONS})
"""The states nothing leads out of."""

AFTER_A_FAULT = """\
## After a fault of the bot's own

Whatever breaks in an interview (the database, Discord, the bot itself), it is never given up. The candidate is told,
and it is tried again by itself: 15 s, 75 s and 375 s after the first fault, then every quarter of an hour until the
deadline; at once when the candidate writes or anybody presses a button, when the database can be written again, and
at a new start. What was written meanwhile is read then, once and in order. A fault that was followed by a question or
a follow-up, or by a quarter of an hour without another, counts no more. What lasts longer than 75 s is told to the
reviewers' channel, once, and again when it goes on; the candidate reads whether anybody was told.

**End** and a new start always work. Where the interview cannot go on any more, its record alone is ended; where not
even that can be saved, it ends as soon as it can.

A message that Discord does not take is said otherwise: without links; then it says that its words are not taken, with
the buttons to go on. The event `post_refused` names Discord's numbers.
"""


def after(status: Status, verb: Verb) -> Status:
    """The state after the verb. Raises KeyError for what cannot happen: a bug of the caller."""
    return TRANSITIONS[status, verb]


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", "    [*] --> starting"]
    lines += [f"    {status} --> {after_it}: {verb}" for (status, verb), after_it in TRANSITIONS.items()]
    lines += [f"    {status} --> [*]" for status in Status if status in OVER]
    return "\n".join(lines)


def page() -> str:
    """`docs/lifecycle.md`, whole."""
    rows = "\n".join(f"| `{status}` | {meaning} |" for status, meaning in MEANINGS.items())
    return (
        "# The life of an interview\n\n"
        "Written by `python -m bot.interview.lifecycle` from the table in `bot/interview/lifecycle.py`; "
        f"a test keeps both equal.\n\n```mermaid\n{diagram()}\n```\n\n| state | meaning |\n|---|---|\n{rows}\n"
        f"\n{phases.page()}\n{AFTER_A_FAULT}"
    )


if __name__ == "__main__":
    print(page(), end="")
