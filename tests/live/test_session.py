"""The Live session, by hand and without a network: what each verb and each frame leads to."""

import pytest

from bot.live.conversation import NUDGE
from bot.live.events import (
    ContextItem,
    Declined,
    Handle,
    HandleKept,
    LiveDown,
    LiveUp,
    ModelTurn,
    Noted,
    Silent,
    TokensUsed,
    ToolCalled,
    Usage,
)
from bot.live.failures import BY_NAME, Stage
from bot.live.orders import Dial, Hang, LiveState
from tests.live.shell import ALL_SAID, CALL, Shell, handle, said, turn_end


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
    shell = asking(2)
    shell.receive(said("Hm."), ALL_SAID)
    shell.wait(1.9)
    assert shell.take(ModelTurn) == []
    shell.wait(0.2)
    assert shell.take(ModelTurn) == [ModelTurn(2, "Hm.")]


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


def test_text_parts_count_only_when_there_is_nothing_to_hear() -> None:
    """Model text beside sound is often unspoken reasoning."""
    part = {"text": "thinking aloud"}
    shell = asking(2)
    shell.receive({"serverContent": {"modelTurn": {"parts": [part]}}}, said("Hello."), turn_end())
    shell.ask(4)
    shell.receive({"serverContent": {"modelTurn": {"parts": [part]}}}, turn_end())
    assert [turn.text for turn in shell.take(ModelTurn)] == ["Hello.", "thinking aloud"]


@pytest.mark.parametrize("reason", ["PROHIBITED_INPUT_CONTENT", "GENERATED_AUDIO_SAFETY"])
def test_a_declined_item_is_left_out_of_every_later_context(reason: str) -> None:
    shell = awake()
    shell.ask(4)
    shell.receive(turn_end(turnCompleteReason=reason))
    assert shell.take(Declined) == [Declined(4, reason)]
    shell.hang()
    shell.ask(6)
    shell.open()
    assert shell.said_to_model() == ["item 2", "=reply 2", "item 6"]


def test_an_interrupted_item_is_told_and_gets_no_reply() -> None:
    """The socket is left, since nobody could say whose reply comes next."""
    shell = awake()
    shell.ask(4)
    shell.receive(said("Let me"))
    shell.ask(6)
    shell.hang()
    shell.open()
    assert shell.said_to_model() == ["item 2", "=reply 2", "item 4", "item 6"]
    shell.reply("reply 6")
    assert [turn.item_id for turn in shell.take(ModelTurn)] == [6]
    assert [item.reply for item in shell.session.items] == ["reply 2", "", "reply 6"]


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


# ---------------------------------------------------------------- handles


def test_a_lost_socket_is_resumed_and_told_only_what_it_lacks() -> None:
    shell = awake()
    shell.receive(handle("h1"))
    assert shell.take(HandleKept) == [HandleKept(Handle("h1", covers=2, at=shell.now))]
    shell.ask(4)
    shell.reply("reply 4")
    shell.ask(6)
    shell.close(1006)
    assert shell.open()["sessionResumption"] == {"handle": "h1"}
    assert shell.said_to_model() == ["item 4", "=reply 4", "item 6"]
    assert shell.take(LiveUp)[-1].resumed


def test_what_is_told_again_asks_for_nothing() -> None:
    shell = Shell(history=(ContextItem(2, "a", "b"), ContextItem(4, "c")))
    shell.session.wake(shell.now)
    shell.look()
    shell.open()
    assert [frame["clientContent"]["turnComplete"] for frame in shell.sent] == [False, True]


def test_a_handle_given_in_the_middle_of_a_turn_is_not_trusted() -> None:
    shell = asking(2)
    shell.receive(handle("h1"), said("Hm."), handle("h2"), turn_end())
    assert shell.take(HandleKept) == []


def test_a_handle_between_the_two_ends_of_a_turn_holds_that_turn() -> None:
    shell = asking(2)
    shell.receive(said("Hm."), ALL_SAID, handle("h1"), turn_end())
    assert shell.take(HandleKept) == [HandleKept(Handle("h1", covers=2, at=shell.now))]


def test_an_old_handle_is_not_used() -> None:
    shell = awake()
    shell.receive(handle("h1"))
    shell.wait(80.0)
    shell.hang()
    shell.wait(7200.0)
    shell.session.wake(shell.now)
    shell.look()
    assert shell.open()["sessionResumption"] == {}


