"""Every failure by name, from the simulator's socket to the interview's words: the right row, side and retry."""

import asyncio
import socket
from dataclasses import replace

import pytest

from bot.gemini.api.failures import BY_NAME, FailureSide, Retry
from bot.gemini.api.messages import Tool
from bot.ports.model import ContextItem, Declined, LiveDown, ModelTurn, Noted, Silent
from sims.gemini import FAULTS, GeminiSim, Moment
from tests.harness.live_peers import (
    ANSWER,
    ROW_OF,
    ClientRun,
    answering,
    hang_up,
    peer,
    running_client,
    say_nothing,
    settings_for,
)
from tests.harness.web_front import nobody

# What the client bears without the candidate noticing: the reply comes all the same.
BORNE = {
    "resume_refused",
    "silent_once",
    "malformed_frame",
    "unknown_frame",
    "text_frame",
    "no_turn_complete",
    "late_turn_complete",
    "text_part",
    "picture_part",
    "late_words",
    "cut_mid_sentence",
    "rest_after_the_end",
    "thought_part",
    "filler",
    "no_pongs",
    "zeros",
    "twice",
    "stray_end",
    "stalls",
    "no_end",
    "tone",
    "go_away",
    "go_away_then_close",
}
ELSEWHERE = ("speech", "interrupt", "picture")
SPOKEN = {name for name, fault in FAULTS.items() if fault.at in ELSEWHERE} | {"go_away_mid_reply", "resume_forgotten"}
"""Met only in a spoken conversation (test_client_voice), with pictures (test_client_pictures), or by long interviews
(test_forgotten)."""
TOLD = {
    "silent": Silent,
    "decline_input": Declined,
    "decline_output": Declined,
    "no_transcription": Silent,
    "empty_turn": Silent,
}


def first_failure(here: ClientRun) -> str | None:
    """The row that was met first, as given up or as retried."""
    for event in here.received.events:
        match event:
            case LiveDown(failure=failure):
                return failure.name
            case Noted(kind="retry", detail=detail):
                return str(detail["failure"])
    return None


def test_every_fault_of_the_simulator_is_expected() -> None:
    """A change that adds one says here what must follow."""
    assert set(FAULTS) == set(ROW_OF) | BORNE | SPOKEN | set(TOLD)


@pytest.mark.parametrize(("fault", "row"), ROW_OF.items())
async def test_failures_that_end_a_socket(sim: GeminiSim, fault: str, row: str) -> None:
    """Each is named; what a retry can heal is dialled again at once and answered, what it cannot is given up."""
    sim.late = 0.02
    if fault == "quota_late":
        sim.delay = 0.3
    sim.fail_next(fault)
    tools = [Tool("answer_is_enough", "The answer is enough.")]
    async with running_client(settings_for(sim.base_url), tools=tools) as here:
        here.answer_tools()
        calls = FAULTS[fault].at is Moment.TOOL
        here.client.ask(ContextItem(2, ANSWER.format(left=0, text="Because.") if calls else "one"))
        await here.received.until(lambda: first_failure(here))
        assert first_failure(here) == row
        if BY_NAME[row].retry is Retry.NOW:
            assert (await here.received.hear(ModelTurn)).item_id == 2
            assert not here.received.of(LiveDown)
        else:
            failure = (await here.received.hear(LiveDown)).failure
            assert (failure.side, failure.retry) == (BY_NAME[row].side, BY_NAME[row].retry)
            assert not here.received.noted("retry")


@pytest.mark.parametrize("fault", sorted(BORNE))
async def test_failures_that_are_borne(sim: GeminiSim, fault: str) -> None:
    """The candidate notices nothing: one reply to each question, each question once in the last context."""
    sim.late = 0.02
    sim.go_away_time_left = 0.1
    sim.fail_next(fault)
    async with running_client(settings_for(sim.base_url)) as here:
        for number in (2, 4):
            turn = await here.answer(number, f"item {number}")
            assert turn.item_id == number
            if fault == "resume_refused":
                here.client.sleep()
                await sim.until(lambda sim: not sim.live)
        assert not here.received.of(LiveDown)
        told = [entry.text for entry in sim.sessions[-1].context if entry.text.startswith("item")]
        assert told == ["item 2", "item 4"]


