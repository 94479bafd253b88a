"""Every kind of event is entered for both media, and what takes it is found by its class."""

from typing import get_args

import pytest

from bot.interview.event_table import EventRow, event_table, ignored, on
from bot.interview.events import InterviewEvent
from bot.interview.models import Medium
from bot.interview.session import InterviewSession
from bot.interview.timing import Timing
from bot.ports.events import CandidateReady, Typing
from tests.harness.text_machine import START, snapshot
from tests.harness.voice_machine import spoken

KINDS: tuple[type[InterviewEvent], ...] = get_args(InterviewEvent)


@pytest.mark.parametrize("medium", Medium)
def test_every_event_is_entered(medium: Medium) -> None:
    """A machine with a hole in its table cannot be made."""
    InterviewSession(spoken() if medium is Medium.VOICE else snapshot(), Timing(), START)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_an_event_that_nobody_entered_is_named(kind: type[InterviewEvent]) -> None:
    rows = [row for row in ignored(*KINDS) if row.kind is not kind]
    with pytest.raises(TypeError, match=f"^nobody takes {kind.__name__}$"):
        event_table(rows)


def test_rows_of_one_kind_are_taken_in_their_order() -> None:
    """The pictures' first, then what holds in both media, then the side's."""
    taken: list[str] = []

    def note(name: str) -> EventRow[str]:
        return on(CandidateReady, lambda owner, _event, _now: taken.append(f"{owner}: {name}"))

    table = event_table([note("before")], [*ignored(*KINDS), note("behind")])
    for number, row in table[CandidateReady]:
        row.take(("monitor", "side")[number], CandidateReady(), 0.0)
        row.take("nobody", Typing(), 0.0)  # not its kind
    assert taken == ["monitor: before", "side: behind"]
