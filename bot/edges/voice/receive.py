"""From datagrams to one person's Opus packets: who an ssrc belongs to, what is dropped unopened, what is refused.

Everything that is not the candidate's is dropped before decryption and counted. Nothing in here raises for what arrives
from outside. Times are the loop's, in seconds.
"""

from collections import Counter, deque
from collections.abc import Callable, Mapping
from typing import Any, Final

import davey

from bot.edges.voice.dave import open_frame
from bot.media import rtp
from bot.media.cipher import Cipher

HOLD: Final = 0.5
"""How long a packet waits for the voice server to say whose it is: sound overtakes the announcement."""
HELD: Final = 50
"""How many such packets wait at most, of everybody together (a second of one voice)."""
_SPEAKING, _VIDEO, _LEFT = 5, 12, 13

OnPacket = Callable[[int, int, bytes], None]


class PacketReceiver:
    """Receives one person's packets on one connection. Packets come out by `on_packet`: sequence, timestamp, Opus."""

    def __init__(self, candidate_id: int, on_packet: OnPacket, counters: Counter[str]) -> None:
        self.candidate_id: Final = candidate_id
        self._on_packet = on_packet
        self._counters = counters
        self._users: dict[int, int] = {}
        self._held: deque[tuple[float, rtp.Packet]] = deque()
        self.cipher: Cipher | None = None
        self.dave: Callable[[], tuple[int, davey.DaveSession | None]] = lambda: (0, None)
        """Called for each packet: the protocol version in force (0: transport encryption only) and the session."""

    def datagram(self, data: bytes, now: float) -> None:
        """Take in one datagram."""
        packet = rtp.parse(data)
        if isinstance(packet, str):
            self._counters[packet] += 1
            return
        self._counters["received"] += 1
        user_id = self._users.get(packet.ssrc)
        if user_id is None:
            self._hold(packet, now)
        else:
            self._deliver(packet, user_id)

    def operation(self, op: int, data: object, now: float) -> None:
        """Take in one JSON message of the voice gateway: 5 and 12 say whose an ssrc is, 13 that somebody left."""
        if op not in (_SPEAKING, _VIDEO, _LEFT) or not isinstance(data, Mapping):
            return
        try:
            self._apply(op, data, now)
        except (KeyError, TypeError, ValueError, OverflowError):  # int(1e999), as JSON can say it
            self._counters["bad_op"] += 1

    def forget(self, *, users: bool) -> None:
        """A new key: what waits cannot be opened any more. `users`: a new connection, whose ssrcs are new, too."""
        self._counters["unknown"] += len(self._held)
        self._held.clear()
        if users:
            self._users.clear()

    def tick(self, now: float) -> None:
        """Drop what has waited too long; called now and then, so that nobody's packets stay when all is quiet."""
        while self._held and now - self._held[0][0] > HOLD:
            self._held.popleft()
            self._counters["unknown"] += 1

    def _apply(self, op: int, data: Mapping[str, Any], now: float) -> None:
        if op == _LEFT:
            gone = int(data["user_id"])
            self._users = {ssrc: user for ssrc, user in self._users.items() if user != gone}
            return
        ssrc = int(data["ssrc"] if op == _SPEAKING else data["audio_ssrc"])
        if ssrc:
            self._bind(ssrc, int(data["user_id"]), now)

    def _bind(self, ssrc: int, user_id: int, now: float) -> None:
        if ssrc not in self._users and len(self._users) >= 1000:  # a channel holds 99 people; this is not Discord
            self._users.clear()
        self._users[ssrc] = user_id
        self.tick(now)
        waiting = [packet for _, packet in self._held if packet.ssrc == ssrc]
        self._held = deque((at, packet) for at, packet in self._held if packet.ssrc != ssrc)
        for packet in waiting:
            self._deliver(packet, user_id)

    def _hold(self, packet: rtp.Packet, now: float) -> None:
        self.tick(now)
        if len(self._held) >= HELD:
            self._held.popleft()
            self._counters["unknown"] += 1
        self._held.append((now, packet))

    def _deliver(self, packet: rtp.Packet, user_id: int) -> None:
        if user_id != self.candidate_id:
            self._counters["others"] += 1
            return
        opus, problem = self._open(packet)
        if opus is None:
            self._counters[problem] += 1
            return
        self._counters["heard"] += 1
        self._on_packet(packet.sequence, packet.timestamp, opus)

    def _open(self, packet: rtp.Packet) -> tuple[bytes | None, str]:
        if self.cipher is None:
            return None, "no_key"
        plain = self.cipher.open(packet)
        if plain is None:
            return None, "forged"
        frame = rtp.strip(packet, plain)
        if isinstance(frame, str):
            return None, frame
        version, session = self.dave()
        # Silence is taken in clear: the voice server makes it up for somebody who is muted (DAVE protocol, "Silence
        # Packets"). Who forges it makes the candidate silent, and says nothing for them.
        if version == 0 or frame == rtp.SILENCE:
            return frame, ""
        if session is None:
            return None, "no_cryptor"
        return open_frame(session, self.candidate_id, frame)
