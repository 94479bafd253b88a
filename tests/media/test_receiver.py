"""What is heard of a stream of packets, and when."""

from itertools import pairwise

import pytest

from tests.media.hearing import CONCEALED, Arrival, Heard, hush, spelled, talk


def test_in_order_nothing_waits() -> None:
    """Each packet is heard the moment it comes."""
    heard = Heard()
    heard.run(talk(1, 100, at=0), until=1.99)
    assert [number for _, number in heard.frames] == list(range(1, 101))
    assert [round(time, 3) for time, _ in heard.frames] == [round(0.02 * i, 3) for i in range(100)]


def test_after_speech_comes_silence_then_the_end() -> None:
    """Fifty frames of zeros on a 20 ms clock for a hangover of one second, then None, once."""
    heard = Heard(hangover=1.0)
    heard.run(talk(1, 10, at=0) + hush(11, at=0.2), until=60)
    assert heard.numbers == [*range(1, 11), *[0] * 50, -1]
    times = [time for time, _ in heard.frames[:-1]]
    assert max(later - earlier for earlier, later in pairwise(times)) < 0.045
    assert not heard.receiver.speaking
    assert heard.receiver.deadline() is None


def test_lost_silence_packets_change_nothing() -> None:
    """A client that just stops is as silent as one that says so: 100 ms later the zeros have caught up."""
    heard = Heard(hangover=1.0)
    heard.run(talk(1, 10, at=0), until=60)
    assert heard.numbers == [*range(1, 11), *[0] * 50, -1]
    assert sum(time <= 0.281 for time, _ in heard.frames) == 14


def test_the_next_word_reopens() -> None:
    """Pauses are jumps of the time stamp, not losses; the closed time leaves nothing behind."""
    heard = Heard(hangover=0.4)
    heard.run(talk(1, 5, at=0) + hush(6, at=0.1) + talk(11, 5, at=30) + hush(16, at=30.1), until=60)
    assert heard.numbers == [*range(1, 6), *[0] * 20, -1, *range(11, 16), *[0] * 20, -1]
    assert heard.receiver.counters["lost"] == heard.receiver.counters["concealed"] == 0


def test_silence_packets_open_nothing() -> None:
    """A client that unmutes sends silence first: no audio yet."""
    heard = Heard()
    heard.run(hush(1, at=0), until=5)
    assert heard.numbers == []


@pytest.mark.parametrize("pause", [0.12, 0.2, 0.35, 0.5, 0.93])
@pytest.mark.parametrize("said", [True, False])
def test_a_pause_has_no_hole(pause: float, said: bool) -> None:
    """Speech, a pause within the hangover, speech: as many frames as time passed."""
    after = [a for a in hush(11, at=0.2) if a.at < 0.2 + pause] if said else []
    heard = Heard(hangover=1.0)
    second = talk(11 + len(after), 10, at=0.2 + pause)
    heard.run(talk(1, 10, at=0) + after + second, until=0.39 + pause)
    assert heard.words == [*range(1, 11), *range(11 + len(after), 21 + len(after))]
    assert abs(len(heard.numbers) * 0.02 - (0.4 + pause)) < 0.021


def test_reordered_packets_are_put_right() -> None:
    """Within 60 ms."""
    packets = talk(1, 60, at=0)
    swapped = [Arrival(a.at + 0.05, a.sequence, a.slot, a.opus) if a.sequence % 7 == 0 else a for a in packets]
    heard = Heard()
    heard.run(swapped, until=1.25)
    assert heard.numbers == list(range(1, 61))
    assert heard.receiver.counters["lost"] == heard.receiver.counters["late"] == 0


@pytest.mark.parametrize("fec", [True, False])
def test_a_lone_gap_is_mended(fec: bool) -> None:
    """Out of the next packet when it may carry a copy, else made up; 60 ms after the packet behind the gap."""
    packets = [a for a in talk(1, 30, at=0, fec=fec) if a.sequence != 10]
    heard = Heard()
    heard.run(packets, until=0.6)
    assert heard.numbers == [n if fec or n != 10 else CONCEALED for n in range(1, 31)]
    assert heard.receiver.counters["recovered" if fec else "concealed"] == heard.receiver.counters["lost"] == 1
    assert round(heard.frames[9][0], 3) == 0.26


def test_a_long_gap_fades_into_silence() -> None:
    """100 ms are made up; the count of frames stays that of the packets."""
    heard = Heard()
    heard.run(talk(1, 19, at=0) + talk(28, 33, at=0.38), until=1.1)
    assert heard.numbers[19:27] == [CONCEALED] * 5 + [0] * 3
    assert heard.words[-1] == 60


