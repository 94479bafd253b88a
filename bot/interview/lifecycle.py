"""The life of an interview as one table; a missing key is the error.

Everything about its states is here and only here. The names are those of the CHECK in `schema.sql`; the diagram in
`docs/lifecycle.md` is written from the table (`python -m bot.interview.lifecycle > docs/lifecycle.md`).
"""

from enum import StrEnum

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
    Status.PAUSED: "the candidate asked for it or left the voice channel, or the place cannot be used for now",
    Status.COMPLETED: "every planned question was asked",
    Status.ENDED: "ended early by the candidate or the team, or the candidate left the server",
    Status.ABANDONED: "the deadline passed",
    Status.FAILED: "it could not go on: the thread is gone, the bot was removed",
}

OVER = frozenset(set(Status) - {status for status, _ in TRANSITIONS})
"""The states nothing leads out of."""


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
    )


if __name__ == "__main__":
    print(page(), end="")
