"""A spoken interview with a model, or a candidate, that comes to no end; and what is written down of a call."""

import pytest

from bot.errors import Reason
from bot.interview import agenda
from bot.interview.commands import Log
from bot.interview.events import Begin
from bot.interview.models import Limits, Medium, Status
from bot.interview.phases import Phase
from bot.ports.events import ButtonPressed, CandidateReady, OthersPresent
from bot.ports.model import ModelTurn, SaidWords, ToolCalled, Unheard
from bot.ports.posts import Action
from tests.harness.text_machine import DOWN, PLAN
from tests.harness.voice_machine import Hall, hall, listening, spoken

FIRST, SECOND = (question.text for question in PLAN.questions)
AGAIN = "Could you say that again?"


def phase(room: Hall) -> Phase:
    """Asked anew each time."""
    return room.machine.phase


def logged(room: Hall) -> list[str]:
    """Kinds of the events among the last commands."""
    return [command.kind for command in room.out if isinstance(command, Log)]


def left(room: Hall) -> int:
    """Follow-ups left of the current question."""
    return agenda.follow_ups_left(PLAN, room.snapshot.turns)


def test_asking_to_repeat_is_no_follow_up() -> None:
    """It uses none up, and what is open is still the question: that is what Repeat says."""
    room = listening()
    room.play(AGAIN)
    assert (room.last.kind, left(room)) == ("follow_up", 1)
    room.tell(ButtonPressed(Action.REPEAT))
    assert FIRST in room.texts[-1]
    assert "Follow-ups left: 1." in room.texts[-1]
    room.play(FIRST)
    room.hear("The people.")
    room.play("What about them?")
    assert (room.last.text, left(room)) == ("What about them?", 0)
    room.play(AGAIN)
    room.tell(ButtonPressed(Action.REPEAT))
    assert "What about them?" in room.texts[-1]


def test_a_restart_after_asking_to_repeat_asks_the_question() -> None:
    """Nobody remembers what it was about."""
    room = listening()
    room.play(AGAIN)
    room.restart()
    room.tell(CandidateReady())
    assert FIRST in room.texts[-1]


def test_noise_does_not_fill_the_record() -> None:
    """At the limit of turns what the model says to it is not kept as turns any more."""
    room = listening(limits=Limits(turns=4))
    for _ in range(5):
        room.hear("[noise]")
        room.play(AGAIN)
    assert room.kinds == ["opening", "question", "follow_up", "follow_up"]
    room.hear("The people.")
    room.enough()
    room.play(SECOND)
    assert room.last.spoken is not None
    assert room.last.spoken.text.count(AGAIN) == 3


def test_a_model_that_only_calls_is_given_up() -> None:
    """Each call is answered, or it would wait for ever; but not for ever."""
    room = listening()
    room.hear("The people.")
    for number in range(5):
        room.tell(ToolCalled(room.item, f"c{number}", "answer_is_enough"))
    assert phase(room) is Phase.SPEAKING
    room.tell(ToolCalled(room.item, "c5", "anything"))
    assert logged(room) == ["model_calls"]
    assert (phase(room), room.kinds) == (Phase.CHOOSING, ["opening", "question", "answer", "question"])


def test_whoever_has_the_word_and_says_nothing() -> None:
    """The one channel of a server is not kept for somebody who fell asleep."""
    room = listening()
    room.wait(899.0)
    room.hear("[noise]")
    room.wait(899.0)
    assert room.moved is None
    room.wait(2.0)
    assert (room.snapshot.status, room.snapshot.status_reason) == (Status.PAUSED, Reason.ROOM_QUIET)
    assert room.moved == "text"


def test_whoever_said_something_and_is_not_replied_to() -> None:
    """They are told, and it is stored; who does not choose gives the channel back."""
    room = listening()
    room.hear("Well,")
    room.wait(179.0)
    assert phase(room) is Phase.LISTENING
    room.hear(" you know,")
    room.wait(179.0)
    assert phase(room) is Phase.LISTENING
    room.wait(2.0)
    assert phase(room) is Phase.CHOOSING
    assert room.last.text == "Well, you know,"
    room.wait(901.0)
    assert room.moved == "text"


def test_a_cough_that_cut_a_question() -> None:
    """Nothing was understood and nothing replied: it is said again, or both would wait for each other."""
    room = hall()
    room.play(FIRST, cut=True, heard=0.2)
    room.tell(Unheard(room.item))
    assert FIRST in room.texts[-1]
    room.play(FIRST)
    assert room.tell(Unheard(room.item)) == []
    assert phase(room) is Phase.LISTENING


