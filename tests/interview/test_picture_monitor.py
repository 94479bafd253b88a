"""Pictures in the machine: what is counted of them, how closely they are looked at, and who is told when none comes."""

import pytest

from bot.errors import Reason
from bot.interview.commands import CloseInterview, Command, Log, SavePictures, ShowPost, ShowTyping, SwitchMedium
from bot.interview.events import InterviewEvent, MoveRequested, Shutdown, Stop
from bot.interview.models import InterviewType, Medium, PictureSpan, Status, TurnKind
from bot.interview.phases import Phase
from bot.interview.posts import panel
from bot.interview.text.prompts import PICTURES, written_instruction
from bot.interview.voice.prompts import spoken_instruction
from bot.ports.events import (
    ButtonPressed,
    CandidateAway,
    CandidateReady,
    OthersPresent,
    PictureSent,
    PlaceLost,
    PlaceRestored,
    ShownSource,
    Source,
)
from bot.ports.model import PicturesRefused
from bot.ports.posts import Action
from bot.store.rows import to_ms
from bot.words import Words
from tests.harness.text_machine import DOWN, PLAN, begun
from tests.harness.voice_machine import Hall, listening, shown, spoken

VIDEO = InterviewType.VIDEO
MISSING = "interview-video-no-camera"
CAMERA, SCREEN = Source.CAMERA, Source.SCREEN


def with_camera_on() -> Hall:
    """The candidate has the word, and their camera is on."""
    room = listening(interview_type=VIDEO)
    room.tell(ShownSource(CAMERA))
    return room


def send(room: Hall, count: int, source: Source = CAMERA) -> list[PictureSpan]:
    """So many pictures, one a second; what was stored of them."""
    out: list[Command] = []
    for _ in range(count):
        out += room.tell(PictureSent(source))
        room.wait(1.0)
    return stored(out)


def stored(commands: list[Command]) -> list[PictureSpan]:
    return [command.span for command in commands if isinstance(command, SavePictures)]


def logged(commands: list[Command], kind: str) -> list[dict[str, object]]:
    return [dict(command.detail) for command in commands if isinstance(command, Log) and command.kind == kind]


def total(room: Hall) -> int:
    return sum(span.count for span in room.pictures.values())


# What is counted


def test_a_span_is_stored_at_once_and_then_every_ten_seconds() -> None:
    """A kill loses a few seconds' count, and nobody writes to a database once a second."""
    room = with_camera_on()
    began = room.now
    assert [span.count for span in send(room, 25)] == [1, 11, 21]
    assert room.pictures == {(CAMERA, began): PictureSpan(CAMERA, began, began + 20, 21)}


@pytest.mark.parametrize("source", [SCREEN, None])
def test_another_source_ends_a_span(source: Source | None) -> None:
    """What was counted is stored; the next picture begins a new one."""
    room = with_camera_on()
    send(room, 4)
    assert [span.count for span in stored(room.tell(ShownSource(source)))] == [4]
    room.tell(ShownSource(CAMERA))
    assert [span.count for span in send(room, 1)] == [1]
    assert sorted(span.count for span in room.pictures.values()) == [1, 4]


def test_a_minute_without_a_picture_ends_a_span() -> None:
    """The pages say from when to when; a still picture is sent every ten seconds."""
    room = with_camera_on()
    send(room, 3)
    room.wait(61.0)
    send(room, 2)
    room.tell(ShownSource(None))
    assert [span.count for span in room.pictures.values()] == [3, 2]


def test_two_spans_of_one_moment_are_two() -> None:
    """What waited in the inbox is taken within one millisecond; the store knows a span by its source and start."""
    room = with_camera_on()
    for source in (CAMERA, None, CAMERA, SCREEN, CAMERA):
        room.tell(ShownSource(source))
        if source is not None:
            room.tell(PictureSent(source))
    room.leave()
    assert total(room) == 4
    assert len({(source, to_ms(at)) for source, at in room.pictures}) == 4


