"""Recordings: every player opens them, whole or cut anywhere."""

import io
from collections.abc import Callable

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.media import opus
from bot.media.ogg import OggOpusWriter, checksum, read_packets
from bot.media.rtp import SILENCE
from tests.harness.memory import peak
from tests.media.bombs import BOMBS, EMPTY_FRAMES, file, page, two_byte_packets
from tests.media.sounds import sweep


def _packets(seconds: float) -> list[bytes]:
    encoder = opus.Encoder()
    sound = sweep(24_000, seconds)
    return [encoder.encode(sound[at : at + 960]) for at in range(0, len(sound), 960)]


def _file(packets: list[tuple[bytes, float]]) -> tuple[bytes, list[bytes]]:
    pages: list[bytes] = []
    writer = OggOpusWriter(pages.append, 77, channels=1, rate=24_000)
    for packet, at_ms in packets:
        writer.packet(packet, at_ms)
    writer.close()
    return b"".join(pages), pages


def _samples(data: bytes) -> int:
    with av.open(io.BytesIO(data), mode="r") as container:
        assert container.streams.audio[0].codec_context.name in {"opus", "libopus"}
        return sum(frame.samples for frame in container.decode(audio=0))


def test_a_file_is_whole() -> None:
    """FFmpeg's reader finds every sample but the 312 that the head tells it to skip."""
    data, pages = _file([(packet, 20.0 * at) for at, packet in enumerate(_packets(3))])
    assert _samples(data) == 3 * 48_000 - 312
    assert [page[5] for page in pages] == [2, 0, 0, 0, 0, 4]


def test_pauses_are_filled() -> None:
    """A pause becomes silence packets of the same length; unevenness of the network does not."""
    sound = _packets(0.1)
    data, _ = _file([(sound[0], 0.0), (sound[1], 55.0), (sound[2], 30.0), (sound[3], 1060.0), (sound[4], 1080.0)])
    packets = read_packets(data)
    assert packets == [*sound[:3], *[SILENCE] * 50, *sound[3:]]
    assert _samples(data) == len(packets) * 960 - 312


def test_a_long_pause_needs_no_sound() -> None:
    """Ten minutes of silence are some kilobytes and still right."""
    data, _ = _file([(packet, 600_000.0 + 20 * at) for at, packet in enumerate(_packets(0.1))])
    assert len(read_packets(data)) == 30_005
    assert _samples(data) == 30_005 * 960 - 312


def test_a_page_holds_a_second_at_most() -> None:
    """So that a killed process loses no more."""
    _, pages = _file([(packet, 20.0 * at) for at, packet in enumerate(_packets(5))])
    assert [page[26] for page in pages[2:-1]] == [50] * 5


def test_a_page_may_be_wanted_earlier() -> None:
    """`flush_page` writes what waits, and nothing twice."""
    pages: list[bytes] = []
    writer = OggOpusWriter(pages.append, 1, channels=2, rate=48_000)
    writer.packet(SILENCE, 0)
    writer.flush_page()
    writer.flush_page()
    assert len(pages) == 3
    assert read_packets(b"".join(pages)) == [SILENCE]


def test_cut_anywhere_it_still_opens() -> None:
    """What a killed process or a full disk leaves can be played from the first page of sound on."""
    data, pages = _file([(packet, 20.0 * at) for at, packet in enumerate(_packets(3))])
    start = len(pages[0]) + len(pages[1]) + len(pages[2])
    for end in [*range(start, len(data), 97), len(data) - 1]:
        assert _samples(data[:end]) >= 48_000 - 312
    for end in range(len(pages[0]), len(data), 11):
        assert len(read_packets(data[:end])) % 50 == 0


def test_large_packets_and_what_is_none() -> None:
    """Lacing of multiples of 255; garbage is left out instead of spoiling the file."""
    large = [b"\x78" + bytes(size - 1) for size in (254, 255, 256, 510, 1275)] * 60
    data, _ = _file([(packet, 0.0) for packet in [*large, b"", b"\x7b", b"\x78" * 9000]])
    assert read_packets(data) == large
    largest = [b"\x78" + bytes(1274)] * 100
    assert read_packets(_file([(packet, 0.0) for packet in largest])[0]) == largest


@given(st.binary(max_size=400))
def test_reading_raises_only_value_errors(data: bytes) -> None:
    """A voice message is a stranger's file."""
    whole, _ = _file([(SILENCE, 0.0)])
    for attempt in (data, whole[: len(data)] + data, b"OggS" + data):
        try:
            read_packets(attempt)
        except ValueError as error:
            assert str(error)  # noqa: PT017  (not raising is as good)


def test_damage_is_noticed() -> None:
    """A changed bit breaks its page's checksum."""
    whole, pages = _file([(SILENCE, 0.0)])
    changed = bytearray(whole)
    changed[len(pages[0]) + 30] ^= 1
    with pytest.raises(ValueError, match="damaged"):
        read_packets(bytes(changed))
    with pytest.raises(ValueError, match="not an Ogg/Opus"):
        read_packets(b"")


def test_the_checksum_is_oggs() -> None:
    """The known value of the polynomial 0x04c11db7 without inversions (CRC-32/MPEG-2 starts otherwise)."""

    def plainly(data: bytes) -> int:
        crc = 0
        for byte in data:
            crc ^= byte << 24
            for _ in range(8):
                crc = (crc << 1 ^ 0x04C11DB7 if crc & 0x80000000 else crc << 1) & 0xFFFFFFFF
        return crc

    for data in (b"", b"OggS", bytes(range(256))):
        assert checksum(data) == plainly(data)


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_before_it_costs_anything(bomb: Callable[[], bytes]) -> None:
    """Each says that it is a second and a half. What is allocated over the whole way is less than one page."""
    data = bomb()

    def refused() -> None:
        with pytest.raises(ValueError, match=r"more sound|too large|too many|not an Opus packet"):
            read_packets(data, 1500)

    assert peak(refused) < 300_000


def test_how_long_it_is_is_counted() -> None:
    """By its packets, to the millisecond; what the pages say about their position plays no part."""
    for granule in (0, 1, 2**62, -1):
        data = two_byte_packets(6, granule=granule)
        assert read_packets(data, 6000) == [EMPTY_FRAMES] * 50
        with pytest.raises(ValueError, match="more sound"):
            read_packets(data, 5999)


def test_a_file_of_many_small_pages_is_read() -> None:
    """As who streams it writes it: one packet on each page, and sound on each."""
    small = file(page(bytes((len(SILENCE),)), SILENCE) for _ in range(500))
    assert len(read_packets(small, 10_000)) == 500
