"""A model that thinks between two pieces of one turn: what it says first is no reply, and has ends all the same."""

from collections.abc import Mapping

import pytest

from bot.gemini.api.messages import Malformed, ServerMessage
from bot.gemini.api.settings import Timeouts
from bot.gemini.live.reception import Reception
from bot.ports.model import Declined, ModelTurn, Silent, ToolCalled
from sims.gemini import GeminiSim
from sims.gemini.brain import FILLER
from tests.gemini.test_client_voice import sim as voice_sim
from tests.gemini.test_client_voice import voice
from tests.harness.live_peers import running_client, settings_for
from tests.harness.live_shell import ALL_SAID, CALL, Shell, asking, said, turn_end

__all__ = ["voice_sim"]

IN_CONTENT = ({"serverContent": {"interactionStatus": "IN_PROGRESS"}}, {"serverContent": {"interactionStatus": "IDLE"}})
AT_TOP = ({"interactionStatus": "IN_PROGRESS"}, {"interactionStatus": "IDLE"})
PLACES = pytest.mark.parametrize("status", [IN_CONTENT, AT_TOP], ids=["content", "top"])
Status = tuple[Mapping[str, object], Mapping[str, object]]


async def test_a_filler_is_not_the_reply(sim: GeminiSim) -> None:
    """It would be shown, and the reply itself be lost as something that nobody asked for."""
    sim.late = 0.4
    sim.fail_next("filler")
    async with running_client(settings_for(sim.base_url)) as here:
        assert (await here.answer(2, "item 2")).text == "Hello, the line works."
        assert (await here.answer(4, "item 4")).text == "Hello, the line works."
        assert not here.received.noted("unasked")
    assert len(sim.sessions) == 1


async def test_nor_is_it_by_voice(voice_sim: GeminiSim) -> None:
    voice_sim.late = 0.4
    voice_sim.fail_next("filler")
    async with voice(voice_sim) as here:
        assert (await here.ask(1, "Why here?")).text == f"{FILLER} Why here?"


def working(status: Status, *, after: bool = False) -> Shell:
    """It says that it is at work, and has said something and ended that."""
    shell = asking(2)
    frames = [said("Let me see. "), status[0], ALL_SAID]
    shell.receive(*([*frames[::2], frames[1]] if after else frames))
    return shell


@pytest.mark.parametrize("after", [False, True])
@PLACES
def test_nothing_but_idle_ends_it(status: Status, after: bool) -> None:
    shell = working(status, after=after)
    shell.wait(12.0)
    shell.receive(said("Why?"), ALL_SAID, turn_end())
    shell.wait(12.0)
    assert not shell.take(ModelTurn)
    shell.receive(status[1])
    assert shell.take(ModelTurn) == [ModelTurn(2, "Why?")]


@PLACES
def test_a_call_in_it_is_answered(status: Status) -> None:
    shell = working(status)
    shell.wait(5.0)
    shell.receive(CALL)
    assert [call.call_id for call in shell.take(ToolCalled)] == ["c1"]
    shell.session.answer_tool("c1", "answer_is_enough", "Noted.", shell.now)
    shell.look()
    shell.receive(said("Thank you."), ALL_SAID, turn_end(), status[1])
    shell.wait(2.1)
    assert [turn.item_id for turn in shell.take(ModelTurn)] == [2]


@PLACES
def test_a_filler_and_a_call_say_nothing(status: Status) -> None:
    """Not even as the sentence before the next question: the words of the reply did not come."""
    shell = working(status)
    shell.receive(CALL)
    shell.session.answer_tool("c1", "answer_is_enough", "Noted.", shell.now)
    shell.look()
    shell.receive(ALL_SAID, turn_end(), status[1])
    shell.wait(2.1)
    assert shell.take(ModelTurn) == [ModelTurn(2, "")]


def test_one_that_never_says_idle_comes_to_an_end() -> None:
    """Whatever was said whole counts; the next question goes to another socket."""
    shell = working(IN_CONTENT)
    shell.wait(Timeouts().turn + 1)
    assert shell.take(ModelTurn) == [ModelTurn(2, "Let me see.")]
    shell.hang()
    shell.ask(4)
    shell.open()
    shell.receive(said("Well."), ALL_SAID, turn_end())
    assert shell.take(ModelTurn) == [ModelTurn(4, "Well.")]


def test_one_that_says_nothing_but_that_it_is_at_work() -> None:
    """Thinking is a sign of life, for as long as a turn may take."""
    shell = asking(2)
    shell.receive(IN_CONTENT[0])
    shell.wait(20.0)
    assert len(shell.sent) == 1  # no nudge
    shell.wait(200.0)
    assert not shell.take(ModelTurn)


def test_a_refusal_while_it_is_at_work_is_told_when_it_is_idle() -> None:
    shell = working(IN_CONTENT)
    shell.receive(turn_end(turnCompleteReason="PROHIBITED_INPUT_CONTENT"))
    shell.receive(IN_CONTENT[1])
    assert shell.take(Declined) == [Declined(2, "PROHIBITED_INPUT_CONTENT")]


def test_half_a_sentence_before_it_thinks_is_no_filler() -> None:
    shell = asking(2)
    shell.receive(said("Why"), IN_CONTENT[0], said(" here?"), ALL_SAID, turn_end(), IN_CONTENT[1])
    assert shell.take(ModelTurn) == [ModelTurn(2, "Why here?")]


def test_where_nothing_else_comes_it_is_the_reply() -> None:
    shell = working(IN_CONTENT)
    shell.receive(ALL_SAID, turn_end(), IN_CONTENT[1])
    assert shell.take(ModelTurn) == [ModelTurn(2, "Let me see.")]


def test_idle_alone_is_no_end() -> None:
    """Nothing was in progress: it says what everybody knows."""
    shell = asking(2)
    shell.receive(IN_CONTENT[1], said("Well"))
    assert not shell.take(ModelTurn)
    assert not shell.take(Silent)
    shell.receive(said(" then."), turn_end(interactionStatus="IDLE"))
    assert shell.take(ModelTurn) == [ModelTurn(2, "Well then.")]


def test_an_interruption_ends_what_was_in_progress() -> None:
    reception = Reception(sound=False)

    def read(frame: str) -> ServerMessage:
        message = reception.read(frame)
        assert not isinstance(message, Malformed)
        return message

    assert not read('{"serverContent": {"turnComplete": true}, "interactionStatus": "IN_PROGRESS"}').turn_complete
    assert not read('{"serverContent": {"turnComplete": true}}').turn_complete
    assert read('{"serverContent": {"interrupted": true, "turnComplete": true}}').turn_complete
    assert read('{"serverContent": {"turnComplete": true}}').turn_complete
