"""Our frames are the official SDK's frames, and no frame of the server can raise."""

import json
from typing import Any

import pytest
from google import genai
from google.genai import _common, types
from google.genai import _live_converters as converters
from hypothesis import given
from hypothesis import strategies as st

from bot.gemini.api.messages import (
    FunctionCall,
    Malformed,
    Said,
    ServerMessage,
    Tool,
    Usage,
    client_content,
    parse_server,
    realtime_text,
    tool_response,
)
from bot.gemini.api.settings import LiveSettings
from bot.gemini.live.dialect import dialect
from bot.gemini.live.setup_frame import setup_frame

SETTINGS = LiveSettings(api_key="marked-key")
TOOLS = [
    Tool("answer_is_enough", "Say that the answer is enough."),
    Tool("count", "Count.", {"type": "OBJECT", "properties": {"n": {"type": "INTEGER"}}, "required": ["n"]}),
]


def setup(model: str, **options: Any) -> dict[str, Any]:
    settings = LiveSettings(api_key="marked-key", model=model)
    raw = setup_frame(settings, dialect(model), instructions="Ask kindly.", tools=TOOLS, **options)
    assert "marked-key" not in raw
    frame: dict[str, Any] = json.loads(raw)
    return frame


def camel(value: Any) -> Any:
    """Keys as they go over the wire."""
    if isinstance(value, dict):
        return {_camel(key): camel(each) for key, each in value.items()}
    return [camel(each) for each in value] if isinstance(value, list) else value


def _camel(key: str) -> str:
    first, *rest = key.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)


def sdk_setup(model: str, config: types.LiveConnectConfig) -> Any:
    """The first frame that google-genai would send."""
    parameters = types.LiveConnectParameters(model=f"models/{model}", config=config).model_dump(exclude_none=True)
    client = genai.Client(api_key="x")
    try:
        made = converters._LiveConnectParameters_to_mldev(api_client=client._api_client, from_object=parameters)
    finally:
        client.close()
    found = _common.convert_to_dict(made)
    found.pop("config", None)
    found["setup"]["model"] = f"models/{model}"
    return camel(json.loads(json.dumps(_common.encode_unserializable_types(found), default=str)))


def sdk_config(behavior: str | None, handle: str | None, **options: Any) -> types.LiveConnectConfig:
    declarations = [
        types.FunctionDeclaration(
            name=tool.name,
            description=tool.description,
            parameters=None if tool.parameters is None else types.Schema.model_validate(tool.parameters),
            behavior=None if behavior is None else types.Behavior(behavior),
        )
        for tool in TOOLS
    ]
    voice = types.VoiceConfig(prebuilt_voice_config=types.PrebuiltVoiceConfig(voice_name="Kore"))
    return types.LiveConnectConfig(
        response_modalities=[types.Modality.AUDIO],
        speech_config=types.SpeechConfig(voice_config=voice),
        system_instruction=types.Content(parts=[types.Part(text="Ask kindly.")]),
        tools=[types.Tool(function_declarations=declarations)],
        session_resumption=types.SessionResumptionConfig(handle=handle),
        context_window_compression=types.ContextWindowCompressionConfig(sliding_window=types.SlidingWindow()),
        output_audio_transcription=types.AudioTranscriptionConfig(),
        **options,
    )


@pytest.mark.parametrize("handle", [None, "h1"])
def test_the_newest_model_is_set_up_as_the_sdk_does(handle: str | None) -> None:
    assert setup("gemini-3.8-live", handle=handle) == sdk_setup("gemini-3.8-live", sdk_config("BLOCKING", handle))


def test_the_thinking_model_is_given_its_level_and_no_blocking_function() -> None:
    model = "gemini-3.8-live-extended-thinking"
    thinking = types.ThinkingConfig(thinking_level=types.ThinkingLevel.LOW)
    assert setup(model) == sdk_setup(model, sdk_config("NON_BLOCKING", None, thinking_config=thinking))


