"""`make show-failures`: the table of every named failure, as operators and candidates meet it."""

import textwrap
from collections.abc import Iterator

from bot.live.failures import ROWS, Row, Stage
from bot.words import Words


def lines(words: Words, locale: str = "en") -> Iterator[str]:
    """The table, one block a failure."""
    for row in ROWS:
        yield from block(row, words, locale)


def block(row: Row, words: Words, locale: str) -> Iterator[str]:
    """One failure: its facts, what the candidate reads, what the operator reads."""
    failure = row.failure(Stage.LIVE)
    scope = "every interview" if row.everyone else "this interview"
    yield f"{row.name:<20} side={row.side.value:<9} retry={row.retry.value:<6} exit={failure.exit_code}  {scope}"
    for who, key in (("candidate", failure.candidate_key), ("operator", failure.operator_key)):
        said = f"{who + ':':<11}{words.say(locale, key)}"
        yield textwrap.fill(said, 116, initial_indent="    ", subsequent_indent=" " * 15)
    yield ""


def main() -> None:
    """Print it."""
    for line in lines(Words()):
        print(line)


if __name__ == "__main__":
    main()
