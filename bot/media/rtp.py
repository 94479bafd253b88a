"""RTP as Discord speaks it (`rtpsize` modes): parse what arrives, write the header of what leaves.

The first 12 bytes, the CSRC list and the 4-byte preamble of a header extension are in clear and authenticated; the
extension's body and the padding are encrypted with the payload, so they come off after opening (RFC 3550, 5.3.1).
"""

import struct
from typing import Final, NamedTuple

SILENCE: Final = b"\xf8\xff\xfe"
"""The Opus packet clients send five times when somebody stops speaking; never encrypted by DAVE."""
TAG_AND_NONCE: Final = 16 + 4
"""What every sealed body ends with: the AEAD's tag and the nonce's counter."""
_OPUS: Final = 120
_FIXED = struct.Struct(">BBHII")


class Packet(NamedTuple):
    """One datagram with sound in it, still sealed."""

    sequence: int
    timestamp: int
    """48 kHz samples, whatever the Opus packet holds; a pause is a jump here, not in `sequence`."""
    ssrc: int
    header: bytes
    """Everything in clear: the AEAD's associated data."""
    body: bytes
    """Ciphertext, tag, counter: at least `TAG_AND_NONCE` bytes."""
    extension_words: int
    """Length of the extension's body, in words of 4 bytes; it stands at the front of the opened text."""
    padded: bool


def parse(datagram: bytes) -> Packet | str:
    """Take a datagram apart; a `str` is the name of the counter for what is not ours to hear. Never raises.

    "rtcp", "not_opus" (a camera, its repair stream), "version" (discovery, ping), "truncated".
    """
    if len(datagram) < 2:
        return "truncated"
    if datagram[0] >> 6 != 2:
        return "version"
    # Where RTP has its marker and payload type, RTCP has its packet type; 120, or 248 with the marker, is none of those
    # (RFC 5761, 4).
    if 200 <= datagram[1] <= 207:
        return "rtcp"
    if datagram[1] & 127 != _OPUS:
        return "not_opus"
    if len(datagram) < _FIXED.size:
        return "truncated"
    first, _, sequence, timestamp, ssrc = _FIXED.unpack_from(datagram)
    size = _FIXED.size + 4 * (first & 15)
    words = 0
    if first & 16:
        size += 4
        # Nonsense where the datagram ends before it; the check of the length below refuses that.
        words = int.from_bytes(datagram[size - 2 : size], "big")
    if len(datagram) < size + TAG_AND_NONCE:
        return "truncated"
    return Packet(sequence, timestamp, ssrc, datagram[:size], datagram[size:], words, bool(first & 32))


def strip(packet: Packet, plain: bytes) -> bytes | str:
    """The payload within the opened text; a `str` ("extension", "padding", "empty") when there is none."""
    start, end = 4 * packet.extension_words, len(plain)
    if start > end:
        return "extension"
    if packet.padded:
        padding = plain[-1] if end > start else 0
        if not 0 < padding <= end - start:
            return "padding"
        end -= padding
    return plain[start:end] or "empty"


def header(sequence: int, timestamp: int, ssrc: int) -> bytes:
    """The 12 bytes in front of a packet of ours; counters may run on, they wrap here."""
    return _FIXED.pack(0x80, _OPUS, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc)
