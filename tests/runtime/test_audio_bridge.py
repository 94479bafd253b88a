"""The audio bridge: what passes by the machine passes at once, and nothing is heard behind a closed microphone."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from bot.interview.events import InterviewEvent
from bot.ports.events import CandidateAway, CandidateReady, OthersPresent, PictureSent, Played, ShownSource, Source
from bot.ports.model import AudioChunk, HeardWords, Interrupted, ModelTurn, Voided
from bot.runtime.audio_bridge import KEPT_FRAMES, OVER_FRAMES, AudioBridge
from bot.runtime.inbox import Inbox
from bot.runtime.voice_conversation import ConsentGate
from tests.harness.paper_thread import PaperTown
from tests.harness.paper_voice import FRAME, PaperRooms, PaperVoiceEdge

SPEECH = b"\x10\x00" * (FRAME // 2)
ZERO = bytes(FRAME)


@dataclass(slots=True)
class ClientStub:
    """What a Live client was sent: sound, None for the end of a stream, and pictures with whether they are kept."""

    heard: list[bytes | None] = field(default_factory=list)
    seen: list[tuple[bytes, bool]] = field(default_factory=list)
    away: int = 0

    def hear(self, pcm: bytes) -> None:
        self.heard.append(pcm)

    def end_of_audio(self) -> None:
        self.heard.append(None)

    def see(self, jpeg: bytes, *, keep: bool = False) -> None:
        self.seen.append((jpeg, keep))

    def look_away(self) -> None:
        self.away += 1


class RecordedEdge(PaperVoiceEdge):
    """A voice edge that writes down what it is told to do."""

    def __init__(self) -> None:
        super().__init__(PaperRooms(PaperTown()), 1, "en", own=True)
        self.told: list[tuple[str, int]] = []

    def say(self, item_id: int, pcm: bytes) -> None:
        self.told.append(("say", item_id))

    def end_item(self, item_id: int) -> None:
        self.told.append(("said", item_id))

    def flush(self) -> None:
        self.told.append(("flush", 0))


@dataclass(slots=True)
class Parts:
    """A bridge with everything around it."""

    bridge: AudioBridge
    client: ClientStub
    edge: RecordedEdge
    inbox: Inbox

    def arrived(self) -> list[InterviewEvent]:
        found = []
        while (event := self.inbox.take()) is not None:
            found.append(event)
        return found


@pytest.fixture
def made() -> Callable[[bool], Parts]:
    def make(hold: bool) -> Parts:
        edge, inbox, client = RecordedEdge(), Inbox(), ClientStub()
        bridge = AudioBridge(edge, inbox, hold=hold)
        bridge.carry(client)
        return Parts(bridge, client, edge, inbox)

    return make


def test_sound_passes_at_once_and_never_the_inbox(made: Callable[[bool], Parts]) -> None:
    """The chunk is with the edge when the callback returns; the turn's end tells edge and machine."""
    parts = made(True)
    parts.bridge.on_live_event(AudioChunk(1, b"\0\0"))
    parts.bridge.on_live_event(ModelTurn(1, "Hello."))
    assert parts.edge.told == [("say", 1), ("said", 1)]
    assert parts.arrived() == [ModelTurn(1, "Hello.")]


def test_an_interruption_silences_in_the_same_callback(made: Callable[[bool], Parts]) -> None:
    """And the turn that was cut is not ended a second time: its `Played` was already told."""
    parts = made(True)
    parts.bridge.on_live_event(AudioChunk(3, b"\0\0"))
    parts.bridge.on_live_event(Interrupted(3))
    assert parts.edge.told == [("say", 3), ("flush", 0)]
    parts.bridge.happened(Played(3, 100, 900, cut=True))
    parts.bridge.on_live_event(ModelTurn(3, "So", cut=True))
    assert ("said", 3) not in parts.edge.told
    assert [type(event) for event in parts.arrived()] == [Interrupted, Played, ModelTurn]


def test_a_turn_whose_socket_was_lost_is_played_to_its_end(made: Callable[[bool], Parts]) -> None:
    """Cut, but by nobody who spoke."""
    parts = made(True)
    parts.bridge.on_live_event(AudioChunk(3, b"\0\0"))
    parts.bridge.on_live_event(ModelTurn(3, "So", cut=True))
    assert parts.edge.told == [("say", 3), ("said", 3)]


