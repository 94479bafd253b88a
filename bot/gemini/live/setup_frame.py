"""The first frame of a socket, as JSON (gemini-live §1.3). Pure."""

from collections.abc import Sequence

from bot.gemini.api.messages import Tool, as_json
from bot.gemini.api.settings import LiveSettings, Resolution, Speech
from bot.gemini.live.dialect import Dialect


def setup_frame(
    settings: LiveSettings,
    dialect: Dialect,
    *,
    instructions: str,
    tools: Sequence[Tool] = (),
    handle: str | None = None,
    seeded: bool = False,
    speech: Speech | None = None,
    resolution: Resolution | None = None,
    plain: bool = False,
) -> str:
    """The first frame of a socket. `handle` resumes; `seeded` announces a history (only for a realtime dialect, or for
    a spoken conversation, which `speech` asks for). `plain`: without what a service might refuse and we can do without:
    the model knows its language from the instructions.

    No Live model answers in TEXT, so AUDIO is asked for with its transcription (§2). Transcription stands at setup
    level: inside generationConfig it is a fatal unknown field.
    """
    generation: dict[str, object] = {
        "responseModalities": ["AUDIO"],
        "speechConfig": _voice(settings),
    }
    if dialect.thinking_level is not None:
        generation["thinkingConfig"] = {"thinkingLevel": dialect.thinking_level}
    if resolution is not None:
        generation["mediaResolution"] = resolution.value
    setup: dict[str, object] = {
        "model": f"models/{settings.model.removeprefix('models/')}",
        "generationConfig": generation,
        "systemInstruction": {"parts": [{"text": instructions}]},
        "sessionResumption": {} if handle is None else {"handle": handle},
        "contextWindowCompression": {"slidingWindow": {}},
        "outputAudioTranscription": {},
    }
    if tools:
        setup["tools"] = [{"functionDeclarations": [_declaration(tool, dialect) for tool in tools]}]
    if seeded and (dialect.realtime or speech is not None):
        setup["historyConfig"] = {"initialHistoryInClientContent": True}
    if speech is not None:
        setup["realtimeInputConfig"] = {"automaticActivityDetection": _detection(speech)}
        setup["inputAudioTranscription"] = _hints(speech) if dialect.hints and not plain else {}
    if speech is not None and not plain:
        generation["speechConfig"] = {"languageCode": speech.language, **_voice(settings)}
    return as_json({"setup": setup})


def _voice(settings: LiveSettings) -> dict[str, object]:
    return {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": settings.voice}}}


def _hints(speech: Speech) -> dict[str, object]:
    """What helps the transcription."""
    hints: dict[str, object] = {"languageCodes": [speech.language]}
    if speech.vocabulary:
        hints["customVocabulary"] = list(speech.vocabulary)
    return hints


def _detection(speech: Speech) -> dict[str, object]:
    """A breath is no turn, and a pause for thought no end: both sensitivities low. Where we mark turns ourselves, any
    other setting beside that is refused (1007)."""
    if speech.explicit:
        return {"disabled": True}
    return {
        "startOfSpeechSensitivity": "START_SENSITIVITY_LOW",
        "endOfSpeechSensitivity": "END_SENSITIVITY_LOW",
        "prefixPaddingMs": speech.prefix_ms,
        "silenceDurationMs": speech.silence_ms,
    }


def _declaration(tool: Tool, dialect: Dialect) -> dict[str, object]:
    made: dict[str, object] = {"name": tool.name, "description": tool.description}
    if tool.parameters is not None:
        made["parameters"] = dict(tool.parameters)
    if dialect.behavior is not None:
        made["behavior"] = dialect.behavior
    return made
