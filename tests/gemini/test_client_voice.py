"""A spoken conversation over loopback, with the simulated model that really hears silence."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import pytest

from bot.gemini.api.messages import Tool
from bot.gemini.api.settings import Speech, Timeouts
from bot.gemini.client.live_client import LiveClient
from bot.ports.model import (
    AudioChunk,
    ContextItem,
    HeardWords,
    Interrupted,
    LiveEvent,
    ModelTurn,
    SaidWords,
    ToolCalled,
)
from sims.gemini import AS_DOCUMENTED, GeminiSim
from sims.gemini.brain import BRIDGES, FOLLOW_UPS
from sims.whistle import PHRASES, Hearer, mark, speak
from tests.harness.live_peers import ReceivedEvents, running_client, settings_for
from tests.harness.virtual_time import loop

SPEECH = Speech("en-US", silence_ms=400, prefix_ms=40)
ENOUGH = Tool("answer_is_enough", "The answer is enough.")
LIMITS = Timeouts(first_reply=2.0, turn=5.0, close=1.0)
SAY = (
    "Question {} of 5. Follow-ups left: {}.\nSay exactly this, word for word, in en-US, and nothing else:\n<<<\n{}\n>>>"
)
NEXT = "Say one short bridging sentence, then say exactly this, word for word, in en-US:\n<<<\n{}\n>>>\n"


@dataclass
class Candidate:
    """Speaks to a client as the ear would: 20 ms frames, the silence, and then the end."""

    client: LiveClient
    received: ReceivedEvents
    heard: dict[int, str] = field(default_factory=dict)

    def say(self, number: int, *, end: bool = True) -> None:
        pcm = speak(number, 16_000, seconds=0.6) + bytes(640 * 25 if end else 0)
        for start in range(0, len(pcm), 640):
            self.client.hear(pcm[start : start + 640])
        if end:
            self.client.end_of_audio()

    async def talk(self, number: int) -> None:
        """Say it as fast as people do."""
        pcm = speak(number, 16_000, seconds=0.6) + bytes(640 * 25)
        for start in range(0, len(pcm), 640):
            self.client.hear(pcm[start : start + 640])
            await asyncio.sleep(0.02)
        self.client.end_of_audio()

    def words(self, item_id: int) -> str:
        said = ""
        for event in self.received.of(HeardWords):
            if event.item_id == item_id:
                said = event.text if event.anew else said + event.text
        return said

    def marks(self, item_id: int) -> list[int]:
        return Hearer(24_000).feed(
            b"".join(each.pcm for each in self.received.of(AudioChunk) if each.item_id == item_id)
        )

    async def turn(self, item_id: int) -> ModelTurn:
        await self.received.until(lambda: any(turn.item_id == item_id for turn in self.received.of(ModelTurn)))
        (turn,) = [turn for turn in self.received.of(ModelTurn) if turn.item_id == item_id]
        return turn

    async def ask(self, item_id: int, text: str, *, number: int = 1, left: int = 1) -> ModelTurn:
        self.client.ask(ContextItem(item_id, SAY.format(number, left, text)))
        return await self.turn(item_id)


@pytest.fixture
async def sim() -> AsyncIterator[GeminiSim]:
    async with GeminiSim(key="AIzaMARKED-key-0123456789-MARKED") as made:
        made.speed = made.playback = 20.0
        yield made


@contextlib.asynccontextmanager
async def voice(sim: GeminiSim, model: str = "gemini-3.8-live") -> AsyncIterator[Candidate]:
    settings = replace(settings_for(sim.base_url), timeouts=LIMITS, model=model)
    async with running_client(settings, speech=SPEECH, tools=[ENOUGH]) as here:
        candidate = Candidate(here.client, here.received)

        def answer(event: LiveEvent) -> None:
            if isinstance(event, ToolCalled):
                here.client.answer_tool(event.call_id, event.name, NEXT.format("And now?"))

        here.received.then = answer
        yield candidate


@pytest.mark.parametrize("model", ["gemini-3.8-live", "gemini-3.1-flash-live-preview"])
async def test_question_answer_follow_up_and_the_next_question(sim: GeminiSim, model: str) -> None:
    async with voice(sim, model) as here:
        assert await here.ask(1, "Why here?") == ModelTurn(1, "Why here?", audible_ms=1000)
        assert here.marks(1) == [mark("Why here?")]
        here.client.listen(2)
        here.say(5)
        assert (await here.turn(2)).text in FOLLOW_UPS
        assert here.words(2) == PHRASES[5]
        here.client.listen(4)
        here.say(6)
        turn = await here.turn(4)
        assert turn.text in [f"{bridge} And now?" for bridge in BRIDGES]
        assert "".join(event.text for event in here.received.of(SaidWords) if event.item_id == 4) == turn.text
    assert sim.sessions[0].utterances == [PHRASES[5], PHRASES[6]]
    assert sim.sessions[0].early_audio == 0


async def test_speech_before_listen_is_this_item_all_the_same(sim: GeminiSim) -> None:
    """The machine is a moment late: neither the words nor the reply are lost."""
    async with voice(sim) as here:
        await here.ask(1, "Why here?")
        here.say(5)
        await sim.until(lambda sim: sim.turns == 2)
        await asyncio.sleep(0.05)
        here.client.listen(2)
        assert (await here.turn(2)).text in FOLLOW_UPS
        assert here.words(2) == PHRASES[5]


async def test_barge_in(sim: GeminiSim) -> None:
    """Interrupted at once, the turn is cut, and what was said into it is the next answer, from its first word."""
    sim.speed, sim.playback = 2.0, 1.0
    async with voice(sim) as here:
        here.client.ask(ContextItem(1, SAY.format(1, 1, " ".join(["word"] * 60))))
        await here.received.hear(AudioChunk)
        here.say(7)
        await here.received.hear(Interrupted)
        turn = await here.turn(1)
        assert turn.cut
        here.client.listen(2)
        assert (await here.turn(2)).text in FOLLOW_UPS
        assert here.words(2) == PHRASES[7]


@pytest.mark.parametrize("fault", ["late_audio_after_interrupt", "interrupted_without_turn_complete"])
async def test_an_interruption_that_ends_oddly(sim: GeminiSim, fault: str) -> None:
    sim.speed, sim.playback = 2.0, 1.0
    sim.fail_next(fault)
    async with voice(sim) as here:
        here.client.ask(ContextItem(1, SAY.format(1, 1, " ".join(["word"] * 60))))
        await here.received.hear(AudioChunk)
        await here.talk(7)
        await here.turn(1)
        here.client.listen(2)
        turn = await here.turn(2)
        assert here.words(2) == PHRASES[7]
        assert turn.text in FOLLOW_UPS


async def test_a_cough_is_no_answer(sim: GeminiSim) -> None:
    """It cuts, nobody replies, and the next words are heard."""
    sim.fail_next("cough")
    async with voice(sim) as here:
        await here.ask(1, "Why here?")
        here.client.listen(2)
        here.say(7)
        await asyncio.sleep(2.3)  # more than a reply may take
        assert not here.received.noted("nudged")
        here.say(8)
        await here.turn(2)
        assert here.words(2) == PHRASES[8]


@pytest.mark.parametrize("fault", ["late_input_transcription", "out_of_order"])
async def test_late_words_belong_to_their_item(sim: GeminiSim, fault: str) -> None:
    sim.late = 0.15
    async with voice(sim) as here:
        await here.ask(1, "Why here?")
        sim.fail_next(fault)
        here.client.listen(2)
        here.say(7)
        await here.turn(2)
        here.client.listen(4)
        await here.received.until(lambda: here.words(2) == PHRASES[7])


async def test_a_process_that_is_late_joins_its_sound(sim: GeminiSim) -> None:
    """Ten frames are ten messages, and five after something had to wait."""

    async def messages_of_ten(here: Candidate) -> int:
        before = len(sim.sessions[-1].received)
        for _ in range(10):
            here.client.hear(b"\x11" * 640)
            await asyncio.sleep(0.02)
        return len(sim.sessions[-1].received) - before

    async with voice(sim) as here:
        await here.ask(1, "Why here?")
        here.client.listen(2)
        assert await messages_of_ten(here) == 10
        here.client.hear(b"\x11" * 640)
        loop().jump(0.01)
        await asyncio.sleep(0.02)
        assert await messages_of_ten(here) == 5


async def test_a_silent_model_is_nudged(sim: GeminiSim) -> None:
    async with voice(sim) as here:
        await here.ask(1, "Why here?")
        sim.fail_next("silent_once")
        here.client.listen(2)
        here.say(7)
        assert (await here.turn(2)).text in FOLLOW_UPS
        assert here.received.noted("nudged")


async def test_go_away_in_mid_sentence(sim: GeminiSim) -> None:
    """The reply is played to its end, then the socket changes; nothing is said twice."""
    async with voice(sim) as here:
        sim.fail_next("go_away_mid_reply")
        turn = await here.ask(1, "Why would you like to help here?")
        assert turn == ModelTurn(1, "Why would you like to help here?", audible_ms=1000)
        here.client.listen(2)
        await here.received.until(lambda: here.received.noted("gap"))
        here.say(5)
        assert (await here.turn(2)).text in FOLLOW_UPS
        assert here.marks(1) == [mark("Why would you like to help here?")]
    assert len(sim.sessions) == 2
    assert sim.sessions[1].said == [(await here.turn(2)).text]


@pytest.mark.parametrize("resumes", [True, False])
async def test_a_drop_in_the_middle_of_an_utterance(sim: GeminiSim, resumes: bool) -> None:
    """The new socket hears it from its beginning; the words stand once."""
    sim.ear = AS_DOCUMENTED
    async with voice(sim) as here:
        await here.ask(1, "Why here?")
        sim.fail_next("drop_mid_speech")
        if not resumes:
            sim.forget_handles()
        here.client.listen(2)
        here.say(9, end=False)
        await here.received.until(lambda: here.received.noted("retry"))
        here.say(10)
        assert (await here.turn(2)).text in FOLLOW_UPS
        assert here.words(2) == f"{PHRASES[9]} {PHRASES[10]}"
        assert here.received.noted("gap")
    assert sim.sessions[-1].utterances == [f"{PHRASES[9]} {PHRASES[10]}"]


async def test_a_socket_lost_in_the_middle_of_a_reply(sim: GeminiSim) -> None:
    """What was given out is not said again."""
    sim.speed = 4.0
    async with voice(sim) as here:
        sim.fail_next("drop_mid_reply")
        turn = await here.ask(1, " ".join(["word"] * 40))
        assert turn.cut
        here.client.listen(2)
        here.say(5)
        await here.turn(2)
    assert all(not said.startswith("word") for said in sim.sessions[-1].said)


async def test_sound_without_a_socket_is_kept(sim: GeminiSim) -> None:
    async with voice(sim) as here:
        here.client.listen(2)
        here.say(5)
        await here.turn(2)
        assert here.words(2) == PHRASES[5]
