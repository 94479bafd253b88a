"""Once for each cause, and once when it is over: whatever comes and goes, and whoever does not take it."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.gemini.api.failures import FailureSide
from bot.process.alerting import AWAY, LASTS, Alert, AlertBook
from bot.process.conditions import AlertCause, Condition, Vitals

NOW = 1_800_000_000.0
WELL = Vitals()


def condition(cause: AlertCause = AlertCause.DATABASE) -> Condition:
    return Condition(cause, FailureSide.OPERATOR, "Nothing can be saved.", "Make room.")


def days(book: AlertBook, *spans: tuple[float, bool], step: float = 2.0) -> list[tuple[float, bool]]:
    """Let it be there, or not, for so many seconds each; what was told when, and whether it began."""
    told: list[tuple[float, bool]] = []
    now = NOW
    for seconds, here in spans:
        until = now + seconds
        while now < until:
            for alert in book.look([condition()] if here else [], WELL, now):
                book.told(alert)
                told.append((now - NOW, alert.began))
            now += step
    return told


def test_it_is_told_once_and_its_end_once() -> None:
    lasts = LASTS[AlertCause.DATABASE]
    assert days(AlertBook(), (600, True), (600, False)) == [(lasts, True), (600 + AWAY - 2, False)]


def test_what_comes_and_goes_at_once_calls_nobody() -> None:
    assert days(AlertBook(), *[(20, True), (20, False)] * 20) == []


def test_what_comes_again_soon_is_the_same() -> None:
    """It flickers for an hour: one call, one end."""
    told = days(AlertBook(), (60, True), *[(60, False), (60, True)] * 30, (600, False))
    assert [began for _, began in told] == [True, False]


def test_what_was_not_taken_is_told_again() -> None:
    """Until the receiver takes it; and if it is over before, nobody is called."""
    book = AlertBook()
    for at in range(0, 120, 2):
        due = book.look([condition()], WELL, NOW + at)
        assert [alert.began for alert in due] == [True] * (at >= LASTS[AlertCause.DATABASE])
    assert book.look([], WELL, NOW + 122) == []
    assert book.open == {}


def test_what_nobody_can_say_is_not_over() -> None:
    """After a start, until somebody looked."""
    book = AlertBook()
    (alert,) = book.look([condition(AlertCause.GEMINI_KEY)], WELL, NOW)
    book.told(alert)
    for at in range(0, 900, 2):
        assert book.look([], WELL, NOW + at, unknown={AlertCause.GEMINI_KEY}) == []
    assert book.look([], WELL, NOW + 900 + AWAY - 4) == []
    (over,) = book.look([], WELL, NOW + 900 + AWAY)
    assert not over.began


@settings(max_examples=300)
@given(st.lists(st.tuples(st.sampled_from([2.0, 10.0, 60.0, 300.0]), st.booleans(), st.booleans()), max_size=40))
def test_beginnings_and_ends_alternate(spans: list[tuple[float, bool, bool]]) -> None:
    """However it flickers, and however often the receiver fails."""
    book, told, now = AlertBook(), list[bool](), NOW
    for seconds, here, takes in spans:
        now += seconds
        for alert in book.look([condition()] if here else [], WELL, now):
            if takes:
                book.told(alert)
                told.append(alert.began)
    assert all(first is not second for first, second in pairwise(told))
    assert told[:1] in ([], [True])


BEGAN = Alert(AlertCause.DATABASE, True, FailureSide.OPERATOR, "Nothing can be saved.", "Make room.", 3, 2, 30.0)
OVER = Alert(AlertCause.DATABASE, False, None, "Nothing can be saved.", "", 3, 0, 700.0)


def test_what_people_read() -> None:
    """What, whose side, what to do, how many wait."""
    assert BEGAN.text() == (
        "⚠️ interview-bot: Nothing can be saved. This is on your side.\n"
        "What to do: Make room.\n"
        "Interviews under way: 3; 1 of them can go on until then."
    )
    assert OVER.text("**") == "✅ **interview-bot: it is over, after 12 minutes.** What it was: Nothing can be saved."


@pytest.mark.parametrize(
    ("under_way", "waiting", "words"),
    [(0, 0, "Make room."), (4, 4, "none of them can go on until then."), (4, 0, "all of them go on.")],
)
def test_how_many_it_concerns(under_way: int, waiting: int, words: str) -> None:
    alert = Alert(AlertCause.DISK, True, FailureSide.OPERATOR, "It is full.", "Make room.", under_way, waiting, 0.0)
    assert alert.text().endswith(words)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://discord.com/api/webhooks/1/x", "content"),
        ("https://hooks.slack.com/services/T/B/x", "text"),
        ("https://example.org/alerts", "what"),
    ],
)
def test_each_receiver_gets_its_form(url: str, key: str) -> None:
    """And nobody is pinged."""
    assert BEGAN.what in str(BEGAN.body(url)[key])
    if key == "content":
        assert BEGAN.body(url)["allowed_mentions"] == {"parse": []}


def test_discord_takes_the_longest() -> None:
    long = Alert(AlertCause.DISK, True, FailureSide.OPERATOR, "x" * 5000, "y" * 5000, 1, 1, 0.0)
    assert len(long.text()) <= 2000
