"""The simulated Gemini by voice: it hears silence, it can be interrupted, it whistles what it says."""

import asyncio
import base64
import tomllib
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from sims.gemini import SILENCES_TRIED, ContextEntry, EarFacts, GeminiSim, Reply, ToolCall, canned
from sims.gemini.brain import BRIDGES, FOLLOW_UPS
from sims.gemini.ear import Began, Ear, Ended, ToldEar, Words
from sims.gemini.facts import EARS, FACTS
from sims.gemini.mouth import chunks
from sims.gemini.protocol import MODELS
from sims.whistle import PHRASES, Hearer, mark, speak
from tests.sims.wire import SETUP, Frame, Wire, content, tool_response, words

VOICE: dict[str, Any] = {
    **SETUP,
    "realtimeInputConfig": {"automaticActivityDetection": {"silenceDurationMs": 400, "prefixPaddingMs": 40}},
    "inputAudioTranscription": {},
}
SAY = "Question 2 of 5. Follow-ups left: 1.\nSay exactly this, word for word, in en-US, and nothing else:\n<<<\n{}\n>>>"
END = {"realtimeInput": {"audioStreamEnd": True}}
OBEYS = EarFacts(stream_end_ends_turn=True, silence_s=0.8, silence_obeyed=True)
MANUAL: dict[str, Any] = {
    **VOICE,
    "realtimeInputConfig": {"automaticActivityDetection": {"disabled": True}},
}


def audio(pcm: bytes) -> Frame:
    return {"realtimeInput": {"audio": {"mimeType": "audio/pcm;rate=16000", "data": base64.b64encode(pcm).decode()}}}


def sound(frames: Sequence[Frame]) -> bytes:
    parts = [part for frame in frames for part in frame.get("serverContent", {}).get("modelTurn", {}).get("parts", ())]
    return b"".join(base64.b64decode(part["inlineData"]["data"]) for part in parts)


def heard(frames: Sequence[Frame]) -> str:
    return "".join(frame.get("serverContent", {}).get("inputTranscription", {}).get("text", "") for frame in frames)


@pytest.fixture
async def sim() -> AsyncIterator[GeminiSim]:
    async with GeminiSim() as made:
        made.speed = made.playback = 40.0
        made.ear = OBEYS
        yield made


def test_the_ear_wants_its_silence() -> None:
    ear = Ear({"silenceDurationMs": 400, "prefixPaddingMs": 40}, OBEYS)
    assert ear.feed(speak(2, 16000)) == [Began(), Words(PHRASES[2])]
    assert ear.feed(bytes(640 * 19)) == []
    assert ear.feed(bytes(640)) == [Ended(PHRASES[2])]


@pytest.mark.parametrize("silence", SILENCES_TRIED)
def test_an_ear_that_does_not_obey_wants_its_own_silence(silence: float) -> None:
    ear = Ear({"silenceDurationMs": 400}, EarFacts(stream_end_ends_turn=True, silence_s=silence))
    ear.feed(speak(2, 16000))
    assert ear.feed(bytes(round(32000 * silence) - 640)) == []
    assert ear.feed(bytes(640)) == [Ended(PHRASES[2])]


def test_the_ear_takes_the_end_of_the_stream_for_silence_and_a_click_for_nothing() -> None:
    ear = Ear({"prefixPaddingMs": 40}, OBEYS)
    assert ear.feed(b"\xff\x3f" * 300) == []
    ear.feed(bytes(6400) + speak(1, 16000) + speak(4, 16000))
    assert ear.finish() == [Ended(f"{PHRASES[1]} {PHRASES[4]}")]
    assert ear.finish() == []


def test_where_the_end_of_the_stream_is_not_heeded_the_words_belong_to_the_next_utterance() -> None:
    ear = Ear({}, EarFacts(stream_end_ends_turn=False, silence_s=0.8))
    assert ear.feed(speak(2, 16000) + bytes(16000)) == [Began(), Words(PHRASES[2])]
    assert ear.finish() == []
    assert ear.feed(speak(3, 16000) + bytes(25600))[-1] == Ended(f"{PHRASES[2]} {PHRASES[3]}")


