"""Ends of turns in which nothing was: right after a question it is of something else, after an answer it is silence."""

import pytest

from bot.gemini.live.context import NUDGE
from bot.ports.model import ModelTurn
from tests.gemini.test_spoken_end_of_speech import say
from tests.gemini.test_spoken_session import INTERRUPTED, Call, heard, listening, spoken
from tests.harness.live_shell import ALL_SAID, Shell, asking, said, turn_end


def nudges(shell: Shell) -> int:
    return str(shell.sent).count(NUDGE)


def asked_aloud() -> Call:
    call = Call()
    call.ask(3)
    call.open()
    return call


# Right after something was sent


@pytest.mark.parametrize("ends", [[turn_end()], [ALL_SAID, turn_end()], [turn_end(generationComplete=True)]])
@pytest.mark.parametrize("made", [lambda: asking(2), asked_aloud])
def test_an_end_before_anything_could_have_been_said(made: type[Shell], ends: list[dict[str, object]]) -> None:
    """It ends nothing: the reply follows."""
    shell = made()
    shell.wait(0.2)
    shell.receive(*ends)
    shell.wait(1.5)
    assert nudges(shell) == 0
    shell.receive(spoken("Hm."), ALL_SAID, turn_end())
    assert [turn.text for turn in shell.take(ModelTurn)] == ["Hm."]
    assert shell.orders == []


@pytest.mark.parametrize("made", [lambda: asking(2), asked_aloud])
def test_nothing_after_such_an_end(made: type[Shell]) -> None:
    """It was meant after all: two seconds were lost, not ten."""
    shell = made()
    shell.receive(turn_end())
    shell.wait(1.9)
    assert nudges(shell) == 0
    shell.wait(0.2)
    assert nudges(shell) == 1


def test_a_second_such_end_is_meant() -> None:
    shell = asking(2)
    shell.receive(turn_end(), turn_end())
    assert nudges(shell) == 1


def test_an_end_right_after_a_nudge() -> None:
    """The same: what the nudge brings is waited for."""
    shell = asking(2)
    shell.wait(10.1)
    assert nudges(shell) == 1
    shell.receive(turn_end())
    shell.wait(1.0)
    assert shell.orders == []
    shell.receive(said("Hm."), ALL_SAID, turn_end())
    assert [turn.text for turn in shell.take(ModelTurn)] == ["Hm."]


# After an answer


@pytest.mark.parametrize("ends", [[turn_end()], [ALL_SAID, turn_end()], [turn_end(generationComplete=True)]])
@pytest.mark.parametrize("silence", [0.9, 2.0])
def test_an_empty_end_after_an_answer_is_silence(silence: float, ends: list[dict[str, object]]) -> None:
    """The server says that the turn is over: the nudge goes as soon as the candidate has surely finished."""
    call = listening()
    say(call, 2.0, silence=silence)
    call.receive(heard("Yes."), *ends)
    say(call, 0.0, silence=0.7)
    call.wait(0.1)
    assert nudges(call) == 1
    call.receive(spoken("And?"), ALL_SAID, turn_end())
    assert [turn.text for turn in call.take(ModelTurn)] == ["And?"]


def test_words_that_come_after_the_empty_end() -> None:
    """Their transcription is late."""
    call = listening()
    say(call, 2.0, silence=2.0)
    call.receive(turn_end())
    call.wait(1.0)
    assert nudges(call) == 0
    call.receive(heard("Yes."))
    call.wait(0.1)
    assert nudges(call) == 1


def test_who_goes_on_speaking_is_not_talked_into() -> None:
    """The server ended a turn in a pause of theirs; it will end another one."""
    call = listening()
    say(call, 2.0, silence=0.9)
    call.receive(heard("Well, "), turn_end())
    say(call, 2.0, silence=3.0)
    assert nudges(call) == 0


def test_the_end_of_a_reply_that_was_cut_is_no_silence() -> None:
    """What cut it is still to be replied to."""
    call = listening()
    say(call, 1.0, silence=0.9)
    call.receive(spoken("Okay"))
    say(call, 1.0, silence=0.0)
    call.receive(INTERRUPTED, heard("Yes."))
    say(call, 0.0, silence=2.0)
    call.receive(turn_end())
    call.wait(0.5)
    assert nudges(call) == 0
    call.receive(turn_end())
    assert nudges(call) == 1


def test_such_an_end_is_not_expected_of_the_next_answer() -> None:
    """It came, or the item is another one: each end is waited for once."""
    call = listening()
    say(call, 1.0, silence=0.9)
    call.receive(spoken("Okay"))
    say(call, 1.0, silence=0.0)
    call.receive(INTERRUPTED)
    call.listen(8)
    say(call, 1.0, silence=2.0)
    call.receive(heard("Yes."), turn_end())
    assert nudges(call) == 0
    call.receive(turn_end())
    assert nudges(call) == 1