def test_a_cough_that_cut_a_remark() -> None:
    """The next question comes."""
    room = listening()
    room.hear("The people.")
    room.play("You mentioned the people.", cut=True, heard=0.5)
    room.tell(Unheard(room.item))
    assert SECOND in room.texts[-1]
    assert room.kinds[-2:] == ["answer", "question"]


def test_a_cough_into_an_answer_that_was_asked_for_again() -> None:
    """The candidate may still want to add something."""
    room = listening()
    room.hear("The people.")
    room.tell(ButtonPressed(Action.REPEAT))
    room.play(FIRST)
    assert room.tell(Unheard(room.item)) == []
    room.hear("And")
    assert room.tell(Unheard(room.item)) == []


def test_whoever_does_not_choose() -> None:
    """The provider is the reason."""
    room = listening()
    room.tell(DOWN)
    room.wait(901.0)
    assert (room.snapshot.status, room.snapshot.status_reason) == (Status.PAUSED, "provider")
    assert room.moved == "text"


def test_whoever_does_not_choose_after_a_silence() -> None:
    """However it came to the choice, there is time for it."""
    room = listening()
    room.wait(800.0)
    room.hear("The people.")
    room.tell(SaidWords(room.item, "What", 0))
    room.wait(181.0)
    assert phase(room) is Phase.CHOOSING
    room.wait(850.0)
    assert room.moved is None
    room.wait(60.0)
    assert room.moved == "text"


@pytest.mark.parametrize("heard", [False, True])
def test_a_greeting_that_failed(heard: bool) -> None:
    """Nobody is greeted twice; whoever heard nothing of it is greeted."""
    room = Hall(spoken())
    room.tell(Begin())
    room.tell(CandidateReady())
    if heard:
        room.tell(SaidWords(room.item, "Hello", 0))
    room.tell(DOWN)
    room.tell(ButtonPressed(Action.CONTINUE))
    assert ("Hello!" in room.texts[-1]) is not heard
    room.play("Hello!" if not heard else FIRST)
    if not heard:
        assert FIRST in room.texts[-1]
    assert room.kinds == ["opening", "question"]


def test_what_reviewers_wonder_about_is_written_down() -> None:
    """Who left, and who was there."""
    room = listening()
    room.leave()
    assert logged(room) == ["left_room"]
    room.tell(CandidateReady())
    room.tell(OthersPresent(2))
    assert logged(room) == ["company"]
    room.tell(OthersPresent(3))
    assert logged(room) == []
    room.tell(OthersPresent(0))
    assert logged(room) == []


def test_a_translation_with_a_link_is_not_captioned() -> None:
    """What the model says is not shown unseen."""
    room = Hall(spoken(language="de", locale="de")).joined()
    room.play("Was zieht dich her? Siehe https://evil.example")
    assert room.captions == {}


def test_slow_speech_is_not_taken_for_lost() -> None:
    """Four characters a second are still speech."""
    room = hall()
    text = FIRST * 4
    room.tell(SaidWords(room.item, text, 0))
    room.tell(ModelTurn(room.item, text, audible_ms=250 * len(text)))
    room.wait(len(text) / 4)
    assert phase(room) is Phase.SPEAKING
    room.wait(6.0)
    assert phase(room) is Phase.LISTENING


def test_an_hour_in_the_channel_ends_with_a_warning() -> None:
    """One account holds one channel: after an hour somebody else may have it. The panel has told the time."""
    room = listening()
    began = room.now
    panel = next(post for post in room.posts if post.number == 1)
    assert panel.ends_at == began + 3600
    while room.now < began + 3200:  # somebody is talking, or it would rest before
        room.wait(100)
        room.hear("[noise]")
        room.play(AGAIN)
    room.wait(began + 3301 - room.now)
    assert room.notices[-1] == "interview-voice-limit"
    room.hear("And then")
    room.wait(began + 3450 - room.now)
    room.hear(" I")
    room.wait(began + 3590 - room.now)
    room.hear(" said")
    room.wait(began + 3650 - room.now)
    assert room.moved is None  # not in a sentence
    room.wait(100)
    assert room.moved == "text"
    assert (room.snapshot.status, room.snapshot.status_reason) == (Status.PAUSED, Reason.ROOM_TIME)
    assert room.last.text == "And then I said"
    room.arrive(Medium.VOICE)
    room.tell(CandidateReady())
    room.wait(3000)
    assert "interview-voice-limit" not in room.notices[-2:]


def test_nothing_said_for_long_says_so_in_the_record() -> None:
    """Nobody left, nobody spoke."""
    room = listening()
    room.wait(901)
    assert room.moved == "text"
    assert room.snapshot.status_reason == Reason.ROOM_QUIET
