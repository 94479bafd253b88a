"""Both transport ciphers against the libraries themselves."""

import pytest

from bot.media.cipher import MODES, Cipher
from bot.media.rtp import Packet, header, parse
from tests.media.datagrams import KEY, datagram, seal


def _packet(data: bytes) -> Packet:
    packet = parse(data)
    assert isinstance(packet, Packet)
    return packet


@pytest.mark.parametrize("mode", MODES)
def test_what_we_seal_is_what_the_library_seals(mode: str) -> None:
    """Byte for byte, for the first datagrams of a key."""
    cipher = Cipher(mode, KEY)
    for counter in range(5):
        head = header(counter, counter * 960, 9)
        assert head + seal(mode, KEY, counter, head, b"opus") == cipher.seal(head, b"opus")


@pytest.mark.parametrize("mode", MODES)
def test_no_nonce_twice(mode: str) -> None:
    """Each datagram has its own nonce."""
    cipher = Cipher(mode, KEY)
    head = header(1, 2, 3)
    assert len({cipher.seal(head, b"same")[-4:] for _ in range(1000)}) == 1000


@pytest.mark.parametrize("mode", MODES)
def test_any_changed_bit_shuts_it(mode: str) -> None:
    """Header, ciphertext, tag and nonce are all authenticated."""
    data = datagram(mode, b"opus packet", extension=b"\x10\xff\x00\x00")
    cipher = Cipher(mode, KEY)
    assert cipher.open(_packet(data)) == b"\x10\xff\x00\x00opus packet"
    for index in range(len(data)):
        for bit in range(8):
            changed = bytearray(data)
            changed[index] ^= 1 << bit
            packet = parse(bytes(changed))
            assert isinstance(packet, str) or cipher.open(packet) is None


@pytest.mark.parametrize("mode", MODES)
def test_other_keys_and_other_modes_shut_it(mode: str) -> None:
    """A packet under the key before, or in the other mode, is None."""
    packet = _packet(datagram(mode, b"opus"))
    assert Cipher(mode, bytes(32)).open(packet) is None
    other = next(name for name in MODES if name != mode)
    assert Cipher(other, KEY).open(packet) is None


@pytest.mark.parametrize("mode", MODES)
def test_a_replay_is_left_to_the_receiver(mode: str) -> None:
    """The server chooses its nonces: the same datagram opens again, in any order of counters."""
    cipher = Cipher(mode, KEY)
    for counter in (5, 3, 5, 4_294_967_295, 0):
        assert cipher.open(_packet(datagram(mode, b"opus", counter=counter))) == b"opus"


@pytest.mark.parametrize(("mode", "key"), [("xsalsa20_poly1305", KEY), (MODES[0], bytes(31)), (MODES[1], b"")])
def test_a_wrong_session_is_refused_at_once(mode: str, key: bytes) -> None:
    """Not at the first packet."""
    with pytest.raises(ValueError, match=r"mode|key"):
        Cipher(mode, key)
