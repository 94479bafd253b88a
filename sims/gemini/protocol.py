"""The rules of the Live protocol that need no connection: what a client may send, and how the service refuses.

`parse` reads one frame; `check_setup` and the other checks raise Refuse, which carries the close code and reason.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sims.gemini.fields import CLIENT, NOT_IN_LIVE
from sims.gemini.wire import BadPayload, camel, read

INVALID_ARGUMENT = "Request contains an invalid argument."
REASON_BYTES = 123
"""RFC 6455 §5.5: a control frame holds 125 bytes, two of them are the code. Google's reasons are cut there."""

MOST_TERMS = LONGEST_TERM = 100
"""Of a customVocabulary: as many as are advised, although a thousand may be taken; its characters nobody has told."""

VOICES = frozenset(
    re.findall(
        r"\w+",
        "Zephyr Kore Orus Autonoe Umbriel Erinome Laomedeia Schedar Achird Sadachbia Puck Fenrir Aoede Enceladus "
        "Algieba Algenib Achernar Gacrux Zubenelgenubi Sadaltager Charon Leda Callirrhoe Iapetus Despina Rasalgethi "
        "Alnilam Pulcherrima Vindemiatrix Sulafat",
    )
)


class Refuse(Exception):
    """The service closes the socket with this code and reason."""

    def __init__(self, code: int, reason: str) -> None:
        self.code = code
        self.reason = cut(reason)
        super().__init__(code, self.reason)


@dataclass(frozen=True, slots=True)
class Family:
    """What one model of the Live family accepts (models' pages, November 2026)."""

    blocking_tools: bool = True
    """Whether `behavior: BLOCKING` is allowed; False means NON_BLOCKING only."""
    tools_block_by_default: bool = False
    content_mid_session: bool = True
    """Whether clientContent is allowed after the first exchange."""
    needs_thinking_level: bool = False
    affective_dialog: bool = False
    proactive_always: bool = False


MODELS: Mapping[str, Family] = {
    "gemini-3.8-live": Family(proactive_always=True),
    "gemini-3.8-live-extended-thinking": Family(blocking_tools=False, needs_thinking_level=True, proactive_always=True),
    # Dead by all signs since 2026-11-17; what they were like is kept, for a model may be like that again.
    "gemini-3.1-flash-live-preview": Family(tools_block_by_default=True, content_mid_session=False),
    "gemini-2.5-flash-native-audio-preview-12-2025": Family(tools_block_by_default=True, affective_dialog=True),
}


def cut(reason: str) -> str:
    """A close reason of at most 123 bytes."""
    return reason.encode()[:REASON_BYTES].decode(errors="ignore")


def parse(frame: str | bytes) -> tuple[str, dict[str, Any]]:
    """One client frame → (its only key, its message in camelCase). Raises Refuse(1007)."""
    if isinstance(frame, bytes):
        raise Refuse(1007, INVALID_ARGUMENT)  # clients send JSON in TEXT frames
    try:
        value = json.loads(frame)
    except ValueError:
        raise Refuse(1007, "Invalid JSON payload received. Unexpected token.") from None
    if not isinstance(value, dict):
        raise Refuse(1007, "Invalid JSON payload received. Expected an object.")
    try:
        message: dict[str, Any] = read(CLIENT, value)
    except BadPayload as bad:
        raise Refuse(1007, str(bad)) from None
    if len(message) > 1:
        second = [camel(key) for key in value][1]
        raise Refuse(1007, f"Invalid value (oneof), oneof field 'message_type' is already set. Cannot set '{second}'")
    if not message:
        raise Refuse(1007, INVALID_ARGUMENT)
    return next(iter(message.items()))


def check_setup(setup: Mapping[str, Any], *, version: str) -> Family:
    """Whether a session can start so; the model's Family. Raises Refuse with the service's words."""
    name = str(setup.get("model", ""))
    family = MODELS.get(name.removeprefix("models/")) if name.startswith("models/") else None
    if family is None or (version == "v1" and "preview" in name):
        raise Refuse(
            1008, f"{name} is not found for API version {version}, or is not supported for bidiGenerateContent."
        )
    _check_generation(setup.get("generationConfig", {}), name, family)
    _check_instruction(setup.get("systemInstruction"))
    _check_tools(setup.get("tools", ()), family)
    detection = setup.get("realtimeInputConfig", {}).get("automaticActivityDetection", {})
    if detection.get("disabled") and len(detection) > 1:
        raise Refuse(1007, INVALID_ARGUMENT)
    _check_vocabulary(setup.get("inputAudioTranscription", {}))
    _check_vocabulary(setup.get("outputAudioTranscription", {}))
    if family.proactive_always and setup.get("proactivity", {}).get("proactiveAudio") is False:
        raise Refuse(1007, INVALID_ARGUMENT)
    return family


