"""What is heard of a voice channel: one person, decrypted; the rest is dropped unopened and counted."""

from collections import Counter
from typing import Any

import davey
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.edges.voice.receive import HELD, HOLD, PacketReceiver
from bot.media import rtp
from bot.media.cipher import MODES, Cipher

ADA, EVE = 11, 22
KEY = bytes(range(32))
OPUS = b"\x78" + bytes(range(40))


class Unopened(Cipher):
    """Fails the test when somebody else's packet is opened."""

    opened = 0

    def open(self, packet: rtp.Packet) -> bytes | None:
        self.opened += 1
        return super().open(packet)


class ReceiverRig:
    """A receiver and what came out of it."""

    def __init__(self, mode: str = MODES[0], version: int = 0, session: Any = None) -> None:
        self.heard: list[tuple[int, int, bytes]] = []
        self.counters: Counter[str] = Counter()
        self.receiver = PacketReceiver(ADA, lambda *packet: self.heard.append(packet), self.counters)
        self.cipher = Unopened(mode, KEY)
        self.receiver.cipher = self.cipher
        self.receiver.dave = lambda: (version, session)
        self.sender = Cipher(mode, KEY)

    def packet(self, ssrc: int, payload: bytes = OPUS, sequence: int = 1) -> bytes:
        return self.sender.seal(rtp.header(sequence, 960 * sequence, ssrc), payload)


@pytest.mark.parametrize("mode", MODES)
def test_only_the_candidate_is_opened(mode: str) -> None:
    rig = ReceiverRig(mode)
    rig.receiver.operation(5, {"user_id": str(ADA), "ssrc": 1, "speaking": 1}, 0.0)
    rig.receiver.operation(12, {"user_id": str(EVE), "audio_ssrc": 2, "video_ssrc": 3, "streams": []}, 0.0)
    rig.receiver.datagram(rig.packet(2), 0.0)
    assert rig.cipher.opened == 0
    rig.receiver.datagram(rig.packet(1), 0.0)
    assert rig.heard == [(1, 960, OPUS)]
    assert rig.counters == {"received": 2, "others": 1, "heard": 1}


def test_packets_that_overtake_their_announcement_are_heard_then() -> None:
    rig = ReceiverRig()
    for sequence in range(3):
        rig.receiver.datagram(rig.packet(1, sequence=sequence), 0.1 * sequence)
    assert rig.heard == []
    assert rig.cipher.opened == 0
    rig.receiver.operation(12, {"user_id": str(ADA), "audio_ssrc": 1}, 0.05 + HOLD)
    assert [sequence for sequence, *_ in rig.heard] == [1, 2]
    assert rig.counters["unknown"] == 1


def test_held_packets_of_somebody_else_are_dropped_unopened() -> None:
    rig = ReceiverRig()
    rig.receiver.datagram(rig.packet(1), 0.0)
    rig.receiver.operation(5, {"user_id": str(EVE), "ssrc": 1}, 0.1)
    assert rig.cipher.opened == 0
    assert rig.counters["others"] == 1


def test_a_flood_of_unknown_packets_is_bounded() -> None:
    rig = ReceiverRig()
    for sequence in range(10 * HELD):
        rig.receiver.datagram(rig.packet(7, sequence=sequence), 0.0)
    assert rig.counters["unknown"] == 9 * HELD
    rig.receiver.tick(HOLD + 1)
    assert rig.counters["unknown"] == 10 * HELD


def test_who_left_is_forgotten_and_a_new_key_forgets_what_waits() -> None:
    rig = ReceiverRig()
    rig.receiver.operation(5, {"user_id": str(ADA), "ssrc": 1}, 0.0)
    rig.receiver.operation(13, {"user_id": str(ADA)}, 0.0)
    rig.receiver.datagram(rig.packet(1), 0.0)
    rig.receiver.forget(users=False)
    rig.receiver.operation(5, {"user_id": str(ADA), "ssrc": 1}, 0.0)
    assert rig.heard == []
    rig.receiver.forget(users=True)
    rig.receiver.datagram(rig.packet(1), 0.0)
    assert rig.heard == []


def test_clear_frames_are_refused_under_encryption_but_silence_is_not() -> None:
    """Even by a session that would pass them through, as discord.py leaves it after an upgrade."""
    session = davey.DaveSession(1, 5, 6)
    session.set_passthrough_mode(True, 10)
    rig = ReceiverRig(version=1, session=session)
    rig.receiver.operation(5, {"user_id": str(ADA), "ssrc": 1}, 0.0)
    for payload in (OPUS, OPUS + b"\xfa\xfa", rtp.SILENCE):
        rig.receiver.datagram(rig.packet(1, payload), 0.0)
    assert [opus for *_, opus in rig.heard] == [rtp.SILENCE]
    assert rig.counters["clear"] >= 1
    assert rig.counters["clear"] + rig.counters["no_cryptor"] + rig.counters["dave_refused"] == 2


