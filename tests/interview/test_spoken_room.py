"""Who is in the room, pauses, restarts, and the ways between voice and writing."""

from dataclasses import replace

import pytest

from bot.errors import Reason
from bot.interview.commands import SleepModel, StopHearing
from bot.interview.events import Begin, MoveRequested, Restored, Shutdown, Stop
from bot.interview.models import InterviewType, Medium, Status
from bot.interview.phases import Phase
from bot.ports.accommodations import Accommodations
from bot.ports.events import ButtonPressed, CandidateAway, CandidateReady, OthersPresent, PlaceLost
from bot.ports.messages import Typed
from bot.ports.posts import Action
from tests.harness.text_machine import PLAN, Room, snapshot
from tests.harness.voice_machine import Hall, hall, listening, shown, spoken

FIRST, SECOND = (question.text for question in PLAN.questions)


def phase(room: Room) -> Phase:
    """Asked anew each time."""
    return room.machine.phase


def state(room: Room) -> tuple[Status, str]:
    """Asked anew each time."""
    return room.snapshot.status, room.snapshot.status_reason


def test_whoever_leaves_is_waited_for() -> None:
    """And is led back to the open question; no second greeting."""
    room = listening()
    room.hear("The people")
    out = room.leave()
    assert shown(out) == ["interview-voice-left"]
    assert room.posts[-1].ping
    assert (phase(room), room.mic, room.last.text) == (Phase.JOINING, False, "The people")
    room.wait(30.0)
    room.tell(CandidateReady())
    assert room.texts[-1].endswith(f"Good to have you back. This is where we were. {FIRST}\n>>>")
    assert not room.mic
    room.play(f"Good to have you back. This is where we were. {FIRST}")
    assert room.mic
    assert room.kinds == ["opening", "question", "answer"]


def test_whoever_does_not_come_back_goes_on_in_writing() -> None:
    """The one channel is given back; nothing is lost."""
    room = listening()
    room.leave()
    room.wait(61.0)
    assert state(room) == (Status.PAUSED, Reason.ROOM_LEFT)
    assert room.moved is Medium.TEXT
    assert shown(room.arrive(Medium.TEXT)) == ["interview-moved-paused"]
    assert room.posts[-1].buttons == (Action.CONTINUE, Action.TALK, Action.END)
    room.tell(ButtonPressed(Action.CONTINUE))
    assert room.posts[-1].body == FIRST
    assert Action.TALK in room.posts[-1].buttons
    room.answer("The people.")
    room.model("What about them?")
    assert room.kinds == ["opening", "question", "answer", "follow_up"]


def test_nobody_is_waited_for_for_ever() -> None:
    """Not even before the greeting."""
    room = Hall(spoken())
    room.tell(Begin())
    room.tell(CandidateAway())
    room.wait(301.0)
    assert (state(room)[0], room.moved) == (Status.PAUSED, Medium.TEXT)
    room.arrive(Medium.TEXT)
    room.tell(ButtonPressed(Action.CONTINUE))
    assert room.kinds == ["opening", "question"]


def test_there_and_back_again() -> None:
    """Same plan, same record, nothing asked twice."""
    room = listening()
    room.hear("The people.")
    out = room.tell(ButtonPressed(Action.WRITE))
    assert (room.moved, room.last.text, room.mic) == (Medium.TEXT, "The people.", False)
    assert shown(out) == []
    room.arrive(Medium.TEXT)
    assert room.notices[-1] == "interview-moved-answer"
    room.model("Thank you.", enough=True)
    assert room.posts[-1].body == SECOND
    room.say("I would help.")
    room.tell(MoveRequested(Medium.VOICE))
    assert (room.moved, room.last.text) == (Medium.VOICE, "I would help.")
    out = room.arrive(Medium.VOICE)
    assert shown(out) == ["interview-voice-joining-moved"]
    room.tell(CandidateReady())
    assert room.kinds[-2:] == ["answer", "closing"]
    room.play("Good to hear you here. This is where we were. Thank you, that was all.")
    assert room.snapshot.status is Status.COMPLETED


def test_moving_to_where_it_is_does_nothing() -> None:
    """Two wishes, one move."""
    assert listening().tell(MoveRequested(Medium.VOICE)) == []
    assert Room(snapshot()).begin().tell(MoveRequested(Medium.TEXT)) == []


