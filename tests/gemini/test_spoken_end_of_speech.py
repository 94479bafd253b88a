"""The end of speech, and a server that gives no sign of it: what is handed on, how long, and what follows."""

import base64
from collections.abc import Callable

import pytest

from bot.gemini.api.settings import Speech
from bot.gemini.live.context import NUDGE
from bot.ports.model import HeardWords, ModelTurn, Noted, Silent, ToolCalled, Unheard
from tests.gemini.test_spoken_session import SOUND, Call, heard, listening, spoken
from tests.harness.live_shell import ALL_SAID, CALL, turn_end

VOICE = b"\x11" * 640
ZEROS = bytes(640)
FULL_SILENCE = 6.0
"""As much as is handed on after speech, at most."""


def sent_silence(call: Call) -> float:
    """Seconds of silence on the present socket behind the last sound that is not silence."""
    pcm = b"".join(
        base64.b64decode(frame["realtimeInput"]["audio"]["data"])
        for frame in call.sent
        if "audio" in frame.get("realtimeInput", {})
    )
    return (len(pcm) - len(pcm.rstrip(b"\0"))) / 32_000


def ended(call: Call) -> bool:
    """Whether the end of the stream was sent last."""
    return call.sent[-1] == {"realtimeInput": {"audioStreamEnd": True}}


def say(call: Call, seconds: float, *, silence: float = FULL_SILENCE) -> None:
    """Speak so long, in time; then silence comes on the same clock, and its end if it is as long as can be."""
    for frame in [VOICE] * round(seconds * 50) + [ZEROS] * round(silence * 50):
        call.wait(0.02)
        call.session.hear(frame, call.now)
        call.look()
    if silence == FULL_SILENCE:
        call.session.end_of_audio(call.now)
        call.look()


def test_silence_is_handed_on_until_the_model_replies() -> None:
    """A detector may want any amount of it; what comes after the first sign is of no use to anybody."""
    call = listening()
    say(call, 1.0, silence=3.0)
    assert sent_silence(call) == pytest.approx(3.0, abs=0.03)
    assert not ended(call)
    call.receive(heard("Yes."), spoken("And?"))
    say(call, 0.0, silence=0.02)
    assert ended(call)
    sent = call.audio()
    say(call, 0.0, silence=2.0)
    assert call.audio() == sent


def test_words_alone_do_not_end_it() -> None:
    """They come while somebody speaks; that their turn is over shows in a reply."""
    call = listening()
    say(call, 1.0, silence=1.0)
    call.receive(heard("Yes."))
    say(call, 0.0, silence=1.0)
    assert sent_silence(call) == pytest.approx(2.0, abs=0.03)


def test_six_seconds_of_it_are_enough() -> None:
    call = listening()
    say(call, 1.0)
    assert sent_silence(call) == pytest.approx(FULL_SILENCE)
    assert ended(call)


def test_silence_is_no_speech() -> None:
    """Where nothing was said none is sent, and nothing is due."""
    call = listening()
    call.sent.clear()
    say(call, 0.0)
    assert call.sent == []
    call.wait(600.0)
    assert call.take(Unheard) == []


@pytest.mark.parametrize("silence_ms", [800, 2000])
def test_a_reply_is_due_some_time_after_the_silence_that_ends_a_turn(silence_ms: int) -> None:
    """Not only when all silence was handed on: else a server that is deaf would be noticed five seconds later."""
    call = Call(Speech("en", silence_ms=silence_ms))
    call.ask(3)
    call.open()
    call.receive(spoken("What?"), ALL_SAID, turn_end())
    call.listen(6)
    say(call, 0.4)
    call.wait(silence_ms / 1000 + 0.7 + 10.0 - FULL_SILENCE - 0.1)
    assert call.take(Unheard) == []
    call.wait(0.2)
    assert call.take(Unheard) == [Unheard(6)]


def nothing(call: Call) -> None:
    """The server says nothing at all."""


def handles(call: Call) -> None:
    """It says that it could be resumed, and nothing else."""
    call.receive({"sessionResumptionUpdate": {"newHandle": "h", "resumable": True}})


def labels(call: Call) -> None:
    """It transcribes a noise, although somebody spoke."""
    call.receive(heard("[noise]"))


def ends(call: Call) -> None:
    """It ends a turn that never was."""
    call.receive(turn_end())


@pytest.mark.parametrize("says", [nothing, handles, labels, ends])
@pytest.mark.parametrize("seconds", [2.5, 15.0])
def test_a_server_that_makes_nothing_of_speech(says: Callable[[Call], None], seconds: float) -> None:
    """A new socket hears all of it again; then it is told. A nudge would be answered, but not what was said."""
    call = listening()
    say(call, seconds)
    says(call)
    call.wait(6.0)
    call.hang()
    call.open()
    assert call.audio() == round(seconds * 50) * 640 + round(FULL_SILENCE * 50) * 640
    says(call)
    call.wait(15.0)
    assert call.take(Silent) == [Silent(6)]
    assert call.texts() == []
    assert "no_sign" in [noted.kind for noted in call.take(Noted)]


