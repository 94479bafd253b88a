"""The official SDK is the witness: its client gets along with the simulator, its types accept every frame of ours."""

import asyncio
import json
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from sims.gemini import AS_DOCUMENTED, FAULTS, ContextEntry, GeminiSim, Reply, ToolCall, canned
from sims.gemini.tls import ThrowAway, throw_away
from sims.whistle import PHRASES, speak
from tests.sims.sdk_oracle import BadMessage, check_client, check_server, sdk_setup
from tests.sims.wire import SETUP, Wire, content, relay

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what the SDK thinks of its own dependencies
    from google import genai
    from google.genai import errors, live, types

MODEL = "gemini-3.8-live"
CONFIG = types.LiveConnectConfig(
    response_modalities=[types.Modality.AUDIO],
    system_instruction=types.Content(parts=[types.Part(text="You are a friendly interviewer.")]),
    speech_config=types.SpeechConfig(
        voice_config=types.VoiceConfig(prebuilt_voice_config=types.PrebuiltVoiceConfig(voice_name="Kore"))
    ),
    input_audio_transcription=types.AudioTranscriptionConfig(),
    output_audio_transcription=types.AudioTranscriptionConfig(),
    session_resumption=types.SessionResumptionConfig(),
    context_window_compression=types.ContextWindowCompressionConfig(sliding_window=types.SlidingWindow()),
    tools=[
        types.Tool(
            function_declarations=[types.FunctionDeclaration(name="answer_is_enough", behavior=types.Behavior.BLOCKING)]
        )
    ],
)


@pytest.fixture(scope="module")
def tls() -> ThrowAway:
    """One certificate for the whole file; making one takes a moment."""
    return throw_away()


@asynccontextmanager
async def talk(
    sim: GeminiSim, tls: ThrowAway, *, key: str = "sim-key", model: str = MODEL, config: Any = CONFIG
) -> AsyncIterator[live.AsyncSession]:
    """A session of the unpatched SDK with the simulator, over TLS; speech ends by the documents that it follows."""
    sim.ear = AS_DOCUMENTED
    options = types.HttpOptions(
        base_url=f"https://127.0.0.1:{sim.port}",
        api_version="v1beta",
        async_client_args={"ssl": tls.client, "proxy": None},
    )
    client = genai.Client(api_key=key, http_options=options)
    try:
        async with client.aio.live.connect(model=model, config=config) as session:
            yield session
    finally:
        await client.aio.aclose()
        client.close()


async def hear(session: live.AsyncSession) -> tuple[str, int, list[types.FunctionCall]]:
    """One turn as the SDK delivers it: its words, its bytes of sound, its calls (a call ends the reading)."""
    said, sound = "", 0
    async for message in session.receive():
        sound += len(message.data or b"")
        if message.server_content and message.server_content.output_transcription:
            said += message.server_content.output_transcription.text or ""
        if message.tool_call:
            return said, sound, message.tool_call.function_calls or []
    return said, sound, []


async def test_the_sdk_completes_turns_typed_spoken_and_by_tool(tls: ThrowAway) -> None:
    """clientContent, realtime text, realtime audio, a function call and its answer."""
    async with GeminiSim(ssl=tls.server) as sim, talk(sim, tls) as session:
        await session.send_client_content(
            turns=types.Content(role="user", parts=[types.Part(text=relay("I like it here."))])
        )
        said, sound, calls = await hear(session)
        assert said.endswith("?")
        assert sound
        assert not calls

        await session.send_realtime_input(text=relay("Because of the people.", left=0))
        _, _, calls = await hear(session)
        assert [call.name for call in calls] == ["answer_is_enough"]
        await session.send_tool_response(
            function_responses=types.FunctionResponse(id=calls[0].id, name=calls[0].name, response={"output": "Noted."})
        )
        said, _, _ = await hear(session)
        assert said.endswith(".")

        pcm = speak(3, 16_000) + bytes(96_000)  # and as much silence as any detector may want
        await session.send_realtime_input(audio=types.Blob(data=pcm, mime_type="audio/pcm;rate=16000"))
        await session.send_realtime_input(audio_stream_end=True)
        said, sound, _ = await hear(session)
        assert said
        assert sound
        assert sim.sessions[0].utterances == [PHRASES[3]]
        assert sim.sessions[0].heard_pcm == pcm
        assert sim.handshakes[0].key_in == "header"