def has_field(message: object, name: str) -> bool:
    """Whether a field of that name stands anywhere in it."""
    match message:
        case dict():
            return name in message or any(has_field(each, name) for each in message.values())
        case list():
            return any(has_field(each, name) for each in message)
        case _:
            return False


def _check_generation(generation: Mapping[str, Any], model: str, family: Family) -> None:
    modalities = generation.get("responseModalities", ["AUDIO"])
    voice = generation.get("speechConfig", {}).get("voiceConfig", {}).get("prebuiltVoiceConfig", {}).get("voiceName")
    if modalities != ["AUDIO"]:
        if "speechConfig" in generation and "AUDIO" not in modalities:
            raise Refuse(1007, "Cannot extract voices from a non-audio request.")
        asked = ", ".join(modalities)
        raise Refuse(
            1007, f"The requested combination of response modalities ({asked}) is not supported by the model. {model}"
        )
    if voice is not None and voice not in VOICES:
        raise Refuse(1007, f"Requested voice api_name '{voice}' is not available for model {model}")
    if NOT_IN_LIVE.keys() & generation.keys():
        raise Refuse(1007, INVALID_ARGUMENT)
    if family.needs_thinking_level and "thinkingLevel" not in generation.get("thinkingConfig", {}):
        raise Refuse(1007, INVALID_ARGUMENT)
    if generation.get("enableAffectiveDialog") and not family.affective_dialog:
        raise Refuse(1007, INVALID_ARGUMENT)


def _check_instruction(instruction: Mapping[str, Any] | None) -> None:
    if instruction is not None and not instruction.get("parts"):
        raise Refuse(1007, INVALID_ARGUMENT)


def _check_vocabulary(transcription: Mapping[str, Any]) -> None:
    terms = transcription.get("customVocabulary", ())
    if len(terms) > MOST_TERMS or any(not term.strip() or len(term) > LONGEST_TERM for term in terms):
        raise Refuse(1007, INVALID_ARGUMENT)


def _check_tools(tools: Sequence[Mapping[str, Any]], family: Family) -> None:
    names = [function.get("name", "") for tool in tools for function in tool.get("functionDeclarations", ())]
    if "" in names or len(set(names)) != len(names):
        raise Refuse(1007, INVALID_ARGUMENT)
    behaviors = {function.get("behavior") for tool in tools for function in tool.get("functionDeclarations", ())}
    if "BLOCKING" in behaviors and not family.blocking_tools:
        raise Refuse(1007, INVALID_ARGUMENT)


def check_turns(turns: Sequence[Mapping[str, Any]]) -> None:
    """Every turn has a role (user or model) and something in it. Raises Refuse."""
    for turn in turns:
        if turn.get("role") not in ("user", "model"):
            raise Refuse(1007, "Please use a valid role: user, model.")
        parts = turn.get("parts", ())
        if not parts or any(not (set(part) - {"thought", "thoughtSignature"}) for part in parts):
            raise Refuse(1007, INVALID_ARGUMENT)
        if any(part.get("text") == "" for part in parts):
            raise Refuse(1007, INVALID_ARGUMENT)


def check_realtime(message: Mapping[str, Any], *, manual: bool) -> str:
    """The one kind of input a realtimeInput carries. Raises Refuse. `manual` means VAD is switched off."""
    if "mediaChunks" in message:
        raise Refuse(1007, "realtime_input.media_chunks is deprecated. Use audio, video, or text instead.")
    if len(message) != 1:
        raise Refuse(1007, INVALID_ARGUMENT)
    kind = next(iter(message))
    if kind in ("audio", "video"):
        blob = message[kind]
        expected = "audio/pcm" if kind == "audio" else "image/"
        if not blob.get("data") or not blob.get("mimeType", "").startswith(expected):
            raise Refuse(1007, INVALID_ARGUMENT)
        if kind == "audio" and len(blob["data"]) % 2:  # PCM16: whole samples only
            raise Refuse(1007, INVALID_ARGUMENT)
    if (kind in ("activityStart", "activityEnd")) is not manual and kind not in ("audio", "video", "text"):
        raise Refuse(1007, INVALID_ARGUMENT)  # explicit activity needs manual VAD, audioStreamEnd automatic VAD
    return kind
