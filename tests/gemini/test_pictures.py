"""Pictures on their way through a session: when they go, which of them, and what becomes of the others."""

import base64
from collections.abc import Callable

import pytest

from bot.gemini.api.settings import Resolution, Speech
from bot.gemini.live.orders import Hang
from bot.gemini.live.pictures import POSTED, Pictures
from bot.media.frame_gate import FrameGate, Verdict
from bot.ports.events import Source
from bot.ports.model import ContextItem, Handle, LiveDown, Noted, ToolCalled
from tests.gemini.test_spoken_session import Call, heard, spoken
from tests.harness.live_shell import ALL_SAID, CALL, Shell, handle, turn_end

LOW = Resolution.LOW


def shown(sent: list[dict[str, object]]) -> list[bytes]:
    """The pictures among frames, in order."""
    found = [frame["realtimeInput"] for frame in sent if isinstance(frame.get("realtimeInput"), dict)]
    return [base64.b64decode(each["video"]["data"]) for each in found if isinstance(each, dict) and "video" in each]


def kinds(sent: list[dict[str, object]]) -> list[str]:
    """What the frames are: `video`, `audio`, `clientContent` …"""
    names = []
    for frame in sent:
        (name,) = frame
        inner = frame[name]
        names.append(next(iter(inner)) if name == "realtimeInput" and isinstance(inner, dict) else name)
    return names


class VideoCall(Call):
    """A call with a camera."""

    def __init__(
        self,
        resolution: Resolution | None = LOW,
        history: tuple[ContextItem, ...] = (),
        resume: Handle | None = None,
        model: str = "gemini-3.8-live",
    ) -> None:
        Shell.__init__(self, model, history, resume, Speech("en"), resolution)

    def see(self, *pictures: bytes, keep: bool = False) -> None:
        for picture in pictures:
            self.session.see(picture, keep=keep)
        self.look()

    def closer(self, on: bool = True) -> None:
        self.session.look_closer(on, self.now)
        self.look()

    def why(self) -> list[object]:
        return [note.detail["why"] for note in self.take(Noted) if note.kind == "rotated"]


def listening(resolution: Resolution | None = LOW) -> VideoCall:
    """The question was said and its handle came; the candidate has the word."""
    video = VideoCall(resolution)
    video.ask(3)
    video.open()
    video.receive(spoken("What?"), ALL_SAID, turn_end(), handle("h1"))
    video.listen(6)
    video.sent.clear()
    video.events.clear()
    return video


def written(model: str = "gemini-3.8-live", history: tuple[ContextItem, ...] = ()) -> Shell:
    return Shell(model, history, resolution=LOW)


# ---------------------------------------------------------------- what waits


def test_of_live_video_the_newest_waits_and_of_what_is_posted_four() -> None:
    pictures = Pictures()
    assert not pictures
    for number in range(POSTED + 2):
        pictures.add(b"p%d" % number, keep=True)
        pictures.add(b"f%d" % number, keep=False)
    assert [base64.b64decode(frame.split('"')[-2]) for frame in pictures.take()] == [b"p2", b"p3", b"p4", b"p5", b"f5"]
    assert not pictures


def test_what_is_put_back_stands_before_what_came_since_and_the_oldest_falls_out() -> None:
    pictures = Pictures()
    for name in (b"1", b"2", b"3", b"4"):
        pictures.add(name, keep=True)
    pictures.add(b"old", keep=False)
    pictures.take()
    for name in (b"5", b"6"):
        pictures.add(name, keep=True)
    pictures.add(b"new", keep=False)
    pictures.put_back()
    assert [base64.b64decode(frame.split('"')[-2]) for frame in pictures.take()] == [b"3", b"4", b"5", b"6", b"new"]


def test_what_was_sent_is_not_put_back() -> None:
    pictures = Pictures()
    pictures.add(b"1", keep=True)
    pictures.take()
    pictures.sent()
    pictures.put_back()
    assert not pictures


def test_what_was_refused_goes_no_more() -> None:
    """Whoever was sent twice is dropped, too; what was not sent yet stays."""
    for resent in (False, True):
        pictures = Pictures()
        pictures.add(b"1", keep=True)
        pictures.take()
        pictures.sent()
        pictures.lost()
        if resent:
            pictures.take()
            pictures.sent()
            pictures.lost()
        pictures.add(b"2", keep=True)
        assert pictures.refuse() == 1
        assert [base64.b64decode(frame.split('"')[-2]) for frame in pictures.take()] == [b"2"]
        assert pictures.refuse() == 0


def test_what_stands_in_a_reply_is_not_what_was_refused() -> None:
    pictures = Pictures()
    pictures.add(b"1", keep=True)
    pictures.take()
    pictures.sent()
    pictures.settled()
    pictures.lost()
    assert pictures.refuse() == 0


# ---------------------------------------------------------------- when they go, by voice


