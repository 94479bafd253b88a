"""The client on its sockets: turns, sleep, rotation, drops, resumption, neighbours, endings; against the simulator."""

import asyncio
import logging
import stat
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.gemini.api.breaker import Breaker
from bot.gemini.api.failures import BY_NAME, ConnectionStage
from bot.gemini.api.messages import Tool
from bot.gemini.client.trace import Trace
from bot.gemini.live.orders import LiveState
from bot.ports.model import (
    ContextItem,
    Declined,
    Handle,
    HandleKept,
    LiveDown,
    LiveEvent,
    LiveUp,
    ModelTurn,
    Silent,
    TokensUsed,
    ToolCalled,
)
from sims.gemini import ContextEntry, GeminiSim, Reply
from tests.harness.live_peers import (
    ANSWER,
    KEY,
    SHORT,
    accept_and_say_nothing,
    peer,
    running_client,
    say_nothing,
    settings_for,
)
from tests.harness.virtual_time import clock

ENOUGH = Tool("answer_is_enough", "The answer is enough.")


def users(context: Sequence[ContextEntry]) -> list[str]:
    """What the user said, as the model knows it."""
    return [entry.text for entry in context if entry.role == "user"]


async def test_a_turn(sim: GeminiSim) -> None:
    """Asked, it dials, sets up, and tells the reply once, with its tokens and its handle."""
    async with running_client(settings_for(sim.base_url)) as here:
        turn = await here.answer(2, "Hello")
        assert (turn.item_id, turn.text) == (2, "Hello, the line works.")
        assert not here.received.of(LiveUp)[0].resumed
        kept = await here.received.hear(HandleKept)
        assert kept.handle.covers == 2
        assert here.received.of(TokensUsed)[0].usage.total > 0
        assert here.session.state is LiveState.READY
    await sim.until(lambda sim: [session.closed for session in sim.sessions] == [1000])


async def test_a_tool_call(sim: GeminiSim) -> None:
    """A function call arrives at once; after its answer the same exchange goes on to the bridge."""
    async with running_client(settings_for(sim.base_url), tools=[ENOUGH]) as here:
        here.client.ask(ContextItem(2, ANSWER.format(left=0, text="Because.")))
        call = await here.received.hear(ToolCalled)
        assert (call.item_id, call.name) == (2, "answer_is_enough")
        here.client.answer_tool(call.call_id, call.name, "Noted. Say at most one short bridging sentence.")
        assert (await here.received.hear(ModelTurn)).text.startswith("Thank")


async def test_waking_beforehand(sim: GeminiSim) -> None:
    """Woken while the candidate types, the socket is there before the question."""
    async with running_client(settings_for(sim.base_url)) as here:
        here.client.wake()
        await here.received.hear(LiveUp)
        await here.answer(2, "Hello")
    assert len(sim.sessions) == 1


async def test_sleep_and_wake(sim: GeminiSim) -> None:
    """Asleep there is no socket; awake again the handle carries the context over, and nothing is said twice."""
    async with running_client(replace(settings_for(sim.base_url), sleep_after=0.05)) as here:
        await here.answer(2, "one")
        await sim.until(lambda sim: not sim.live)
        assert here.session.state is LiveState.ASLEEP
        assert len(asyncio.all_tasks()) <= 4  # this test, the simulator's listener, the owner
        await here.answer(4, "two")
    assert sim.sessions[1].handle is not None
    assert users(sim.sessions[1].context) == ["one", "two"]


async def test_sleep_when_told(sim: GeminiSim) -> None:
    """A pause closes the socket in order."""
    async with running_client(settings_for(sim.base_url)) as here:
        await here.answer(2, "one")
        here.client.sleep()
        await sim.until(lambda sim: not sim.live)
        assert sim.sessions[0].closed == 1000


