"""What both interviewers go by: tables over a record."""

import pytest

from bot.interview import policy
from bot.interview.commands import Log, SetFollowUps
from bot.interview.models import Limits, Mark, Plan, Question, TurnKind
from bot.interview.post_queue import PostQueue
from bot.interview.record import Record
from bot.interview.text.collector import CollectedAnswer
from bot.interview.text.prompts import ENOUGH, LATE_OUTPUT, UNKNOWN_OUTPUT
from tests.harness.text_machine import START, snapshot

PLAN = Plan("Moderator", (Question("Why?", 1, required=True), Question("How?", 0)), closing="Bye.")
ASKS, LEADS, NEITHER = "What did you do then?", "Thank you, that is clear.", "https://example.com"
SAID = CollectedAnswer(("Because.",), (), START, START)


def asked(
    count: int, plan: Plan = PLAN, *, answers: int = 0, limits: Limits | None = None, locale: str = "en"
) -> Record:
    """A record in which so many planned questions were asked, and so many answers were given to the last of them."""
    record = Record(snapshot(plan, limits=limits, locale=locale))
    for _ in range(count):
        policy.append_planned(record, START)
    for _ in range(answers):
        record.answer(SAID)
    record.take_orders()
    return record


@pytest.mark.parametrize(
    ("limits", "tokens", "reached"),
    [
        (Limits(), 0, None),
        (Limits(turns=2), 0, "turns"),
        (Limits(turns=3), 0, None),
        (Limits(tokens=50), 49, None),
        (Limits(tokens=50), 50, "tokens"),
        (Limits(turns=2, tokens=50), 50, "turns"),
    ],
)
def test_follow_ups_end_at_a_limit_once(limits: Limits, tokens: int, reached: str | None) -> None:
    """The log says which, before the change; what was dropped is not dropped again."""
    record = asked(1, answers=1, limits=limits)
    record.tokens = tokens
    queue = PostQueue(record)
    policy.heed_limits(queue)
    policy.heed_limits(queue)
    expected = [] if reached is None else [Log("limit_reached", {"limit": reached}), SetFollowUps(False)]
    assert record.take_orders() == expected
    assert record.follow_ups is (reached is None)


@pytest.mark.parametrize(
    ("questions", "enough", "limits", "bridge_only"),
    [
        (0, False, None, True),
        (1, False, None, False),
        (1, True, None, True),
        (1, False, Limits(turns=2), True),
        (2, False, None, True),
    ],
)
def test_what_may_come_of_a_reply(questions: int, enough: bool, limits: Limits | None, bridge_only: bool) -> None:
    """A follow-up where one is left, no limit is reached, and nothing else comes first."""
    record = asked(questions, answers=1, limits=limits)
    assert policy.only_a_bridge(record, enough=enough) is bridge_only
    assert policy.follow_up(record, ASKS, enough=enough) == (None if bridge_only else ASKS)


@pytest.mark.parametrize(
    ("reply", "follow_up", "bridge"),
    [(ASKS, ASKS, None), (LEADS, None, LEADS), (NEITHER, None, None), ("", None, None)],
)
def test_what_a_reply_is(reply: str, follow_up: str | None, bridge: str | None) -> None:
    """Whatever is not fit to be shown is neither."""
    record = asked(1, answers=1)
    assert policy.follow_up(record, reply, enough=False) == follow_up
    assert policy.bridge(record, reply) == bridge


def test_a_follow_up_uses_itself_up() -> None:
    """It belongs to the question that was asked last; there was one, so after it only a bridge may come."""
    record = asked(1, answers=1)
    turn = policy.append_follow_up(record, ASKS, START)
    assert (turn.kind, turn.text, turn.question) == (TurnKind.FOLLOW_UP, ASKS, 0)
    record.answer(SAID)
    assert policy.only_a_bridge(record, enough=False)


@pytest.mark.parametrize(
    ("count", "closing", "locale", "kind", "source", "text", "lead"),
    [
        (0, "Bye.", "en", TurnKind.QUESTION, "Why?", "Why?", LEADS),
        (1, "Bye.", "en", TurnKind.QUESTION, "How?", "How?", LEADS),
        (2, "Bye.", "en", TurnKind.CLOSING, "Bye.", "Bye.", None),
        (2, "", "en", TurnKind.CLOSING, "", "That was the last question.", None),
        (2, "", "de", TurnKind.CLOSING, "", "Das war die letzte Frage.", None),
    ],
)
def test_what_is_planned_next(
    count: int, closing: str, locale: str, kind: TurnKind, source: str, text: str, lead: str | None
) -> None:
    """A question, then the admin's closing words, or ours; nothing leads to these."""
    record = asked(count, Plan("Moderator", PLAN.questions, closing=closing), locale=locale)
    assert policy.planned_text(record) == source
    turn = policy.append_planned(record, START, lead=LEADS)
    assert turn.text.startswith(text)
    assert (turn.kind, turn.question, turn.lead) == (kind, count if count < 2 else None, lead)
    assert (turn.source_text, turn.marks) == (None, ())


@pytest.mark.parametrize("count", [0, 2])
def test_what_is_planned_in_other_words(count: int) -> None:
    """A translation stands beside what was translated; a mark says that there is none."""
    record = asked(count)
    turn = policy.append_planned(record, START, text="Warum?", source_text="Why?", marks=(Mark.UNTRANSLATED,))
    assert (turn.text, turn.source_text, turn.marks) == ("Warum?", "Why?", (Mark.UNTRANSLATED,))


@pytest.mark.parametrize(
    ("count", "answers", "answered", "may", "ends"),
    [
        (0, 0, False, False, False),  # nothing is open
        (1, 0, False, False, False),  # it must be answered,
        (1, 0, True, True, False),  # and is, in what is not stored yet,
        (1, 1, False, True, False),  # or in the record
        (2, 0, False, True, True),
        (2, 0, True, True, True),
    ],
)
def test_whether_the_candidate_may_go_on(count: int, answers: int, answered: bool, may: bool, ends: bool) -> None:
    """A required question must be answered first; behind the last one is the end."""
    record = asked(count, answers=answers)
    assert policy.may_go_on(record, answered=answered) is may
    assert policy.would_end(record, answered=answered) is ends


def test_the_last_question_may_be_required() -> None:
    """Then there is no end without an answer to it."""
    record = asked(1, Plan("Moderator", (Question("Why?", required=True),)))
    assert not policy.would_end(record, answered=False)
    assert policy.would_end(record, answered=True)


@pytest.mark.parametrize(("name", "output"), [(ENOUGH, LATE_OUTPUT), ("delete_everything", UNKNOWN_OUTPUT)])
def test_a_call_that_changes_nothing_is_answered(name: str, output: str) -> None:
    """A late one, and one of a function that we do not have."""
    assert policy.refusal(name) == output