@pytest.mark.parametrize(("breaks", "seconds"), [(False, 120.0), (True, 600.0)])
def test_a_pause_in_the_room(breaks: bool, seconds: float) -> None:
    """For a while; then in the thread."""
    room = listening(accommodations=Accommodations(breaks=breaks))
    out = room.tell(ButtonPressed(Action.PAUSE))
    assert shown(out) == ["interview-voice-paused"]
    assert any(isinstance(command, SleepModel) for command in out)
    assert (state(room), room.mic) == ((Status.PAUSED, Reason.CANDIDATE), False)
    room.wait(seconds - 1)
    assert room.moved is None
    room.wait(2)
    assert room.moved == "text"
    assert state(room) == (Status.PAUSED, Reason.CANDIDATE)


def test_a_pause_ends_where_it_began() -> None:
    """Led back by a sentence."""
    room = listening()
    room.tell(ButtonPressed(Action.PAUSE))
    room.hear("not for you", item=6)
    assert room.kinds == ["opening", "question"]
    room.tell(ButtonPressed(Action.CONTINUE))
    assert state(room)[0] is Status.ACTIVE
    assert FIRST in room.texts[-1]


def test_a_pause_by_the_team_and_one_whose_candidate_went() -> None:
    """Named as what it is; and nobody speaks to an empty room."""
    room = listening()
    assert shown(room.tell(ButtonPressed(Action.PAUSE, by=5))) == ["interview-voice-paused-staff"]
    room.leave()
    room.tell(ButtonPressed(Action.CONTINUE))
    assert phase(room) is Phase.JOINING
    room.tell(CandidateReady())
    assert FIRST in room.texts[-1]


def test_writing_out_of_a_pause_goes_on_at_once() -> None:
    """They want to go on."""
    room = listening()
    room.tell(ButtonPressed(Action.PAUSE))
    room.tell(ButtonPressed(Action.WRITE))
    assert (room.moved, state(room)[0]) == (Medium.TEXT, Status.ACTIVE)
    assert shown(room.arrive(Medium.TEXT)) == [FIRST]
    assert room.posts[-1].ping


def test_company_is_announced_once() -> None:
    """Per change; a reviewer who may be there counts as well."""
    room = listening()
    assert shown(room.tell(OthersPresent(1))) == ["interview-voice-company"]
    assert room.tell(OthersPresent(2)) == []
    assert room.tell(OthersPresent(0)) == []
    assert shown(room.tell(OthersPresent(1))) == ["interview-voice-company"]
    assert listening(own_room=False).tell(OthersPresent(1)) == []


def test_company_may_rest_it() -> None:
    """Until they are alone; then it goes on by itself."""
    room = listening(pause_on_company=True)
    room.hear("The people")
    assert shown(room.tell(OthersPresent(1))) == ["interview-voice-company-rest"]
    assert (phase(room), room.mic, room.last.text) == (Phase.COMPANY, False, "The people")
    room.tell(OthersPresent(0))
    assert room.texts[-1].endswith(f"We are alone again, so let us go on. {FIRST}\n>>>")


def test_nothing_is_heard_in_a_rest() -> None:
    """Not even the beginning of an answer; also before the greeting, when the microphone was never open."""
    room = Hall(spoken(pause_on_company=True))
    room.begin()
    room.tell(OthersPresent(1))
    assert StopHearing() in room.tell(CandidateReady())
    room = listening()
    assert StopHearing() in room.tell(ButtonPressed(Action.PAUSE))
    assert StopHearing() not in listening().tell(CandidateAway())


def test_company_before_the_greeting_rests_it_too() -> None:
    """And whoever left meanwhile is waited for."""
    room = Hall(spoken(pause_on_company=True))
    room.tell(Begin())
    room.tell(OthersPresent(1))
    room.tell(CandidateReady())
    assert phase(room) is Phase.COMPANY
    room.leave()
    room.tell(OthersPresent(0))
    assert phase(room) is Phase.JOINING
    room.tell(CandidateReady())
    assert room.kinds == ["opening"]


def test_the_chat_is_not_read_as_answers() -> None:
    """Said once, with how to write."""
    room = listening()
    assert shown(room.tell(Typed(5, "The people."))) == ["interview-voice-chat"]
    assert room.tell(Typed(6, "Hello?")) == []


def test_a_restart_apologizes_and_says_the_question_again() -> None:
    """One item, no new turn; what was heard is an answer."""
    room = listening()
    room.hear("The people")
    room.wait(1.1)
    assert room.snapshot.draft == "The people"
    assert shown(room.restart()) == ["interview-voice-joining-again"]
    assert (room.last.text, room.snapshot.draft) == ("The people", "")
    room.tell(CandidateReady())
    assert room.texts[-1].endswith(f"Sorry, I was gone for a moment. Everything so far is saved. {FIRST}\n>>>")
    assert room.kinds == ["opening", "question", "answer"]


