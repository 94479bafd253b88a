"""The wire vocabulary of Gemini Live: our frames as JSON, the server's frames as values (gemini-live §1.2 to §1.4).

Pure. `parse_server` never raises: what it cannot read is `Malformed`, what it does not know it names.
"""

import json
import math
from binascii import a2b_base64, b2a_base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.gemini.api.seams import Seams, SoundSeam, mended

# ---------------------------------------------------------------- client to server: TEXT frames


@dataclass(frozen=True, slots=True)
class Tool:
    """One function the model may call. `parameters` is a schema as the API wants it, None where there are none."""

    name: str
    description: str
    parameters: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One turn of a context: `role` is `user` or `model`; any other is refused with 1007."""

    role: str
    text: str = field(repr=False)


def client_content(turns: Sequence[Said], *, turn_complete: bool) -> str:
    """Turns for the context; with `turn_complete` the model answers (and whatever it was saying is cut off)."""
    said = [{"role": turn.role, "parts": [{"text": turn.text}]} for turn in turns]
    return as_json({"clientContent": {"turns": said, "turnComplete": turn_complete}})


def realtime_text(text: str) -> str:
    """One typed line, as if it were spoken."""
    return as_json({"realtimeInput": {"text": text}})


def realtime_audio(pcm: bytes) -> str:
    """Sound of the candidate: PCM16, mono, 16 kHz. Put together by hand, because it is sent 25 times a second."""
    data = b2a_base64(pcm, newline=False).decode("ascii")
    return f'{{"realtimeInput":{{"audio":{{"mimeType":"audio/pcm;rate=16000","data":"{data}"}}}}}}'


def realtime_video(jpeg: bytes) -> str:
    """One picture, at most one a second (gemini-live §1.2, §3); by hand, because it is long."""
    data = b2a_base64(jpeg, newline=False).decode("ascii")
    return f'{{"realtimeInput":{{"video":{{"mimeType":"image/jpeg","data":"{data}"}}}}}}'


def audio_stream_end() -> str:
    """No sound comes for now: what was heard is all. The next sound opens the stream again."""
    return '{"realtimeInput":{"audioStreamEnd":true}}'


def activity_start() -> str:
    """A turn begins. Only where the setup says that we mark turns ourselves (`Speech.explicit`)."""
    return '{"realtimeInput":{"activityStart":{}}}'


def activity_end() -> str:
    """The turn is over: now it is answered."""
    return '{"realtimeInput":{"activityEnd":{}}}'


def tool_response(call_id: str, name: str, output: str) -> str:
    """The result of one function call; without id and name the Developer API refuses it."""
    response = {"id": call_id, "name": name, "response": {"output": output}}
    return as_json({"toolResponse": {"functionResponses": [response]}})


def as_json(message: Mapping[str, object]) -> str:
    """A frame of ours. Half a character in it, wherever it comes from, would end every socket that it is sent on."""
    return mended(json.dumps(message, ensure_ascii=False, separators=(",", ":")))


# ---------------------------------------------------------------- server to client: JSON in BINARY frames


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one turn, by modality, as the provider counted them."""

    text_in: int = 0
    audio_in: int = 0
    image_in: int = 0
    text_out: int = 0
    audio_out: int = 0

    @property
    def prompt(self) -> int:
        """The whole context, as the model was asked."""
        return self.text_in + self.audio_in + self.image_in

    @property
    def total(self) -> int:
        return self.text_in + self.audio_in + self.image_in + self.text_out + self.audio_out


