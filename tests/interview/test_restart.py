"""Restarts, outages and time: from the record alone it goes on, and it always ends."""

from dataclasses import replace

import pytest

from bot.errors import Reason
from bot.interview.commands import AskModel, CheckCandidate, CloseInterview, SetReminded, SetStatus, ShowPost
from bot.interview.events import Begin, CandidatePresent, Shutdown, Stop
from bot.interview.models import Plan, Question, Status
from bot.interview.phases import Phase
from bot.ports.events import ButtonPressed, PlaceLost, PlaceRestored
from bot.ports.messages import Typed
from bot.ports.posts import Action, Phrase
from tests.harness.text_machine import DAY, PLAN, START, Killed, Room, snapshot


def begun(plan: Plan = PLAN, *, days: float = 7.0) -> Room:
    return Room(snapshot(plan, days=days)).begin()


def phase(room: Room) -> Phase:
    """Asked anew each time."""
    return room.machine.phase


def status(room: Room) -> Status:
    """Asked anew each time."""
    return room.snapshot.status


def test_a_restart_repeats_nothing() -> None:
    """No second greeting, no repeated question, nothing asked while the candidate thinks."""
    room = begun()
    assert room.restart() == []
    assert phase(room) is Phase.LISTENING
    room.answer("I like it.")
    room.model("What do you like?")
    assert room.restart() == []
    room.answer("The people.")
    room.model("Thanks.", enough=True)
    assert room.restart() == []
    assert room.kinds == ["opening", "question", "answer", "follow_up", "answer", "question"]


@pytest.mark.parametrize("status", [Status.STARTING, Status.ACTIVE])
def test_a_start_that_was_cut_off_is_begun(status: Status) -> None:
    """Consent is stored, and nothing was said yet."""
    room = Room(replace(snapshot(), status=status))
    room.restart()
    assert room.kinds == ["opening", "question"]
    assert room.snapshot.status is Status.ACTIVE


def test_every_cut_through_the_beginning_heals() -> None:
    """Killed after each command in turn: the thread has the opening and the first question, each once."""
    for fuse in range(8):
        room = Room(fuse=fuse)
        try:
            room.tell(Begin())
        except Killed:
            room.restart()
        assert [post.turn for post in room.posts] == [1, 2], fuse
        assert room.kinds == ["opening", "question"]
        assert all(turn.message_ids for turn in room.snapshot.turns)


def test_an_answer_that_nobody_looked_at_is_asked_again() -> None:
    """As one item; what came before it is in the history the model starts with."""
    room = begun()
    room.answer("I like it.")
    room.answer("And the games.")
    asked = room.asked[-1]
    out = room.restart()
    assert [command.item.id for command in out if isinstance(command, AskModel)] == [asked]


def test_what_was_written_meanwhile_is_answered_once() -> None:
    """The catch-up brings everything; what is known is ignored."""
    room = begun()
    room.tell(Typed(5001, "one"))
    room.wait(2.5)
    room.restart()
    room.tell(Typed(5001, "one"))
    room.tell(Typed(5002, "two"))
    room.wait(2.5)
    assert [turn.message_ids for turn in room.snapshot.turns if turn.kind == "answer"] == [(5001,), (5002,)]
    assert len(room.asked) == 2


@pytest.mark.parametrize(("seconds", "ping"), [(30, False), (90, True)])
def test_only_a_noticeable_outage_pings(seconds: float, ping: bool) -> None:
    """Somebody who waited for us is told that it goes on."""
    room = begun()
    room.answer("I like it.")
    room.now += seconds
    room.restart()
    room.model("What do you like?")
    assert room.posts[-1].ping is ping
    room.answer("This.")
    room.model("", enough=True)
    assert not room.posts[-1].ping


def test_a_pause_survives_a_restart() -> None:
    """Continue, or simply writing, goes on."""
    room = begun()
    room.tell(ButtonPressed(Action.PAUSE))
    assert room.restart() == []
    assert phase(room) is Phase.PAUSED
    room.tell(ButtonPressed(Action.CONTINUE))
    assert room.snapshot.status is Status.ACTIVE


def test_a_follow_up_choice_survives_a_restart() -> None:
    """Without follow-ups stays without follow-ups."""
    room = begun()
    room.snapshot = replace(room.snapshot, follow_ups=False)
    room.restart()
    room.answer("I like it.")
    assert room.asked == []
    assert room.posts[-1].body == "What would you do?"