def test_another_reply_to_the_same_item_is_played_to_its_end(made: Callable[[bool], Parts]) -> None:
    """The one before it was cut at its first word."""
    parts = made(True)
    parts.bridge.on_live_event(AudioChunk(4, b"\0\0"))
    parts.bridge.happened(Played(4, 20, 150, cut=True))
    parts.bridge.on_live_event(Interrupted(4))
    parts.bridge.on_live_event(Voided(4))
    parts.bridge.on_live_event(AudioChunk(4, b"\0\0"))
    parts.bridge.on_live_event(ModelTurn(4, "And what came of it?"))
    assert parts.edge.told[-2:] == [("say", 4), ("said", 4)]
    assert Voided(4) in parts.arrived()


def test_stopped_speech_stays_stopped_until_something_is_asked(made: Callable[[bool], Parts]) -> None:
    """The model does not know that we stopped it; what it still says to that item is dropped."""
    parts = made(True)
    parts.bridge.on_live_event(AudioChunk(3, b"\0\0"))
    parts.bridge.stop_speaking()
    parts.bridge.on_live_event(AudioChunk(3, b"\0\0"))
    parts.bridge.expected(5)
    parts.bridge.on_live_event(AudioChunk(3, b"\0\0"))
    parts.bridge.on_live_event(AudioChunk(5, b"\0\0"))
    assert parts.edge.told == [("say", 3), ("flush", 0), ("say", 5)]


def test_the_same_item_may_be_said_again(made: Callable[[bool], Parts]) -> None:
    """Asked once more: it is played and ended as the first time."""
    parts = made(True)
    for _ in range(2):
        parts.bridge.expected(3)
        parts.bridge.on_live_event(AudioChunk(3, b"\0\0"))
        parts.bridge.on_live_event(ModelTurn(3, "So"))
        parts.bridge.happened(Played(3, 900, 900))
    assert parts.edge.told == [("say", 3), ("said", 3)] * 2


def test_nothing_is_heard_behind_a_closed_microphone(made: Callable[[bool], Parts]) -> None:
    """Closed at first; open it passes frame by frame; closing ends the stream."""
    parts = made(False)
    parts.bridge.hear(SPEECH)
    parts.bridge.open_mic(on=True)
    assert parts.client.heard == []
    parts.bridge.hear(SPEECH)
    parts.bridge.end_of_audio()
    parts.bridge.open_mic(on=False)
    parts.bridge.hear(SPEECH)
    parts.bridge.end_of_audio()
    assert parts.client.heard == [SPEECH, None, None]


