"""A model that calls, is answered, and calls again: each round costs a whole context, so it comes to an end."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from bot.gemini.api.messages import Tool
from bot.gemini.live.text_conversation import MOST_CALLS
from bot.ports.model import ContextItem, LiveDown, ModelTurn, ToolCalled
from sims.gemini import ContextEntry, GeminiSim, Reply, ToolCall
from tests.harness.live_peers import KEY, running_client, settings_for
from tests.harness.live_shell import asking, said, turn_end

ENOUGH = Tool("answer_is_enough", "The answer is enough.")


def only_calls(context: Sequence[ContextEntry], setup: Mapping[str, Any]) -> Reply:
    """A mind that comes to words after the twentieth call, so that who answers them all fails and does not hang."""
    calls = sum(entry.role == "call" for entry in context)
    return Reply("At last.") if calls >= 20 else Reply(tool_calls=(ToolCall(ENOUGH.name),))


async def test_an_endless_chain_of_calls_is_answered_five_times() -> None:
    """Then the turn is over without words; the next question goes to another socket, for this one waits for ever."""
    async with (
        GeminiSim(key=KEY, brain=only_calls) as sim,
        running_client(settings_for(sim.base_url), tools=[ENOUGH]) as here,
    ):
        here.answer_tools()
        turn = await here.answer(2, "item 2")
        assert (turn.item_id, turn.text) == (2, "")
        assert len(here.received.of(ToolCalled)) == MOST_CALLS == 5
        assert here.received.noted("model_calls")
        sim.brain = lambda context, setup: Reply("Well.")
        assert (await here.answer(4, "item 4")).text == "Well."
        assert [entry.text for entry in sim.sessions[-1].context if entry.role == "user"] == ["item 2", "item 4"]
        assert not here.received.of(LiveDown)


@pytest.mark.parametrize("together", [6, 600])
def test_many_calls_in_one_frame_are_a_chain_too(together: int) -> None:
    shell = asking(2)
    calls = [{"id": f"c{number}", "name": ENOUGH.name, "args": {}} for number in range(together)]
    shell.receive({"toolCall": {"functionCalls": calls}})
    assert shell.take(ToolCalled) == []
    assert shell.take(ModelTurn) == [ModelTurn(2, "")]


def test_words_between_the_calls_are_kept() -> None:
    shell = asking(2)
    shell.receive(said("Good to know."))
    for number in range(6):
        shell.receive({"toolCall": {"functionCalls": [{"id": f"c{number}", "name": ENOUGH.name, "args": {}}]}})
        shell.session.answer_tool(f"c{number}", ENOUGH.name, "Noted.", shell.now)
        shell.look()
    assert shell.take(ModelTurn) == [ModelTurn(2, "Good to know.")]


def test_each_item_has_calls_of_its_own() -> None:
    shell = asking(2)
    for item in range(2, 20, 2):
        if item > 2:
            shell.ask(item)
        shell.receive({"toolCall": {"functionCalls": [{"id": f"c{item}", "name": ENOUGH.name, "args": {}}]}})
        shell.session.answer_tool(f"c{item}", ENOUGH.name, "Noted.", shell.now)
        shell.look()
        shell.receive(said("Thank you."), turn_end())
    assert len(shell.take(ToolCalled)) == 9
    assert [turn.text for turn in shell.take(ModelTurn)] == ["Thank you."] * 9


def test_item_ids_in_the_note() -> None:
    """Numbers and names only: a function's name is the model's own word."""
    shell = asking(2)
    calls = [{"id": f"c{number}", "name": "marked", "args": {}} for number in range(9)]
    shell.receive({"toolCall": {"functionCalls": calls}})
    assert "marked" not in repr(shell.events)
    assert ContextItem(2, "item 2", "") == shell.session.items[0]