def test_shutdown_stores_what_was_written_and_says_so() -> None:
    """Only to somebody who waits for us."""
    quiet = begun()
    assert quiet.tell(Shutdown()) == []
    room = begun()
    room.say("half an answer")
    room.tell(Shutdown())
    assert room.last.text == "half an answer"
    assert room.notices == ["interview-restarting"]
    assert room.machine.deadline() is None
    room.restart()
    assert room.asked == [2 * room.last.seq]


def test_shutdown_while_thinking_stops_the_sign() -> None:
    """The answer is asked again by the next process."""
    room = begun()
    room.answer("I like it.")
    room.tell(Shutdown())
    assert not room.typing


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        (Reason.THREAD_DELETED, Status.FAILED),
        (Reason.BOT_REMOVED, Status.FAILED),
        (Reason.CANDIDATE_LEFT, Status.ENDED),
    ],
)
def test_a_place_that_is_gone_for_good_ends_it(reason: Reason, status: Status) -> None:
    """With the reason, with what was written, and without a word into the void."""
    room = begun()
    room.say("half")
    shown = len(room.posts)
    out = room.tell(PlaceLost(reason))
    assert (room.snapshot.status, room.snapshot.status_reason) == (status, reason)
    assert room.last.text == "half"
    assert out[-1] == CloseInterview()
    assert len(room.posts) == shown


@pytest.mark.parametrize("reason", [Reason.THREAD_LOCKED, Reason.PERMISSIONS])
def test_a_locked_thread_pauses_and_goes_on_when_it_is_back(reason: Reason) -> None:
    """What is written meanwhile is kept; one notice, then on."""
    room = begun()
    room.tell(PlaceLost(reason))
    assert (room.snapshot.status, room.snapshot.status_reason) == (Status.PAUSED, reason)
    assert room.tell(PlaceLost(reason))[1:] == []
    room.broken = reason
    room.answer("I like it.")
    assert (room.snapshot.status, room.snapshot.status_reason) == (Status.PAUSED, reason)
    shown = len(room.posts)
    room.broken = None
    room.tell(PlaceRestored())
    assert [post.body for post in room.posts[shown:]] == [Phrase("interview-back-answer")]
    assert set(room.asked) == {2 * room.last.seq}


def test_who_can_write_shows_that_a_permission_is_back() -> None:
    """Not every right comes back with an event; what is written is tried, once for each answer."""
    room = begun()
    room.tell(PlaceLost(Reason.PERMISSIONS))
    room.answer("I like it.")
    assert room.posts[-1].body == Phrase("interview-back-answer")
    assert room.asked == [2 * room.last.seq]


def test_a_question_that_could_not_be_shown_is_shown_when_it_is_back() -> None:
    """And what was written without having seen it is not taken for its answer."""
    room = begun()
    room.answer("I like it.")
    room.broken = Reason.PERMISSIONS
    room.model("", enough=True)
    assert phase(room) is Phase.AWAY
    room.answer("Hello? Is anybody there?")
    room.broken = None
    room.tell(PlaceRestored())
    assert room.posts[-1].body == "What would you do?"
    assert phase(room) is Phase.LISTENING
    room.answer("This and that.")
    assert "What would you do?" in [post.body for post in room.posts]
    assert len([post for post in room.posts if post.turn == 4]) == 1


def test_back_does_not_end_the_candidates_own_pause() -> None:
    """Only what the thread stopped goes on with the thread."""
    room = begun()
    room.tell(ButtonPressed(Action.PAUSE))
    room.tell(PlaceLost(Reason.THREAD_LOCKED))
    assert room.tell(PlaceRestored()) == []
    assert room.snapshot.status_reason == Reason.CANDIDATE


def test_a_restart_tries_a_thread_that_was_locked() -> None:
    """Nobody told us whether it still is; if so, it is paused again and nothing was shown."""
    room = begun()
    room.tell(PlaceLost(Reason.THREAD_LOCKED))
    room.broken = Reason.THREAD_LOCKED
    shown = len(room.posts)
    out = room.restart()
    assert [type(command) for command in out if isinstance(command, SetStatus)] == [SetStatus, SetStatus]
    assert status(room) is Status.PAUSED
    assert len(room.posts) == shown
    room.broken = None
    room.restart()
    assert status(room) is Status.ACTIVE
    assert room.posts[-1].lead == Phrase("interview-back")