def test_a_new_socket_that_hears() -> None:
    """Nobody notices that the first one was deaf."""
    call = listening()
    say(call, 4.0)
    call.wait(6.0)
    call.hang()
    call.open()
    call.receive(heard("Yes."), spoken("And?"), ALL_SAID, turn_end())
    assert call.take(HeardWords)[-1].text == "Yes."
    assert [turn.item_id for turn in call.take(ModelTurn)] == [6]
    call.listen(8)
    say(call, 0.4)
    call.wait(10.0)
    assert call.take(Unheard) == [Unheard(8)]


def test_the_second_short_sound_in_a_row_is_heard_by_a_new_socket() -> None:
    """ "Yes." is short, too."""
    call = listening()
    say(call, 0.5)
    call.wait(6.0)
    assert call.take(Unheard) == [Unheard(6)]
    say(call, 0.5)
    call.wait(6.0)
    call.hang()
    call.open()
    call.receive(heard("Yes."), spoken("And?"), ALL_SAID, turn_end())
    assert [turn.item_id for turn in call.take(ModelTurn)] == [6]


def test_short_sounds_never_give_up_the_connection() -> None:
    """Somebody thinks, and there is a dog."""
    call = listening()
    for _ in range(6):
        say(call, 0.5)
        call.wait(6.0)
        if call.orders:
            call.hang()
            call.open()
            call.wait(12.0)
    assert len(call.take(Unheard)) == 6
    assert call.take(Silent) == []


def test_who_goes_on_speaking_cannot_put_it_off_for_ever() -> None:
    """ "Hello? Hello?", each before the last one was overdue."""
    call = listening()
    for _ in range(7):
        say(call, 2.0, silence=3.0)
    assert call.orders
    call.hang()
    call.open()
    call.receive(heard("Hello?"), spoken("Yes?"), ALL_SAID, turn_end())
    assert [turn.item_id for turn in call.take(ModelTurn)] == [6]


def test_a_reply_that_died_with_its_socket_before_a_sound_is_waited_for_again() -> None:
    """The model had called; the new socket hears the answer again, and if it makes nothing of it that is noticed."""
    call = listening()
    say(call, 3.0)
    call.receive(heard("Yes."), CALL)
    assert call.take(ToolCalled)
    call.close(1011)
    call.open()
    assert call.audio() > 0
    call.wait(11.0)
    assert call.texts() == [NUDGE]


@pytest.mark.parametrize("sound", [True, False])
def test_a_reply_that_cuts_itself_short_before_a_word_was_understood(sound: bool) -> None:
    """Nobody interrupted it; whoever spoke would wait for ever."""
    call = listening()
    say(call, 3.0)
    call.receive(
        spoken("Okay") if sound else {"serverContent": {"modelTurn": {"parts": [{"text": "x", "thought": True}]}}}
    )
    call.receive({"serverContent": {"interrupted": True}}, turn_end())
    call.wait(11.0)
    call.hang()
    call.open()
    assert call.audio() > 3 * 32_000
    call.receive(heard("Yes."), spoken("And?"), ALL_SAID, turn_end())
    assert [(turn.item_id, turn.text) for turn in call.take(ModelTurn)] == [(6, "And?")]


def test_nothing_after_a_functions_result_is_told_at_once() -> None:
    """What the result asked for is then asked for by itself; a nudge would only cost ten seconds more."""
    call = listening()
    say(call, 1.0)
    call.receive(heard("Yes."), CALL)
    call.session.answer_tool("c1", "answer_is_enough", "Say this.", call.now)
    call.look()
    call.wait(11.0)
    assert call.take(ModelTurn) == [ModelTurn(6, "", audible_ms=0)]
    assert call.texts() == []


def test_sound_that_cannot_be_heard_is_told() -> None:
    """A reply of digital silence, with its transcript."""
    zeros = base64.b64encode(bytes(len(base64.b64decode(SOUND)))).decode()
    call = Call()
    call.ask(3)
    call.open()
    part = {"inlineData": {"mimeType": "audio/pcm;rate=24000", "data": zeros}}
    call.receive({"serverContent": {"modelTurn": {"parts": [part]}, "outputTranscription": {"text": "What?"}}})
    call.receive(ALL_SAID, turn_end())
    assert call.take(ModelTurn) == [ModelTurn(3, "What?", audible_ms=0)]


def test_a_quick_detector_loses_no_reply() -> None:
    """It may end a turn after half a second: what comes then is no late sound of the reply that was cut."""
    call = listening()
    say(call, 1.0)
    call.receive(heard("Yes."), spoken("And what"))
    say(call, 0.2, silence=0.0)
    call.receive({"serverContent": {"interrupted": True}})
    call.listen(8)
    say(call, 0.1, silence=0.5)
    call.receive(heard("Wait."), spoken("Yes?"), ALL_SAID, turn_end())
    assert [(turn.item_id, turn.text) for turn in call.take(ModelTurn)][-1] == (8, "Yes?")