async def test_a_drop_in_the_middle(sim: GeminiSim) -> None:
    """A dropped socket is dialled again; the unanswered item is asked again and stands once in the context."""
    sim.fail_on_turn(2, "drop_mid_reply")
    async with running_client(settings_for(sim.base_url)) as here:
        await here.answer(2, "one")
        await here.answer(4, "two")
        assert [turn.item_id for turn in here.received.of(ModelTurn)] == [2, 4]
    assert users(sim.sessions[-1].context) == ["one", "two"]


async def test_all_dropped_while_idle(sim: GeminiSim) -> None:
    """A drop between two questions is healed without a word."""
    async with running_client(settings_for(sim.base_url)) as here:
        await here.answer(2, "one")
        sim.drop_all()
        await here.answer(4, "two")
        assert not here.received.of(LiveDown)
    assert users(sim.sessions[-1].context) == ["one", "two"]


async def test_go_away(sim: GeminiSim) -> None:
    """Told that the connection ends, it moves to a new socket by handle before the next question."""
    async with running_client(settings_for(sim.base_url)) as here:
        await here.answer(2, "one")
        await here.received.hear(HandleKept)
        await sim.go_away(30)
        await here.received.hear(LiveUp, 2)
        await here.answer(4, "two")
        assert here.received.of(LiveUp)[1].resumed
    await sim.until(lambda sim: [session.closed for session in sim.sessions] == [1000, 1000])
    assert users(sim.sessions[1].context) == ["one", "two"]


async def test_socket_age(sim: GeminiSim) -> None:
    """An old socket is replaced without being told to."""
    async with running_client(replace(settings_for(sim.base_url), socket_age=0.1)) as here:
        await here.answer(2, "one")
        await here.received.hear(LiveUp, 2)
    assert sim.sessions[0].closed == 1000


async def test_resume_refused(sim: GeminiSim) -> None:
    """A stale handle leads to a fresh session, seeded from our own record."""
    history = [ContextItem(2, "one", "Why?")]
    handle = Handle("handle-999", covers=2, at=clock())
    async with running_client(settings_for(sim.base_url), history=history, handle=handle) as here:
        await here.answer(4, "two")
        assert here.received.noted("resume_refused")
    last = sim.sessions[-1]
    assert last.handle is None
    assert [(entry.role, entry.text) for entry in last.context[:3]] == [
        ("user", "one"),
        ("model", "Why?"),
        ("user", "two"),
    ]


async def test_restart_resumes_by_handle(sim: GeminiSim) -> None:
    """What a former process kept is enough: the next client resumes, and tells only what is newer."""
    async with running_client(settings_for(sim.base_url)) as here:
        await here.answer(2, "one")
        kept = (await here.received.hear(HandleKept)).handle
        items = here.session.items
    async with running_client(settings_for(sim.base_url), history=items, handle=kept) as again:
        await again.answer(4, "two")
        assert again.received.of(LiveUp)[0].resumed
    assert users(sim.sessions[1].context) == ["one", "two"]


async def test_silent_model(sim: GeminiSim) -> None:
    """Nudged, then a new socket, then `Silent`; the client lives on."""
    sim.fail_always("silent")
    async with running_client(settings_for(sim.base_url)) as here:
        here.client.ask(ContextItem(2, "one"))
        assert (await here.received.hear(Silent)).item_id == 2
        assert here.received.noted("nudged")
        assert len(sim.sessions) == 2
        sim.heal()
        await here.answer(4, "two")


async def test_interrupting(sim: GeminiSim) -> None:
    """A second question while the first is unanswered: only the second gets a reply."""
    sim.delay = 0.1
    async with running_client(settings_for(sim.base_url)) as here:
        here.client.ask(ContextItem(2, "one"))
        await sim.until(lambda sim: bool(sim.sessions and sim.sessions[0].context))
        turn = await here.answer(4, "two")
        assert turn.item_id == 4
        assert [item.reply for item in here.session.items] == ["", turn.text]