def test_a_clock_that_is_set_back_loses_nothing() -> None:
    """No span ends before it began, and the next one begins after it."""
    room = with_camera_on()
    room.tell(PictureSent(CAMERA))
    room.now -= 5.0
    room.tell(PictureSent(CAMERA))
    for source in (None, CAMERA):
        room.tell(ShownSource(source))
    room.tell(PictureSent(CAMERA))
    first, second = room.pictures.values()
    assert (first.count, second.count) == (2, 1)
    assert first.started_at <= first.ended_at < second.started_at


ENDS: list[tuple[InterviewEvent, Phase]] = [
    (ButtonPressed(Action.PAUSE), Phase.PAUSED),
    (CandidateAway(), Phase.JOINING),
    (OthersPresent(1), Phase.COMPANY),
    (ButtonPressed(Action.WRITE), Phase.OVER),
    (MoveRequested(Medium.TEXT), Phase.OVER),
    (ButtonPressed(Action.END), Phase.OVER),
    (Stop(Reason.STAFF), Phase.OVER),
    (Stop(Reason.ERASED), Phase.OVER),
    (Stop(Reason.DEADLINE), Phase.OVER),
    (Stop(Reason.INTERNAL), Phase.OVER),
    (PlaceLost(Reason.CANDIDATE_LEFT), Phase.OVER),
    (PlaceLost(Reason.BOT_REMOVED), Phase.OVER),
    (PlaceLost(Reason.LINE_LOST), Phase.OVER),
    (PlaceLost(Reason.THREAD_DELETED), Phase.OVER),
    (DOWN, Phase.CHOOSING),
    (Shutdown(), Phase.OVER),
]


@pytest.mark.parametrize(("event", "phase"), ENDS, ids=str)
def test_no_count_is_lost_when_the_talk_stops(event: InterviewEvent, phase: Phase) -> None:
    """Whatever stops it; and the last command stays the last one."""
    room = listening(interview_type=VIDEO, pause_on_company=True)
    room.tell(ShownSource(CAMERA))
    send(room, 4)
    out = room.tell(event)
    assert room.machine.phase is phase
    assert total(room) == 4
    last = [place for place, command in enumerate(out) if isinstance(command, CloseInterview | SwitchMedium)]
    assert last in ([], [len(out) - 1])


def goodbye(room: Hall) -> Hall:
    """Every question is answered, and the closing words are under way."""
    for question in (PLAN.questions[1].text, ""):
        room.hear("The people.")
        room.enough()
        if question:
            room.play(question)
    assert room.last.kind is TurnKind.CLOSING
    return room


def test_no_count_is_lost_when_it_is_completed() -> None:
    """Nor when the deadline passes by itself."""
    room = with_camera_on()
    send(room, 4)
    goodbye(room).play(PLAN.closing)
    assert (room.snapshot.status, room.closed, total(room)) == (Status.COMPLETED, True, 4)
    room = listening(interview_type=VIDEO, deadline_at=listening().now + 60.0)
    send(room, 4)
    room.wait(60.0)
    assert (room.snapshot.status, total(room)) == (Status.ABANDONED, 4)


def test_events_hold_names_and_numbers() -> None:
    """A source that is told twice is one event."""
    room = listening(interview_type=VIDEO)
    assert logged(room.tell(ShownSource(SCREEN)), "filming") == [{"source": "screen"}]
    assert logged(room.tell(ShownSource(SCREEN)), "filming") == []
    assert logged(room.tell(ShownSource(None)), "filming") == [{"source": "none"}]


def test_a_page_that_flickers_fills_no_database() -> None:
    """What it shows is written down a hundred times; every picture is counted, in few rows."""
    room = listening(interview_type=VIDEO)
    out: list[Command] = []
    for _ in range(1000):
        out += room.tell(ShownSource(CAMERA))
        out += room.tell(PictureSent(CAMERA))
        out += room.tell(ShownSource(None))
        room.wait(0.5)
    room.tell(Shutdown())
    assert len(logged(out, "filming")) == 100
    assert total(room) == 1000
    assert len(room.pictures) <= 100
    assert len(stored(out)) <= 250


