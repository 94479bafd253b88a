"""Voice messages that are attacks: valid Ogg, each made to cost its reader far more than its sender."""

import struct
from collections.abc import Iterable, Iterator

from bot.media.ogg import checksum

HEAD = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 48_000, 0, 0)
TAGS = b"OpusTags" + struct.pack("<II", 0, 0)
EMPTY_FRAMES = b"\xfb\x06"
"""120 ms of sound in two bytes: six frames of 20 ms without anything in them (RFC 6716, 3.2.5)."""
FULL = 10 * 2**20
"""Bytes of the largest file that is fetched."""


def page(lengths: bytes, body: bytes, *, serial: int = 1, granule: int = 0) -> bytes:
    """One page, with its checksum."""
    made = bytearray(struct.pack("<4sBBqIIIB", b"OggS", 0, 0, granule, serial, 0, 0, len(lengths)) + lengths + body)
    made[22:26] = checksum(made).to_bytes(4, "little")
    return bytes(made)


def file(pages: Iterable[bytes], *, head: bytes = HEAD, tags: bytes = TAGS) -> bytes:
    """With its two headers."""
    return b"".join((page(bytes((len(head),)), head), page(bytes((len(tags),)), tags), *pages))


def many(one: bytes, most: int = FULL) -> Iterator[bytes]:
    """One page as often as it fits."""
    return (one for _ in range((most - 100) // len(one)))


def two_byte_packets(seconds: float, granule: int = 0) -> bytes:
    """So much sound, in 2 bytes for 0.12 s."""
    count = round(seconds / 0.12)
    full, rest = divmod(count, 255)
    sizes = [255] * full + [rest] * bool(rest)
    return file(page(b"\x02" * each, EMPTY_FRAMES * each, granule=granule) for each in sizes)


def endless_packet() -> bytes:
    """One packet in segments of 255 bytes."""
    return file(many(page(b"\xff" * 255, bytes(255 * 255))))


def empty_packets() -> bytes:
    """255 of nothing on each page."""
    return file(many(page(bytes(255), b"")))


def empty_pages() -> bytes:
    """Pages without anything."""
    return file(many(page(b"", b"")))


def pages_of_others() -> bytes:
    """Pages of a stream that nobody asked for."""
    return file(many(page(b"\x02", EMPTY_FRAMES, serial=2)))


def endless_tags() -> bytes:
    """A header that fills the file."""
    head = page(bytes((len(HEAD),)), HEAD)
    return head + b"".join(many(page(b"\xff" * 255, b"OpusTags".ljust(255 * 255, b" "))))


BOMBS = {
    "sound in two-byte packets": lambda: two_byte_packets(8109),
    "a hundred hours": lambda: two_byte_packets(100 * 3600),
    "a lying position": lambda: two_byte_packets(8109, granule=48_000),
    "one packet without an end": endless_packet,
    "packets of nothing": empty_packets,
    "pages of nothing": empty_pages,
    "another stream's pages": pages_of_others,
    "tags without an end": endless_tags,
}
