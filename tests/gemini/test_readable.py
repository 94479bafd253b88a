"""Which frames of the server's can be read, and what the check says of those that cannot."""

import json
from typing import Any

import pytest

from bot.gemini.client.check import check
from bot.gemini.live.readable import UnreadableFrame, unreadable
from sims.gemini import GeminiSim
from tests.harness.live_peers import settings_for
from tests.harness.virtual_time import clock


def part(data: str) -> bytes:
    blob = {"mimeType": "audio/pcm;rate=24000", "data": data}
    return json.dumps({"serverContent": {"modelTurn": {"parts": [{"inlineData": blob}]}}}).encode()


ODD = {
    b'{"serverContent": {"turnComp': UnreadableFrame.NOT_JSON,
    b"\xff\xfe": UnreadableFrame.NOT_JSON,
    b"": UnreadableFrame.NOT_JSON,
    b"[1, 2]": UnreadableFrame.NOT_AN_OBJECT,
    b'"serverContent"': UnreadableFrame.NOT_AN_OBJECT,
    b'{"somethingNew": {"of": "tomorrow"}}': UnreadableFrame.UNKNOWN,
    b'{"serverContent": {"moodOfModel": "curious"}}': UnreadableFrame.UNKNOWN,
    b'{"serverContent": 5, "somethingNew": 1}': UnreadableFrame.UNKNOWN,
    part("%%%"): UnreadableFrame.SOUND,
    part("AAA"): UnreadableFrame.SOUND,
    part("é"): UnreadableFrame.SOUND,
}
"""Frames of which nothing can be made."""


@pytest.mark.parametrize(("frame", "why"), ODD.items())
def test_what_cannot_be_read(frame: bytes, why: UnreadableFrame) -> None:
    assert unreadable(frame) is why


@pytest.mark.parametrize(
    "frame",
    [
        {},
        {"setupComplete": {}},
        {"sessionResumptionUpdate": {}},
        {"serverContent": {}},
        {"serverContent": {"turnComplete": True}, "usageMetadata": {}},
        {"serverContent": {"moodOfModel": 1}, "usageMetadata": {}},
        {"somethingNew": 1, "serverContent": {"interactionStatus": "IDLE", "moodOfModel": 1}},
        json.loads(part("AAAA")),
    ],
)
def test_what_can_be_read(frame: dict[str, Any]) -> None:
    """Also what is new beside what is known."""
    assert unreadable(json.dumps(frame).encode()) is None


@pytest.mark.parametrize(("frame", "why"), ODD.items())
async def test_the_check_counts_them_and_calls_no_such_line_healthy(
    sim: GeminiSim, frame: bytes, why: UnreadableFrame
) -> None:
    """Although it was answered; the next check finds nothing of it."""
    sim.malformed = frame
    sim.fail_next("malformed_frame")
    report = await check(settings_for(sim.base_url), clock=clock)
    assert (report.failure, dict(report.unreadable), report.ok) == (None, {why: 1}, False)
    assert report.as_json()["unreadable"] == {why.value: 1}
    assert report.as_json()["ok"] is False
    assert (await check(settings_for(sim.base_url), clock=clock)).ok


async def test_a_new_field_is_no_trouble(sim: GeminiSim) -> None:
    sim.fail_next("unknown_frame")
    assert (await check(settings_for(sim.base_url), clock=clock)).ok