def test_copies_and_latecomers_are_dropped() -> None:
    """Each is counted under its own name, and neither is heard."""
    packets = talk(1, 30, at=0)
    late = Arrival(0.5, 10, 10, spelled(10))
    copy = Arrival(0.51, 12, 12, spelled(12))
    heard = Heard()
    heard.run([a for a in packets if a.sequence != 10] + [late, copy], until=0.65)
    assert heard.numbers == [n if n != 10 else CONCEALED for n in range(1, 31)]
    assert (heard.receiver.counters["late"], heard.receiver.counters["duplicate"]) == (1, 1)


def test_a_jump_is_a_new_stream() -> None:
    """Nothing is made up for a thousand packets that never were; both ways."""
    heard = Heard()
    heard.run(talk(1, 10, at=0) + talk(2000, 10, at=0.2) + talk(500, 10, at=0.4), until=0.65)
    assert heard.numbers == [*range(1, 11), *range(2000, 2010), *range(500, 510)]
    assert heard.receiver.counters["jump"] == 2
    assert heard.receiver.counters["lost"] == 0


def test_a_jump_leaves_nobody_waiting() -> None:
    """What waited behind a gap is heard before the new stream begins."""
    heard = Heard()
    heard.run(talk(1, 3, at=0) + talk(5, 2, at=0.08) + talk(2000, 2, at=0.12), until=0.15)
    assert heard.numbers == [1, 2, 3, CONCEALED, 5, 6, 2000, 2001]


def test_corrupt_packets_are_made_up() -> None:
    """The clock goes on."""
    packets = [
        Arrival(a.at, a.sequence, a.slot, {5: b"", 9: b"\xf8bad"}.get(a.sequence, a.opus)) for a in talk(1, 20, at=0)
    ]
    heard = Heard()
    heard.run(packets, until=0.41)
    assert heard.numbers == [CONCEALED if n in {5, 9} else n for n in range(1, 21)]
    assert heard.receiver.counters["corrupt"] == 2


def test_a_stall_passes_at_once_and_is_paid_back() -> None:
    """300 ms of speech come in one burst: all of it is heard, and the next pause is shorter by the zeros in between."""
    packets = [
        Arrival(max(a.at, 0.5) if 0.2 <= a.at < 0.5 else a.at, a.sequence, a.slot, a.opus) for a in talk(1, 50, at=0)
    ]
    heard = Heard(hangover=2.0)
    heard.run(packets + hush(51, at=1.0), until=2.0)
    assert heard.words == list(range(1, 51))
    assert abs(len(heard.numbers) - 100) <= 1


def test_faster_than_time_is_dropped() -> None:
    """A client that sends ten times as much is heard no more than time allows, whatever it writes on its packets."""
    flood = [Arrival(0.002 * i, i + 1, i * 7, spelled(i + 1)) for i in range(10_000)]
    heard = Heard()
    heard.run(flood, until=21)
    assert len(heard.words) * 0.02 <= 20 + 5.1
    assert heard.receiver.counters["ahead"] > 8000


def test_copies_do_not_keep_the_stream_open() -> None:
    """An answer ends although somebody repeats its last packet for ever."""
    copies = [Arrival(0.2 + 0.02 * i, 10, 10, spelled(10)) for i in range(200)]
    heard = Heard(hangover=1.0)
    heard.run(talk(1, 10, at=0) + copies, until=4)
    assert heard.numbers == [*range(1, 11), *[0] * 50, -1]


def test_after_a_sleep_the_socket_is_read_first() -> None:
    """A deadline kept a second late gives no silence: what was said meanwhile waits in the socket."""
    heard = Heard()
    heard.run(talk(1, 10, at=0), until=0.19)
    heard.receiver.handle_deadline(1.2)
    assert heard.receiver.counters["stalled"] == 1
    heard.run([Arrival(1.21, a.sequence, a.slot, a.opus) for a in talk(11, 50, at=0.2)], until=1.25)
    assert heard.numbers == list(range(1, 61))


def test_a_reset_forgets_the_stream() -> None:
    """A new key or place begins anew, without a hole on the clock."""
    heard = Heard()
    heard.run(talk(1, 10, at=0), until=0.19)
    heard.receiver.reset()
    heard.run(talk(3000, 10, at=0.5), until=0.7)
    assert heard.words == [*range(1, 11), *range(3000, 3010)]
    assert abs(len(heard.numbers) - 35) <= 1


def test_level_follows_the_sound() -> None:
    """0 in silence, near full scale for the loudest square wave."""
    heard = Heard()
    assert heard.receiver.level == 0
    heard.run(talk(0x0080, 10, at=0), until=0.19)  # 0x0080, read as little-endian, is -32768
    assert heard.receiver.level > 0.5
    assert heard.receiver.speaking
    heard.run([], until=10)
    assert heard.receiver.level == 0
    assert not heard.receiver.speaking


def test_nobody_who_takes_is_no_leak() -> None:
    """Frames nobody takes are bounded."""
    heard = Heard()
    for i in range(2000):
        heard.receiver.packet(i, i * 960, spelled(i + 1), i * 0.02)
    assert len(heard.receiver.take()) == 500
    assert heard.receiver.counters["untaken"] == 1500
