"""The Live session, by hand and without a network: what is asked, and what the model says to it."""

import pytest

from bot.gemini.live.context import NUDGE
from bot.gemini.live.orders import Dial, LiveState
from bot.ports.model import (
    ContextItem,
    Declined,
    LiveUp,
    ModelTurn,
    Silent,
    ToolCalled,
)
from tests.harness.live_shell import ALL_SAID, CALL, Shell, asking, awake, said, turn_end


def test_nothing_is_dialled_before_it_is_needed() -> None:
    shell = Shell()
    shell.look()
    assert (shell.session.state, shell.session.deadline(), shell.orders) == (LiveState.ASLEEP, None, [])


def test_one_exchange() -> None:
    """Dial, setup, setupComplete, question, reply: and nothing is said before setupComplete."""
    shell = Shell()
    shell.ask(2)
    assert shell.session.state.value == "dialing"
    shell.now += 0.25
    shell.orders = [Dial()]
    assert shell.open()["model"] == "models/gemini-3.8-live"
    assert shell.take(LiveUp) == [LiveUp(resumed=False, milliseconds=250)]
    assert shell.said_to_model() == ["item 2"]
    assert shell.session.state.value == "waiting"
    shell.receive(said(" Good"), said(" evening."), ALL_SAID, turn_end())
    assert shell.take(ModelTurn) == [ModelTurn(2, "Good evening.")]
    assert shell.session.state is LiveState.READY
    assert shell.session.items == (ContextItem(2, "item 2", "Good evening."),)


def test_the_next_item_goes_over_the_same_socket_alone() -> None:
    shell = awake()
    shell.sent.clear()
    shell.ask(4)
    assert shell.said_to_model() == ["item 4"]
    assert shell.orders == []


def test_without_turn_complete_the_turn_ends_all_the_same() -> None:
    """At once when the words end a sentence; else it is waited for."""
    shell = asking(2)
    shell.receive(said("Hm."), ALL_SAID)
    assert shell.take(ModelTurn) == []
    shell.wait(0.1)
    assert shell.take(ModelTurn) == [ModelTurn(2, "Hm.")]
    shell = asking(2)
    shell.receive(said("Hm"), ALL_SAID)
    shell.wait(1.9)
    assert shell.take(ModelTurn) == []
    shell.wait(0.2)
    assert shell.take(ModelTurn) == [ModelTurn(2, "Hm")]


def test_words_behind_generation_complete_have_the_same_time() -> None:
    """Each of them begins it anew, and no reply waits for an end that never comes."""
    shell = asking(2)
    shell.receive(said("Which"), ALL_SAID)
    shell.wait(1.0)
    shell.receive(said(" one"))
    shell.wait(1.9)
    assert shell.take(ModelTurn) == []
    shell.receive(said(" then?"))
    shell.wait(0.1)
    assert shell.take(ModelTurn) == [ModelTurn(2, "Which one then?")]


@pytest.mark.parametrize("crossing", [[ALL_SAID], [turn_end()], [ALL_SAID, turn_end()]])
def test_an_open_call_or_an_end_of_before_it_hurries_nobody(crossing: list[dict[str, object]]) -> None:
    """What was said before the call is no reply, however whole it is."""
    shell = asking(2)
    shell.receive(said("One moment."), CALL, ALL_SAID)
    shell.wait(1.0)
    assert shell.take(ModelTurn) == []
    shell.session.answer_tool("c1", "answer_is_enough", "Noted.", shell.now)
    shell.receive(*crossing)
    shell.wait(1.0)
    assert shell.take(ModelTurn) == []
    shell.receive(said("Thank you."), ALL_SAID)
    shell.wait(0.1)
    assert shell.take(ModelTurn) == [ModelTurn(2, "One moment. Thank you.")]


def test_a_model_that_thinks_on_has_not_said_all() -> None:
    """A filler is no reply, nor a part of one."""
    shell = asking(2)
    going_on = {"generationComplete": True, "turnComplete": True, "interactionStatus": "IN_PROGRESS"}
    shell.receive(said("Let me see."), {"serverContent": going_on})
    shell.wait(5.0)
    shell.receive(said(" Why?"), ALL_SAID, turn_end(interactionStatus="IDLE"))
    assert shell.take(ModelTurn) == [ModelTurn(2, "Why?")]


def test_a_late_end_does_not_end_the_next_turn() -> None:
    """turnComplete waits for the playback the model imagines; it may come after the next question."""
    shell = asking(2)
    shell.receive(said("Hm."), ALL_SAID)
    shell.wait(3.0)
    shell.take(ModelTurn)
    shell.ask(4)
    shell.receive(turn_end())
    assert shell.take(ModelTurn) == []
    shell.reply("Ah.")
    assert shell.take(ModelTurn) == [ModelTurn(4, "Ah.")]


def test_without_generation_complete_too() -> None:
    shell = asking(2)
    shell.receive(said("Hm."), turn_end(turnCompleteReason="SOMETHING_NEW"))
    assert shell.take(ModelTurn) == [ModelTurn(2, "Hm.")]


def test_a_function_is_called_at_once_and_the_turn_goes_on_after_its_result() -> None:
    shell = asking(2)
    shell.receive(CALL)
    assert shell.take(ToolCalled) == [ToolCalled(2, "c1", "answer_is_enough")]
    shell.receive(turn_end())
    assert shell.take(ModelTurn) == []
    shell.sent.clear()
    shell.session.answer_tool("c1", "answer_is_enough", "Noted.", shell.now)
    shell.look()
    answer = {"id": "c1", "name": "answer_is_enough", "response": {"output": "Noted."}}
    assert shell.sent == [{"toolResponse": {"functionResponses": [answer]}}]
    shell.reply("Thank you.")
    assert shell.take(ModelTurn) == [ModelTurn(2, "Thank you.")]


