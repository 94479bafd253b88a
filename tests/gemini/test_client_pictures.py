"""Pictures through a real client to the simulated model, which decodes each."""

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from PIL import Image

from bot.gemini.api.settings import Resolution
from bot.ports.model import LiveDown, LiveEvent, PicturesRefused, TokensUsed, ToolCalled
from sims.gemini import GeminiSim, Reply, SeenPicture, ToolCall
from sims.gemini.brain import FOLLOW_UPS
from tests.gemini.test_client_voice import ENOUGH, LIMITS, SPEECH, Candidate
from tests.harness.live_peers import running_client, settings_for


def picture(number: int) -> bytes:
    """A JPEG that is `number` pixels wide, so that it is known again."""
    made = io.BytesIO()
    Image.new("RGB", (number, 16), "teal").save(made, "JPEG")
    return made.getvalue()


def widths(sim: GeminiSim) -> list[int]:
    return [each.width for each in seen(sim)]


def seen(sim: GeminiSim) -> list[SeenPicture]:
    return [each for session in sim.sessions for each in session.pictures]


@pytest.fixture
async def sim() -> AsyncIterator[GeminiSim]:
    async with GeminiSim(key="AIzaMARKED-key-0123456789-MARKED") as made:
        made.speed = made.playback = 20.0
        yield made


@contextlib.asynccontextmanager
async def with_video(sim: GeminiSim, model: str = "gemini-3.8-live") -> AsyncIterator[Candidate]:
    """A candidate with a camera."""
    settings = replace(settings_for(sim.base_url), timeouts=LIMITS, model=model)
    async with running_client(settings, speech=SPEECH, tools=[ENOUGH], resolution=Resolution.LOW) as here:
        yield Candidate(here.client, here.received)


async def saw(sim: GeminiSim, *numbers: int) -> None:
    """Wait until exactly these arrived, in this order."""
    with contextlib.suppress(TimeoutError):
        await sim.until(lambda sim: len(seen(sim)) >= len(numbers))
    assert widths(sim) == list(numbers)


@pytest.mark.parametrize("model", ["gemini-3.8-live", "gemini-3.1-flash-live-preview"])
async def test_pictures_reach_the_model_while_sound_flows(sim: GeminiSim, model: str) -> None:
    """And the answer is heard all the same; each turn says what they cost."""
    async with with_video(sim, model) as here:
        await here.ask(1, "Why here?")
        here.client.listen(2)
        here.client.see(picture(21))
        talking = asyncio.create_task(here.talk(5))
        await sim.until(lambda sim: bool(sim.sessions[0].heard_pcm))
        here.client.see(picture(22))
        await talking
        assert (await here.turn(2)).text in FOLLOW_UPS
        await saw(sim, 21, 22)
        await here.received.until(lambda: any(used.usage.image_in == 132 for used in here.received.of(TokensUsed)))
    kinds = [next(iter(each["realtimeInput"])) for each in sim.sessions[0].received if "realtimeInput" in each]
    at = kinds.index("video", kinds.index("video") + 1)
    assert "audio" in kinds[:at]
    assert "audio" in kinds[at:]
    assert sim.sessions[0].early_audio == 0


async def test_before_there_is_a_socket_the_newest_waits_and_what_was_posted(sim: GeminiSim) -> None:
    async with with_video(sim) as here:
        for number in range(21, 30):
            here.client.see(picture(number))
        here.client.see(picture(40), keep=True)
        here.client.see(picture(41), keep=True)
        assert sim.handshakes == []
        await here.ask(1, "Why here?")
        await saw(sim, 40, 41, 29)


async def test_no_picture_is_sent_while_a_call_waits(sim: GeminiSim) -> None:
    """The service would end the connection."""
    sim.brain = lambda context, setup: (
        Reply("Thank you.") if context[-1].role == "tool" else Reply(tool_calls=(ToolCall("answer_is_enough"),))
    )
    async with with_video(sim) as here:
        calls: list[ToolCalled] = []

        def keep(event: LiveEvent) -> None:
            if isinstance(event, ToolCalled):
                calls.append(event)

        here.received.then = keep
        here.client.listen(2)
        here.say(5)
        await here.received.until(lambda: calls)
        here.client.see(picture(21))
        await asyncio.sleep(0.3)  # longer than the simulated service forgives
        here.client.see(picture(22))
        assert seen(sim) == []
        here.client.answer_tool(calls[0].call_id, calls[0].name, "Noted.")
        await here.turn(2)
        await saw(sim, 22)
    assert sim.sessions[0].early_audio == 0