def test_a_screen_is_looked_at_more_closely() -> None:
    """Until the camera begins again; what changes nothing is not ordered: a socket may be replaced for it."""
    room = with_camera_on()
    assert room.closer == []
    for source in (SCREEN, None, SCREEN, CAMERA, None, CAMERA):
        room.tell(ShownSource(source))
    assert room.closer == [True, False]


# When none comes


def test_no_picture_for_half_a_minute_is_told_once() -> None:
    """With the way to a new link, and to go on by voice; no turn, no typing sign, no change of phase."""
    room = listening(interview_type=VIDEO)
    room.tell(ShownSource(CAMERA))
    assert MISSING not in shown(room.wait(100.0))
    room.tell(ShownSource(None))
    turns = room.snapshot.turns
    assert MISSING not in shown(room.wait(29.0))
    out = room.wait(2.0)
    assert shown(out) == [MISSING]
    assert logged(out, "camera_missing") == [{}]
    assert room.posts[-1].buttons == panel(room.snapshot, room.snapshot.turns[-1])
    assert room.machine.phase is Phase.LISTENING
    assert room.snapshot.turns == turns
    assert not any(isinstance(command, ShowTyping) for command in out)
    assert MISSING not in shown(room.wait(600.0))


def test_a_page_that_was_never_opened_is_missed_too() -> None:
    """From when the talk is on; showing nothing is fine, so it is said once."""
    room = listening(interview_type=VIDEO)
    room.wait(200.0)
    assert room.notices.count(MISSING) == 1


def test_at_most_three_times_in_one_runner() -> None:
    """Each absence once; then we leave people alone. The log of sources goes on."""
    room = with_camera_on()
    for _ in range(5):
        room.tell(ShownSource(None))
        room.wait(40.0)
        assert logged(room.tell(ShownSource(CAMERA)), "filming") == [{"source": "camera"}]
    assert room.notices.count(MISSING) == 3


def test_a_short_absence_is_nothing() -> None:
    """The page reconnects by itself."""
    room = with_camera_on()
    for _ in range(4):
        room.tell(ShownSource(None))
        room.wait(20.0)
        room.tell(ShownSource(CAMERA))
        room.wait(20.0)
    assert MISSING not in room.notices


@pytest.mark.parametrize("event", [ButtonPressed(Action.PAUSE), CandidateAway(), OthersPresent(1)], ids=str)
def test_nobody_is_told_in_a_rest(event: InterviewEvent) -> None:
    """Half a minute is counted anew when the talk goes on."""
    room = listening(interview_type=VIDEO, pause_on_company=True, return_seconds=300.0)
    room.wait(20.0)
    room.tell(event)
    assert MISSING not in shown(room.wait(60.0))
    for back in (OthersPresent(0), CandidateReady(), ButtonPressed(Action.CONTINUE)):
        room.tell(back)
    assert MISSING not in shown(room.wait(29.0))
    assert MISSING in shown(room.wait(2.0))


def test_nobody_is_told_while_they_are_waited_for() -> None:
    """Before the greeting the page may still be opened."""
    room = Hall(spoken(interview_type=VIDEO))
    room.begin()
    assert MISSING not in shown(room.wait(120.0))


def test_nobody_is_told_while_goodbye_is_said() -> None:
    """The page is about to close."""
    room = goodbye(listening(interview_type=VIDEO))
    assert MISSING not in shown(room.wait(60.0))


def test_the_words_come_beside_the_question() -> None:
    """No deadline is left that is due; what was open stays open, and silence is counted on."""
    room = listening(interview_type=VIDEO)
    room.hear("The people")
    out = room.wait(31.0)
    assert shown(out) == [MISSING]
    assert (room.mic, room.listening) == (True, True)
    deadline = room.machine.deadline()
    assert deadline is not None
    assert deadline > room.now
    assert room.machine.handle_deadline(room.now) == []
    for _ in range(11):  # a camera alone does not hold the channel
        room.tell(ShownSource(CAMERA))
        room.tell(PictureSent(CAMERA))
        room.wait(100.0)
    assert room.moved is Medium.TEXT


# Elsewhere


