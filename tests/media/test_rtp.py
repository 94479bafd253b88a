"""What is ours to hear, and what comes off around it."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.media.cipher import MODES, Cipher
from bot.media.rtp import Packet, header, parse, strip
from tests.media.datagrams import KEY, datagram

OPUS = b"\x78sound"


@pytest.mark.parametrize(
    ("data", "counter"),
    [
        (b"", "truncated"),
        (b"\x80", "truncated"),
        (b"\x80\x78" + bytes(9), "truncated"),
        (b"\x80\x78" + bytes(10), "truncated"),
        (b"\x80\x78" + bytes(10 + 19), "truncated"),
        (b"\x8f\x78" + bytes(10 + 60 + 19), "truncated"),
        (b"\x90\x78" + bytes(10 + 4 + 19), "truncated"),
        (b"\x80\xc8" + bytes(40), "rtcp"),
        (b"\x80\xc9" + bytes(40), "rtcp"),
        (b"\x80\x65" + bytes(40), "not_opus"),
        (b"\x90\xe9" + bytes(900), "not_opus"),
        (struct.pack(">HHI", 2, 70, 9) + bytes(66), "version"),
        (b"\x13\x37\xf0\x0d" + bytes(4), "version"),
    ],
)
def test_what_is_not_ours_has_a_name(data: bytes, counter: str) -> None:
    """Everything else on the socket is counted under its name."""
    assert parse(data) == counter


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("extension", [None, b"", b"\x10\xff\x90\x01", b"\x10\xff\x00\x00" * 3])
@pytest.mark.parametrize("csrc", [(), (1, 2, 3)])
@pytest.mark.parametrize("padding", [0, 1, 20])
def test_the_payload_comes_out(mode: str, extension: bytes | None, csrc: tuple[int, ...], padding: int) -> None:
    """Extensions, contributing sources and padding in every mixture leave exactly the Opus packet."""
    data = datagram(mode, OPUS, extension=extension, csrc=csrc, padding=padding)
    packet = parse(data)
    assert isinstance(packet, Packet)
    assert (packet.sequence, packet.timestamp, packet.ssrc) == (7, 960, 42)
    plain = Cipher(mode, KEY).open(packet)
    assert plain is not None
    assert strip(packet, plain) == OPUS


def test_a_marker_bit_is_no_other_payload() -> None:
    """The first packet of a talk spurt may carry the marker."""
    assert isinstance(parse(b"\x80\xf8" + bytes(40)), Packet)


@pytest.mark.parametrize(
    ("words", "padded", "plain", "result"),
    [
        (0, False, b"", "empty"),
        (1, False, b"abcd", "empty"),
        (2, False, b"abcd", "extension"),
        (0, True, b"", "padding"),
        (0, True, b"a\0", "padding"),
        (0, True, b"a\3", "padding"),
        (0, True, b"\1", "empty"),
        (1, True, b"abcd", "padding"),
        (1, True, b"abcd\1", "empty"),
        (1, True, b"abcdX\1", b"X"),
    ],
)
def test_lengths_that_lie_are_named(words: int, padded: bool, plain: bytes, result: bytes | str) -> None:
    """A length that points beyond its own packet is counted, never followed."""
    assert strip(Packet(1, 2, 3, b"", bytes(20), words, padded), plain) == result


@given(st.binary(max_size=200), st.binary(max_size=80))
def test_no_bytes_raise(data: bytes, plain: bytes) -> None:
    """Any datagram is a packet or a name; any opened text is a payload or a name."""
    packet = parse(data)
    if isinstance(packet, Packet):
        assert packet.header + packet.body == data
        strip(packet, plain)


@given(st.integers(0, 1 << 40), st.integers(0, 1 << 40), st.integers(0, (1 << 32) - 1))
def test_our_header_reads_back(sequence: int, timestamp: int, ssrc: int) -> None:
    """Counters that run on wrap at their field's size."""
    packet = parse(header(sequence, timestamp, ssrc) + bytes(20))
    assert isinstance(packet, Packet)
    assert (packet.sequence, packet.timestamp, packet.ssrc) == (sequence % 65536, timestamp % (1 << 32), ssrc)
