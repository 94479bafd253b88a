"""What the thread is shown, as posts: words by key, buttons, and nothing that decides."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.interview import agenda
from bot.interview.models import InterviewSnapshot, InterviewType, Medium, Plan, Turn, TurnKind
from bot.ports.posts import Action, Phrase, Post

PANEL = (Action.PAUSE, Action.SKIP, Action.ASK, Action.END)
"""Under each question and follow-up. (The edge adds ANSWER where messages cannot be read.)"""
WHEN_LAST = (Action.FINISH, Action.PAUSE, Action.ASK, Action.END)
WHEN_LAST_BY_VOICE = (Action.FINISH, Action.PAUSE, Action.WRITE, Action.END)
WHEN_PAUSED = (Action.CONTINUE, Action.END)
WHEN_CHOOSING = (Action.WITHOUT, Action.PAUSE, Action.END)
WHEN_TRYING = (Action.CONTINUE, Action.WRITE, Action.PAUSE, Action.END)
WHEN_WAITED_FOR = (Action.WRITE, Action.END)

LINK = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.|discord\.gg/)\S+", re.IGNORECASE)
"""What Discord's filters look at first."""


def panel(snapshot: InterviewSnapshot, turn: Turn | None) -> tuple[Action, ...]:
    """The buttons under a question: by voice what helps there; in writing also the way back to voice.

    No **Skip** where it would be refused; `turn` is what is asked.
    """
    if snapshot.medium is Medium.VOICE:
        skip = (Action.SKIP,) if snapshot.accommodations.skip and agenda.skippable(snapshot.plan, turn) else ()
        camera = (Action.CAMERA,) if snapshot.interview_type is InterviewType.VIDEO else ()
        return (Action.REPEAT, Action.PAUSE, *skip, *camera, Action.WRITE, Action.END)
    talk = (Action.TALK,) if snapshot.interview_type.is_voice else ()
    shown = (*PANEL[:-1], *talk, Action.END)
    return tuple(each for each in shown if each is not Action.SKIP or agenda.skippable(snapshot.plan, turn))


def turn_post(
    snapshot: InterviewSnapshot, turn: Turn, *, again: Phrase | None = None, until: float | None = None
) -> Post:
    """An interviewer's turn. With `again` it is shown once more, led by these words, and carries no turn. `until`: when
    the voice channel is given back, shown to those who want to see it."""
    plan = snapshot.plan
    planned = turn.kind is TurnKind.QUESTION and turn.question is not None
    return Post(
        body=turn.as_shown,
        turn=turn.seq if again is None else None,
        lead=turn.lead if again is None else again,
        number=(turn.question or 0) + 1 if planned else 0,
        total=len(plan.questions) if planned else 0,
        buttons=panel(snapshot, turn) if turn.kind in {TurnKind.QUESTION, TurnKind.FOLLOW_UP} else (),
        ping=turn.kind is TurnKind.OPENING,
        ends_at=until if planned and snapshot.accommodations.countdown else None,
    )


def notice(key: str) -> Post:
    """Words of ours without buttons: the panel above stays as it is."""
    return Post(Phrase(key))


def camera_missing(snapshot: InterviewSnapshot, turn: Turn | None) -> Post:
    """No picture comes: the panel once more, below the words about its button."""
    return Post(Phrase("interview-video-no-camera"), buttons=panel(snapshot, turn))


def last(snapshot: InterviewSnapshot) -> Post:
    """Skip at the last question would end the interview for good: it is asked for once more."""
    is_voice = snapshot.medium is Medium.VOICE
    key = "interview-voice-last" if is_voice else "interview-last"
    return Post(Phrase(key), buttons=WHEN_LAST_BY_VOICE if is_voice else WHEN_LAST)


def closed(plan: Plan, turns: Sequence[Turn]) -> Post:
    """Behind the closing words, which are the admin's: that it is over, what is kept of it, and how to get at that."""
    counts = {"answered": agenda.answered(turns), "total": len(plan.questions)}
    return Post(Phrase("interview-closed", counts))


def reminder(deadline_at: float) -> Post:
    """The one reminder; the panel above stays as it is."""
    return Post(Phrase("interview-reminder", {"deadline": stamp(deadline_at)}), ping=True)


def pinging(post: Post) -> Post:
    """The same, and it pings the candidate."""
    return replace(post, ping=True)


def paused(key: str, snapshot: InterviewSnapshot) -> Post:
    """The interview rests: how it goes on, and **End**."""
    other = Action.WRITE if snapshot.medium is Medium.VOICE else Action.TALK
    ways = (other,) if snapshot.interview_type.is_voice else ()
    buttons = (*WHEN_PAUSED[:-1], *ways, Action.END)
    return Post(Phrase(key, {"deadline": stamp(snapshot.deadline_at)}), buttons=buttons)


def waited_for(key: str, until: float) -> Post:
    """The candidate is to come (back) to the voice channel until then, or goes on in writing."""
    return Post(Phrase(key, {"until": stamp(until)}), buttons=WHEN_WAITED_FOR, ping=True)


def trying(why: Phrase, *, saved: bool) -> Post:
    """The model failed in a spoken interview: try again, or go on another way. `snapshot`: all that was said is."""
    key = "interview-voice-choice" if saved else "interview-voice-choice-unsaved"
    return Post(Phrase(key), lead=why, buttons=WHEN_TRYING)


def choice(why: Phrase) -> Post:
    """The model failed: go on without it, or pause."""
    return Post(Phrase("interview-choice"), lead=why, buttons=WHEN_CHOOSING)


def versions(post: Post) -> Iterator[Post]:
    """The post, and what is said in its place as long as Discord does not take it: the same without links; that
    its words are not taken; and that without buttons. A notice that nobody waits for is left out in the end."""
    yield post
    yield replace(post, lead=_without_links(post.lead), body=_without_links(post.body) or "")
    if post.turn is not None or post.buttons:
        plain = replace(post, lead=None, body=Phrase("edge-not-taken"))
        yield plain
        yield replace(plain, buttons=())


def _without_links(part: str | Phrase | None) -> str | Phrase | None:
    return LINK.sub("[link]", part) if isinstance(part, str) else part


def asked_reviewers(plan: Plan, turns: Sequence[Turn], candidate_id: int) -> Phrase:
    """What the reviewers read when a candidate asks for a person."""
    number = (agenda.current(turns) or 0) + 1
    return Phrase(
        "interview-reviewers-asked",
        {"candidate": str(candidate_id), "title": plan.title, "number": number, "total": len(plan.questions)},
    )


def broken(candidate_id: int) -> Phrase:
    """What the reviewers read when an interview does not go on for a fault of ours."""
    return Phrase("edge-reviewers-broken", {"candidate": str(candidate_id)})


def goes_on(candidate_id: int) -> Phrase:
    """And once it does."""
    return Phrase("edge-reviewers-goes-on", {"candidate": str(candidate_id)})


def stamp(at: float) -> str:
    """Epoch seconds for a `<t:…>`; as text, since the catalogue groups the digits of numbers."""
    return str(int(at))
