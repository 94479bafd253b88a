"""The buttons under a question, and who may press them: pause, skip, ask a person, end."""

import pytest

from bot.errors import Reason
from bot.interview.commands import (
    CloseInterview,
    SleepModel,
    TellReviewers,
)
from bot.interview.models import Status
from bot.ports.events import ButtonPressed, OutsiderWrote
from bot.ports.posts import Action, Phrase
from tests.harness.text_machine import DOWN, REQUIRED_PANEL, Room, begun


def test_pause_and_continue() -> None:
    """The socket sleeps; where we were is shown once more, and is no new turn."""
    room = begun()
    out = room.tell(ButtonPressed(Action.PAUSE))
    assert SleepModel() in out
    assert (room.snapshot.status, room.snapshot.status_reason) == (Status.PAUSED, Reason.CANDIDATE)
    shown = room.posts[-1]
    assert shown.buttons == (Action.CONTINUE, Action.END)
    room.tell(ButtonPressed(Action.CONTINUE))
    assert room.snapshot.status is Status.ACTIVE
    again = room.posts[-1]
    assert (again.body, again.turn, again.buttons) == ("What draws you here?", None, REQUIRED_PANEL)
    assert room.kinds == ["opening", "question"]


def test_pause_while_the_model_thinks_keeps_the_answer() -> None:
    """It is asked once more on Continue, under the same number."""
    room = begun()
    room.answer("I like it.")
    room.tell(ButtonPressed(Action.PAUSE))
    assert not room.typing
    room.tell(ButtonPressed(Action.CONTINUE))
    assert len(room.asked) == 2
    assert len(set(room.asked)) == 1
    room.model("What do you like?")
    assert room.posts[-1].body == "What do you like?"


def test_a_reply_that_crosses_the_pause_is_kept_for_later() -> None:
    """Nobody is written to while they pause."""
    room = begun()
    room.answer("I like it.")
    room.tell(ButtonPressed(Action.PAUSE))
    room.model("What do you like?")
    assert room.notices == ["interview-paused"]
    room.tell(ButtonPressed(Action.CONTINUE))
    assert room.posts[-1].body == "What do you like?"


def test_who_writes_goes_on() -> None:
    """A message in a pause ends the pause and counts."""
    room = begun()
    room.tell(ButtonPressed(Action.PAUSE))
    room.answer("I am back.")
    assert room.snapshot.status is Status.ACTIVE
    assert room.last.text == "I am back."
    assert room.asked


def test_a_reviewer_may_pause_and_end() -> None:
    """And the candidate reads that it was not they."""
    room = begun()
    room.tell(ButtonPressed(Action.PAUSE, by=5))
    assert room.snapshot.status_reason == Reason.STAFF
    assert room.notices == ["interview-paused-staff"]
    room.tell(ButtonPressed(Action.END, by=5))
    assert (room.snapshot.status, room.snapshot.status_reason) == (Status.ENDED, Reason.STAFF)


def test_an_optional_question_can_be_skipped_a_required_one_not() -> None:
    """Kindly; and a follow-up to a required question can be skipped once it is answered."""
    room = begun()
    room.tell(ButtonPressed(Action.SKIP))
    assert room.notices == ["interview-required"]
    room.answer("I like it.")
    room.model("What do you like?")
    room.tell(ButtonPressed(Action.SKIP))
    assert room.kinds[-2:] == ["skip", "question"]
    room.tell(ButtonPressed(Action.SKIP))
    assert room.kinds[-2:] == ["skip", "question"]
    room.tell(ButtonPressed(Action.FINISH))
    assert room.kinds[-2:] == ["skip", "closing"]
    assert room.snapshot.status is Status.COMPLETED


def test_no_skip_stands_under_what_must_be_answered() -> None:
    """Under the follow-up to it there is one, and under the next question."""
    room = begun()
    assert Action.SKIP not in room.posts[-1].buttons
    room.answer("I like it.")
    room.model("What do you like?")
    assert Action.SKIP in room.posts[-1].buttons
    room.tell(ButtonPressed(Action.SKIP))
    assert Action.SKIP in room.posts[-1].buttons


def at_the_last() -> Room:
    room = begun()
    room.answer("I like it.")
    room.model("Nice.", enough=True)
    return room


