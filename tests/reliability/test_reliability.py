"""Two minutes of it, with everything; and the parts that decide."""

from pathlib import Path

import pytest

from tests.reliability import alerts, oracle, schedule
from tests.reliability.alerts import Owed, Told
from tests.reliability.oracle import ChatMessage, Played, TurnRow
from tests.reliability.play import play
from tests.reliability.report import write
from tests.reliability.schedule import Fault, draw

MINUTES = 2.0
SEED = 12


@pytest.mark.soak
@pytest.mark.real_time
async def test_two_minutes_that_nobody_watched(tmp_path: Path) -> None:
    """Nothing lost or doubled, each cause told once, the backup is the record of its moment. It takes some minutes."""
    run = await play(tmp_path, MINUTES, SEED)
    assert run.wrong == []
    assert len(run.played) == 8
    assert {each.strike.fault for each in run.done} == set(Fault)
    assert run.backups >= 1
    assert "**Nothing was lost or doubled.**" in write(run)


# The schedule


@pytest.mark.parametrize("minutes", [1.0, 2.0, 20.0, 60.0])
def test_a_schedule_is_its_seeds(minutes: float) -> None:
    """The same again from the same seed; each fault at least once; nothing else while something is watched."""
    found = draw(5, minutes)
    assert found == draw(5, minutes)
    assert found != draw(6, minutes)
    assert {each.fault for each in found} == set(Fault)
    watched = [each for each in found if each.watched]
    assert watched
    for long in watched:
        assert long.lasts == schedule.WATCHED[long.fault]
        others = [each for each in found if not each.watched]
        assert not [each for each in others if each.until > long.at - schedule.MARGIN + 1 and each.at < long.until]


def test_an_hour_is_a_storm() -> None:
    """A kill or a stop a minute, and each of the long faults."""
    found = draw(1, 60.0)
    ends = [each for each in found if each.fault in (Fault.KILL, Fault.STOP)]
    assert 40 <= len(ends) <= 90
    assert {each.fault for each in found if each.watched} == set(schedule.WATCHED)


# Alerts


def told(*events: str) -> list[Told]:
    """ "+database" began, "-database" is over; ten seconds between two."""
    return [Told(10.0 * number, each[1:], each[0] == "+") for number, each in enumerate(events)]


@pytest.mark.parametrize(
    ("events", "wrong"),
    [
        (("+database", "-database"), ""),
        (("+database", "+disk", "-disk", "-database", "+disk", "-disk"), ""),
        (("+crash-loop",), ""),
        (("+database",), "database was told at 0 s, and never that it was over"),
        (("+database", "+database", "-database"), "database was told to have begun twice, at 10 s"),
        (("+database", "-database", "-database"), "database was told to have ended twice, at 20 s"),
    ],
)
def test_alerts_come_in_turn(events: tuple[str, ...], wrong: str) -> None:
    assert "; ".join(alerts.judge(told(*events), [])) == wrong


def test_what_lasted_must_have_been_told() -> None:
    found = told("+disk", "-disk")
    assert list(alerts.judge(found, [Owed("disk", 5.0, 60.0)])) == []
    (wrong,) = alerts.judge(found, [Owed("database", 5.0, 60.0)])
    assert wrong == "database was there from 5 s to 60 s, and nobody was told"


# The record and the chat


def turn(seq: int, kind: str, text: str, *messages: int, question: int | None = None, mark: str = "") -> TurnRow:
    speaker = "candidate" if kind in ("answer", "skip") else "interviewer"
    marks = frozenset({mark} if mark else ())
    return TurnRow(seq, speaker, kind, question, text, None, messages, marks)


GOOD = (
    turn(1, "opening", "Hello!", 1),
    turn(2, "question", "Why?", 2, question=0),
    turn(3, "answer", "Because.\nOf maps.", 3, 4, question=0),
    turn(4, "closing", "Thanks.", 5),
)
CHAT = (
    ChatMessage(1, True, "<@7>\nHello!", False),
    ChatMessage(2, True, "-# Question 1 of 1\nWhy?", False),
    ChatMessage(3, False, "Because.", False),
    ChatMessage(4, False, "Of maps.", False),
    ChatMessage(5, True, "Thanks.", False),
)
SORRY = ChatMessage(6, True, "I cannot save anything right now; that is on our side, not yours.", True)


def played(
    *,
    turns: tuple[TurnRow, ...] = GOOD,
    chat: tuple[ChatMessage, ...] = CHAT,
    said: dict[int, list[str]] | None = None,
    status: str = "completed",
    spoken: tuple[str, ...] = (),
) -> Played:
    words = {3: ["Because."], 4: ["Of maps."]} if said is None else said
    return Played(7, "text", status, "text", turns, chat, (), words, frozenset(), spoken, 1)


@pytest.mark.parametrize(
    ("wrong", "is_said"),
    [
        (played(), ""),
        (played(said={3: ["Because."], 4: ["Of maps."], 2: ["I too."]}), "lost: 'I too.'"),
        (played(said={3: ["Because"], 4: ["Of maps."]}), "message 3 is recorded as 'Because.'"),
        (played(said={3: ["Because.", "Oh."], 4: ["Of maps."]}), "nobody knows that message 3 was edited"),
        (played(turns=(*GOOD, turn(5, "answer", "Because.", 3))), "doubled or reordered: [3, 4, 3]"),
        (played(turns=(*GOOD, turn(5, "question", "Why?", 6, question=0))), "questions doubled or reordered: [0, 0]"),
        (played(turns=GOOD[:1], said={}), "completed, and 0 of 1 questions asked"),
        (played(chat=(*CHAT, ChatMessage(6, True, "Thanks.", False))), "turn 4 (closing) stands there 2 times"),
        (played(chat=(*CHAT, SORRY, ChatMessage(7, True, "Thanks.", False))), ""),
        (played(chat=(*CHAT, ChatMessage(6, True, "It is a ValueError: Error", False))), "technical: Error"),
        (played(status="active"), "it is not over, and there is nothing to press"),
        (played(spoken=("Because.", "Because.")), ""),
        (played(spoken=("Of maps.", "Because.")), "reordered: ['Of maps.', 'Because.']"),
    ],
)
def test_the_oracle_sees_it(wrong: Played, is_said: str) -> None:
    found = "; ".join(oracle.judge(wrong))
    assert is_said in found if is_said else found == ""


def test_nobody_is_told_twice() -> None:
    (wrong,) = oracle.told_once(["a\nb\na"], ["a", "b"])
    assert wrong == "the model was told 2 times: 'a'"


def test_nobody_writes_where_no_interview_is() -> None:
    (wrong,) = oracle.homeless([played()], [3, 4, 8])
    assert wrong == "message 8 stands in a thread that no interview knows"