def test_without_a_group_nothing_can_be_opened() -> None:
    rig = ReceiverRig(version=1)
    rig.receiver.operation(5, {"user_id": str(ADA), "ssrc": 1}, 0.0)
    rig.receiver.datagram(rig.packet(1, OPUS + b"\xfa\xfa"), 0.0)
    assert rig.counters["no_cryptor"] == 1


class Panic(BaseException):
    """Stands for a panic out of Rust: no Exception, and its class says where it comes from."""


Panic.__module__ = "pyo3_runtime"


class Broken:
    """A session in which Rust panics."""

    def decrypt(self, *_: object) -> bytes:
        raise Panic


def test_a_panic_is_counted() -> None:
    rig = ReceiverRig(version=1, session=Broken())
    rig.receiver.operation(5, {"user_id": str(ADA), "ssrc": 1}, 0.0)
    rig.receiver.datagram(rig.packet(1, OPUS + b"\xfa\xfa"), 0.0)
    assert rig.counters["dave_panic"] == 1


def test_forged_and_cut_packets_are_counted() -> None:
    rig = ReceiverRig()
    rig.receiver.operation(5, {"user_id": str(ADA), "ssrc": 1}, 0.0)
    good = rig.packet(1)
    rig.receiver.datagram(good[:-1] + bytes([good[-1] ^ 1]), 0.0)
    rig.receiver.datagram(good[:20], 0.0)
    rig.receiver.datagram(b"", 0.0)
    rig.receiver.datagram(b"\x81\xc8" + bytes(30), 0.0)
    rig.receiver.datagram(bytes(8), 0.0)
    assert rig.heard == []
    assert rig.counters == {"received": 1, "forged": 1, "truncated": 2, "rtcp": 1, "version": 1}


WILD = st.recursive(
    st.none() | st.integers() | st.text(max_size=8) | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["user_id", "ssrc", "audio_ssrc"]), inner)
    ),
    max_leaves=6,
)


@given(op=st.sampled_from([5, 12, 13, 4, 99]), data=WILD, datagram=st.binary(max_size=120))
def test_nothing_from_outside_raises(op: int, data: object, datagram: bytes) -> None:
    rig = ReceiverRig()
    rig.receiver.operation(op, data, 0.0)
    rig.receiver.datagram(datagram, 0.0)
    rig.receiver.datagram(b"\x90\x78" + datagram, 0.0)
    assert rig.heard == []


def test_an_ssrc_that_changes_hands_carries_nobody_elses_words() -> None:
    """Who takes it over is dropped once announced, and held and dropped before that; nobody is opened for Ada."""
    rig = ReceiverRig()
    rig.receiver.operation(5, {"user_id": str(ADA), "ssrc": 1, "speaking": 1}, 0.0)
    rig.receiver.operation(13, {"user_id": str(ADA)}, 1.0)
    rig.receiver.datagram(rig.packet(1, sequence=2), 1.1)  # somebody joined with Ada's ssrc, unannounced
    rig.receiver.operation(5, {"user_id": str(EVE), "ssrc": 1, "speaking": 1}, 1.2)
    rig.receiver.datagram(rig.packet(1, sequence=3), 1.3)
    rig.receiver.operation(5, {"user_id": str(ADA), "ssrc": 9, "speaking": 1}, 2.0)
    rig.receiver.datagram(rig.packet(1, sequence=4), 2.1)
    assert (rig.heard, rig.cipher.opened, rig.counters["others"]) == ([], 0, 3)


def test_a_lie_about_an_ssrc_hears_nobody() -> None:
    """The voice server says that Eve's ssrc is Ada's: what Eve encrypted does not open with Ada's key."""
    session = davey.DaveSession(1, 5, 6)
    rig = ReceiverRig(version=1, session=session)
    rig.receiver.operation(5, {"user_id": str(ADA), "ssrc": 2, "speaking": 1}, 0.0)
    rig.receiver.datagram(rig.packet(2, payload=OPUS), 0.1)
    rig.receiver.datagram(rig.packet(2, payload=OPUS + b"\xfa\xfa", sequence=2), 0.2)
    assert rig.heard == []
