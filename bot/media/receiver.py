"""Receives a candidate's packets: orders and decodes them, fills gaps, adds silence where Discord sends nothing.

Feed `packet`, call `handle_deadline` when `deadline()` comes, and `take` after either. While the stream is open the
frames taken last as long as the time that passed, so the listener hears a clock, not a network:

- packets in order pass at once; a gap waits (`jitter_buffer.WAIT`), then FEC, concealment (100 ms), silence;
- after speech (Discord's silence packets, or 100 ms without any packet) zeros follow on a 20 ms clock for `hangover`
  seconds, because a speech detector must hear the silence; then None, the end of audio. The next packet reopens;
- what arrives in a burst after a stall passes at once, but never more than the time it was awaited; zeros given out in
  the meantime are taken out of the next pause.
"""

from collections import Counter, deque
from collections.abc import Callable
from math import inf, sqrt
from typing import Final, Protocol

from bot.media.jitter_buffer import JitterBuffer, OrderedPacket
from bot.media.opus import FRAME_MS, OpusError, carries_fec, milliseconds
from bot.media.rtp import SILENCE

FRAME_BYTES: Final = 640
"""20 ms of PCM16, mono, 16 kHz."""
FRAME: Final = FRAME_MS / 1000
QUIET_AFTER: Final = 0.1
"""Seconds without a packet that end speech, for a client whose silence packets were lost or never sent."""
_CONCEALED: Final = 5  # packets of a gap that are made up; the rest is silence
_CREDIT: Final = 5.0  # seconds of stall that may arrive at once
_STALLED: Final = 0.1  # a deadline kept later than this: we were asleep, and the socket is full of packets
_UNTAKEN: Final = 500  # frames kept for a caller who does not take them
_TICKS: Final = 48  # of the RTP clock in a millisecond
_ZEROS: Final = bytes(FRAME_BYTES)


class DecoderLike(Protocol):
    """What the receiver needs of `opus.Decoder`; each may raise OpusError."""

    def decode(self, packet: bytes) -> bytes: ...
    def conceal(self, ms: float = FRAME_MS) -> bytes: ...
    def recover(self, next_packet: bytes) -> bytes: ...