def test_the_older_model_announces_its_history() -> None:
    model = "gemini-3.1-flash-live-preview"
    history = types.HistoryConfig(initial_history_in_client_content=True)
    assert setup(model, seeded=True) == sdk_setup(model, sdk_config(None, None, history_config=history))
    assert "historyConfig" not in setup(model)["setup"]
    assert "historyConfig" not in setup("gemini-3.8-live", seeded=True)["setup"]


@pytest.mark.parametrize(
    "frame",
    [
        client_content([Said("user", "hi"), Said("model", "hello")], turn_complete=False),
        client_content([Said("user", "ünï <<<\n>>>")], turn_complete=True),
        realtime_text("typed line"),
        tool_response("c1", "answer_is_enough", "Noted."),
    ],
)
def test_every_other_frame_is_one_the_sdk_knows(frame: str) -> None:
    """Exactly one kind a frame, and no field that is not in the SDK's types: an unknown one closes with 1007."""
    assert len(json.loads(frame)) == 1
    types.LiveClientMessage.model_validate_json(frame)


def test_words_do_not_stand_in_a_repr() -> None:
    parsed = parse_server(json.dumps({"serverContent": {"outputTranscription": {"text": "marked"}}}))
    assert "marked" not in repr(parsed)
    assert "marked" not in repr(Said("user", "marked"))


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        ({"setupComplete": {}}, ServerMessage(setup_complete=True)),
        ({"serverContent": {"outputTranscription": {"text": "Hi"}}}, ServerMessage(transcript="Hi")),
        ({"serverContent": {"interrupted": True}}, ServerMessage(interrupted=True)),
        ({"serverContent": {"generationComplete": True}}, ServerMessage(generation_complete=True)),
        (
            {"serverContent": {"turnComplete": True, "turnCompleteReason": "NEED_MORE_INPUT"}},
            ServerMessage(turn_complete=True, reason="NEED_MORE_INPUT"),
        ),
        (
            {"serverContent": {"turnComplete": True, "interactionStatus": "IN_PROGRESS"}},
            ServerMessage(status="IN_PROGRESS", piece_over=True),
        ),
        (
            {"serverContent": {"generationComplete": True}, "interactionStatus": "IN_PROGRESS"},
            ServerMessage(status="IN_PROGRESS", piece_over=True),
        ),
        ({"interactionStatus": "IDLE"}, ServerMessage(status="IDLE")),
        ({"interactionStatus": 7}, ServerMessage()),
        (
            {"serverContent": {"modelTurn": {"parts": [{"text": "a"}, {"text": "b", "thought": True}]}}},
            ServerMessage(thought=True),
        ),
        ({"serverContent": {"modelTurn": {"parts": [{"text": "not marked as one"}]}}}, ServerMessage(thought=True)),
        (
            {"serverContent": {"modelTurn": {"parts": [{"inlineData": {"mimeType": "image/png", "data": "AAAA"}}]}}},
            ServerMessage(),
        ),
        (
            {"serverContent": {"modelTurn": {"parts": [{"inlineData": {"mimeType": "audio/pcm", "data": "AAAA"}}]}}},
            ServerMessage(audio=4),
        ),
        (
            {"toolCall": {"functionCalls": [{"id": "c1", "name": "f", "args": {"n": 4}}, {"name": "g"}]}},
            ServerMessage(calls=(FunctionCall("c1", "f"), FunctionCall("call-2", "g"))),
        ),
        ({"toolCallCancellation": {"ids": ["c1"]}}, ServerMessage(cancelled=("c1",))),
        ({"goAway": {"timeLeft": "9.5s"}}, ServerMessage(go_away=9.5)),
        ({"goAway": {"timeLeft": "0s"}}, ServerMessage(go_away=0.0)),
        ({"goAway": {"timeLeft": "-3s"}}, ServerMessage(go_away=0.0)),
        ({"goAway": {"timeLeft": "infs"}}, ServerMessage(go_away=86400.0)),
        ({"goAway": {"timeLeft": "nan"}}, ServerMessage(go_away=50.0)),
        ({"goAway": {}}, ServerMessage(go_away=50.0)),
        ({"goAway": {"timeLeft": "soon"}}, ServerMessage(go_away=50.0)),
        ({"sessionResumptionUpdate": {"newHandle": "h", "resumable": True}}, ServerMessage(handle="h")),
        ({"sessionResumptionUpdate": {"newHandle": "h", "resumable": False}}, ServerMessage()),
        ({"sessionResumptionUpdate": {}}, ServerMessage()),
        ({"brandNew": 1, "serverContent": {"alsoNew": 2}}, ServerMessage(unknown=("brandNew", "alsoNew"))),
        ({"bad key\n<@1>": 1}, ServerMessage(unknown=("badkey1",))),
        ({"serverContent": "wrong", "toolCall": [], "goAway": 3}, ServerMessage(go_away=50.0)),
    ],
)
def test_each_server_frame_becomes_a_value(frame: dict[str, object], expected: ServerMessage) -> None:
    assert parse_server(json.dumps(frame)) == expected
    assert parse_server(json.dumps(frame).encode()) == expected


