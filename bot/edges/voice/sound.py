"""The sound of one stay in a voice channel: packets become frames on the way in, speech becomes packets on the way out.

Between a `VoiceConnection` (Discord), an `AudioReceiver` and a `Playout` (pure), and the process's one `Metronome`.
Everything here is called on the event loop and returns at once; only `join` and `leave` wait.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from math import inf
from typing import Protocol

import discord

from bot.clock import Clock
from bot.edges.voice.connection import ConnectionState, VoiceConnection
from bot.edges.voice.metronome import Metronome
from bot.media.opus import Decoder, Encoder
from bot.media.playout import Playout
from bot.media.receiver import AudioReceiver
from bot.ports.events import Played
from bot.ports.voice import SoundRecorder


class SoundListener(Protocol):
    """Takes in what is heard, and what was played: the room."""

    def packet(self) -> None:
        """One packet of the candidate's arrived."""

    def frame(self, pcm: bytes | None) -> None:
        """20 ms of them (PCM16, mono, 16 kHz); None: their stream ended."""

    def played(self, event: Played) -> None:
        """How far an item was played."""


class RoomSound:
    """One stay. `recorder`, when set, gets every packet of both sides."""

    def __init__(
        self,
        listener: SoundListener,
        metronome: Metronome,
        clock: Clock,
        *,
        recorder: SoundRecorder | None,
        hangover: float,
    ) -> None:
        self._listener = listener
        self._metronome = metronome
        self._clock = clock
        self._recorder = recorder
        self._receiver = AudioReceiver(Decoder, hangover=hangover)
        self._playout = Playout(Encoder())
        self._connection: VoiceConnection | None = None
        self._here = False  # from the beginning of `join` to `leave`
        self._beat: object | None = None
        self._timer: asyncio.TimerHandle | None = None
        self.quiet_since = 0.0
        """Loop time since when nothing is played; inf while something is."""

    async def join(
        self, channel: discord.VoiceChannel, candidate_id: int, on_change: Callable[[ConnectionState], None]
    ) -> None:
        """Enter the channel; `on_change` from then on. Raises EdgeGone."""

        def changed(state: ConnectionState) -> None:
            if state is ConnectionState.UP:
                self._receiver.reset()  # another key, other numbers
            on_change(state)

        self._here = True
        self.quiet_since = asyncio.get_running_loop().time()
        self._connection = await VoiceConnection.join(
            channel, candidate_id=candidate_id, on_packet=self._packet, on_change=changed
        )

    async def leave(self) -> None:
        """Fall silent and leave the channel; the listener is not called any more."""
        # First: packets come until the connection is closed, and each would set the timer anew.
        self._here = False
        self._rest()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.leave()

    @property
    def shared(self) -> bool:
        """Whether the candidate has the keys of our encryption, and so can hear us."""
        return self._connection is not None and self._connection.shared

    @property
    def channel_id(self) -> int | None:
        """Where we are: somebody may have moved us."""
        return None if self._connection is None else self._connection.channel_id

    @property
    def connection(self) -> VoiceConnection | None:
        """The connection, for its figures; None outside of a stay."""
        return self._connection

    @property
    def counters(self) -> Counter[str]:
        """What was counted so far, by the connection and by the receiver."""
        counted = Counter(self._receiver.counters)
        counted.update(self._connection.counters if self._connection is not None else {})
        return counted

    @property
    def level(self) -> float:
        """How loud the candidate is right now: root mean square, 1 = full scale."""
        return self._receiver.level if self._receiver.speaking else 0.0

    # Out

    def say(self, item_id: int, pcm: bytes) -> None:
        """See `VoiceEdge.say`."""
        self._playout.push(item_id, pcm)
        self._start()

    def end_item(self, item_id: int) -> None:
        """See `VoiceEdge.end_item`."""
        self._playout.end(item_id)
        self._start()
        self._report()

    def flush(self) -> None:
        """See `VoiceEdge.flush`."""
        self._playout.flush()
        self._report()

    def _start(self) -> None:
        """Join the beat, if there is something to play and a connection to send it on."""
        if self._beat is None and self._playout.active and self._connection is not None:
            self.quiet_since = inf
            # Noted before a packet is sent: a first packet that is also the last one leaves this beat again.
            self._beat = self._metronome.add(self._send_one)
            self._connection.speaking(True)
            self._send_one()  # the first packet does not wait for the beat; it is early, and that does no harm

    def _send_one(self) -> None:
        """One beat. Nothing is taken out of the queue before it can be sent encrypted."""
        if self._connection is None or not self._connection.ready:
            return
        packet = self._playout.pop()
        if packet is not None:
            self._connection.send(packet)
            if self._recorder is not None:
                self._recorder.interviewer(packet, self._clock())
        if not self._playout.active:
            self._rest()
        self._report()

    def _rest(self) -> None:
        """Leave the beat until there is something to play again."""
        if self._beat is None:
            return
        self._metronome.remove(self._beat)
        self._beat = None
        self.quiet_since = asyncio.get_running_loop().time()
        if self._connection is not None:
            self._connection.speaking(False)

    def _report(self) -> None:
        for event in self._playout.take_progress():
            self._listener.played(event)

    # In

    def _packet(self, sequence: int, timestamp: int, opus: bytes) -> None:
        if not self._here:
            return
        if self._recorder is not None:
            self._recorder.candidate(opus, self._clock())
        self._listener.packet()
        self._receiver.packet(sequence, timestamp, opus, asyncio.get_running_loop().time())
        self._deliver()

    def _wake(self) -> None:
        self._timer = None
        self._receiver.handle_deadline(asyncio.get_running_loop().time())
        self._deliver()

    def _deliver(self) -> None:
        """Hand on what the receiver has, and keep its one timer.

        Each packet puts the deadline off; the timer stays, and looks again when it comes: early calls do no harm.
        """
        for frame in self._receiver.take():
            self._listener.frame(frame)
        deadline = self._receiver.deadline()
        if deadline is None or not self._here:
            return
        if self._timer is not None:
            if self._timer.when() <= deadline:
                return
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_at(deadline, self._wake)