def test_skip_at_the_last_question_asks_first() -> None:
    """One press must not end it for ever; writing goes on, and so does the second press."""
    room = at_the_last()
    room.tell(ButtonPressed(Action.SKIP))
    assert room.notices == ["interview-last"]
    assert room.snapshot.status is Status.ACTIVE
    assert room.posts[-1].buttons == (Action.FINISH, Action.PAUSE, Action.ASK, Action.END)
    room.answer("On Fridays.")
    assert room.kinds[-1] == "answer"


@pytest.mark.parametrize("answered", [False, True])
def test_finish_after_a_restart(answered: bool) -> None:
    """The record and the button are all there is. It is closed, with the number of answers."""
    room = at_the_last()
    if answered:
        room.answer("On Fridays.")
    room.tell(ButtonPressed(Action.SKIP))
    room.restart()
    room.tell(ButtonPressed(Action.FINISH))
    assert room.kinds[-2:] == ["answer" if answered else "skip", "closing"]
    assert room.snapshot.status is Status.COMPLETED
    body = room.posts[-1].body
    assert isinstance(body, Phrase)
    assert (body.key, body.words) == ("interview-closed", {"answered": 1 + answered, "total": 2})


def test_skip_at_the_last_question_while_writing() -> None:
    """What was begun is neither cut off nor closed away; Finish keeps it."""
    room = at_the_last()
    room.say("On Fri")
    room.tell(ButtonPressed(Action.SKIP))
    assert room.notices == ["interview-last"]
    assert room.kinds[-1] == "question"
    room.tell(ButtonPressed(Action.FINISH))
    assert room.kinds[-2:] == ["answer", "closing"]


def test_skip_keeps_what_was_written() -> None:
    """Also while the model thinks: then it is the model that is skipped."""
    room = begun()
    room.say("I like it.")
    room.tell(ButtonPressed(Action.SKIP))
    assert room.kinds == ["opening", "question", "answer", "question"]
    room.answer("This.")
    room.tell(ButtonPressed(Action.SKIP))
    room.tell(ButtonPressed(Action.FINISH))
    assert room.kinds[-2:] == ["answer", "closing"]


def test_ask_a_person_tells_the_reviewers_once_a_question() -> None:
    """However often the button is pressed."""
    room = begun()
    out = room.tell(ButtonPressed(Action.ASK))
    assert any(isinstance(command, TellReviewers) for command in out)
    assert room.notices == ["interview-asked"]
    assert room.tell(ButtonPressed(Action.ASK)) == []


def test_ask_a_person_where_nobody_is_told_says_so() -> None:
    """The record has it all the same."""
    room = begun()
    room.notify = False
    room.tell(ButtonPressed(Action.ASK))
    assert room.notices == ["interview-asked-nobody"]


def test_end_keeps_what_was_being_written() -> None:
    """Status first, words after, then everything is closed."""
    room = begun()
    room.say("half a")
    out = room.tell(ButtonPressed(Action.END))
    assert room.last.text == "half a"
    assert (room.snapshot.status, room.snapshot.status_reason) == (Status.ENDED, Reason.CANDIDATE)
    assert room.notices == ["interview-ended"]
    assert out[-1] == CloseInterview()
    assert room.machine.deadline() is None


def test_old_buttons_do_nothing() -> None:
    """Without a word of blame."""
    room = begun()
    for action in (Action.CONTINUE, Action.WITHOUT):
        assert room.tell(ButtonPressed(action)) == []


def test_strangers_get_one_quiet_note() -> None:
    """However many write."""
    room = begun()
    room.tell(OutsiderWrote(5))
    room.tell(OutsiderWrote(6))
    assert room.notices == ["interview-stranger"]
    assert not room.posts[-1].ping


def test_pause_keeps_what_was_being_written() -> None:
    """As part of the answer, at once."""
    room = begun()
    room.say("half a")
    room.tell(ButtonPressed(Action.PAUSE))
    assert room.last.text == "half a"


def test_going_on_without_follow_ups_keeps_what_was_being_written() -> None:
    """It belongs to the question that was open, not to the next."""
    room = begun()
    room.answer("I like it.")
    room.tell(DOWN)
    room.say("And the games.")
    room.tell(ButtonPressed(Action.WITHOUT))
    assert room.kinds[-3:] == ["answer", "answer", "question"]