async def test_the_sdk_resumes_by_handle(tls: ThrowAway) -> None:
    """A handle the SDK read brings the context back."""
    async with GeminiSim(ssl=tls.server) as sim:
        async with talk(sim, tls) as session:
            await session.send_realtime_input(text="remember me")
            await hear(session)
            message = await session._receive()
            assert message.session_resumption_update is not None
            handle = message.session_resumption_update.new_handle
        resumed = CONFIG.model_copy(update={"session_resumption": types.SessionResumptionConfig(handle=handle)})
        async with talk(sim, tls, config=resumed):
            assert sim.sessions[1].context == sim.sessions[0].context


@pytest.mark.parametrize(
    ("key", "model", "config", "code", "words"),
    [
        ("wrong", MODEL, CONFIG, 1007, "API key not valid"),
        ("sim-key", "gemini-2.0-flash-live-001", CONFIG, 1008, "is not found for API version v1beta"),
        ("sim-key", MODEL, {"response_modalities": ["TEXT"]}, 1007, "The requested combination of response modal"),
    ],
)
async def test_the_sdk_reports_refusals(
    tls: ThrowAway, key: str, model: str, config: Any, code: int, words: str
) -> None:
    """Key, model and modality are refused by a close after the upgrade, which the SDK turns into its APIError."""
    async with GeminiSim(ssl=tls.server) as sim:
        with pytest.raises(errors.APIError, match=words) as refused:
            async with talk(sim, tls, key=key, model=model, config=config):
                pass
        assert refused.value.code == code


def chatty(context: Any, setup: Any) -> Reply:
    """Speaks and calls in one turn, until it was answered."""
    last: ContextEntry = context[-1]
    return Reply("Well.") if last.role == "tool" else Reply("Let me see.", (ToolCall("answer_is_enough"),))


async def test_every_frame_of_the_simulator_is_valid_for_the_sdk() -> None:
    """Turns, calls, cancellations, interruptions, handles, goAway and every failure that still sends frames."""
    shaping = [name for name, fault in FAULTS.items() if fault.at == "turn" and not fault.code]
    async with GeminiSim(brain=chatty) as sim:
        sim.late = sim.go_away_time_left = 0.01
        async with Wire(sim, setup={**SETUP, "inputAudioTranscription": {}}) as wire:
            await wire.send(content("hello"))
            await wire.frames_until("toolCall")
            await wire.send(content("wait"))
            await wire.frames_until("toolCallCancellation")
            await sim.go_away(9.5)
            await wire.frames_until("goAway")
        sim.brain = canned
        for name in shaping:
            sim.fail_next(name)
            turns = sim.turns
            async with Wire(sim, setup=SETUP) as wire:
                await wire.send(content("hello there, how are you?"))
                while sim.turns == turns:
                    await sim.changed()
                await asyncio.sleep(0.03)  # what comes late comes within 0.01
        frames = [frame for session in sim.sessions for frame in session.sent]
        assert {key for frame in frames for key in frame} >= {"toolCall", "toolCallCancellation", "goAway"}
        for frame in frames:
            check_server(json.dumps(frame))


def test_the_setup_the_sdk_sends_passes_its_own_oracle_and_ours() -> None:
    """`sdk_setup` gives a frame that `check_client` takes: the two helpers agree."""
    frame = sdk_setup(f"models/{MODEL}", CONFIG)
    assert frame["setup"]["generationConfig"]["responseModalities"] == ["AUDIO"]
    check_client(json.dumps(frame))


@pytest.mark.parametrize(
    "frame",
    [
        {"setup": {"model": "models/x"}, "clientContent": {}},
        {"config": {"model": "models/x"}},
        {"setup": {"model": "x"}},
        {"setup": {"model": "models/x", "generationConfig": {"inputAudioTranscription": {}}}},
        {"setup": {"model": "models/x", "generationConfig": {"mediaResolution": "TINY"}}},
        {"clientContent": {"turns": [{"role": "system", "parts": [{"text": "x"}]}]}},
        {"realtimeInput": {"text": "a", "audioStreamEnd": True}},
        {"realtimeInput": {"audio": {"mimeType": "audio/pcm", "data": "YWJj"}}},
        {"toolResponse": {"functionResponses": [{"name": "f", "response": {}}]}},
    ],
)
def test_the_oracle_refuses(frame: dict[str, Any]) -> None:
    """What the SDK's types leave open is closed by the oracle."""
    with pytest.raises(BadMessage):
        check_client(json.dumps(frame))
