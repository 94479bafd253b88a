"""What the thread is shown, as posts: words by key, buttons, and nothing that decides."""

from collections.abc import Sequence
from dataclasses import replace

from bot.edge import Action, Phrase, Post
from bot.interview import agenda
from bot.interview.models import Plan, Turn, TurnKind

PANEL = (Action.PAUSE, Action.SKIP, Action.ASK, Action.END)
"""Under each question and follow-up. (The edge adds ANSWER where messages cannot be read.)"""
WHEN_PAUSED = (Action.CONTINUE, Action.END)
WHEN_CHOOSING = (Action.WITHOUT, Action.PAUSE, Action.END)


def turn_post(plan: Plan, turn: Turn, *, again: Phrase | None = None) -> Post:
    """An interviewer's turn. With `again` it is shown once more, led by these words, and carries no turn."""
    planned = turn.kind is TurnKind.QUESTION and turn.question is not None
    return Post(
        body=turn.text,
        turn=turn.seq if again is None else None,
        lead=turn.lead if again is None else again,
        number=(turn.question or 0) + 1 if planned else 0,
        total=len(plan.questions) if planned else 0,
        buttons=PANEL if turn.kind in {TurnKind.QUESTION, TurnKind.FOLLOW_UP} else (),
        ping=turn.kind is TurnKind.OPENING,
    )


def notice(key: str) -> Post:
    """Words of ours without buttons: the panel above stays as it is."""
    return Post(Phrase(key))


def reminder(deadline_at: float) -> Post:
    """The one reminder; the panel above stays as it is."""
    return Post(Phrase("interview-reminder", {"deadline": stamp(deadline_at)}), ping=True)


def pinging(post: Post) -> Post:
    """The same, and it pings the candidate."""
    return replace(post, ping=True)


def paused(key: str, deadline_at: float) -> Post:
    """The interview rests; **Continue** and **End**."""
    return Post(Phrase(key, {"deadline": stamp(deadline_at)}), buttons=WHEN_PAUSED)


def choice(why: Phrase) -> Post:
    """The model failed: go on without it, or pause."""
    return Post(Phrase("interview-choice"), lead=why, buttons=WHEN_CHOOSING)


def asked_reviewers(plan: Plan, turns: Sequence[Turn], candidate_id: int) -> Phrase:
    """What the reviewers read when a candidate asks for a person."""
    number = (agenda.current(turns) or 0) + 1
    return Phrase(
        "interview-reviewers-asked",
        {"candidate": str(candidate_id), "title": plan.title, "number": number, "total": len(plan.questions)},
    )


def stamp(at: float) -> str:
    """Epoch seconds for a `<t:…>`; as text, since the catalogue groups the digits of numbers."""
    return str(int(at))