class AudioReceiver:
    """The receiver of one candidate's sound. No input makes it raise; what is odd is counted in `counters`.

    Counters: packets, lost, late, duplicate, reordered, jump (see `JitterBuffer`), recovered, concealed, corrupt, ahead
    (faster than real time, dropped), filled (frames of silence), stalled, untaken.
    """

    def __init__(self, decoder: Callable[[], DecoderLike], *, hangover: float = 1.2) -> None:
        self._new_decoder = decoder
        self.hangover = hangover
        """Seconds of silence given after speech; more than the listener's detector waits for."""
        self.counters: Counter[str] = Counter()
        self.speaking = False
        """Speech is coming in (or its last packet is less than `QUIET_AFTER` old)."""
        self._decoder = decoder()
        self._jitter = JitterBuffer(self.counters)
        self._frames: deque[bytes | None] = deque()
        self._recent: deque[bytes] = deque(maxlen=5)  # for `level`
        self._rest = b""  # a part of a frame, from packets that do not last a multiple of 20 ms
        self._open = False
        self._due = 0.0  # the time up to which sound was given out
        self._silent_for = 0.0  # seconds of silence given since speech ended
        self._arrived = 0.0  # when the last packet came that was given out; a flood of copies is not speech
        self._credit = 1.0  # seconds of sound that may come faster than the clock
        self._timestamp: int | None = None  # expected of the next packet
        self._asleep_until: float | None = None  # after a stall: read the socket before giving silence

    @property
    def level(self) -> float:
        """Loudness of the last 100 ms: root mean square, 1 is full scale, speech 0.02 to 0.2. Worked out when asked."""
        heard = memoryview(b"".join(self._recent)).cast("h")[::4]
        return min(1.0, sqrt(sum(x * x for x in heard) / len(heard)) / 32768) if len(heard) else 0.0

    def packet(self, sequence: int, timestamp: int, opus: bytes, now: float) -> None:
        """Take one Opus packet of the candidate's."""
        self.counters["packets"] += 1
        self._asleep_until = None
        for ready in self._jitter.put(sequence, timestamp, opus, now):
            self._play(ready)

    def deadline(self) -> float | None:
        """When `handle_deadline` wants to be called; None: not before the next packet."""
        if self._asleep_until is not None:
            return self._asleep_until
        gap = self._jitter.deadline()
        if gap is not None or not self._open:
            return gap
        return self._arrived + QUIET_AFTER if self.speaking else self._due + FRAME

    def handle_deadline(self, now: float) -> None:
        """Give up gaps, notice the end of speech, give out silence. Does nothing if called early."""
        deadline = self.deadline()
        if deadline is None or now < deadline:
            return
        if now - deadline > _STALLED and self._asleep_until is None:
            self.counters["stalled"] += 1
            self._asleep_until = now + FRAME
            return
        self._asleep_until = None
        for ready in self._jitter.give_up(now):
            self._play(ready)
        if not self._open or self._jitter.deadline() is not None:
            return
        if now >= self._arrived + QUIET_AFTER:
            self._stop_speaking()
        if not self.speaking:
            self._flow(now)

    def take(self) -> list[bytes | None]:
        """Return the frames of 640 bytes since the last call; None: the stream ended, a later frame reopens it."""
        frames = list(self._frames)
        self._frames.clear()
        return frames

    def reset(self) -> None:
        """Forget the stream: the key or the channel is new. Sound that was given out stays given out."""
        self._jitter.reset()
        self._restart()

    def _restart(self) -> None:
        self._decoder = self._new_decoder()
        self._timestamp = None

    def _play(self, ready: OrderedPacket) -> None:
        """Give out one packet whose turn it is, and before it what is missing."""
        if ready.fresh:
            self._restart()
        if ready.arrived > self._arrived:
            self._credit = min(_CREDIT, self._credit + ready.arrived - self._arrived)
            self._arrived = ready.arrived
        length = milliseconds(ready.opus)
        silent = ready.opus == SILENCE
        if not self._open:
            if silent:
                return
            self._open = True
            self._due = ready.arrived
        elif self.speaking:
            self._mend(ready, length or FRAME_MS)
        self._fill_pause(ready)
        self._timestamp = ready.timestamp + int((length or FRAME_MS) * _TICKS)
        if silent:
            self._stop_speaking()
            if self._due - ready.arrived >= FRAME / 2:  # ahead of the clock: this pause pays it back
                return
            self._silent_for += FRAME
        else:
            self.speaking = True
            self._silent_for = 0.0
        if self._affordable(length or FRAME_MS):
            self._spend(self._decode(ready.opus, length))

    def _mend(self, ready: OrderedPacket, length: float) -> None:
        """Fill the place of the packets before `ready` that never came. Call it before `ready` is decoded: a decoder
        goes forward only."""
        for index in range(ready.missing):
            if not self._affordable(length):
                return
            last = index == ready.missing - 1
            if index >= _CONCEALED:
                sound = bytes(int(length * 32))
            elif last and carries_fec(ready.opus):
                sound = self._attempt("recovered", lambda: self._decoder.recover(ready.opus), length)
            else:
                sound = self._attempt("concealed", lambda: self._decoder.conceal(length), length)
            self._spend(sound)
            if self._timestamp is not None:
                self._timestamp += int(length * _TICKS)

    def _fill_pause(self, ready: OrderedPacket) -> None:
        """Silence for a pause within the stream: as long as the sender's clock says, never beyond our own."""
        behind = (ready.arrived - self._due) / FRAME + 1e-6
        if behind < 1:
            return
        paused = inf
        if self._timestamp is not None:
            paused = ((ready.timestamp - self._timestamp) & 0xFFFFFFFF) / (_TICKS * FRAME_MS)
        for _ in range(int(min(behind, paused, self.hangover / FRAME))):
            self._fill()

    def _decode(self, opus: bytes, length: float) -> bytes:
        if length:
            try:
                return self._decoder.decode(opus)
            except OpusError:
                pass
        self.counters["corrupt"] += 1
        return self._attempt("concealed", self._decoder.conceal, FRAME_MS)

    def _attempt(self, counter: str, make: Callable[[], bytes], length: float) -> bytes:
        """Sound made up by the decoder; silence when even that fails."""
        try:
            sound = make()
        except OpusError:
            return bytes(int(length * 32))
        self.counters[counter] += 1
        return sound

    def _affordable(self, length: float) -> bool:
        """Whether this many milliseconds may be given out: not if they come faster than time and any stall allow."""
        if length / 1000 <= self._credit:
            return True
        self.counters["ahead"] += 1
        return False

    def _spend(self, sound: bytes) -> None:
        """Give out sound that came from packets."""
        seconds = len(sound) / (FRAME_BYTES / FRAME)
        self._credit -= seconds
        self._due += seconds
        if len(sound) == FRAME_BYTES and not self._rest:
            self._give(sound)
            return
        self._rest += sound
        while len(self._rest) >= FRAME_BYTES:
            self._give(self._rest[:FRAME_BYTES])
            self._rest = self._rest[FRAME_BYTES:]

    def _give(self, frame: bytes) -> None:
        self._recent.append(frame)
        if len(self._frames) < _UNTAKEN:
            self._frames.append(frame)
        else:
            self.counters["untaken"] += 1

    def _stop_speaking(self) -> None:
        if self.speaking:
            self.speaking = False
            self._silent_for = 0.0

    def _flow(self, now: float) -> None:
        """Silence up to now; the end of audio when there was enough of it."""
        while self._due + FRAME <= now + 1e-6 and self._silent_for < self.hangover - 1e-6:
            self._silent_for += FRAME
            self._fill()
        if self._silent_for >= self.hangover - 1e-6:
            self._open = False
            self._recent.clear()
            self._frames.append(None)

    def _fill(self) -> None:
        self.counters["filled"] += 1
        self._due += FRAME - len(self._rest) / (FRAME_BYTES / FRAME)
        self._give(self._rest.ljust(FRAME_BYTES, b"\0") if self._rest else _ZEROS)
        self._rest = b""