def test_the_first_syllable_at_the_first_opening(made: Callable[[bool], Parts]) -> None:
    """They began in our last word: at most 3 s of it are given, oldest first, and what follows behind them."""
    parts = made(True)
    frames = [number.to_bytes(2, "little") * (FRAME // 2) for number in range(1, KEPT_FRAMES + 20)]
    for frame in frames:
        parts.bridge.hear(frame)
    parts.bridge.open_mic(on=True)
    parts.bridge.hear(SPEECH)
    assert parts.client.heard == [*frames[-KEPT_FRAMES:], SPEECH]


def test_a_cough_in_the_greeting_is_not_given(made: Callable[[bool], Parts]) -> None:
    """It is over when the microphone opens: by its silence, or by the end of the stream."""
    parts = made(True)
    for frame in [SPEECH] * 5 + [ZERO] * OVER_FRAMES:
        parts.bridge.hear(frame)
    parts.bridge.open_mic(on=True)
    assert parts.client.heard == []
    other = made(True)
    other.bridge.hear(SPEECH)
    other.bridge.end_of_audio()
    other.bridge.open_mic(on=True)
    assert other.client.heard == []


@pytest.mark.parametrize("paused", ["before", "between"])
def test_what_is_said_in_a_pause_is_kept_by_nobody(made: Callable[[bool], Parts], paused: str) -> None:
    """Neither when it is paused before the first opening, nor after."""
    parts = made(True)
    if paused == "before":
        parts.bridge.hear(SPEECH)
        parts.bridge.forget()
    else:
        parts.bridge.open_mic(on=True)
        parts.bridge.open_mic(on=False)
        parts.client.heard.clear()
    parts.bridge.hear(SPEECH)
    parts.bridge.open_mic(on=True)
    assert parts.client.heard == []


class Shelf:
    """What would be on the disk."""

    def __init__(self) -> None:
        self.packets: list[tuple[str, bytes]] = []

    def candidate(self, opus: bytes, at: float) -> None:
        self.packets.append(("candidate", opus))

    def interviewer(self, opus: bytes, at: float) -> None:
        self.packets.append(("interviewer", opus))


def test_a_rest_is_not_recorded(made: Callable[[bool], Parts]) -> None:
    """They read that nothing is heard: then nothing is on the disk, neither in a rest nor in a pause, nor after."""
    parts, shelf = made(True), Shelf()
    agreed = ConsentGate(shelf, parts.bridge)
    agreed.candidate(b"greeting", 0.0)
    parts.bridge.open_mic(on=True)
    agreed.candidate(b"answer", 1.0)
    parts.bridge.open_mic(on=False)
    agreed.candidate(b"rest", 2.0)
    agreed.interviewer(b"ours", 2.5)
    parts.bridge.forget()
    agreed.candidate(b"pause", 3.0)
    parts.bridge.open_mic(on=True)
    agreed.candidate(b"again", 4.0)
    parts.bridge.hang_up()
    agreed.candidate(b"after", 5.0)
    kept = [opus for _, opus in shelf.packets]
    assert kept == [b"greeting", b"answer", b"ours", b"again"]


def test_a_pause_that_outlived_the_process_is_not_recorded(made: Callable[[bool], Parts]) -> None:
    parts, shelf = made(False), Shelf()
    ConsentGate(shelf, parts.bridge).candidate(b"pause", 0.0)
    assert shelf.packets == []


def test_without_a_client_nothing_is_kept(made: Callable[[bool], Parts]) -> None:
    """The client sleeps: what is said meanwhile goes nowhere."""
    parts = made(True)
    parts.bridge.open_mic(on=True)
    parts.bridge.carry(None)
    parts.bridge.hear(SPEECH)
    parts.bridge.end_of_audio()
    parts.bridge.open_mic(on=False)
    parts.bridge.carry(parts.client)
    assert parts.client.heard == []


def test_pictures_are_shown_while_the_microphone_is_open(made: Callable[[bool], Parts]) -> None:
    """And at no other time: what comes in a rest is held by nobody, and the page is told."""
    parts = made(True)
    assert not parts.bridge.see(Source.CAMERA, b"greeting")
    parts.bridge.open_mic(on=True)
    assert parts.bridge.see(Source.SCREEN, b"answer")
    parts.bridge.open_mic(on=False)
    assert not parts.bridge.see(Source.CAMERA, b"rest")
    parts.bridge.open_mic(on=True)
    parts.bridge.carry(None)
    assert not parts.bridge.see(Source.CAMERA, b"nobody")
    parts.bridge.carry(parts.client)
    parts.bridge.hang_up()
    assert not parts.bridge.see(Source.CAMERA, b"after")
    assert parts.client.seen == [(b"answer", False)]
    assert parts.arrived() == [PictureSent(Source.SCREEN)]


def test_what_is_hidden_or_rests_is_not_shown_later(made: Callable[[bool], Parts]) -> None:
    """A picture may wait for a socket: the page says that nobody sees it, and then nobody may."""
    parts = made(True)
    parts.bridge.open_mic(on=True)
    parts.bridge.happened(ShownSource(None))
    assert parts.client.away == 1
    parts.bridge.open_mic(on=False)
    assert parts.client.away == 2


def test_a_posted_picture_is_kept_until_it_can_be_sent(made: Callable[[bool], Parts]) -> None:
    """The camera's next picture does not take its place; the caller counts it."""
    parts = made(True)
    assert not parts.bridge.looking
    assert not parts.bridge.show(b"too early")
    parts.bridge.open_mic(on=True)
    assert parts.bridge.looking
    assert parts.bridge.show(b"whiteboard")
    assert parts.client.seen == [(b"whiteboard", True)]
    assert parts.arrived() == []


def test_what_the_edge_tells_is_taken_however_full_the_inbox(made: Callable[[bool], Parts]) -> None:
    """But for the company of others, and what the page says of itself: nobody limits them."""
    parts = made(True)
    parts.inbox = Inbox(capacity=0)
    parts.bridge = AudioBridge(parts.edge, parts.inbox, hold=True)
    for event in (CandidateReady(), OthersPresent(1), ShownSource(Source.CAMERA), Played(1, 5, 5), CandidateAway()):
        parts.bridge.happened(event)
    assert parts.arrived() == [CandidateReady(), Played(1, 5, 5), CandidateAway()]


def test_after_hanging_up_nobody_is_told_anything(made: Callable[[bool], Parts]) -> None:
    """Edge and client may still say something while they are being left."""
    parts = made(True)
    parts.bridge.open_mic(on=True)
    parts.bridge.hang_up()
    parts.bridge.hear(SPEECH)
    parts.bridge.happened(CandidateAway())
    parts.bridge.on_live_event(HeardWords(2, "Hello"))
    parts.bridge.on_live_event(AudioChunk(3, b"\0\0"))
    assert parts.arrived() == []
    assert parts.client.heard == []
    assert parts.edge.told == []