def test_one_frame_may_hold_everything() -> None:
    frame = {
        "serverContent": {"outputTranscription": {"text": "Bye"}, "turnComplete": True},
        "usageMetadata": {"promptTokenCount": 5},
        "goAway": {"timeLeft": "50s"},
    }
    assert parse_server(json.dumps(frame)) == ServerMessage(
        transcript="Bye", turn_complete=True, usage=Usage(text_in=5), go_away=50.0
    )


@pytest.mark.parametrize(
    ("counts", "usage"),
    [
        (
            {
                "promptTokenCount": 522,
                "responseTokenCount": 42,
                "thoughtsTokenCount": 136,
                "promptTokensDetails": [
                    {"modality": "TEXT", "tokenCount": 332},
                    {"modality": "AUDIO", "tokenCount": 150},
                ],
                "responseTokensDetails": [{"modality": "AUDIO", "tokenCount": 42}],
            },
            Usage(text_in=372, audio_in=150, text_out=136, audio_out=42),
        ),
        ({"promptTokenCount": "7", "responseTokenCount": 3}, Usage(text_in=7, audio_out=3)),
        ({"promptTokensDetails": [{"modality": "VIDEO", "tokenCount": 9}]}, Usage(image_in=9)),
        ({"promptTokenCount": -4, "responseTokenCount": True, "thoughtsTokenCount": None}, Usage()),
    ],
)
def test_tokens_are_counted_by_what_they_cost(counts: dict[str, object], usage: Usage) -> None:
    """Details fall short of the sum; thoughts stand beside it; numbers may be strings."""
    parsed = parse_server(json.dumps({"usageMetadata": counts}))
    assert isinstance(parsed, ServerMessage)
    assert parsed.usage == usage


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"{", b"[" * 100_000, "null", "[]", "5", '"text"'])
def test_what_is_no_object_is_malformed(raw: bytes | str) -> None:
    assert isinstance(parse_server(raw), Malformed)


top = st.sampled_from(["serverContent", "toolCall", "usageMetadata", "goAway", "sessionResumptionUpdate"])
below = st.sampled_from(["modelTurn", "parts", "text", "functionCalls", "timeLeft", "promptTokensDetails", "newHandle"])
keys = top | below | st.sampled_from(["tokenCount", "resumable", "outputTranscription", "inlineData"])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys | st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)


@given(frame=values)
def test_no_json_raises(frame: object) -> None:
    parse_server(json.dumps(frame))


@given(raw=st.binary(max_size=60))
def test_no_bytes_raise(raw: bytes) -> None:
    parse_server(raw)
