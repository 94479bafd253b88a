"""The Live session in trouble: failures and retries, strange frames, the older model family, secrets."""

import pytest

from bot.gemini.api.failures import BY_NAME, ConnectionStage
from bot.gemini.live.orders import LiveState
from bot.ports.model import (
    ContextItem,
    Handle,
    LiveDown,
    ModelTurn,
    Noted,
    TokensUsed,
    Usage,
)
from tests.harness.live_shell import ALL_SAID, Shell, asking, awake, said, turn_end


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


@pytest.mark.parametrize("seconds", [20.0, 35.0])
def test_slow_failures_are_told_before_all_dials_are_used_up(seconds: float) -> None:
    """Somebody waits. Each dial runs into its time limits, and is no socket that stood for a while."""
    shell = Shell()
    shell.ask(2)
    began = shell.now
    while not shell.take(LiveDown):
        shell.now += seconds
        shell.close(1006)
        due = shell.session.deadline()
        if due is not None:
            shell.wait(due - shell.now)
        assert shell.now - began < 2 * seconds + 68.0
    assert shell.session.state is LiveState.DOWN


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
    history = tuple(ContextItem(number, f"item {number}", f"Reply {number}.") for number in range(1, 9))
    shell = Shell(history=history)
    shell.ask(10)
    shell.open()
    assert len(shell.said_to_model()) == 17
    shell.close(1007, "The input token count exceeds the maximum number of tokens")
    shell.open()
    assert len(shell.said_to_model()) == 9
    shell.close(1007, "The input token count exceeds the maximum number of tokens")
    assert [down.failure.name for down in shell.take(LiveDown)] == ["context_exhausted"]


def no_answer(shell: Shell) -> None:
    """Obey a Dial; the setup is never answered."""
    shell.orders.clear()
    shell.session.socket_opened(shell.now)
    shell.look()
    shell.wait(15.0)
    shell.hang()


def retried(shell: Shell) -> list[object]:
    return [note.detail["failure"] for note in shell.take(Noted) if note.kind == "retry"]


def test_a_setup_without_an_answer_is_told_at_the_second() -> None:
    """After half a minute, not after six of them: the candidate waits."""
    shell = Shell()
    shell.ask(2)
    no_answer(shell)
    assert retried(shell) == ["timeout_setup"]
    assert not shell.take(LiveDown)
    no_answer(shell)
    assert [down.failure.name for down in shell.take(LiveDown)] == ["timeout_setup"]
    assert shell.now == 1030.0


def test_setups_without_an_answer_count_in_a_row_only() -> None:
    shell = Shell()
    for _ in range(2):
        shell.ask(2)
        no_answer(shell)
        shell.orders.clear()
        shell.session.socket_opened(shell.now)
        shell.close(1006)  # another failure is between them
        shell.wait(2.0)
    assert not shell.take(LiveDown)


def test_a_handle_whose_setup_is_not_answered_is_left_out_at_the_second() -> None:
    shell = Shell(resume=Handle("h1", 2, 999.0), history=(ContextItem(2, "item 2", "Reply 2."),))
    shell.ask(4)
    no_answer(shell)
    assert shell.open()["sessionResumption"] == {}
    assert shell.said_to_model() == ["item 2", "=Reply 2.", "item 4"]


UNEXPLAINED = ["Request contains an invalid argument.", "content type", ""]
LONG = tuple(ContextItem(number, f"item {number}", f"Reply {number}.") for number in range(1, 9))


@pytest.mark.parametrize("reason", UNEXPLAINED)
def test_an_unexplained_refusal_on_a_socket_that_worked_is_tried_again_as_it_is(reason: str) -> None:
    """Seen of faults of the service's: neither is the history halved nor the conversation given up at the second."""
    shell = Shell(history=LONG)
    shell.ask(10)
    shell.open()
    shell.reply("Reply 10.")
    shell.ask(12)
    shell.close(1007, reason)
    shell.open()
    assert len(shell.said_to_model()) == 19  # all that was said, and what is asked
    shell.close(1007, reason)
    assert not shell.take(LiveDown)
    shell.wait(1.0)
    shell.open()
    assert len(shell.said_to_model()) == 11  # now the history may be to blame
    shell.close(1007, reason)
    assert [down.failure.name for down in shell.take(LiveDown)] == ["invalid_argument"]


def test_a_reply_in_between_makes_each_refusal_the_first() -> None:
    shell = Shell(history=LONG)
    for item in range(10, 30, 2):
        shell.ask(item)
        if item == 10:
            shell.open()
        shell.reply(f"Reply {item}.")
        shell.close(1007, "content type")
        shell.open()
    assert not shell.take(LiveDown)
    shell.ask(30)
    assert len(shell.said_to_model()) == 16 + 20 + 1


def test_a_context_that_is_said_to_be_too_long_is_halved_at_once() -> None:
    shell = Shell(history=LONG)
    shell.ask(10)
    shell.open()
    shell.reply("Reply 10.")
    shell.ask(12)
    shell.close(1007, "The input token count exceeds the maximum number of tokens")
    shell.open()
    assert len(shell.said_to_model()) < 19


def test_a_breaker_that_is_open_is_told_like_any_failure() -> None:
    quota = BY_NAME["quota"].failure(ConnectionStage.LIVE)
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
def test_strange_frames_are_noted_and_change_nothing(raw: bytes | str) -> None:
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
    shell = Shell("gemini-3.1-flash-live-preview", history=(ContextItem(2, "item 2", "Reply 2."),))
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
