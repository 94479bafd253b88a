"""The report: what is decided once for all who render it."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Reason
from bot.interview.models import InterviewType, Mark, PictureSpan, Speaker, Status, Turn, TurnKind, Utterance
from bot.ports.events import Source
from bot.review.report import (
    BREAK_SECONDS,
    CandidateName,
    EstimatedCost,
    FactKey,
    InterviewFormat,
    PassageKind,
    StatusReason,
    report_of,
)
from bot.store.records import Consent, Event
from tests.harness.stored_interviews import DAY, NOON, PICTURES, PLAN, TURNS, detail, report, turn


def test_facts_are_values_in_the_order_in_which_they_are_read() -> None:
    """Nothing is in anybody's words yet."""
    assert report_of(detail(pictures=PICTURES[1:2]), PLAN).facts == (
        (FactKey.STATUS, StatusReason(Status.ENDED, Reason.CANDIDATE)),
        (FactKey.CANDIDATE, CandidateName(222222222222222222, "Ada")),
        (FactKey.FORMAT, InterviewFormat(InterviewType.TEXT, "de")),
        (FactKey.STARTED, NOON),
        (FactKey.ENDED, NOON + 600),
        (FactKey.MODEL, "some-model"),
        (FactKey.COST, EstimatedCost(0.0123, 12_345)),
        (FactKey.PICTURES, PICTURES[1:2]),
        (FactKey.CONSENT, Consent("1", "I agree.", NOON - 5, NOON + 90 * DAY)),
        (FactKey.DELETE_AFTER, NOON + 90 * DAY),
    )


def test_what_is_not_known_is_left_out_and_no_consent_is_told() -> None:
    """An older record: a reason in its own words is none that we know."""
    older = replace(detail(status_reason="own words", ended_at=None, delete_after=None), consent=None, model="")
    facts = dict(report_of(older, None).facts)
    assert facts[FactKey.STATUS] == StatusReason(Status.ENDED, None)
    assert facts[FactKey.CONSENT] is None
    assert not {FactKey.ENDED, FactKey.MODEL, FactKey.PICTURES, FactKey.DELETE_AFTER} & facts.keys()


def test_pictures_are_counted_by_source() -> None:
    """However often it changed: from the first to the last."""
    assert dict(report_of(detail(pictures=PICTURES), PLAN).facts)[FactKey.PICTURES] == (
        PictureSpan(Source.CAMERA, NOON + 60, NOON + 460, 231),
        PICTURES[1],
        PICTURES[3],
    )


def test_what_is_worth_knowing() -> None:
    """Answers by what became of them in Discord, events by what explains something; of others nothing."""
    deleted = turn(8, TurnKind.ANSWER, "At noon.", 1, Mark.EDITED_LATER, Mark.INTERRUPTED)
    events = (Event(NOON, "live_up", {}), Event(NOON + 1, "live_down", {}))
    found = report((*TURNS, deleted), events=events)
    assert found.changed_answers == ((Mark.EDITED_LATER, 2),)
    assert found.events_of_note == ((NOON + 1, "outage"),)


def test_a_turn_with_all_that_belongs_to_it() -> None:
    """The bridge, the words, what was really said, the team's own words; a later turn has its day."""
    asked = replace(
        turn(1, TurnKind.QUESTION, "Wann?", 1),
        lead="Good.",
        source_text="When?",
        spoken=Utterance("Wa", NOON, NOON + 1, cut=True),
    )
    late = replace(turn(2, TurnKind.ANSWER, "Soon.", 1), at=asked.at + BREAK_SECONDS + 1)
    first, second = report((asked, late)).turns
    assert first.passages == (
        (PassageKind.LEAD, "Good."),
        (PassageKind.WORDS, "Wann?"),
        (PassageKind.SAID, "Wa"),
        (PassageKind.SOURCE, "When?"),
    )
    assert (first.number, first.purpose, second.number, second.purpose) == (2, "question", 2, "answer")
    assert first.after_break
    assert second.after_break
    assert not report((asked, replace(late, at=asked.at + BREAK_SECONDS))).turns[1].after_break


SAID = st.text(max_size=30)
ANY_TURN = st.builds(
    Turn,
    seq=st.integers(1, 60),
    speaker=st.sampled_from(Speaker),
    kind=st.sampled_from(TurnKind),
    text=SAID,
    at=st.floats(0, 4e9),
    question=st.none() | st.integers(0, 5),
    lead=st.none() | SAID,
    source_text=st.none() | SAID,
    spoken=st.none() | st.builds(Utterance, SAID, st.just(NOON), st.just(NOON)),
)


@given(st.lists(ANY_TURN, max_size=8).map(tuple))
def test_no_words_are_left_out(turns: tuple[Turn, ...]) -> None:
    """Each turn in its place, whatever it is; its words, its bridge and its source are shown when there are any."""
    found = report(turns)
    assert tuple(each.turn for each in found.turns) == turns
    for each, said in zip(found.turns, turns, strict=True):
        shown = dict(each.passages)
        assert len(shown) == len(each.passages)
        assert shown.get(PassageKind.WORDS, "") == said.words
        assert shown.get(PassageKind.LEAD, "") == (said.lead or "")
        assert shown.get(PassageKind.SOURCE, "") == (said.source_text or "")
