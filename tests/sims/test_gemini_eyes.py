"""The simulated Gemini sees: strictly, and it counts what pictures cost."""

import asyncio
import base64
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from PIL import Image

from sims.gemini import GeminiSim, Reply, ToolCall
from sims.gemini.eyes import WINDOW, Eyes
from sims.gemini.protocol import INVALID_ARGUMENT, Refuse
from tests.sims.sdk_oracle import check_client, check_server
from tests.sims.wire import SETUP, Frame, Wire, content


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "teal").save(made, kind)
    return made.getvalue()


JPEG = picture()


def video(data: bytes, mime: str = "image/jpeg") -> Frame:
    return {"realtimeInput": {"video": {"mimeType": mime, "data": base64.b64encode(data).decode()}}}


def looking(resolution: str | None = None, **more: Any) -> dict[str, Any]:
    generation = {**SETUP["generationConfig"], **({} if resolution is None else {"mediaResolution": resolution})}
    return {**SETUP, **more, "generationConfig": generation}


def counted(frames: list[Frame]) -> dict[str, int]:
    """Tokens of the prompt by modality, and their sum as `total`."""
    (usage,) = [frame["usageMetadata"] for frame in frames if "usageMetadata" in frame]
    counts = {each["modality"]: each["tokenCount"] for each in usage["promptTokensDetails"]}
    return {**counts, "total": usage["promptTokenCount"]}


@pytest.fixture
async def sim() -> AsyncIterator[GeminiSim]:
    async with GeminiSim() as made:
        yield made


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (JPEG, "image/gif"),
        (JPEG, "video/mp4"),
        (JPEG, ""),
        (b"", "image/jpeg"),
        (b"no picture at all", "image/jpeg"),
        (JPEG[: len(JPEG) // 2], "image/jpeg"),
        (picture("PNG"), "image/jpeg"),
        (JPEG, "image/png"),
    ],
)
async def test_what_is_no_such_picture_ends_the_connection(sim: GeminiSim, data: bytes, mime: str) -> None:
    async with Wire(sim, setup=looking()) as wire:
        await wire.send(video(data, mime))
        assert await wire.closing() == (1007, INVALID_ARGUMENT)
    assert sim.sessions[0].pictures == []


async def test_base64_that_is_none_ends_the_connection(sim: GeminiSim) -> None:
    async with Wire(sim, setup=looking()) as wire:
        await wire.send({"realtimeInput": {"video": {"mimeType": "image/jpeg", "data": "%%%"}}})
        assert (await wire.closing())[0] == 1007


async def test_a_resolution_that_does_not_exist_is_refused(sim: GeminiSim) -> None:
    async with Wire(sim) as wire:
        await wire.send({"setup": looking("MEDIA_RESOLUTION_TINY")})
        assert (await wire.closing())[0] == 1007


@pytest.mark.parametrize(
    ("resolution", "tokens"),
    [("MEDIA_RESOLUTION_LOW", 66), ("MEDIA_RESOLUTION_MEDIUM", 258), (None, 258)],
)
async def test_each_turn_bills_every_picture_anew(sim: GeminiSim, resolution: str | None, tokens: int) -> None:
    async with Wire(sim, setup=looking(resolution)) as wire:
        assert "VIDEO" not in counted(await wire.turn(content("one")))
        await wire.send(video(JPEG))
        assert counted(await wire.turn(content("two")))["VIDEO"] == tokens
        await wire.send(video(picture("PNG", (30, 20)), "image/png"))
        counts = counted(await wire.turn(content("three")))
        assert counts["VIDEO"] == 2 * tokens
        assert counts["total"] == counts["TEXT"] + counts["VIDEO"]
    seen = sim.sessions[0].pictures
    assert [(each.width, each.height) for each in seen] == [(64, 48), (30, 20)]
    assert seen[0].jpeg == JPEG
    assert {each.resolution for each in seen} == {resolution or "MEDIA_RESOLUTION_MEDIUM"}
    assert seen[0].at <= seen[1].at


async def test_pictures_while_a_call_waits_end_the_connection(sim: GeminiSim) -> None:
    """As sound does; what was on its way is forgiven."""
    sim.brain = lambda context, setup: Reply(tool_calls=(ToolCall("answer_is_enough"),))
    async with Wire(sim, setup=looking()) as wire:
        await wire.send(content("go"))
        await wire.frames_until("toolCall")
        await wire.send(video(JPEG))  # on its way
        await asyncio.sleep(0.3)  # longer than that takes
        await wire.send(video(JPEG))
        assert await wire.closing() == (1008, "Operation is not implemented, or supported, or enabled.")
    assert len(sim.sessions[0].pictures) == 1
    assert sim.sessions[0].early_audio == len(JPEG)


async def test_pictures_that_come_too_fast_are_written_down(sim: GeminiSim) -> None:
    async with Wire(sim, setup=looking()) as wire:
        for _ in range(3):
            await wire.send(video(JPEG))
        await wire.turn(content("one"))
    assert (len(sim.sessions[0].pictures), sim.sessions[0].too_fast) == (3, 2)


async def test_pictures_before_the_history_are_refused_where_it_must_come_first(sim: GeminiSim) -> None:
    history = {"historyConfig": {"initialHistoryInClientContent": True}}
    async with Wire(sim, setup={**looking(), **history, "model": "models/gemini-3.1-flash-live-preview"}) as wire:
        await wire.send(video(JPEG))
        assert await wire.closing() == (1007, INVALID_ARGUMENT)


async def test_with_compression_the_context_stays_under_its_window() -> None:
    eyes = Eyes()
    eyes.set_up({"contextWindowCompression": {"slidingWindow": {}}})
    for _ in range(WINDOW // 258 + 10):
        eyes.see({"mimeType": "image/jpeg", "data": JPEG})
        assert eyes.tokens <= WINDOW
    assert len(eyes.pictures) > WINDOW // 258


async def test_without_compression_a_full_context_ends_the_session() -> None:
    eyes = Eyes()
    eyes.set_up({})
    for _ in range(WINDOW // 258):
        eyes.see({"mimeType": "image/jpeg", "data": JPEG})
    with pytest.raises(Refuse) as refused:
        eyes.see({"mimeType": "image/jpeg", "data": JPEG})
    assert refused.value.code == 1007


async def test_the_sdk_s_types_know_our_picture_and_the_count_of_it(sim: GeminiSim) -> None:
    async with Wire(sim, setup=looking("MEDIA_RESOLUTION_LOW")) as wire:
        await wire.send(video(JPEG))
        await wire.turn(content("one"))
    session = sim.sessions[0]
    messages = [check_client(raw) for raw in session.raw if isinstance(raw, str)]
    (blob,) = [each.realtime_input.video for each in messages if each.realtime_input and each.realtime_input.video]
    assert (blob.data, blob.mime_type) == (JPEG, "image/jpeg")
    for frame in session.sent:
        check_server(json.dumps(frame))
