"""RTP as Discord sends it: header extensions whose body is encrypted, and the two transport ciphers ("rtpsize").

https://discord.com/developers/docs/topics/voice-connections#transport-encryption-and-sending-voice
"""

import struct
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from nacl import bindings
from nacl.exceptions import CryptoError

AES, XCHACHA = "aead_aes256_gcm_rtpsize", "aead_xchacha20_poly1305_rtpsize"
MODES = (AES, XCHACHA)
SILENCE = b"\xf8\xff\xfe"
OPUS, VIDEO = 120, 103
SAMPLES = 960
"""Of one frame: 20 ms at 48 kHz."""
# One-byte extensions: 1 the level, 9 the speaker's flags; two words.
EXTENSION = struct.pack(">HH", 0xBEDE, 2), b"\x10\xff\x90\x02" + bytes(4)


@dataclass(frozen=True, slots=True)
class Opened:
    """What was in a datagram, with its counter; extension and padding are off."""

    sequence: int
    timestamp: int
    ssrc: int
    kind: int
    counter: int
    payload: bytes


class Transport:
    """One connection's key. `seal` counts by itself; `open` takes what the other side counted."""

    def __init__(self, mode: str, key: bytes) -> None:
        self.mode, self.key = mode, key
        self._aes = AESGCM(key)
        self._count = 0
        self.seen: set[int] = set()
        """The other side's counters so far: none may come twice."""

    def seal(self, *, kind: int, sequence: int, timestamp: int, ssrc: int, payload: bytes, extended: bool) -> bytes:
        """A whole datagram. `extended`: with the header extension that official clients set."""
        first = 0x90 if extended else 0x80
        header = struct.pack(">BBHII", first, kind, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc)
        if extended:
            preamble, body = EXTENSION
            header, payload = header + preamble, body + payload
        self._count += 1
        counter = struct.pack(">I", self._count)
        if self.mode == AES:
            sealed = self._aes.encrypt(counter + bytes(8), payload, header)
        else:
            nonce = counter + bytes(20)
            sealed = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(payload, header, nonce, self.key)
        return header + sealed + counter

    def open(self, datagram: bytes) -> Opened | None:
        """None where this key does not open it, or it is no RTP."""
        if len(datagram) < 12 + 16 + 4 or datagram[0] >> 6 != 2:
            return None
        end = 12 + 4 * (datagram[0] & 15)
        words = 0
        if datagram[0] & 0x10:
            words = int.from_bytes(datagram[end + 2 : end + 4], "big")
            end += 4
        header, sealed, counter = datagram[:end], datagram[end:-4], datagram[-4:]
        plain = self._open(header, sealed, counter)
        if plain is None:
            return None
        plain = plain[4 * words :]
        if datagram[0] & 0x20 and plain:
            plain = plain[: -plain[-1]]
        sequence, timestamp, ssrc = struct.unpack(">HII", header[2:12])
        return Opened(sequence, timestamp, ssrc, datagram[1] & 127, int.from_bytes(counter, "big"), plain)

    def _open(self, header: bytes, sealed: bytes, counter: bytes) -> bytes | None:
        try:
            if self.mode == AES:
                return self._aes.decrypt(counter + bytes(8), sealed, header)
            nonce = counter + bytes(20)
            opened: bytes = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(sealed, header, nonce, self.key)
        except (InvalidTag, CryptoError):
            return None
        return opened