@pytest.mark.parametrize(("days", "at"), [(7.0, 6.0), (1.5, 0.75), (30.0, 29.0)])
def test_one_reminder(days: float, at: float) -> None:
    """Half-way or a day before the deadline, whichever is later, after a look whether the candidate is there."""
    room = begun(days=days)
    assert room.wait(at * DAY - 1) == []
    assert room.wait(2) == [CheckCandidate()]
    out = room.tell(CandidatePresent())
    assert out[0] == SetReminded()
    assert isinstance(out[1], ShowPost)
    assert out[1].post.ping
    assert room.tell(CandidatePresent()) == []
    assert CheckCandidate() not in room.wait(days * DAY)
    assert room.snapshot.status is Status.ABANDONED


def test_nobody_knows_whether_the_candidate_is_there() -> None:
    """Then it is asked again later."""
    room = begun()
    assert room.wait(6 * DAY + 2 * 3600.0 + 1).count(CheckCandidate()) == 3
    assert not room.snapshot.reminded


def test_nobody_is_reminded_in_the_middle_of_it() -> None:
    """An hour of quiet first."""
    room = begun()
    room.wait(6 * DAY - 60)
    room.answer("I like it.")
    room.model("What?")
    assert room.wait(1800) == []
    assert room.wait(1800 + 60) == [CheckCandidate()]


def test_a_candidate_who_left_is_not_reminded() -> None:
    """The interview ends with that reason."""
    room = begun()
    room.wait(6 * DAY)
    room.tell(PlaceLost(Reason.CANDIDATE_LEFT))
    assert room.snapshot.status is Status.ENDED
    assert "interview-reminder" not in room.notices


@pytest.mark.parametrize("paused", [False, True])
def test_the_deadline_closes_it_and_says_how_to_start_anew(paused: bool) -> None:
    """Paused interviews too."""
    room = begun()
    if paused:
        room.tell(ButtonPressed(Action.PAUSE))
    out = room.wait(8 * DAY)
    assert (room.snapshot.status, room.snapshot.status_reason) == (Status.ABANDONED, Reason.DEADLINE)
    assert room.notices[-1] == "interview-abandoned"
    assert out[-1] == CloseInterview()
    assert room.now == START + 8 * DAY


def test_the_deadline_passes_in_silence_where_nothing_can_be_shown() -> None:
    """A locked thread."""
    room = begun()
    room.tell(PlaceLost(Reason.THREAD_LOCKED))
    shown = len(room.posts)
    room.wait(8 * DAY)
    assert room.snapshot.status is Status.ABANDONED
    assert len(room.posts) == shown


@pytest.mark.parametrize(
    ("reason", "status", "notices"),
    [
        (Reason.STAFF, Status.ENDED, ["interview-ended-staff"]),
        (Reason.ERASED, Status.ENDED, []),
        (Reason.INTERNAL, Status.FAILED, ["interview-failed"]),
    ],
)
def test_it_can_be_stopped_from_outside(reason: Reason, status: Status, notices: list[str]) -> None:
    """Who is erased is not written to."""
    room = begun()
    room.tell(Stop(reason))
    assert (room.snapshot.status, room.notices, room.closed) == (status, notices, True)


def test_an_interview_that_is_over_is_only_closed() -> None:
    """Should one be restored by mistake."""
    room = Room(replace(snapshot(), status=Status.COMPLETED))
    assert room.restart() == [CloseInterview()]


def test_a_cut_between_closing_words_and_status_heals() -> None:
    """The words are not said twice."""
    room = begun(replace(PLAN, questions=(Question("Why?", 0),)))
    room.snapshot = replace(room.snapshot, follow_ups=False)
    room.restart()
    room.say("Because.")
    room.fuse = 3
    with pytest.raises(Killed):
        room.wait(3)
    assert room.kinds[-1] == "closing"
    room.restart()
    assert room.snapshot.status is Status.COMPLETED
    assert len([post for post in room.posts if post.body == PLAN.closing]) == 1


def test_the_button_of_a_trouble_that_the_record_does_not_know() -> None:
    """Nothing could be saved, then the process was killed: whoever presses Continue sees where we are, once."""
    room = begun()
    room.restart()
    before = len(room.posts)
    for _ in range(2):
        room.tell(ButtonPressed(Action.CONTINUE))
    assert [post.body for post in room.posts[before:]] == ["What draws you here?"]
    assert room.posts[-1].lead == Phrase("interview-goes-on")
    assert room.posts[-1].buttons


def test_a_second_press_of_continue_shows_nothing_more() -> None:
    """It went on with the first."""
    room = begun()
    room.tell(ButtonPressed(Action.PAUSE))
    for _ in range(2):
        room.tell(ButtonPressed(Action.CONTINUE))
    assert [post.body for post in room.posts].count("What draws you here?") == 2