@pytest.mark.parametrize(
    ("code", "reason"),
    [(1008, "Requested entity was not found."), (1007, "Request contains an invalid argument."), (4000, "new")],
)
def test_a_refused_resume_becomes_a_fresh_session_from_our_own_record(code: int, reason: str) -> None:
    shell = awake()
    shell.receive(handle("h1"))
    shell.ask(4)
    shell.close(1006)
    shell.orders.clear()
    shell.session.socket_opened(shell.now)
    shell.look()
    shell.close(code, reason)
    shell.wait(1.0)
    shell.orders = [Dial()]
    assert shell.open()["sessionResumption"] == {}
    assert shell.said_to_model() == ["item 2", "=reply 2", "item 4"]
    assert shell.take(LiveDown) == []


def test_a_resumed_socket_that_falls_twice_is_given_up_for_a_fresh_one() -> None:
    shell = awake()
    shell.receive(handle("h1"))
    shell.ask(4)
    for expected in ({"handle": "h1"}, {"handle": "h1"}, {}):
        shell.close(1011, "Internal error occurred.")
        shell.wait(2.0)
        shell.orders = [Dial()]
        assert shell.open()["sessionResumption"] == expected


def test_a_restart_goes_on_from_the_stored_record_and_handle() -> None:
    history = (ContextItem(2, "item 2", "reply 2"), ContextItem(4, "item 4", "reply 4"), ContextItem(6, "item 6"))
    shell = Shell(history=history, resume=Handle("h1", covers=2, at=900.0))
    shell.session.wake(shell.now)
    shell.look()
    assert shell.open()["sessionResumption"] == {"handle": "h1"}
    assert shell.said_to_model() == ["item 4", "=reply 4", "item 6"]


def test_a_stored_handle_that_knows_more_than_the_record_is_not_used() -> None:
    """The reply was lost with the process; resumed, the model would hear the item twice."""
    shell = Shell(history=(ContextItem(2, "item 2"),), resume=Handle("h1", covers=2, at=900.0))
    shell.session.wake(shell.now)
    shell.look()
    assert shell.open()["sessionResumption"] == {}


# ---------------------------------------------------------------- silence


def test_a_silent_model_is_nudged_then_left_then_reported() -> None:
    shell = asking(2)
    shell.sent.clear()
    shell.wait(10.0)
    assert shell.sent == [{"realtimeInput": {"text": NUDGE}}]
    shell.wait(10.0)
    shell.hang()
    shell.open()
    assert shell.said_to_model() == ["item 2"]
    assert shell.take(Silent) == []
    shell.wait(10.0)
    assert shell.take(Silent) == [Silent(2)]
    shell.hang()
    assert shell.session.state is LiveState.ASLEEP
    assert shell.session.deadline() is None


def test_a_nudge_that_helps_is_the_end_of_it() -> None:
    """The socket is replaced all the same: two replies may be on their way."""
    shell = asking(2)
    shell.wait(10.0)
    shell.reply("Here I am.")
    assert shell.take(ModelTurn) == [ModelTurn(2, "Here I am.")]
    shell.hang()
    shell.open()
    assert shell.said_to_model() == []


def test_an_empty_turn_is_silence() -> None:
    shell = asking(2)
    shell.sent.clear()
    shell.receive(turn_end(turnCompleteReason="NEED_MORE_INPUT"))
    assert shell.sent == [{"realtimeInput": {"text": NUDGE}}]


def test_half_a_sentence_is_asked_for_again_on_a_new_socket() -> None:
    shell = asking(2)
    shell.receive(said("Could you tell"))
    shell.wait(45.0)
    assert shell.take(ModelTurn) == []
    shell.hang()
    shell.open()
    assert shell.said_to_model() == ["item 2"]


def test_the_same_item_may_be_asked_again_after_silence() -> None:
    shell = asking(2)
    shell.wait(20.0)
    shell.hang()
    shell.open()
    shell.wait(10.0)
    shell.hang()
    shell.ask(2)
    shell.open()
    assert shell.said_to_model() == ["item 2"]
    shell.reply("Here I am.")
    assert shell.take(ModelTurn) == [ModelTurn(2, "Here I am.")]


# ---------------------------------------------------------------- rotation and sleep


