"""What the simulated Gemini refuses: by frame, by setup, by order. Each row is a sentence of the Live documents."""

import base64
import json
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from sims.gemini import GeminiSim
from sims.gemini.protocol import MODELS, Refuse, check_setup, check_turns, cut, parse
from tests.sims.sdk_oracle import check_client
from tests.sims.wire import PATH, SETUP, Frame, Wire, content

PCM = base64.b64encode(b"\x00\x01" * 160).decode()
INVALID = "Request contains an invalid argument."
GOOD: list[Frame] = [
    {
        "setup": {
            "model": "models/gemini-3.8-live",
            "generationConfig": {
                "responseModalities": ["AUDIO"],
                "speechConfig": {
                    "languageCode": "en-US",
                    "voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Kore"}},
                },
                "mediaResolution": "MEDIA_RESOLUTION_LOW",
                "maxOutputTokens": 2048,
                "temperature": 0.7,
            },
            "systemInstruction": {"parts": [{"text": "You are an interviewer."}]},
            "tools": [
                {
                    "functionDeclarations": [
                        {
                            "name": "note",
                            "behavior": "BLOCKING",
                            "parameters": {"type": "OBJECT", "properties": {"depth": {"type": "INTEGER"}}},
                        }
                    ]
                }
            ],
            "realtimeInputConfig": {
                "automaticActivityDetection": {"silenceDurationMs": 1200},
                "activityHandling": "START_OF_ACTIVITY_INTERRUPTS",
            },
            "sessionResumption": {"handle": "abc"},
            "contextWindowCompression": {"triggerTokens": "100000", "slidingWindow": {"targetTokens": 50000}},
            "inputAudioTranscription": {"customVocabulary": ["x" * 100, *map(str, range(99))]},
            "outputAudioTranscription": {},
            "historyConfig": {"initialHistoryInClientContent": True},
        }
    },
    content("hi"),
    {"clientContent": {"turnComplete": True}},
    {"realtimeInput": {"audio": {"mimeType": "audio/pcm;rate=16000", "data": PCM}}},
    {"realtimeInput": {"text": "hello"}},
    {"realtimeInput": {"audioStreamEnd": True}},
    {"realtimeInput": {"activityStart": {}}},
    {"toolResponse": {"functionResponses": [{"id": "c", "name": "f", "response": {"output": "ok"}}]}},
]


@pytest.mark.parametrize("frame", GOOD, ids=lambda frame: next(iter(frame)))
def test_what_the_sdk_accepts_is_accepted(frame: Frame) -> None:
    """Strict, but no stricter than Google's own types."""
    check_client(json.dumps(frame))
    kind, message = parse(json.dumps(frame))
    assert kind in frame
    if kind == "setup":
        check_setup(message, version="v1beta")


def test_snake_case_and_both_base64_alphabets_are_accepted() -> None:
    """Proto JSON takes both spellings; user-owned JSON keeps its own."""
    raw = b"\xfb\xff\xfe\x00"
    for data in (base64.b64encode(raw), base64.urlsafe_b64encode(raw).rstrip(b"=")):
        frame = {"realtime_input": {"audio": {"mime_type": "audio/pcm", "data": data.decode()}}}
        assert parse(json.dumps(frame)) == ("realtimeInput", {"audio": {"mimeType": "audio/pcm", "data": raw}})
    answer: Frame = {"tool_response": {"function_responses": [{"id": "c", "name": "f", "response": {"my_key": 1}}]}}
    assert parse(json.dumps(answer))[1]["functionResponses"][0]["response"] == {"my_key": 1}


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        ('{"setup": ', "Invalid JSON payload received. Unexpected token."),
        ("[]", "Invalid JSON payload received. Expected an object."),
        (b"{}", INVALID),
        ("{}", INVALID),
        ({"config": {}}, 'Invalid JSON payload received. Unknown name "config": Cannot find field.'),
        ({"session_resume": {}}, 'Invalid JSON payload received. Unknown name "session_resume": Cannot find field.'),
        ({"contextUpdate": {}}, 'Invalid JSON payload received. Unknown name "contextUpdate": Cannot find field.'),
        (
            {"setup": {"voice": "Kore"}},
            "Invalid JSON payload received. Unknown name \"voice\" at 'setup': Cannot find field.",
        ),
        (
            {"setup": {"generationConfig": {"inputAudioTranscription": {}}}},
            "Invalid JSON payload received. Unknown name \"inputAudioTranscription\" at 'setup.generationConfig': "
            "Cannot find field.",
        ),
        (
            {"setup": {"tools": [{"functionDeclarations": [{"parameters": {"additionalProperties": False}}]}]}},
            'Invalid JSON payload received. Unknown name "additionalProperties" at ',
        ),
        ({"setup": {"model": 3}}, "Invalid value at 'setup.model' (TYPE_STRING), 3"),
        ({"setup": {"systemInstruction": "Be kind."}}, "Invalid value at 'setup.systemInstruction' (message)"),
        (
            {"setup": {"generationConfig": {"mediaResolution": "TINY"}}},
            "Invalid value at 'setup.generationConfig.mediaResolution' (MediaResolution), 'TINY'",
        ),
        ({"realtimeInput": {"audio": {"data": "*"}}}, "Invalid value at 'realtimeInput.audio.data' (TYPE_BYTES)"),
        ({"clientContent": {"turns": {}}}, "Invalid value at 'clientContent.turns' (repeated field)"),
        ({"clientContent": {"turnComplete": 1}}, "Invalid value at 'clientContent.turnComplete' (TYPE_BOOL), 1"),
        ({"clientContent": {"turnComplete": True, "turn_complete": True}}, "Invalid JSON payload received. Field"),
        ({"setup": {}, "clientContent": {}}, "Invalid value (oneof), oneof field 'message_type' is already set."),
    ],
)
def test_bad_frames_are_refused(frame: Frame | str | bytes, reason: str) -> None:
    """1007, with words that begin as Google's."""
    with pytest.raises(Refuse) as refused:
        parse(json.dumps(frame) if isinstance(frame, dict) else frame)
    assert refused.value.code == 1007
    assert refused.value.reason.startswith(cut(reason))


