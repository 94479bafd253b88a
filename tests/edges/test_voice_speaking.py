"""What leaves: no gap in the sequence, the wall clock in the timestamp, nothing unencrypted that must not be."""

import davey
import pytest

from bot.edges.voice.dave import is_panic
from bot.edges.voice.send import STEP, PacketSender
from bot.media import rtp
from bot.media.cipher import MODES, Cipher

KEY = bytes(range(32))
OPUS = b"\x78" + bytes(range(40))


def speaking(mode: str = MODES[0]) -> PacketSender:
    sender = PacketSender(77)
    sender.cipher = Cipher(mode, KEY)
    return sender


def stamps(sender: PacketSender, moments: list[float]) -> list[tuple[int, int]]:
    out = []
    for moment in moments:
        datagram = sender.packet(OPUS, moment, 0, None)
        assert datagram is not None
        packet = rtp.parse(datagram)
        assert isinstance(packet, rtp.Packet)
        out.append((packet.sequence, packet.timestamp // STEP))
    return out


@pytest.mark.parametrize("mode", MODES)
def test_the_other_side_can_open_it(mode: str) -> None:
    datagram = speaking(mode).packet(OPUS, 5.0, 0, None)
    assert datagram is not None
    packet = rtp.parse(datagram)
    assert isinstance(packet, rtp.Packet)
    assert packet.ssrc == 77
    assert Cipher(mode, KEY).open(packet) == OPUS


def test_jitter_does_not_show() -> None:
    assert stamps(speaking(), [5.0, 5.021, 5.039, 5.085, 5.085]) == [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4)]


def test_a_pause_is_a_jump_of_the_timestamp_only() -> None:
    assert stamps(speaking(), [5.0, 5.02, 15.001, 15.02]) == [(0, 0), (1, 1), (2, 500), (3, 501)]


def test_without_a_group_only_silence_is_sent() -> None:
    sender = speaking()
    assert sender.packet(OPUS, 5.0, 1, None) is None
    assert sender.packet(OPUS, 5.0, 1, davey.DaveSession(1, 5, 6)) is None
    silence = sender.packet(rtp.SILENCE, 5.0, 1, None)
    assert silence is not None
    packet = rtp.parse(silence)
    assert isinstance(packet, rtp.Packet)
    assert packet.sequence == 0, "what was refused must not leave a hole"


def test_without_a_key_nothing_is_sent() -> None:
    assert PacketSender(77).packet(rtp.SILENCE, 5.0, 0, None) is None


def test_ctrl_c_is_no_panic() -> None:
    assert is_panic(ValueError())
    assert not is_panic(KeyboardInterrupt())