@dataclass(frozen=True, slots=True)
class FunctionCall:
    """The model calls one of our functions."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ServerMessage:
    """One frame. Keys are not exclusive, so every field may be set at once; read them in the order they stand here.

    `transcript` is what the model says, and all of it: text among the parts of its turn is unspoken reasoning, marked
    as a thought or not, so `thought` tells only that there was some. `audio`: how many characters of base64 came;
    `sound` are its samples, where they were asked for; `heard` is what the candidate said. `go_away`: seconds left.
    `status`: IN_PROGRESS while a model thinks on between two pieces of one turn, then IDLE; `piece_over`: an end that
    is only a piece's. `handle`: only a handle that can be resumed now. `unknown`: names of keys
    this version does not know.
    """

    setup_complete: bool = False
    transcript: str = field(default="", repr=False)
    audio: int = 0
    sound: bytes = field(default=b"", repr=False)
    heard: str = field(default="", repr=False)
    thought: bool = False
    calls: tuple[FunctionCall, ...] = ()
    cancelled: tuple[str, ...] = ()
    interrupted: bool = False
    generation_complete: bool = False
    turn_complete: bool = False
    reason: str = ""
    status: str = ""
    piece_over: bool = False
    usage: Usage | None = None
    handle: str | None = field(default=None, repr=False)
    go_away: float | None = None
    unknown: tuple[str, ...] = ()

    @property
    def content(self) -> bool:
        """Whether the model is at work on a reply."""
        return bool(self.transcript or self.audio or self.thought or self.calls)


@dataclass(frozen=True, slots=True)
class Malformed:
    """A frame that is no JSON object; `why` holds none of it."""

    why: str


UNTOLD = 50.0
"""Seconds that a goAway leaves when it does not say so in a readable way: what the service usually announces (§3)."""

IN_PROGRESS, IDLE = "IN_PROGRESS", "IDLE"
TOP_KEYS = frozenset(
    (
        "interactionStatus",
        "setupComplete",
        "serverContent",
        "toolCall",
        "toolCallCancellation",
        "goAway",
        "sessionResumptionUpdate",
        "usageMetadata",
        "voiceActivity",
        "voiceActivityDetectionSignal",
    )
)
CONTENT_KEYS = frozenset(
    (
        "modelTurn",
        "outputTranscription",
        "inputTranscription",
        "interimInputTranscription",
        "interrupted",
        "generationComplete",
        "turnComplete",
        "turnCompleteReason",
        "interactionStatus",
        "groundingMetadata",
        "urlContextMetadata",
        "waitingForInput",
    )
)


def parse_server(raw: bytes | str, *, sound: bool = False, seams: Seams | None = None) -> ServerMessage | Malformed:
    """One frame of the server, binary or text. A field of the wrong type counts as missing. `sound`: decode it too.

    `seams`: those of its socket; without them a character or a sample that the frame cuts through is lost.
    """
    seams = seams or Seams()
    try:
        frame = json.loads(raw)
    except (ValueError, RecursionError):
        return Malformed("not JSON")
    if not isinstance(frame, dict):
        return Malformed("not an object")
    content = _mapping(frame.get("serverContent"))
    audio, samples, thought = _turn(_mapping(content.get("modelTurn")), seams.sound if sound else None)
    status = _name(content.get("interactionStatus")) or _name(frame.get("interactionStatus"))
    ended, over = (content.get(name) is True for name in ("generationComplete", "turnComplete"))
    thinks_on = status == IN_PROGRESS  # a model says so with its ends; then more comes
    resumption = _mapping(frame.get("sessionResumptionUpdate"))
    message = ServerMessage(
        setup_complete="setupComplete" in frame,
        transcript=seams.transcript.join(_raw(_mapping(content.get("outputTranscription")).get("text"))),
        audio=audio,
        sound=samples,
        heard=seams.heard.join(_raw(_mapping(content.get("inputTranscription")).get("text"))),
        thought=thought,
        calls=_calls(_mapping(frame["toolCall"])) if "toolCall" in frame else (),
        cancelled=tuple(_text(each) for each in _list(_mapping(frame.get("toolCallCancellation")).get("ids"))),
        interrupted=content.get("interrupted") is True,
        generation_complete=ended and not thinks_on,
        turn_complete=over and not thinks_on,
        piece_over=(ended or over) and thinks_on,
        reason=_name(content.get("turnCompleteReason")),
        status=status,
        usage=_usage(_mapping(frame["usageMetadata"])) if "usageMetadata" in frame else None,
        handle=(_text(resumption.get("newHandle")) or None) if resumption.get("resumable") is True else None,
        go_away=_seconds(_mapping(frame["goAway"]).get("timeLeft")) if "goAway" in frame else None,
        unknown=tuple(_name(key) for key in (*(frame.keys() - TOP_KEYS), *(content.keys() - CONTENT_KEYS)))[:5],
    )
    if message.turn_complete or message.interrupted:
        seams.end()
    return message


def _turn(turn: Mapping[str, object], seam: SoundSeam | None) -> tuple[int, bytes, bool]:
    """Of the model's turn: how much sound it has, the sound if it is wanted, whether it thinks. A picture is none."""
    audio, samples, thought = 0, b"", False
    for part in map(_mapping, _list(turn.get("parts"))):
        thought = thought or part.get("thought") is True or bool(_text(part.get("text")))
        blob = _mapping(part.get("inlineData"))
        mime, data = _text(blob.get("mimeType")), _text(blob.get("data"))
        if mime.lower().startswith("audio/"):
            audio += len(data)
            samples += b"" if seam is None else seam.join(mime, _decoded(data))
    return audio, samples, thought


