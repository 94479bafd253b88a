"""The Live session across sockets: handles, a silent model, rotation, sleep."""

import pytest

from bot.gemini.live.context import NUDGE
from bot.gemini.live.orders import Dial, Hang, LiveState
from bot.ports.model import (
    ContextItem,
    Handle,
    HandleKept,
    LiveDown,
    LiveUp,
    ModelTurn,
    Noted,
    Silent,
)
from tests.harness.live_shell import ALL_SAID, Shell, asking, awake, handle, said, turn_end


def test_a_lost_socket_is_resumed_and_told_only_what_it_lacks() -> None:
    shell = awake()
    shell.receive(handle("h1"))
    assert shell.take(HandleKept) == [HandleKept(Handle("h1", covers=2, at=shell.now))]
    shell.ask(4)
    shell.reply("Reply 4.")
    shell.ask(6)
    shell.close(1006)
    assert shell.open()["sessionResumption"] == {"handle": "h1"}
    assert shell.said_to_model() == ["item 4", "=Reply 4.", "item 6"]
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
    assert shell.said_to_model() == ["item 2", "=Reply 2.", "item 4"]
    assert shell.take(LiveDown) == []


def test_a_resumed_socket_that_fails_twice_is_given_up_for_a_fresh_one() -> None:
    shell = awake()
    shell.receive(handle("h1"))
    shell.ask(4)
    for expected in ({"handle": "h1"}, {"handle": "h1"}, {}):
        shell.close(1011, "Internal error occurred.")
        shell.wait(2.0)
        shell.orders = [Dial()]
        assert shell.open()["sessionResumption"] == expected


def test_a_restart_goes_on_from_the_stored_record_and_handle() -> None:
    history = (ContextItem(2, "item 2", "Reply 2."), ContextItem(4, "item 4", "Reply 4."), ContextItem(6, "item 6"))
    shell = Shell(history=history, resume=Handle("h1", covers=2, at=900.0))
    shell.session.wake(shell.now)
    shell.look()
    assert shell.open()["sessionResumption"] == {"handle": "h1"}
    assert shell.said_to_model() == ["item 4", "=Reply 4.", "item 6"]


def test_a_stored_handle_that_knows_more_than_the_record_is_not_used() -> None:
    """The reply was lost with the process; resumed, the model would hear the item twice."""
    shell = Shell(history=(ContextItem(2, "item 2"),), resume=Handle("h1", covers=2, at=900.0))
    shell.session.wake(shell.now)
    shell.look()
    assert shell.open()["sessionResumption"] == {}


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
    shell.wait(1.0)
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
    assert shell.orders == []  # its handle may be on the way
    shell.wait(1.1)
    shell.hang()


def test_go_away_waits_for_the_handle_of_a_reply() -> None:
    """With it the next socket resumes, instead of being told everything anew."""
    shell = asking(2)
    shell.receive({"goAway": {"timeLeft": "50s"}})
    shell.reply("Hm.")
    shell.receive(handle("h-after"))
    shell.hang()
    assert shell.open()["sessionResumption"] == {"handle": "h-after"}


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