async def test_neighbours(sim: GeminiSim) -> None:
    """Two clients share nothing: one's failures and words do not reach the other."""

    def echo(context: Sequence[ContextEntry], setup: Mapping[str, Any]) -> Reply:
        return Reply(f"You said {users(context)[-1]}.")

    sim.brain = echo
    async with (
        running_client(settings_for(sim.base_url), label="1") as one,
        running_client(settings_for(sim.base_url), label="2") as two,
    ):
        first, second = await asyncio.gather(one.answer(2, "apples"), two.answer(2, "pears"))
        assert (first.text, second.text) == ("You said apples.", "You said pears.")
        sim.live[0].drop()
        assert (await two.answer(4, "plums")).text == "You said plums."
        assert (await one.answer(4, "nuts")).text == "You said nuts."


async def test_a_blocked_breaker(sim: GeminiSim) -> None:
    """While the breaker is open nothing is dialled; the interview is told at once."""
    breaker = Breaker()
    quota = BY_NAME["quota"].failure(ConnectionStage.SETUP)
    breaker.record(quota, clock())
    async with running_client(settings_for(sim.base_url), breaker=breaker) as here:
        here.client.ask(ContextItem(2, "one"))
        assert (await here.received.hear(LiveDown)).failure == quota
        assert here.session.state is LiveState.DOWN
    assert sim.handshakes == []


async def test_one_probe(sim: GeminiSim) -> None:
    """Once the wait is over one interview may try; its real turn closes the breaker for all."""
    breaker = Breaker()
    breaker.record(BY_NAME["quota"].failure(ConnectionStage.SETUP), clock() - 3600)
    sim.delay = 0.05
    async with (
        running_client(settings_for(sim.base_url), breaker=breaker) as probe,
        running_client(settings_for(sim.base_url), breaker=breaker) as other,
    ):
        probe.client.ask(ContextItem(2, "one"))
        other.client.ask(ContextItem(2, "one"))
        await other.received.hear(LiveDown)
        await probe.received.hear(ModelTurn)
        assert breaker.blocked(clock()) is None
        other.client.wake()
        await other.received.hear(ModelTurn)


async def test_a_refused_answer_proves_that_google_works(sim: GeminiSim) -> None:
    """A safety stop concerns one answer; the quota is there again, for all."""
    breaker = Breaker()
    breaker.record(BY_NAME["quota"].failure(ConnectionStage.SETUP), clock() - 3600)
    sim.fail_next("decline_input")
    async with running_client(settings_for(sim.base_url), breaker=breaker) as here:
        here.client.ask(ContextItem(2, "one"))
        await here.received.hear(Declined)
        assert breaker.blocked(clock()) is None


async def test_quota_teaches_all(sim: GeminiSim) -> None:
    """A failure that everybody would meet opens the breaker, whoever met it first."""
    sim.fail_always("quota")
    breaker = Breaker()
    async with running_client(settings_for(sim.base_url), breaker=breaker) as here:
        here.client.ask(ContextItem(2, "one"))
        await here.received.hear(LiveDown)
        found = breaker.blocked(clock())
        assert found is not None
        assert found.name == "quota"


async def test_events_never_come_from_inside_a_verb(sim: GeminiSim) -> None:
    """`ask` only hands over: whoever calls it while handling an event is not called back before it returns."""
    inside: list[str] = []

    def on_event(event: LiveEvent) -> None:
        assert not inside, "called back from inside a verb"
        if isinstance(event, ModelTurn) and event.item_id == 2:
            inside.append("ask")
            here.client.ask(ContextItem(4, "two"))
            inside.clear()

    async with running_client(settings_for(sim.base_url), on_event=on_event) as here:
        here.client.ask(ContextItem(2, "one"))
        await sim.until(lambda sim: bool(sim.sessions) and users(sim.sessions[0].context) == ["one", "two"])


