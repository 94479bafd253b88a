"""What leaves on each beat, and what is known of it afterwards."""

from bot.media import opus
from bot.media.playout import Playout
from bot.media.rtp import SILENCE
from bot.ports.events import Played
from tests.media.spelling import Spelled, sound, spelling


def _all(playout: Playout) -> list[int]:
    packets = []
    while (packet := playout.pop()) is not None:
        packets.append(spelling(packet))
    return packets


def test_the_first_chunk_is_enough() -> None:
    """A packet is there as soon as 20 ms are, and every sample leaves in its order."""
    playout = Playout(Spelled())
    playout.push(2, sound(1, 1)[:959])
    assert not playout.active
    assert playout.pop() is None
    playout.push(2, sound(1, 1)[959:] + sound(2, 3)[:100])
    assert spelling(playout.pop()) == 1
    playout.push(2, sound(2, 3)[100:])
    playout.end(2)
    assert _all(playout) == [2, 3, 4, 0, 0, 0, 0, 0]
    assert playout.take_progress() == [Played(2, 80, 80)]
    assert playout.take_progress() == []


def test_the_end_is_padded_and_told_with_its_last_packet() -> None:
    """An incomplete packet is filled with silence; Played comes when it was popped, not before."""
    playout = Playout(Spelled())
    playout.push(1, sound(1, 2)[:1000])
    playout.end(1)
    playout.pop()
    assert playout.take_progress() == []
    playout.pop()
    assert playout.take_progress() == [Played(1, 40, 40)]
    assert playout.pop() == SILENCE


def test_items_keep_their_borders() -> None:
    """Two items in a row are each known for themselves, without silence in between."""
    playout = Playout(Spelled())
    playout.push(1, sound(1, 3))
    playout.end(1)
    playout.push(2, sound(4, 2))
    playout.end(2)
    assert [spelling(playout.pop()) for _ in range(4)] == [1, 2, 3, 4]
    assert playout.take_progress() == [Played(1, 60, 60)]
    assert _all(playout) == [5, 0, 0, 0, 0, 0]
    assert playout.take_progress() == [Played(2, 40, 40)]


def test_the_next_item_closes_the_last_packet_of_the_one_before() -> None:
    """Sound that waits for more must not come after the next item's, even when its end is told late."""
    playout = Playout(Spelled())
    playout.push(1, sound(1, 2)[:1000])
    playout.push(2, sound(3, 1))
    assert _all(playout) == [1, 2, 3, 0, 0, 0, 0, 0]
    playout.end(1)
    playout.end(2)
    assert playout.take_progress() == [Played(1, 40, 40), Played(2, 20, 20)]


def test_a_flush_is_silent_on_the_next_beat() -> None:
    """Closing silence, and each item with what was heard of it, also one of which nothing was."""
    playout = Playout(Spelled())
    playout.push(1, sound(1, 10))
    playout.end(1)
    playout.push(2, sound(11, 5))
    for _ in range(3):
        playout.pop()
    playout.flush()
    assert playout.take_progress() == [Played(1, 60, 200, cut=True), Played(2, 0, 100, cut=True)]
    assert _all(playout) == [0] * 5
    playout.end(2)
    assert playout.take_progress() == []


def test_a_flush_before_any_packet_sends_nothing() -> None:
    """Who has not spoken need not fall silent."""
    playout = Playout(Spelled())
    playout.push(1, sound(1, 3))
    playout.flush()
    assert playout.pop() is None


def test_running_dry_is_silence_and_then_goes_on() -> None:
    """Five silence packets at most, counted once for each dry spell; the item is not over."""
    playout = Playout(Spelled())
    playout.push(1, sound(1, 2))
    assert _all(playout) == [1, 2, 0, 0, 0, 0, 0]
    assert playout.pop() is None
    assert playout.counters["underruns"] == 1
    assert playout.take_progress() == []
    playout.push(1, sound(3, 1))
    playout.end(1)
    assert _all(playout) == [3, 0, 0, 0, 0, 0]
    assert playout.counters["underruns"] == 1
    assert playout.take_progress() == [Played(1, 60, 60)]


def test_an_end_after_the_last_packet_is_told_at_once() -> None:
    """Also for an item that never had a sound; a second end says nothing."""
    playout = Playout(Spelled())
    playout.push(1, sound(1, 1))
    playout.pop()
    playout.end(1)
    playout.end(4)
    playout.end(4)
    assert playout.take_progress() == [Played(1, 20, 20), Played(4, 0, 0)]


def test_an_item_may_be_said_again() -> None:
    """A repeated question has the same number and its own progress."""
    playout = Playout(Spelled())
    for _ in range(2):
        playout.push(3, sound(1, 1))
        playout.end(3)
        playout.pop()
        assert playout.take_progress() == [Played(3, 20, 20)]


def test_five_minutes_are_the_most() -> None:
    """More waiting sound is dropped and counted."""
    playout = Playout(Spelled())
    playout.push(1, bytes(960 * 15_010))
    assert playout.counters["overflow"] == 10
    playout.flush()
    assert playout.take_progress() == [Played(1, 0, 300_000, cut=True)]


def test_with_the_real_encoder() -> None:
    """Packets of 20 ms that decode."""
    playout = Playout(opus.Encoder())
    playout.push(1, bytes(5000))
    playout.end(1)
    decoder = opus.Decoder()
    lengths = []
    while (packet := playout.pop()) is not None:
        lengths.append(len(decoder.decode(packet)))
    assert lengths == [640] * 11
