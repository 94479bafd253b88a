"""How closely a session looks at pictures: only a setup says it, so a new socket is taken, never in mid-sentence."""

from bot.gemini.api.settings import Resolution
from bot.gemini.live.orders import Dial
from bot.ports.model import AudioChunk
from tests.live.shell import ALL_SAID, handle, turn_end
from tests.live.test_pictures import Film, listening
from tests.live.test_spoken_session import heard, spoken

LOW, MEDIUM = Resolution.LOW, Resolution.MEDIUM


def test_a_session_that_is_shown_nothing_says_nothing_of_resolution() -> None:
    film = listening(None)
    film.closer()
    film.wait(600.0)
    assert "resolution" not in film.why()
    film.hang()
    assert "mediaResolution" not in film.open()["generationConfig"]


def test_look_closer_takes_a_new_socket_once_and_resumes() -> None:
    film = listening()
    film.closer()
    film.closer()
    assert film.why() == ["resolution"]
    film.hang()
    setup = film.open()
    assert setup["generationConfig"]["mediaResolution"] == MEDIUM
    assert setup["sessionResumption"] == {"handle": "h1"}
    film.closer()
    film.wait(60.0)
    assert film.orders == []


def test_look_closer_waits_for_the_handle_of_the_last_reply() -> None:
    film = Film()
    film.ask(3)
    film.open()
    film.receive(spoken("What?"))
    film.closer()
    assert film.orders == []
    film.receive(ALL_SAID, turn_end())
    film.wait(0.5)
    assert film.orders == []
    film.receive(handle("h1"))
    assert film.why() == ["resolution"]


def test_a_handle_that_does_not_come_is_waited_for_one_second() -> None:
    film = Film()
    film.ask(3)
    film.open()
    film.closer()
    film.receive(spoken("What?"), ALL_SAID, turn_end())
    film.wait(1.1)
    assert film.why() == ["resolution"]


def test_look_closer_lets_the_candidate_and_the_model_end() -> None:
    film = listening()
    film.speak(ends=False)
    film.closer()
    film.wait(3.0)
    film.speak()
    assert film.orders == []
    film.receive(heard("Yes."), spoken("And"), spoken(" then?"))
    assert film.orders == []
    assert len(film.take(AudioChunk)) == 2
    film.receive(ALL_SAID, turn_end(), handle("h2"))
    assert film.why() == ["resolution"]


def test_look_closer_that_is_taken_back_in_time_rotates_nothing() -> None:
    film = listening()
    film.speak(ends=False)
    film.closer()
    film.closer(False)
    film.session.end_of_audio(film.now)
    film.receive(heard("Yes."), spoken("And?"), ALL_SAID, turn_end(), handle("h2"))
    film.wait(30.0)
    assert film.orders == []


def test_looking_less_closely_waits_for_the_next_socket() -> None:
    film = listening(MEDIUM)
    film.closer(False)
    film.wait(30.0)
    assert film.orders == []
    film.close(1006)
    assert film.open()["generationConfig"]["mediaResolution"] == LOW


def test_what_is_wanted_before_there_is_a_socket_stands_in_its_setup() -> None:
    film = Film()
    film.closer()
    assert film.orders == []
    film.ask(3)
    assert film.orders == [Dial()]
    assert film.open()["generationConfig"]["mediaResolution"] == MEDIUM
    film.receive(spoken("What?"), ALL_SAID, turn_end(), handle("h1"))
    assert film.orders == []
