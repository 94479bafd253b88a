"""From our Opus packets to datagrams: sequence, timestamp, both encryptions. Times are the loop's, in seconds."""

from typing import Final

import davey

from bot.edges.voice.dave import seal_frame
from bot.media import rtp
from bot.media.cipher import Cipher

STEP: Final = 960
"""RTP ticks (48 kHz) in a packet of 20 ms."""
_BEAT: Final = 0.020
_PAUSE: Final = 3
"""Packets behind the wall clock from which on it was a pause (or a stall), and no jitter of ours."""


class PacketSender:
    """One ssrc's outgoing stream. The sequence has no gaps; the timestamp follows the wall clock over pauses."""

    def __init__(self, ssrc: int) -> None:
        self.ssrc = ssrc
        self._sequence = 0
        self._beats = 0  # the timestamp of the next packet, in packets
        self._began: float | None = None
        self.cipher: Cipher | None = None

    def packet(self, opus: bytes, now: float, version: int, session: davey.DaveSession | None) -> bytes | None:
        """The datagram for one 20 ms packet; None when it cannot be encrypted as it must be."""
        if self.cipher is None:
            return None
        frame: bytes | None = opus
        if version != 0 and opus != rtp.SILENCE:  # silence goes in clear, as every client sends it
            frame = seal_frame(session, opus) if session is not None else None
        if frame is None:
            return None
        header = rtp.header(self._sequence, self._timestamp(now), self.ssrc)
        self._sequence += 1
        return self.cipher.seal(header, frame)

    def _timestamp(self, now: float) -> int:
        if self._began is None:
            self._began = now
        wall = int((now - self._began) / _BEAT)
        if wall - self._beats >= _PAUSE:
            self._beats = wall
        stamp = self._beats * STEP
        self._beats += 1
        return stamp