@pytest.mark.parametrize("fault", sorted(TOLD))
async def test_failures_that_the_interview_is_told(sim: GeminiSim, fault: str) -> None:
    """No reply in words: the interview decides; the next question works."""
    sim.fail_always(fault)
    async with running_client(settings_for(sim.base_url)) as here:
        here.client.ask(ContextItem(2, "one"))
        await here.received.hear(TOLD[fault])
        sim.heal()
        await here.answer(4, "two")
        assert [turn.item_id for turn in here.received.of(ModelTurn)] == [4]


async def heard_of(base_url: str, **changes: object) -> ClientRun:
    """Ask somewhere that fails, until the first failure is known."""
    async with running_client(settings_for(base_url, **changes)) as here:
        here.client.ask(ContextItem(2, "one"))
        await here.received.until(lambda: first_failure(here))
        return here


async def test_nobody_listens() -> None:
    """Refused is the network's, and dialled again."""
    async with nobody() as port:
        assert first_failure(await heard_of(f"ws://127.0.0.1:{port}")) == "refused"


@pytest.mark.parametrize(
    ("base_url", "changes", "row"),
    [
        ("http://127.0.0.1", {}, "invalid_uri"),
        ("ws://127.0.0.1:1", {"proxy": "ftp://127.0.0.1"}, "invalid_proxy"),
        ("ws://127.0.0.1:1", {"api_key": "with space"}, "bad_header"),
    ],
)
async def test_settings_that_cannot_work(base_url: str, changes: dict[str, object], row: str) -> None:
    """The operator's, and never tried again by itself."""
    here = await heard_of(base_url, **changes)
    failure = here.received.of(LiveDown)[0].failure
    assert (failure.name, failure.side, failure.retry) == (row, FailureSide.OPERATOR, Retry.NEVER)


async def test_failures_below_the_websocket(sim: GeminiSim, monkeypatch: pytest.MonkeyPatch) -> None:
    """Time-outs and hang-ups by stage, a proxy that refuses, something else that listens there."""
    async with peer(say_nothing) as mute, peer(hang_up) as curt, peer(answering(b"SSH-2.0-x\r\n")) as other:
        assert first_failure(await heard_of(f"ws://127.0.0.1:{mute}")) == "timeout_upgrade"
        assert first_failure(await heard_of(f"wss://127.0.0.1:{mute}")) == "timeout_tls"
        assert first_failure(await heard_of(f"wss://127.0.0.1:{other}")) in ("tls", "timeout_tls")
        assert first_failure(await heard_of(f"ws://127.0.0.1:{curt}")) == "dropped"
        assert first_failure(await heard_of(f"ws://127.0.0.1:{other}")) == "not_websocket"
        assert first_failure(await heard_of(sim.base_url, proxy=f"http://127.0.0.1:{other}")) == "proxy_refused"

    async def nowhere(*_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", nowhere)
    assert first_failure(await heard_of("wss://gone.invalid")) == "dns"


async def test_giving_up(sim: GeminiSim) -> None:
    """After the last retry the interview is told, with the failure that would not go away; being asked tries again."""
    sim.fail_always("internal")
    async with running_client(settings_for(sim.base_url)) as here:
        here.client.ask(ContextItem(2, "one"))
        await here.received.until(lambda: len(here.received.noted("retry")) == 2)
        seconds = [note.detail["seconds"] for note in here.received.noted("retry")]
        assert seconds == sorted(seconds)
        assert seconds[0] == 0
        here.client.sleep()
        sim.heal()
        assert (await here.answer(4, "two")).item_id == 4


async def test_a_late_close_after_the_answer(sim: GeminiSim) -> None:
    """The quota's end is reported after setupComplete; found between two questions, it is told when it matters."""
    sim.late = 0.05
    sim.fail_next("quota_late")
    async with running_client(replace(settings_for(sim.base_url))) as here:
        await here.answer(2, "one")
        assert (await here.received.hear(LiveDown)).failure.name == "quota"
