"""A resume that is accepted, and whose context is gone: noticed by the count of its tokens, and told again."""

import pytest

from bot.ports.model import HandleKept, LiveDown, ModelTurn, Noted
from sims.gemini import GeminiSim
from tests.gemini.test_spoken_session import Call, spoken
from tests.harness.live_peers import running_client, settings_for
from tests.harness.live_shell import ALL_SAID, Shell, awake, handle, said, turn_end

LONG = " and so on" * 100


async def test_a_forgotten_context_is_told_again(sim: GeminiSim) -> None:
    """The reply after the resume was given without it; from the next one on the model knows everything."""
    async with running_client(settings_for(sim.base_url)) as here:
        for number in (2, 4, 6):
            await here.answer(number, f"item {number}{LONG}")
        await here.received.hear(HandleKept, 3)
        here.client.sleep()
        await sim.until(lambda sim: not sim.live)
        sim.fail_next("resume_forgotten")
        await here.answer(8, "item 8")
        await here.received.until(lambda: here.received.noted("resume_forgotten"))
        await here.answer(10, "item 10")
        assert not here.received.of(LiveDown)
        assert [turn.item_id for turn in here.received.of(ModelTurn)] == [2, 4, 6, 8, 10]
    known = [entry.text.split(" and")[0] for entry in sim.sessions[-1].context if entry.role == "user"]
    assert known == [f"item {number}" for number in (2, 4, 6, 8, 10)]
    assert sim.sessions[-1].handle is None


async def test_a_context_that_is_there_is_not_told_again(sim: GeminiSim) -> None:
    async with running_client(settings_for(sim.base_url)) as here:
        for number in (2, 4, 6, 8):
            await here.answer(number, f"item {number}{LONG}")
            await here.received.hear(HandleKept, number // 2)
            here.client.sleep()
            await sim.until(lambda sim: not sim.live)
        assert not here.received.noted("resume_forgotten")
        assert not here.received.noted("rotated")
    assert [session.handle is not None for session in sim.sessions] == [False, True, True, True]


def usage(prompt: int) -> dict[str, object]:
    return {"usageMetadata": {"promptTokenCount": prompt, "responseTokenCount": 5, "totalTokenCount": prompt + 5}}


def resumed(before: int, *, handle_first: bool = False) -> Shell:
    """A session whose context weighed so much, on a new socket, asked."""
    shell = awake()
    frames = [usage(before), handle("h1")]
    shell.receive(*(reversed(frames) if handle_first else frames))
    shell.session.sleep(shell.now)
    shell.look()
    shell.hang()
    shell.ask(4)
    assert shell.open()["sessionResumption"] == {"handle": "h1"}
    return shell


def noticed(shell: Shell) -> bool:
    return any(note.kind == "resume_forgotten" for note in shell.take(Noted))


@pytest.mark.parametrize("handle_first", [False, True])
@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [(17_706, 351, True), (1000, 249, True), (1000, 250, False), (1000, 520, False), (1000, 0, False), (0, 5, False)],
)
def test_a_quarter_is_the_limit(before: int, after: int, lost: bool, handle_first: bool) -> None:
    """A service that compressed its context keeps half of it."""
    shell = resumed(before, handle_first=handle_first)
    shell.receive(said("Well."), ALL_SAID, {**turn_end(), **usage(after)}, handle("h2"))
    assert noticed(shell) is lost
    assert bool(shell.take(HandleKept)[1:]) is not lost
    if lost:
        shell.hang()
        shell.ask(6)
        assert shell.open()["sessionResumption"] == {}
        assert shell.said_to_model() == ["item 2", "=Reply 2.", "item 4", "=Well.", "item 6"]


def test_a_count_that_grows_within_the_turn_is_looked_at_when_it_ends() -> None:
    shell = resumed(1000)
    for count in (10, 400, 1010):
        shell.receive({**said("Well. "), **usage(count)})
    shell.receive(ALL_SAID, turn_end())
    assert not noticed(shell)


def test_a_count_that_comes_after_the_end() -> None:
    shell = resumed(1000)
    shell.receive(said("Well."), ALL_SAID, turn_end(), usage(20))
    assert noticed(shell)


def test_only_the_first_reply_after_a_resume_tells() -> None:
    shell = resumed(1000)
    shell.receive(said("Well."), ALL_SAID, {**turn_end(), **usage(1020)})
    shell.ask(6)
    shell.receive(said("Well."), ALL_SAID, {**turn_end(), **usage(20)})
    assert not noticed(shell)


def test_by_voice() -> None:
    """The socket is replaced before the candidate answers, and the new one is given what was said."""
    call = Call()
    call.ask(3)
    call.open()
    call.receive(spoken("What?"), ALL_SAID, {**turn_end(), **usage(5000)}, handle("h1"))
    call.close(1006)
    call.ask(5)
    assert call.open()["sessionResumption"] == {"handle": "h1"}
    call.receive(spoken("And now?"), ALL_SAID, {**turn_end(), **usage(90)})
    assert noticed(call)
    call.hang()
    assert call.open()["sessionResumption"] == {}
    assert call.said_to_model() == ["item 3", "=What?", "item 5", "=And now?"]