def test_an_ear_that_is_told_hears_what_stands_between_beginning_and_end() -> None:
    ear = ToldEar()
    assert ear.feed(speak(1, 16000)) == []
    assert ear.start() == [Began()]
    assert ear.start() == []
    assert ear.feed(speak(2, 16000) + bytes(160_000)) == [Words(PHRASES[2])]
    assert ear.feed(speak(3, 16000)) == [Words(f" {PHRASES[3]}")]
    assert ear.finish() == [Ended(f"{PHRASES[2]} {PHRASES[3]}")]
    assert ear.feed(speak(4, 16000)) == []
    assert ear.finish() == []


def test_every_model_has_its_facts_and_each_fact_a_source() -> None:
    told = tomllib.loads(FACTS.read_text(encoding="utf-8"))["end_of_speech"]
    assert set(told) - {"silence_tried_s"} == set(EARS) == set(MODELS)
    for facts in (told[model] for model in MODELS):
        assert all(fact["source"] for fact in facts.values())
        certain = {"measured", "documented", "reported", "reported once", "assumed"}
        assert {fact["certainty"] for fact in facts.values()} <= certain


def test_what_is_said_is_the_mark_of_its_words() -> None:
    text = "Why do you want to help here, and what have you done before?"
    pieces = list(chunks(text))
    assert "".join(said for _, said in pieces if said) == text
    assert Hearer(24000).feed(b"".join(pcm for pcm, _ in pieces)) == [mark(text)]


async def test_a_text_to_be_said_is_said(sim: GeminiSim) -> None:
    async with Wire(sim, setup=VOICE) as wire:
        frames = await wire.turn(content(SAY.format("Why\n\nhere?")))
    assert words(frames) == "Why\n\nhere?"
    assert Hearer(24000).feed(sound(frames)) == [mark("Why here?")]
    assert sim.sessions[0].said == ["Why\n\nhere?"]


def test_a_translation_is_marked() -> None:
    asked = "Say this in de, translated faithfully, and nothing else:\n<<<\nWhy?\n>>>"
    assert canned([ContextEntry("user", asked)], VOICE) == Reply("[de] Why?")


async def test_nobody_who_stops_sending_is_answered(sim: GeminiSim) -> None:
    async with Wire(sim, setup=VOICE) as wire:
        await wire.turn(content(SAY.format("Why?")))
        await wire.send(audio(speak(5, 16000)))
        await sim.until(lambda sim: sim.sessions[0].sent[-1].get("serverContent", {}).get("inputTranscription"))
        turns = sim.turns
        await asyncio.sleep(0.05)
        assert sim.turns == turns
        await wire.send(audio(bytes(12800)))
        frames = await wire.turn()
    assert heard(frames) == PHRASES[5]
    assert words(frames) in FOLLOW_UPS


async def test_a_follow_up_then_enough_then_the_next_question(sim: GeminiSim) -> None:
    async with Wire(sim, setup=VOICE) as wire:
        await wire.turn(content(SAY.format("Why?")))
        await wire.send(audio(speak(5, 16000)))
        await wire.send(END)
        assert words(await wire.turn()) in FOLLOW_UPS
        await wire.send(audio(speak(6, 16000)))
        await wire.send(END)
        call = (await wire.frames_until("toolCall"))[-1]["toolCall"]["functionCalls"][0]
        told = "Say one short bridging sentence, then say exactly this, word for word, in en:\n<<<\nAnd now?\n>>>\n"
        await wire.send(tool_response(call, told + "Question 3 of 5. Follow-ups left: 0."))
        said = words(await wire.turn())
        assert said.endswith(" And now?")
        assert said.removesuffix(" And now?") in BRIDGES
        await wire.send(audio(speak(7, 16000)))
        await wire.send(END)
        assert (await wire.frames_until("toolCall"))[-1]
    assert sim.sessions[0].utterances == [PHRASES[5], PHRASES[6], PHRASES[7]]


async def test_speech_interrupts_and_the_context_holds_what_was_said(sim: GeminiSim) -> None:
    long = " ".join(["word"] * 60)
    sim.speed = 2.0
    async with Wire(sim, setup=VOICE) as wire:
        await wire.send(content(SAY.format(long)))
        await wire.frames_until("outputTranscription")
        await wire.send(audio(speak(5, 16000)))
        frames = await wire.frames_until("turnComplete")
        assert any("interrupted" in frame.get("serverContent", {}) for frame in frames)
        assert not any("generationComplete" in frame.get("serverContent", {}) for frame in frames)
    said = [entry.text for entry in sim.sessions[0].context if entry.role == "model"]
    assert long.startswith(said[0])
    assert len(said[0]) < len(long)


