"""Google's own SDK judges what we send: the setup equals its converter's output, every frame fits its types."""

import json
from dataclasses import replace

import pytest
from google.genai import types

from bot.gemini.api.messages import (
    Tool,
    activity_end,
    activity_start,
    audio_stream_end,
    realtime_audio,
    realtime_video,
)
from bot.gemini.api.settings import LiveSettings, Resolution, Speech
from bot.gemini.live.dialect import NEWEST, dialect
from bot.gemini.live.setup_frame import setup_frame
from bot.ports.model import ContextItem, Handle, ToolCalled
from sims.gemini import GeminiSim
from tests.harness.live_peers import ANSWER, INSTRUCTIONS, running_client, settings_for
from tests.harness.virtual_time import clock
from tests.sims.sdk_oracle import check_client, sdk_setup

ENOUGH = Tool("answer_is_enough", "The answer is enough.")
VOICE = types.SpeechConfig(
    voice_config=types.VoiceConfig(prebuilt_voice_config=types.PrebuiltVoiceConfig(voice_name="Kore"))
)


def config(**more: object) -> types.LiveConnectConfig:
    """The SDK's configuration for what we want of a text interview."""
    return types.LiveConnectConfig.model_validate(
        {
            "response_modalities": [types.Modality.AUDIO],
            "speech_config": VOICE,
            "system_instruction": types.Content(parts=[types.Part(text=INSTRUCTIONS)]),
            "session_resumption": types.SessionResumptionConfig(),
            "context_window_compression": types.ContextWindowCompressionConfig(sliding_window=types.SlidingWindow()),
            "output_audio_transcription": types.AudioTranscriptionConfig(),
            **more,
        }
    )


async def our_setup(sim: GeminiSim, model: str, tools: list[Tool], handle: Handle | None = None) -> object:
    """What really went over the socket."""
    before = len(sim.sessions)
    async with running_client(replace(settings_for(sim.base_url), model=model), tools=tools, handle=handle) as here:
        here.client.wake()
        await sim.until(lambda sim: len(sim.sessions) > before and bool(sim.sessions[before].raw))
    return json.loads(sim.sessions[before].raw[0])


THINKING = {"thinking_config": types.ThinkingConfig(thinking_level=types.ThinkingLevel.LOW)}


@pytest.mark.parametrize(
    ("model", "more"),
    [
        ("gemini-3.8-live", {}),
        ("gemini-3.8-live-extended-thinking", THINKING),
        ("gemini-3.1-flash-live-preview", {}),
    ],
)
async def test_setup_equals_the_sdk_s(sim: GeminiSim, model: str, more: dict[str, object]) -> None:
    """The same fields with the same values, none more, for each family of models."""
    ours = await our_setup(sim, model, [])
    assert ours == sdk_setup(f"models/{model}", config(**more))


async def test_setup_with_a_tool_and_a_handle(sim: GeminiSim) -> None:
    """The function is declared as blocking, the handle is where it belongs."""
    ours = await our_setup(sim, "gemini-3.8-live", [ENOUGH], Handle("handle-1", 0, clock()))
    declaration = types.FunctionDeclaration(
        name=ENOUGH.name, description=ENOUGH.description, behavior=types.Behavior.BLOCKING
    )
    wanted = config(
        tools=[types.Tool(function_declarations=[declaration])],
        session_resumption=types.SessionResumptionConfig(handle="handle-1"),
    )
    assert ours == sdk_setup("models/gemini-3.8-live", wanted)


@pytest.mark.parametrize("model", ["gemini-3.8-live", "gemini-3.1-flash-live-preview"])
async def test_every_frame_fits_the_sdk_s_types(sim: GeminiSim, model: str) -> None:
    """A whole conversation: setup, seed, question, nudge, function's result, resumption."""
    sim.fail_next("silent_once")
    settings = replace(settings_for(sim.base_url), model=model)
    async with running_client(settings, tools=[ENOUGH], history=[ContextItem(2, "one", "Why?")]) as here:
        here.answer_tools()
        await here.answer(4, ANSWER.format(left=0, text="Because."))
        assert here.received.of(ToolCalled)
        here.client.sleep()
        await sim.until(lambda sim: not sim.live)
        await here.answer(6, "three")
    frames = [frame for session in sim.sessions for frame in session.raw]
    for frame in frames:
        assert isinstance(frame, str), "ours are TEXT frames"
        check_client(frame)
    kinds = {next(iter(json.loads(frame))) for frame in frames}
    assert kinds >= {"setup", "clientContent", "toolResponse"}