def test_a_picture_goes_at_once_while_the_candidate_has_the_word() -> None:
    video = listening()
    video.see(b"1")
    video.see(b"2")
    assert shown(video.sent) == [b"1", b"2"]


def test_no_socket_is_dialled_for_a_picture() -> None:
    video = VideoCall()
    video.see(b"1")
    assert (video.orders, video.session.deadline(), video.session.has_work) == ([], None, False)


def test_nothing_is_shown_before_the_setup_is_complete_and_then_the_newest() -> None:
    video = VideoCall()
    video.session.wake(video.now)
    video.look()
    video.orders.clear()
    video.session.socket_opened(video.now)
    video.see(b"1", b"2")
    assert kinds(video.sent) == ["setup"]
    video.receive({"setupComplete": {}})
    assert shown(video.sent) == [b"2"]


@pytest.mark.parametrize("model", ["gemini-3.8-live", "gemini-3.1-flash-live-preview"])
def test_the_history_goes_first_then_pictures_then_the_question(model: str) -> None:
    video = VideoCall(history=(ContextItem(2, "a", "b"),), model=model)
    video.see(b"1", keep=True)
    video.ask(4)
    video.see(b"2")
    video.open()
    assert kinds(video.sent)[:3] == ["clientContent", "video", "video"]
    assert kinds(video.sent)[3] in ("clientContent", "text")
    assert shown(video.sent) == [b"1", b"2"]


def test_nothing_is_shown_while_a_call_waits() -> None:
    video = listening()
    video.speak()
    video.receive(heard("Yes."), CALL)
    assert video.take(ToolCalled)
    video.sent.clear()
    video.see(b"1", b"2")
    video.see(b"posted", keep=True)
    assert video.sent == []
    video.session.answer_tool("c1", "answer_is_enough", "Noted.", video.now)
    video.look()
    assert kinds(video.sent) == ["toolResponse", "video", "video"]
    assert shown(video.sent) == [b"posted", b"2"]


def test_nothing_is_shown_or_said_while_a_call_waits_that_nobody_listens_for_yet() -> None:
    """The model was faster than the machine: its call is held until somebody listens."""
    video = VideoCall()
    video.ask(3)
    video.open()
    video.receive(spoken("What?"), ALL_SAID, turn_end())
    video.speak()
    video.receive(heard("Yes."), CALL)
    video.sent.clear()
    video.see(b"1")
    video.speak()
    assert video.sent == []
    video.listen(6)
    assert [call.item_id for call in video.take(ToolCalled)] == [6]
    assert video.sent == []
    video.session.answer_tool("c1", "answer_is_enough", "Noted.", video.now)
    video.look()
    assert kinds(video.sent)[0] == "toolResponse"
    assert shown(video.sent) == [b"1"]


def test_sound_goes_before_a_picture() -> None:
    video = listening()
    video.session.see(b"1")
    video.speak()
    assert kinds(video.sent)[-1] == "video"
    assert "audio" in kinds(video.sent)


# ---------------------------------------------------------------- in writing


@pytest.mark.parametrize("model", ["gemini-3.8-live", "gemini-3.1-flash-live-preview"])
def test_in_writing_pictures_go_with_the_next_question(model: str) -> None:
    """Behind the history, before the question, and into the context that its handle holds."""
    shell = written(model, (ContextItem(2, "a", "b"),))
    shell.session.wake(shell.now)
    shell.session.see(b"1", keep=True)
    shell.look()
    shell.open()
    assert shell.sent == []
    shell.ask(4)
    assert kinds(shell.sent)[:2] == ["clientContent", "video"]
    shell.session.see(b"2", keep=True)
    shell.look()
    assert shown(shell.sent) == [b"1"]
    shell.reply("Hm.")
    shell.ask(6)
    assert shown(shell.sent) == [b"1", b"2"]


def test_a_question_that_is_taken_back_takes_its_pictures_back() -> None:
    """Several in one go are one question, with all the pictures before it."""
    shell = written()
    shell.ask(2)
    shell.open()
    shell.reply("Hm.")
    shell.sent.clear()
    shell.session.see(b"1", keep=True)
    shell.session.ask(ContextItem(4, "four"), shell.now)
    shell.session.see(b"2", keep=True)
    shell.session.ask(ContextItem(6, "six"), shell.now)
    shell.look()
    assert shown(shell.sent) == [b"1", b"2"]
    assert [frame for frame in kinds(shell.sent) if frame == "video"] == kinds(shell.sent)[1:3]


@pytest.mark.parametrize("model", ["gemini-3.8-live", "gemini-3.1-flash-live-preview"])
def test_a_socket_that_is_lost_before_its_frames_were_taken_loses_no_picture(model: str) -> None:
    shell = written(model)
    shell.session.wake(shell.now)
    shell.look()
    shell.open()
    shell.session.see(b"1", keep=True)
    shell.session.ask(ContextItem(4, "four"), shell.now)
    shell.close(1006)
    shell.open()
    assert shown(shell.sent) == [b"1"]


