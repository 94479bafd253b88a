"""Words that come after the end of a turn: whose they are, and when nobody can tell any more."""

from collections.abc import Callable

import pytest

from bot.ports.model import LateWords, ModelTurn, Noted
from tests.harness.live_shell import ALL_SAID, CALL, Shell, asking, handle, said, turn_end

SPOKEN = {"modelTurn": {"parts": [{"inlineData": {"mimeType": "audio/pcm;rate=24000", "data": "AAAA"}}]}}


def aloud(text: str) -> dict[str, object]:
    return {"serverContent": {**SPOKEN, "outputTranscription": {"text": text}}}


def unasked(shell: Shell) -> bool:
    return any(note.kind == "unasked" for note in shell.take(Noted))


@pytest.mark.parametrize("frame", [said, aloud])
def test_the_rest_of_half_a_sentence_is_of_that_turn(frame: Callable[[str], dict[str, object]]) -> None:
    """With its sound or without."""
    shell = asking(2)
    shell.receive(said("Which library "), ALL_SAID, turn_end())
    assert shell.take(ModelTurn) == [ModelTurn(2, "Which library")]
    shell.wait(1.5)
    shell.receive(frame("did you"), frame(" use?"))
    assert shell.take(LateWords) == [LateWords(2, "Which library did you"), LateWords(2, "Which library did you use?")]
    assert shell.session.items[-1].reply == "Which library did you use?"
    assert not unasked(shell)
    shell.sent.clear()
    shell.ask(4)
    assert shell.said_to_model() == ["item 4"]


@pytest.mark.parametrize("seconds", [0.0, 60.0])
def test_what_stopped_in_the_middle_may_go_on_in_the_next_reply(seconds: float) -> None:
    """However late its rest comes, no word tells of which turn it is: the next question is asked on another socket."""
    shell = asking(2)
    shell.receive(said("Thanks for taking"), ALL_SAID, turn_end())
    shell.wait(seconds)
    shell.ask(4)
    shell.hang()
    shell.open()
    assert shell.said_to_model()[-1] == "item 4"


def test_a_transcription_may_be_late() -> None:
    """Words without sound, a moment after a whole turn, are still its own."""
    shell = asking(2)
    shell.receive(said("Why?"), ALL_SAID, turn_end(), said(" And how?"))
    assert shell.take(LateWords) == [LateWords(2, "Why? And how?")]
    assert not unasked(shell)


@pytest.mark.parametrize("late", [[aloud("And how?")], [CALL]])
def test_who_begins_anew_is_somebody_elses_turn(late: list[dict[str, object]]) -> None:
    """Sound after a whole turn, or a call: nobody asked for that, and the socket is left."""
    shell = asking(2)
    shell.receive(said("Why?"), ALL_SAID, turn_end(), *late)
    assert shell.take(LateWords) == []
    assert unasked(shell)


def test_until_the_end_all_words_are_of_the_turn() -> None:
    """The reply was taken at generationComplete; whatever comes before turnComplete belongs to it, with its sound."""
    shell = asking(2)
    shell.receive(aloud("Why?"), ALL_SAID)
    shell.wait(5.0)
    shell.receive(aloud(" And how?"), turn_end())
    assert shell.take(ModelTurn) == [ModelTurn(2, "Why?")]
    assert shell.take(LateWords) == [LateWords(2, "Why? And how?")]
    assert [note.kind for note in shell.take(Noted)] == ["late_words"]
    shell.receive(aloud("Well."))
    assert unasked(shell)


def test_late_words_that_cross_the_next_question_are_no_answer_to_it() -> None:
    """With their turn's end they come after it was asked; what is said then is the reply."""
    shell = asking(2)
    shell.receive(aloud("Why?"), ALL_SAID)
    shell.wait(5.0)
    shell.take(ModelTurn)
    shell.ask(4)
    shell.receive(aloud(" And how?"), turn_end())
    assert shell.take(ModelTurn) == []
    shell.reply("And who?")
    assert shell.take(ModelTurn) == [ModelTurn(4, "And who?")]


def test_the_handle_of_an_end_that_is_owed_is_waited_for() -> None:
    """A socket that is to be left is not left before it, or the next one would be told everything anew."""
    shell = asking(2)
    shell.receive({"goAway": {"timeLeft": "50s"}}, said("Why?"), ALL_SAID)
    shell.wait(2.0)
    assert shell.orders == []
    shell.receive(turn_end(), handle("h1"))
    shell.hang()
    assert shell.open()["sessionResumption"] == {"handle": "h1"}


def test_after_a_moment_nothing_belongs_to_it() -> None:
    shell = asking(2)
    shell.receive(said("Which library"), ALL_SAID, turn_end())
    shell.wait(2.1)
    shell.receive(said(" did you use?"))
    assert shell.take(LateWords) == []
    assert unasked(shell)


def test_a_half_that_is_asked_once_more_stands_in_no_new_context() -> None:
    """The new socket knows our record, not what the old one said."""
    shell = asking(2)
    shell.reply("Which library did")
    shell.ask(2)
    shell.hang()
    shell.open()
    assert shell.said_to_model() == ["item 2"]
    shell.reply("Why?")
    assert shell.session.items[-1].reply == "Why?"