@pytest.mark.parametrize(
    ("model", "transcription", "more"),
    [
        ("gemini-3.8-live", {"language_codes": ["de-DE"]}, {}),
        ("gemini-3.8-live-extended-thinking", {"language_codes": ["de-DE"]}, THINKING),
        ("gemini-3.1-flash-live-preview", {}, {}),
    ],
)
async def test_a_spoken_setup_equals_the_sdk_s(
    sim: GeminiSim, model: str, transcription: dict[str, object], more: dict[str, object]
) -> None:
    """Detection, transcription in the interview's language, the voice's language."""
    settings = replace(settings_for(sim.base_url), model=model)
    async with running_client(settings, speech=Speech("de-DE", silence_ms=1200, prefix_ms=80)) as here:
        here.client.listen(2)
        await sim.until(lambda sim: bool(sim.sessions and sim.sessions[0].raw))
    detection = types.AutomaticActivityDetection(
        start_of_speech_sensitivity=types.StartSensitivity.START_SENSITIVITY_LOW,
        end_of_speech_sensitivity=types.EndSensitivity.END_SENSITIVITY_LOW,
        prefix_padding_ms=80,
        silence_duration_ms=1200,
    )
    wanted = config(
        speech_config=types.SpeechConfig(language_code="de-DE", voice_config=VOICE.voice_config),
        realtime_input_config=types.RealtimeInputConfig(automatic_activity_detection=detection),
        input_audio_transcription=types.AudioTranscriptionConfig.model_validate(transcription),
        **more,
    )
    assert json.loads(sim.sessions[0].raw[0]) == sdk_setup(f"models/{model}", wanted)


def test_sound_fits_the_sdk_s_types() -> None:
    """The frames that are put together by hand."""
    pcm = bytes(range(256)) * 5
    message = check_client(realtime_audio(pcm))
    assert message.realtime_input is not None
    assert message.realtime_input.audio is not None
    assert message.realtime_input.audio.data == pcm
    assert message.realtime_input.audio.mime_type == "audio/pcm;rate=16000"
    check_client(audio_stream_end())


def test_a_turn_that_is_told_fits_the_sdk_s_types() -> None:
    """Its two frames, and a setup in which nothing stands beside the switched off detection."""
    for frame in (activity_start(), activity_end()):
        check_client(frame)
    settings = LiveSettings("key")
    frame = setup_frame(settings, NEWEST, instructions=INSTRUCTIONS, speech=Speech("de-DE", explicit=True))
    wanted = config(
        speech_config=types.SpeechConfig(language_code="de-DE", voice_config=VOICE.voice_config),
        realtime_input_config=types.RealtimeInputConfig(
            automatic_activity_detection=types.AutomaticActivityDetection(disabled=True)
        ),
        input_audio_transcription=types.AudioTranscriptionConfig.model_validate({"language_codes": ["de-DE"]}),
    )
    assert json.loads(frame) == sdk_setup("models/gemini-3.8-live", wanted)


@pytest.mark.parametrize(
    ("model", "transcription"),
    [
        ("gemini-3.8-live", {"language_codes": ["de-DE"], "custom_vocabulary": ["Apex Legends", "C++"]}),
        ("gemini-3.1-flash-live-preview", {}),
    ],
)
def test_a_vocabulary_stands_where_the_sdk_puts_it(model: str, transcription: dict[str, object]) -> None:
    """And nowhere for families that take an empty configuration only."""
    speech = Speech("de-DE", explicit=True, vocabulary=("Apex Legends", "C++"))
    frame = setup_frame(LiveSettings("key", model=model), dialect(model), instructions=INSTRUCTIONS, speech=speech)
    wanted = config(
        speech_config=types.SpeechConfig(language_code="de-DE", voice_config=VOICE.voice_config),
        realtime_input_config=types.RealtimeInputConfig(
            automatic_activity_detection=types.AutomaticActivityDetection(disabled=True)
        ),
        input_audio_transcription=types.AudioTranscriptionConfig.model_validate(transcription),
    )
    assert json.loads(frame) == sdk_setup(f"models/{model}", wanted)
    check_client(frame)


@pytest.mark.parametrize("resolution", [None, *Resolution])
async def test_a_setup_with_pictures_equals_the_sdk_s(sim: GeminiSim, resolution: Resolution | None) -> None:
    """How closely they are looked at stands inside generationConfig; without pictures it stands nowhere."""
    async with running_client(settings_for(sim.base_url), resolution=resolution) as here:
        here.client.wake()
        await sim.until(lambda sim: bool(sim.sessions and sim.sessions[0].raw))
    more = {} if resolution is None else {"media_resolution": types.MediaResolution(resolution.value)}
    assert json.loads(sim.sessions[0].raw[0]) == sdk_setup("models/gemini-3.8-live", config(**more))


def test_a_picture_fits_the_sdk_s_types() -> None:
    jpeg = bytes(range(256)) * 5
    message = check_client(realtime_video(jpeg))
    assert message.realtime_input is not None
    assert message.realtime_input.video is not None
    assert message.realtime_input.video.data == jpeg
    assert message.realtime_input.video.mime_type == "image/jpeg"
