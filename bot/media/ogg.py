"""Ogg/Opus files (RFC 3533, RFC 7845): packets written as they are, never encoded anew; and the packets of a file read.

Each page goes out in one write and is complete in itself, so a file that ends anywhere plays up to its last whole page.
"""

import math
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Final

from bot.media.opus import FRAME_MS, milliseconds
from bot.media.rtp import SILENCE

PAGE_MS: Final = 1000
"""A page is written at the latest when it holds this much."""
JITTER_MS: Final = 60
"""A packet later than this follows a pause; anything less is the network's unevenness and no gap."""
_PRE_SKIP: Final = 312  # 48 kHz samples a decoder needs before its sound is right (libopus' look-ahead)
_TICKS: Final = 48  # of the granule position in a millisecond, whatever the input's rate
_MAX_PACKET: Final = 8000  # six frames of 20 ms, each 1,275 bytes at most (RFC 6716, 3.2), and their lengths
_SHORTEST_MS: Final = 2.5  # of a packet
_SPARE_PAGES: Final = 16  # the two headers', an empty last one, and what else holds no sound
_FIRST, _LAST = 2, 4
_HEADER = struct.Struct("<4sBBqIIIB")
_MIRROR = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def checksum(page: bytes | bytearray) -> int:
    """Ogg's CRC-32, most significant bit first and without inversions: zlib's, with every bit mirrored."""
    mirrored = zlib.crc32(page.translate(_MIRROR), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int.from_bytes(mirrored.to_bytes(4, "little").translate(_MIRROR), "big")


class OggOpusWriter:
    """One stream into `write`, which is given whole pages. `serial` tells streams apart, any number.

    The head is written at once. Call `flush_page` about every second in which no packet came, and `close` at the end.
    """

    def __init__(self, write: Callable[[bytes], object], serial: int, *, channels: int, rate: int) -> None:
        self._write = write
        self._serial = serial & 0xFFFFFFFF
        self._number = 0  # of the next page
        self._lengths = bytearray()  # the page's segment table
        self._body = bytearray()
        self._begun = 0.0  # milliseconds before the page
        self.position_ms = 0.0
        """Where the next packet goes, from the start of the file."""
        self._page(b"OpusHead" + struct.pack("<BBHIhB", 1, channels, _PRE_SKIP, rate, 0, 0), _FIRST)
        vendor = b"interview-bot"
        self._page(b"OpusTags" + struct.pack("<I", len(vendor)) + vendor + struct.pack("<I", 0), 0)

    def packet(self, opus: bytes, at_ms: float) -> None:
        """Add a packet that began `at_ms` after the start of the file; a pause before it is filled with silence.

        Players skip over holes in the time stamps, so there are none. What is not an Opus packet is left out.
        """
        length = milliseconds(opus)
        if not length or len(opus) > _MAX_PACKET:
            return
        if at_ms - self.position_ms >= JITTER_MS:
            for _ in range(int((at_ms - self.position_ms) // FRAME_MS)):
                self._add(SILENCE, FRAME_MS)
        self._add(opus, length)

    def flush_page(self) -> None:
        """Write what waits for its page; nothing when nothing waits."""
        if self._lengths:
            self._write_page(0)

    def close(self) -> None:
        """Write the last page. A file without it plays as well."""
        self._write_page(_LAST)

    def _add(self, opus: bytes, length: float) -> None:
        # A value below 255 ends a packet, so one of 510 bytes has a 0 behind it; a page has at most 255 values
        # (RFC 3533, 5 and 6). No packet here goes over two pages.
        full, last = divmod(len(opus), 255)
        if len(self._lengths) + full + 1 > 255:
            self._write_page(0)
        self._lengths += b"\xff" * full + bytes((last,))
        self._body += opus
        self.position_ms += length
        if self.position_ms - self._begun >= PAGE_MS:
            self._write_page(0)

    def _page(self, packet: bytes, flags: int) -> None:
        self._lengths.append(len(packet))
        self._body += packet
        self._write_page(flags)

    def _write_page(self, flags: int) -> None:
        granule = int(self.position_ms * _TICKS)
        head = _HEADER.pack(b"OggS", 0, flags, granule, self._serial, self._number, 0, len(self._lengths))
        page = bytearray(head + self._lengths + self._body)
        page[22:26] = checksum(page).to_bytes(4, "little")
        self._number += 1
        self._begun = self.position_ms
        self._lengths.clear()
        self._body.clear()
        self._write(bytes(page))


def read_packets(data: bytes, most_ms: float = math.inf) -> list[bytes]:
    """The Opus packets of a file's first stream, without its two header packets; they last `most_ms` at most.

    Raises ValueError for what is not Ogg/Opus, damaged or longer. A file cut short gives what is whole. How long it is
    is counted from the packets: what a file or its sender says about that is nobody's promise.
    """
    packets = _packets(data, _SPARE_PAGES + most_ms / _SHORTEST_MS)
    if not next(packets, b"").startswith(b"OpusHead"):
        raise ValueError("not an Ogg/Opus file")
    next(packets, None)  # the tags
    found: list[bytes] = []
    length = 0.0
    for packet in packets:
        length += _milliseconds(packet)
        if length > most_ms:
            raise ValueError("more sound than was said")
        found.append(packet)
    return found


def _milliseconds(packet: bytes) -> float:
    length = milliseconds(packet)
    if not length:
        raise ValueError("not an Opus packet")
    return length


def _packets(data: bytes, most_pages: float) -> Iterator[bytes]:
    """Those of the first stream. A page that holds no sound takes time all the same, so there is a limit of them."""
    part = bytearray()
    stream: int | None = None
    for number, (serial, lengths, body) in enumerate(_pages(data)):
        if number >= most_pages:
            raise ValueError("too many Ogg pages")
        stream = serial if stream is None else stream
        if serial != stream:
            continue
        start = 0
        for length in lengths:
            part += body[start : start + length]
            start += length
            if len(part) > _MAX_PACKET:
                raise ValueError("too large a packet")
            if length < 255:
                yield bytes(part)
                part.clear()


def _pages(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Serial number, segment table and body of each whole page."""
    at = 0
    while len(data) - at >= _HEADER.size:
        capture, version, _, _, serial, _, crc, count = _HEADER.unpack_from(data, at)
        if capture != b"OggS" or version:
            raise ValueError("not an Ogg page")
        table = at + _HEADER.size
        lengths = data[table : table + count]
        end = table + count + sum(lengths)
        if end > len(data):
            return
        page = bytearray(data[at:end])
        page[22:26] = bytes(4)
        if checksum(page) != crc:
            raise ValueError("a damaged Ogg page")
        yield serial, lengths, data[table + count : end]
        at = end
