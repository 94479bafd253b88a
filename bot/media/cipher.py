"""Transport encryption between us and Discord's voice server: both AEAD modes it still offers.

Source of the layout: Discord's voice documentation, "Encryption Modes"; the nonce is a 4-byte counter at the end of the
datagram, filled with zeros to the cipher's size.
"""

from typing import Final

import nacl.bindings
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from nacl.exceptions import CryptoError

from bot.media.rtp import Packet

AES, XCHACHA = MODES = ("aead_aes256_gcm_rtpsize", "aead_xchacha20_poly1305_rtpsize")
"""In our order of preference: AES costs a fifth; XChaCha is the one every server has."""
_COUNTER: Final = 4
_AES_FILL: Final = bytes(8)
_XCHACHA_FILL: Final = bytes(20)


class Cipher:
    """One session key. Make a new one for each key the server sends, and never two for one key: nonces would repeat.

    A datagram that comes twice opens twice (the server chooses its nonces, so we may not judge them): the receiver
    drops it by its sequence number, and DAVE by its own nonce.
    """

    def __init__(self, mode: str, key: bytes) -> None:
        if mode not in MODES:
            raise ValueError(f"unknown encryption mode {mode!r}")
        if len(key) != 32:
            raise ValueError("a session key has 32 bytes")
        self._key = key
        self._aes = AESGCM(key) if mode == AES else None
        self._counter = 0  # of the next datagram; 2**32 of them take 2.7 years

    def open(self, packet: Packet) -> bytes | None:
        """Extension body, payload and padding in clear; None when it was not sealed with this key. Never raises."""
        counter, sealed = packet.body[-_COUNTER:], packet.body[:-_COUNTER]
        try:
            if self._aes is not None:
                return self._aes.decrypt(counter + _AES_FILL, sealed, packet.header)
            return nacl.bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
                sealed, packet.header, counter + _XCHACHA_FILL, self._key
            )
        except (InvalidTag, CryptoError, ValueError):
            return None

    def seal(self, header: bytes, payload: bytes) -> bytes:
        """The whole datagram for a 12-byte header and an Opus packet."""
        counter = self._counter.to_bytes(_COUNTER, "big")
        # Counted on before it is used: whatever fails from here, no nonce is used twice with one key, which would lay
        # open the authentication key of GCM (NIST SP 800-38D, 8).
        self._counter = (self._counter + 1) & 0xFFFFFFFF
        if self._aes is not None:
            sealed = self._aes.encrypt(counter + _AES_FILL, payload, header)
        else:
            sealed = nacl.bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
                payload, header, counter + _XCHACHA_FILL, self._key
            )
        return header + sealed + counter
