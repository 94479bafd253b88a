"""The candidate's sound on its way: framed, kept, sent once to each socket, and again to the next."""

import base64
import json

from hypothesis import given
from hypothesis import strategies as st

from bot.gemini.live.microphone import KEPT, Microphone


def frame(number: int) -> bytes:
    return number.to_bytes(4, "big") * 160


def sounds(messages: list[str]) -> list[int]:
    """The numbers of the frames in these messages; -1 for an end."""
    found: list[int] = []
    for message in map(json.loads, messages):
        if "audio" not in message["realtimeInput"]:
            found.append(-1)
            continue
        pcm = base64.b64decode(message["realtimeInput"]["audio"]["data"])
        found += [int.from_bytes(pcm[start : start + 4], "big") for start in range(0, len(pcm), 640)]
    return found


def test_the_first_frame_goes_at_once_then_two_by_two_and_the_rest_at_the_end() -> None:
    mic = Microphone()
    sent: list[list[int]] = []
    for number in range(1, 5):
        mic.hear(frame(number))
        sent.append(sounds(mic.take(joins=True)))
    mic.end()
    assert [*sent, sounds(mic.take(joins=True))] == [[1], [], [2, 3], [], [4, -1]]
    mic.end()
    assert mic.take(joins=True) == []
    mic.hear(frame(9))
    assert sounds(mic.take(joins=True)) == [9]


def test_each_frame_goes_at_once_while_there_is_time_and_what_has_waited_two_by_two() -> None:
    mic = Microphone()
    sent: list[list[int]] = []
    for number in range(1, 4):
        mic.hear(frame(number))
        sent.append(sounds(mic.take(joins=False)))
    assert sent == [[1], [2], [3]]
    mic.rewind()
    mic.hear(frame(4))
    mic.hear(frame(5))
    messages = mic.take(joins=False)
    assert sounds(messages) == [1, 2, 3, 4, 5]
    assert len(messages) == 3


def test_what_waits_for_the_next_goes_when_there_is_time_again() -> None:
    mic = Microphone()
    mic.hear(frame(1))
    mic.take(joins=True)
    mic.hear(frame(2))
    assert mic.take(joins=True) == []
    assert sounds(mic.take(joins=False)) == [2]
    mic.end()
    assert sounds(mic.take(joins=False)) == [-1]


def test_a_new_socket_hears_what_is_not_settled() -> None:
    mic = Microphone()
    mic.hear(frame(1))
    mic.end()
    mic.take(joins=True)
    mic.mark()
    mic.hear(frame(2))  # into the reply
    mic.take(joins=True)
    mic.settle()
    assert mic.rewind()
    assert sounds(mic.take(joins=True)) == [2]
    assert mic.fresh


def test_silence_is_not_speech() -> None:
    mic = Microphone()
    mic.hear(bytes(640))
    assert mic.speaking
    assert not mic.fresh


def test_a_minute_is_kept_and_the_loss_is_counted() -> None:
    mic = Microphone()
    for number in range(KEPT + 3):
        mic.hear(frame(number + 1))
    assert mic.lost_ms == 60
    assert sounds(mic.take(joins=True))[0] == 4
    assert not Microphone().rewind()


@given(st.lists(st.sampled_from(["hear", "end", "take", "take all", "mark", "settle", "lose"]), max_size=80))
def test_every_frame_reaches_the_last_socket_in_order_unless_it_was_settled(steps: list[str]) -> None:
    mic = Microphone()
    number = 0
    socket: list[int] = []
    said: list[int] = []
    marked = settled = 0
    for step in steps:
        match step:
            case "hear":
                number += 1
                mic.hear(frame(number))
                said.append(number)
            case "end":
                said += [-1] if mic.speaking else []
                mic.end()
            case "take" | "take all":
                socket += sounds(mic.take(joins=step == "take"))
            case "mark":
                marked = len(said)
                mic.mark()
            case "settle":
                settled = marked
                mic.settle()
            case "lose":
                mic.rewind()
                socket = []
    said += [-1] if mic.speaking else []
    mic.end()
    socket += sounds(mic.take(joins=True))
    assert socket == said[len(said) - len(socket) :]
    assert len(socket) >= len(said) - settled
