"""What holds for the interviewer in writing and by voice alike: decisions over the record, and the turns they lead to.

The two interviewers differ in how they ask and what they hear. What stands here must not differ, because an interview
may change from one to the other between any two turns.
"""

from bot.interview import agenda, model_output
from bot.interview.models import Mark, Turn, TurnKind
from bot.interview.post_queue import PostQueue
from bot.interview.record import Record
from bot.interview.text import prompts
from bot.words import Words

WORDS = Words()


# Follow-ups


def heed_limits(queue: PostQueue) -> None:
    """Drop the follow-ups from a limit on, and log that once. Call it when an answer is complete, before the model is
    asked or its reply is read."""
    limit = queue.record.over_limit
    if limit is not None and queue.record.follow_ups:
        queue.log("limit_reached", {"limit": limit})
        queue.record.drop_follow_ups()


def only_a_bridge(record: Record, *, enough: bool) -> bool:
    """Whether nothing but a bridging sentence may come of the model's reply to an answer. `enough`: the model called
    for the next question, or a question must be said once more first."""
    return enough or record.follow_ups_left == 0


def follow_up(record: Record, reply: str, *, enough: bool) -> str | None:
    """The follow-up that the reply is, where one may come of it and it is fit to be shown."""
    if only_a_bridge(record, enough=enough):
        return None
    return model_output.clean_follow_up(reply, record.snapshot.language)


def bridge(record: Record, reply: str) -> str | None:
    """The bridging sentence that the reply is, if it is fit to be shown."""
    return model_output.clean_bridge(reply, record.snapshot.language)


def append_follow_up(record: Record, text: str, now: float) -> Turn:
    """Append a follow-up to the planned question that was asked last."""
    return record.interviewer(TurnKind.FOLLOW_UP, text, now, question=agenda.current(record.turns))


# Planned questions


def planned_text(record: Record) -> str:
    """The next planned question, or the closing words after the last; empty where the admin wrote none of these."""
    index = agenda.upcoming(record.plan, record.turns)
    return record.plan.closing if index is None else record.plan.questions[index].text


def append_planned(
    record: Record,
    now: float,
    *,
    text: str | None = None,
    lead: str | None = None,
    source_text: str | None = None,
    marks: tuple[Mark, ...] = (),
) -> Turn:
    """Append the next planned question, or the closing words after the last. `text`: what it was translated into.

    Nothing leads to the closing words: a bridge to nowhere would only confuse.
    """
    index = agenda.upcoming(record.plan, record.turns)
    said = text or planned_text(record)
    if index is None:
        said = said or WORDS.say(record.snapshot.locale, "interview-closing")
        return record.interviewer(TurnKind.CLOSING, said, now, source_text=source_text, marks=marks)
    return record.interviewer(
        TurnKind.QUESTION, said, now, question=index, lead=lead, source_text=source_text, marks=marks
    )


# The candidate goes on


def may_go_on(record: Record, *, answered: bool) -> bool:
    """Whether the candidate may go on: something was said to what is open, or nothing need be."""
    return answered or agenda.may_skip(record.plan, record.turns)


def would_end(record: Record, *, answered: bool) -> bool:
    """Whether going on now leads to the closing words: then the candidate is asked once more."""
    return may_go_on(record, answered=answered) and agenda.upcoming(record.plan, record.turns) is None


# Calls of the model's


def refusal(name: str) -> str:
    """The output of a call that changes nothing: its function is not ours, or what it is about is past.

    It must be sent all the same: a function that is declared BLOCKING holds the model up until its output comes.
    """
    return prompts.LATE_OUTPUT if name == prompts.ENOUGH else prompts.UNKNOWN_OUTPUT