def _decoded(data: str) -> bytes:
    """The bytes of one part; none where it cannot be read."""
    try:
        return a2b_base64(data)
    except ValueError:  # binascii.Error, or a letter that is not ASCII
        return b""


def _calls(tool_call: Mapping[str, object]) -> tuple[FunctionCall, ...]:
    """The calls of a frame; an id is made up where it is missing, because the answer must carry one."""
    found = [_mapping(each) for each in _list(tool_call.get("functionCalls"))]
    return tuple(
        FunctionCall(id=_text(each.get("id")) or f"call-{number}", name=_text(each.get("name")))
        for number, each in enumerate(found, 1)
    )


def _usage(counts: Mapping[str, object]) -> Usage:
    """Counts by modality. Details may add up to less than the total (§3.3): then the rest of the prompt is text, of the
    reply audio.

    Thoughts stand beside the reply's count and are billed as text.
    """
    prompt, reply = _details(counts.get("promptTokensDetails")), _details(counts.get("responseTokensDetails"))
    rest_in = max(0, _count(counts.get("promptTokenCount")) - sum(prompt.values()))
    rest_in += _count(counts.get("toolUsePromptTokenCount"))
    rest_out = max(0, _count(counts.get("responseTokenCount")) - sum(reply.values()))
    return Usage(
        text_in=prompt.get("TEXT", 0) + prompt.get("DOCUMENT", 0) + rest_in,
        audio_in=prompt.get("AUDIO", 0),
        image_in=prompt.get("IMAGE", 0) + prompt.get("VIDEO", 0),
        text_out=reply.get("TEXT", 0) + _count(counts.get("thoughtsTokenCount")),
        audio_out=reply.get("AUDIO", 0) + rest_out,
    )


def _details(found: object) -> dict[str, int]:
    sums: dict[str, int] = {}
    for each in map(_mapping, _list(found)):
        modality = _text(each.get("modality"))
        sums[modality] = sums.get(modality, 0) + _count(each.get("tokenCount"))
    return sums


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _raw(value: object) -> str:
    return value if isinstance(value, str) else ""


def _text(value: object) -> str:
    return mended(_raw(value))


def _name(value: object) -> str:
    """A foreign name made fit for a log: letters, digits, underscore, 60 characters."""
    return "".join(letter for letter in _text(value) if letter == "_" or (letter.isascii() and letter.isalnum()))[:60]


def _count(value: object) -> int:
    """A token count; int64 fields may be JSON strings."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 12:
        value = int(value)
    return value if isinstance(value, int) and 0 <= value < 10**11 and value is not True else 0


def _seconds(value: object) -> float:
    """A protobuf Duration (`"50s"`, `"9.5s"`), at most a day; `UNTOLD` when unreadable, for going away is certain."""
    try:
        seconds = float(_text(value).removesuffix("s"))
    except ValueError:
        return UNTOLD
    return UNTOLD if math.isnan(seconds) else min(max(0.0, seconds), 86400.0)