async def test_look_closer_resumes_on_a_socket_that_does(sim: GeminiSim) -> None:
    async with with_video(sim) as here:
        await here.ask(1, "Why here?")
        here.client.listen(2)
        here.client.see(picture(21))
        await saw(sim, 21)
        here.client.look_closer(True)
        await here.received.until(lambda: here.received.noted("gap"))
        here.client.see(picture(22))
        await saw(sim, 21, 22)
        here.say(5)
        await here.turn(2)
        assert [note.detail["why"] for note in here.received.noted("rotated")] == ["resolution"]
        assert not here.received.of(LiveDown)
    first, second = sim.sessions
    assert [each.resolution for each in seen(sim)] == [Resolution.LOW, Resolution.MEDIUM]
    assert second.handle is not None
    assert first.closed == 1000


async def test_a_picture_after_the_end_is_nothing(sim: GeminiSim) -> None:
    async with with_video(sim) as here:
        await here.ask(1, "Why here?")
        client = here.client
    client.see(picture(21))
    client.look_closer(True)
    assert seen(sim) == []
    assert len(sim.sessions) == 1


async def test_in_writing_a_posted_picture_goes_with_the_question(sim: GeminiSim) -> None:
    settings = settings_for(sim.base_url)
    async with running_client(settings, resolution=Resolution.LOW) as here:
        here.client.see(picture(21), keep=True)
        await here.answer(2, "two")
        here.client.see(picture(22), keep=True)
        await here.answer(4, "four")
        await saw(sim, 21, 22)
    kinds = [next(iter(frame)) for frame in sim.sessions[0].received]
    assert kinds == ["setup", "realtimeInput", "clientContent", "realtimeInput", "clientContent"]


# ---------------------------------------------------------------- refused by the service


async def test_in_writing_a_refused_picture_is_dropped_and_said(sim: GeminiSim) -> None:
    """The answer reaches the model without it, and nobody has to press Continue."""
    async with running_client(settings_for(sim.base_url), resolution=Resolution.LOW) as here:
        await here.answer(2, "two")
        sim.fail_always("picture_refused")
        here.client.see(picture(21), keep=True)
        here.client.see(picture(22), keep=True)
        await here.answer(4, "four")
        assert here.received.of(PicturesRefused) == [PicturesRefused(2)]
        sim.heal()
        here.client.see(picture(23), keep=True)
        await here.answer(6, "six")
        assert not here.received.of(LiveDown)
    assert widths(sim) == [23]
    assert [entry.text for entry in sim.sessions[-1].context if entry.role == "user"] == ["two", "four", "six"]
    assert sim.sessions[-1].handle is not None


async def test_by_voice_a_refused_picture_is_dropped_and_said(sim: GeminiSim) -> None:
    async with with_video(sim) as here:
        await here.ask(1, "Why here?")
        sim.fail_next("picture_refused")
        here.client.listen(2)
        here.client.see(picture(21), keep=True)
        await here.received.hear(PicturesRefused)
        here.say(5)
        assert (await here.turn(2)).text in FOLLOW_UPS
        assert not here.received.of(LiveDown)
    assert widths(sim) == []


async def test_a_refused_picture_of_the_camera_is_nobodys(sim: GeminiSim) -> None:
    """The next one is a second away."""
    async with with_video(sim) as here:
        await here.ask(1, "Why here?")
        sim.fail_next("picture_refused")
        here.client.listen(2)
        here.client.see(picture(21))
        await here.received.until(lambda: here.received.noted("retry"))
        here.client.see(picture(22))
        await saw(sim, 22)
        here.say(5)
        await here.turn(2)
        assert not here.received.of(PicturesRefused)
        assert not here.received.of(LiveDown)
