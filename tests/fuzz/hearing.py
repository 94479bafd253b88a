"""Hostile datagrams and announcements through the whole hearing: whose it is, both encryptions, what waits."""

import json
from collections import Counter
from random import Random

from bot.edges.voice.receive import HELD, PacketReceiver
from bot.media import rtp
from bot.media.cipher import MODES, Cipher
from tests.fuzz.group import OTHER, pair
from tests.fuzz.mutate import bent_bytes, bent_text, bent_value
from tests.media.datagrams import KEY, datagram

_OPUS = b"\x78" + bytes(range(40))


class HearingFuzz:
    """The candidate, others and nobody-knows-who, all of them lying, by a seed."""

    def __init__(self, seed: int) -> None:
        self._pick = Random(seed)
        self._mine, self._theirs = pair()
        self.counters: Counter[str] = Counter()
        self._hearing = PacketReceiver(OTHER, self._heard, self.counters)
        self._mode = MODES[0]
        self._now, self._sequence, self._kept = 0.0, 0, [b""]
        self._hearing.cipher = Cipher(self._mode, KEY)

    def step(self) -> None:
        """One datagram or one announcement, under whatever DAVE is at that moment."""
        pick = self._pick
        self._now += pick.choice((0.0, 0.001, 0.02, 0.3))
        self._hearing.dave = lambda: pick.choice(
            ((1, self._mine),) * 7 + ((1, None),)
        )  # never 0, as VoiceConnection asks
        dice = pick.random()
        if dice < 0.15:
            self._announce()
        elif dice < 0.16:
            self._mode = pick.choice(MODES)
            self._hearing.forget(users=pick.random() < 0.5)
            self._hearing.cipher = pick.choice((None, Cipher(self._mode, KEY), Cipher(self._mode, KEY)))
        else:
            self._hearing.datagram(self._datagram(), self._now)
        assert len(self._hearing._held) <= HELD
        assert len(self._hearing._users) <= 1000

    def _heard(self, _sequence: int, _timestamp: int, opus: bytes) -> None:
        assert opus in (rtp.SILENCE, _OPUS), "heard what nobody said"

    def _announce(self) -> None:
        pick = self._pick
        user, ssrc = str(pick.choice((OTHER, OTHER, 22))), pick.choice((1, 1, 2, pick.randrange(1 << 32)))
        op, data = pick.choice(
            (
                (5, {"user_id": user, "ssrc": ssrc, "speaking": 1}),
                (12, {"user_id": user, "audio_ssrc": ssrc, "video_ssrc": 0}),
                (13, {"user_id": user}),
            )
        )
        told: object = data
        if pick.random() < 0.5:
            try:
                told = json.loads(bent_text(pick, data))
            except (ValueError, RecursionError):
                told = bent_value(pick, data)
        self._hearing.operation(op, told, self._now)

    def _datagram(self) -> bytes:
        pick = self._pick
        if pick.random() < 0.1:
            return pick.choice(self._kept)
        frame = pick.choice((rtp.SILENCE, _OPUS, self._sealed(), self._sealed(), self._sealed()))
        if pick.random() < 0.3:
            frame = bent_bytes(pick, frame)
        if pick.random() < 0.02:
            frame = pick.randbytes(pick.randrange(60)) + b"\xfa\xfa"
        self._sequence = (self._sequence + 1) % 65536
        data = datagram(
            self._mode,
            frame,
            sequence=self._sequence,
            ssrc=pick.choice((1, 1, 1, 2, pick.randrange(1 << 32))),
            extension=pick.choice((None, b"", pick.randbytes(8))),
            padding=pick.choice((0, 0, 0, 1, 255)),
        )
        self._kept = [*self._kept[-20:], data]
        return bent_bytes(pick, data) if pick.random() < 0.3 else data

    def _sealed(self) -> bytes:
        return bytes(self._theirs.encrypt_opus(_OPUS))
