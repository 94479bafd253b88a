"""What the server sends: one small function per frame. Every frame is valid for google-genai's LiveServerMessage."""

import base64
import math
import re
import struct
from collections.abc import Sequence
from typing import Any

from sims.gemini.brain import ContextEntry

Frame = dict[str, Any]

OUTPUT_RATE = 24_000
"""Hertz; PCM16 little endian, mono."""
_CHUNK_MS = 40
_WORDS_PER_CHUNK = 3
_CHARS_PER_TOKEN = 4
AUDIO_TOKENS_PER_S = 25


def tone(milliseconds: int, *, rate: int = OUTPUT_RATE, hertz: int = 440) -> bytes:
    """A quiet sine wave, PCM16 mono."""
    samples = range(rate * milliseconds // 1000)
    return b"".join(struct.pack("<h", int(2000 * math.sin(2 * math.pi * hertz * n / rate))) for n in samples)


_PICTURE = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()
_SOUND = base64.b64encode(tone(_CHUNK_MS)).decode()


def fragments(text: str) -> list[str]:
    """Cut spoken words as transcriptions are cut; joined they are `text` again, to the letter."""
    words = re.findall(r"\s*\S+(?:\s+\Z)?|\s+\Z", text)
    return ["".join(words[n : n + _WORDS_PER_CHUNK]) for n in range(0, len(words), _WORDS_PER_CHUNK)]


def setup_complete() -> Frame:
    return {"setupComplete": {}}


def spoken(fragment: str | None, pcm: bytes | None = None) -> Frame:
    """A chunk of sound (of a tone, where it matters to nobody), bundled with its transcription where there is one."""
    data = _SOUND if pcm is None else base64.b64encode(pcm).decode()
    sound = {"inlineData": {"mimeType": f"audio/pcm;rate={OUTPUT_RATE}", "data": data}}
    content: Frame = {"modelTurn": {"role": "model", "parts": [sound]}}
    if fragment is not None:
        content["outputTranscription"] = {"text": fragment}
    return {"serverContent": content}


def text_part(text: str, *, thought: bool = False, picture: bool = False) -> Frame:
    """Text in place of sound: an unspoken thought, marked as one or not; perhaps with a picture."""
    parts: list[Frame] = [{"text": text, "thought": True} if thought else {"text": text}]
    if picture:
        parts.append({"inlineData": {"mimeType": "image/png", "data": _PICTURE}})
    return {"serverContent": {"modelTurn": {"role": "model", "parts": parts}}}


def transcription(text: str) -> Frame:
    """Words of the model's without their sound."""
    return {"serverContent": {"outputTranscription": {"text": text}}}


def heard(text: str) -> Frame:
    return {"serverContent": {"inputTranscription": {"text": text}}}


def interrupted() -> Frame:
    return {"serverContent": {"interrupted": True}}


def status(name: str) -> Frame:
    """What a model that thinks between two pieces of a turn says of itself."""
    return {"serverContent": {"interactionStatus": name}}


def generation_complete() -> Frame:
    return {"serverContent": {"generationComplete": True}}


def stray_end() -> Frame:
    """The end of a turn that nobody knows."""
    return {"serverContent": {"turnComplete": True}}


def turn_complete(
    context: Sequence[ContextEntry],
    tokens_out: int,
    reason: str = "",
    *,
    audio_tokens_in: int = 0,
    video_tokens_in: int = 0,
) -> Frame:
    """The end of a turn with its tokens: the whole context in, `tokens_out` of sound out."""
    content: Frame = {"turnComplete": True}
    if reason:
        content["turnCompleteReason"] = reason
    tokens_in = sum(len(entry.text) for entry in context) // _CHARS_PER_TOKEN
    details = [{"modality": "TEXT", "tokenCount": tokens_in}]
    if audio_tokens_in:
        details.append({"modality": "AUDIO", "tokenCount": audio_tokens_in})
    if video_tokens_in:
        details.append({"modality": "VIDEO", "tokenCount": video_tokens_in})
    prompt = tokens_in + audio_tokens_in + video_tokens_in
    return {
        "serverContent": content,
        "usageMetadata": {
            "promptTokenCount": prompt,
            "responseTokenCount": tokens_out,
            "totalTokenCount": prompt + tokens_out,
            "promptTokensDetails": details,
            "responseTokensDetails": [{"modality": "AUDIO", "tokenCount": tokens_out}],
        },
    }


def tool_call(call_id: str, name: str, args: Frame) -> Frame:
    return {"toolCall": {"functionCalls": [{"id": call_id, "name": name, "args": args}]}}


def tool_call_cancellation(ids: Sequence[str]) -> Frame:
    return {"toolCallCancellation": {"ids": list(ids)}}


def go_away(time_left_s: float) -> Frame:
    """`timeLeft` is a protobuf Duration in JSON: "50s", "9.5s"."""
    return {"goAway": {"timeLeft": f"{time_left_s:g}s"}}


def handle(new_handle: str) -> Frame:
    return {"sessionResumptionUpdate": {"newHandle": new_handle, "resumable": True}}


def not_resumable(*, in_words: bool = False) -> Frame:
    """Not now: the field is false, which proto JSON usually leaves out."""
    return {"sessionResumptionUpdate": {"resumable": False} if in_words else {}}
