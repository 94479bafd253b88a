"""`make show-failures`: the table of every named failure, as operators and candidates meet it."""

import os
import sys
import textwrap
from collections.abc import Iterator

from bot.gemini.api.failures import ROWS, ConnectionStage, FailureRow
from bot.words import Words

HEAD = f"{'CLASS':<20} {'WHOSE SIDE':<11} {'RETRY':<6} STOPS"
LEGEND = """\
Every failure of the connection to Gemini that has a name; `interview-bot diag` and /diag gemini print the same names.
Retry: now = dialled again by itself, the candidate notices nothing unless it goes on; later = after a wait; never =
until somebody acts. Stops: "all interviews" pauses new starts until one try goes well.
"""


def lines(words: Words, locale: str = "en") -> Iterator[str]:
    """What the columns mean, then one block a failure."""
    yield from LEGEND.splitlines()
    yield ""
    yield HEAD
    for row in ROWS:
        yield from block(row, words, locale)


def block(row: FailureRow, words: Words, locale: str) -> Iterator[str]:
    """One failure: its facts, what the candidate reads, what the operator reads."""
    failure = row.failure(ConnectionStage.LIVE)
    scope = "all interviews" if row.everyone else "this interview"
    yield f"{row.name:<20} {row.side.value:<11} {row.retry.value:<6} {scope}"
    for who, key in (("candidate", failure.candidate_key), ("operator", failure.operator_key)):
        said = f"{who + ':':<11}{words.say(locale, key)}"
        yield from textwrap.wrap(said, 116, initial_indent="    ", subsequent_indent=" " * 15)
    yield ""


def main() -> None:
    """Print it. A reader who has seen enough (`| head`) is no error."""
    try:
        for line in lines(Words()):
            print(line)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter's own flush complains


if __name__ == "__main__":
    main()