def test_a_voice_interview_has_no_pictures() -> None:
    """Whatever arrives."""
    room = listening()
    out = room.tell(ShownSource(SCREEN)) + room.tell(PictureSent(SCREEN)) + room.wait(120.0)
    assert not any(isinstance(command, SavePictures | Log | ShowPost) for command in out)
    assert room.closer == []
    assert Action.CAMERA not in panel(room.snapshot, None)


def test_pictures_in_writing_are_counted_and_said_once_to_be_seen() -> None:
    """They come by the chat; nobody misses a camera there, and it has no button."""
    room = with_camera_on()
    room.tell(ButtonPressed(Action.WRITE))
    room.arrive(Medium.TEXT)
    room.tell(PictureSent(Source.CHAT))
    room.tell(PictureSent(Source.CHAT))
    room.wait(300.0)
    assert [span.count for span in room.pictures.values()] == [2]
    assert room.notices.count("interview-video-picture-shown") == 1
    assert MISSING not in room.notices
    assert Action.CAMERA not in panel(room.snapshot, None)


def test_what_cannot_be_said_in_the_thread_is_said_later() -> None:
    """While the thread is away nothing can be shown; the picture counts."""
    room = with_camera_on()
    room.tell(ButtonPressed(Action.WRITE))
    room.arrive(Medium.TEXT)
    room.tell(PlaceLost(Reason.PERMISSIONS))
    assert "interview-video-picture-shown" not in shown(room.tell(PictureSent(Source.CHAT)))
    room.tell(PlaceRestored())
    assert shown(room.tell(PictureSent(Source.CHAT))) == ["interview-video-picture-shown"]
    assert total(room) == 2


def test_writing_looks_closely_from_the_start() -> None:
    """A word of the page that came too late does not undo it."""
    room = with_camera_on()
    room.tell(ButtonPressed(Action.WRITE))
    room.arrive(Medium.TEXT)
    room.tell(ShownSource(CAMERA))
    assert room.closer == []


@pytest.mark.parametrize("kind", [InterviewType.TEXT, InterviewType.VOICE])
def test_a_written_interview_of_another_type_has_no_pictures(kind: InterviewType) -> None:
    """Whatever arrives."""
    room = begun(interview_type=kind)
    for event in (ShownSource(SCREEN), PictureSent(Source.CHAT)):
        assert room.tell(event) == []


def test_a_restart_counts_on_in_a_new_span() -> None:
    """What was stored stays as it is."""
    room = with_camera_on()
    send(room, 4)
    room.tell(Shutdown())
    room.restart()
    room.tell(CandidateReady())
    room.tell(ShownSource(CAMERA))
    room.tell(PictureSent(CAMERA))
    assert [span.count for span in room.pictures.values()] == [4, 1]


def test_the_button_stands_before_the_way_into_writing() -> None:
    buttons = panel(spoken(interview_type=VIDEO), None)
    assert buttons.index(Action.CAMERA) + 1 == buttons.index(Action.WRITE)


# What the model is told


def test_what_pictures_are_for() -> None:
    """In both media, for video interviews alone: also when the instruction of another type was made before."""
    for make in (spoken_instruction, written_instruction):
        without, with_ = make(spoken()), make(spoken(interview_type=VIDEO))
        assert PICTURES not in without
        assert PICTURES in with_
        assert make(spoken()) == without
    for word in ("face", "looks", "clothes", "feelings", "room", "other people", "never an instruction"):
        assert word in PICTURES


@pytest.mark.parametrize("locale", ["en", "de"])
def test_the_words_are_there(locale: str) -> None:
    """And name the button as it is called."""
    words = Words()
    assert words.say(locale, "edge-button-camera") in words.say(locale, MISSING)
    assert words.say(locale, "interview-video-picture-shown")


# What the service refuses


def test_a_refused_picture_is_told() -> None:
    """The words count without it; where no pictures are looked at there is nothing to tell."""
    assert shown(with_camera_on().tell(PicturesRefused(1))) == ["interview-picture-refused"]
    assert shown(begun(interview_type=VIDEO).tell(PicturesRefused(2))) == ["interview-picture-refused"]
    assert shown(begun().tell(PicturesRefused(1))) == []
