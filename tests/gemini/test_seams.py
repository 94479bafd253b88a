"""What the service cuts through the middle is whole again; what stays half can be sent, stored and shown."""

import json
import math
from array import array
from base64 import b64encode
from collections.abc import Mapping
from itertools import pairwise

import pytest

from bot.gemini.api.messages import Malformed, Said, ServerMessage, client_content, parse_server, tool_response
from bot.gemini.api.seams import RATE, Seams
from bot.gemini.api.settings import Speech
from bot.ports.model import AudioChunk, ContextItem, HeardWords, ModelTurn
from tests.harness.live_shell import ALL_SAID, Shell, awake, said, turn_end

HIGH, LOW = "\ud83d", "\ude00"  # two halves of 😀


def read(*frames: Mapping[str, object] | bytes, sound: bool = False) -> list[ServerMessage]:
    """These frames on one socket."""
    seams, messages = Seams(), []
    for frame in frames:
        raw = frame if isinstance(frame, bytes) else json.dumps(frame)
        message = parse_server(raw, sound=sound, seams=seams)
        assert not isinstance(message, Malformed)
        messages.append(message)
    return messages


@pytest.mark.parametrize(
    ("fragments", "expected"),
    [
        ([f"a{HIGH}", f"{LOW}b"], ["a", "😀b"]),
        ([HIGH, LOW], ["", "😀"]),
        ([f"a{HIGH}", "", f"{LOW}b"], ["a", "", "😀b"]),
        ([f"a{HIGH}", "b"], ["a", "\ufffdb"]),
        ([f"a{LOW}", "b"], ["a\ufffd", "b"]),
        ([f"{HIGH}{HIGH}{LOW}"], ["\ufffd😀"]),
        (["a\x00b\x1b\nc"], ["ab\nc"]),
    ],
)
def test_halves_of_a_character(fragments: list[str], expected: list[str]) -> None:
    """Joined across frames; alone they are replaced. Both ways of a conversation, each by itself."""
    model = read(*({"serverContent": {"outputTranscription": {"text": each}}} for each in fragments))
    candidate = read(*({"serverContent": {"inputTranscription": {"text": each}}} for each in fragments))
    assert [message.transcript for message in model] == expected
    assert [message.heard for message in candidate] == expected


def test_halves_that_came_as_bytes() -> None:
    """Some writers encode each half by itself (CESU-8)."""
    raw = b'{"serverContent": {"outputTranscription": {"text": "a\xed\xa0\xbd\xed\xb8\x80b\xed\xa0\xbd"}}}'
    assert read(raw, said("c"))[0].transcript == "a😀b"


def test_half_a_character_at_the_end_of_a_turn_is_nobody_s() -> None:
    assert read(said(f"a{HIGH}"), turn_end(), said("b"))[2].transcript == "b"


@pytest.mark.parametrize(
    "frame",
    [
        {"toolCall": {"functionCalls": [{"id": f"c{HIGH}", "name": f"n{LOW}", "args": {HIGH: LOW}}]}},
        {"toolCallCancellation": {"ids": [HIGH]}},
        {"sessionResumptionUpdate": {"newHandle": f"h{HIGH}", "resumable": True}},
        {"serverContent": {"turnCompleteReason": HIGH, "modelTurn": {"parts": [{"text": HIGH}]}}, HIGH: 1},
        {"goAway": {"timeLeft": HIGH}},
    ],
)
def test_no_string_of_the_server_s_holds_half_a_character(frame: dict[str, object]) -> None:
    for message in read(frame):
        everything = (message.calls, message.cancelled, message.handle, message.reason, message.unknown)
        repr(everything).encode()
        for call in message.calls:
            (call.id + call.name).encode()
        "".join((*message.cancelled, *message.unknown, message.handle or "", message.reason)).encode()


@pytest.mark.parametrize(
    "frame", [client_content([Said("user", f"a{HIGH}")], turn_complete=True), tool_response(HIGH, LOW, HIGH + LOW)]
)
def test_no_frame_of_ours_holds_half_a_character(frame: str) -> None:
    """Whoever said it (a candidate, a moderator, an old record): it would end every socket that it is sent on."""
    json.loads(frame.encode())