async def test_a_cough_interrupts_and_is_not_answered(sim: GeminiSim) -> None:
    sim.speed = 2.0
    async with Wire(sim, setup=VOICE) as wire:
        await wire.send(content(SAY.format(" ".join(["word"] * 60))))
        await wire.frames_until("outputTranscription")
        turns = sim.turns
        await wire.send(audio(b"\xff\x3f" * 1600 + bytes(16000)))
        frames = await wire.frames_until("turnComplete")
        assert heard(frames) == ""
    assert sim.turns == turns
    assert sim.sessions[0].utterances == []


@pytest.mark.parametrize("name", ["late_input_transcription", "out_of_order"])
async def test_transcriptions_come_late(sim: GeminiSim, name: str) -> None:
    sim.late = 0.01
    sim.fail_next(name)
    sim.playback = 5.0
    async with Wire(sim, setup=VOICE) as wire:
        await wire.turn(content(SAY.format("Why?")))
        await wire.send(audio(speak(5, 16000)))
        await wire.send(END)
        frames = await wire.frames_until("turnComplete")
    assert heard(frames) == PHRASES[5]
    first = next(index for index, frame in enumerate(frames) if sound([frame]))
    assert heard(frames[:first]) != PHRASES[5]


async def test_sound_while_a_call_waits_ends_the_connection(sim: GeminiSim) -> None:
    sim.brain = lambda context, setup: Reply(tool_calls=(ToolCall("answer_is_enough"),))
    async with Wire(sim, setup=VOICE) as wire:
        await wire.send(content("go"))
        await wire.frames_until("toolCall")
        await wire.send(audio(bytes(640)))  # on its way
        await asyncio.sleep(0.3)
        await wire.send(audio(bytes(640)))
        assert await wire.closing() == (1008, "Operation is not implemented, or supported, or enabled.")
    assert sim.sessions[0].early_audio == 640


async def test_failures_in_the_middle_of_speech(sim: GeminiSim) -> None:
    sim.fail_next("go_away_mid_speech")
    sim.fail_next("drop_mid_speech")
    async with Wire(sim, setup=VOICE) as wire:
        await wire.send(audio(speak(5, 16000)))
        await wire.send(END)
        await wire.frames_until("goAway")
        await wire.frames_until("turnComplete")
        await wire.send(audio(speak(6, 16000)))
        assert (await wire.closing())[0] == 1006


async def test_an_interruption_may_end_oddly(sim: GeminiSim) -> None:
    sim.speed = 2.0
    sim.fail_next("late_audio_after_interrupt")
    sim.fail_next("interrupted_without_turn_complete")
    async with Wire(sim, setup=VOICE) as wire:
        await wire.send(content(SAY.format(" ".join(["word"] * 60))))
        await wire.frames_until("outputTranscription")
        await wire.send(audio(speak(5, 16000)))
        await wire.frames_until("interrupted")
        assert sound(await wire.frames_until("turnComplete"))
        await wire.send(END)
        await wire.frames_until("outputTranscription")
        await wire.send(audio(speak(5, 16000)))
        await wire.frames_until("interrupted")
        await wire.send(END)
        frames = await wire.frames_until("toolCall")
        assert not any("turnComplete" in frame.get("serverContent", {}) for frame in frames)


async def test_nothing_comes_of_an_end_of_the_stream_that_is_not_heeded(sim: GeminiSim) -> None:
    """As it was reported: no reply; and the transcription comes with the next utterance."""
    sim.ear = EarFacts(stream_end_ends_turn=False, silence_s=3.0, transcript_at_end=True)
    async with Wire(sim, setup=VOICE) as wire:
        await wire.send(audio(speak(5, 16000) + bytes(16000)))
        await wire.send(END)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(wire.frame(), 40.0)
        await wire.send(audio(speak(6, 16000) + bytes(96000)))
        assert heard(await wire.turn()) == f"{PHRASES[5]} {PHRASES[6]}"


