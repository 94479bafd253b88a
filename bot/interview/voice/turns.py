"""The interviewer's turns of a spoken interview, and the requests that have them said. Looks at the record alone."""

from bot.interview.models import Turn, TurnKind
from bot.interview.record import Record
from bot.interview.voice import prompts
from bot.words import Words, nearest

WORDS = Words()


def opening(record: Record, now: float) -> Turn:
    """Append the greeting."""
    plan = record.plan
    text = WORDS.say(record.snapshot.locale, "interview-voice-opening", title=plan.title, count=len(plan.questions))
    return record.interviewer(TurnKind.OPENING, text, now)


def exact(record: Record, turn: Turn) -> bool:
    """Whether the turn's words are in the interview's language: then they are said as they are."""
    if turn.kind is TurnKind.OPENING or (turn.kind is TurnKind.CLOSING and not record.plan.closing):
        return speaks_ours(record)
    return turn.kind is TurnKind.FOLLOW_UP or record.snapshot.language == record.plan.language


def speaks_ours(record: Record) -> bool:
    """Whether our own words are in the interview's language."""
    snapshot = record.snapshot
    return nearest(snapshot.locale) == snapshot.language.split("-", maxsplit=1)[0]


def request(record: Record, turn: Turn, intro: str = "") -> str:
    """The text of the item that has it said, led by `intro`, which are words of ours."""
    as_it_is = exact(record, turn) and (not intro or speaks_ours(record))
    text = f"{intro} {turn.text}".strip()
    return prompts.say_text(text, record.snapshot.language, exact=as_it_is, header=_header(record, turn))


def output(record: Record, turn: Turn) -> str:
    """The result of the model's call that has it said after a bridge."""
    return prompts.next_output(
        turn.text, record.snapshot.language, exact=exact(record, turn), header=_header(record, turn)
    )


def recognisable(record: Record, turn: Turn) -> str:
    """The words that must be found in what is said; empty where it is translated, or free."""
    return turn.text if exact(record, turn) else ""


def _header(record: Record, turn: Turn) -> str:
    return prompts.header(record.plan, turn, left=record.follow_ups_left)