def test_words_before_and_after_a_function_call_are_one_turn() -> None:
    shell = asking(2)
    shell.receive(said("One moment."), CALL)
    shell.session.answer_tool("c1", "answer_is_enough", "Noted.", shell.now)
    shell.reply("Thank you.")
    assert shell.take(ModelTurn) == [ModelTurn(2, "One moment. Thank you.")]


def test_an_end_that_crosses_our_answer_is_not_the_end() -> None:
    shell = asking(2)
    shell.receive(CALL)
    shell.session.answer_tool("c1", "answer_is_enough", "Noted.", shell.now)
    shell.receive(turn_end())
    assert shell.take(ModelTurn) == []
    shell.reply("Thank you.")
    assert shell.take(ModelTurn) == [ModelTurn(2, "Thank you.")]


def test_a_model_that_says_nothing_after_its_function_has_ended() -> None:
    shell = asking(2)
    shell.receive(CALL)
    shell.session.answer_tool("c1", "answer_is_enough", "Noted.", shell.now)
    shell.wait(10.1)
    assert shell.take(ModelTurn) == [ModelTurn(2, "")]


def test_a_cancelled_call_is_not_waited_for() -> None:
    shell = asking(2)
    shell.receive(CALL, {"toolCallCancellation": {"ids": ["c1"]}}, said("Well."), turn_end())
    assert shell.take(ModelTurn) == [ModelTurn(2, "Well.")]


def test_the_answer_to_a_call_of_a_lost_socket_is_dropped() -> None:
    shell = asking(2)
    shell.receive(CALL)
    shell.close(1006)
    shell.session.answer_tool("c1", "answer_is_enough", "Noted.", shell.now)
    shell.open()
    assert [frame for frame in shell.sent if "toolResponse" in frame] == []
    assert shell.said_to_model() == ["item 2"]


THINKING_ALOUD = {"text": "The answer seems weak. What did they do?"}
PICTURE = {"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}}


@pytest.mark.parametrize("parts", [[THINKING_ALOUD], [THINKING_ALOUD, PICTURE], [{**THINKING_ALOUD, "thought": True}]])
def test_what_is_not_spoken_is_ignored(parts: list[dict[str, object]]) -> None:
    """Text of the model is unspoken reasoning, marked or not. Beside words it is left out; alone it is silence: a
    nudge, a new socket, and then the interview is told."""
    shell = asking(2)
    musing = {"serverContent": {"modelTurn": {"parts": parts}}}
    shell.receive(musing, said("Hello."), turn_end())
    shell.ask(4)
    shell.sent.clear()
    shell.receive(musing, ALL_SAID, turn_end())
    assert shell.sent == [{"realtimeInput": {"text": NUDGE}}]
    shell.receive(musing, turn_end())
    shell.hang()
    shell.open()
    shell.receive(musing, turn_end())
    assert [turn.text for turn in shell.take(ModelTurn)] == ["Hello."]
    assert shell.take(Silent) == [Silent(4)]
    assert shell.session.items[-1].reply == ""


@pytest.mark.parametrize("reason", ["PROHIBITED_INPUT_CONTENT", "GENERATED_AUDIO_SAFETY"])
def test_a_declined_item_is_left_out_of_every_later_context(reason: str) -> None:
    shell = awake()
    shell.ask(4)
    shell.receive(turn_end(turnCompleteReason=reason))
    assert shell.take(Declined) == [Declined(4, reason)]
    shell.hang()
    shell.ask(6)
    shell.open()
    assert shell.said_to_model() == ["item 2", "=Reply 2.", "item 6"]


def test_an_interrupted_item_is_told_and_gets_no_reply() -> None:
    """The socket is left, since nobody could say whose reply comes next."""
    shell = awake()
    shell.ask(4)
    shell.receive(said("Let me"))
    shell.ask(6)
    shell.hang()
    shell.open()
    assert shell.said_to_model() == ["item 2", "=Reply 2.", "item 4", "item 6"]
    shell.reply("Reply 6.")
    assert [turn.item_id for turn in shell.take(ModelTurn)] == [6]
    assert [item.reply for item in shell.session.items] == ["Reply 2.", "", "Reply 6."]


def test_items_asked_in_one_go_are_one_question_on_one_socket() -> None:
    """Nothing of the first was sent yet: it is told, and only the last is asked."""
    shell = awake()
    shell.sent.clear()
    shell.session.ask(ContextItem(4, "item 4"), shell.now)
    shell.ask(6)
    assert shell.said_to_model() == ["item 4", "item 6"]
    assert [frame["clientContent"]["turnComplete"] for frame in shell.sent] == [False, True]
    assert shell.orders == []


def test_a_reply_that_was_said_in_full_is_not_interrupted() -> None:
    shell = asking(2)
    shell.receive(said("Hm."), ALL_SAID)
    shell.sent.clear()
    shell.ask(4)
    assert shell.take(ModelTurn) == [ModelTurn(2, "Hm.")]
    assert shell.said_to_model() == ["item 4"]


def test_an_interruption_by_the_server_starts_the_reply_anew() -> None:
    shell = asking(2)
    shell.receive(said("Let me"), {"serverContent": {"interrupted": True}}, turn_end())
    assert shell.take(ModelTurn) == []
    shell.reply("Well.")
    assert shell.take(ModelTurn) == [ModelTurn(2, "Well.")]
