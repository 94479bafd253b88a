"""When sound is sent in messages of 20 ms, and when two of these are joined: how late the process is decides."""

import base64

import pytest

from bot.gemini.live.message_pace import LASTS, LATE, MessagePace
from tests.gemini.test_spoken_session import VOICE, Call, listening


def test_an_idle_process_has_time() -> None:
    haste = MessagePace()
    haste.sent(LATE, 100.0)
    assert not haste.joins(100.0)


def test_one_that_was_late_has_none_for_a_while() -> None:
    haste = MessagePace()
    haste.sent(2 * LATE, 100.0)
    haste.sent(0.0, 101.0)
    assert haste.joins(100.0 + LASTS - 0.1)
    assert not haste.joins(100.0 + LASTS)


def messages(call: Call) -> list[int]:
    """How many frames of 20 ms each message held."""
    found = [
        frame["realtimeInput"]["audio"]["data"] for frame in call.sent if "audio" in frame.get("realtimeInput", {})
    ]
    return [len(base64.b64decode(data)) // len(VOICE) for data in found]


@pytest.mark.parametrize(("joins", "held"), [(False, [1, 1, 1, 1, 1]), (True, [1, 2, 2])])
def test_twenty_milliseconds_wait_for_nothing_while_there_is_time(joins: bool, held: list[int]) -> None:
    call = listening()
    call.sent.clear()
    for _ in range(5):
        call.session.hear(VOICE, call.now, joins=joins)
        call.look()
    assert messages(call) == held


def test_what_waited_for_a_socket_goes_in_few_messages() -> None:
    """There may be a minute of it."""
    call = listening()
    call.close(1006)
    call.speak(ends=False)
    call.open()
    assert messages(call) == [2, 2, 1]