def test_go_away_is_followed_at_an_idle_moment() -> None:
    """Closed first, then dialled: a resume was seen refused while the old socket was open."""
    shell = awake()
    shell.receive(handle("h1"), {"goAway": {"timeLeft": "50s"}})
    shell.hang()
    assert shell.open()["sessionResumption"] == {"handle": "h1"}


def test_go_away_lets_a_reply_end() -> None:
    shell = asking(2)
    shell.receive({"goAway": {"timeLeft": "50s"}})
    assert shell.orders == []
    shell.reply("Hm.")
    assert shell.take(ModelTurn) == [ModelTurn(2, "Hm.")]
    shell.hang()


def test_go_away_has_the_last_word() -> None:
    shell = asking(2)
    shell.receive(said("Let me"), {"goAway": {"timeLeft": "9s"}})
    shell.wait(3.9)
    assert shell.orders == []
    shell.wait(0.2)
    shell.hang()
    shell.open()
    assert shell.said_to_model() == ["item 2"]


def test_sockets_that_are_sent_away_at_once_are_not_dialled_without_end() -> None:
    shell = Shell()
    shell.session.wake(shell.now)
    shell.look()
    for _ in range(6):
        shell.wait(10.0)
        shell.orders = [Dial()]
        shell.open()
        shell.receive({"goAway": {"timeLeft": "1s"}})
        shell.hang()
    assert [down.failure.name for down in shell.take(LiveDown)] == ["connection_cap"]


def test_an_old_socket_is_replaced_by_our_own_clock() -> None:
    shell = awake()
    opened = shell.now
    while shell.now < opened + 540.0:
        shell.session.wake(shell.now)
        shell.wait(7.0)
    assert Hang(1000) in shell.orders
    assert [note.detail["why"] for note in shell.take(Noted) if note.kind == "rotated"] == ["age"]


def test_a_quiet_text_socket_sleeps_and_wakes_by_handle() -> None:
    shell = awake()
    shell.receive(handle("h1"))
    shell.wait(74.0)
    assert shell.orders == []
    shell.wait(2.0)
    shell.hang()
    assert (shell.session.state, shell.session.deadline()) == (LiveState.ASLEEP, None)
    shell.wait(3600.0)
    shell.session.wake(shell.now)
    shell.look()
    assert shell.open()["sessionResumption"] == {"handle": "h1"}
    assert shell.session.state is LiveState.READY
    assert shell.said_to_model() == []


def test_sleep_keeps_the_unanswered_question() -> None:
    shell = asking(2)
    shell.session.sleep(shell.now)
    shell.look()
    shell.hang()
    assert shell.session.state is LiveState.ASLEEP
    shell.session.wake(shell.now)
    shell.look()
    shell.open()
    assert shell.said_to_model() == ["item 2"]


def test_waking_while_the_old_socket_closes_dials_after_it() -> None:
    shell = awake()
    shell.session.sleep(shell.now)
    shell.session.wake(shell.now)
    shell.look()
    assert shell.session.state is LiveState.WANTED
    shell.hang()
    assert shell.orders == [Dial()]


def test_stop_is_the_end() -> None:
    shell = asking(2)
    shell.session.stop(shell.now)
    shell.look()
    shell.hang()
    shell.ask(4)
    shell.session.wake(shell.now)
    shell.look()
    assert (shell.session.state, shell.session.deadline(), shell.orders) == (LiveState.STOPPED, None, [])


# ---------------------------------------------------------------- failures


def test_a_passing_failure_is_retried_with_growing_waits_and_then_told() -> None:
    shell = Shell()
    shell.ask(2)
    waits = []
    while not shell.take(LiveDown):
        shell.orders.clear()
        shell.close(1006)
        due = shell.session.deadline()
        if due is not None:
            waits.append(due - shell.now)
            shell.wait(due - shell.now)
    assert waits == [1.0, 2.0, 4.0, 8.0]  # after a first one at once
    assert (shell.session.state, shell.session.deadline()) == (LiveState.DOWN, None)


def test_after_giving_up_the_next_question_dials_and_nothing_is_lost() -> None:
    shell = Shell()
    shell.ask(2)
    shell.close(1011, "You exceeded your current quota, please check")
    assert [down.failure.name for down in shell.take(LiveDown)] == ["quota"]
    shell.orders.clear()
    shell.ask(4)
    shell.open()
    assert shell.said_to_model() == ["item 2", "item 4"]


