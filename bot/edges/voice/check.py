"""A check of a voice channel, for `/diag voice`: join, count what arrives from one person, play a sentence, leave."""

import asyncio
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import discord

from bot.clock import Clock
from bot.edges.voice.connection import ConnectionState
from bot.edges.voice.metronome import Metronome
from bot.edges.voice.sound import RoomSound
from bot.ports.events import Played

HANGOVER = 1.0
"""Seconds of silence handed on after speech; nothing here depends on it."""


@dataclass(frozen=True, slots=True)
class PacketCounts:
    """What arrived so far from the one person, in packets; `others`: of somebody else, dropped unopened.

    `dave`: see `VoiceConnection.dave`; `level`: loudest so far, root mean square, 1 = full scale.
    """

    received: int = 0
    decrypted: int = 0
    decoded: int = 0
    lost: int = 0
    late: int = 0
    refused: int = 0
    others: int = 0
    dave: str = ""
    mode: str = ""
    round_trip_ms: float | None = None
    level: float = 0.0


REFUSED = ("forged", "extension", "padding", "empty", "clear", "no_cryptor", "dave_refused", "dave_panic", "no_key")


class VoiceCheck:
    """`async with VoiceCheck(channel, user_id, …) as check:`; entering raises EdgeGone when we cannot get in."""

    def __init__(self, channel: discord.VoiceChannel, user_id: int, metronome: Metronome, clock: Clock) -> None:
        self._channel = channel
        self._user_id = user_id
        self._sound = RoomSound(self, metronome, clock, recorder=None, hangover=HANGOVER)
        self._level = 0.0
        self._over = asyncio.Event()
        self.lost = False
        """Whether the connection was given up."""

    async def __aenter__(self) -> Self:
        await self._sound.join(self._channel, self._user_id, self._changed)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        await self._sound.leave()

    def figures(self) -> PacketCounts:
        """Return the counts so far."""
        counted, connection = self._sound.counters, self._sound.connection
        return PacketCounts(
            received=counted["received"],
            decrypted=counted["heard"],
            decoded=counted["packets"] - counted["corrupt"] - counted["late"] - counted["duplicate"],
            lost=counted["lost"],
            late=counted["late"],
            refused=sum(counted[name] for name in REFUSED),
            others=counted["others"],
            dave="" if connection is None else connection.dave,
            mode="" if connection is None else connection.mode,
            round_trip_ms=None if connection is None else connection.round_trip_ms,
            level=self._level,
        )

    def say(self, pcm: bytes) -> None:
        """Play this (PCM16, mono, 24 kHz)."""
        self._sound.say(1, pcm)

    async def finish(self, seconds: float) -> bool:
        """End the sentence and wait until it was played. False when that takes longer than `seconds`."""
        self._sound.end_item(1)
        try:
            async with asyncio.timeout(seconds):
                await self._over.wait()
        except TimeoutError:
            return False
        return True

    # We are the `SoundListener`

    def packet(self) -> None:
        """Do nothing: the connection counts packets itself."""

    def frame(self, pcm: bytes | None) -> None:
        """Keep only how loud it was."""
        self._level = max(self._level, self._sound.level)

    def played(self, event: Played) -> None:
        """The sentence is over."""
        self._over.set()

    def _changed(self, state: ConnectionState) -> None:
        self.lost = state is ConnectionState.LOST
