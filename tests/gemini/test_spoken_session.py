"""A spoken session, word by word: what is whose, what is said again, and what is only a cough."""

import base64

from bot.gemini.api.settings import Speech
from bot.gemini.live.context import NUDGE
from bot.ports.model import AudioChunk, HeardWords, Interrupted, ModelTurn, SaidWords, Silent, ToolCalled, Unheard
from tests.harness.live_shell import ALL_SAID, CALL, Shell, turn_end

VOICE = b"\x11" * 640
SOUND = base64.b64encode(b"\x01\x02" * 2400).decode()


def spoken(text: str) -> dict[str, object]:
    """A tenth of a second of the model's voice."""
    part = {"inlineData": {"mimeType": "audio/pcm;rate=24000", "data": SOUND}}
    return {"serverContent": {"modelTurn": {"parts": [part]}, "outputTranscription": {"text": text}}}


def heard(text: str) -> dict[str, object]:
    return {"serverContent": {"inputTranscription": {"text": text}}}


INTERRUPTED = {"serverContent": {"interrupted": True}}


class Call(Shell):
    """A shell with a voice."""

    def __init__(self, speech: Speech | None = None) -> None:
        super().__init__(speech=speech or Speech("en"))

    def listen(self, item_id: int) -> None:
        self.session.listen(item_id, self.now)
        self.look()

    def speak(self, *, ends: bool = True) -> None:
        """A tenth of a second of the candidate."""
        for _ in range(5):
            self.session.hear(VOICE, self.now)
        if ends:
            self.session.end_of_audio(self.now)
        self.look()

    def texts(self) -> list[str]:
        """What was typed to the model while it listens: nudges."""
        return [frame["realtimeInput"]["text"] for frame in self.sent if "text" in frame.get("realtimeInput", {})]

    def audio(self) -> int:
        """Bytes of sound sent on the present socket."""
        blobs = [
            frame["realtimeInput"]["audio"]["data"] for frame in self.sent if "audio" in frame.get("realtimeInput", {})
        ]
        return sum(len(base64.b64decode(blob)) for blob in blobs)


def listening() -> Call:
    """The question was said; the candidate has the word."""
    call = Call()
    call.ask(3)
    call.open()
    call.receive(spoken("What?"), ALL_SAID, turn_end())
    call.listen(6)
    call.events.clear()
    return call


def test_a_cough_is_told_and_still_listened_for() -> None:
    """No words, no reply: nobody is nudged."""
    call = listening()
    call.speak()
    call.wait(30.0)
    assert call.take(Unheard) == [Unheard(6)]
    assert call.texts() == []
    call.speak()
    call.receive(heard("Yes."), spoken("And?"), ALL_SAID, turn_end())
    assert call.take(HeardWords) == [HeardWords(6, "Yes.")]
    assert [turn.item_id for turn in call.take(ModelTurn)] == [6]


def test_a_cough_after_an_answer_is_a_cough() -> None:
    """Each item begins anew."""
    call = listening()
    call.speak()
    call.receive(heard("Yes."), spoken("And?"), ALL_SAID, turn_end())
    call.listen(8)
    call.speak()
    call.wait(30.0)
    assert call.take(Unheard) == [Unheard(8)]


def test_a_long_reply_is_whole() -> None:
    """The service may forget to end it; it is over when it would be played, however long that is."""
    call = Call()
    call.ask(3)
    call.open()
    call.receive(*[spoken("and then")] * 500, ALL_SAID)
    call.wait(49.0)
    assert call.take(ModelTurn) == []
    call.wait(5.0)
    assert [turn.cut for turn in call.take(ModelTurn)] == [False]


def test_words_without_a_reply_are_no_cough() -> None:
    """A nudge, a new socket that hears it all again, and then it is said."""
    call = listening()
    call.speak()
    call.receive(heard("Yes."))
    call.wait(11.0)
    assert call.texts() == [NUDGE]
    call.wait(11.0)
    call.hang()
    call.open()
    assert call.audio() == 5 * len(VOICE)
    call.wait(60.0)
    assert call.take(Unheard) == []
    assert call.take(Silent) == [Silent(6)]


def test_words_that_were_heard_before_a_socket_was_lost_are_no_cough_after_it() -> None:
    """The sound is sent again; the words that were known are void, and yet there were some."""
    call = listening()
    call.speak()
    call.receive(heard("Yes."))
    call.close(1006)
    call.open()
    assert call.audio() == 5 * len(VOICE)
    assert call.take(HeardWords)[-1].anew
    call.receive(heard("Yes."))
    call.wait(11.0)
    assert call.texts() == [NUDGE]


def test_a_reply_that_is_faster_than_the_machine_waits_for_it() -> None:
    """It belongs to what is listened for next, and an interruption of it too."""
    call = Call()
    call.ask(3)
    call.open()
    call.speak()
    call.receive(spoken("What?"), ALL_SAID, turn_end())
    call.events.clear()
    call.speak()
    call.receive(heard("Yes."), spoken("And?"), INTERRUPTED)
    assert call.take(AudioChunk) == []
    assert call.take(Interrupted) == []
    call.listen(6)
    assert call.take(HeardWords) == [HeardWords(6, "Yes.")]
    assert [chunk.item_id for chunk in call.take(AudioChunk)] == [6]
    assert [words.item_id for words in call.take(SaidWords)] == [6]
    assert call.take(Interrupted) == [Interrupted(6)]
    assert call.take(ModelTurn) == [ModelTurn(6, "And?", cut=True, audible_ms=100)]


def test_sound_of_a_reply_that_was_cut_is_not_played() -> None:
    """It may come until as much silence was heard as ends an utterance."""
    call = listening()
    call.speak()
    call.receive(heard("Yes."), spoken("And what"))
    call.speak(ends=False)
    call.receive(INTERRUPTED)
    call.listen(8)
    call.events.clear()
    call.receive(spoken(" else?"))
    assert call.take(AudioChunk) == []
    assert call.take(SaidWords) == []


def test_the_end_of_an_interrupted_turn_ends_no_other() -> None:
    """It comes late, and the reply to what cut it is still to come."""
    call = listening()
    call.speak()
    call.receive(spoken("And what"))
    call.speak(ends=False)
    call.receive(INTERRUPTED)
    call.listen(8)
    call.events.clear()
    call.session.end_of_audio(call.now)
    call.receive(turn_end(), heard("Wait."))
    call.wait(1.0)
    assert call.take(ModelTurn) == []
    call.receive(spoken("Yes?"), ALL_SAID, turn_end())
    assert call.take(ModelTurn) == [ModelTurn(8, "Yes?", audible_ms=100)]


def test_no_sound_is_sent_while_a_call_waits() -> None:
    """The service would end the connection; it follows the answer."""
    call = listening()
    call.speak()
    call.receive(heard("Yes."), CALL)
    assert [each.item_id for each in call.take(ToolCalled)] == [6]
    call.sent.clear()
    call.speak()
    assert call.audio() == 0
    call.session.answer_tool("c1", "answer_is_enough", "Noted.", call.now)
    call.look()
    assert call.audio() == 5 * len(VOICE)


def test_what_was_said_before_a_question_is_not_sent_with_its_answer() -> None:
    """Something else is to be said: the sound until then is not the model's any more."""
    call = listening()
    call.session.sleep(call.now)
    call.look()
    call.hang()
    call.speak()
    call.ask(9)
    call.open()
    assert call.audio() == 0