async def test_a_bug_becomes_words(sim: GeminiSim, caplog: pytest.LogCaptureFixture) -> None:
    """A bug of ours is logged with the interview's number and without anybody's words, and the interview is told."""

    def on_event(event: LiveEvent) -> None:
        if isinstance(event, ModelTurn) and event.item_id == 2:
            raise RuntimeError(f"the candidate wrote {event.text}")

    async with running_client(settings_for(sim.base_url), on_event=on_event, label="4711") as here:
        here.client.ask(ContextItem(2, "one"))
        assert (await here.received.hear(LiveDown)).failure.name == "unknown"
        assert (await here.answer(4, "two")).item_id == 4
    record = next(record for record in caplog.records if record.levelno == logging.ERROR)
    assert "interview 4711" in record.getMessage()
    assert "RuntimeError" in record.getMessage()
    assert "the line works" not in caplog.text


async def test_leaving_while_dialling() -> None:
    """Left in the middle of dialling, nothing stays behind."""
    async with peer(say_nothing) as port:
        before = len(asyncio.all_tasks())
        async with running_client(settings_for(f"ws://127.0.0.1:{port}")) as here:
            here.client.wake()
            await asyncio.sleep(0.05)
            assert here.session.state is LiveState.DIALING
        await asyncio.sleep(0.02)  # the peer sees it too
        assert len(asyncio.all_tasks()) == before


async def test_leaving_a_peer_that_never_says_goodbye() -> None:
    """A goodbye is waited for within its limit, then the socket is let go."""
    async with peer(accept_and_say_nothing) as port:
        settings = settings_for(f"ws://127.0.0.1:{port}", timeouts=replace(SHORT, close=0.2))
        async with running_client(settings) as here:
            here.client.wake()
            async with asyncio.timeout(10):
                while here.session.state is not LiveState.SETTING_UP:  # noqa: ASYNC110 - no event tells of it
                    await asyncio.sleep(0.01)
            began = clock()
        assert clock() - began < 5  # the library alone would wait for ten seconds


async def test_cancelling_the_owner_of_a_client(sim: GeminiSim) -> None:
    """The interview's task is cancelled in the middle of a reply: no task and no socket stay behind."""
    sim.delay = 5.0
    before = asyncio.all_tasks()

    async def interview() -> None:
        async with running_client(settings_for(sim.base_url)) as here:
            here.client.ask(ContextItem(2, "one"))
            await asyncio.Event().wait()

    task = asyncio.create_task(interview())
    await sim.until(lambda sim: bool(sim.sessions and sim.sessions[0].context))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await sim.until(lambda sim: not sim.live)
    names = {left.get_name() for left in asyncio.all_tasks() - before}
    assert not [name for name in names if name.startswith("live")]


async def test_repr_tells_the_state_only(sim: GeminiSim) -> None:
    """What may reach a log."""
    async with running_client(settings_for(sim.base_url), label="12") as here:
        assert repr(here.client) == "<LiveClient 12 <LiveSession asleep>>"


def test_a_trace_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Also where a file was, that everybody could read; and what was in it is gone."""
    path = tmp_path / "trace.jsonl"
    path.write_text("of yesterday\n" * 100)
    path.chmod(0o666)
    with Trace(path, clock) as trace:
        trace.happened("anew")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text().count("\n") == 1
    with Trace(Path("/dev/null"), clock) as trace:
        trace.happened("nowhere")
    assert stat.S_IMODE(Path("/dev/null").stat().st_mode) == 0o666


async def test_trace(sim: GeminiSim, tmp_path: Path) -> None:
    """A trace holds the shape of every frame, and neither key nor sound nor words."""
    path = tmp_path / "trace.jsonl"
    with Trace(path, clock) as trace:
        async with running_client(settings_for(sim.base_url), trace=trace) as here:
            await here.answer(2, "MARKED-SENTENCE of a candidate")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text(encoding="utf-8")
    assert '"what": "stage"' in text
    assert '"voiceName": "Kore"' in text
    assert '"data": "<' in text
    for secret in (KEY, "MARKED-SENTENCE", "line works", "friendly interviewer", "handle-1"):
        assert secret not in text