def test_waking_after_giving_up_asks_what_is_unanswered() -> None:
    shell = Shell()
    shell.ask(2)
    shell.close(1007, "API key not valid. Please pass a valid API key.")
    shell.orders.clear()
    shell.session.wake(shell.now)
    shell.look()
    shell.open()
    assert shell.said_to_model() == ["item 2"]


def test_a_message_that_is_refused_gets_one_fresh_and_shorter_session() -> None:
    """Replaying the same fails the same."""
    history = tuple(ContextItem(number, f"item {number}", f"reply {number}") for number in range(1, 9))
    shell = Shell(history=history)
    shell.ask(10)
    shell.open()
    assert len(shell.said_to_model()) == 17
    shell.close(1007, "The input token count exceeds the maximum number of tokens")
    shell.open()
    assert len(shell.said_to_model()) == 9
    shell.close(1007, "The input token count exceeds the maximum number of tokens")
    assert [down.failure.name for down in shell.take(LiveDown)] == ["context_exhausted"]


def test_a_setup_without_an_answer_is_given_up() -> None:
    shell = Shell()
    shell.ask(2)
    shell.orders.clear()
    shell.session.socket_opened(shell.now)
    shell.wait(15.0)
    shell.hang()
    retries = [note.detail["failure"] for note in shell.take(Noted) if note.kind == "retry"]
    assert retries == ["timeout_setup"]


def test_a_breaker_that_is_open_is_told_like_any_failure() -> None:
    quota = BY_NAME["quota"].failure(Stage.LIVE)
    shell = Shell()
    shell.ask(2)
    shell.session.blocked(quota)
    shell.look()
    assert shell.take(LiveDown) == [LiveDown(quota, item_id=2)]
    assert shell.session.state is LiveState.DOWN


def test_a_reply_that_was_said_in_full_survives_its_socket() -> None:
    shell = asking(2)
    shell.receive(said("Hm."), ALL_SAID)
    shell.close(1006)
    assert shell.take(ModelTurn) == [ModelTurn(2, "Hm.")]


@pytest.mark.parametrize("raw", [b"", b"\xff", "[]", b'{"x": 1}', '{"serverContent": 7}'])
def test_strange_frames_are_noted_and_harmless(raw: bytes | str) -> None:
    shell = asking(2)
    shell.session.received(raw, shell.now)
    shell.reply("Hm.")
    assert shell.take(ModelTurn) == [ModelTurn(2, "Hm.")]


def test_an_unknown_field_is_noted_once() -> None:
    shell = asking(2)
    shell.receive({"brandNew": {}}, {"brandNew": {}})
    assert [note.detail for note in shell.take(Noted) if note.kind == "unknown_fields"] == [{"names": "brandNew"}]


def test_usage_is_told_whenever_it_comes() -> None:
    shell = awake()
    shell.receive({"usageMetadata": {"promptTokenCount": 5, "responseTokenCount": 2}})
    assert shell.take(TokensUsed) == [TokensUsed(Usage(text_in=5, audio_out=2))]


def test_the_older_family_is_seeded_first_and_asked_by_realtime_text() -> None:
    shell = Shell("gemini-3.1-flash-live-preview", history=(ContextItem(2, "item 2", "reply 2"),))
    shell.ask(4)
    assert shell.open()["historyConfig"] == {"initialHistoryInClientContent": True}
    assert [next(iter(frame)) for frame in shell.sent] == ["clientContent", "realtimeInput"]
    assert shell.sent[0]["clientContent"]["turnComplete"] is True
    assert shell.sent[1]["realtimeInput"] == {"text": "item 4"}


def test_no_secret_and_no_word_stands_in_a_repr() -> None:
    shell = asking(2)
    shell.receive(said("marked reply"), turn_end())
    shell.close(1008, "marked-key and more")
    shown = repr(shell.session) + repr(shell.events) + repr(shell.session.items)
    assert "marked" not in shown
    assert "item 2" not in shown


def asking(item_id: int) -> Shell:
    """A session that has just asked its first item."""
    shell = Shell()
    shell.ask(item_id)
    shell.open()
    return shell


def awake() -> Shell:
    """A session with one exchange behind it, idle."""
    shell = asking(2)
    shell.reply("reply 2")
    shell.take(ModelTurn)
    return shell
