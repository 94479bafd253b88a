"""How closely a session looks at pictures: only a setup says it, so a new socket is taken, never in mid-sentence."""

from bot.gemini.api.settings import Resolution
from bot.gemini.live.orders import Dial
from bot.ports.model import AudioChunk
from tests.gemini.test_pictures import VideoCall, listening
from tests.gemini.test_spoken_session import heard, spoken
from tests.harness.live_shell import ALL_SAID, handle, turn_end

LOW, MEDIUM = Resolution.LOW, Resolution.MEDIUM


def test_a_session_that_is_shown_nothing_says_nothing_of_resolution() -> None:
    video = listening(None)
    video.closer()
    video.wait(600.0)
    assert "resolution" not in video.why()
    video.hang()
    assert "mediaResolution" not in video.open()["generationConfig"]


def test_look_closer_takes_a_new_socket_once_and_resumes() -> None:
    video = listening()
    video.closer()
    video.closer()
    assert video.why() == ["resolution"]
    video.hang()
    setup = video.open()
    assert setup["generationConfig"]["mediaResolution"] == MEDIUM
    assert setup["sessionResumption"] == {"handle": "h1"}
    video.closer()
    video.wait(60.0)
    assert video.orders == []


def test_look_closer_waits_for_the_handle_of_the_last_reply() -> None:
    video = VideoCall()
    video.ask(3)
    video.open()
    video.receive(spoken("What?"))
    video.closer()
    assert video.orders == []
    video.receive(ALL_SAID, turn_end())
    video.wait(0.5)
    assert video.orders == []
    video.receive(handle("h1"))
    assert video.why() == ["resolution"]


def test_a_handle_that_does_not_come_is_waited_for_one_second() -> None:
    video = VideoCall()
    video.ask(3)
    video.open()
    video.closer()
    video.receive(spoken("What?"), ALL_SAID, turn_end())
    video.wait(1.1)
    assert video.why() == ["resolution"]


def test_look_closer_lets_the_candidate_and_the_model_end() -> None:
    video = listening()
    video.speak(ends=False)
    video.closer()
    video.wait(3.0)
    video.speak()
    assert video.orders == []
    video.receive(heard("Yes."), spoken("And"), spoken(" then?"))
    assert video.orders == []
    assert len(video.take(AudioChunk)) == 2
    video.receive(ALL_SAID, turn_end(), handle("h2"))
    assert video.why() == ["resolution"]


def test_look_closer_that_is_taken_back_in_time_rotates_nothing() -> None:
    video = listening()
    video.speak(ends=False)
    video.closer()
    video.closer(False)
    video.session.end_of_audio(video.now)
    video.receive(heard("Yes."), spoken("And?"), ALL_SAID, turn_end(), handle("h2"))
    video.wait(30.0)
    assert video.orders == []


def test_looking_less_closely_waits_for_the_next_socket() -> None:
    video = listening(MEDIUM)
    video.closer(False)
    video.wait(30.0)
    assert video.orders == []
    video.close(1006)
    assert video.open()["generationConfig"]["mediaResolution"] == LOW


def test_what_is_wanted_before_there_is_a_socket_stands_in_its_setup() -> None:
    video = VideoCall()
    video.closer()
    assert video.orders == []
    video.ask(3)
    assert video.orders == [Dial()]
    assert video.open()["generationConfig"]["mediaResolution"] == MEDIUM
    video.receive(spoken("What?"), ALL_SAID, turn_end(), handle("h1"))
    assert video.orders == []