# ---------------------------------------------------------------- sockets that are left


def posted() -> Shell:
    """A question with a posted picture was sent; the handle is of the reply before it."""
    shell = written()
    shell.ask(2)
    shell.open()
    shell.reply("Hm.")
    shell.receive(handle("h1"))
    shell.session.see(b"board", keep=True)
    shell.ask(4)
    assert shown(shell.sent) == [b"board"]
    shell.sent.clear()
    return shell


def test_what_was_posted_goes_once_more_when_the_socket_is_lost_before_the_reply() -> None:
    """The handle that is resumed knows nothing of it."""
    shell = posted()
    shell.close(1006)
    assert shell.open()["sessionResumption"] == {"handle": "h1"}
    assert kinds(shell.sent) == ["video", "clientContent"]
    assert shown(shell.sent) == [b"board"]


def test_what_was_posted_goes_once_more_when_the_candidate_types_on_before_the_reply() -> None:
    shell = posted()
    shell.session.see(b"second", keep=True)
    shell.ask(6)
    shell.hang()
    shell.open()
    assert shown(shell.sent) == [b"board", b"second"]


def test_what_was_posted_does_not_go_again_after_a_reply() -> None:
    shell = posted()
    shell.reply("A fine board.")
    shell.close(1006)
    shell.open()
    shell.ask(6)
    assert shown(shell.sent) == []


def test_a_picture_that_ends_sockets_is_sent_twice_at_most() -> None:
    shell = posted()
    again = []
    for _ in range(3):
        shell.close(1006)
        shell.wait(10.0)
        shell.open()
        again.append(shown(shell.sent))
    assert again == [[b"board"], [], []]


def test_a_picture_of_the_video_is_not_sent_again() -> None:
    video = listening()
    video.see(b"filmed")
    video.see(b"posted", keep=True)
    video.sent.clear()
    video.close(1006)
    video.open()
    assert shown(video.sent) == [b"posted"]


# ---------------------------------------------------------------- rests and ends


def test_after_a_rest_nothing_old_is_shown_but_what_was_posted() -> None:
    video = listening()
    video.speak()
    video.receive(heard("Yes."), CALL)
    video.see(b"old")
    video.see(b"posted", keep=True)
    video.session.sleep(video.now)
    video.look()
    video.hang()
    video.session.wake(video.now)
    video.look()
    video.open()
    assert shown(video.sent) == [b"posted"]


def test_what_is_hidden_while_it_waits_is_not_shown() -> None:
    video = listening()
    video.speak()
    video.receive(heard("Yes."), CALL)
    video.sent.clear()
    video.see(b"posted", keep=True)
    video.see(b"filmed")
    video.session.look_away()
    video.session.answer_tool("c1", "answer_is_enough", "Noted.", video.now)
    video.look()
    assert shown(video.sent) == [b"posted"]


def test_what_was_taken_and_not_sent_does_not_come_back_once_it_is_hidden() -> None:
    pictures = Pictures()
    pictures.add(b"posted", keep=True)
    pictures.add(b"filmed", keep=False)
    pictures.take()
    pictures.forget_newest()
    pictures.put_back()
    assert len(pictures.take()) == 1


def give_up(video: VideoCall) -> None:
    video.close(1007, "API key not valid. Please pass a valid API key.")
    assert video.take(LiveDown)


def fall_asleep(video: VideoCall) -> None:
    video.session.sleep(video.now)


@pytest.mark.parametrize("rest", [give_up, fall_asleep])
def test_a_session_at_rest_holds_one_picture_and_four_posted(rest: Callable[[VideoCall], None]) -> None:
    video = listening()
    rest(video)
    video.look()
    for number in range(1000):
        video.see(b"%d" % number, keep=number % 2 == 0)
    assert len(video.session._context.pictures.take()) == 1 + POSTED


def test_see_after_stop_does_nothing() -> None:
    video = listening()
    video.receive(heard("Yes."), CALL)
    video.see(b"1")
    video.see(b"2", keep=True)
    video.session.stop(video.now)
    video.see(b"3")
    video.see(b"4", keep=True)
    assert not video.session._context.pictures
    assert (video.orders, video.session.has_work) == ([Hang(1000)], False)


# ---------------------------------------------------------------- half an hour


@pytest.mark.parametrize(("source", "tokens"), [(Source.CAMERA, 66), (Source.SCREEN, 258)])
def test_half_an_hour_of_pictures_and_speech_fits_the_context(source: Source, tokens: int) -> None:
    """The page as fast as the gate lets it; both sides' sound at 25 tokens a second, without a pause."""
    now, seen = 0.0, 0
    gate = FrameGate(now)
    while now < 1800.0:
        assert gate.arrives(60_000, now) is Verdict.TAKE
        seen += tokens
        now += gate.wait_ms(source, now) / 1000
    assert 55_000 < seen < 62_000
    assert seen + 25 * 1800 < 131_072
