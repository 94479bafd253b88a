"""The model is gone, too late, or refuses: what the machine makes of it, step by step."""

from dataclasses import replace

from bot.gemini.api.failures import ConnectionStage, Failure, FailureSide, Retry
from bot.interview.models import Question
from bot.interview.phases import Phase
from bot.ports.events import ButtonPressed
from bot.ports.model import Declined, LiveDown, ModelTurn, ToolCalled
from bot.ports.posts import Action
from tests.harness.text_machine import PLAN, Room, snapshot

FAILURE = Failure("quota", FailureSide.OPERATOR, Retry.LATER, ConnectionStage.LIVE)


def asked() -> Room:
    """The first answer is with the model; one follow-up is left."""
    room = Room().begin()
    room.answer("I like it.")
    assert room.machine.phase is Phase.THINKING
    return room


def declined() -> Room:
    """The first answer was declined by the provider, and the candidate paused."""
    room = asked()
    room.tell(Declined(room.asked[-1], "safety"))
    room.tell(ButtonPressed(Action.PAUSE))
    return room


def test_a_connection_that_was_given_up_before_the_question_is_no_failure_of_it() -> None:
    """It went down while nobody waited, and the news came just behind the answer: that is on a new connection."""
    room = asked()
    room.tell(LiveDown(FAILURE, item_id=0))
    assert room.notices == []
    room.model("Why?")
    assert room.posts[-1].body == "Why?"


def test_a_connection_that_was_given_up_with_the_question_is() -> None:
    """Then the candidate chooses."""
    room = asked()
    room.tell(LiveDown(FAILURE, item_id=room.asked[-1]))
    assert room.notices == ["interview-choice"]


def test_what_comes_after_the_choice_is_too_late() -> None:
    """The next question stands there; nothing is asked in between."""
    room = asked()
    room.tell(LiveDown(FAILURE, item_id=room.asked[-1]))
    room.tell(ButtonPressed(Action.WITHOUT))
    before = list(room.posts)
    room.tell(ToolCalled(room.asked[-1], "call", "answer_is_enough"))
    room.tell(ModelTurn(room.asked[-1], "Why?"))
    assert room.posts == before


def test_a_bridge_that_is_lost_after_enough_is_nothing_lost() -> None:
    """The model said that the answer is enough, so there is nothing to choose."""
    room = asked()
    room.tell(ToolCalled(room.asked[-1], "call", "answer_is_enough"))
    room.tell(LiveDown(FAILURE, item_id=room.asked[-1]))
    assert room.notices == []
    assert room.posts[-1].body == "What would you do?"


def test_whoever_comes_back_after_a_declined_answer_gets_the_next_question() -> None:
    """Not the same choice once more; and follow-ups stay on for what comes."""
    room = declined()
    room.tell(ButtonPressed(Action.CONTINUE))
    assert room.notices.count("interview-choice") == 1
    assert room.posts[-1].body == "What would you do?"
    assert room.snapshot.follow_ups


def test_whoever_writes_after_a_declined_answer_has_one_more_try() -> None:
    """The new words are sent to the model; the declined ones are not."""
    room = declined()
    before = len(room.asked)
    room.answer("Let me put it differently.")
    assert room.notices.count("interview-choice") == 1
    assert room.asked[before:] == [2 * room.last.seq]
    room.model("Why?")
    assert room.posts[-1].body == "Why?"


def test_more_words_after_a_skip_do_not_bring_the_skipped_ones_back() -> None:
    """The translation of the next question has a higher number than the answer that was left behind."""
    plan = replace(PLAN, questions=(Question("Why?", 0), Question("How?", 0)))
    room = Room(snapshot(plan, language="de")).begin()
    room.model("Warum?")
    room.say("Darum.")
    room.tell(ButtonPressed(Action.SKIP))
    assert room.machine.phase is Phase.TRANSLATING
    room.answer("Und darum.")
    assert room.asked == sorted(room.asked)
    room.model("Danke.", enough=True)
    room.model("Wie?")
    assert room.posts[-1].body == "Wie?"
