"""What was written before the closing words could be read: the thread is read once more, and it is kept."""

from dataclasses import replace

import pytest

from bot.errors import Reason
from bot.interview import agenda
from bot.interview.agenda import NextStep
from bot.interview.events import NothingMissed, Shutdown
from bot.interview.models import Mark, Question, Status
from bot.ports.events import Edited, PlaceLost
from bot.ports.messages import Typed
from tests.harness.text_machine import PLAN, Room, begun, snapshot

ONE = replace(PLAN, questions=(Question("Why?", 0),))


def closing(*missed: int) -> Room:
    """The only question is answered, the closing words are said; these messages were told to nobody."""
    room = Room(snapshot(ONE)).begin()
    room.missed = [Typed(id_, f"word{id_}") for id_ in missed]
    room.answer("I like maps.")
    return room


def test_without_any_it_is_over_at_once() -> None:
    """As soon as the thread was read."""
    room = closing()
    assert (room.closed, room.snapshot.status) == (True, Status.COMPLETED)


def test_they_are_kept_and_nothing_is_asked() -> None:
    """As one answer behind the closing words, which are not said again."""
    room = closing(5001, 5002)
    assert not room.closed
    room.wait(2.5)
    assert room.kinds == ["opening", "question", "answer", "closing", "answer"]
    assert (room.last.text, room.last.message_ids) == ("word5001\nword5002", (5001, 5002))
    assert (room.closed, room.snapshot.status, room.asked) == (True, Status.COMPLETED, [])


def test_what_was_edited_in_the_quiet_is_seen() -> None:
    """Nobody may be there to bring it: the thread is read once more before it is over."""
    room = closing(5001)
    room.missed = [Edited(5001, "other words"), NothingMissed()]
    room.wait(2.5)
    assert (room.last.text, room.last.marks) == ("word5001", (Mark.EDITED_LATER,))
    assert (room.closed, room.snapshot.status) == (True, Status.COMPLETED)


def test_a_thread_that_is_gone_is_no_reason_to_stay() -> None:
    """Everything was asked: it is completed."""
    room = begun(plan=ONE)
    room.missed = [PlaceLost(Reason.THREAD_DELETED)]
    room.answer("I like maps.")
    assert (room.closed, room.snapshot.status) == (True, Status.COMPLETED)


@pytest.mark.parametrize("reason", [Reason.PERMISSIONS, Reason.THREAD_LOCKED])
def test_a_thread_that_cannot_be_read_for_a_while(reason: Reason) -> None:
    """What stands in it is read when that is possible again; ten minutes are enough for that."""
    room = begun(plan=ONE)
    room.missed = [PlaceLost(reason)]
    room.answer("I like maps.")
    room.wait(300.0)
    assert not room.closed
    room.tell(Typed(5001, "word5001"))  # the place is back, and was read
    room.wait(2.5)
    assert (room.last.text, room.closed, room.snapshot.status) == ("word5001", True, Status.COMPLETED)
    other = begun(plan=ONE)
    other.missed = [PlaceLost(reason)]
    other.answer("I like maps.")
    other.wait(599.0)
    assert not other.closed
    other.wait(1.0)
    assert (other.closed, other.snapshot.status) == (True, Status.COMPLETED)


def test_nobody_waits_for_a_reading_that_never_ends() -> None:
    """Half a minute; what came meanwhile is kept."""
    room = closing(5001)
    room.machine.receive(Typed(5002, "word5002"), room.now)
    room.wait(2.5)
    assert room.closed
    other = Room(snapshot(ONE)).begin()
    other.missed = [Typed(5001, "")]  # no words: nothing is said to be missed, and nothing comes of it
    other.answer("I like maps.")
    other.wait(29.0)
    assert not other.closed
    other.wait(1.0)
    assert (other.closed, other.snapshot.status) == (True, Status.COMPLETED)


def test_a_new_process_looks_again() -> None:
    """The record says what is left to do, whatever stands behind the closing words."""
    room = closing(5001)
    room.tell(Shutdown())
    assert room.kinds[-2:] == ["closing", "answer"]
    assert "interview-restarting" not in room.notices
    assert agenda.step(room.snapshot.turns) is NextStep.FINISH
    room.missed = []
    room.restart()
    assert (room.closed, room.snapshot.status) == (True, Status.COMPLETED)
    assert room.kinds.count("closing") == 1