async def test_explicit_activity_begins_and_ends_the_turn(sim: GeminiSim) -> None:
    """Whatever the detector would want; sound before and after is not heard, and a beginning interrupts."""
    sim.ear = EarFacts(stream_end_ends_turn=False, silence_s=3.0)
    async with Wire(sim, setup=MANUAL) as wire:
        await wire.send(audio(speak(4, 16000)))
        await wire.send({"realtimeInput": {"activityStart": {}}})
        await wire.send(audio(speak(5, 16000)))
        await wire.send({"realtimeInput": {"activityEnd": {}}})
        await wire.send(audio(speak(6, 16000)))
        frames = await wire.frames_until("outputTranscription")
        assert heard(frames) == PHRASES[5]
        await wire.send({"realtimeInput": {"activityStart": {}}})
        assert await wire.frames_until("interrupted")
    assert sim.sessions[0].utterances == [PHRASES[5]]


async def test_a_deaf_ear_hears_nothing_more_on_its_socket(sim: GeminiSim) -> None:
    """No words, no reply, no interruption; a new socket hears, unless it always fails."""
    sim.speed = 2.0
    sim.fail_next("deaf_ear")
    async with Wire(sim, setup=VOICE) as wire:
        await wire.send(content(SAY.format(" ".join(["word"] * 60))))
        await wire.frames_until("outputTranscription")
        for _ in range(2):
            await wire.send(audio(speak(5, 16000) + bytes(16000)))
        frames = await wire.turn()
        assert not any("interrupted" in frame.get("serverContent", {}) for frame in frames)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(wire.frame(), 10.0)
    async with Wire(sim, setup=VOICE) as wire:
        await wire.send(audio(speak(5, 16000) + bytes(16000)))
        assert heard(await wire.turn()) == PHRASES[5]
    assert sim.sessions[0].utterances == []
    sim.fail_always("deaf_ear")
    async with Wire(sim, setup=VOICE) as wire:
        await wire.send(audio(speak(5, 16000) + bytes(16000)))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(wire.frame(), 10.0)


async def test_what_is_understood_may_not_be_transcribed(sim: GeminiSim) -> None:
    sim.fail_next("no_input_transcription")
    async with Wire(sim, setup=VOICE) as wire:
        await wire.send(audio(speak(5, 16000) + bytes(16000)))
        frames = await wire.turn()
        assert (heard(frames), bool(words(frames))) == ("", True)
        await wire.send(audio(speak(6, 16000) + bytes(16000)))
        assert heard(await wire.turn()) == PHRASES[6]
    assert sim.sessions[0].utterances == [PHRASES[5], PHRASES[6]]


@pytest.mark.parametrize("label", ["[noise]", "(silence)", ".", "♪"])
@pytest.mark.parametrize("pcm", [speak(5, 16000), b"\xff\x3f" * 1600], ids=["words", "noise"])
async def test_a_label_in_place_of_words(sim: GeminiSim, label: str, pcm: bytes) -> None:
    sim.label = label
    sim.fail_next("noise_label")
    async with Wire(sim, setup=VOICE) as wire:
        await wire.send(audio(pcm + bytes(16000)))
        frames = await wire.turn()
    assert (heard(frames), bool(words(frames))) == (label, True)
    assert sim.sessions[0].utterances == [label]


async def test_a_reply_can_be_all_zeros(sim: GeminiSim) -> None:
    """As long as it would be, and transcribed; the next one sounds."""
    sim.fail_next("zeros")
    async with Wire(sim, setup=VOICE) as wire:
        mute, aloud = [await wire.turn(content(SAY.format("Why?"))) for _ in range(2)]
    assert words(mute) == words(aloud) == "Why?"
    assert sound(mute) == bytes(len(sound(aloud)))
    assert any(sound(aloud))


async def test_explicit_activity_can_be_refused(sim: GeminiSim) -> None:
    sim.ear = EarFacts(stream_end_ends_turn=True, silence_s=0.8, explicit_activity=False)
    async with Wire(sim) as wire:
        await wire.send({"setup": MANUAL})
        assert (await wire.closing())[0] == 1007
    async with Wire(sim, setup=VOICE):
        pass