def test_a_draft_that_is_a_turn_already_is_dropped() -> None:
    """Killed between the two."""
    room = listening()
    room.hear("The people.")
    room.wait(1.1)
    room.enough()
    room.snapshot = replace(room.snapshot, draft="The people", turns=room.snapshot.turns[:3])
    room.posts = room.posts[:3]
    room.restart()
    assert room.kinds == ["opening", "question", "answer"]
    assert room.snapshot.draft == ""
    room.tell(CandidateReady())
    assert room.last.text == SECOND


def test_the_question_stands_below_with_its_buttons_once_more() -> None:
    """After an update, an absence, a pause: by then other buttons took their place. Without them nobody could pause,
    and the next process would ask to hear the microphone once more."""

    def restarted(room: Hall) -> None:
        room.restart()
        room.tell(CandidateReady())

    def left(room: Hall) -> None:
        room.leave()
        room.tell(CandidateReady())

    def paused(room: Hall) -> None:
        room.tell(ButtonPressed(Action.PAUSE))
        room.tell(ButtonPressed(Action.CONTINUE))

    for goes in (restarted, left, paused):
        room = listening()
        asked = room.posts[-1]
        goes(room)
        assert room.posts[-1].body == FIRST
        assert room.posts[-1].buttons == asked.buttons
        assert room.posts[-1].turn is None


def test_restarts_in_other_states() -> None:
    """A pause stays one; one that belongs in the thread goes there; the closing words were said."""
    for changes, moved, closed in (
        ({"status": Status.PAUSED, "status_reason": "candidate"}, None, False),
        ({"status": Status.PAUSED, "status_reason": "room_left"}, Medium.TEXT, False),
        ({"status": Status.ENDED}, None, True),
    ):
        room = Hall(replace(listening().snapshot, **changes))
        room.tell(Restored())
        assert (room.moved, room.closed) == (moved, closed)
    room = Hall(spoken())
    room.tell(Restored())
    assert (state(room)[0], phase(room)) == (Status.ACTIVE, Phase.JOINING)


def test_shutdown_keeps_what_was_heard() -> None:
    """As a draft: it may go on."""
    room = listening()
    room.hear("The people")
    assert shown(room.tell(Shutdown())) == ["interview-restarting"]
    assert (room.snapshot.draft, room.kinds) == ("The people", ["opening", "question"])


@pytest.mark.parametrize(
    ("reason", "status", "moved"),
    [
        (Reason.THREAD_DELETED, Status.PAUSED, Medium.TEXT),
        (Reason.PERMISSIONS, Status.PAUSED, Medium.TEXT),
        (Reason.LINE_LOST, Status.PAUSED, Medium.TEXT),
        (Reason.BOT_REMOVED, Status.FAILED, None),
        (Reason.CANDIDATE_LEFT, Status.ENDED, None),
        (Reason.INTERNAL, Status.FAILED, None),
    ],
)
def test_a_room_that_is_gone(reason: Reason, status: Status, moved: Medium | None) -> None:
    """There is the thread; a server or a person that is gone is the end."""
    room = listening()
    room.hear("The people.")
    room.tell(PlaceLost(reason))
    assert (room.snapshot.status, room.moved, room.last.text) == (status, moved, "The people.")


def test_time_and_the_team_end_it_as_in_writing() -> None:
    """With words."""
    room = hall()
    assert shown(room.tell(Stop(Reason.STAFF))) == ["interview-ended-staff"]
    room = listening(deadline_at=hall().snapshot.started_at + 60.0)
    room.wait(61.0)
    assert room.snapshot.status is Status.ABANDONED


@pytest.mark.parametrize("kind", [InterviewType.VOICE, InterviewType.VIDEO])
def test_what_is_attached_in_the_chat(kind: InterviewType) -> None:
    """Nobody reads it there, and that is said each time; a picture is shown where there is a camera."""
    room = listening(interview_type=kind)
    picture = shown(room.tell(Typed(5, "", 1, pictures=1)))
    assert picture == (["interview-voice-attached"] if kind is InterviewType.VOICE else [])
    assert shown(room.tell(Typed(6, "", 1, texts=("message.txt",)))) == ["interview-voice-attached"]
    assert shown(room.tell(Typed(7, "See there.", 2, pictures=1))) == ["interview-voice-attached"]
    assert shown(room.tell(Typed(8, "Hello?"))) == []