@pytest.mark.parametrize(
    ("change", "code", "reason"),
    [
        ({"model": "gemini-3.8-live"}, 1008, "gemini-3.8-live is not found for API version v1beta"),
        ({"model": "models/gemini-2.0-flash-live-001"}, 1008, "models/gemini-2.0-flash-live-001 is not found"),
        (
            {"generationConfig": {"responseModalities": ["TEXT"]}},
            1007,
            "The requested combination of response modalities (TEXT) is not supported by the model.",
        ),
        (
            {"generationConfig": {"responseModalities": ["TEXT"], "speechConfig": {}}},
            1007,
            "Cannot extract voices from a non-audio request.",
        ),
        (
            {"generationConfig": {"speechConfig": {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Bob"}}}}},
            1007,
            "Requested voice api_name 'Bob' is not available",
        ),
        ({"generationConfig": {"responseMimeType": "application/json"}}, 1007, INVALID),
        ({"generationConfig": {"enableAffectiveDialog": True}}, 1007, INVALID),
        ({"proactivity": {"proactiveAudio": False}}, 1007, INVALID),
        ({"inputAudioTranscription": {"customVocabulary": [f"term {n}" for n in range(101)]}}, 1007, INVALID),
        ({"inputAudioTranscription": {"customVocabulary": ["x" * 101]}}, 1007, INVALID),
        ({"inputAudioTranscription": {"customVocabulary": [" "]}}, 1007, INVALID),
        ({"outputAudioTranscription": {"customVocabulary": [""]}}, 1007, INVALID),
        ({"systemInstruction": {}}, 1007, INVALID),
        ({"tools": [{"functionDeclarations": [{}]}]}, 1007, INVALID),
        ({"tools": [{"functionDeclarations": [{"name": "f"}, {"name": "f"}]}]}, 1007, INVALID),
        (
            {"realtimeInputConfig": {"automaticActivityDetection": {"disabled": True, "silenceDurationMs": 9}}},
            1007,
            INVALID,
        ),
        ({"model": "models/gemini-3.8-live-extended-thinking"}, 1007, INVALID),
    ],
)
def test_bad_setups_are_refused(change: Frame, code: int, reason: str) -> None:
    """Well-formed setups that no session can start with."""
    with pytest.raises(Refuse) as refused:
        check_setup({**SETUP, **change}, version="v1beta")
    assert (refused.value.code, refused.value.reason[: len(reason)]) == (code, reason)


def test_extended_thinking_wants_a_level_and_no_blocking_tools() -> None:
    """The one model with needs of its own."""
    setup = {
        "model": "models/gemini-3.8-live-extended-thinking",
        "generationConfig": {"thinkingConfig": {"thinkingLevel": "LOW"}},
    }
    assert check_setup(setup, version="v1beta") is MODELS["gemini-3.8-live-extended-thinking"]
    with pytest.raises(Refuse):
        check_setup({**setup, "tools": SETUP["tools"]}, version="v1beta")


def test_previews_are_missing_in_v1() -> None:
    """The stable model is there."""
    check_setup(SETUP, version="v1")
    with pytest.raises(Refuse) as refused:
        check_setup({"model": "models/gemini-3.1-flash-live-preview"}, version="v1")
    assert refused.value.code == 1008


@pytest.mark.parametrize(
    "turn",
    [
        {"parts": [{"text": "x"}]},
        {"role": "system", "parts": [{"text": "x"}]},
        {"role": "user"},
        {"role": "user", "parts": [{}]},
        {"role": "user", "parts": [{"text": ""}]},
    ],
)
def test_turns_need_a_role_and_something_in_them(turn: Frame) -> None:
    """user and model are the only roles."""
    with pytest.raises(Refuse):
        check_turns([turn])


@pytest.mark.parametrize("length", [0, 122, 123, 124, 400])
def test_close_reasons_fit_a_control_frame(length: int) -> None:
    """Never more than 123 bytes, never half a character."""
    assert len(cut("é" * length).encode()) <= 123


AUDIO = {"mimeType": "audio/pcm;rate=16000", "data": PCM}
MANUAL = {"realtimeInputConfig": {"automaticActivityDetection": {"disabled": True}}}


@pytest.mark.parametrize(
    ("setup", "frame"),
    [
        ({}, {"setup": SETUP}),
        ({}, {"realtimeInput": {}}),
        ({}, {"realtimeInput": {"text": "a", "audio": AUDIO}}),
        ({}, {"realtimeInput": {"mediaChunks": [AUDIO]}}),
        ({}, {"realtimeInput": {"activityStart": {}}}),
        ({}, {"realtimeInput": {"audio": {**AUDIO, "data": "YWJj"}}}),
        ({}, {"realtimeInput": {"audio": {**AUDIO, "mimeType": "audio/opus"}}}),
        (MANUAL, {"realtimeInput": {"audioStreamEnd": True}}),
        ({}, {"toolResponse": {}}),
        ({}, {"toolResponse": {"functionResponses": [{"id": "never", "name": "f", "response": {}}]}}),
        ({}, content("x", role="system")),
        (
            {"model": "models/gemini-3.1-flash-live-preview", "historyConfig": {"initialHistoryInClientContent": True}},
            {"realtimeInput": {"text": "before the history"}},
        ),
    ],
)
async def test_bad_messages_close_a_running_session(setup: Frame, frame: Frame) -> None:
    """1007, whatever went before."""
    async with GeminiSim() as sim, Wire(sim, setup={**SETUP, **setup}) as wire:
        await wire.send(frame)
        assert (await wire.closing())[0] == 1007
    assert sim.sessions[0].closed == 1007


async def test_the_first_message_is_the_setup() -> None:
    """Content before it is refused."""
    async with GeminiSim() as sim, Wire(sim) as wire:
        await wire.send(content("hi"))
        assert await wire.closing() == (1007, INVALID)


async def test_nothing_is_sent_before_setup_complete() -> None:
    """A client that does not wait is caught, though its frame came right behind the setup."""
    async with GeminiSim() as sim, Wire(sim) as wire:
        await wire.send({"setup": SETUP})
        await wire.send(content("hi"))
        assert await wire.closing() == (1007, INVALID)


async def test_the_older_family_takes_content_only_at_the_start() -> None:
    """3.1 is seeded by clientContent and then spoken to by realtimeInput."""
    setup = {**SETUP, "model": "models/gemini-3.1-flash-live-preview"}
    async with GeminiSim() as sim, Wire(sim, setup=setup) as wire:
        await wire.turn({"realtimeInput": {"text": "hello"}})
        await wire.send(content("again"))
        assert (await wire.closing())[0] == 1007


@pytest.mark.parametrize("path", ["/", PATH + "x", PATH.replace("v1beta", "v2")])
async def test_other_paths_are_not_found(path: str) -> None:
    """404 on the upgrade."""
    async with GeminiSim() as sim:
        with pytest.raises(InvalidStatus) as refused:
            async with Wire(sim, path=path):
                pass
        assert refused.value.response.status_code == 404
        assert not sim.sessions


async def test_the_key_comes_by_header_or_by_query() -> None:
    """Both open a session; the handshake says which way it came, its repr not the key."""
    async with GeminiSim() as sim:
        async with Wire(sim, setup=SETUP):
            pass
        async with Wire(sim, setup=SETUP, key="", path=PATH + "?key=sim-key"):
            pass
        async with Wire(sim, key="wrong") as wire:
            await wire.send({"setup": SETUP})
            assert await wire.closing() == (1007, "API key not valid. Please pass a valid API key.")
        assert [shake.key_in for shake in sim.handshakes] == ["header", "query", "header"]
        assert "sim-key" not in repr(sim.handshakes)


def test_every_known_model_has_a_family() -> None:
    """The models of November 2026 that hold a conversation."""
    settings: dict[str, Any] = {"generationConfig": {"thinkingConfig": {"thinkingLevel": "LOW"}}}
    for model in MODELS:
        check_setup({"model": f"models/{model}", **settings}, version="v1beta")
