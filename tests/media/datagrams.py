"""Datagrams as Discord's server sends them, made with the ciphers' own libraries: nothing here trusts ours."""

import struct

import nacl.bindings
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY = bytes(range(32))


def seal(mode: str, key: bytes, counter: int, header: bytes, plain: bytes) -> bytes:
    """Ciphertext, tag and counter, by the library itself."""
    suffix = counter.to_bytes(4, "big")
    if "aes256" in mode:
        return AESGCM(key).encrypt(suffix + bytes(8), plain, header) + suffix
    sealed = nacl.bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, header, suffix + bytes(20), key)
    return sealed + suffix


def datagram(
    mode: str,
    payload: bytes,
    *,
    sequence: int = 7,
    timestamp: int = 960,
    ssrc: int = 42,
    counter: int = 1,
    extension: bytes | None = None,
    csrc: tuple[int, ...] = (),
    padding: int = 0,
    key: bytes = KEY,
) -> bytes:
    """One whole datagram; `extension` (a multiple of 4 bytes) goes encrypted in front of the payload."""
    first = 0x80 | len(csrc) | (0x10 if extension is not None else 0) | (0x20 if padding else 0)
    header = struct.pack(">BBHII", first, 0x78, sequence, timestamp, ssrc)
    header += b"".join(struct.pack(">I", source) for source in csrc)
    if extension is not None:
        header += b"\xbe\xde" + struct.pack(">H", len(extension) // 4)
    tail = bytes(padding - 1) + bytes((padding,)) if padding else b""
    return header + seal(mode, key, counter, header, (extension or b"") + payload + tail)