def test_a_session_goes_on_after_half_a_character() -> None:
    """The reply can be stored, and the next socket is told of it."""
    shell = awake()
    shell.ask(4)
    shell.receive(said(f"Well{HIGH}"), said(f"{LOW}, and {LOW} why?"), ALL_SAID, turn_end())
    (turn,) = shell.take(ModelTurn)
    assert turn.text == "Well😀, and \ufffd why?"
    turn.text.encode()
    shell.session.remember(ContextItem(4, f"half {HIGH}", turn.text))
    shell.close(1006)
    shell.ask(6)
    shell.open()
    assert any("half" in text for text in shell.said_to_model())


def test_what_is_heard_can_be_stored() -> None:
    shell = Shell(speech=Speech("en-US"))
    shell.session.listen(2, shell.now)
    shell.look()
    shell.open()
    for each in (f"I{HIGH}", f"{LOW} did{LOW}"):
        shell.receive({"serverContent": {"inputTranscription": {"text": each}}})
    assert "".join(words.text for words in shell.take(HeardWords)) == "I😀 did\ufffd"


# ---------------------------------------------------------------- sound


def blob(data: bytes, mime: str = "audio/pcm;rate=24000") -> dict[str, object]:
    return {"serverContent": {"modelTurn": {"parts": [{"inlineData": {"mimeType": mime, "data": b64(data)}}]}}}


def b64(data: bytes) -> str:
    return b64encode(data).decode()


def tone(rate: int, *, seconds: float = 0.5, hertz: int = 300) -> bytes:
    return array(
        "h", (round(9000 * math.sin(2 * math.pi * hertz * n / rate)) for n in range(int(rate * seconds)))
    ).tobytes()


@pytest.mark.parametrize("size", [4801, 1, 3, 960])
def test_samples_that_are_cut_through(size: int) -> None:
    """Between frames, and between the parts of one: nothing of it becomes noise."""
    pcm = tone(RATE, seconds=0.1)
    chunks = [pcm[at : at + size] for at in range(0, len(pcm), size)]
    assert b"".join(message.sound for message in read(*map(blob, chunks), sound=True)) == pcm
    parts = [{"inlineData": {"mimeType": "audio/pcm", "data": b64(chunk)}} for chunk in chunks]
    assert read({"serverContent": {"modelTurn": {"parts": parts}}}, sound=True)[0].sound == pcm


def test_half_a_sample_does_not_outlive_its_turn() -> None:
    pcm = tone(RATE, seconds=0.01)
    ends: list[Mapping[str, object]] = [turn_end(), {"serverContent": {"interrupted": True}}]
    for end in ends:
        assert read(blob(pcm + b"\x01"), end, blob(pcm), sound=True)[2].sound == pcm


@pytest.mark.parametrize("mime", ["audio/L16;codec=pcm;rate=24000", "AUDIO/PCM; Rate=24000", "audio/pcm", "audio/l16"])
def test_other_names_of_the_same_sound(mime: str) -> None:
    pcm = tone(RATE, seconds=0.01)
    assert read(blob(pcm, mime), sound=True)[0].sound == pcm


@pytest.mark.parametrize("mime", ["audio/opus", "audio/wav", "audio/mpeg;rate=24000"])
def test_what_is_no_samples_is_not_played(mime: str) -> None:
    (message,) = read(blob(b"x" * 100, mime), sound=True)
    assert (message.sound, message.audio > 0) == (b"", True)


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 48_000])
@pytest.mark.parametrize("size", [1_000, 961])
def test_another_rate(rate: int, size: int) -> None:
    """It keeps its length and its height, wherever it is cut."""
    pcm, mime = tone(rate), f"audio/pcm;rate={rate}"
    chunks = [blob(pcm[at : at + size], mime) for at in range(0, len(pcm), size)]
    came = array("h", b"".join(message.sound for message in read(*chunks, sound=True)))
    assert abs(len(came) - RATE // 2) <= 4
    rises = sum(before < 0 <= after for before, after in pairwise(came))
    assert abs(rises - 150) <= 1


def test_a_rate_that_cannot_be_is_not_believed() -> None:
    pcm = tone(RATE, seconds=0.01)
    for rate in ("0", "1", "999999", "24000000000", "x"):
        assert read(blob(pcm, f"audio/pcm;rate={rate}"), sound=True)[0].sound == pcm


def test_a_session_hands_whole_samples_on() -> None:
    pcm = tone(RATE, seconds=0.2)
    shell = Shell(speech=Speech("en-US"))
    shell.ask(2)
    shell.open()
    shell.receive(*(blob(pcm[at : at + 4801]) for at in range(0, len(pcm), 4801)))
    assert b"".join(chunk.pcm for chunk in shell.take(AudioChunk)) == pcm
